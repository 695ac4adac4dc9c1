//! `cargo xtask size`: what a page loads, against the committed table and the budgets.

mod measure;
mod prices;
mod table;

use crate::module::Module;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::{Workspace, read, write};
use anyhow::{Context as _, Result};
use measure::Row;
use std::fs;

/// The committed table.
const TABLE: &str = "tests/sizes.md";

/// What a row may grow over the committed table without being accepted: two in a hundred.
const SLACK: (u64, u64) = (102, 100);

/// Measures the release in `dist/`, building it first, and compares each row, which counts as one
/// check. With `accept` the table is rewritten.
pub fn size(workspace: &Workspace, progress: &Progress, accept: bool) -> Result<Tally> {
    let dist = crate::release::dist(workspace, progress)?;
    let rows = progress.step("measuring the release", || measure::rows(workspace, &dist))?;
    let late = Module::released(workspace)
        .first()
        .and_then(|module| module.built(workspace).late)
        .context("the first module that is released comes in two halves")?;
    let prices = prices::prices(workspace, &late)?;
    let small = rows.iter().find(|row| row.what == measure::LATE_HALF);
    let small = small.map_or(0, |row| row.brotli);
    let written = table::write(&rows, &prices, small);
    let file = workspace.path(TABLE);
    if accept {
        write(&file, &written)?;
        progress.say(&format!("accepted: {TABLE} is rewritten; commit it"));
    }
    let committed = if file.is_file() {
        table::read(&read(&file)?).with_context(|| format!("reading {TABLE}"))?
    } else {
        Vec::new()
    };
    println!("{written}");
    let mut tally = Tally::default();
    for row in &rows {
        let last = committed.iter().find(|old| old.what == row.what);
        let complaints = complaints(row, last);
        for complaint in &complaints {
            println!("FAILED {}: {complaint}", row.what);
        }
        tally += Tally::one(complaints.is_empty());
    }
    for old in &committed {
        if !rows.iter().any(|row| row.what == old.what) {
            println!(
                "FAILED {}: no longer released; `cargo xtask size --accept`",
                old.what
            );
            tally += Tally::one(false);
        }
    }
    // Bundle analysers and the curious read it without running anything.
    fs::write(dist.join("sizes.md"), written).context("writing dist/sizes.md")?;
    Ok(tally)
}

/// What is wrong with a row. One that was committed over its budget is a known debt: it is named
/// at every run and may not grow, and once it is met it cannot be broken again.
fn complaints(row: &Row, last: Option<&Row>) -> Vec<String> {
    let mut complaints = Vec::new();
    let is_over = |row: &Row| row.budget.is_some_and(|budget| row.brotli > budget);
    if is_over(row) && last.is_some_and(is_over) {
        println!("over   {}: its budget is still to be met", row.what);
    } else if let Some(budget) = row.budget.filter(|_| is_over(row)) {
        complaints.push(format!(
            "{} bytes after brotli, {budget} at most: make it smaller",
            row.brotli
        ));
    }
    match last {
        None => complaints.push(format!(
            "not in {TABLE} yet: look at it, then `cargo xtask size --accept`"
        )),
        Some(last) => {
            let (more, of) = SLACK;
            if row.brotli.saturating_mul(of) > last.brotli.saturating_mul(more) {
                complaints.push(format!(
                    "grew from {} to {} bytes after brotli, more than 2 %: make it smaller, or \
                     `cargo xtask size --accept` and say in the commit what it buys",
                    last.brotli, row.brotli
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(brotli: u64, budget: Option<u64>) -> Row {
        Row {
            what: "before intent".to_owned(),
            raw: 9000,
            gzip: 4000,
            brotli,
            budget,
        }
    }

    #[test]
    fn a_budget_that_is_met_is_held() {
        let over = row(3001, Some(3000));
        let under = row(3000, Some(3000));
        assert_eq!(complaints(&over, Some(&under)).len(), 1);
        assert!(complaints(&under, Some(&under)).is_empty());
    }

    #[test]
    fn a_row_over_its_budget_may_only_shrink() {
        let last = row(4000, Some(3000));
        assert!(complaints(&row(3900, Some(3000)), Some(&last)).is_empty());
        assert_eq!(complaints(&row(4100, Some(3000)), Some(&last)).len(), 1);
    }

    #[test]
    fn growth_above_two_in_a_hundred_must_be_accepted() {
        let last = row(1000, None);
        assert!(complaints(&row(1020, None), Some(&last)).is_empty());
        assert_eq!(complaints(&row(1021, None), Some(&last)).len(), 1);
        assert!(complaints(&row(500, None), Some(&last)).is_empty());
    }

    #[test]
    fn a_new_row_must_be_accepted() {
        assert_eq!(complaints(&row(1, None), None).len(), 1);
    }
}
