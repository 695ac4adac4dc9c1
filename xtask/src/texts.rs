//! The words of the widget, as the build needs them.

use crate::command::capture;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::process::Command;

/// What the package `session-chat-texts` prints.
#[derive(Debug, Deserialize)]
pub struct Texts {
    /// The tables that are loaded on demand: by language, in key order.
    pub tables: BTreeMap<String, Vec<String>>,
    /// The names of all texts, in key order.
    pub names: Vec<String>,
    /// The few words that are said while the wasm is not there.
    pub words: Words,
}

/// Texts by language, then by name.
pub type Words = BTreeMap<String, Map<String, Value>>;

/// Asks the widget's own code for its texts, so that there is one source of them.
pub fn texts(workspace: &Workspace) -> Result<Texts> {
    let ran = capture(Command::new("cargo").current_dir(&workspace.root).args([
        "run",
        "--quiet",
        "--package",
        "session-chat-texts",
    ]))?;
    if !ran.ok {
        bail!("the texts of the widget could not be read:\n{}", ran.output);
    }
    let json = ran
        .output
        .lines()
        .find(|line| line.starts_with('{'))
        .context("session-chat-texts printed no texts")?;
    serde_json::from_str(json).context("reading what session-chat-texts printed")
}
