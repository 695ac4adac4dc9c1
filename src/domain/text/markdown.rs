//! Reads the safe part of Markdown that bots and agents write.
//!
//! Paragraphs, bold, italic, strikethrough, code, links, lists, quotes, headings and rules. As in
//! any chat, a line break is a line break. HTML is never read: it is text, and so is everything
//! else that is not understood. Whatever a message holds, the depth of the tree is bounded and the
//! time grows with the length.

use super::ast::Block;
use super::inline::spans;
use super::links::UrlParser;
use super::scan::{behind, first, front, owned, part, push, run, trim_end};

/// How deep lists and quotes may nest; what lies deeper is a paragraph.
const DEEPEST: u8 = 8;

/// More columns than these before a line, and it is no longer the start of a block.
const INDENT_OF_BLOCK: usize = 3;

/// Reads `text` as Markdown; lines end in `\n`, as [`shown`](super::caps::shown) leaves them.
pub fn parse(text: &str, urls: &dyn UrlParser) -> Vec<Block> {
    let lines: Vec<&str> = text.split('\n').collect();
    Reader { urls, depth: 0 }.blocks(&lines)
}

/// A block and the lines left behind it.
type Read<'t> = (Block, &'t [&'t str]);

#[derive(Clone, Copy)]
struct Reader<'a> {
    urls: &'a dyn UrlParser,
    depth: u8,
}

impl Reader<'_> {
    fn blocks<'t>(self, mut lines: &'t [&'t str]) -> Vec<Block> {
        let mut out = Vec::new();
        let mut paragraph: Vec<&str> = Vec::new();
        loop {
            let line = lines.split_first();
            let block = line.and_then(|(line, left)| self.block(line, left, !paragraph.is_empty()));
            if let Some((line, left)) = line
                && block.is_none()
            {
                lines = left;
                if !is_empty(line) {
                    paragraph.push(line);
                    continue;
                }
            }
            if !paragraph.is_empty() {
                out.push(Block::Paragraph(spans(&joined(&paragraph), self.urls)));
                paragraph.clear();
            }
            if let Some((block, left)) = block {
                out.push(block);
                lines = left;
            } else if line.is_none() {
                return out;
            }
        }
    }

    /// The block other than a paragraph that begins with `line`.
    fn block<'t>(self, line: &str, left: &'t [&'t str], in_paragraph: bool) -> Option<Read<'t>> {
        if indent(line) > INDENT_OF_BLOCK {
            return None;
        }
        let start = line.trim_start();
        if let Some(code) = fence(start, left) {
            return Some(code);
        }
        if let Some(title) = heading(start) {
            return Some((Block::Heading(spans(title, self.urls)), left));
        }
        if is_rule(start) {
            return Some((Block::Rule, left));
        }
        let inner = Reader {
            depth: self.depth + 1,
            ..self
        };
        if inner.depth > DEEPEST {
            return None;
        }
        if let Some(first) = quoted(line) {
            let mut lines = vec![first];
            let mut left = left;
            while let Some((line, behind)) = left.split_first()
                && let Some(line) = quoted(line)
            {
                lines.push(line);
                left = behind;
            }
            return Some((Block::Quote(inner.blocks(&lines)), left));
        }
        let item = Item::read(line)?;
        // A sentence may run on with `19. October`, but hardly with `1. ` or a bullet.
        let runs_on = in_paragraph && item.number.is_some_and(|number| number != 1);
        (!runs_on).then(|| inner.list(&item, left))
    }

    /// The list that begins with `first`.
    fn list<'t>(self, first: &Item<'_>, mut left: &'t [&'t str]) -> Read<'t> {
        let mut items = Vec::new();
        let mut item = vec![first.text];
        loop {
            let (blank, behind) = split_at_first(left, &mut |line| !is_empty(line));
            let next = behind.split_first();
            if let Some((line, rest)) = next
                && indent(line) >= first.indent + 2
            {
                if !blank.is_empty() {
                    item.push("");
                }
                item.push(outdent(line, first.width));
                left = rest;
                continue;
            }
            items.push(self.blocks(&item));
            let next = next.and_then(|(line, rest)| Some((Item::read(line)?, rest)));
            let Some((next, rest)) =
                next.filter(|(next, _)| first.is_followed_by(next, items.len()))
            else {
                let start = first.number.unwrap_or_default();
                return (
                    Block::List {
                        ordered: first.number.is_some(),
                        start,
                        items,
                    },
                    left,
                );
            };
            item = vec![next.text];
            left = rest;
        }
    }
}

/// The first line of an item of a list.
struct Item<'a> {
    indent: usize,
    /// The column where its text begins.
    width: usize,
    /// `None` for a bullet.
    number: Option<u32>,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let start = line.trim_start();
        let digits = run(start, &mut |c| c.is_ascii_digit());
        let sign = first(behind(start, digits))?;
        let fits = if digits == 0 {
            matches!(sign, '-' | '*')
        } else {
            digits < 10 && matches!(sign, '.' | ')')
        };
        let marker = digits + 2;
        let text = behind(start, marker);
        let indent = indent(line);
        (fits && part(start, 0, marker).ends_with(' ') && !is_empty(text)).then(|| Item {
            indent,
            width: indent + marker,
            number: (digits > 0).then(|| number(part(start, 0, digits))),
            text,
        })
    }

    /// Whether `next` goes on the list that `self` began and that has `count` items. Numbers that
    /// were not given in order begin a list of their own, since they may be what the text is about.
    fn is_followed_by(&self, next: &Item<'_>, count: usize) -> bool {
        next.indent <= self.indent + 1
            && match (self.number, next.number) {
                (None, None) => !is_rule(next.text),
                (Some(first), Some(number)) => {
                    number == first
                        || number
                            .checked_sub(first)
                            .is_some_and(|step| step as usize == count)
                }
                _ => false,
            }
    }
}

fn number(digits: &str) -> u32 {
    let value = |c: char| c.to_digit(10).unwrap_or_default();
    digits
        .chars()
        .fold(0, |sum, c| sum.wrapping_mul(10).wrapping_add(value(c)))
}

/// Code between fences of three or more backticks or tildes; without an end it takes all that
/// follows, as it does while a bot is still writing.
fn fence<'t>(start: &str, left: &'t [&'t str]) -> Option<Read<'t>> {
    let sign = first(start).filter(|sign| matches!(sign, '`' | '~'))?;
    let ticks = |line: &str| run(line, &mut |c| c == sign);
    let open = ticks(start);
    let language = behind(start, open).trim();
    if open < 3 || run(language, &mut |c| c != '`') < language.len() {
        return None;
    }
    let (code, left) = split_at_first(left, &mut |line| {
        let line = line.trim();
        let close = ticks(line);
        close >= open && close == line.len()
    });
    let block = Block::Code {
        text: joined(code),
        language: owned(language),
    };
    Some((block, left.get(1..).unwrap_or_default()))
}

fn heading(start: &str) -> Option<&str> {
    let level = run(start, &mut |c| c == '#');
    let title = behind(start, level).strip_prefix(' ')?.trim();
    // `# Title ##` closes itself, `# C#` does not.
    let bare = trim_end(title, &mut |_, c| c == '#');
    let title = if bare.ends_with(' ') {
        bare.trim()
    } else {
        title
    };
    (level > 0 && level <= 6 && !bare.is_empty()).then_some(title)
}

/// Three or more of one sign, with or without spaces, and nothing else.
fn is_rule(start: &str) -> bool {
    let sign = first(start).unwrap_or(' ');
    let mut count = 0_usize;
    let alike = front(start, &mut |c| {
        count += usize::from(c == sign);
        c == sign || c == ' '
    });
    matches!(sign, '-' | '*' | '_') && count >= 3 && alike.len() == start.len()
}

/// What is behind the mark of a quoted line. `>:(` and `><` are no quotes.
fn quoted(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix('>')?;
    if let Some(text) = text.strip_prefix(' ') {
        return Some(text);
    }
    (text.is_empty() || text.starts_with('>')).then_some(text)
}

/// How many columns a line is indented by.
fn indent(line: &str) -> usize {
    let mut columns = 0_usize;
    run(line, &mut |c| {
        let width = column(c);
        columns += width;
        width > 0
    });
    columns
}

/// `line` without up to `columns` of its indentation.
fn outdent(line: &str, columns: usize) -> &str {
    let mut left = columns;
    let cut = run(line, &mut |c| {
        let within = left > 0 && column(c) > 0;
        left = left.saturating_sub(column(c));
        within
    });
    behind(line, cut)
}

fn column(c: char) -> usize {
    match c {
        ' ' => 1,
        '\t' => 4,
        _ => 0,
    }
}

fn is_empty(line: &str) -> bool {
    line.trim_start().is_empty()
}

fn joined(lines: &[&str]) -> String {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            push(&mut out, '\n');
        }
        out.push_str(line);
    }
    out
}

/// `lines` before and from the first that `ends` accepts.
fn split_at_first<'t>(
    lines: &'t [&'t str],
    ends: &mut dyn FnMut(&str) -> bool,
) -> (&'t [&'t str], &'t [&'t str]) {
    let end = lines
        .iter()
        .position(|line| ends(line))
        .unwrap_or(lines.len());
    lines.split_at_checked(end).unwrap_or((lines, &[]))
}
