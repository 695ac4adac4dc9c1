//! What is committed is done.

use super::Finding;
use super::config::UNFINISHED;
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for (number, line) in source.lines() {
            for word in UNFINISHED {
                if line.contains(word) {
                    let advice = format!("{word}: do it, or open an issue and remove the note");
                    findings.push(source.finding(number, advice));
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
    fn every_mark_is_found_in_code_and_comments() {
        for word in UNFINISHED {
            let source = Source::new("src/a.rs", &format!("fn a() {{}} // {word}"));
            assert_eq!(find(&[source]).len(), 1, "{word}");
        }
    }
}
