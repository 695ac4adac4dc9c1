//! What people wrote, as nodes: visitors as they typed it, agents and the assistant as Markdown.

use leptos::{
    html::{a, blockquote, br, code, del, em, hr, li, ol, p, pre, strong, ul},
    prelude::*,
};
use session_chat::domain::text::{self, Block, Inline, ParsedUrl, UrlParser, caps, markdown};

/// The text of a message.
pub fn body(written: &str, is_markdown: bool) -> AnyView {
    let shown = caps::shown(written, caps::SHOWN_CHARS);
    let blocks = if is_markdown {
        markdown::parse(&shown.text, &Browser)
    } else {
        text::plain(&shown.text, &Browser)
    };
    (blocks_of(blocks), (shown.rest > 0).then(|| p().child("…"))).into_any()
}

fn blocks_of(blocks: Vec<Block>) -> AnyView {
    blocks.into_iter().map(block).collect_view().into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Paragraph(spans) => p().child(spans_of(spans)).into_any(),
        Block::Heading(spans) => p().child(strong().child(spans_of(spans))).into_any(),
        Block::Code { text, .. } => pre().child(code().child(text)).into_any(),
        Block::List {
            ordered: false,
            items,
            ..
        } => ul().child(items_of(items)).into_any(),
        Block::List {
            ordered: true,
            start,
            items,
        } => ol()
            .attr("start", start.to_string())
            .child(items_of(items))
            .into_any(),
        Block::Quote(blocks) => blockquote().child(blocks_of(blocks)).into_any(),
        Block::Rule => hr().into_any(),
    }
}

fn items_of(items: Vec<Vec<Block>>) -> AnyView {
    items
        .into_iter()
        .map(|blocks| li().child(blocks_of(blocks)))
        .collect_view()
        .into_any()
}

fn spans_of(spans: Vec<Inline>) -> AnyView {
    spans.into_iter().map(span_of).collect_view().into_any()
}

fn span_of(span: Inline) -> AnyView {
    match span {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(inner) => strong().child(spans_of(inner)).into_any(),
        Inline::Emphasis(inner) => em().child(spans_of(inner)).into_any(),
        Inline::Strike(inner) => del().child(spans_of(inner)).into_any(),
        Inline::Code(text) => code().child(text).into_any(),
        Inline::Link { href, label } => a()
            .href(href)
            .target("_blank")
            .rel("noopener noreferrer")
            .child(label)
            .into_any(),
        Inline::Break => br().into_any(),
    }
}

/// The browser's own parser.
struct Browser;

impl UrlParser for Browser {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let url = web_sys::Url::new(text).ok()?;
        Some(ParsedUrl {
            href: url.href(),
            scheme: url.protocol().trim_end_matches(':').to_owned(),
            host: url.hostname(),
            has_userinfo: !url.username().is_empty() || !url.password().is_empty(),
        })
    }
}
