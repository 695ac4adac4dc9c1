//! One browser session, used by many tests: each gets windows and an origin of its own.

use crate::driver::Driver;
use crate::engine::Engine;
use crate::page::Page;
use crate::tabs::Tabs;
use anyhow::{Context as _, Result};
use fantoccini::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use std::path::Path;
use std::rc::Rc;

/// A running browser.
pub struct Browser {
    client: Client,
    tabs: Rc<Tabs>,
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
        let tabs = Tabs::new(client.clone(), engine).await?;
        Ok(Self { client, tabs })
    }

    /// A window for a test.
    pub async fn page(&self) -> Result<Page> {
        Page::open(&self.tabs).await
    }

    /// Forgets what a test left.
    pub async fn reset(&self) -> Result<()> {
        self.tabs.reset().await
    }

    /// Ends the browser.
    pub async fn close(self) {
        // One that no longer answers ends with its driver.
        let _ = self.client.close().await;
    }
}
