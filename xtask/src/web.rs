//! `cargo xtask web`: the unit tests that need a browser.

use crate::command::{run, tee};
use crate::machine;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, bail};
use std::process::Command;

/// Runs `tests/web.rs` in headless Chromium. Fails if no test ran, which the runner itself takes
/// for success.
pub fn web(workspace: &Workspace, progress: &Progress, filter: &str) -> Result<Tally> {
    machine::wasm_target(progress)?;
    machine::chromium(progress)?;
    progress.step("building the runner of in-browser tests", || {
        run(Command::new("cargo").current_dir(&workspace.root).args([
            "build",
            "--quiet",
            "--package",
            "web-runner",
        ]))
    })?;
    let driver = machine::program("chromedriver").context("chromedriver is on the path")?;
    let runner = workspace.target.join("debug/wasm-bindgen-test-runner");
    let mut cargo = Command::new("cargo");
    // Not `cargo test -q`: that hands the runner a flag it does not know.
    cargo
        .current_dir(&workspace.root)
        .args(["test", "--package", "session-chat", "--test", "web"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            workspace.path("xtask/runner/webdriver.json"),
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    if !filter.is_empty() {
        cargo.args(["--", filter]);
    }
    let ran = progress.step("in-browser unit tests, in Chromium", || tee(&mut cargo))?;
    let tally = Tally::of_test_results(&ran.output);
    if tally == Tally::default() && !ran.ok {
        bail!("the in-browser tests did not build or did not start (see above)");
    }
    if tally == Tally::default() {
        bail!("no in-browser test ran: is `run_in_browser` configured in tests/web.rs?");
    }
    if !ran.ok && tally.failed == 0 {
        bail!("the in-browser tests ended with an error although none is counted as failed");
    }
    Ok(tally)
}
