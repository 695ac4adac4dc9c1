//! `cargo xtask soak`: a long chat over a line that goes wrong all the time.

use crate::command::tee;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// Runs the scenario in its full length; without a seed, with the program's own.
pub fn soak(workspace: &Workspace, progress: &Progress, seed: Option<u64>) -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&workspace.root).args([
        "run",
        "--quiet",
        "--package",
        "session-chat-soak",
        "--",
    ]);
    if let Some(seed) = seed {
        cargo.arg("--seed").arg(seed.to_string());
    }
    let ran = progress.step("a chat of ten minutes", || tee(&mut cargo))?;
    Ok(Tally::one(ran.ok))
}
