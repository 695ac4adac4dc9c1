//! The recipes of `docs/recipes.md`: pages that the tests open.

use crate::command::run;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// Where they are, with a folder each.
pub const FOLDER: &str = "docs/recipes";

/// Compiles those whose framework needs it, into `site`.
pub fn bundle(workspace: &Workspace, progress: &Progress, site: &std::path::Path) -> Result<()> {
    // Present only where the npm packages are; only the tests open these pages.
    if !workspace.npm().join("node_modules/svelte").is_dir() {
        return Ok(());
    }
    progress.step("bundling the recipes of the frameworks", || {
        run(Command::new("node")
            .current_dir(&workspace.root)
            .arg("xtask/src/recipes/bundle.mjs")
            .arg(workspace.npm())
            .arg(workspace.path(FOLDER))
            .arg(site.join(FOLDER)))
    })
}
