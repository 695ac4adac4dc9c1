//! What the tests of this folder share: the corpora, the URL parser of the host, and ways to look
//! at a tree.

use std::path::PathBuf;

use serde_json::Value;
use session_chat::domain::text::{Block, Inline, ParsedUrl, UrlParser, is_bidi_control};

/// The corpus `name`, or `None` (said aloud) where the folder is absent.
pub fn corpus(name: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpora")
        .join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {name} is not here ({})", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("a corpus is JSON"))
}

/// The array `key` of a corpus.
pub fn array<'a>(corpus: &'a Value, key: &str) -> &'a [Value] {
    corpus[key]
        .as_array()
        .expect("a corpus holds its cases as an array")
}

/// A text of a corpus.
pub fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key]
        .as_str()
        .expect("a case holds its text as a string")
}

/// The URL standard as the `url` crate has it.
pub struct Whatwg;

impl UrlParser for Whatwg {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let url = url::Url::parse(text).ok()?;
        Some(ParsedUrl {
            href: url.as_str().to_owned(),
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
        })
    }
}

/// Takes an address with one of the four schemes as it is written, so that what a link shows and
/// where it leads are both made of the text itself.
pub struct AsWritten;

impl UrlParser for AsWritten {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let (scheme, rest) = text.split_once(':')?;
        let host = rest
            .trim_start_matches('/')
            .split(['/', '?', '#', ':'])
            .next()?;
        Some(ParsedUrl {
            href: text.to_owned(),
            scheme: scheme.to_ascii_lowercase(),
            host: host.to_owned(),
            has_userinfo: host.contains('@'),
        })
    }
}

/// A link of an allowed kind, whose label names no host but its own and turns no direction.
pub fn assert_honest(href: &str, label: &str) {
    let url = url::Url::parse(href).expect("an address is absolute");
    assert!(
        ["https", "http", "mailto", "tel"].contains(&url.scheme()),
        "{href}"
    );
    let web = url.scheme().starts_with("http");
    assert!(
        !web || url.username().is_empty() && url.password().is_none(),
        "{href}"
    );
    assert!(!web || href.is_ascii(), "{href}");
    assert!(!label.chars().any(is_bidi_control), "{label:?}");
    let host = url.host_str().unwrap_or_default();
    let foreign = host.contains("xn--");
    assert!(
        !foreign || label.to_ascii_lowercase().contains(host),
        "{label} hides {host}"
    );
    let seen = label.replace('\u{ad}', "");
    let named = seen
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split(['/', '?', '#', ':']).next())
        .filter(|named| named.starts_with(char::is_alphanumeric));
    assert!(
        !web || named.is_none_or(|named| named.eq_ignore_ascii_case(host)),
        "{label} over {href}"
    );
}

/// Every link of a tree, as address and label.
pub fn links(blocks: &[Block]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    walk(blocks, &mut |span| {
        if let Inline::Link { href, label } = span {
            out.push((href.clone(), label.clone()));
        }
    });
    out
}

/// All that a tree holds of its source, in the order of the source: text, labels and, behind each
/// label, the address.
pub fn content(blocks: &[Block]) -> String {
    let mut out = String::new();
    walk(blocks, &mut |span| match span {
        Inline::Text(text) | Inline::Code(text) => out.push_str(text),
        Inline::Link { href, label } => {
            out.push_str(label);
            out.push_str(href);
        }
        Inline::Break => out.push('\n'),
        _ => {}
    });
    out
}

/// How deep a tree is.
pub fn depth(blocks: &[Block]) -> usize {
    let deepest = |blocks: &[Block]| 1 + depth(blocks);
    blocks
        .iter()
        .map(|block| match block {
            Block::Quote(inner) => deepest(inner),
            Block::List { items, .. } => items.iter().map(|item| deepest(item)).max().unwrap_or(1),
            _ => 1,
        })
        .max()
        .unwrap_or(0)
}

/// Calls `see` for each leaf in the order of the source. A code block comes as [`Inline::Code`].
fn walk(blocks: &[Block], see: &mut dyn FnMut(&Inline)) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) | Block::Heading(spans) => walk_spans(spans, see),
            Block::Code { text, language } => {
                see(&Inline::Code(language.clone()));
                see(&Inline::Code(text.clone()));
            }
            Block::List { start, items, .. } => {
                see(&Inline::Text(start.to_string()));
                for item in items {
                    walk(item, see);
                }
            }
            Block::Quote(inner) => walk(inner, see),
            Block::Rule => {}
        }
    }
}

fn walk_spans(spans: &[Inline], see: &mut dyn FnMut(&Inline)) {
    for span in spans {
        match span {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                walk_spans(inner, see);
            }
            leaf => see(leaf),
        }
    }
}
