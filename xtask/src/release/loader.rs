//! The JavaScript of the widget with the facts of this build in front of it.

use super::{Tables, integrity};
use crate::module::{BACKENDS, Built, file_name};
use crate::texts::Words;
use crate::workspace::{Workspace, read, read_bytes};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

/// The modules that few visitors ever need, each a file of `src/api` and of the release.
pub const LATE: &[&str] = &["invite", "notices"];

/// What a site owner includes, in both forms.
#[derive(Clone, Debug)]
pub struct Loader {
    /// `session-chat.js`, an ES module.
    pub module: String,
    /// `session-chat.script.js`, for `<script src async>`.
    pub script: String,
}

/// Puts `const build = { version, backends, texts };` in front of the loader. `backends` are the
/// kinds that are released, as alternatives of a regular expression.
pub fn loader(workspace: &Workspace, words: &Words) -> Result<Loader> {
    let source = source(workspace, "loader.js")?;
    let backends: Vec<&str> = BACKENDS.iter().map(|(backend, _)| *backend).collect();
    let build = json!({
        "version": workspace.version,
        "backends": backends.join("|"),
        "texts": used(words, &source),
    });
    let script = read(&workspace.path("src/api/script.js"))?;
    Ok(Loader {
        module: format!("const build = {build};\n{source}"),
        script: wrapped(&script),
    })
}

/// Appends the stage to the glue of a module, behind `const build = { integrity, late, languages,
/// texts };`. `late` is the other half of the wasm. `languages` are the file names of texts by language,
/// `names` that of the names of all texts.
pub fn staged(
    workspace: &Workspace,
    built: &Built,
    tables: &Tables,
    words: &Words,
) -> Result<String> {
    let source = source(workspace, "stage.js")?;
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

/// A late module with its file name: `const build = { texts };`, the callout, the module itself.
#[derive(Clone, Debug)]
pub struct Late {
    /// `session-chat-<part>-<version>.js`, as the loader asks for it.
    pub name: String,
    /// The module.
    pub source: String,
}

/// The late modules.
pub fn late(workspace: &Workspace, words: &Words) -> Result<Vec<Late>> {
    let callout = source(workspace, "callout.js")?;
    let module = |part: &&str| -> Result<Late> {
        let source = [&callout, &*source(workspace, &format!("{part}.js"))?].concat();
        let facts = json!({ "texts": used(words, &source) });
        Ok(Late {
            name: late_name(workspace, part),
            source: format!("const build = {facts};\n{source}"),
        })
    };
    LATE.iter().map(module).collect()
}

/// The file of a late module.
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

/// The words that a source asks for by name, in each language: a page should not load others.
fn used(words: &Words, source: &str) -> Words {
    let asked = |name: &str| source.contains(&format!("\"{name}\""));
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
        let kept = used(&words, "say(\"load-retry\")");
        assert_eq!(json!(kept), json!({ "en": { "load-retry": "Try" } }));
    }
}
