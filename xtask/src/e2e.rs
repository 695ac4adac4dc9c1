//! `cargo xtask e2e` and `cargo xtask screens`: whole pages in real browsers.

use crate::command::{capture, run, tee};
use crate::machine;
use crate::progress::Progress;
use crate::site::{Flavour, assemble};
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The engines by the names that the tests give them.
pub const ENGINES: &[&str] = &["chromium", "firefox", "webkit"];

/// Runs the tests whose name contains `filter` in the named engines.
pub fn e2e(
    workspace: &Workspace,
    progress: &Progress,
    engines: &[String],
    flavour: Flavour,
    filter: &str,
) -> Result<Tally> {
    let mut tests = tests(workspace, progress, engines, flavour)?;
    tests.arg(filter);
    let ran = progress.step("whole pages in real browsers", || tee(&mut tests))?;
    let tally = Tally::of_closing_line(&ran.output);
    if !ran.ok && tally.failed == 0 {
        bail!("no whole-page test ran to its end");
    }
    Ok(tally)
}

/// Takes the committed pictures whose name contains `filter`.
pub fn screens(
    workspace: &Workspace,
    progress: &Progress,
    flavour: Flavour,
    filter: &str,
) -> Result<Tally> {
    let mut tests = tests(workspace, progress, &["chromium".to_owned()], flavour)?;
    tests
        .arg("--screens")
        .arg(workspace.path("tests/screens"))
        .arg(filter);
    let ran = progress.step("taking pictures", || tee(&mut tests))?;
    Ok(Tally::of_closing_line(&ran.output))
}

/// The test program with the site and the programs it needs.
fn tests(
    workspace: &Workspace,
    progress: &Progress,
    engines: &[String],
    flavour: Flavour,
) -> Result<Command> {
    if engines.iter().any(|engine| engine != "chromium") {
        machine::engines(workspace, progress)?;
    } else {
        machine::chromium(progress)?;
    }
    machine::npm_packages(workspace, progress)?;
    let site = assemble(workspace, progress, flavour, None)?;
    progress.step("building the whole-page tests", || {
        run(Command::new("cargo").current_dir(&workspace.root).args([
            "build",
            "--quiet",
            "--package",
            "session-chat-e2e",
        ]))
    })?;
    let mut tests = Command::new(workspace.target.join("debug/session-chat-e2e"));
    tests
        .current_dir(&workspace.root)
        .arg("--site")
        .arg(site)
        .arg("--out")
        .arg(workspace.target.join("e2e"));
    for engine in engines {
        let (driver, browser) = programs(workspace, progress, engine)?;
        tests.arg("--engine").arg(engine).arg(driver).arg(browser);
    }
    Ok(tests)
}

fn programs(
    workspace: &Workspace,
    progress: &Progress,
    engine: &str,
) -> Result<(PathBuf, PathBuf)> {
    let there =
        |name: &str| machine::program(name).with_context(|| format!("{name} is not on the path"));
    match engine {
        "chromium" => Ok((there("chromedriver")?, there("chromium")?)),
        "firefox" => Ok((
            machine::geckodriver(workspace, progress)?,
            there("firefox-esr").or_else(|_| there("firefox"))?,
        )),
        "webkit" => Ok((there("WebKitWebDriver")?, mini_browser()?)),
        other => bail!(
            "no engine is called {other}: there are {}",
            ENGINES.join(", ")
        ),
    }
}

/// The small browser that `WebKit` brings, which is in no folder of the path.
fn mini_browser() -> Result<PathBuf> {
    let listed = capture(Command::new("dpkg").args(["-L", "libwebkit2gtk-4.1-0"]))?;
    let file = listed
        .output
        .lines()
        .find(|line| line.ends_with("/MiniBrowser"));
    file.map(PathBuf::from)
        .context("the package libwebkit2gtk-4.1-0 brings no MiniBrowser")
}
