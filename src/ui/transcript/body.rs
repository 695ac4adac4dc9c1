//! What a message says, as elements and text nodes.

use core::cell::Cell;

use crate::{
    domain::{
        Message,
        text::{Block, Inline, caps, emoji_only, markdown, plain},
    },
    i18n::Key,
    ui::{
        dom::{El, el},
        link::link,
        parts::Parts,
        url::BrowserUrls,
    },
};

/// How much more of a long message each press on *Show more* shows.
const MORE: usize = 4;

/// The bubble of a message.
pub fn bubble(parts: Parts, message: &Message, text: &str) -> El {
    let class = if emoji_only(text).is_some() {
        "bubble bubble--emoji"
    } else {
        "bubble"
    };
    let bubble = el("div", class).set("dir", "auto");
    let is_own = message.is_own();
    let rest = draw(&bubble, is_own, text, caps::SHOWN_CHARS);
    if rest > 0 {
        clipped(parts, bubble, is_own, text.to_owned())
    } else {
        bubble
    }
}

/// Adds Markdown to an element.
pub fn words(holder: El, text: &str) -> El {
    draw(&holder, false, text, caps::SHOWN_CHARS);
    holder
}

/// A long message, a part at a time.
fn clipped(parts: Parts, bubble: El, is_own: bool, text: String) -> El {
    let limit = Cell::new(caps::SHOWN_CHARS);
    let whole = bubble.clone();
    let more = parts.button("bubble__more", Key::ShowMore, move || {
        limit.set(limit.get().saturating_mul(MORE));
        let more = whole.element().last_element_child();
        whole.element().set_text_content(None);
        let rest = draw(&whole, is_own, &text, limit.get());
        let _whole = whole
            .clone()
            .with_all(more.filter(|_| rest > 0).map(|more| El::at(&more)));
    });
    bubble.with(more)
}

/// Draws at most `limit` characters, and returns how many are left.
fn draw(bubble: &El, is_own: bool, text: &str, limit: usize) -> usize {
    let shown = caps::shown(text, limit);
    let blocks = if is_own {
        plain(&shown.text, &BrowserUrls)
    } else {
        markdown::parse(&shown.text, &BrowserUrls)
    };
    let _bubble = flow(bubble.clone(), blocks);
    shown.rest
}

/// Blocks in a bubble, an item or a quote: a single paragraph needs no element of its own.
fn flow(parent: El, mut blocks: Vec<Block>) -> El {
    match blocks.as_mut_slice() {
        [Block::Paragraph(spans)] => inlines(parent, core::mem::take(spans)),
        _ => parent.with_all(blocks.into_iter().map(block)),
    }
}

fn block(block: Block) -> El {
    match block {
        Block::Paragraph(spans) => inlines(el("p", ""), spans),
        Block::Heading(spans) => inlines(el("p", "bubble__heading"), spans),
        Block::Code { text, .. } => el("pre", "").text(&text),
        Block::List {
            ordered,
            start,
            items,
        } => {
            let list = if ordered {
                el("ol", "").set("start", &start.to_string())
            } else {
                el("ul", "")
            };
            list.with_all(items.into_iter().map(|item| flow(el("li", ""), item)))
        }
        Block::Quote(blocks) => flow(el("blockquote", ""), blocks),
        Block::Rule => el("hr", ""),
    }
}

fn inlines(parent: El, spans: Vec<Inline>) -> El {
    spans.into_iter().fold(parent, |parent, span| match span {
        Inline::Text(text) => parent.text(&text),
        Inline::Strong(inner) => parent.with(inlines(el("strong", ""), inner)),
        Inline::Emphasis(inner) => parent.with(inlines(el("em", ""), inner)),
        Inline::Strike(inner) => parent.with(inlines(el("s", ""), inner)),
        Inline::Code(text) => parent.with(el("code", "").text(&text)),
        Inline::Link { href, label } => parent.with(link("", &href).text(&label)),
        // The bubble keeps line breaks as they are.
        Inline::Break => parent.text("\n"),
    })
}
