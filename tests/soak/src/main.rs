//! Runs the scenario in its full length: `cargo xtask soak` starts this.

use anyhow::Result;
use lexopt::prelude::{Long, ValueExt as _};
use session_chat_soak::{Report, Size, soak};
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let mut seed = 1;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seed") => seed = parser.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    println!(
        "seed {seed}: {} messages each way in {} tabs, {} s",
        Size::FULL.each,
        Size::FULL.tabs,
        Size::FULL.span.as_secs()
    );
    let reports = soak([seed], Size::FULL)?;
    for report in &reports {
        println!("{report}");
    }
    Ok(if reports.iter().all(Report::is_good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
