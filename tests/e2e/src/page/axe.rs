//! Accessibility rules, checked by axe-core in the page.

use super::Page;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::fmt;

/// Fewer rules that passed mean that axe saw no page to speak of.
const LEAST_PASSES: usize = 15;

/// What axe-core found.
#[derive(Clone, Debug)]
pub struct AxeReport {
    /// Each broken rule with the elements that break it.
    pub violations: Vec<String>,
    /// How many rules applied and held.
    pub passes: usize,
}

impl fmt::Display for AxeReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} rules held, {} broken",
            self.passes,
            self.violations.len()
        )?;
        for violation in &self.violations {
            write!(formatter, "\n  {violation}")?;
        }
        Ok(())
    }
}

/// Nothing is on its way from one look to another: a text that fades in has too little contrast.
const STILL: &str = "[document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot)]\
    .every((root) => !root || root.getAnimations().every((one) => one.playState !== 'running' \
    || one.effect.getComputedTiming().iterations === Infinity))";

/// Loads axe-core as a module (a script element would be an injection under Trusted Types) and
/// runs it over the part of the page that a selector names, shadow roots included.
const RUN: &str = r"
if (!globalThis.axe) await import('/axe.js');
const report = await axe.run(given[0] ?? document, { resultTypes: ['violations'] });
const target = (node) => node.target.flat(9).join(' >>> ');
return {
  passes: report.passes.length,
  violations: report.violations.map((rule) =>
    `${rule.id}: ${rule.help} (${rule.nodes.map(target).join(', ')})`),
};
";

impl Page {
    /// Runs axe-core over the page, or over the element that a selector names.
    pub async fn axe(&self, selector: Option<&str>) -> Result<AxeReport> {
        let report = self
            .eval_async(RUN, vec![json!(selector)])
            .await
            .context("running axe-core, served as /axe.js")?;
        let violations = report.get("violations").cloned().unwrap_or_default();
        Ok(AxeReport {
            violations: serde_json::from_value(violations)?,
            passes: report
                .get("passes")
                .and_then(Value::as_u64)
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or_default(),
        })
    }

    /// Fails if a rule is broken, or if so few applied that there was nothing to judge.
    pub async fn assert_accessible(&self, state: &str) -> Result<()> {
        self.until(STILL).await?;
        let report = self.axe(None).await?;
        if !report.violations.is_empty() || report.passes <= LEAST_PASSES {
            bail!("accessibility of “{state}”: {report}");
        }
        Ok(())
    }
}
