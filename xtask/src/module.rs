//! From a package to a wasm module with its JavaScript glue: cargo, then wasm-bindgen.

use crate::command::{capture, run};
use crate::progress::Progress;
use crate::split;
use crate::workspace::{Workspace, fresh, read_bytes, write};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// What wasm-bindgen calls its files.
const STEM: &str = "module";

/// A module that a page loads.
#[derive(Clone, Debug)]
pub struct Module {
    /// The cargo package.
    pub package: &'static str,
    /// Its features; none for those it has by default.
    pub features: Option<String>,
    /// The stem of the file names: `<name>.js` and `<name>_bg.wasm`.
    pub name: String,
    /// The files of `src/api` that stand between the wasm and the page.
    pub stage: &'static [&'static str],
}

/// The glue and the wasm of a module, on disk.
#[derive(Clone, Debug)]
pub struct Built {
    /// `<name>.js`
    pub glue: PathBuf,
    /// `<name>_bg.wasm`
    pub wasm: PathBuf,
    /// `<name>_late.wasm`, the half that is loaded once it is needed; the desk is whole.
    pub late: Option<PathBuf>,
}

impl Built {
    /// The file name of the glue.
    pub fn glue_name(&self) -> String {
        file_name(&self.glue)
    }

    /// The file name of the wasm.
    pub fn wasm_name(&self) -> String {
        file_name(&self.wasm)
    }

    /// The same files in another folder.
    pub fn moved(&self, folder: &Path) -> Self {
        let moved = |path: &PathBuf| folder.join(file_name(path));
        Self {
            glue: moved(&self.glue),
            wasm: moved(&self.wasm),
            late: self.late.as_ref().map(moved),
        }
    }
}

/// The name of a file without its folder.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The backends that are released, each with the features of its module.
pub const BACKENDS: &[(&str, &str)] = &[
    ("local", "widget,late,local"),
    ("salesforce", "widget,late,salesforce"),
    ("custom", "widget,late,custom"),
];

/// The vendors' own widgets that a bridge stands over, by the kind of the backend; one module is
/// for all of them.
pub const BRIDGED: &[&str] = &["embedded-service", "zendesk"];
/// What the module of the bridges is called in file names, and its feature.
pub const BRIDGE: &str = "bridge";

/// Between the wasm with the window and the page.
const STAGE: &[&str] = &["wasm.js", "stage.js"];
/// Between the wasm without it and the page.
const HEADLESS_STAGE: &[&str] = &["wasm.js", "questions.js", "headless-stage.js"];
/// Between the wasm of the bridges and the page.
const BRIDGE_STAGE: &[&str] = &["wasm.js", "bridge-stage.js"];

impl Module {
    /// Everything that is released: each backend with the window and without, and the bridges.
    pub fn released(workspace: &Workspace) -> Vec<Self> {
        let module = |features: String, form: &str, stage| Self {
            package: "session-chat",
            features: Some(features),
            name: format!("session-chat-{form}-{}", workspace.version),
            stage,
        };
        let both = |(backend, features): &(&str, &str)| {
            [
                module((*features).to_owned(), backend, STAGE),
                module(without_window(features), &headless(backend), HEADLESS_STAGE),
            ]
        };
        let bridge = module(BRIDGE.to_owned(), BRIDGE, BRIDGE_STAGE);
        BACKENDS.iter().flat_map(both).chain([bridge]).collect()
    }

    /// The agent desk.
    pub fn desk() -> Self {
        Self {
            package: "session-chat-desk",
            features: None,
            name: "session-chat-desk".to_owned(),
            stage: &[],
        }
    }

    /// Whether it comes in two halves.
    fn is_split(&self) -> bool {
        self.has("late")
    }

    /// Whether the window is in it.
    pub fn has_window(&self) -> bool {
        self.has("widget")
    }

    fn has(&self, wanted: &str) -> bool {
        let features = self.features.as_deref().unwrap_or_default();
        features.split(',').any(|feature| feature == wanted)
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.target.join("bindgen").join(&self.name)
    }

    /// Where its files are once it is built.
    pub fn built(&self, workspace: &Workspace) -> Built {
        let file = |end: &str| self.folder(workspace).join(format!("{}{end}", self.name));
        Built {
            glue: file(".js"),
            wasm: file("_bg.wasm"),
            late: self.is_split().then(|| file("_late.wasm")),
        }
    }

    /// Compiles and binds the module, unless this process has.
    pub fn build(&self, workspace: &Workspace, progress: &Progress) -> Result<Built> {
        // All forms of a package come out of cargo under one name, so it compiles each again once
        // another one was compiled, whether or not a source has changed.
        static DONE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
        let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
        if !done.contains(&self.name) {
            self.compile_and_bind(workspace, progress)?;
            done.insert(self.name.clone());
        }
        Ok(self.built(workspace))
    }

    fn compile_and_bind(&self, workspace: &Workspace, progress: &Progress) -> Result<()> {
        let compiled = self.compile(workspace, progress)?;
        let folder = self.folder(workspace);
        let built = self.built(workspace);
        let stamp = folder.join("made-from");
        let input = hex(&Sha256::digest(read_bytes(&compiled)?));
        if fs::read_to_string(&stamp).is_ok_and(|last| last == input) {
            return Ok(());
        }
        progress.step(&format!("binding {} to JavaScript", self.name), || {
            fresh(&folder)?;
            let first = match &built.late {
                Some(late) => split::split(&compiled, &folder.join("halves"), late)?,
                None => compiled.clone(),
            };
            Bindgen::new()
                .input_path(&first)
                .web(true)?
                .out_name(STEM)
                .typescript(false)
                .omit_default_module_path(true)
                // The late half takes the table of functions from the first.
                .keep_lld_exports(built.late.is_some())
                .remove_producers_section(true)
                .generate(&folder)
                .with_context(|| format!("wasm-bindgen over {}", compiled.display()))?;
            // Renamed here, because wasm-bindgen takes what follows the last dot of a version for
            // the end of a file name.
            rename(&folder.join(format!("{STEM}.js")), &built.glue)?;
            rename(&folder.join(format!("{STEM}_bg.wasm")), &built.wasm)?;
            if folder.join("snippets").exists() {
                bail!(
                    "a dependency of {} brings JavaScript snippets, which would be files beside \
                     the released ones: do without it",
                    self.package
                );
            }
            Ok(())
        })?;
        write(&stamp, input)
    }

    /// The release build. The crate type is named because cargo leaves out link-time optimisation
    /// for a library that is also built as an rlib.
    fn compile(&self, workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
        let what = format!("compiling {} (release, for size)", self.package);
        progress.step(&what, || {
            let mut cargo = Command::new("cargo");
            cargo
                .current_dir(&workspace.root)
                .args(["rustc", "--package", self.package, "--lib", "--release"])
                .args(["--target", TARGET, "--crate-type", "cdylib"])
                .arg("--config")
                .arg(same_paths(workspace)?);
            if let Some(features) = &self.features {
                cargo.args(["--no-default-features", "--features", features]);
            }
            if self.is_split() {
                // What belongs to which half is read off the linker's relocations.
                cargo.args(["--", "-C", "link-args=--emit-relocs"]);
            }
            run(&mut cargo)
        })?;
        let file = format!("{}.wasm", self.package.replace('-', "_"));
        Ok(workspace.target.join(TARGET).join("release").join(file))
    }
}

/// What the headless form of a backend is called in file names.
pub fn headless(backend: &str) -> String {
    format!("{backend}-headless")
}

/// The features of the headless form: those of the window with it.
fn without_window(features: &str) -> String {
    let others = features
        .split(',')
        .filter(|feature| !matches!(*feature, "widget" | "late"));
    ["headless"]
        .into_iter()
        .chain(others)
        .collect::<Vec<_>>()
        .join(",")
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("renaming {}", from.display()))
}

/// A cargo setting that replaces the folders of this machine in panic messages, so that the same
/// sources give the same wasm everywhere and nobody's home folder is shipped.
fn same_paths(workspace: &Workspace) -> Result<String> {
    let mut flags = vec![format!("--remap-path-prefix={}=", workspace.root.display())];
    for folder in registry_folders(workspace)? {
        flags.push(format!("--remap-path-prefix={folder}=crates"));
    }
    let flags = serde_json::to_string(&flags)?;
    Ok(format!("target.{TARGET}.rustflags={flags}"))
}

/// The folders that hold the sources of dependencies.
fn registry_folders(workspace: &Workspace) -> Result<BTreeSet<String>> {
    let ran = capture(
        Command::new("cargo")
            .current_dir(&workspace.root)
            .args(["metadata", "--format-version", "1", "--quiet"])
            .args(["--filter-platform", TARGET]),
    )?;
    let json = ran
        .output
        .lines()
        .find(|line| line.starts_with('{'))
        .with_context(|| format!("`cargo metadata` failed:\n{}", ran.output))?;
    let metadata: Value = serde_json::from_str(json).context("reading `cargo metadata`")?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let mut folders = BTreeSet::new();
    for package in packages.into_iter().flatten() {
        let manifest = package.get("manifest_path").and_then(Value::as_str);
        let from_registry = package
            .get("source")
            .is_some_and(|source| !source.is_null());
        // …/registry/src/<index>/<name>-<version>/Cargo.toml
        let folder = manifest
            .filter(|_| from_registry)
            .and_then(|path| Path::new(path).parent()?.parent());
        folders.extend(folder.map(|folder| folder.display().to_string()));
    }
    Ok(folders)
}

/// Fails if the file names a folder of this machine.
pub fn no_machine_paths(workspace: &Workspace, file: &Path) -> Result<()> {
    let bytes = read_bytes(file)?;
    let mut private = vec![workspace.root.display().to_string()];
    private.extend(env::var("CARGO_HOME").ok());
    private.extend(env::var("HOME").ok().map(|home| format!("{home}/.cargo")));
    for folder in private {
        let found = bytes
            .windows(folder.len().max(1))
            .any(|window| window == folder.as_bytes());
        if found {
            bail!(
                "{} holds the path {folder}: its panic messages must be remapped, see \
                 xtask/src/module.rs",
                workspace.shown(file).display()
            );
        }
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_is_released_with_the_window_and_without() {
        let workspace = Workspace {
            root: PathBuf::new(),
            target: PathBuf::new(),
            version: "1.2.3".to_owned(),
        };
        let all = Module::released(&workspace);
        let found: Vec<_> = all
            .iter()
            .filter(|module| module.name.contains("-local-"))
            .map(|module| (&*module.name, module.features.as_deref(), module.is_split()))
            .collect();
        let expected = [
            ("session-chat-local-1.2.3", Some("widget,late,local"), true),
            (
                "session-chat-local-headless-1.2.3",
                Some("headless,local"),
                false,
            ),
        ];
        assert_eq!(found, expected);
        assert_eq!(all.len(), 2 * BACKENDS.len() + 1);
        let bridge = all.last().unwrap();
        assert_eq!(bridge.name, "session-chat-bridge-1.2.3");
        assert_eq!(bridge.features.as_deref(), Some("bridge"));
        assert!(!bridge.has_window());
    }

    #[test]
    fn a_machine_path_in_a_module_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace {
            root: PathBuf::from("/somewhere/session-chat"),
            target: folder.path().to_path_buf(),
            version: "0.1.0".to_owned(),
        };
        let file = folder.path().join("a.wasm");
        write(&file, b"\0asm src/lib.rs crates/leptos-0.8.23/src/mount.rs").unwrap();
        no_machine_paths(&workspace, &file).unwrap();
        write(&file, b"\0asm /somewhere/session-chat/src/lib.rs").unwrap();
        no_machine_paths(&workspace, &file).unwrap_err();
    }
}
