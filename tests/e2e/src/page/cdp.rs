//! Chromium's own protocol, for what no other driver can do. Chromium only.

use super::{Glances, Page};
use anyhow::{Context as _, Result};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use url::{ParseError, Url};

/// How long the browser may hold what nobody else does.
const FORGETTING: Duration = Duration::from_secs(10);

/// A command that only chromedriver knows.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// What is alive in the page's process.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    /// Nodes, in documents or not.
    pub nodes: f64,
    /// Listeners of JavaScript.
    pub listeners: f64,
    /// Bytes of the JavaScript heap.
    pub heap: f64,
}

impl Page {
    /// Sends a command of the Chrome `DevTools` protocol. Chromium only.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Result<Value> {
        let vendor = Vendor {
            path: "goog/cdp/execute",
            body: json!({ "cmd": command, "params": parameters }),
        };
        let client = self.client().await?;
        self.tabs.change();
        client
            .issue_cmd(vendor)
            .await
            .with_context(|| format!("Chromium's {command}"))
    }

    /// Kills the process that shows this window, without a word to the page; the handle is of no
    /// use afterwards. Chromium only.
    pub async fn crash(self) -> Result<()> {
        // There is nobody left to answer.
        let _ = self.cdp("Page.crash", json!({})).await;
        self.tabs.close(&self.window).await
    }

    /// What is alive in the page's process once everything that nobody holds is gone: elements and
    /// other nodes, listeners, bytes of the JavaScript heap. Chromium only.
    pub async fn metrics(&self) -> Result<Metrics> {
        self.cdp("Performance.enable", json!({})).await?;
        // What is freed in one round may be what held something else.
        for _ in 0..3 {
            self.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let answer = self.cdp("Performance.getMetrics", json!({})).await?;
        let metrics = answer["metrics"].as_array().cloned().unwrap_or_default();
        let value = |name: &str| {
            let found = metrics.iter().find(|metric| metric["name"] == name);
            found
                .and_then(|metric| metric["value"].as_f64())
                .with_context(|| format!("Chromium measures {name}"))
        };
        Ok(Metrics {
            nodes: value("Nodes")?,
            listeners: value("JSEventListeners")?,
            heap: value("JSHeapUsedSize")?,
        })
    }

    /// The same once it is as wished, or as it is then: what the browser itself holds goes by and by.
    pub async fn metrics_until(&self, is_so: impl Fn(&Metrics) -> bool) -> Result<Metrics> {
        let begun = Instant::now();
        let mut glances = Glances::new();
        loop {
            let metrics = self.metrics().await?;
            if is_so(&metrics) || begun.elapsed() > FORGETTING {
                return Ok(metrics);
            }
            glances.pause().await;
        }
    }

    /// The lines of the browser's console since the last call. Chromium only.
    pub async fn console(&self) -> Result<Vec<String>> {
        let vendor = Vendor {
            path: "se/log",
            body: json!({ "type": "browser" }),
        };
        let log = self.client().await?.issue_cmd(vendor).await?;
        let lines = log.as_array().into_iter().flatten().map(|entry| {
            let part = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            format!("{} {}", part("level"), part("message"))
        });
        Ok(lines.collect())
    }

    /// Sets the viewport in CSS pixels, whatever the window's size, and how many device pixels
    /// make one of them. Chromium only.
    pub async fn emulate_viewport(&self, width: u32, height: u32, scale: f64) -> Result<()> {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false }),
        )
        .await
        .map(drop)
    }

    /// Sets media features, for instance `("prefers-color-scheme", "dark")`, `("forced-colors",
    /// "active")` or `("prefers-reduced-motion", "reduce")`. Chromium only.
    pub async fn emulate_media(&self, features: &[(&str, &str)]) -> Result<()> {
        let features: Vec<Value> = features
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await
        .map(drop)
    }

    /// Slows the processor down: 4 is a phone that is a quarter as fast. Chromium only.
    pub async fn slow_processor(&self, times: f64) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await
            .map(drop)
    }

    /// Slows the network down: kilobits a second each way, and milliseconds of delay for each
    /// request. Chromium only.
    pub async fn slow_network(&self, kilobits: u32, delay_ms: u32) -> Result<()> {
        self.network(false, f64::from(kilobits) * 1000.0 / 8.0, delay_ms)
            .await
    }

    /// Takes the page off the network, or back. Chromium only.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.network(offline, -1.0, 0).await
    }

    async fn network(&self, offline: bool, bytes_a_second: f64, delay_ms: u32) -> Result<()> {
        self.cdp("Network.enable", json!({})).await?;
        self.cdp(
            "Network.emulateNetworkConditions",
            json!({
                "offline": offline,
                "latency": delay_ms,
                "downloadThroughput": bytes_a_second,
                "uploadThroughput": bytes_a_second,
            }),
        )
        .await
        .map(drop)
    }

    /// Runs a script in every document of this window from now on, before its own. Chromium only.
    pub async fn before_each_document(&self, script: &str) -> Result<()> {
        self.cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await
        .map(drop)
    }
}
