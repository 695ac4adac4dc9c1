//! What people write, made into something that can be shown.
//!
//! Everything that comes over the network is hostile here: messages of end users, agents and bots,
//! names and file names. A message goes through [`caps::shown`] first, then through
//! [`markdown::parse`] (agents and bots) or [`plain`] (end users, who see exactly what they typed),
//! and is drawn as elements and text nodes. A name goes through [`name`] or [`file_name`].

mod ast;
pub mod caps;
mod chars;
mod emoji;
mod emphasis;
mod inline;
mod isolate;
pub mod linkify;
pub mod links;
pub mod markdown;
mod preview;
mod scan;

pub use ast::{Block, Inline, text_of};
pub use chars::{is_bidi_control, is_blank};
pub use emoji::emoji_only;
pub use isolate::{download_name, file_name, name};
pub use links::{Link, ParsedUrl, UrlParser};
pub use preview::preview;

/// Reads `text` without any markup: only addresses become links and line breaks stay.
pub fn plain(text: &str, urls: &dyn UrlParser) -> Vec<Block> {
    let spans = linkify::spans(text, urls);
    if spans.is_empty() {
        Vec::new()
    } else {
        vec![Block::Paragraph(spans)]
    }
}
