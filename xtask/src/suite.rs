//! `cargo xtask test`: everything, counted.

use crate::e2e::{ENGINES, e2e};
use crate::progress::{Progress, clock};
use crate::site::Flavour;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{check, host, loader, machine, size, types, web};
use anyhow::Result;
use std::fs;
use std::time::{Duration, Instant};

/// One part of the whole, as the table at the end shows it.
struct Group {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

/// Runs every group, even if one before it failed: a failure of one says little about the next.
/// Prints a table and, as the very last line, the sum. True if nothing failed and no group was
/// empty.
pub fn test(workspace: &Workspace, progress: &Progress) -> Result<bool> {
    machine::engines(workspace, progress)?;
    machine::npm_packages(workspace, progress)?;
    let mut groups = Vec::new();
    let mut group = |name, work: &dyn Fn() -> Result<Tally>| {
        progress.say(&format!("── {name}"));
        let begun = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            println!("FAILED {name}: {error:#}");
            Tally::one(false)
        });
        groups.push(Group {
            name,
            tally,
            took: begun.elapsed(),
        });
    };
    group("check", &|| check::check(workspace, progress));
    group("host", &|| host::host(workspace, progress));
    group("loader", &|| loader::loader(workspace, progress));
    group("types", &|| types::types(workspace, progress));
    group("size", &|| size::size(workspace, progress, false));
    group("web", &|| web::web(workspace, progress, ""));
    let engines: Vec<String> = ENGINES.iter().map(ToString::to_string).collect();
    let noted = workspace.target.join("e2e/failures.txt");
    // What an earlier run left says nothing about this one, which may not get as far.
    let _ = fs::remove_file(&noted);
    group("e2e", &|| {
        e2e(workspace, progress, &engines, Flavour::Optimised, "")
    });
    let failures = fs::read_to_string(&noted).unwrap_or_default();
    Ok(report(&groups, &failures, progress.elapsed()))
}

/// `failures` has a line for each whole-page test that failed: the group before the table prints
/// thousands of others, and a log may be cut off above.
fn report(groups: &[Group], failures: &str, took: Duration) -> bool {
    println!();
    println!(
        "{:<8} {:>7} {:>7} {:>7}",
        "group", "passed", "failed", "time"
    );
    let mut sum = Tally::default();
    for group in groups {
        let Tally { passed, failed } = group.tally;
        let time = clock(group.took);
        println!("{:<8} {passed:>7} {failed:>7} {time:>7}", group.name);
        sum += group.tally;
        if group.tally == Tally::default() {
            println!("FAILED {}: nothing ran", group.name);
            sum += Tally::one(false);
        }
    }
    println!(
        "{:<8} {:>7} {:>7} {:>7}",
        "all",
        sum.passed,
        sum.failed,
        clock(took)
    );
    println!();
    for failure in failures.lines() {
        println!("FAILED {failure}");
    }
    println!("{sum}");
    sum.good()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(passed: u64, failed: u64) -> Group {
        Group {
            name: "group",
            tally: Tally { passed, failed },
            took: Duration::from_secs(1),
        }
    }

    #[test]
    fn an_empty_group_fails_the_whole() {
        assert!(report(&[group(3, 0)], "", Duration::ZERO));
        assert!(!report(&[group(3, 0), group(0, 0)], "", Duration::ZERO));
        assert!(!report(&[group(3, 1)], "", Duration::ZERO));
        assert!(!report(&[], "", Duration::ZERO));
    }
}
