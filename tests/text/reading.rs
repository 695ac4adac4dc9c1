//! Markdown put together at random: whatever the order of its marks, no text is lost.

use session_chat::domain::text::{caps, markdown, plain};

use crate::corpora::{assert_holds, paragraphs};
use crate::support::{AsWritten, Whatwg, assert_honest, content, depth, links};

/// Pieces that mean something to Markdown, and some that do not.
#[rustfmt::skip]
const PIECES: [&str; 36] = [
    "*", "**", "***", "_", "__", "~~", "`", "``", "```", "\n", "\n\n", "\n- ", "\n1. ", "\n> ", "\n# ", "\n  ",
    "[", "]", "](", ")", "](https://a.example/x)", "![", "<", ">", "\\", "word", "Wort", "é", "中文",
    "👨\u{200d}👩", "\u{202e}", " ", " ", "&amp;", "<b>", "\t",
];

/// Addresses of several hosts: in a label over another host they are meant to go.
const ADDRESSES: [&str; 4] = [
    "https://b.example/y",
    "www.c.example",
    "d@e.example",
    "tel:+4930123456",
];

/// A fixed sequence of numbers: the same texts in every run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or_default();
        high % bound
    }
}

#[test]
fn r6_2_nested_and_crossed_marks_lose_no_text() {
    let with_addresses = [&PIECES[..], &ADDRESSES].concat();
    let mut sequence = Sequence(7);
    for round in 0..20_000 {
        let pieces = if round % 2 == 0 {
            &PIECES[..]
        } else {
            &with_addresses
        };
        let len = 1 + sequence.below(40);
        let text: String = (0..len)
            .map(|_| pieces[sequence.below(pieces.len())])
            .collect();
        let blocks = markdown::parse(&text, &AsWritten);
        assert!(depth(&blocks) <= 9);
        for (href, label) in links(&markdown::parse(&text, &Whatwg)) {
            assert_honest(&href, &label);
        }
        if pieces.len() == PIECES.len() {
            assert_holds(&content(&blocks), &text);
            let shown = caps::shown(&text, usize::MAX).text;
            assert_eq!(paragraphs(&plain(&shown, &AsWritten)), shown);
        }
    }
}

#[test]
fn r6_2_a_cut_message_is_still_whole_text() {
    let text = PIECES.concat().repeat(20);
    for limit in 0..400 {
        let part = caps::shown(&text, limit);
        assert!(part.text.chars().count() <= limit);
        assert!(text.starts_with(&*part.text), "nothing in it had to go");
        assert_holds(
            &content(&markdown::parse(&part.text, &AsWritten)),
            &part.text,
        );
    }
}
