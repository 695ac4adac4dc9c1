//! What the bench wrote down: figures by page, measurement and name.

use crate::workspace::{files_below, read};
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The figures of all pages.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures(BTreeMap<String, Value>);

impl Figures {
    /// Reads a file of figures for each page.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut pages = BTreeMap::new();
        for file in files_below(folder)? {
            let is_figures = file.extension().is_some_and(|kind| kind == "json");
            if let Some(page) = file.file_stem().filter(|_| is_figures) {
                let figures = serde_json::from_str(&read(&file)?)
                    .with_context(|| format!("reading {}", file.display()))?;
                pages.insert(page.to_string_lossy().into_owned(), figures);
            }
        }
        Ok(Self(pages))
    }

    /// The figure of that name in a measurement of a page.
    pub(super) fn get(&self, page: &str, measurement: &str, name: &str) -> Option<f64> {
        self.0.get(page)?.get(measurement)?.get(name)?.as_f64()
    }

    /// The load averages that measurements were made at: the least and the most.
    pub(super) fn load_averages(&self) -> Option<(f64, f64)> {
        let measurements = self.0.values().filter_map(Value::as_object);
        let loads = measurements
            .flat_map(|page| page.values())
            .filter_map(|measurement| measurement.get("loadavg")?.as_str()?.parse().ok());
        loads.fold(None, |found: Option<(f64, f64)>, load: f64| {
            Some(found.map_or((load, load), |(least, most)| {
                (least.min(load), most.max(load))
            }))
        })
    }

    #[cfg(test)]
    pub(super) fn of(page: &str, figures: Value) -> Self {
        Self([(page.to_owned(), figures)].into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_found_and_what_was_not_measured_is_not() {
        let load = json!({ "load": { "task_ms": 12.5, "loadavg": "0.50" },
            "type0": { "task_per_key": 2, "loadavg": "3.25" } });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("floor.json"), load.to_string()).unwrap();
        let figures = Figures::read(folder.path()).unwrap();
        assert_eq!(figures.get("floor", "load", "task_ms"), Some(12.5));
        assert_eq!(figures.get("floor", "load", "nothing"), None);
        assert_eq!(figures.get("ceiling", "load", "task_ms"), None);
        assert_eq!(figures.load_averages(), Some((0.5, 3.25)));
    }
}
