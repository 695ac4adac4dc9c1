//! Which language, and which way it runs.

/// The way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of a `dir` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// Languages written from right to left unless their tag names another script.
const RTL_LANGUAGES: [&str; 11] = [
    "ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi",
];
/// Scripts written from right to left.
const RTL_SCRIPTS: [&str; 7] = ["adlm", "arab", "aran", "hebr", "nkoo", "syrc", "thaa"];

/// The way the language of a BCP 47 tag is written.
pub fn direction(tag: &str) -> Direction {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    let script = subtags.next().filter(|subtag| subtag.len() == 4);
    let rtl = match script {
        Some(script) => contains(&RTL_SCRIPTS, script),
        None => contains(&RTL_LANGUAGES, language),
    };
    if rtl { Direction::Rtl } else { Direction::Ltr }
}

fn contains(list: &[&str], subtag: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(subtag))
}

/// A language to speak and the locale to format in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The tag of an available table, or `en`.
    pub language: &'a str,
    /// The tag for numbers and times: the wanted one, which may name a region (`de-AT`), or the
    /// language itself if nothing that was wanted is there or the wanted tag is not well formed.
    pub locale: &'a str,
}

/// English, which is always there.
const ENGLISH: &str = "en";

/// The first wanted language that is available, where `zh-Hant-HK` is also content with `zh-Hant`
/// and then with `zh`; English if none is. English need not be named in `available`.
pub fn negotiate<'a>(wanted: &[&'a str], available: &[&'a str]) -> Choice<'a> {
    for tag in wanted {
        let mut range = *tag;
        loop {
            let found = available
                .iter()
                .copied()
                .chain([ENGLISH])
                .find(|known| same(known, range));
            if let Some(language) = found {
                let locale = if is_well_formed(tag) { tag } else { language };
                return Choice { language, locale };
            }
            match range.rsplit_once(['-', '_']) {
                Some((shorter, _)) => range = shorter,
                None => break,
            }
        }
    }
    Choice {
        language: ENGLISH,
        locale: ENGLISH,
    }
}

/// Whether two tags are one. Pages write `de_AT`, too, though that is no BCP 47.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes().zip(b.bytes()).all(|(a, b)| {
            let b = if b == b'_' { b'-' } else { b };
            a.eq_ignore_ascii_case(&b)
        })
}

/// Whether the shape of a tag is one that the browser's `Intl` takes instead of throwing: subtags
/// of at most eight letters and digits, where a single one (`de-u-nu-latn`) introduces longer ones.
fn is_well_formed(tag: &str) -> bool {
    let mut longer_due = true;
    let fine = tag.split('-').all(|subtag| {
        let single = subtag.len() == 1;
        let fits = (1..=8).contains(&subtag.len()) && !(single && longer_due);
        longer_due = single;
        fits && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    fine && !longer_due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_a_tag_decides_before_its_language() {
        for tag in [
            "ar",
            "ar-EG",
            "AR",
            "he",
            "fa-IR",
            "ur-PK",
            "az-Arab",
            "ks-arab-IN",
            "dv",
        ] {
            assert_eq!(direction(tag), Direction::Rtl, "{tag}");
        }
        for tag in [
            "en", "de-AT", "ar-Latn", "zh-Hant", "", "-", "en-XA", "fil", "art",
        ] {
            assert_eq!(direction(tag), Direction::Ltr, "{tag}");
        }
    }

    #[test]
    fn the_first_wanted_language_that_is_there_is_spoken() {
        let available = ["de", "ar", "zh-Hant", "zh", "en-XA"];
        let table: [(&[&str], &str, &str); 17] = [
            (&["zh-Hant-HK"], "zh-Hant", "zh-Hant-HK"),
            (&["zh-Hans-CN"], "zh", "zh-Hans-CN"),
            (&["de-AT"], "de", "de-AT"),
            (&["DE"], "de", "DE"),
            (&["de_DE"], "de", "de"),
            (&["fr-CA", "ar-EG", "de"], "ar", "ar-EG"),
            (&["en-GB", "de"], "en", "en-GB"),
            (&["en-XA"], "en-XA", "en-XA"),
            (&["fr", "ja"], "en", "en"),
            (&["", "-", "x-"], "en", "en"),
            (&[], "en", "en"),
            (&["de-"], "de", "de"),
            (&["deu"], "en", "en"),
            (&["de-AT ; q=1"], "de", "de"),
            (&["ar-EG-u-nu-latn"], "ar", "ar-EG-u-nu-latn"),
            (&["de-u"], "de", "de"),
            (&["de-toolongsubtag"], "de", "de"),
        ];
        for (wanted, language, locale) in table {
            assert_eq!(
                negotiate(wanted, &available),
                Choice { language, locale },
                "{wanted:?}"
            );
        }
        assert_eq!(negotiate(&["zh-Hant-HK"], &[]).language, "en");
        assert_eq!(negotiate(&["zh-Hant-HK"], &["zh"]).language, "zh");
    }
}
