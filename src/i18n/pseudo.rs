//! The pseudo-locale `en-XA`: English with accents, longer than any real language and in brackets,
//! so that clipped, concatenated and forgotten texts can be seen without reading a translation.

use super::{english, keys::Key};

/// What pads a text, as words, so that it wraps like one.
const FILLER: &str = " lörém ïpsüm dölör sït ämét cönséctétür ädïpïscïng élït sèd dö";

/// What `key` says in the pseudo-locale.
pub(super) fn text(key: Key) -> String {
    stretch(english(key))
}

/// `text` with accents on its letters, 40 % longer and in brackets; placeholders stay as they are.
/// A plural form that English does not have stays empty.
pub(super) fn stretch(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut in_placeholder = false;
    let accented = text.chars().map(|c| {
        in_placeholder = match c {
            '{' => true,
            '}' => false,
            _ => in_placeholder,
        };
        if in_placeholder { c } else { accent(c) }
    });
    let padding = text.chars().count().saturating_mul(2).div_ceil(5);
    let mut out = String::from("[");
    out.extend(accented);
    out.extend(FILLER.chars().cycle().take(padding));
    out.push(']');
    out
}

const fn accent(c: char) -> char {
    match c {
        'a' => 'á',
        'e' => 'é',
        'i' => 'î',
        'o' => 'ô',
        'u' => 'û',
        'y' => 'ý',
        'c' => 'ç',
        'n' => 'ñ',
        's' => 'š',
        'r' => 'ř',
        't' => 'ţ',
        'A' => 'Á',
        'C' => 'Ç',
        'D' => 'Ð',
        'E' => 'É',
        'I' => 'Î',
        'N' => 'Ñ',
        'O' => 'Ø',
        'R' => 'Ř',
        'S' => 'Š',
        'T' => 'Ţ',
        'W' => 'Ŵ',
        'Y' => 'Ý',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_grows_by_more_than_thirty_per_cent() {
        for key in Key::ALL {
            let (plain, long) = (english(*key).chars().count(), text(*key).chars().count());
            assert!(long * 10 >= plain * 13, "{key:?}");
        }
    }

    #[test]
    fn placeholders_stay_and_letters_do_not() {
        assert_eq!(stretch("Ends at {time}"), "[Éñdš áţ {time} lörém]");
        assert_eq!(stretch(""), "");
    }
}
