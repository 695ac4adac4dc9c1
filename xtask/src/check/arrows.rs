//! Which module may use which.

use super::Finding;
use super::config::{ARROWS, Arrows};
use super::source::Source;

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for arrows in ARROWS {
        for source in sources.iter().filter(|source| source.kind("rs")) {
            findings.extend(in_source(arrows, source));
        }
    }
    findings
}

fn in_source(arrows: &Arrows, source: &Source) -> Vec<Finding> {
    let Ok(inside) = source.path.strip_prefix(arrows.folder) else {
        return Vec::new();
    };
    let parts: Vec<String> = inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    // The root of a crate knows all of its modules.
    let [module, _, ..] = parts.as_slice() else {
        return Vec::new();
    };
    let Some((_, allowed)) = arrows.allowed.iter().find(|(name, _)| name == module) else {
        let advice = format!(
            "the module {module} has no place among the arrows: give it one in \
             xtask/src/check/config.rs"
        );
        return vec![source.finding(1, advice)];
    };
    let own_crate = arrows.root == "crate";
    let depth = depth(&parts);
    let mut findings = Vec::new();
    for (line, used) in uses(source, arrows.root, own_crate.then_some(depth)) {
        let known = !own_crate || arrows.allowed.iter().any(|(name, _)| *name == used);
        let may = allowed.contains(&used.as_str()) || (own_crate && used == *module);
        if known && !may {
            let may = if allowed.is_empty() {
                "nothing else".to_owned()
            } else {
                allowed.join(", ")
            };
            findings.push(source.finding(
                line,
                format!(
                    "{module} uses {}::{used}, but may use {may}: move the shared part down, or \
                     pass it in from above",
                    arrows.root
                ),
            ));
        }
    }
    findings
}

/// How many modules deep a file is: `domain/mod.rs` is 1, `domain/session.rs` 2.
fn depth(parts: &[String]) -> usize {
    let file = parts.last().map(String::as_str);
    if file == Some("mod.rs") {
        parts.len().saturating_sub(1)
    } else {
        parts.len()
    }
}

/// The top-level modules that a file names after `root::`, grouped imports included; with a
/// depth, also those it reaches by a chain of `super::`.
fn uses(source: &Source, root: &str, depth: Option<usize>) -> Vec<(usize, String)> {
    let mut code = String::new();
    let mut starts = Vec::new();
    for (number, line) in source.code() {
        starts.push((code.len(), number));
        code.push_str(line);
        code.push('\n');
    }
    let line_of = |at: usize| {
        starts
            .iter()
            .rev()
            .find(|(start, _)| *start <= at)
            .map_or(1, |(_, number)| *number)
    };
    let mut prefixes = vec![format!("{root}::")];
    prefixes.extend(depth.map(|depth| "super::".repeat(depth)));
    let mut found = Vec::new();
    for prefix in prefixes {
        for (at, matched) in code.match_indices(prefix.as_str()) {
            let before = code.get(..at).and_then(|text| text.chars().next_back());
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let rest = code
                .get(at.saturating_add(matched.len())..)
                .unwrap_or_default();
            let names = first_names(rest);
            found.extend(names.into_iter().map(|name| (line_of(at), name)));
        }
    }
    found
}

/// The first name of a path, or of each path in a group: `{a::b, c}` gives a and c.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_usize, true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth = depth.saturating_add(1),
            '}' if depth == 0 => break,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => start = true,
            _ if letter.is_whitespace() => {}
            _ if start => {
                names.push(name(group.get(at..).unwrap_or_default()));
                start = false;
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let findings = find(&[Source::new(path, text)]);
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn an_arrow_that_points_up_is_found_in_every_form() {
        let path = "src/domain/session.rs";
        assert_eq!(lines(path, "//! Doc.\nuse crate::ui::Header;\n"), [2]);
        assert_eq!(lines(path, "use crate::{\n    i18n::Key,\n};\n"), [1]);
        assert_eq!(lines(path, "fn a() { crate::shell::go() }"), [1]);
        assert_eq!(lines(path, "use super::super::storage;"), [1]);
        assert_eq!(
            lines("src/ui/header.rs", "use crate::transport::local;"),
            [1]
        );
        assert_eq!(lines("src/transport/mod.rs", "use crate::storage;"), [1]);
    }

    #[test]
    fn an_arrow_that_points_down_is_fine() {
        assert!(
            lines(
                "src/ui/header.rs",
                "use crate::{domain::View, shell, i18n};"
            )
            .is_empty()
        );
        assert!(lines("src/domain/session.rs", "use crate::domain::event;").is_empty());
        assert!(
            lines(
                "src/domain/session.rs",
                "use super::event; // not crate::ui"
            )
            .is_empty()
        );
        assert!(lines("src/lib.rs", "use crate::ui;").is_empty());
    }

    #[test]
    fn the_desk_stands_on_the_pure_parts_only() {
        assert_eq!(
            lines("desk/src/engine/mod.rs", "use session_chat::ui::Header;"),
            [1]
        );
        assert_eq!(lines("desk/src/engine/mod.rs", "use crate::ui;"), [1]);
        assert!(lines("desk/src/ui/mod.rs", "use session_chat::domain::Message;").is_empty());
    }

    #[test]
    fn a_new_module_must_take_its_place() {
        assert_eq!(lines("src/helpers/mod.rs", "fn a() {}"), [1]);
    }
}
