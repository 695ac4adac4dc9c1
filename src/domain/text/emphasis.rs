//! Pairs the marks of emphasis.
//!
//! At most one opening mark of each of the five kinds is remembered: a newer one of the same kind
//! takes the place of the older, which stays text. So the search for a partner is bounded, and so is
//! the depth of the tree.

use super::ast::{Inline, push_text};
use super::scan::owned;

/// A piece of a paragraph before its emphasis is known.
pub(super) enum Node {
    Done(Inline),
    /// An opening bracket that began no link.
    Bracket(&'static str),
    Mark(Mark),
}

/// A run of one to three equal signs.
pub(super) struct Mark {
    /// The kinds the run stands for, as a set of bits; a run of three is two of them at once.
    pub kinds: u8,
    /// It may begin emphasis: something follows it.
    pub opens: bool,
    /// It may end emphasis: something stands before it.
    pub closes: bool,
}

const STAR: u8 = 1;
const STARS: u8 = 2;
const LINE: u8 = 4;
const LINES: u8 = 8;
const WAVES: u8 = 16;

/// The kinds that a run of `length` times `sign` stands for; 0 if it is no mark.
pub(super) fn kinds(sign: u8, length: usize) -> u8 {
    match (sign, length) {
        (b'*', 1..=3) => [STAR, STARS, STAR | STARS]
            .get(length.wrapping_sub(1))
            .copied()
            .unwrap_or(0),
        (b'_', 1..=3) => [LINE, LINES, LINE | LINES]
            .get(length.wrapping_sub(1))
            .copied()
            .unwrap_or(0),
        (b'~', 2) => WAVES,
        _ => 0,
    }
}

/// Makes a tree of `nodes`; a mark without a partner is text.
pub(super) fn pair(nodes: Vec<Node>) -> Vec<Inline> {
    let mut spans: Vec<Inline> = Vec::with_capacity(nodes.len());
    // Where a mark stands as text that may yet become a start: its kind, and the span behind it.
    let mut open: Vec<(u8, usize)> = Vec::new();
    for node in nodes {
        let Mark {
            mut kinds,
            opens,
            closes,
        } = match node {
            Node::Mark(mark) => mark,
            Node::Done(span) => {
                spans.push(span);
                continue;
            }
            Node::Bracket(text) => {
                spans.push(Inline::Text(owned(text)));
                continue;
            }
        };
        while closes
            && let Some(at) = open.iter().rposition(|(kind, _)| kinds & kind != 0)
            && let Some((kind, start)) = open.get(at).copied()
        {
            open.truncate(at);
            kinds &= !kind;
            let inner = joined(spans.split_off(start.min(spans.len())));
            spans.pop();
            spans.push(match kind {
                STARS | LINES => Inline::Strong(inner),
                WAVES => Inline::Strike(inner),
                _ => Inline::Emphasis(inner),
            });
        }
        for (kind, text) in [
            (STARS, "**"),
            (LINES, "__"),
            (WAVES, "~~"),
            (STAR, "*"),
            (LINE, "_"),
        ] {
            if kinds & kind != 0 {
                spans.push(Inline::Text(owned(text)));
                if opens {
                    open.retain(|(other, _)| *other != kind);
                    open.push((kind, spans.len()));
                }
            }
        }
    }
    joined(spans)
}

/// `spans` with neighbouring texts made one.
fn joined(spans: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(spans.len());
    for span in spans {
        match span {
            Inline::Text(text) => push_text(&mut out, &text),
            other => out.push(other),
        }
    }
    out
}
