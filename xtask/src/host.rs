//! The tests that need no browser.

use crate::command::tee;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use std::process::Command;

/// Runs the host tests of all packages, documentation included.
pub fn host(workspace: &Workspace, progress: &Progress) -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&workspace.root)
        .args(["test", "--workspace", "--no-fail-fast"]);
    let ran = progress.step("host tests of all packages", || tee(&mut cargo))?;
    let tally = Tally::of_test_results(&ran.output);
    if !ran.ok && tally.failed == 0 {
        bail!("the host tests ended with an error although none is counted as failed");
    }
    Ok(tally)
}
