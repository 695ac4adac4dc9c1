//! Vendor words occur only in their transport folder.

use super::Finding;
use super::config::{VENDOR_FREE, VENDORS};
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let held = sources
        .iter()
        .filter(|source| VENDOR_FREE.iter().any(|folder| source.below(folder)));
    let mut findings = Vec::new();
    for source in held {
        for (number, line) in source.lines() {
            let line = line.to_lowercase();
            for (word, folders) in VENDORS {
                let at_home = folders.iter().any(|folder| source.below(folder));
                if line.contains(word) && !at_home {
                    let home = folders.join(" or ");
                    findings.push(source.finding(
                        number,
                        format!("the word {word}: say it in our own words, or move it to {home}"),
                    ));
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
    fn a_vendor_in_the_core_is_found_even_in_a_comment() {
        let source = Source::new("src/domain/end.rs", "/// As Zendesk reports it.\n");
        assert_eq!(find(&[source]).len(), 1);
    }

    #[test]
    fn a_vendor_at_home_is_fine() {
        let source = Source::new("src/transport/salesforce/wire.rs", "//! Salesforce");
        assert!(find(&[source]).is_empty());
    }
}
