//! The code that a document shows is the code of the file that it names, which the tests run.

use super::Finding;
use super::source::Source;
use std::path::{Component, Path, PathBuf};

pub(super) fn find(sources: &[Source]) -> Vec<Finding> {
    let documents = sources.iter().filter(|source| source.kind("md"));
    let text_of = |path: &Path| {
        let named = sources.iter().find(|source| source.path == path);
        named.map(|source| source.text.as_str())
    };
    let mut findings = Vec::new();
    for document in documents {
        for excerpt in excerpts(document) {
            let file = excerpt.file.display();
            let advice = match text_of(&excerpt.file) {
                None => format!("there is no source {file} to show"),
                Some(text) if holds(text, &excerpt.lines) => continue,
                Some(_) => format!("this is not what stands in {file}: copy it from there"),
            };
            findings.push(document.finding(excerpt.line, advice));
        }
    }
    findings
}

/// A block of code under a line that links to a file and does nothing else.
struct Excerpt<'a> {
    line: usize,
    file: PathBuf,
    lines: Vec<&'a str>,
}

fn excerpts(document: &Source) -> Vec<Excerpt<'_>> {
    let mut found = Vec::new();
    let mut lines = document.lines().filter(|(_, line)| !line.is_empty());
    let mut named: Option<PathBuf> = None;
    while let Some((line, text)) = lines.next() {
        if !text.starts_with("```") {
            named = link(text).map(|target| beside(&document.path, target));
            continue;
        }
        // With the empty lines, which belong to the code.
        let all = document.lines().skip(line).map(|(_, text)| text);
        let code: Vec<_> = all.take_while(|text| *text != "```").collect();
        let rest = code.iter().filter(|text| !text.is_empty()).count();
        lines.by_ref().take(rest.saturating_add(1)).for_each(drop);
        if let Some(file) = named.take() {
            let lines = code;
            found.push(Excerpt { line, file, lines });
        }
    }
    found
}

/// The target of a line that is one link.
fn link(line: &str) -> Option<&str> {
    let (_, target) = line
        .strip_prefix('[')?
        .strip_suffix(')')?
        .split_once("](")?;
    Some(target)
}

/// What a document means by a relative path.
fn beside(document: &Path, target: &str) -> PathBuf {
    let mut path = document.parent().map(Path::to_path_buf).unwrap_or_default();
    for part in Path::new(target).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
    }
    path
}

/// Whether these lines stand in the text one after the other, indented as a whole or not.
fn holds(text: &str, lines: &[&str]) -> bool {
    let all: Vec<_> = text.lines().collect();
    let wanted = flush(lines);
    !wanted.concat().is_empty() && all.windows(wanted.len()).any(|some| flush(some) == wanted)
}

/// The lines without the indentation that all of them have.
fn flush<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indent = |line: &&str| line.len().saturating_sub(line.trim_start().len());
    let least = filled.map(indent).min().unwrap_or_default();
    let cut = |line: &&'a str| line.get(least..).unwrap_or_default();
    lines.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str) -> Vec<Finding> {
        let text = format!(
            "Words.\n\n[a.js](recipes/a.js)\n\n```js\n{code}\n```\n\n```js\nother();\n```\n"
        );
        find(&[
            Source::new("docs/a.md", &text),
            Source::new("docs/recipes/a.js", "  one(\n\n    two,\n  );\n"),
        ])
    }

    #[test]
    fn code_that_stands_in_its_file_is_fine_however_far_it_is_indented() {
        assert_eq!(shown("one(\n\n  two,\n);"), []);
        assert_eq!(shown("two,"), []);
    }

    #[test]
    fn code_that_has_changed_is_found() {
        for code in ["one(\n\n  three,\n);", "one(\ntwo,\n);", ""] {
            assert_eq!(shown(code).len(), 1, "{code}");
        }
    }

    #[test]
    fn a_file_that_is_gone_is_found() {
        let text = "[b.js](../b.js)\n```js\nb\n```\n";
        let findings = find(&[Source::new("docs/a.md", text)]);
        assert_eq!(findings[0].advice, "there is no source b.js to show");
    }
}
