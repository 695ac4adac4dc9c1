//! Limits on what one message may show, so that text alone can neither hang the page nor tear the
//! window apart.
//!
//! Thirty thousand marks on one letter cost a browser ten seconds of layout; a storm of direction
//! controls costs one. Nothing of ordinary writing reaches these limits.

use std::borrow::Cow;

use super::chars::{self, LONGEST_CLUSTER, is_bidi_control, is_blank, is_invisible, is_mark};
use super::scan::{owned, part, push};

/// How many characters of a message are shown before *Show more*.
pub const SHOWN_CHARS: usize = 4_000;

/// How many combining marks one letter may carry; further ones are dropped.
pub const MARKS_PER_LETTER: u8 = 8;

/// How many line breaks may follow each other, blank lines included; further ones are dropped.
pub const BREAKS_IN_A_ROW: u8 = 20;

/// How many direction controls one message may hold; further ones are dropped.
pub const BIDI_CONTROLS: u8 = 100;

/// The part of a message that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<'a> {
    /// The text to draw; borrowed if nothing had to be taken out.
    pub text: Cow<'a, str>,
    /// How many characters stay behind *Show more*; 0 means that this is all of it.
    pub rest: usize,
}

/// Takes what may be shown of `text`: at most `limit` characters, cut between two signs, with
/// control characters, surplus marks, surplus line breaks and surplus direction controls gone.
///
/// Line endings of every kind come out as `\n`. Doing it twice changes nothing more.
pub fn shown(text: &str, limit: usize) -> Shown<'_> {
    let (clean, beyond) = cleaned(text, limit.saturating_add(LONGEST_CLUSTER));
    let end = chars::cut(&clean, limit);
    let hidden = clean.get(end..).unwrap_or_default();
    let rest = if is_blank(hidden) && is_blank(beyond) {
        0
    } else {
        hidden
            .chars()
            .count()
            .saturating_add(beyond.chars().count())
    };
    let text = match clean {
        Cow::Borrowed(whole) => Cow::Borrowed(whole.get(..end).unwrap_or(whole)),
        Cow::Owned(mut whole) => {
            whole.truncate(end);
            Cow::Owned(whole)
        }
    };
    Shown { text, rest }
}

/// Cleans the front of `text` until `budget` characters are kept; also returns what was not read.
fn cleaned(text: &str, budget: usize) -> (Cow<'_, str>, &str) {
    let mut sieve = Sieve::default();
    let mut changed: Option<String> = None;
    let mut kept = 0_usize;
    for (at, c) in text.char_indices() {
        if kept == budget {
            let (read, beyond) = text.split_at_checked(at).unwrap_or((text, ""));
            return (changed.map_or(Cow::Borrowed(read), Cow::Owned), beyond);
        }
        let keep = sieve.pass(c);
        if keep != Some(c) && changed.is_none() {
            changed = Some(owned(part(text, 0, at)));
        }
        if let (Some(c), Some(out)) = (keep, changed.as_mut()) {
            push(out, c);
        }
        kept = kept.saturating_add(usize::from(keep.is_some()));
    }
    (changed.map_or(Cow::Borrowed(text), Cow::Owned), "")
}

/// Counts what is limited, and decides for each character.
#[derive(Default)]
struct Sieve {
    marks: u8,
    breaks: u8,
    bidi_controls: u8,
    after_return: bool,
}

impl Sieve {
    fn pass(&mut self, c: char) -> Option<char> {
        let after_return = std::mem::replace(&mut self.after_return, c == '\r');
        match c {
            '\n' if after_return => None,
            '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                below(&mut self.breaks, BREAKS_IN_A_ROW).then_some('\n')
            }
            '\t' => Some(c),
            _ if c.is_control() => None,
            _ if is_bidi_control(c) => below(&mut self.bidi_controls, BIDI_CONTROLS).then_some(c),
            _ if is_mark(c) => below(&mut self.marks, MARKS_PER_LETTER).then_some(c),
            _ => {
                // What cannot be seen starts neither a letter nor a line: otherwise a space between
                // would be the way around both limits.
                if !is_invisible(c) {
                    (self.marks, self.breaks) = (0, 0);
                }
                Some(c)
            }
        }
    }
}

/// Counts one more, unless `limit` is reached.
fn below(count: &mut u8, limit: u8) -> bool {
    let free = *count < limit;
    *count = count.saturating_add(u8::from(free));
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        shown(text, usize::MAX).text.into_owned()
    }

    #[test]
    fn ordinary_text_is_borrowed_and_unchanged() {
        for text in [
            "",
            "Hello\n\nthere\t!",
            "e\u{301} vs \u{e9}",
            "\u{202e}abc\u{202c}",
            "👍🏿👍🏻",
            "می\u{200c}خواهم",
        ] {
            let shown = shown(text, SHOWN_CHARS);
            assert!(
                matches!(shown.text, Cow::Borrowed(same) if same == text),
                "{text:?}"
            );
            assert_eq!(shown.rest, 0);
        }
    }

    #[test]
    fn what_is_surplus_goes() {
        let x = |n| "x".repeat(n);
        let table = [
            ("\u{1b}[31mred\0".to_owned(), "[31mred".to_owned()),
            (
                "a\r\nb\rc\u{2028}d\u{b}e".to_owned(),
                "a\nb\nc\nd\ne".to_owned(),
            ),
            (
                "Z".to_owned() + &"\u{351}".repeat(30) + "b\u{351}",
                "Z".to_owned() + &"\u{351}".repeat(8) + "b\u{351}",
            ),
            (
                "Z".to_owned() + &"\u{351}\u{200b}".repeat(30),
                "Z".to_owned() + &"\u{351}\u{200b}".repeat(8) + &"\u{200b}".repeat(22),
            ),
            (
                x(1) + &"\n".repeat(30) + &x(1) + "\n\n",
                x(1) + &"\n".repeat(20) + &x(1) + "\n\n",
            ),
            (
                "a".to_owned() + &"\n\u{200b}".repeat(30),
                "a".to_owned() + &"\n\u{200b}".repeat(20) + &"\u{200b}".repeat(10),
            ),
            (
                "\u{202e}a\u{202c}b".repeat(200),
                "\u{202e}a\u{202c}b".repeat(50) + &"ab".repeat(150),
            ),
        ];
        for (text, want) in table {
            let once = all(&text);
            assert_eq!(once, want);
            assert_eq!(all(&once), once, "twice is as once");
        }
    }

    #[test]
    fn long_text_is_cut_between_signs_and_the_rest_is_counted() {
        let text = "a".repeat(3) + "👨\u{200d}👩\u{200d}👧" + &"b".repeat(5);
        let part = shown(&text, 5);
        assert_eq!((&*part.text, part.rest), ("aaa", 10));
        let part = shown(&text, 8);
        assert_eq!((&*part.text, part.rest), ("aaa👨\u{200d}👩\u{200d}👧", 5));
        assert_eq!(shown(&text, 13).rest, 0);
        assert_eq!(
            shown("ab\n \n", 2).rest,
            0,
            "an empty rest is not worth a button"
        );
        let part = shown("a\0b\0c", 2);
        assert_eq!((&*part.text, part.rest), ("ab", 1));
    }
}
