//! Taking a text apart: no panic whatever the offsets, and one copy of each loop.
//!
//! The methods of `str` are compiled anew for every closure and every pattern they are given, which
//! for readers made of nothing else doubles their size. Nothing here is inlined, for the same reason.

/// `text[from..to]`; empty where there is no such part.
#[inline(never)]
pub(super) fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// `text[from..]`; empty where there is no such part.
pub(super) fn behind(text: &str, from: usize) -> &str {
    part(text, from, text.len())
}

/// How many bytes at the start of `text` are characters that `holds` accepts.
#[inline(never)]
pub(super) fn run(text: &str, holds: &mut dyn FnMut(char) -> bool) -> usize {
    let mut chars = text.char_indices();
    let end = chars.find(|(_, c)| !holds(*c));
    end.map_or(text.len(), |(at, _)| at)
}

/// The front of `text` up to the first character that `holds` refuses.
pub(super) fn front<'t>(text: &'t str, holds: &mut dyn FnMut(char) -> bool) -> &'t str {
    part(text, 0, run(text, holds))
}

/// `text` without the characters at its end that `drops` accepts.
#[inline(never)]
pub(super) fn trim_end<'t>(text: &'t str, drops: &mut dyn FnMut(&str, char) -> bool) -> &'t str {
    let mut left = text;
    while let Some(last) = last(left)
        && drops(left, last)
    {
        left = part(left, 0, left.len().saturating_sub(last.len_utf8()));
    }
    left
}

/// The first character.
#[inline(never)]
pub(super) fn first(text: &str) -> Option<char> {
    text.chars().next()
}

/// The last character.
#[inline(never)]
pub(super) fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

/// Whether `text` begins with `start`, small and capital letters being the same.
#[inline(never)]
pub(super) fn begins(text: &str, start: &str) -> bool {
    part(text, 0, start.len()).eq_ignore_ascii_case(start) && !start.is_empty()
}

/// A copy of `text`.
#[inline(never)]
pub(super) fn owned(text: &str) -> String {
    text.to_owned()
}

/// Appends `c` to `text`.
#[inline(never)]
pub(super) fn push(text: &mut String, c: char) {
    text.push(c);
}
