//! `cargo xtask dist`: the files that are published, small, named by version, with their hashes.

mod blank;
mod gate;
mod loader;
mod names;
mod npm;
mod optimise;

pub use loader::{BRIDGE, ENTRY, HEADLESS, LATE, late_name, scripts, staged};

use crate::machine::npm_packages;
use crate::module::{Module, file_name, no_machine_paths};
use crate::progress::Progress;
use crate::texts::{Texts, texts};
use crate::workspace::{Workspace, files_below, fresh, read_bytes, write};
use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha384};
use std::path::{Path, PathBuf};

/// The list of released files with their hashes.
const MANIFEST: &str = "manifest.json";
/// What the file with the names of all texts is called where a language would stand.
pub const NAMES: &str = "names";

/// Builds the release into `dist/` and returns that folder.
pub fn dist(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    crate::machine::wasm_target(progress)?;
    npm_packages(workspace, progress)?;
    let dist = workspace.path("dist");
    fresh(&dist)?;
    let texts = texts(workspace)?;
    let tables = write_tables(workspace, &texts, &dist)?;
    let words = texts.words;
    for module in Module::released(workspace) {
        let built = module.build(workspace, progress)?;
        if !module.has_window() {
            gate::no_window(workspace, &built.wasm)?;
        }
        let small = optimise::wasm(workspace, progress, &built)?;
        for wasm in small.late.iter().chain([&small.wasm]) {
            no_machine_paths(workspace, wasm)?;
            write(&dist.join(file_name(wasm)), read_bytes(wasm)?)?;
        }
        let glue = staged(workspace, module.stage, &small, &tables, &words)?;
        let glue = optimise::minify(workspace, &glue)?;
        write(&dist.join(small.glue_name()), glue)?;
    }
    for script in scripts(workspace, &words)? {
        let small = optimise::minify(workspace, &script.source)?;
        write(&dist.join(script.name), small)?;
    }
    gate::no_html_sinks(workspace, &dist)?;
    manifest(workspace, &dist)?;
    npm::folder(workspace, &dist)?;
    progress.say(&format!("released files are in {}", dist.display()));
    Ok(dist)
}

/// The names of the released files that a page may load, from the manifest.
pub fn served(dist: &Path) -> Result<Vec<String>> {
    let text = crate::workspace::read(&dist.join(MANIFEST))?;
    let manifest: Value = serde_json::from_str(&text).context("reading manifest.json")?;
    let files = manifest.get("files").and_then(Value::as_object);
    let files = files.context("manifest.json has no files")?;
    Ok(files.keys().cloned().collect())
}

/// The files that are loaded on demand because they hold texts.
#[derive(Clone, Debug)]
pub struct Tables {
    /// The texts of each language.
    pub languages: Map<String, Value>,
    /// The names of all texts, for pages with their own wording.
    pub names: String,
}

/// Writes the tables that are loaded on demand. Returns their file names.
pub fn write_tables(workspace: &Workspace, texts: &Texts, folder: &Path) -> Result<Tables> {
    let file = |what: &str| format!("session-chat-{}.{what}.json", workspace.version);
    let mut languages = Map::new();
    for (language, table) in &texts.tables {
        let name = file(language);
        write(&folder.join(&name), serde_json::to_string(table)?)?;
        languages.insert(language.clone(), name.into());
    }
    let names = file(NAMES);
    write(&folder.join(&names), serde_json::to_string(&texts.names)?)?;
    Ok(Tables { languages, names })
}

/// The `integrity` value of a file.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

fn manifest(workspace: &Workspace, dist: &Path) -> Result<()> {
    let mut files = Map::new();
    for file in files_below(dist)? {
        let bytes = read_bytes(&file)?;
        let name = file.file_name().context("a released file has a name")?;
        files.insert(
            name.to_string_lossy().into_owned(),
            json!({ "bytes": bytes.len(), "integrity": integrity(&bytes) }),
        );
    }
    let manifest = json!({ "version": workspace.version, "files": files });
    let text = serde_json::to_string_pretty(&manifest)?;
    write(&dist.join(MANIFEST), format!("{text}\n"))
}
