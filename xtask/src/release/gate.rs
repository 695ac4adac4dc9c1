//! What no released JavaScript may contain.

use crate::workspace::{Workspace, files_below, read, read_bytes};
use anyhow::{Result, bail};
use std::path::Path;

/// Ways from a string to markup or code. The widget runs where all of them are forbidden.
const SINKS: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "DOMParser",
    "createContextualFragment",
    "new Function",
    "eval(",
];

/// What no wasm without our window holds.
const WINDOW: &[u8] = b"leptos";

/// Fails if a wasm that comes without our window, names included, holds what draws it.
pub fn no_window(workspace: &Workspace, wasm: &Path) -> Result<()> {
    if holds_window(&read_bytes(wasm)?) {
        bail!(
            "{} holds leptos although it has no window: src/api/headless must not reach src/ui",
            workspace.shown(wasm).display()
        );
    }
    Ok(())
}

fn holds_window(wasm: &[u8]) -> bool {
    wasm.windows(WINDOW.len()).any(|part| part == WINDOW)
}

/// Fails if a released script names an HTML or code sink.
pub fn no_html_sinks(workspace: &Workspace, dist: &Path) -> Result<()> {
    let mut found = Vec::new();
    for file in files_below(dist)? {
        if file.extension().is_some_and(|end| end == "js") {
            for sink in sinks(&read(&file)?) {
                found.push(format!("{}: {sink}", workspace.shown(&file).display()));
            }
        }
    }
    if !found.is_empty() {
        bail!(
            "the released scripts hold HTML or code sinks, which the strict policy forbids:\n  \
             {}\nIn the glue, `innerHTML` comes from a static subtree in a `view!`: give it a \
             dynamic part or use the builder functions",
            found.join("\n  ")
        );
    }
    Ok(())
}

fn sinks(source: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for sink in SINKS {
        if source.match_indices(sink).any(|(at, _)| whole(source, at)) {
            found.push(*sink);
        }
    }
    found
}

/// Whether the match at `at` begins a name: `wasm-unsafe-eval(` or `retrieval(` are none.
fn whole(source: &str, at: usize) -> bool {
    let before = source.get(..at).and_then(|text| text.chars().next_back());
    !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::{holds_window, sinks};

    #[test]
    fn the_window_is_found_by_the_names_of_its_functions() {
        assert!(holds_window(b"\0asm leptos::mount::mount_to"));
        assert!(!holds_window(b"\0asm session_chat::shell"));
    }

    #[test]
    fn every_sink_is_seen() {
        let source = "a.innerHTML=b;document.write(c);new Function(d);eval(e);f.set_innerHTML";
        assert_eq!(
            sinks(source),
            ["innerHTML", "document.write", "new Function", "eval("]
        );
    }

    #[test]
    fn names_that_merely_end_alike_are_not() {
        assert!(sinks("retrieval(x); 'wasm-unsafe-eval(…)'").is_empty());
    }
}
