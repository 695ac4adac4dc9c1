//! Nothing committed names a folder of the machine it was written on.

use super::Finding;
use super::config::MACHINE_FOLDERS;
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for (number, line) in source.lines() {
            for folder in MACHINE_FOLDERS {
                if line.contains(folder) {
                    let advice = format!("{folder}: say it relative to the repository");
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
    fn a_path_of_one_machine_is_found() {
        for folder in MACHINE_FOLDERS {
            let source = Source::new("src/a.rs", &format!("const A: &str = \"{folder}a\";"));
            assert_eq!(find(&[source]).len(), 1, "{folder}");
        }
    }
}
