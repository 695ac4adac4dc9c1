//! `cargo xtask`: everything that is done to this repository, as one typed command.
//!
//! # Where to start
//!
//! * [`arguments`] lists the commands; each has a module of its name.
//! * [`module`], [`release`] and [`site`] make the files: a wasm module with its glue, the
//!   published package, the folder that demo and tests serve.
//! * [`machine`] gets what a fresh machine lacks, and says why.
//! * [`suite`] runs all tests and counts them.

mod arguments;
mod bench;
mod check;
mod command;
mod demo;
mod e2e;
mod emulator;
mod host;
mod loader;
mod machine;
mod module;
mod progress;
mod recipes;
mod release;
mod site;
mod size;
mod soak;
mod split;
mod suite;
mod tally;
mod texts;
mod types;
mod web;
mod workspace;

use anyhow::Result;
use arguments::Order;
use progress::Progress;
use std::process::ExitCode;
use tally::Tally;
use workspace::Workspace;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let order = arguments::order(std::env::args_os().skip(1))?;
    let workspace = Workspace::find()?;
    let progress = Progress::start();
    let tally = match order {
        Order::Help => {
            print!("{}", arguments::HELP);
            return Ok(ExitCode::SUCCESS);
        }
        Order::Demo {
            port,
            flavour,
            emulated,
        } => {
            demo::demo(&workspace, &progress, port, flavour, emulated)?;
            return Ok(ExitCode::SUCCESS);
        }
        Order::Emulator { port, script } => {
            emulator::emulator(&workspace, &progress, port, script.as_deref())?;
            return Ok(ExitCode::SUCCESS);
        }
        Order::Dist => {
            release::dist(&workspace, &progress)?;
            return Ok(ExitCode::SUCCESS);
        }
        Order::Test => return Ok(exit(suite::test(&workspace, &progress)?)),
        Order::Check => check::check(&workspace, &progress)?,
        Order::Web { filter } => web::web(&workspace, &progress, &filter)?,
        Order::Types => types::types(&workspace, &progress)?,
        Order::Loader => loader::loader(&workspace, &progress)?,
        Order::Soak { seed } => soak::soak(&workspace, &progress, seed)?,
        Order::Size { accept } => size::size(&workspace, &progress, accept)?,
        Order::Bench {
            folder,
            peers,
            accept,
        } => {
            let folder = bench::folder(&workspace, folder);
            bench::bench(&workspace, &progress, &folder, &peers, accept)?
        }
        Order::E2e {
            engines,
            flavour,
            filter,
        } => e2e::e2e(&workspace, &progress, &engines, flavour, &filter)?,
        Order::Screens { flavour, filter } => {
            e2e::screens(&workspace, &progress, flavour, &filter)?
        }
    };
    progress.say(&verdict(tally));
    Ok(exit(tally.good()))
}

fn verdict(tally: Tally) -> String {
    if tally == Tally::default() {
        return "nothing ran".to_owned();
    }
    tally.to_string()
}

fn exit(good: bool) -> ExitCode {
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
