//! The few character classes that hostile text makes necessary.
//!
//! Hand-made tables instead of a Unicode crate: they have to be right for scripts people write and
//! for the characters that are used to deceive, and they are paid for by every page.

/// Bounds of the combining marks (categories Mn, Mc and Me) below U+10000, without the scripts that
/// only scholars write: start, first one behind, start, and so on.
#[rustfmt::skip]
const MARKS: [u16; 264] = [
    0x0300, 0x0370, 0x0483, 0x048A, 0x0591, 0x05BE, 0x05BF, 0x05C0, 0x05C1, 0x05C3, 0x05C4, 0x05C6,
    0x05C7, 0x05C8, 0x0610, 0x061B, 0x064B, 0x0660, 0x0670, 0x0671, 0x06D6, 0x06DD, 0x06DF, 0x06E5,
    0x06E7, 0x06E9, 0x06EA, 0x06EE, 0x0711, 0x0712, 0x0730, 0x074B, 0x07A6, 0x07B1, 0x07EB, 0x07F4,
    0x0898, 0x08A0, 0x08CA, 0x08E2, 0x08E3, 0x0904, 0x093A, 0x093D, 0x093E, 0x0950, 0x0951, 0x0958,
    0x0962, 0x0964, 0x0981, 0x0984, 0x09BC, 0x09BD, 0x09BE, 0x09CE, 0x09D7, 0x09D8, 0x09E2, 0x09E4,
    0x09FE, 0x0A04, 0x0A3C, 0x0A52, 0x0A70, 0x0A72, 0x0A75, 0x0A76, 0x0A81, 0x0A84, 0x0ABC, 0x0ABD,
    0x0ABE, 0x0ACE, 0x0AE2, 0x0AE4, 0x0AFA, 0x0B04, 0x0B3C, 0x0B3D, 0x0B3E, 0x0B58, 0x0B62, 0x0B64,
    0x0B82, 0x0B83, 0x0BBE, 0x0BCE, 0x0BD7, 0x0BD8, 0x0C00, 0x0C05, 0x0C3C, 0x0C3D, 0x0C3E, 0x0C57,
    0x0C62, 0x0C64, 0x0C81, 0x0C84, 0x0CBC, 0x0CBD, 0x0CBE, 0x0CD7, 0x0CE2, 0x0CE4, 0x0D00, 0x0D04,
    0x0D3B, 0x0D3D, 0x0D3E, 0x0D4E, 0x0D57, 0x0D58, 0x0D62, 0x0D64, 0x0D81, 0x0D84, 0x0DCA, 0x0DE0,
    0x0DF2, 0x0DF4, 0x0E31, 0x0E32, 0x0E34, 0x0E3B, 0x0E47, 0x0E4F, 0x0EB1, 0x0EB2, 0x0EB4, 0x0EBD,
    0x0EC8, 0x0ECE, 0x0F35, 0x0F36, 0x0F37, 0x0F38, 0x0F39, 0x0F3A, 0x0F3E, 0x0F40, 0x0F71, 0x0F85,
    0x0F86, 0x0F88, 0x0F8D, 0x0FBD, 0x102B, 0x103F, 0x1056, 0x105A, 0x105E, 0x1061, 0x1062, 0x1065,
    0x1067, 0x106E, 0x1071, 0x1075, 0x1082, 0x108E, 0x108F, 0x1090, 0x109A, 0x109E, 0x135D, 0x1360,
    0x17B4, 0x17D4, 0x17DD, 0x17DE, 0x180B, 0x180E, 0x180F, 0x1810, 0x1920, 0x193C, 0x1A55, 0x1A80,
    0x1AB0, 0x1B05, 0x1B34, 0x1B45, 0x1B6B, 0x1B74, 0x1B80, 0x1B83, 0x1BA1, 0x1BAE, 0x1C24, 0x1C38,
    0x1CD0, 0x1CD3, 0x1CD4, 0x1CE9, 0x1CED, 0x1CEE, 0x1CF4, 0x1CF5, 0x1CF7, 0x1CFA, 0x1DC0, 0x1E00,
    0x20D0, 0x20F1, 0x2DE0, 0x2E00, 0x302A, 0x3030, 0x3099, 0x309B, 0xA66F, 0xA673, 0xA674, 0xA67E,
    0xA69E, 0xA6A0, 0xA802, 0xA803, 0xA806, 0xA807, 0xA80B, 0xA80C, 0xA823, 0xA828, 0xA8E0, 0xA8F2,
    0xA8FF, 0xA900, 0xA980, 0xA984, 0xA9B3, 0xA9C1, 0xAA29, 0xAA37, 0xAA43, 0xAA44, 0xAA4C, 0xAA4E,
    0xAA7B, 0xAA7E, 0xAAB0, 0xAAB1, 0xAAB2, 0xAAB5, 0xAAB7, 0xAAB9, 0xAABE, 0xAAC0, 0xAAC1, 0xAAC2,
    0xAAEB, 0xAAF0, 0xAAF5, 0xAAF7, 0xABE3, 0xABEB, 0xABEC, 0xABEE, 0xFE00, 0xFE10, 0xFE20, 0xFE30,
];

/// Zero-width joiner: makes one sign of two.
pub(super) const JOINER: char = '\u{200d}';

/// Zero-width non-joiner: Persian and many Indian scripts are misspelt without it.
pub(super) const NON_JOINER: char = '\u{200c}';

/// A cluster longer than this many characters is not writing; it may be cut anywhere.
pub(super) const LONGEST_CLUSTER: usize = 64;

/// Whether `c` attaches to the character before it: accents, vowel signs, variation selectors, skin
/// tones and the tags of regional flags.
pub(super) fn is_mark(c: char) -> bool {
    match u32::from(c) {
        code @ 0..=0xFFFF => {
            let bounds_before = MARKS.partition_point(|bound| u32::from(*bound) <= code);
            bounds_before % 2 == 1
        }
        0x1_1127..=0x1_1134
        | 0x1_D165..=0x1_D1AD
        | 0x1_DA00..=0x1_DAAF
        | 0x1_E000..=0x1_E02A
        | 0x1_E130..=0x1_E136
        | 0x1_E8D0..=0x1_E8D6
        | 0x1_E944..=0x1_E94A
        | 0x1_F3FB..=0x1_F3FF
        | 0xE_0020..=0xE_007F
        | 0xE_0100..=0xE_01EF => true,
        _ => false,
    }
}

/// Whether `c` changes the direction of the text around it without being seen.
pub fn is_bidi_control(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether `c` leaves no ink: white space, controls, fillers, joiners, selectors and tags.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether a reader sees nothing of `text`: such a message cannot be sent, such a name is none.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Finds where one visible sign ends and the next begins, character by character.
#[derive(Default)]
pub(super) struct Clusters {
    after_joiner: bool,
    half_flag: bool,
}

impl Clusters {
    /// Whether a new sign begins with `c`.
    pub(super) fn starts(&mut self, c: char) -> bool {
        let flag_letter = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        let joined = self.after_joiner
            || (flag_letter && self.half_flag)
            || matches!(c, JOINER | NON_JOINER | '\u{1160}'..='\u{11ff}')
            || is_mark(c);
        self.after_joiner = c == JOINER;
        self.half_flag = flag_letter && !self.half_flag;
        !joined
    }
}

/// The byte at which to cut `text` so that at most `max` characters stay and no sign is torn apart.
pub(super) fn cut(text: &str, max: usize) -> usize {
    let mut clusters = Clusters::default();
    let (mut safe_count, mut safe_byte) = (0, 0);
    for (count, (byte, c)) in text.char_indices().enumerate() {
        if clusters.starts(c) {
            (safe_count, safe_byte) = (count, byte);
        }
        if count == max {
            let writing = safe_byte > 0 && count.saturating_sub(safe_count) <= LONGEST_CLUSTER;
            return if writing { safe_byte } else { byte };
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_letters_in_many_scripts() {
        for mark in "\u{301}\u{36f}\u{5bc}\u{64e}\u{93e}\u{94d}\u{e49}\u{ec9}\u{103a}\u{17d2}\u{20e3}\u{3099}\u{fe0f}\u{fe20}\u{1f3fd}\u{e0067}\u{e01ef}".chars() {
            assert!(is_mark(mark), "{:x}", u32::from(mark));
        }
        for letter in "aé\u{37e}\u{5be}\u{5d0}\u{627}\u{905}\u{915}\u{dc3}\u{e01}\u{e40}\u{ac00}中か✌👍\u{fe10}\u{ffff}".chars() {
            assert!(!is_mark(letter), "{:x}", u32::from(letter));
        }
    }

    #[test]
    fn a_cut_never_tears_a_sign_apart() {
        let table = [
            ("abc", 2, "ab"),
            ("abc", 3, "abc"),
            ("abc", 0, ""),
            ("ae\u{301}b", 2, "a"),
            ("a👍🏽b", 2, "a"),
            ("a👨\u{200d}👩\u{200d}👧b", 4, "a"),
            ("a🇩🇪🇫🇷", 2, "a"),
            ("a🇩🇪🇫🇷", 3, "a🇩🇪"),
            ("a🇩🇪🇫🇷", 4, "a🇩🇪"),
            ("x❤\u{fe0f}", 2, "x"),
            ("हकि", 2, "ह"),
            ("x\u{1112}\u{1161}\u{11ab}", 2, "x"),
            ("👨\u{200d}👩", 1, "👨"),
        ];
        for (text, max, want) in table {
            assert_eq!(text.get(..cut(text, max)), Some(want), "{text:?} at {max}");
        }
        let endless = "x".to_owned() + &"👨\u{200d}".repeat(500);
        assert_eq!(
            endless
                .get(..cut(&endless, 600))
                .map(|kept| kept.chars().count()),
            Some(600)
        );
    }

    #[test]
    fn what_cannot_be_seen_is_blank() {
        for blank in [
            "",
            " \n\t",
            "\u{200b}\u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{e0041}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["a", " \u{200b}.", "\u{e9}", "中", "👍"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }
}
