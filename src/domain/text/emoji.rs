//! Messages of one to three emoji and nothing else, which are shown large.

use super::chars::{self, Clusters};

/// The most emoji that are still shown large.
const MOST: u8 = 3;

/// How many emoji `text` consists of, if it is nothing but one to three of them.
///
/// Flags, keycaps, skin tones and joined families count as one each; spaces between do not matter.
pub fn emoji_only(text: &str) -> Option<u8> {
    let mut clusters = Clusters::default();
    let mut count = 0_u8;
    let mut sign = Sign::default();
    for c in text.chars() {
        if clusters.starts(c) || c.is_whitespace() {
            if !sign.ends() {
                return None;
            }
            sign = Sign::default();
            if c.is_whitespace() {
                continue;
            }
            count = count.saturating_add(1);
            if count > MOST {
                return None;
            }
        }
        sign.add(c)?;
    }
    (count > 0 && sign.ends()).then_some(count)
}

/// What is known of the sign being read.
#[derive(Default)]
struct Sign {
    started: bool,
    /// It is a picture by itself, or made one by what followed.
    picture: bool,
}

impl Sign {
    /// Takes the next character in; `None` if no emoji can hold it.
    fn add(&mut self, c: char) -> Option<()> {
        let picture = is_picture(c);
        let may_become = matches!(c, '0'..='9' | '#' | '*' | '©' | '®' | '\u{203c}'..='\u{3299}');
        let joins = chars::is_mark(c) || c == chars::JOINER;
        if !(picture || may_become && !self.started || joins && self.started) {
            return None;
        }
        // U+FE0F asks for a picture, U+20E3 draws a key around a digit.
        self.picture |= picture || matches!(c, '\u{20e3}') || (c == '\u{fe0f}' && !self.picture);
        self.started = true;
        Some(())
    }

    fn ends(&self) -> bool {
        self.picture || !self.started
    }
}

/// Whether `c` is drawn as a picture without being asked to; flag letters are half of one.
fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23f3}' | '\u{25fd}' | '\u{25fe}'
        | '\u{2600}'..='\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}'
        | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f201}'..='\u{1f251}' | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7f0}' | '\u{1f900}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::emoji_only;

    #[test]
    fn one_to_three_emoji_count() {
        for (text, want) in [
            ("👍", 1),
            (" 👍🏿👍🏻 ", 2),
            ("👨\u{200d}👩\u{200d}👧", 1),
            ("🇩🇪 🇫🇷🇯🇵", 3),
            ("❤\u{fe0f}", 1),
            ("1\u{fe0f}\u{20e3}", 1),
            ("©\u{fe0f}", 1),
            (
                "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
                1,
            ),
            ("🤷🏽\u{200d}♀\u{fe0f}", 1),
        ] {
            assert_eq!(emoji_only(text), Some(want), "{text:?}");
        }
        for text in [
            "",
            " ",
            "a",
            "👍 ok",
            "1",
            "12",
            "👍👍👍👍",
            "©",
            "\u{200d}",
            "\u{fe0f}",
            "\u{1f3fd}a",
            "a\u{fe0f}",
            "→",
        ] {
            assert_eq!(emoji_only(text), None, "{text:?}");
        }
    }
}
