//! The figures as a table, for the terminal and for the repository.

use super::figures::Figures;
use super::lines::Line;
use crate::command::capture;
use anyhow::Result;
use std::process::Command;
use std::thread::available_parallelism;

const HEAD: &str = "\
# Bench

The released widget in headless Chromium, written by `cargo xtask bench --accept`; `--peers` puts
others beside it in the same run. *ms CPU* is processor time of the page's main thread and holds on
a busy machine, *ms wall* does not and fails nothing. Each figure is the middle of three, each in a
browser of its own. The slow phone has a processor four times slower, 1.6 Mbit/s and 150 ms there
and back. What is “at once” comes in one snapshot, “one more” is one message and the frames to
show it, and in our column the desk that says it all runs on the same thread and counts.
";

/// What the figures were taken on.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    cores: usize,
    load: Option<(f64, f64)>,
    browser: String,
}

impl Machine {
    /// This one, at the time the figures were taken.
    pub(super) fn of(figures: &Figures) -> Result<Self> {
        let chromium = capture(Command::new("chromium").arg("--version"))?;
        let browser = chromium.output.lines().find(|line| line.contains("Chrom"));
        Ok(Self {
            cores: available_parallelism().map_or(1, usize::from),
            load: figures.load_averages(),
            browser: browser.unwrap_or("Chromium").trim().to_owned(),
        })
    }

    fn sentence(&self) -> String {
        let Self { cores, browser, .. } = self;
        let load = self.load.map_or_else(String::new, |(least, most)| {
            format!(", load average {least:.1} to {most:.1}")
        });
        format!("Measured with {browser} on {cores} cores{load}.")
    }
}

/// The whole file: a line each, a column for each page, the widget's first.
pub(super) fn write(
    lines: &[Line],
    figures: &Figures,
    columns: &[&str],
    machine: &Machine,
) -> String {
    let mut text = format!("{HEAD}\n{}\n\n", machine.sentence());
    row(&mut text, &["what", "unit", "at most"], columns);
    text.push_str("|---|---|--:|");
    text.push_str(&"--:|".repeat(columns.len()));
    text.push('\n');
    for line in lines {
        let shown = |figure: Option<f64>| {
            figure.map_or_else(|| "–".to_owned(), |figure| line.unit.show(figure))
        };
        let figures: Vec<String> = columns
            .iter()
            .map(|column| shown(line.figure(figures, column)))
            .collect();
        let most = shown(line.most);
        row(&mut text, &[line.what, line.unit.name(), &most], &figures);
    }
    text
}

fn row(text: &mut String, first: &[&str], rest: &[impl AsRef<str>]) {
    let cells = first.iter().copied().chain(rest.iter().map(AsRef::as_ref));
    for cell in cells {
        text.push_str("| ");
        text.push_str(cell);
        text.push(' ');
    }
    text.push_str("|\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::lines::LINES;
    use serde_json::json;

    #[test]
    fn budgets_stand_beside_figures_and_what_was_not_measured_is_a_dash() {
        let machine = Machine {
            cores: 2,
            load: Some((0.5, 3.25)),
            browser: "Chromium 1".to_owned(),
        };
        let figures = Figures::of("floor", json!({ "batch5000": { "task_ms": 12.34 } }));
        let text = write(LINES, &figures, &["session-chat", "floor"], &machine);
        assert!(
            text.contains("| 5 000 at once | ms CPU | 150 | – | 12.3 |"),
            "{text}"
        );
        assert!(
            text.contains("Chromium 1 on 2 cores, load average 0.5 to 3.2."),
            "{text}"
        );
    }
}
