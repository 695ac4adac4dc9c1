//! The folder that the demo and the tests serve.

use crate::module::{Module, file_name};
use crate::progress::Progress;
use crate::recipes;
use crate::release;
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
///
/// `only` names the one backend that a plain site needs: a demo that nobody has built before should
/// not take longer than it must.
pub fn assemble(
    workspace: &Workspace,
    progress: &Progress,
    flavour: Flavour,
    only: Option<&str>,
) -> Result<PathBuf> {
    crate::machine::wasm_target(progress)?;
    let _alone = workspace.lock()?;
    let folder = workspace.target.join(flavour.folder());
    // Laid out beside and moved into place, so that a demo that is running never serves half.
    let next = workspace.target.join(format!("{}-next", flavour.folder()));
    fresh(&next)?;
    match flavour {
        Flavour::Plain => plain_widget(workspace, progress, &next, only)?,
        Flavour::Optimised => {
            let dist = release::dist(workspace, progress)?;
            for file in release::served(&dist)? {
                copy(&dist.join(&file), &next.join(&file))?;
            }
        }
    }
    under_its_address(&next)?;
    let desk = Module::desk().build(workspace, progress)?;
    copy(&desk.glue, &next.join("desk").join(desk.glue_name()))?;
    copy(&desk.wasm, &next.join("desk").join(desk.wasm_name()))?;
    pages(workspace, &next)?;
    recipes::bundle(workspace, progress, &next)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::rename(&next, &folder).with_context(|| format!("moving {} into place", next.display()))?;
    Ok(folder)
}

/// The entries, the modules of all backends and the languages, unoptimised.
fn plain_widget(
    workspace: &Workspace,
    progress: &Progress,
    site: &Path,
    only: Option<&str>,
) -> Result<()> {
    let texts = texts(workspace)?;
    let tables = release::write_tables(workspace, &texts, site)?;
    let words = texts.words;
    let wanted = |module: &Module| {
        only.is_none_or(|backend| module.name.starts_with(&format!("session-chat-{backend}-")))
    };
    for module in Module::released(workspace).into_iter().filter(wanted) {
        let built = module.build(workspace, progress)?;
        let glue = release::staged(workspace, module.stage, &built, &tables, &words)?;
        write(&site.join(built.glue_name()), glue)?;
        for wasm in built.late.iter().chain([&built.wasm]) {
            copy(wasm, &site.join(file_name(wasm)))?;
        }
    }
    for script in release::scripts(workspace, &words)? {
        write(&site.join(script.name), script.source)?;
    }
    Ok(())
}

/// The widget once more, in the folder in which the README has it: recipes are served as they are.
fn under_its_address(site: &Path) -> Result<()> {
    let files: Vec<PathBuf> = files_below(site)?;
    let folder = site.join("session-chat");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for file in files {
        let to = folder.join(file_name(&file));
        if fs::hard_link(&file, &to).is_err() {
            copy(&file, &to)?;
        }
    }
    Ok(())
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
    let desk = workspace.path("desk");
    for folder in [
        workspace.path("tests/pages"),
        workspace.path(recipes::FOLDER),
        desk.join("pictures"),
    ] {
        for path in files_below(&folder)? {
            files.push((path.clone(), workspace.shown(&path).to_path_buf()));
        }
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
