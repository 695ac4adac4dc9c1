//! The three browser engines and how each wants to be started.

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// `WebKit` (its GTK port), by `WebKitWebDriver`.
    WebKit,
}

/// Every engine: what a test runs in unless it says otherwise.
pub const ALL: &[Engine] = &[Engine::Chromium, Engine::Firefox, Engine::WebKit];

/// For tests that need Chromium's own protocol.
pub const CHROMIUM_ONLY: &[Engine] = &[Engine::Chromium];

/// Chromium's flags: no screen, and no traffic or dialogs of its own. Timers of a window that is
/// not in front must run as in one that is, since two people's windows are driven at once.
const CHROMIUM_FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--hide-scrollbars",
    "--window-size=1280,900",
];

/// Firefox's settings: no traffic of its own.
fn firefox_settings() -> Value {
    json!({
        "app.normandy.enabled": false,
        "app.update.auto": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.search.update": false,
        "datareporting.healthreport.uploadEnabled": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "extensions.update.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "",
        "toolkit.telemetry.reportingpolicy.firstRun": false,
    })
}

impl Engine {
    /// The lower-case name used on the command line and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What to ask the driver for. `browser` is the program of the browser.
    #[must_use]
    pub fn capabilities(self, browser: &Path) -> Map<String, Value> {
        let browser = browser.display().to_string();
        let (key, own) = match self {
            Self::Chromium => (
                "goog:chromeOptions",
                json!({ "binary": browser, "args": CHROMIUM_FLAGS }),
            ),
            Self::Firefox => (
                "moz:firefoxOptions",
                json!({
                    "binary": browser,
                    "args": ["-headless", "--width", "1280", "--height", "900"],
                    "prefs": firefox_settings(),
                }),
            ),
            Self::WebKit => (
                "webkitgtk:browserOptions",
                json!({ "binary": browser, "args": ["--automation"] }),
            ),
        };
        let mut wanted = Map::new();
        wanted.insert(key.to_owned(), own);
        let seconds = |count: u32| count.saturating_mul(1000);
        // Whole workloads run as one script. What hangs is ended by the limit of its test, a little
        // later, unless the driver says before which script it was.
        wanted.insert(
            "timeouts".to_owned(),
            json!({ "script": seconds(170), "pageLoad": seconds(30), "implicit": 0 }),
        );
        if self == Self::Chromium {
            wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        }
        wanted
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Engine {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        match ALL.iter().find(|engine| engine.name() == name) {
            Some(engine) => Ok(*engine),
            None => bail!("no engine is called {name}: there are chromium, firefox and webkit"),
        }
    }
}
