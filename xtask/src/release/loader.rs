//! The JavaScript of the chat with the facts of this build in front of it.

use super::{Tables, integrity};
use crate::module::{BACKENDS, BRIDGED, Built, file_name};
use crate::texts::Words;
use crate::workspace::{Workspace, read, read_bytes};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

/// The modules that few visitors ever need, each a file of `src/api` and of the release, and what
/// stands before it there.
pub const LATE: &[(&str, &str)] = &[
    ("invite", "callout.js"),
    ("notices", "callout.js"),
    ("offers", "rules.js"),
];

/// The entry of the window, an ES module.
pub const ENTRY: &str = "session-chat.js";
/// The entry for pages that draw their own, an ES module.
pub const HEADLESS: &str = "session-chat-headless.js";

/// The entry for pages that keep a vendor's own widget, an ES module.
pub const BRIDGE: &str = "session-chat-bridge.js";
/// The kit that judges backends of one's own, an ES module for browsers and node.
pub const CONFORMANCE: &str = "session-chat-conformance.js";
/// The files of `src/api/conformance` that it is made of.
const KIT: &[&str] = &["shapes", "talk", "rules", "kit"];

/// A released script.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its file name.
    pub name: String,
    /// Its text, for people to read.
    pub source: String,
}

/// All scripts but the glue of the modules.
pub fn scripts(workspace: &Workspace, words: &Words) -> Result<Vec<Script>> {
    let backends: Vec<&str> = BACKENDS.iter().map(|(backend, _)| *backend).collect();
    let bridge = ["../transport/bridge/early.js", "bridge.js"];
    let mut scripts = vec![
        entry(workspace, words, &backends, &["loader.js"], ENTRY)?,
        entry(workspace, words, &backends, &["headless.js"], HEADLESS)?,
        entry(workspace, words, BRIDGED, &bridge, BRIDGE)?,
        Script {
            name: "session-chat.script.js".to_owned(),
            source: wrapped(&read(&workspace.path("src/api/script.js"))?),
        },
    ];
    scripts.push(kit(workspace)?);
    scripts.extend(late(workspace, words)?);
    Ok(scripts)
}

/// Puts `const build = { version, backends, texts };` and what all entries share in front of the
/// files of one. `backends` are the kinds that it knows; they stand there as a rule: one of them, and
/// not none.
fn entry(
    workspace: &Workspace,
    words: &Words,
    backends: &[&str],
    files: &[&str],
    name: &str,
) -> Result<Script> {
    let files = ["rules.js", "entry.js"].iter().chain(files);
    let parts: Result<Vec<_>> = files.map(|file| source(workspace, file)).collect();
    let source = parts?.concat();
    let build = json!({
        "version": workspace.version,
        "backends": format!("({})", backends.join("|")),
        "texts": used(words, &source),
    });
    Ok(Script {
        name: name.to_owned(),
        source: format!("const build = {build};\n{source}"),
    })
}

/// The conformance kit, which no page of a visitor loads.
fn kit(workspace: &Workspace) -> Result<Script> {
    let part = |name: &&str| source(workspace, &format!("conformance/{name}.js"));
    let parts: Result<Vec<_>> = KIT.iter().map(part).collect();
    Ok(Script {
        name: CONFORMANCE.to_owned(),
        source: format!("#!/usr/bin/env node\n{}", parts?.concat()),
    })
}

/// Appends the stage to the glue of a module, behind `const build = { integrity, late, languages,
/// texts };`. `late` is the other half of the wasm. `languages` are the file names of texts by language,
/// `names` that of the names of all texts.
pub fn staged(
    workspace: &Workspace,
    stage: &[&str],
    built: &Built,
    tables: &Tables,
    words: &Words,
) -> Result<String> {
    let parts: Result<Vec<_>> = stage.iter().map(|name| source(workspace, name)).collect();
    let source = parts?.concat();
    let late = match &built.late {
        Some(late) => json!({
            "file": file_name(late),
            "integrity": integrity(&read_bytes(late)?),
        }),
        None => Value::Null,
    };
    let facts = json!({
        "integrity": integrity(&read_bytes(&built.wasm)?),
        "late": late,
        "languages": tables.languages,
        "names": tables.names,
        "texts": used(words, &source),
    });
    let glue = read(&built.glue)?;
    Ok(format!("{glue}\nconst build = {facts};\n{source}"))
}

/// The late modules, each of `const build = { texts };`, what it needs and the module itself.
fn late(workspace: &Workspace, words: &Words) -> Result<Vec<Script>> {
    let module = |(part, first): &(&str, &str)| -> Result<Script> {
        let own = source(workspace, &format!("{part}.js"))?;
        let source = [source(workspace, first)?, own].concat();
        let facts = json!({ "texts": used(words, &source) });
        Ok(Script {
            name: late_name(workspace, part),
            source: format!("const build = {facts};\n{source}"),
        })
    };
    LATE.iter().map(module).collect()
}

/// The file of a late module, as the loader asks for it.
pub fn late_name(workspace: &Workspace, part: &str) -> String {
    format!("session-chat-{part}-{}.js", workspace.version)
}

fn source(workspace: &Workspace, name: &str) -> Result<String> {
    let source = read(&workspace.path("src/api").join(name))?;
    if source.lines().any(|line| line.starts_with("const build")) {
        bail!("src/api/{name} declares `build` itself: the build writes that line");
    }
    Ok(source)
}

/// The words that a source says by name, in each language: a page should not load others.
fn used(words: &Words, source: &str) -> Words {
    let asked = |name: &str| {
        let name = format!("\"{name}\"");
        let mut said = source.lines().filter(|line| line.contains("say("));
        said.any(|line| line.contains(&name))
    };
    let of = |texts: &Map<String, Value>| -> Map<String, Value> {
        let texts = texts.iter().filter(|(name, _)| asked(name));
        texts
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect()
    };
    words
        .iter()
        .map(|(language, texts)| (language.clone(), of(texts)))
        .collect()
}

/// A classic script shares its top level with the page, so its names go into a function.
fn wrapped(script: &str) -> String {
    format!("(() => {{\n{script}}})();\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_classic_script_leaves_no_name_in_the_page() {
        let script = wrapped("const mine = 1;\n");
        assert_eq!(script, "(() => {\nconst mine = 1;\n})();\n");
    }

    #[test]
    fn a_file_carries_the_words_it_says_and_no_others() {
        let words: Words =
            serde_json::from_value(json!({ "en": { "load-retry": "Try", "stopped": "Stopped" } }))
                .unwrap();
        let kept = used(&words, "say(\"load-retry\");\nrefusal(\"stopped\")");
        assert_eq!(json!(kept), json!({ "en": { "load-retry": "Try" } }));
    }
}
