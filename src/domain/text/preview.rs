//! One line for titles, notifications and lists of conversations.

use super::ast::{Block, collect};
use super::links::{ParsedUrl, UrlParser};
use super::scan::{front, owned};
use super::{caps, isolate, markdown};

/// How much is read for each character that is shown; the rest is marks at most.
const READ_PER_SHOWN: usize = 4;

/// The text of a Markdown message without its marks, in one line of at most `max_chars` characters.
///
/// Made safe like a name, since it stands in titles and in the system's own notifications. For a
/// message of an end user, which holds no marks, take [`name`](super::name) instead.
pub fn preview(text: &str, max_chars: usize) -> String {
    let read = caps::shown(text, max_chars.saturating_mul(READ_PER_SHOWN));
    let mut out = String::new();
    flatten(&markdown::parse(&read.text, &Unjudged), &mut out);
    isolate::name(&out, max_chars)
}

fn flatten(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) | Block::Heading(spans) => collect(spans, out),
            Block::Code { text, .. } => out.push_str(text),
            Block::List { items, .. } => items.iter().for_each(|item| flatten(item, out)),
            Block::Quote(inner) => flatten(inner, out),
            Block::Rule => {}
        }
        out.push(' ');
    }
}

/// Takes every address as written, since nothing can be followed in a preview. Its host is one that no
/// label can name, so a label that names any host gives way to the address.
struct Unjudged;

impl UrlParser for Unjudged {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let scheme = front(text, &mut |c| c != ':');
        Some(ParsedUrl {
            href: owned(text),
            scheme: scheme.to_ascii_lowercase(),
            host: owned("-"),
            has_userinfo: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::preview;

    #[test]
    fn marks_go_and_words_stay() {
        for (text, want) in [
            ("**Hello**, _you_\nthere", "Hello, you there"),
            (
                "# Title\n\n- one\n- `two`\n\n> three\n---",
                "Title one two three",
            ),
            ("```js\nlet a = 1;\n```", "let a = 1;"),
            ("see [the page](https://a.example/x)", "see the page"),
            (
                "see [bank.example](https://evil.example/x)",
                "see https://evil.example/x",
            ),
            ("https://a.example/_b_ now", "https://a.example/_b_ now"),
            ("write to a@b.example", "write to a@b.example"),
            ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
            ("a\u{202e}b\0", "ab"),
            ("", ""),
        ] {
            assert_eq!(preview(text, 60), want, "{text}");
        }
        assert_eq!(preview(&"word ".repeat(1_000), 10), "word word…");
    }
}
