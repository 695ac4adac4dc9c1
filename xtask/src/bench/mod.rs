//! `cargo xtask bench`: how fast and how small the released widget is in a browser, against its
//! budgets and, on demand, beside other chat widgets.
//!
//! The bench itself lies beside this repository; `harness` makes a copy of it and runs that,
//! `pages` lays out what it measures, `lines` says which of its figures count and what they may
//! be, and `table` shows them.

mod figures;
mod harness;
mod lines;
mod pages;
mod table;

use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::{Workspace, write};
use anyhow::Result;
use figures::Figures;
use harness::{Harness, Job};
use lines::LINES;
use std::path::{Path, PathBuf};
use table::Machine;

/// Where the bench lies unless `--bench` says otherwise, from the root.
pub const FOLDER: &str = "../shared/peers-bench";

/// What `--peers` puts beside the widget: a list written by hand, the lightest widget and the
/// quickest one.
pub const PEERS: &[&str] = &["floor", "deep-chat", "chatscope"];

/// The committed table.
const TABLE: &str = "tests/bench.md";

/// One measurement is one browser, and the middle of so many counts.
const RUNS: u32 = 3;

/// The jobs of every open page. Peers that take minutes for the large batch are spared it.
const OPEN: &[Job] = &[
    Job::new("load", &[]),
    Job::new("batch", &["--sizes=1000"]),
    Job::new("batch", &["--sizes=5000"]).heavy(),
    Job::new("stream", &["--base=1000", "--count=200"]),
    Job::new("type", &[]),
];

/// The job that shows whether one more message costs the same however many there are.
const LONG: Job = Job::new("stream", &["--base=100000", "--count=200"]);

/// Measures the release, and each of `peers` in the same run. Every budget of the widget that is
/// a count or processor time is one check. With `accept` the committed table is rewritten.
pub fn bench(
    workspace: &Workspace,
    progress: &Progress,
    from: &Path,
    peers: &[String],
    accept: bool,
) -> Result<Tally> {
    crate::machine::chromium(progress)?;
    crate::machine::npm_packages(workspace, progress)?;
    let harness = Harness::copy(workspace, progress, from, peers)?;
    pages::lay_out(workspace, progress)?;
    measure(progress, &harness, peers)?;
    let figures = Figures::read(&harness.results())?;
    let machine = Machine::of(&figures)?;
    let columns: Vec<&str> = [pages::OPEN]
        .into_iter()
        .chain(peers.iter().map(String::as_str))
        .collect();
    let text = table::write(LINES, &figures, &columns, &machine);
    println!("{text}");
    if accept {
        write(&workspace.path(TABLE), text)?;
        progress.say(&format!("accepted: {TABLE} is rewritten; commit it"));
    }
    Ok(judge(&figures))
}

fn measure(progress: &Progress, harness: &Harness, peers: &[String]) -> Result<()> {
    harness.forget_results()?;
    let ours = OPEN.iter().chain([&LONG]);
    for job in ours {
        harness.run(progress, job, pages::OPEN)?;
    }
    harness.run(progress, &Job::new("load", &[]), pages::CLOSED)?;
    harness.click(progress, pages::CLOSED)?;
    for peer in peers {
        for job in OPEN.iter().filter(|job| job.suits(peer)) {
            // What a peer does not get through has a dash in the table; ours is measured all the same.
            if let Err(error) = harness.run(progress, job, peer) {
                progress.say(&format!("  left out: {error:#}"));
            }
        }
    }
    Ok(())
}

/// Counts the budgets that are held and names those that are not.
fn judge(figures: &Figures) -> Tally {
    let mut tally = Tally::default();
    for line in LINES {
        let figure = line.figure(figures, pages::OPEN);
        match line.judge(figure) {
            Ok(()) if line.is_held() => tally += Tally::one(true),
            Ok(()) => {}
            Err(complaint) if line.is_held() => {
                println!("FAILED {}: {complaint}", line.what);
                tally += Tally::one(false);
            }
            // A clock on the wall also measures what else the machine does.
            Err(complaint) => println!("slow   {}: {complaint}", line.what),
        }
    }
    tally
}

/// The folder of the bench, as it was given or where it usually lies.
pub fn folder(workspace: &Workspace, given: Option<PathBuf>) -> PathBuf {
    given.unwrap_or_else(|| workspace.path(FOLDER))
}
