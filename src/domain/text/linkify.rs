//! Finds addresses written in running text.
//!
//! Only what says that it is one: `http://`, `https://`, `mailto:`, `tel:`, `www.` and mail
//! addresses. `example.com` alone is left, since `node.js` looks no different. One pass, never
//! backwards by more than a few characters, so that time grows with the text and no faster.

use super::ast::{Inline, push_text};
use super::chars::is_bidi_control;
use super::links::{UrlParser, is_domain, judge, label};

/// The longest local part of a mail address.
const LOCAL_PART: usize = 64;

/// How many characters of a host and port are looked at; there is no longer one in use.
const AUTHORITY: usize = 260;

/// A place in a text that reads as an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The first byte of it.
    pub start: usize,
    /// The first byte behind it.
    pub end: usize,
    /// What has to stand before it to make it a URL; empty if it is one.
    pub prefix: &'static str,
}

/// All addresses in `text`, in order, none overlapping. Whether one becomes a link is for
/// [`judge`] to say.
pub fn find(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        let found = match byte {
            b':' => with_scheme(text, from, at),
            b'w' | b'W' => without_scheme(text, at),
            b'@' => mail_address(text, from, at),
            _ => None,
        };
        at += 1;
        if let Some(found) = found {
            at = at.max(found.end);
            from = at;
            out.push(found);
        }
    }
    out
}

/// The link at `found`, if it is allowed.
pub(super) fn link(text: &str, found: &Found, urls: &dyn UrlParser) -> Option<Inline> {
    let typed = text.get(found.start..found.end)?;
    let link = judge(urls, &[found.prefix, typed].concat())?;
    let label = label(typed, &link);
    Some(Inline::Link {
        href: link.href,
        label,
    })
}

/// `text` with its addresses made links and its line breaks made [`Inline::Break`].
pub(super) fn spans(text: &str, urls: &dyn UrlParser) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut at = 0;
    for found in find(text) {
        if let Some(link) = link(text, &found, urls) {
            push_lines(&mut out, text.get(at..found.start).unwrap_or_default());
            out.push(link);
            at = found.end;
        }
    }
    push_lines(&mut out, text.get(at..).unwrap_or_default());
    out
}

fn push_lines(out: &mut Vec<Inline>, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push(Inline::Break);
        }
        push_text(out, line);
    }
}

/// An address whose scheme ends at the colon at `colon`.
fn with_scheme(text: &str, from: usize, colon: usize) -> Option<Found> {
    let before = text.as_bytes().get(from..colon)?;
    let scheme = ["https", "http", "mailto", "tel"]
        .into_iter()
        .find(|scheme| {
            let start = before.len().checked_sub(scheme.len());
            start
                .and_then(|start| before.get(start..))
                .is_some_and(|end| end.eq_ignore_ascii_case(scheme.as_bytes()))
        })?;
    let start = colon.checked_sub(scheme.len())?;
    if byte_before(text, start).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let body = colon + 1;
    let behind = text.get(body..)?;
    let end = match scheme {
        "mailto" => {
            let (local, domain) =
                behind.split_at_checked(behind.bytes().take_while(is_local).count())?;
            let whole = !local.is_empty()
                && domain
                    .strip_prefix('@')?
                    .starts_with(|c: char| c.is_ascii_alphanumeric());
            whole.then(|| address_end(text, start, body))?
        }
        "tel" => {
            let number = behind
                .split(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | '(' | ')'))
                .next()?;
            let number = number.trim_end_matches(['.', '-', '(', ')', '+']);
            number.bytes().filter(u8::is_ascii_digit).nth(2)?;
            body + number.len()
        }
        _ => {
            let host = authority(behind.strip_prefix("//")?)?;
            web_address_end(text, start, body + 2, host)
        }
    };
    Some(Found {
        start,
        end,
        prefix: "",
    })
}

/// A host that begins with `www.` at `start`.
fn without_scheme(text: &str, start: usize) -> Option<Found> {
    let www = text.as_bytes().get(start..)?.get(..4)?;
    let inside = byte_before(text, start)
        .is_some_and(|b| b.is_ascii_alphanumeric() || b"._-/@:".contains(&b));
    if inside || !www.eq_ignore_ascii_case(b"www.") {
        return None;
    }
    let host = authority(text.get(start..)?)?;
    let name = host.split(':').next()?.trim_end_matches('.');
    let whole = name.get(4..).is_some_and(is_domain);
    whole.then(|| Found {
        start,
        end: web_address_end(text, start, start, host),
        prefix: "https://",
    })
}

/// A mail address around the sign at `at`.
fn mail_address(text: &str, from: usize, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let local = bytes
        .get(from..at)?
        .iter()
        .rev()
        .take(LOCAL_PART + 1)
        .copied()
        .take_while(is_local)
        .count();
    let start = at.checked_sub(local)?;
    let inside = byte_before(text, start).is_some_and(|b| b"/@".contains(&b));
    if local == 0 || local > LOCAL_PART || inside || bytes.get(start) == Some(&b'.') {
        return None;
    }
    let domain = text.get(at + 1..)?;
    let end = domain
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
        .unwrap_or(domain.len());
    let behind = domain.as_bytes().get(end);
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    if matches!(behind, Some(b'@' | b'_')) || domain.starts_with('-') || !is_domain(domain) {
        return None;
    }
    Some(Found {
        start,
        end: at + 1 + domain.len(),
        prefix: "mailto:",
    })
}

fn byte_before(text: &str, at: usize) -> Option<u8> {
    at.checked_sub(1)
        .and_then(|before| text.as_bytes().get(before))
        .copied()
}

/// The host and port that `text` begins with, if they can be one.
///
/// Asked before the whole address is looked at, and with a bound, so that a text full of failed
/// beginnings is not read once for each.
fn authority(text: &str) -> Option<&str> {
    let holds = |c: char| {
        c.is_ascii_alphanumeric() || ".-_:@%[]".contains(c) || !(c.is_ascii() || ends_address(c))
    };
    let len = text
        .chars()
        .take(AUTHORITY)
        .take_while(|c| holds(*c))
        .map(char::len_utf8)
        .sum();
    let (authority, behind) = text.split_at_checked(len)?;
    let starts_well = authority
        .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[' || !c.is_ascii() && c != '…');
    // `http://example.com_` is somebody's markup or somebody's mistake, not that host.
    let ends_well = !authority.ends_with('_') && !behind.starts_with(holds);
    (starts_well && ends_well).then_some(authority)
}

/// [`address_end`], where `host` begins at `body`: behind it only a path, a query or a fragment can
/// go on.
fn web_address_end(text: &str, start: usize, body: usize, host: &str) -> usize {
    let host_end = body + host.len();
    let behind = text.get(host_end..).unwrap_or_default();
    let text = if behind.starts_with(['/', '?', '#']) {
        text
    } else {
        text.get(..host_end).unwrap_or(text)
    };
    address_end(text, start, body)
}

fn is_local(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || b"._%+-".contains(b)
}

/// Where the address that begins at `start` ends, its part behind the scheme beginning at `body`.
///
/// It ends at a space, a sign that no address holds, a closing bracket that was not opened in it, or
/// the quotation mark it began behind; punctuation at its end belongs to the sentence.
fn address_end(text: &str, start: usize, body: usize) -> usize {
    let quote = byte_before(text, start)
        .filter(|b| matches!(b, b'"' | b'\''))
        .map(char::from);
    let tail = text.get(body..).unwrap_or_default();
    let mut brackets = Brackets::default();
    let ends = |c: char| ends_address(c) || Some(c) == quote || !brackets.take(c);
    let end = tail.find(ends).unwrap_or(tail.len());
    let mut whole = tail.get(..end).unwrap_or_default();
    if byte_before(text, start) == Some(b'<') && tail.as_bytes().get(end) == Some(&b'>') {
        return body + end;
    }
    while let Some(last) = whole.chars().next_back() {
        let belongs_outside = match last {
            // Each kind of quotation mark is counted twice at most: odd, taken off, then even.
            '"' | '\'' => whole.matches(last).count() % 2 == 1,
            _ => matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '*' | '~' | '_' | '(' | '[' | '{' | '…'
            ),
        };
        if !belongs_outside {
            break;
        }
        whole = whole.strip_suffix(last).unwrap_or_default();
    }
    body + whole.len()
}

/// The brackets that are open inside an address.
#[derive(Default)]
struct Brackets {
    round: usize,
    square: usize,
    curly: usize,
}

impl Brackets {
    /// Takes the next character in; false if it closes a bracket that is not open.
    fn take(&mut self, c: char) -> bool {
        let open = match c {
            '(' | ')' => &mut self.round,
            '[' | ']' => &mut self.square,
            '{' | '}' => &mut self.curly,
            _ => return true,
        };
        let after = if matches!(c, '(' | '[' | '{') {
            open.checked_add(1)
        } else {
            open.checked_sub(1)
        };
        *open = after.unwrap_or_default();
        after.is_some()
    }
}

/// Whether no address holds `c`; punctuation of scripts without spaces ends a sentence there.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_bidi_control(c)
        || matches!(c, '<' | '>' | '`' | '\\' | '«' | '»' | '“' | '”' | '„'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::find;

    fn first(text: &str) -> Option<&str> {
        find(text)
            .first()
            .and_then(|found| text.get(found.start..found.end))
    }

    #[test]
    fn an_address_ends_where_a_reader_would_end_it() {
        for (text, want) in [
            ("see https://a.example/b, then", "https://a.example/b"),
            ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
            ("\"https://a.example/b\", he said", "https://a.example/b"),
            (
                "{\"url\":\"https://a.example/b\",\"x\":1}",
                "https://a.example/b",
            ),
            ("'https://a.example/it's'", "https://a.example/it"),
            ("https://a.example/'quoted'", "https://a.example/'quoted'"),
            ("https://a.example/b...", "https://a.example/b"),
            ("**https://a.example/b**.", "https://a.example/b"),
            ("请看https://a.example/路径。谢谢", "https://a.example/路径"),
            ("“https://a.example”", "https://a.example"),
            (
                "https://a.example/\u{2066}bank.example",
                "https://a.example/",
            ),
            (
                "https://good.example\\@evil.example",
                "https://good.example",
            ),
            ("HTTPS://A.example", "HTTPS://A.example"),
            (
                "email:first.last+tag@a.example.",
                "first.last+tag@a.example",
            ),
            ("<mailto:a@b?subject=c>", "mailto:a@b?subject=c"),
            ("tel:+49-30-123456.", "tel:+49-30-123456"),
            ("www.a.example**b", "www.a.example"),
            ("http://bank.example!x@evil.example", "http://bank.example"),
            ("[http://[::1]:80]", "http://[::1]:80"),
            ("Www.a.example:80/x!", "Www.a.example:80/x"),
        ] {
            assert_eq!(first(text), Some(want), "{text}");
        }
    }

    #[test]
    fn what_only_resembles_an_address_is_left() {
        for text in [
            "example.com",
            "xhttp://a.example",
            "_http://a.example",
            "http://a.example_",
            "http://",
            "http://.a",
            "http://-a",
            "http:///a",
            "mailto:a",
            "mailto:@b",
            "tel:12",
            "tel:",
            "www.",
            "www.example",
            "www.1.2",
            "wwww.a.example",
            "ftp://www.a.example",
            "a@b",
            "@a.example",
            "icon@2x.png",
            "a@b@c.example",
            "//u@a.example",
            ".a@b.example",
            "12:30",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
        assert_eq!(first(&("a".repeat(65) + "@b.example")), None);
        assert_eq!(first(&("http://".to_owned() + &"a".repeat(300))), None);
    }

    #[test]
    fn several_addresses_do_not_overlap() {
        let text = "http://a.example a@b.example,www.c.example";
        let all: Vec<_> = find(text)
            .iter()
            .map(|found| (found.start, found.end, found.prefix))
            .collect();
        assert_eq!(
            all,
            [(0, 16, ""), (17, 28, "mailto:"), (29, 42, "https://")]
        );
    }
}
