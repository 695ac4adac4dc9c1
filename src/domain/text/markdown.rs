//! Reads the safe part of Markdown that bots and agents write.
//!
//! Paragraphs, bold, italic, strikethrough, code, links, lists, quotes, headings and rules. As in
//! any chat, a line break is a line break. HTML is never read: it is text, and so is everything
//! else that is not understood. Whatever a message holds, the depth of the tree is bounded and the
//! time grows with the length.

use super::ast::Block;
use super::inline::{run_of, spans};
use super::links::UrlParser;

/// How deep lists and quotes may nest; what lies deeper is a paragraph.
const DEEPEST: u8 = 8;

/// More spaces than these before a line, and it is no longer the start of a block.
const INDENT_OF_BLOCK: usize = 3;

/// Reads `text` as Markdown.
pub fn parse(text: &str, urls: &dyn UrlParser) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    Reader { urls, depth: 0 }.blocks(&lines)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    urls: &'a dyn UrlParser,
    depth: u8,
}

impl Reader<'_> {
    fn blocks<'t>(self, mut lines: &'t [&'t str]) -> Vec<Block> {
        let mut out = Vec::new();
        let mut paragraph: Vec<&str> = Vec::new();
        while let Some((line, behind)) = lines.split_first() {
            if let Some((block, left)) = self.block(line, behind, !paragraph.is_empty()) {
                self.finish(&mut paragraph, &mut out);
                out.push(block);
                lines = left;
                continue;
            }
            if line.trim().is_empty() {
                self.finish(&mut paragraph, &mut out);
            } else {
                paragraph.push(line);
            }
            lines = behind;
        }
        self.finish(&mut paragraph, &mut out);
        out
    }

    fn finish(self, paragraph: &mut Vec<&str>, out: &mut Vec<Block>) {
        if !paragraph.is_empty() {
            out.push(Block::Paragraph(spans(&paragraph.join("\n"), self.urls)));
            paragraph.clear();
        }
    }

    /// The block other than a paragraph that begins with `line`, and the lines left behind it.
    fn block<'t>(
        self,
        line: &str,
        behind: &'t [&'t str],
        in_paragraph: bool,
    ) -> Option<(Block, &'t [&'t str])> {
        if indent(line) > INDENT_OF_BLOCK {
            return None;
        }
        let start = line.trim_start();
        if let Some(code) = fence(start, behind) {
            return Some(code);
        }
        if let Some(title) = heading(start) {
            return Some((Block::Heading(spans(title, self.urls)), behind));
        }
        if is_rule(start) {
            return Some((Block::Rule, behind));
        }
        let inner = Reader {
            depth: self
                .depth
                .checked_add(1)
                .filter(|depth| *depth <= DEEPEST)?,
            ..self
        };
        if let Some(first) = quoted(line) {
            let (more, left) = split_while(behind, |line| quoted(line).is_some());
            let mut lines = vec![first];
            lines.extend(more.iter().filter_map(|line| quoted(line)));
            return Some((Block::Quote(inner.blocks(&lines)), left));
        }
        let item = Item::read(line)?;
        // A sentence may run on with `19. October`, but hardly with `1. ` or a bullet.
        if in_paragraph && item.number.is_some_and(|number| number != 1) {
            return None;
        }
        Some(inner.list(&item, behind))
    }

    /// The list that begins with `first`.
    fn list<'t>(self, first: &Item<'_>, mut lines: &'t [&'t str]) -> (Block, &'t [&'t str]) {
        let mut items = Vec::new();
        let mut item = vec![first.text];
        let mut count = 1;
        loop {
            let (blank, behind) = split_while(lines, |line| line.trim().is_empty());
            let Some((line, left)) = behind.split_first() else {
                lines = behind;
                break;
            };
            if indent(line) >= first.indent.saturating_add(2) {
                if !blank.is_empty() {
                    item.push("");
                }
                item.push(outdent(line, first.width));
            } else if let Some(next) =
                Item::read(line).filter(|next| first.is_followed_by(next, count))
            {
                items.push(self.blocks(&item));
                item = vec![next.text];
                count = count.saturating_add(1);
            } else {
                break;
            }
            lines = left;
        }
        items.push(self.blocks(&item));
        let start = first.number.unwrap_or_default();
        (
            Block::List {
                ordered: first.number.is_some(),
                start,
                items,
            },
            lines,
        )
    }
}

/// The first line of an item of a list.
struct Item<'a> {
    indent: usize,
    /// Where its text begins, counted in columns.
    width: usize,
    /// `None` for a bullet.
    number: Option<u32>,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let start = line.trim_start();
        let digits = start.bytes().take_while(u8::is_ascii_digit).count();
        let marker = if digits == 0 {
            start.starts_with(['-', '*']).then_some(1)?
        } else {
            start
                .get(digits..)?
                .starts_with(['.', ')'])
                .then_some(digits.checked_add(1)?)?
        };
        let text = start.get(marker..)?.strip_prefix(' ')?;
        let number = if digits == 0 {
            None
        } else {
            Some(start.get(..digits)?.parse().ok()?)
        };
        let indent = indent(line);
        let item = Item {
            indent,
            width: indent.saturating_add(marker).saturating_add(1),
            number,
            text,
        };
        (!text.trim().is_empty()).then_some(item)
    }

    /// Whether `next` goes on the list that `self` began and that has `count` items. Numbers that
    /// were not given in order begin a list of their own, since they may be what the text is about.
    fn is_followed_by(&self, next: &Item<'_>, count: u32) -> bool {
        next.indent <= self.indent.saturating_add(1)
            && match (self.number, next.number) {
                (None, None) => !is_rule(next.text),
                (Some(first), Some(number)) => {
                    number == first || Some(number) == first.checked_add(count)
                }
                _ => false,
            }
    }
}

/// Code between fences of three or more backticks or tildes; without an end it takes all that follows,
/// as it does while a bot is still writing.
fn fence<'t>(start: &str, behind: &'t [&'t str]) -> Option<(Block, &'t [&'t str])> {
    let sign = start
        .chars()
        .next()
        .filter(|sign| matches!(sign, '`' | '~'))?;
    let run = run_of(start, sign);
    let language = start.get(run..)?.trim();
    if run < 3 || language.contains('`') {
        return None;
    }
    let closes = |line: &str| {
        let line = line.trim();
        run_of(line, sign) >= run && line.trim_end_matches(sign).is_empty()
    };
    let (code, left) = split_while(behind, |line| !closes(line));
    let block = Block::Code {
        text: code.join("\n"),
        language: language.to_owned(),
    };
    Some((block, left.get(1..).unwrap_or_default()))
}

fn heading(start: &str) -> Option<&str> {
    let level = run_of(start, '#');
    let title = start.get(level..)?.strip_prefix(' ')?.trim();
    // `# Title ##` closes itself, `# C#` does not.
    let bare = title.trim_end_matches('#');
    let title = if bare.ends_with(' ') {
        bare.trim_end()
    } else {
        title
    };
    ((1..=6).contains(&level) && !bare.is_empty()).then_some(title)
}

/// Three or more of one sign and nothing else.
fn is_rule(start: &str) -> bool {
    let Some(sign @ ('-' | '*' | '_')) = start.chars().next() else {
        return false;
    };
    let mut count = 0_usize;
    for c in start.chars().filter(|c| *c != ' ') {
        if c != sign {
            return false;
        }
        count = count.saturating_add(1);
    }
    count >= 3
}

/// What is behind the mark of a quoted line. `>:(` and `><` are no quotes.
fn quoted(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix('>')?;
    if indent(line) > INDENT_OF_BLOCK || !(text.is_empty() || text.starts_with([' ', '>'])) {
        return None;
    }
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// How many columns a line is indented by.
fn indent(line: &str) -> usize {
    let space = line.bytes().map_while(|byte| match byte {
        b' ' => Some(1),
        b'\t' => Some(4),
        _ => None,
    });
    space.fold(0, usize::saturating_add)
}

/// `line` without up to `columns` of its indentation.
fn outdent(line: &str, columns: usize) -> &str {
    let mut rest = line;
    let mut left = columns;
    while left > 0 {
        let (shorter, width) = match rest.as_bytes() {
            [b' ', ..] => (rest.strip_prefix(' '), 1),
            [b'\t', ..] => (rest.strip_prefix('\t'), 4),
            _ => break,
        };
        rest = shorter.unwrap_or_default();
        left = left.saturating_sub(width);
    }
    rest
}

/// The lines up to the first that `holds` denies, and those from there on.
fn split_while<'t>(
    lines: &'t [&'t str],
    holds: impl Fn(&str) -> bool,
) -> (&'t [&'t str], &'t [&'t str]) {
    let end = lines
        .iter()
        .position(|line| !holds(line))
        .unwrap_or(lines.len());
    lines.split_at_checked(end).unwrap_or((lines, &[]))
}
