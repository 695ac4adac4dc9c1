//! The folder that the demo and the tests serve.

use crate::module::{BACKENDS, Module, file_name};
use crate::progress::Progress;
use crate::release::{self, Loader};
use crate::texts::texts;
use crate::workspace::{Workspace, files_below, fresh, read, read_bytes, write};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Which files of the widget a site serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// As the compiler and wasm-bindgen leave them: needs neither node nor npm.
    Plain,
    /// As released.
    Optimised,
}

impl Flavour {
    fn folder(self) -> &'static str {
        match self {
            Self::Plain => "site",
            Self::Optimised => "site-optimised",
        }
    }
}

/// What of the desk's folder a page loads; the rest is its source.
const DESK_PAGE: &[&str] = &["html", "js", "svg"];

/// Builds the widget and the desk and lays out the site. Returns its folder.
pub fn assemble(workspace: &Workspace, progress: &Progress, flavour: Flavour) -> Result<PathBuf> {
    crate::machine::wasm_target(progress)?;
    let _alone = workspace.lock()?;
    let folder = workspace.target.join(flavour.folder());
    // Laid out beside and moved into place, so that a demo that is running never serves half.
    let next = workspace.target.join(format!("{}-next", flavour.folder()));
    fresh(&next)?;
    match flavour {
        Flavour::Plain => plain_widget(workspace, progress, &next)?,
        Flavour::Optimised => {
            let dist = release::dist(workspace, progress)?;
            for file in release::served(&dist)? {
                copy(&dist.join(&file), &next.join(&file))?;
            }
        }
    }
    let desk = Module::desk().build(workspace, progress)?;
    copy(&desk.glue, &next.join("desk").join(desk.glue_name()))?;
    copy(&desk.wasm, &next.join("desk").join(desk.wasm_name()))?;
    pages(workspace, &next)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::rename(&next, &folder).with_context(|| format!("moving {} into place", next.display()))?;
    Ok(folder)
}

/// The loader, the modules of all backends and the languages, unoptimised.
fn plain_widget(workspace: &Workspace, progress: &Progress, site: &Path) -> Result<()> {
    let texts = texts(workspace)?;
    let tables = release::write_tables(workspace, &texts, site)?;
    let words = texts.words;
    for (backend, features) in BACKENDS {
        let built = Module::widget(workspace, backend, features).build(workspace, progress)?;
        let glue = release::staged(workspace, &built, &tables, &words)?;
        write(&site.join(built.glue_name()), glue)?;
        for wasm in built.late.iter().chain([&built.wasm]) {
            copy(wasm, &site.join(file_name(wasm)))?;
        }
    }
    let Loader { module, script } = release::loader(workspace, &words)?;
    write(&site.join("session-chat.js"), module)?;
    for late in release::late(workspace, &words)? {
        write(&site.join(late.name), late.source)?;
    }
    write(&site.join("session-chat.script.js"), script)
}

/// The shop page with what lies beside it, the desk's page, and the pages of the tests.
fn pages(workspace: &Workspace, site: &Path) -> Result<()> {
    for (from, to) in page_files(workspace)? {
        copy(&from, &site.join(to))?;
    }
    write(&site.join("desk/desk.css"), desk_styles(workspace)?)?;
    // Present only where the npm packages are; only the pages of the tests ask for it.
    let axe = workspace.npm().join("node_modules/axe-core/axe.min.js");
    if axe.is_file() {
        copy(&axe, &site.join("axe.js"))?;
    }
    Ok(())
}

/// The styles of the desk, joined in the order of their names.
fn desk_styles(workspace: &Workspace) -> Result<String> {
    let mut files = files_below(&workspace.path("desk/style"))?;
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

/// Each file of a page with its path in the site.
fn page_files(workspace: &Workspace) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut files = Vec::new();
    let shop = fs::read_dir(&workspace.root).context("listing the root")?;
    for entry in shop {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        if let (Some("index"), Some(name), true) = (stem, path.file_name(), path.is_file()) {
            files.push((path.clone(), PathBuf::from(name)));
        }
    }
    for path in files_below(&workspace.path("tests/pages"))? {
        files.push((path.clone(), workspace.shown(&path).to_path_buf()));
    }
    let desk = workspace.path("desk");
    for path in files_below(&desk.join("pictures"))? {
        files.push((path.clone(), workspace.shown(&path).to_path_buf()));
    }
    for entry in fs::read_dir(&desk).context("listing desk")? {
        let path = entry?.path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if kind.is_some_and(|kind| DESK_PAGE.contains(&kind)) {
            files.push((path.clone(), workspace.shown(&path).to_path_buf()));
        }
    }
    Ok(files)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, read_bytes(from)?)
}
