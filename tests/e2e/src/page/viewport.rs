//! The size of what a page sees.

use super::Page;
use crate::engine::Engine;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::time::Duration;

impl Page {
    /// Goes to an address of the site with a viewport of just this size, in CSS pixels. Chromium
    /// emulates it; the other engines have a least width, so there the page stands in a frame.
    pub async fn goto_sized(&self, url: &str, width: u32, height: u32) -> Result<()> {
        if self.engine() == Engine::Chromium {
            self.emulate_viewport(width, height, 1.0).await?;
            return self.goto(url).await;
        }
        let mut outer = url::Url::parse(url).with_context(|| format!("the address {url}"))?;
        outer.set_path("/tests/pages/frame/");
        self.goto_framed(outer.as_str(), url, width, height).await
    }

    /// Goes to an address in a frame of this size of the page at another address, and has the
    /// frame for the page from then on.
    pub async fn goto_framed(&self, outer: &str, url: &str, width: u32, height: u32) -> Result<()> {
        let mut outer = url::Url::parse(outer).with_context(|| format!("the address {outer}"))?;
        outer.set_query(Some(&format!("width={width}&height={height}")));
        outer.set_fragment(Some(url));
        self.goto(outer.as_str()).await?;
        self.framed.set(true);
        self.step_into_frame().await
    }

    /// Makes the inner size of the window as wished, in CSS pixels, and returns the size it got:
    /// Firefox and `WebKit` have a least width of about 500. For less, see [`Page::goto_sized`].
    pub async fn set_viewport(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        let client = self.client().await?;
        if self.engine() == Engine::Chromium {
            self.emulate_viewport(width, height, 1.0).await?;
            return self.viewport().await;
        }
        self.tabs.change();
        let mut window = client.get_window_size().await?;
        let mut inner = self.viewport().await?;
        loop {
            // What stands around the page keeps its size.
            let around = |outer: u64, inner: u32| outer.saturating_sub(inner.into());
            window = (
                around(window.0, inner.0).saturating_add(width.into()),
                around(window.1, inner.1).saturating_add(height.into()),
            );
            client
                .set_window_size(window.0.try_into()?, window.1.try_into()?)
                .await?;
            // The page hears of its new size some time after the window has it.
            let body = "return innerWidth === arguments[0] && innerHeight === arguments[1];";
            let wished = [width.into(), height.into()];
            let settled = self.until_answer(body, &wished, Duration::from_secs(2));
            if settled.await.is_ok() {
                return Ok((width, height));
            }
            // One that was still on its way before told too much or too little of what is around.
            let got = self.viewport().await?;
            if got == inner {
                return Ok(got);
            }
            inner = got;
        }
    }

    /// The inner size of the window in CSS pixels.
    pub async fn viewport(&self) -> Result<(u32, u32)> {
        let size = self
            .eval("return [window.innerWidth, window.innerHeight];", vec![])
            .await?;
        let length = |index: usize| {
            let value = size.get(index).and_then(Value::as_u64);
            value.and_then(|value| u32::try_from(value).ok())
        };
        match (length(0), length(1)) {
            (Some(width), Some(height)) => Ok((width, height)),
            _ => bail!("the window has no size: {size}"),
        }
    }
}
