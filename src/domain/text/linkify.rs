//! Finds addresses written in running text.
//!
//! Only what says that it is one: `http://`, `https://`, `mailto:`, `tel:`, `www.` and mail
//! addresses. `example.com` alone is left, since `node.js` looks no different. One pass, never
//! backwards by more than a few characters, so that time grows with the text and no faster.

use super::ast::{Inline, push_text};
use super::chars::is_bidi_control;
use super::links::{UrlParser, is_domain, judge, label};
use super::scan::{begins, behind, first, front, last, part, run, trim_end};

/// The longest local part of a mail address.
const LOCAL_PART: usize = 64;

/// The letters of `mailto`.
const LONGEST_SCHEME: usize = 6;

/// Fewer digits behind `tel:` are no number.
const SHORTEST_NUMBER: usize = 3;

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
    let typed = part(text, found.start, found.end);
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
            push_lines(&mut out, part(text, at, found.start));
            out.push(link);
            at = found.end;
        }
    }
    push_lines(&mut out, behind(text, at));
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
    let before = part(text, from, colon);
    let mut letters = 0;
    let name = trim_end(before, &mut |_, c| {
        letters += 1;
        letters <= LONGEST_SCHEME && c.is_ascii_alphabetic()
    });
    let scheme = behind(before, name.len());
    let start = colon.saturating_sub(scheme.len());
    if last(part(text, 0, start)).is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let body = colon + 1;
    let rest = behind(text, body);
    let end = if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
        let host = authority(rest.strip_prefix("//")?)?;
        web_address_end(text, start, body + 2, host)
    } else if scheme.eq_ignore_ascii_case("mailto") {
        let local = run(rest, &mut is_local);
        let domain = behind(rest, local).strip_prefix('@')?;
        let whole = local > 0 && first(domain)?.is_ascii_alphanumeric();
        whole.then(|| address_end(text, start, body))?
    } else if scheme.eq_ignore_ascii_case("tel") {
        let mut digits = 0_usize;
        let number = front(rest, &mut |c| {
            digits += usize::from(c.is_ascii_digit());
            matches!(c, '0'..='9' | '+' | '-' | '.' | '(' | ')')
        });
        let number = trim_end(number, &mut |_, c| !c.is_ascii_digit());
        (digits >= SHORTEST_NUMBER).then_some(body + number.len())?
    } else {
        return None;
    };
    Some(Found {
        start,
        end,
        prefix: "",
    })
}

/// A host that begins with `www.` at `start`.
fn without_scheme(text: &str, start: usize) -> Option<Found> {
    let rest = behind(text, start);
    let inside =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | ':');
    if !begins(rest, "www.") || last(part(text, 0, start)).is_some_and(inside) {
        return None;
    }
    let host = authority(rest)?;
    let name = front(host, &mut |c| c != ':');
    let port = behind(host, name.len());
    let host = if port.len() > 1 && behind(port, 1).chars().all(|c| c.is_ascii_digit()) {
        host
    } else {
        name
    };
    let name = trim_end(name, &mut |_, c| c == '.');
    is_domain(behind(name, 4)).then(|| {
        let end = web_address_end(text, start, start, host);
        Found {
            start,
            end,
            prefix: "https://",
        }
    })
}

/// A mail address around the sign at `at`.
fn mail_address(text: &str, from: usize, at: usize) -> Option<Found> {
    let mut length = 0;
    let before = trim_end(part(text, from, at), &mut |_, c| {
        length += 1;
        length <= LOCAL_PART && is_local(c)
    });
    let start = from + before.len();
    let local = part(text, start, at);
    let inside = last(part(text, 0, start)).is_some_and(|c| matches!(c, '/' | '@') || is_local(c));
    if inside || local.is_empty() || local.starts_with('.') {
        return None;
    }
    let body = at + 1;
    let domain = front(behind(text, body), &mut |c| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '.')
    });
    let next = first(behind(text, body + domain.len()));
    let domain = trim_end(domain, &mut |_, c| matches!(c, '-' | '.'));
    if matches!(next, Some('@' | '_')) || domain.starts_with('-') || !is_domain(domain) {
        return None;
    }
    Some(Found {
        start,
        end: body + domain.len(),
        prefix: "mailto:",
    })
}

/// The host and port that `text` begins with, if they can be one.
///
/// Asked before the whole address is looked at, and with a bound, so that a text full of failed
/// beginnings is not read once for each.
fn authority(text: &str) -> Option<&str> {
    let mut length = 0;
    let authority = front(text, &mut |c| {
        length += 1;
        let holds = if c.is_ascii() {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '@' | '%' | '[' | ']')
        } else {
            !ends_address(c)
        };
        holds && length <= AUTHORITY
    });
    let starts_well = first(authority)
        .is_some_and(|c| !matches!(c, '.' | '-' | '_' | ':' | '@' | '%' | ']' | '…'));
    // `http://example.com_` is somebody's markup or somebody's mistake, not that host.
    (starts_well && length <= AUTHORITY && !authority.ends_with('_')).then_some(authority)
}

/// [`address_end`], where `host` begins at `body`: behind it only a path, a query or a fragment can
/// go on.
fn web_address_end(text: &str, start: usize, body: usize, host: &str) -> usize {
    let host_end = body + host.len();
    let goes_on = matches!(first(behind(text, host_end)), Some('/' | '?' | '#'));
    address_end(
        if goes_on {
            text
        } else {
            part(text, 0, host_end)
        },
        start,
        body,
    )
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// Where the address that begins at `start` ends, its part behind the scheme beginning at `body`.
///
/// It ends at a space, a sign that no address holds, a closing bracket that was not opened in it, or
/// the quotation mark it began behind; punctuation at its end belongs to the sentence.
fn address_end(text: &str, start: usize, body: usize) -> usize {
    let before = last(part(text, 0, start));
    let quote = before.filter(|c| matches!(c, '"' | '\''));
    let tail = behind(text, body);
    let mut open = [0_usize; 3];
    let whole = front(tail, &mut |c| {
        let [round, square, curly] = &mut open;
        let depth = match c {
            '(' | ')' => round,
            '[' | ']' => square,
            '{' | '}' => curly,
            _ => return !ends_address(c) && Some(c) != quote,
        };
        let closes = matches!(c, ')' | ']' | '}');
        let unopened = closes && *depth == 0;
        *depth = if closes {
            depth.saturating_sub(1)
        } else {
            *depth + 1
        };
        !unopened
    });
    if before == Some('<') && first(behind(tail, whole.len())) == Some('>') {
        return body + whole.len();
    }
    let trimmed = trim_end(whole, &mut |left, c| match c {
        // Each kind of quotation mark is counted twice at most: odd, taken off, then even.
        '"' | '\'' => left.chars().filter(|other| *other == c).count() % 2 == 1,
        _ => matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '~' | '_' | '(' | '[' | '{' | '…'
        ),
    });
    body + trimmed.len()
}

/// Whether no address holds `c`; punctuation of scripts without spaces ends a sentence there.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_bidi_control(c)
        || matches!(c, '<' | '>' | '`' | '\\' | '«' | '»' | '“' | '”' | '„'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}')
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
