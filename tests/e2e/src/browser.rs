//! One browser session, used by many tests: each gets windows and an origin of its own.

use crate::driver::Driver;
use crate::engine::Engine;
use crate::page::{Page, Tabs};
use anyhow::{Context as _, Result};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;
use hyper_util::client::legacy::connect::HttpConnector;
use std::path::Path;
use std::rc::Rc;

/// A running browser.
pub struct Browser {
    client: Client,
    tabs: Rc<Tabs>,
    home: WindowHandle,
}

impl Browser {
    /// Starts a browser by its driver.
    pub async fn start(engine: Engine, driver: &Driver, program: &Path) -> Result<Self> {
        let client = Client::with_capabilities_and_connector(
            &driver.url,
            &engine.capabilities(program),
            HttpConnector::new(),
        )
        .await
        .with_context(|| format!("starting {engine}"))?;
        let home = client.window().await?;
        let tabs = Tabs::new(client.clone(), engine);
        Ok(Self { client, tabs, home })
    }

    /// A fresh window in front.
    pub async fn page(&self) -> Result<Page> {
        Page::open(&self.tabs).await
    }

    /// Forgets what a test left: cookies, which know no ports, and all windows but the first.
    /// Storage needs no forgetting, because each test has an origin of its own.
    pub async fn reset(&self) -> Result<()> {
        for window in self.client.windows().await? {
            if window != self.home {
                self.client.switch_to_window(window).await?;
                self.client.delete_all_cookies().await?;
                self.client.close_window().await?;
            }
        }
        self.client.switch_to_window(self.home.clone()).await?;
        self.tabs.forget();
        Ok(())
    }

    /// Ends the browser.
    pub async fn close(self) {
        // One that no longer answers ends with its driver.
        let _ = self.client.close().await;
    }
}
