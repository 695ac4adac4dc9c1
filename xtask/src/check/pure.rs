//! Pure modules: no browser, no clock, no chance.

use super::Finding;
use super::config::{IMPURE, PURE};
use super::source::{Source, names};

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let pure = sources
        .iter()
        .filter(|source| source.kind("rs") && PURE.iter().any(|folder| source.below(folder)));
    let mut findings = Vec::new();
    for source in pure {
        for (number, line) in source.code() {
            for (word, way_out) in IMPURE {
                if names(line, word) {
                    findings.push(
                        source.finding(number, format!("{word} in a pure module: {way_out}")),
                    );
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_the_core_is_found() {
        let text = "use super::Instant;\nlet now = std::time::Instant::now();\n";
        let findings = find(&[Source::new("src/domain/session.rs", text)]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, 2);
    }

    #[test]
    fn the_browser_is_free_to_be_used_elsewhere_and_named_in_words() {
        let shell = Source::new("src/shell/clock.rs", "use web_sys::window;");
        let domain = Source::new("src/domain/mod.rs", "//! No web_sys here.");
        assert!(find(&[shell, domain]).is_empty());
    }
}
