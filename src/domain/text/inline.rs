//! Reads the running text of one paragraph of Markdown.
//!
//! Two passes. This one cuts the text into nodes and settles code and links, which bind tightest;
//! [`pair`] then pairs the marks of emphasis. What finds no partner stays text, so nothing an author
//! wrote is lost. No search is made twice over the same stretch, so time is linear.

use super::ast::{Inline, text_of};
use super::emphasis::{Mark, Node, kinds, pair};
use super::linkify::{self, Found};
use super::links::{UrlParser, judge, label};
use super::scan::{behind, first, front, last, owned, part, run};

/// How deep round brackets may nest in the target of a link.
const TARGET_BRACKETS: u8 = 8;

/// Runs of one to this many backticks can enclose code.
const LONGEST_TICKS: usize = 3;

/// Reads `text`, in which a line break is a line break.
pub(super) fn spans(text: &str, urls: &dyn UrlParser) -> Vec<Inline> {
    let mut reader = Reader {
        text,
        at: 0,
        urls,
        nodes: Vec::new(),
        brackets: Vec::new(),
        unclosed_before: [0; LONGEST_TICKS],
    };
    for found in linkify::find(text) {
        reader.read_to(found.start);
        reader.address(&found);
    }
    reader.read_to(text.len());
    pair(reader.nodes)
}

struct Reader<'a> {
    text: &'a str,
    /// The next byte to read.
    at: usize,
    urls: &'a dyn UrlParser,
    nodes: Vec<Node>,
    /// The nodes that are opening brackets, innermost last.
    brackets: Vec<usize>,
    /// For runs of one, two and three backticks: up to here there is none to close with, so that a
    /// line full of unpaired runs is searched once, not once for each.
    unclosed_before: [usize; LONGEST_TICKS],
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        behind(self.text, self.at)
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Takes `bytes` as text.
    #[inline(never)]
    fn take_text(&mut self, bytes: usize) {
        let text = part(self.rest(), 0, bytes);
        if let Some(Node::Done(Inline::Text(last))) = self.nodes.last_mut() {
            last.push_str(text);
        } else {
            self.push(Inline::Text(owned(text)));
        }
        self.skip(bytes);
    }

    fn push(&mut self, span: Inline) {
        self.nodes.push(Node::Done(span));
    }

    /// Reads up to `end`, or past it where a construct reaches further.
    fn read_to(&mut self, end: usize) {
        while self.at < end {
            let plain = run(part(self.text, self.at, end), &mut |c| {
                !matches!(c, '\n' | '\\' | '`' | '*' | '_' | '~' | '[' | '!' | ']')
            });
            if plain > 0 {
                self.take_text(plain);
                continue;
            }
            match self.rest().as_bytes() {
                [b'\n', ..] => {
                    self.skip(1);
                    self.push(Inline::Break);
                }
                // In Markdown a backslash may end a line; here the line ends anyway.
                [b'\\', b'\n', ..] => self.skip(1),
                [b'\\', sign, ..] if sign.is_ascii_punctuation() => {
                    self.skip(1);
                    self.take_text(1);
                }
                [b'`', ..] => self.code(),
                [sign @ (b'*' | b'_' | b'~'), ..] => self.mark(*sign),
                [b'!', b'[', ..] => self.open_bracket("!["),
                [b'[', ..] => self.open_bracket("["),
                [b']', ..] => self.close_bracket(),
                _ => self.take_text(1),
            }
        }
    }

    /// Takes the address at `found` as a link, or as text if it is not allowed.
    fn address(&mut self, found: &Found) {
        if self.at != found.start {
            return;
        }
        let Some(link) = linkify::link(self.text, found, self.urls) else {
            return self.take_text(found.end.saturating_sub(found.start));
        };
        self.at = found.end;
        // `<https://…>`: the angle brackets are marks.
        if self.rest().starts_with('>')
            && let Some(Node::Done(Inline::Text(last))) = self.nodes.last_mut()
            && last.ends_with('<')
        {
            last.pop();
            self.skip(1);
        }
        self.push(link);
    }

    /// Code up to a run of as many backticks in the same line.
    fn code(&mut self) {
        let rest = self.rest();
        let ticks = |text: &str| run(text, &mut |c| c == '`');
        let open = ticks(rest);
        let kind = open.saturating_sub(1);
        if self
            .unclosed_before
            .get(kind)
            .is_none_or(|end| self.at < *end)
        {
            return self.take_text(open);
        }
        let mut end = open;
        let close = loop {
            end += run(behind(rest, end), &mut |c| c != '`' && c != '\n');
            let close = ticks(behind(rest, end));
            if close == 0 || close == open {
                break close;
            }
            end += close;
        };
        if close == 0 {
            if let Some(unclosed_before) = self.unclosed_before.get_mut(kind) {
                *unclosed_before = self.at + end;
            }
            return self.take_text(open);
        }
        let code = part(rest, open, end);
        // One space on both sides is only there to set off a backtick of the code itself.
        let inner = code
            .strip_prefix(' ')
            .and_then(|code| code.strip_suffix(' '));
        let code = inner
            .filter(|inner| !inner.trim().is_empty())
            .unwrap_or(code);
        self.push(Inline::Code(owned(code)));
        self.skip(end + close);
    }

    /// A run of marks of emphasis.
    fn mark(&mut self, sign: u8) {
        let rest = self.rest();
        let length = run(rest, &mut |c| c == char::from(sign));
        // Nothing and a space are alike here.
        let before = last(part(self.text, 0, self.at)).unwrap_or(' ');
        let after = first(behind(rest, length)).unwrap_or(' ');
        let word = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
        let arithmetic = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
        let kinds = kinds(sign, length);
        let opens = !(after.is_whitespace() || sign == b'_' && word(before));
        let closes = !(before.is_whitespace() || sign == b'_' && word(after));
        // `2*3*4` holds no emphasis.
        if kinds == 0 || !(opens || closes) || sign == b'*' && length == 1 && arithmetic {
            return self.take_text(length);
        }
        self.nodes.push(Node::Mark(Mark {
            kinds,
            opens,
            closes,
        }));
        self.skip(length);
    }

    /// The beginning of a link, or of an image, which becomes a link too.
    fn open_bracket(&mut self, bracket: &'static str) {
        self.brackets.push(self.nodes.len());
        self.nodes.push(Node::Bracket(bracket));
        self.skip(bracket.len());
    }

    /// The end of a label; a link if an allowed target follows, else text.
    fn close_bracket(&mut self) {
        if self.link().is_none() {
            self.take_text(1);
        }
    }

    fn link(&mut self) -> Option<()> {
        let open = self.brackets.pop()?;
        let written = target(behind(self.rest(), 1))?;
        let bare = written
            .strip_prefix('<')
            .and_then(|target| target.strip_suffix('>'));
        let link = judge(self.urls, bare.unwrap_or(written))?;
        let inside = self.nodes.split_off(self.nodes.len().min(open + 1));
        self.nodes.pop();
        let label = label(&text_of(&pair(inside)), &link);
        self.push(Inline::Link {
            href: link.href,
            label,
        });
        self.skip(written.len() + "]()".len());
        // A link holds no link, so no bracket before this one can begin one.
        self.brackets.clear();
        Some(())
    }
}

/// The target of a link in the round brackets that `text` begins with: no spaces, brackets balanced.
fn target(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let mut depth = 0_u8;
    let target = front(inside, &mut |c| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth <= TARGET_BRACKETS && !c.is_whitespace() && !c.is_control()
    });
    (first(behind(inside, target.len())) == Some(')')).then_some(target)
}
