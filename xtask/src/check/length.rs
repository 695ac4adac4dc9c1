//! No file is so long that nobody reads it.

use super::Finding;
use super::config::MOST_LINES;
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.kind("toml")) {
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            let advice = format!("{lines} lines, {MOST_LINES} at most: split it by its parts");
            findings.push(source.finding(lines, advice));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_too_many_is_found() {
        let fine = Source::new("src/a.rs", &"\n".repeat(MOST_LINES));
        let long = Source::new("style/b.css", &"\n".repeat(MOST_LINES + 1));
        assert_eq!(find(&[fine, long]).len(), 1);
    }
}
