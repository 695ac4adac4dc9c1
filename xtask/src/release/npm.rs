//! What makes the released files a package: types, licence, description.

use crate::workspace::{Workspace, read, read_bytes, write};
use anyhow::Result;
use serde_json::json;
use std::path::Path;

/// Files of the repository that go into the package under the same or another name.
const COPIED: &[(&str, &str)] = &[
    ("src/api/types.d.ts", "session-chat.d.ts"),
    ("src/api/offers.d.ts", "offers.d.ts"),
    ("src/api/record.d.ts", "record.d.ts"),
    ("src/api/adapter.d.ts", "adapter.d.ts"),
    ("src/api/headless.d.ts", "session-chat-headless.d.ts"),
    ("src/api/bridge.d.ts", "session-chat-bridge.d.ts"),
    ("src/api/conformance.d.ts", "session-chat-conformance.d.ts"),
    ("README.md", "README.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE", "LICENSE"),
];

/// Adds to `dist` what npm and its readers need.
pub fn folder(workspace: &Workspace, dist: &Path) -> Result<()> {
    let mut licences = 0;
    for (from, to) in COPIED {
        let from = workspace.path(from);
        let licence = to.starts_with("LICENSE");
        if licence && !from.is_file() {
            continue;
        }
        licences += i32::from(licence);
        if Path::new(to).extension().is_some_and(|end| end == "md") {
            let text = without_links(&read(&from)?, |name| {
                COPIED.iter().any(|(_, to)| *to == name)
            });
            write(&dist.join(to), text)?;
        } else {
            write(&dist.join(to), read_bytes(&from)?)?;
        }
    }
    anyhow::ensure!(
        licences > 0,
        "there is no LICENSE file to put into the package"
    );
    let package = package(workspace)?;
    write(&dist.join("package.json"), format!("{package}\n"))
}

/// Markdown whose links to files that are not in the package are plain words; pictures that are not
/// there go, with their line.
fn without_links(text: &str, is_there: impl Fn(&str) -> bool) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, after)| {
            let (to, after) = after.split_once(')')?;
            (!words.contains(['[', '\n']) && !to.contains(char::is_whitespace))
                .then_some((words, to, after))
        });
        let goes = |to: &str| to.starts_with('#') || to.contains(':') || is_there(to);
        match parts {
            Some((_, to, after)) if !goes(to) && before.ends_with('!') => {
                whole.push_str(before.trim_end_matches('!'));
                rest = after.trim_start_matches('\n');
            }
            Some((words, to, after)) if !goes(to) => {
                whole.push_str(before);
                whole.push_str(words);
                rest = after;
            }
            _ => {
                whole.push_str(before);
                whole.push('[');
                rest = link;
            }
        }
    }
    whole.push_str(rest);
    whole
}

fn package(workspace: &Workspace) -> Result<String> {
    let manifest = read(&workspace.path("Cargo.toml"))?;
    let description = manifest
        .lines()
        .find_map(|line| line.strip_prefix("description = \"")?.strip_suffix('"'))
        .unwrap_or_default();
    let package = json!({
        "name": "session-chat",
        "version": workspace.version,
        "description": description,
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "types": "./session-chat.d.ts",
        "main": "./session-chat.js",
        "exports": {
            ".": { "types": "./session-chat.d.ts", "default": "./session-chat.js" },
            "./session-chat.js": {
                "types": "./session-chat.d.ts",
                "default": "./session-chat.js",
            },
            "./headless": {
                "types": "./session-chat-headless.d.ts",
                "default": "./session-chat-headless.js",
            },
            "./session-chat-headless.js": {
                "types": "./session-chat-headless.d.ts",
                "default": "./session-chat-headless.js",
            },
            "./bridge": {
                "types": "./session-chat-bridge.d.ts",
                "default": "./session-chat-bridge.js",
            },
            "./session-chat-bridge.js": {
                "types": "./session-chat-bridge.d.ts",
                "default": "./session-chat-bridge.js",
            },
            "./conformance": {
                "types": "./session-chat-conformance.d.ts",
                "default": "./session-chat-conformance.js",
            },
            "./session-chat-conformance.js": {
                "types": "./session-chat-conformance.d.ts",
                "default": "./session-chat-conformance.js",
            },
            "./session-chat.script.js": "./session-chat.script.js",
            "./manifest.json": "./manifest.json",
            "./package.json": "./package.json",
        },
        "bin": { "session-chat-conformance": "./session-chat-conformance.js" },
        // The loader defines the element when it is imported.
        "sideEffects": true,
        "files": [
            "*.js", "*.wasm", "*.json", "*.d.ts", "LICENSE*", "README.md", "CHANGELOG.md",
        ],
    });
    Ok(serde_json::to_string_pretty(&package)?)
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn only_links_that_lead_nowhere_become_words() {
        let text = "A\n\n![Two windows](tests/a.png)\n\nSee [the recipes](docs/r.md), \
                    [below](#below), [rust](https://rust.example), [changes](CHANGELOG.md): a[0](x) `[]`";
        let expected = "A\n\nSee the recipes, [below](#below), [rust](https://rust.example), \
                        [changes](CHANGELOG.md): a0 `[]`";
        assert_eq!(without_links(text, |name| name == "CHANGELOG.md"), expected);
    }
}
