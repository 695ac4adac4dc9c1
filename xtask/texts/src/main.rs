//! Prints the texts of the widget as one line of JSON, for `cargo xtask`.
//!
//! A program of its own, so that the build tool compiles even while the widget does not.

use serde_json::{Map, Value, json};
use session_chat::i18n::{Key, languages, loader_words};

/// The stretched English that shows layouts under strain. It is no visitor's language, so the
/// loader, which every page pays for, does without it.
const PSEUDO: &str = "en-XA";

fn main() {
    let languages = languages();
    let mut words = Map::new();
    let spoken = languages.iter().map(|(language, _)| *language);
    for language in ["en"].into_iter().chain(spoken) {
        if language != PSEUDO {
            words.insert(language.to_owned(), named(loader_words(language)));
        }
    }
    let tables: Map<String, Value> = languages
        .into_iter()
        .map(|(language, table)| (language.to_owned(), table.into()))
        .collect();
    println!(
        "{}",
        json!({ "tables": tables, "names": Key::NAMES, "words": words })
    );
}

fn named(words: Vec<(&'static str, String)>) -> Value {
    words
        .into_iter()
        .map(|(name, text)| (name.to_owned(), Value::from(text)))
        .collect::<Map<_, _>>()
        .into()
}
