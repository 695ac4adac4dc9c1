//! Nothing shipped turns a string into markup, style or a dialog of the browser.

use super::Finding;
use super::config::{DOCUMENT, SINK_FREE, SINKS};
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let shipped = sources
        .iter()
        .filter(|source| SINK_FREE.iter().any(|folder| source.below(folder)))
        .filter(|source| !source.below(DOCUMENT));
    let mut findings = Vec::new();
    for source in shipped {
        for (number, line) in source.code() {
            for (sink, way_out) in SINKS {
                if line.contains(sink) {
                    findings.push(source.finding(number, format!("{sink}: {way_out} instead")));
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
    fn every_sink_is_found() {
        for (sink, _) in SINKS {
            let source = Source::new("src/ui/message.rs", &format!("let a = {sink};"));
            assert_eq!(find(&[source]).len(), 1, "{sink}");
        }
    }

    #[test]
    fn the_page_that_is_saved_is_a_page_of_its_own() {
        let page = Source::new(DOCUMENT, "\"</title>\\n<style>\"");
        assert!(find(&[page]).is_empty());
    }

    #[test]
    fn a_comment_may_say_why_and_a_test_page_may_be_hostile() {
        let why = Source::new("src/ui/mod.rs", "// leptos would set innerHTML here");
        let page = Source::new(
            "tests/pages/hostile/index.html",
            "<style>* { all: unset }</style>",
        );
        assert!(find(&[why, page]).is_empty());
    }
}
