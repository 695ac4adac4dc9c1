//! Names from the network, made safe to stand beside the window's own words.
//!
//! A message is set apart by its bubble, which is a direction isolate (`dir="auto"`). A name stands
//! inside our sentences and headers, so it loses whatever could reach beyond it or hide part of it.
//! Who somebody *is* must still be said by the window, never by the name.

use super::caps::MARKS_PER_LETTER;
use super::chars::{self, JOINER, NON_JOINER, is_invisible, is_mark};
use super::scan::{behind, owned, push, run, trim_end};

/// The longest file extension that is kept in sight when a name is shortened, dot included.
const EXTENSION_CHARS: usize = 12;

/// `text` as the name of a person, an agent or a subject, in one line of at most `max_chars`
/// characters; empty if nothing visible is left, so that the caller can put its own word.
///
/// Direction controls, zero-width and control characters go, white space of any kind becomes one
/// space, and a shortened name ends in `…`.
pub fn name(text: &str, max_chars: usize) -> String {
    shorten(one_line(text), max_chars, "")
}

/// `text` as the name of a file: like [`name`], but the true extension stays in sight.
pub fn file_name(text: &str, max_chars: usize) -> String {
    let line = one_line(text);
    let to_dot = trim_end(&line, &mut |_, c| c != '.').len();
    let dot = to_dot.checked_sub(1).unwrap_or(line.len());
    let extension = behind(&line, dot);
    let longer = extension.chars().nth(EXTENSION_CHARS).is_some();
    let extension = owned(if longer { "" } else { extension });
    shorten(line, max_chars, &extension)
}

/// `text` as the name under which a download is saved: no path, and never a hidden file.
pub fn download_name(text: &str) -> String {
    let line = one_line(text);
    let path = trim_end(&line, &mut |_, c| !matches!(c, '/' | '\\')).len();
    let file = behind(&line, path);
    owned(behind(file, run(file, &mut |c| matches!(c, '.' | ' '))))
}

/// All of `text` on one line, with what cannot be seen taken out.
fn one_line(text: &str) -> String {
    let mut out = String::new();
    let mut space = false;
    let mut joiner = None;
    let mut after_foreign = false;
    let mut marks = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if matches!(c, JOINER | NON_JOINER) && after_foreign && !space {
            joiner = Some(c);
            continue;
        }
        let mark = is_mark(c);
        // A variation selector is invisible, yet it makes the emoji before it an emoji.
        let selector = c == '\u{fe0f}' && after_foreign;
        if (is_invisible(c) && !selector) || (mark && marks >= MARKS_PER_LETTER) {
            continue;
        }
        if space && !out.is_empty() {
            push(&mut out, ' ');
        }
        // Joiners spell words in Persian and families in emoji; between Latin letters they only hide.
        if let Some(joiner) = joiner.take().filter(|_| !c.is_ascii() && !space) {
            push(&mut out, joiner);
        }
        space = false;
        after_foreign = !c.is_ascii();
        marks = if mark { marks.saturating_add(1) } else { 0 };
        push(&mut out, c);
    }
    out
}

/// Shortens `line` to `max_chars`, with `…` before the part of its end that must stay.
fn shorten(mut line: String, max_chars: usize, end: &str) -> String {
    if line.chars().nth(max_chars).is_none() {
        return line;
    }
    let room = max_chars
        .saturating_sub(end.chars().count())
        .saturating_sub(1);
    line.truncate(chars::cut(&line, room));
    push(&mut line, '…');
    line.push_str(end);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_letters_and_loses_its_tricks() {
        let table = [
            ("Maria", "Maria"),
            ("  Ana \t María\n\nSystem ", "Ana María System"),
            ("\u{202e}tnegA", "tnegA"),
            ("A\u{200b}g\u{200d}e\u{ad}nt\u{feff}", "Agent"),
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
            (
                "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}",
                "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}",
            ),
            ("الف\u{200c} x", "الف x"),
            ("\u{200b}\u{3164}\u{2800} \u{7}", ""),
            ("a\u{e0041}b", "ab"),
        ];
        for (text, want) in table {
            assert_eq!(name(text, 40), want, "{text:?}");
        }
        let zalgo = "Z".to_owned() + &"\u{351}".repeat(50);
        assert_eq!(name(&zalgo, 40).chars().count(), 9);
    }

    #[test]
    fn a_long_name_is_shortened_and_a_file_keeps_its_extension() {
        assert_eq!(name("Bartholomew", 11), "Bartholomew");
        assert_eq!(name("Bartholomew", 6), "Barth…");
        assert_eq!(file_name("invoice_\u{202e}gnp.exe", 40), "invoice_gnp.exe");
        assert_eq!(file_name("report-of-the-year.pdf.exe", 12), "report-….exe");
        assert_eq!(file_name("no extension at all in here", 12), "no extensio…");
        assert_eq!(
            file_name("sentence. And more of the same text", 12),
            "sentence. A…"
        );
        assert_eq!(
            file_name("a.exe", 2),
            "….exe",
            "the truth counts more than the room"
        );
        assert_eq!(file_name("../../etc/passwd", 40), "../../etc/passwd");
    }

    #[test]
    fn a_download_has_no_path() {
        for (text, want) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.txt", "a.txt"),
            (".htaccess", "htaccess"),
            ("..", ""),
            ("a\u{202e}\0b.txt", "ab.txt"),
        ] {
            assert_eq!(download_name(text), want);
        }
    }
}
