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
        write(&dist.join(to), read_bytes(&from)?)?;
    }
    anyhow::ensure!(
        licences > 0,
        "there is no LICENSE file to put into the package"
    );
    let package = package(workspace)?;
    write(&dist.join("package.json"), format!("{package}\n"))
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
