//! Runs the tests: `cargo xtask e2e` builds the site, names the programs of each engine, and
//! starts this.

use anyhow::{Context as _, Result};
use lexopt::prelude::{Long, Value, ValueExt as _};
use session_chat_e2e::driver::Programs;
use session_chat_e2e::engine::Engine;
use session_chat_e2e::runner::{Bench, Count};
use session_chat_e2e::test::Test;
use session_chat_e2e::{lanes, scenarios, screens};
use site_server::Assets;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the command line says.
struct Arguments {
    site: PathBuf,
    out: PathBuf,
    screens: Option<PathBuf>,
    engines: Vec<Engine>,
    programs: HashMap<Engine, Programs>,
    filter: String,
}

/// Reads `--site FOLDER --out FOLDER [--screens FOLDER] --engine NAME DRIVER BROWSER… [FILTER]`.
fn arguments() -> Result<Arguments> {
    let (mut site, mut out, mut screens) = (None, None, None);
    let (mut engines, mut programs, mut filter) = (Vec::new(), HashMap::new(), String::new());
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("site") => site = Some(PathBuf::from(parser.value()?)),
            Long("out") => out = Some(PathBuf::from(parser.value()?)),
            Long("screens") => screens = Some(PathBuf::from(parser.value()?)),
            Long("engine") => {
                let engine: Engine = parser.value()?.parse()?;
                let driver = PathBuf::from(parser.value()?);
                let browser = PathBuf::from(parser.value()?);
                engines.push(engine);
                programs.insert(engine, Programs { driver, browser });
            }
            Value(text) => filter = text.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Arguments {
        site: site.context("--site names the folder to serve")?,
        out: out.context("--out names the folder for logs and screenshots")?,
        screens,
        engines,
        programs,
        filter,
    })
}

fn main() -> Result<ExitCode> {
    let arguments = arguments()?;
    let out = arguments.out.clone();
    std::fs::create_dir_all(&out).context("making the folder for logs")?;
    let bench = Bench {
        // As quick as can be: both lanes wait while a file is compressed, and nobody measures it.
        assets: Assets::new(arguments.site, 1),
        programs: arguments.programs,
        out: arguments.out,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let count = tokio::task::LocalSet::new().block_on(&runtime, async {
        if let Some(folder) = &arguments.screens {
            return screens::take(&bench, folder, &arguments.filter).await;
        }
        let tests = selected(&arguments.filter);
        lanes::run(&bench, &arguments.engines, &tests).await
    });
    println!("{} passed, {} failed", count.passed, count.failures.len());
    for failure in &count.failures {
        println!("FAILED {failure}");
    }
    // For whoever started this and has more to say before it comes to the end.
    std::fs::write(out.join("failures.txt"), count.failures.join("\n"))
        .context("noting what failed")?;
    Ok(verdict(&count))
}

/// The tests whose name contains the filter.
fn selected(filter: &str) -> Vec<Test> {
    let all = scenarios::TABLES.iter().copied().flatten();
    all.filter(|test| test.name.contains(filter))
        .copied()
        .collect()
}

/// A run without a test has shown nothing.
fn verdict(count: &Count) -> ExitCode {
    if count.failures.is_empty() && count.passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
