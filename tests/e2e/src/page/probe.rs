//! What `tests/pages/probe.js` recorded in the page.

use super::Page;
use anyhow::{Result, bail};
use serde_json::Value;

/// A look at the records of the probe, which a test page includes before all other scripts.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Uncaught errors and rejections, `console.error` and `console.warn`.
    pub errors: Vec<String>,
    /// Violations of the content-security policy.
    pub violations: Vec<String>,
    /// Calls of `alert`, `confirm` and `prompt`.
    pub dialogs: Vec<String>,
    /// Uses of storage, databases, cookies and channels, as `localStorage.getItem(key)`.
    pub storage: Vec<String>,
    /// What listens, ticks or observes now, as `window:resize` or `interval`.
    pub alive: Vec<String>,
}

impl Page {
    /// The probe's records so far.
    pub async fn probe(&self) -> Result<Probe> {
        let records = self
            .eval(
                "return globalThis.sessionChatProbe?.report() ?? null;",
                vec![],
            )
            .await?;
        if records.is_null() {
            bail!("this page does not include /tests/pages/probe.js");
        }
        let list = |key: &str| -> Result<Vec<String>> {
            let values = records.get(key).cloned().unwrap_or(Value::Array(vec![]));
            Ok(serde_json::from_value(values)?)
        };
        Ok(Probe {
            errors: list("errors")?,
            violations: list("violations")?,
            dialogs: list("dialogs")?,
            storage: list("storage")?,
            alive: list("alive")?,
        })
    }

    /// Fails if the page saw an error, a warning, a policy violation or a dialog.
    pub async fn assert_clean(&self) -> Result<()> {
        let probe = self.probe().await?;
        let wrong: Vec<String> = [probe.errors, probe.violations, probe.dialogs].concat();
        if !wrong.is_empty() {
            bail!("the page did not stay clean: {}", wrong.join("; "));
        }
        Ok(())
    }
}
