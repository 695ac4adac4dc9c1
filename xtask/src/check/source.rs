//! The sources, read once for all rules.

use super::Finding;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing written by hand.
const SKIPPED: &[&str] = &[".git", "dist", "node_modules", "target"];

/// The kinds of file that the rules read.
const KINDS: &[&str] = &[
    "css", "html", "js", "jsx", "md", "mjs", "rs", "svelte", "toml", "ts", "vue",
];

/// A text file of the repository.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Below the root.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Source {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.into(),
            text: text.to_owned(),
        }
    }

    /// Whether the file lies below this folder.
    pub(super) fn below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Whether the file name ends so.
    pub(super) fn kind(&self, kind: &str) -> bool {
        self.path.extension().is_some_and(|end| end == kind)
    }

    /// Lines with their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Lines with their numbers and without their comments.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().map(|(number, line)| (number, code(line)))
    }

    pub(super) fn finding(&self, line: usize, advice: String) -> Finding {
        Finding {
            file: self.path.clone(),
            line,
            advice,
        }
    }
}

/// What stands before a comment. An address (`https://`) begins none; lines inside a block
/// comment begin with a star by convention.
fn code(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("/*") || trimmed.starts_with("* ") || trimmed == "*" {
        return "";
    }
    let comment = line
        .match_indices("//")
        .find(|(at, _)| !line.get(..*at).is_some_and(|before| before.ends_with(':')));
    match comment {
        Some((at, _)) => line.get(..at).unwrap_or(line),
        None => line,
    }
}

/// Whether `word` occurs in `line` as a word of its own.
pub(super) fn names(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, found)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at.saturating_add(found.len())..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// Reads every source below the root, in a fixed order.
pub(super) fn all(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("listing {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_ref()) {
                    open.push(path);
                }
                continue;
            }
            let kind = path.extension().unwrap_or_default().to_string_lossy();
            if KINDS.contains(&kind.as_ref()) {
                let text = crate::workspace::read(&path)?;
                let path = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_code_and_addresses_are_no_comments() {
        assert_eq!(code("use a; // use b"), "use a; ");
        assert_eq!(code("/// use b"), "");
        assert_eq!(
            code("const A: &str = \"https://a\";"),
            "const A: &str = \"https://a\";"
        );
        assert_eq!(code(" * innerHTML is not used"), "");
    }

    #[test]
    fn a_word_inside_another_is_not_named() {
        assert!(names("use leptos::prelude", "leptos"));
        assert!(!names("fn rando()", "rand"));
        assert!(!names("my_leptos", "leptos"));
    }
}
