//! Counting what passed and what failed.

use std::ops::AddAssign;

/// How many checks, tests or rows passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Tally {
    /// One that passed or failed.
    pub fn one(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
        }
    }

    /// Nothing failed, and there was something to fail.
    pub fn good(self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// Adds up the `test result:` lines of cargo's and wasm-bindgen's test runners.
    pub fn of_test_results(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            if let Some((_, counts)) = line.split_once("test result:") {
                tally += Self::of_counts(counts);
            }
        }
        tally
    }

    /// Reads the last line of the form `N passed, N failed`.
    pub fn of_closing_line(output: &str) -> Self {
        let closing = output.lines().rev().find(|line| {
            line.split_once(" passed, ")
                .is_some_and(|(count, _)| count.parse::<u64>().is_ok())
        });
        closing.map(Self::of_counts).unwrap_or_default()
    }

    fn of_counts(text: &str) -> Self {
        let before = |word: &str| {
            let (head, _) = text.split_once(word)?;
            head.split_whitespace().next_back()?.parse().ok()
        };
        Self {
            passed: before(" passed").unwrap_or_default(),
            failed: before(" failed").unwrap_or_default(),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_of_several_binaries_add_up() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let expected = Tally {
            passed: 13,
            failed: 2,
        };
        assert_eq!(Tally::of_test_results(output), expected);
    }

    #[test]
    fn no_result_line_counts_nothing_and_nothing_is_not_good() {
        let tally = Tally::of_test_results("no tests to run!");
        assert_eq!(tally, Tally::default());
        assert!(!tally.good());
    }

    #[test]
    fn the_closing_line_is_the_last_of_its_form() {
        let output = "1 passed, 0 failed\nok chromium a\n27 passed, 1 failed\n";
        let expected = Tally {
            passed: 27,
            failed: 1,
        };
        assert_eq!(Tally::of_closing_line(output), expected);
    }
}
