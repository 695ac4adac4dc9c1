//! Reads the running text of one paragraph of Markdown.
//!
//! Two passes. This one cuts the text into nodes and settles code and links, which bind tightest;
//! [`pair`] then pairs the marks of emphasis. What finds no partner stays text, so nothing an author
//! wrote is lost. No search is made twice over the same stretch, so time is linear.

use super::ast::{Inline, text_of};
use super::emphasis::{Mark, Node, pair};
use super::linkify::{self, Found};
use super::links::{UrlParser, judge, label};

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
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes `len` bytes as text.
    fn take_text(&mut self, len: usize) {
        let text = self.rest().get(..len).unwrap_or_default();
        if let Some(Node::Done(Inline::Text(last))) = self.nodes.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.nodes.push(Node::Done(Inline::Text(text.to_owned())));
        }
        self.at += len;
    }

    fn push(&mut self, inline: Inline) {
        self.nodes.push(Node::Done(inline));
    }

    /// Reads up to `end`, or past it where a construct reaches further.
    fn read_to(&mut self, end: usize) {
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let plain = rest
                .find(['\n', '\\', '`', '*', '_', '~', '[', '!', ']'])
                .unwrap_or(rest.len());
            if plain > 0 {
                self.take_text(plain);
                continue;
            }
            match self.rest().as_bytes() {
                [b'\n', ..] => {
                    self.at += 1;
                    self.push(Inline::Break);
                }
                // In Markdown a backslash may end a line; here the line ends anyway.
                [b'\\', b'\n', ..] => self.at += 1,
                [b'\\', sign, ..] if sign.is_ascii_punctuation() => {
                    self.at += 1;
                    self.take_text(1);
                }
                [b'`', ..] => self.code(),
                [sign @ (b'*' | b'_' | b'~'), ..] => self.mark(char::from(*sign)),
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
            self.take_text(found.end.saturating_sub(found.start));
            return;
        };
        self.at = found.end;
        // `<https://…>`: the angle brackets are marks.
        if self.rest().starts_with('>')
            && let Some(Node::Done(Inline::Text(last))) = self.nodes.last_mut()
            && last.ends_with('<')
        {
            last.pop();
            self.at += 1;
        }
        self.push(link);
    }

    /// Code up to a run of as many backticks in the same line.
    fn code(&mut self) {
        let rest = self.rest();
        let run = run_of(rest, '`');
        let Some(unclosed_before) = run
            .checked_sub(1)
            .and_then(|kind| self.unclosed_before.get_mut(kind))
        else {
            return self.take_text(run);
        };
        if self.at < *unclosed_before {
            return self.take_text(run);
        }
        let mut end = run;
        loop {
            let ahead = rest.get(end..).unwrap_or_default();
            end += ahead.find(['`', '\n']).unwrap_or(ahead.len());
            let ticks = run_of(rest.get(end..).unwrap_or_default(), '`');
            if ticks == 0 {
                *unclosed_before = self.at + end;
                return self.take_text(run);
            }
            if ticks == run {
                break;
            }
            end += ticks;
        }
        let code = rest.get(run..end).unwrap_or_default();
        // One space on both sides is only there to set off a backtick of the code itself.
        let inner = code
            .strip_prefix(' ')
            .and_then(|code| code.strip_suffix(' '));
        let code = inner
            .filter(|inner| !inner.trim().is_empty())
            .unwrap_or(code);
        self.push(Inline::Code(code.to_owned()));
        self.at += end + run;
    }

    /// A run of marks of emphasis.
    fn mark(&mut self, sign: char) {
        let run = run_of(self.rest(), sign);
        let before = self
            .text
            .get(..self.at)
            .and_then(|read| read.chars().next_back());
        let after = self.rest().get(run..).and_then(|rest| rest.chars().next());
        let ink = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || !c.is_ascii());
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (opens, closes) = match (sign, run) {
            // `2*3*4` is arithmetic.
            ('*', 1) if latin(before) && latin(after) => (false, false),
            ('*', 1..=3) | ('~', 2) => (ink(after), ink(before)),
            ('_', 1..=3) => (ink(after) && !word(before), ink(before) && !word(after)),
            _ => (false, false),
        };
        if opens || closes {
            self.nodes.push(Node::Mark(Mark {
                sign,
                len: run,
                opens,
                closes,
            }));
            self.at += run;
        } else {
            self.take_text(run);
        }
    }

    /// The beginning of a link, or of an image, which becomes a link too.
    fn open_bracket(&mut self, bracket: &'static str) {
        self.brackets.push(self.nodes.len());
        self.nodes.push(Node::Bracket(bracket));
        self.at += bracket.len();
    }

    /// The end of a label; a link if an allowed target follows, else text.
    fn close_bracket(&mut self) {
        let behind = self.rest().get(1..).unwrap_or_default();
        let link = self
            .brackets
            .pop()
            .zip(target(behind))
            .and_then(|(open, target)| {
                let bare = target
                    .strip_prefix('<')
                    .and_then(|target| target.strip_suffix('>'));
                judge(self.urls, bare.unwrap_or(target)).map(|link| (open, target.len(), link))
            });
        let Some((open, target_len, link)) = link else {
            return self.take_text(1);
        };
        let inside = self
            .nodes
            .split_off(open.saturating_add(1).min(self.nodes.len()));
        self.nodes.pop();
        let label = label(&text_of(&pair(inside)), &link);
        self.push(Inline::Link {
            href: link.href,
            label,
        });
        self.at += target_len + "]()".len();
        // A link holds no link, so no bracket before this one can begin one.
        self.brackets.clear();
    }
}

/// The target of a link in the round brackets that `text` begins with: no spaces, brackets balanced.
fn target(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let mut depth = 0_u8;
    for (at, c) in inside.char_indices() {
        match c {
            '(' if depth == TARGET_BRACKETS => return None,
            '(' => depth = depth.saturating_add(1),
            ')' if depth == 0 => return inside.get(..at),
            ')' => depth = depth.saturating_sub(1),
            _ if c.is_whitespace() || c.is_control() => return None,
            _ => {}
        }
    }
    None
}

/// How many bytes `sign`, which is ASCII, is repeated for at the start of `text`.
pub(super) fn run_of(text: &str, sign: char) -> usize {
    text.chars().take_while(|c| *c == sign).count()
}
