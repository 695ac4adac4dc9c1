//! Pairs the marks of emphasis.
//!
//! At most one opening mark of each of the five kinds is remembered: a newer one of the same kind
//! takes the place of the older, which stays text. So the search for a partner is bounded, and so is
//! the depth of the tree.

use super::ast::{Inline, push_text};

/// A piece of a paragraph before its emphasis is known.
pub(super) enum Node {
    Done(Inline),
    /// An opening bracket that began no link.
    Bracket(&'static str),
    Mark(Mark),
}

/// A run of one to three equal signs.
pub(super) struct Mark {
    pub sign: char,
    pub len: usize,
    /// It may begin emphasis: something follows it.
    pub opens: bool,
    /// It may end emphasis: something stands before it.
    pub closes: bool,
}

/// What a mark means: `*` and `_` once or twice, `~` twice.
#[derive(Clone, Copy, PartialEq)]
struct Kind {
    sign: char,
    double: bool,
}

impl Kind {
    fn text(self) -> &'static str {
        match (self.sign, self.double) {
            ('*', false) => "*",
            ('*', true) => "**",
            ('_', false) => "_",
            ('_', true) => "__",
            _ => "~~",
        }
    }

    fn wrap(self, inner: Vec<Inline>) -> Inline {
        match self {
            Kind { sign: '~', .. } => Inline::Strike(inner),
            Kind { double: true, .. } => Inline::Strong(inner),
            Kind { .. } => Inline::Emphasis(inner),
        }
    }
}

enum Piece {
    Done(Inline),
    Text(&'static str),
    Start,
    End(Kind),
}

/// Makes a tree of `nodes`; a mark without a partner is text.
pub(super) fn pair(nodes: Vec<Node>) -> Vec<Inline> {
    let mut pairs = Pairs {
        pieces: Vec::with_capacity(nodes.len()),
        open: Vec::new(),
    };
    for node in nodes {
        match node {
            Node::Done(inline) => pairs.pieces.push(Piece::Done(inline)),
            Node::Bracket(text) => pairs.pieces.push(Piece::Text(text)),
            Node::Mark(mark) => pairs.take(&mark),
        }
    }
    tree(pairs.pieces)
}

struct Pairs {
    pieces: Vec<Piece>,
    /// Where a piece may yet become a start, innermost last; never two of one kind.
    open: Vec<(Kind, usize)>,
}

impl Pairs {
    fn take(&mut self, mark: &Mark) {
        let kind = |double| Kind {
            sign: mark.sign,
            double,
        };
        let mut kinds = match mark.len {
            1 => vec![kind(false)],
            2 => vec![kind(true)],
            _ => vec![kind(true), kind(false)],
        };
        while mark.closes
            && let Some(at) = self.open.iter().rposition(|(open, _)| kinds.contains(open))
            && let Some((closed, piece)) = self.close(at)
        {
            self.set(piece, Piece::Start);
            self.pieces.push(Piece::End(closed));
            kinds.retain(|left| *left != closed);
        }
        for left in kinds {
            if mark.opens {
                self.open.retain(|(open, _)| *open != left);
                self.open.push((left, self.pieces.len()));
            }
            self.pieces.push(Piece::Text(left.text()));
        }
    }

    /// Forgets the opening mark at `at` and all inside it; returns it and the piece where it starts.
    fn close(&mut self, at: usize) -> Option<(Kind, usize)> {
        let (closed, piece) = *self.open.get(at)?;
        let inner = self.open.get(at.saturating_add(1)).copied();
        self.open.truncate(at);
        match inner {
            // `***a** b*`: the run of three did not say which of its two marks is the inner one.
            Some((other, next)) if next == piece.saturating_add(1) && other.sign == closed.sign => {
                self.set(piece, Piece::Text(other.text()));
                self.open.push((other, piece));
                Some((closed, next))
            }
            _ => Some((closed, piece)),
        }
    }

    fn set(&mut self, at: usize, piece: Piece) {
        if let Some(slot) = self.pieces.get_mut(at) {
            *slot = piece;
        }
    }
}

fn tree(pieces: Vec<Piece>) -> Vec<Inline> {
    let mut outer: Vec<Vec<Inline>> = Vec::new();
    let mut here = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Done(Inline::Text(text)) => push_text(&mut here, &text),
            Piece::Done(inline) => here.push(inline),
            Piece::Text(text) => push_text(&mut here, text),
            Piece::Start => outer.push(std::mem::take(&mut here)),
            Piece::End(kind) => {
                let inner = std::mem::replace(&mut here, outer.pop().unwrap_or_default());
                here.push(kind.wrap(inner));
            }
        }
    }
    here
}
