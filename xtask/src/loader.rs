//! The tests of the JavaScript that is there before the wasm is.

use crate::command::tee;
use crate::machine::npm_packages;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::{Workspace, files_below};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// Runs `tests/loader/*.test.mjs` in node: what they test needs no page.
pub fn loader(workspace: &Workspace, progress: &Progress) -> Result<Tally> {
    npm_packages(workspace, progress)?;
    let tests: Vec<PathBuf> = files_below(&workspace.path("tests/loader"))?
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    let mut node = Command::new("node");
    node.current_dir(&workspace.root)
        .args(["--test", "--test-reporter=tap"])
        .args(&tests);
    let ran = progress.step("the loader, in node", || tee(&mut node))?;
    let tally = counts(&ran.output);
    if !ran.ok && tally.failed == 0 {
        bail!("the tests of the loader ended with an error although none is counted as failed");
    }
    Ok(tally)
}

/// Reads node's closing lines: `# pass 18`, `# fail 0`.
fn counts(output: &str) -> Tally {
    let number = |start: &str| {
        let found = output
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix(start));
        found
            .and_then(|number| number.parse().ok())
            .unwrap_or_default()
    };
    Tally {
        passed: number("# pass "),
        failed: number("# fail "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_node_are_counted() {
        let output = "ok 1 - a\n1..3\n# tests 3\n# pass 2\n# fail 1\n# cancelled 0\n";
        let expected = Tally {
            passed: 2,
            failed: 1,
        };
        assert_eq!(counts(output), expected);
    }
}
