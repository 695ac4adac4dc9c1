//! What the machine must have, and getting what is missing. Each installation says what and why.

use crate::command::{capture, run};
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::{Context as _, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How to tell that a Debian package is there.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// A program of this name is on the path.
    Program(&'static str),
    /// dpkg knows it as installed.
    Package,
}

#[derive(Clone, Copy, Debug)]
struct Debian {
    package: &'static str,
    sign: Sign,
    why: &'static str,
}

const fn debian(package: &'static str, sign: Sign, why: &'static str) -> Debian {
    Debian { package, sign, why }
}

/// Chromium with its driver: the in-browser unit tests need no more.
const CHROMIUM: &[Debian] = &[
    debian("chromium", Sign::Program("chromium"), "tests run in it"),
    debian(
        "chromium-driver",
        Sign::Program("chromedriver"),
        "drives Chromium",
    ),
];

/// The other two engines, and the fonts that texts and screenshots need.
const OTHER_ENGINES: &[Debian] = &[
    debian(
        "firefox-esr",
        Sign::Program("firefox-esr"),
        "tests run in it",
    ),
    debian(
        "libwebkit2gtk-4.1-0",
        Sign::Package,
        "WebKit and its MiniBrowser, tests run in it",
    ),
    debian(
        "webkit2gtk-driver",
        Sign::Program("WebKitWebDriver"),
        "drives WebKit",
    ),
    debian(
        "xvfb",
        Sign::Program("Xvfb"),
        "a screen without a monitor: WebKit has no headless mode",
    ),
    debian("xauth", Sign::Program("xauth"), "xvfb-run needs it"),
    debian(
        "fonts-dejavu-core",
        Sign::Package,
        "Latin and Arabic letters in pages and screenshots",
    ),
    debian(
        "fonts-noto-color-emoji",
        Sign::Package,
        "emoji in pages and screenshots",
    ),
];

const NODE: &[Debian] = &[
    debian(
        "nodejs",
        Sign::Program("node"),
        "runs wasm-opt, esbuild and the TypeScript compiler",
    ),
    debian("npm", Sign::Program("npm"), "fetches them"),
];

/// The first program of this name on the path.
pub fn program(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Makes sure of the wasm target of the compiler.
pub fn wasm_target(progress: &Progress) -> Result<()> {
    let sysroot = capture(Command::new("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.output.trim()).join("lib/rustlib/wasm32-unknown-unknown");
    if library.exists() {
        return Ok(());
    }
    progress.say("rustup target add wasm32-unknown-unknown: the widget is compiled to WebAssembly");
    run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
        .context("without rustup, install the wasm32-unknown-unknown target of your compiler")
}

/// Makes sure of rustfmt and clippy.
pub fn rust_components(progress: &Progress) -> Result<()> {
    for (probe, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if program(probe).is_some_and(|file| works(&file)) {
            continue;
        }
        progress.say(&format!(
            "rustup component add {component}: `check` runs it"
        ));
        run(Command::new("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

/// rustup puts a stand-in on the path even for components that are missing.
fn works(file: &Path) -> bool {
    capture(Command::new(file).arg("--version")).is_ok_and(|ran| ran.ok)
}

/// Makes sure of Chromium and its driver.
pub fn chromium(progress: &Progress) -> Result<()> {
    install(progress, CHROMIUM)
}

/// Makes sure of all three engines and their drivers.
pub fn engines(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let wanted: Vec<Debian> = CHROMIUM.iter().chain(OTHER_ENGINES).copied().collect();
    install(progress, &wanted)?;
    geckodriver(workspace, progress).map(drop)
}

/// geckodriver, which Debian does not package: the one on the path, or one built from crates.io.
pub fn geckodriver(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    let built = workspace.tools().join("bin/geckodriver");
    if let Some(found) = program("geckodriver") {
        return Ok(found);
    }
    if !built.is_file() {
        progress.say(
            "cargo install geckodriver: drives Firefox, and Debian has no package of it \
             (about two minutes)",
        );
        run(Command::new("cargo")
            .args(["install", "geckodriver", "--version", "0.37.1", "--quiet"])
            .arg("--root")
            .arg(workspace.tools()))?;
    }
    Ok(built)
}

/// Installs the npm packages that `xtask/npm/package-lock.json` fixes, unless they are there.
pub fn npm_packages(workspace: &Workspace, progress: &Progress) -> Result<()> {
    install(progress, NODE)?;
    let wanted = crate::workspace::read(&workspace.path("xtask/npm/package-lock.json"))?;
    let stamp = workspace.npm().join("installed-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    progress.say(
        "npm ci: wasm-opt and esbuild make the release small, tsc checks the types, \
         axe-core checks accessibility, and the frameworks have a recipe each",
    );
    for file in ["package.json", "package-lock.json"] {
        let text = crate::workspace::read(&workspace.path("xtask/npm").join(file))?;
        crate::workspace::write(&workspace.npm().join(file), text)?;
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--loglevel", "error"])
        .current_dir(workspace.npm()))?;
    crate::workspace::write(&stamp, wanted)
}

/// Installs those of the packages that are missing.
fn install(progress: &Progress, wanted: &[Debian]) -> Result<()> {
    let missing: Vec<&Debian> = wanted.iter().filter(|package| !present(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for package in &missing {
        progress.say(&format!("missing: {} ({})", package.package, package.why));
    }
    if program("apt-get").is_none() {
        let names: Vec<_> = missing.iter().map(|package| package.package).collect();
        bail!(
            "there is no apt-get here: install what Debian calls {} and run this again",
            names.join(", ")
        );
    }
    progress.say("apt-get update, then apt-get install");
    run(apt().args(["update", "-qq"]))?;
    run(apt()
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(missing.iter().map(|package| package.package)))
}

/// apt-get, through sudo unless we are root.
fn apt() -> Command {
    let root = capture(Command::new("id").arg("-u")).is_ok_and(|ran| ran.output.trim() == "0");
    let mut command = if root {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn present(package: &Debian) -> bool {
    match package.sign {
        Sign::Program(name) => program(name).is_some(),
        Sign::Package => capture(Command::new("dpkg-query").args([
            "-W",
            "-f=${db:Status-Status}",
            package.package,
        ]))
        .is_ok_and(|ran| ran.ok && ran.output.trim() == "installed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_on_the_path_and_a_made_up_one_is_not() {
        assert!(program("sh").is_some());
        assert!(program("no-such-program-anywhere").is_none());
    }
}
