//! `cargo xtask emulator`: a server to chat with, which speaks a vendor's API.

use crate::command::run;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use std::process::{Child, Command};

/// The port that the emulator takes unless it is told another one.
pub const PORT: u16 = 8791;

/// Builds the emulator and runs it until it is stopped. What is not given is as it says itself.
pub fn emulator(
    workspace: &Workspace,
    progress: &Progress,
    port: Option<u16>,
    script: Option<&str>,
) -> Result<()> {
    run(&mut built(workspace, progress, port, script)?)
}

/// Builds the emulator and runs it beside this program, which stops it when it ends.
pub fn beside(workspace: &Workspace, progress: &Progress) -> Result<Running> {
    let mut emulator = built(workspace, progress, Some(PORT), None)?;
    let child = emulator.spawn().context("starting the emulator")?;
    Ok(Running(child))
}

/// The emulator beside this program.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, by the same Ctrl-C.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn built(
    workspace: &Workspace,
    progress: &Progress,
    port: Option<u16>,
    script: Option<&str>,
) -> Result<Command> {
    progress.step("building the emulator", || {
        run(Command::new("cargo").current_dir(&workspace.root).args([
            "build",
            "--quiet",
            "--package",
            "session-chat-emulator",
        ]))
    })?;
    let mut emulator = Command::new(workspace.target.join("debug/session-chat-emulator"));
    if let Some(port) = port {
        emulator.arg("--port").arg(port.to_string());
    }
    if let Some(script) = script {
        emulator.arg("--script").arg(script);
    }
    Ok(emulator)
}
