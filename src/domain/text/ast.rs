//! What a message is made of once it has been read: blocks of inline pieces.
//!
//! The tree holds text and checked links and nothing else, so that whoever draws it can only build
//! elements and text nodes. There is no variant for HTML: markup of that kind is text.

use super::scan::owned;

/// A block of a message, drawn below the one before.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Running text; line breaks inside it are [`Inline::Break`].
    Paragraph(Vec<Inline>),
    /// A title line. Its level is not kept: a chat bubble has no outline, so it is a bold paragraph.
    Heading(Vec<Inline>),
    /// A fenced code block, to be shown exactly as it is.
    Code {
        /// The code, lines joined with `\n`.
        text: String,
        /// What the author wrote behind the fence, often a language; empty if nothing.
        language: String,
    },
    /// A list; items hold blocks, so that lists nest.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// The first number of a numbered list (0 for bullets).
        start: u32,
        /// The items, each with at least one block.
        items: Vec<Vec<Block>>,
    },
    /// A block quote.
    Quote(Vec<Block>),
    /// A horizontal rule between topics.
    Rule,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Text as it is. Never holds a line break.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck through.
    Strike(Vec<Inline>),
    /// Code inside a line.
    Code(String),
    /// A link that [`judge`](super::links::judge) allowed.
    Link {
        /// The address as the URL parser wrote it: ASCII, and safe to set as an attribute.
        href: String,
        /// What is shown. Plain text, already under the label policy of
        /// [`label`](super::links::label).
        label: String,
    },
    /// A line break inside a paragraph.
    Break,
}

/// All text of `spans` in reading order, a line break as `\n`, marks of style left out.
pub fn text_of(spans: &[Inline]) -> String {
    let mut out = String::new();
    collect(spans, &mut out);
    out
}

/// [`text_of`], appended to `out`.
pub(super) fn collect(spans: &[Inline], out: &mut String) {
    for span in spans {
        match span {
            Inline::Text(text) | Inline::Code(text) | Inline::Link { label: text, .. } => {
                out.push_str(text);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                collect(inner, out);
            }
            Inline::Break => out.push('\n'),
        }
    }
}

/// Appends text to `spans`, joined to a text that is already last.
pub(super) fn push_text(spans: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(last)) = spans.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        spans.push(Inline::Text(owned(text)));
    }
}
