//! Which addresses may become links, and what a link may show.
//!
//! The parser of the browser is the only judge of what an address means: disguised schemes (tabs,
//! controls, letter case) are seen through by asking it, never by looking at the text.

use super::chars::{is_bidi_control, is_blank, is_invisible};
use super::scan::{begins, behind, front, push, run, trim_end};

/// What a URL parser makes of an address that stands alone, without a base.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedUrl {
    /// The address in its normal form, all ASCII for `http` and `https`.
    pub href: String,
    /// The scheme in small letters, without the colon.
    pub scheme: String,
    /// The host name without port, in punycode; empty for `mailto` and `tel`.
    pub host: String,
    /// Whether a user name or password stands before the host.
    pub has_userinfo: bool,
}

/// The URL parser of the platform: `new URL(text)` in the browser.
pub trait UrlParser {
    /// Parses `text` without a base; `None` if it is not an absolute URL.
    fn parse(&self, text: &str) -> Option<ParsedUrl>;
}

/// An address that may be followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The address as the parser wrote it.
    pub href: String,
    /// Where it leads: the host, the domain of a mail address, or nothing for a telephone number.
    pub host: String,
}

/// Allows `text` as the target of a link, or not.
///
/// Allowed are `https` and `http` without userinfo, `mailto`, and `tel` with a number to dial (no
/// `*` or `#` codes, which act on the telephone itself). Control characters are refused, since the
/// parser would drop them in silence.
pub fn judge(urls: &dyn UrlParser, text: &str) -> Option<Link> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let ParsedUrl {
        href,
        scheme,
        mut host,
        has_userinfo,
    } = urls.parse(text)?;
    let allowed = match scheme.as_str() {
        "https" | "http" => !has_userinfo && !host.is_empty(),
        "mailto" => {
            let address = front(&href, &mut |c| c != '?');
            let to = trim_end(address, &mut |_, c| c != '@').len();
            behind(address, to).clone_into(&mut host);
            true
        }
        "tel" => is_dialable(&href),
        _ => false,
    };
    allowed.then_some(Link { href, host })
}

fn is_dialable(href: &str) -> bool {
    let number = href.get("tel:".len()..).unwrap_or_default();
    let mut digits = false;
    let dialable = number.chars().all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '(' | ')' | ' ' | ';' | '=')
    });
    digits && dialable
}

/// What `link` shows, given the label its author wrote for it.
///
/// The label stays unless it deceives: one that names another host (or number), or shows nothing,
/// gives way to the real address; one over a host that is not ASCII gets that host in punycode
/// behind it. Direction controls go, and line breaks become spaces.
pub fn label(text: &str, link: &Link) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_bidi_control(*c)) {
        push(&mut shown, if c.is_control() { ' ' } else { c });
    }
    match named_host(&shown, link) {
        Named::Same => shown,
        Named::Nothing if !is_blank(&shown) && !names_other_number(&shown, link) => {
            if link.host.split('.').any(|label| begins(label, "xn--")) {
                for part in [" (", &link.host, ")"] {
                    shown.push_str(part);
                }
            }
            shown
        }
        Named::Nothing | Named::Other => link.href.clone(),
    }
}

/// What a label says about where it leads.
enum Named {
    Nothing,
    Same,
    Other,
}

/// Looks for hosts in a label, as a reader would see them.
fn named_host(label: &str, link: &Link) -> Named {
    let seen = as_seen(label);
    let mail = link.href.starts_with("mailto:");
    let mut named = Named::Nothing;
    let mut rest = seen.as_str();
    while !rest.is_empty() {
        // Two slashes, either way round, announce a host even where it has no dot.
        let between = front(rest, &mut |c| !is_host_char(c));
        let slashes = between
            .len()
            .saturating_sub(trim_end(between, &mut |_, c| matches!(c, '/' | '\\')).len());
        rest = behind(rest, between.len());
        let word = front(rest, &mut is_host_char);
        rest = behind(rest, word.len());
        // The part of a mail address before its `@` may look like a host; that of a URL deceives.
        let local = trim_end(word, &mut |_, c| c != '@').len();
        for host in behind(word, if mail { local } else { 0 }).split('@') {
            let host = trim_end(host, &mut |_, c| is_edge(c));
            let host = behind(host, run(host, &mut is_edge));
            if !(slashes > 1 && !word.is_empty() || is_domain(host)) {
                continue;
            }
            if !without_www(host).eq_ignore_ascii_case(without_www(&link.host)) {
                return Named::Other;
            }
            named = Named::Same;
            // What follows the host up to the next space is its path, which may say anything.
            rest = behind(rest, run(rest, &mut |c| !c.is_whitespace()));
        }
    }
    named
}

fn is_edge(c: char) -> bool {
    matches!(c, '.' | '-')
}

fn without_www(host: &str) -> &str {
    behind(host, if begins(host, "www.") { 4 } else { 0 })
}

/// The label without what cannot be seen, and with look-alikes of the dot made dots.
fn as_seen(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    let mut before = ' ';
    for c in label.chars() {
        if is_invisible(c) && !c.is_whitespace() {
            continue;
        }
        // An ideographic full stop is a dot to IDNA, but behind its own script it ends a sentence.
        let dot = matches!(c, '\u{2024}' | '\u{ff0e}' | '\u{ff61}')
            || (c == '\u{3002}' && before.is_ascii_alphanumeric());
        push(&mut out, if dot { '.' } else { c });
        before = c;
    }
    out
}

/// Whether `c` could stand in the name of a host, the `@` before it included.
fn is_host_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')
    } else {
        !c.is_whitespace()
    }
}

/// Fewer digits in a label are no number to call: `24/7`.
const SHORTEST_NUMBER: usize = 5;

/// Whether a label over a telephone link shows the digits of another number.
fn names_other_number(label: &str, link: &Link) -> bool {
    let (shown, real) = (digits(label), digits(&link.href));
    let local = behind(&shown, run(&shown, &mut |c| c == '0'));
    link.href.starts_with("tel:") && shown.len() >= SHORTEST_NUMBER && !real.ends_with(local)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// File extensions that are no top-level domains: `report.pdf` is a file and `icon@2x.png` no mail
/// address.
const FILES: &str = "csv css doc docx gif html jpeg jpg js json pdf png svg txt webp xlsx";

/// Whether `text` reads as a host with a top-level domain, or as an IPv4 address.
pub(super) fn is_domain(text: &str) -> bool {
    let (mut sound, mut numeric, mut after_dot, mut dots) = (true, true, true, 0_usize);
    for c in text.chars() {
        let dot = c == '.';
        sound &= if dot {
            !after_dot
        } else {
            c != '@' && is_host_char(c)
        };
        numeric &= dot || c.is_ascii_digit();
        dots += usize::from(dot);
        after_dot = dot;
    }
    if !sound || after_dot || dots == 0 {
        return false;
    }
    if numeric {
        return dots == 3;
    }
    let last = behind(text, trim_end(text, &mut |_, c| c != '.').len());
    let letters = run(last, &mut |c| c.is_ascii_alphabetic() || !c.is_ascii()) == last.len();
    (letters || begins(last, "xn--"))
        && last.chars().nth(1).is_some()
        && !FILES.split(' ').any(|file| file.eq_ignore_ascii_case(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(&'static str, &'static str, bool);

    impl UrlParser for Fixed {
        fn parse(&self, text: &str) -> Option<ParsedUrl> {
            let Fixed(scheme, host, has_userinfo) = *self;
            let (href, scheme, host) = (text.to_owned(), scheme.to_owned(), host.to_owned());
            Some(ParsedUrl {
                href,
                scheme,
                host,
                has_userinfo,
            })
        }
    }

    #[test]
    fn only_four_schemes_pass_and_only_as_the_parser_reads_them() {
        for (parsed, text, allowed) in [
            (
                Fixed("https", "a.example", false),
                "https://a.example/",
                true,
            ),
            (Fixed("http", "a.example", false), "http://a.example/", true),
            (
                Fixed("https", "a.example", true),
                "https://b@a.example/",
                false,
            ),
            (Fixed("https", "", false), "https:", false),
            (Fixed("javascript", "", false), "https://a.example/", false),
            (
                Fixed("https", "a.example", false),
                "https://a\n.example/",
                false,
            ),
            (Fixed("ftp", "a.example", false), "ftp://a.example", false),
            (Fixed("mailto", "", false), "mailto:a@b.example", true),
            (Fixed("tel", "", false), "tel:+49-30 (123).45;ext=6", true),
            (Fixed("tel", "", false), "tel:*%2306%23", false),
            (Fixed("tel", "", false), "tel:#31#", false),
            (Fixed("tel", "", false), "tel:", false),
        ] {
            assert_eq!(judge(&parsed, text).is_some(), allowed, "{text}");
        }
    }

    #[test]
    fn a_label_that_names_another_host_is_replaced() {
        let link = Link {
            href: "https://evil.example/x".into(),
            host: "evil.example".into(),
        };
        for deceit in [
            "https://bank.example",
            "bank.example",
            "Go to bank.example now",
            "BANK.EXAMPLE/login",
            "https:\\\\bank.example",
            "//intranet",
            "ba\u{200b}nk.exa\u{ad}mple",
            "bank。example",
            "bank\u{2024}example",
            "bаnk.example",
            "x,bank.example",
            "bank.example@evil.example",
            "evil.example or bank.example",
            "127.0.0.1",
            "“bank.example”",
            "\u{202e}elpmaxe.knab",
            "help@bank.example",
            "",
            "\u{200b} ",
        ] {
            assert_eq!(label(deceit, &link), link.href, "{deceit:?}");
        }
        for honest in [
            "here",
            "the 2nd page, e.g. v1.2",
            "report.pdf",
            "evil.example",
            "https://www.EVIL.example/https://bank.example/",
            "evil.example.",
            "詳細。次へ",
            "and/or",
            "wait...what",
        ] {
            assert_eq!(label(honest, &link), honest);
        }
        assert_eq!(label("a\u{202e}b\nc", &link), "ab c");
    }

    #[test]
    fn a_foreign_host_is_shown_in_punycode() {
        let link = Link {
            href: "https://xn--bcher-kva.example/".into(),
            host: "xn--bcher-kva.example".into(),
        };
        assert_eq!(label("bücher.example", &link), link.href);
        assert_eq!(label("Books", &link), "Books (xn--bcher-kva.example)");
        assert_eq!(
            label("xn--bcher-kva.example", &link),
            "xn--bcher-kva.example"
        );
    }

    #[test]
    fn a_mail_or_telephone_label_tells_the_truth() {
        let mail = Link {
            href: "mailto:a.b@c.example".into(),
            host: "c.example".into(),
        };
        assert_eq!(label("a.b@c.example", &mail), "a.b@c.example");
        assert_eq!(label("a.b@bank.example", &mail), mail.href);
        let call = Link {
            href: "tel:+4930123456".into(),
            host: String::new(),
        };
        for honest in ["Call us", "030 123456", "+49 (30) 123456", "24/7"] {
            assert_eq!(label(honest, &call), honest);
        }
        for deceit in ["0800 111", "bank.example"] {
            assert_eq!(label(deceit, &call), call.href);
        }
    }

    #[test]
    fn a_domain_is_told_from_a_file_and_a_sentence() {
        for domain in [
            "a.example",
            "a-b.co",
            "1.2.3.4",
            "a.xn--p1ai",
            "пример.рф",
            "node.js.org",
        ] {
            assert!(is_domain(domain), "{domain}");
        }
        for other in [
            "a",
            "a.",
            ".a",
            "a..example",
            "e.g",
            "1.2",
            "1.2.3",
            "x.pdf",
            "2x.PNG",
            "a.b1",
            "a b.example",
            "",
        ] {
            assert!(!is_domain(other), "{other}");
        }
    }
}
