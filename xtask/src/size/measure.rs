//! The bytes of the released files, grouped by when a page loads them.

use crate::module::{self, BACKENDS, headless};
use crate::release::{BRIDGE, ENTRY, HEADLESS, LATE, NAMES, late_name};
use crate::workspace::{Workspace, files_below, read_bytes};
use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::Path;

/// The unit of the budgets, and of the figures that other widgets are compared by.
const KB: u64 = 1_024;
/// Before intent: loader, launcher, styles. After brotli, as all budgets.
const BEFORE_INTENT: u64 = 3 * KB;
/// All that the first open loads, loader included; a chat without our window has to be lighter.
const FIRST_OPEN: u64 = 120 * KB;
/// All that a bridge over a vendor's own widget loads, which has neither window nor backend.
const BRIDGED: u64 = 60 * KB;
/// The row of the late half with the in-browser backend.
pub(super) const LATE_HALF: &str = "local, once a message is more than text";
/// Each language after English.
const LANGUAGE: u64 = 3 * KB;

/// A line of the table: sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// What is loaded, in words without a version, so that a release keeps its rows.
    pub(super) what: String,
    /// As it is stored.
    pub(super) raw: u64,
    /// After gzip at level 9.
    pub(super) gzip: u64,
    /// After brotli at quality 11.
    pub(super) brotli: u64,
    /// The most that brotli may leave.
    pub(super) budget: Option<u64>,
}

impl Row {
    fn sum(what: &str, parts: &[&Row], budget: u64) -> Self {
        let total = |size: fn(&Row) -> u64| parts.iter().map(|row| size(row)).sum();
        Self {
            what: what.to_owned(),
            raw: total(|row| row.raw),
            gzip: total(|row| row.gzip),
            brotli: total(|row| row.brotli),
            budget: Some(budget),
        }
    }
}

/// Measures every file of a release that a page may load.
pub(super) fn rows(workspace: &Workspace, dist: &Path) -> Result<Vec<Row>> {
    let version = &workspace.version;
    let loader = row(
        "before intent: the loader",
        dist,
        ENTRY,
        Some(BEFORE_INTENT),
    )?;
    let script = row(
        "the plain-script form, in front of it",
        dist,
        "session-chat.script.js",
        None,
    )?;
    let entry = row("headless: the entry", dist, HEADLESS, None)?;
    let mut rows = vec![loader.clone(), script];
    for (backend, _) in BACKENDS {
        let stem = format!("session-chat-{backend}-{version}");
        let what = format!("first open, {backend}");
        rows.extend(module(dist, &stem, &what, (&loader, "loader", FIRST_OPEN))?);
        let late = format!("{backend}, once a message is more than text");
        rows.push(row(&late, dist, &format!("{stem}_late.wasm"), None)?);
    }
    rows.push(entry.clone());
    for (backend, _) in BACKENDS {
        let stem = format!("session-chat-{}-{version}", headless(backend));
        let what = format!("headless, {backend}");
        rows.extend(module(dist, &stem, &what, (&entry, "entry", FIRST_OPEN))?);
    }
    let entry = row("bridge: the entry", dist, BRIDGE, None)?;
    rows.push(entry.clone());
    let stem = format!("session-chat-{}-{version}", module::BRIDGE);
    rows.extend(module(dist, &stem, "bridge", (&entry, "entry", BRIDGED))?);
    for (part, _) in LATE {
        let what = format!("late module {part}, on demand");
        rows.push(row(&what, dist, &late_name(workspace, part), None)?);
    }
    let prefix = format!("session-chat-{version}.");
    for file in files_below(dist)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let language = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix(".json"));
        if let Some(language) = language {
            let what = if language == NAMES {
                "names of the texts, where a page has its own wording".to_owned()
            } else {
                format!("language {language}, on demand")
            };
            rows.push(row(&what, dist, &name, Some(LANGUAGE))?);
        }
    }
    Ok(rows)
}

/// The glue and the wasm of a module, and both with their entry: its row, its name and the budget of
/// all three.
fn module(dist: &Path, stem: &str, what: &str, entry: (&Row, &str, u64)) -> Result<[Row; 3]> {
    let (entry, name, budget) = entry;
    let glue = row(
        &format!("{what}: the glue"),
        dist,
        &format!("{stem}.js"),
        None,
    )?;
    let wasm = row(
        &format!("{what}: the wasm"),
        dist,
        &format!("{stem}_bg.wasm"),
        None,
    )?;
    let all = format!("{what}: everything with the {name}");
    let all = Row::sum(&all, &[entry, &glue, &wasm], budget);
    Ok([glue, wasm, all])
}

fn row(what: &str, dist: &Path, file: &str, budget: Option<u64>) -> Result<Row> {
    let bytes = read_bytes(&dist.join(file))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes).context("measuring with gzip")?;
    let gzip = gzip.finish().context("measuring with gzip")?;
    let mut brotli = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut brotli, 1 << 16, 11, 22);
        writer.write_all(&bytes).context("measuring with brotli")?;
    }
    Ok(Row {
        what: what.to_owned(),
        raw: count(&bytes),
        gzip: count(&gzip),
        brotli: count(&brotli),
        budget,
    })
}

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_is_measured_and_sums_add_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.js"), "a".repeat(10_000)).unwrap();
        let one = row("one", folder.path(), "a.js", None).unwrap();
        assert_eq!(one.raw, 10_000);
        assert!(one.brotli < one.gzip && one.gzip < 100, "{one:?}");
        let all = Row::sum("all", &[&one, &one], 5);
        assert_eq!(all.brotli, 2 * one.brotli);
    }
}
