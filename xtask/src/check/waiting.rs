//! A test that sleeps is slow on a quick machine and wrong on a slow one.

use super::Finding;
use super::config::{SLEEPS, WAITING};
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let tests = sources
        .iter()
        .filter(|source| WAITING.iter().any(|folder| source.below(folder)));
    let mut findings = Vec::new();
    for source in tests {
        for (number, line) in source.code() {
            for sleep in SLEEPS {
                if line.contains(sleep) {
                    let advice = format!("{sleep}…): wait until a condition holds instead");
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
    fn a_sleeping_scenario_is_found_and_the_bench_may_poll() {
        let text = "tokio::time::sleep(SECOND).await;";
        let scenario = Source::new("tests/e2e/src/scenarios/chat.rs", text);
        let bench = Source::new("tests/e2e/src/page/mod.rs", text);
        assert_eq!(find(&[scenario, bench]).len(), 1);
    }
}
