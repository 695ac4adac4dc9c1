//! The languages that are loaded on demand.

use super::{ar, de, keys::Key, pseudo};

/// Every language but English: its tag, and its texts in the order of [`Key::ALL`]. The build
/// writes each as one JSON array.
pub fn languages() -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("de", table(|key| de::text(key).to_owned())),
        ("ar", table(|key| ar::text(key).to_owned())),
        ("en-XA", table(pseudo::text)),
    ]
}

fn table(text: impl Fn(Key) -> String) -> Vec<String> {
    Key::ALL.iter().map(|key| text(*key)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        super::{
            Plural, PluralCategory,
            PluralCategory::{One, Other},
            Texts, english,
            plural::tests::CATEGORIES,
        },
        *,
    };

    /// The categories that CLDR gives each language.
    fn categories(tag: &str) -> Vec<PluralCategory> {
        match tag {
            "ar" => CATEGORIES.map(|(_, category)| category).to_vec(),
            _ => vec![One, Other],
        }
    }

    /// Every language with its tag, English first.
    fn all() -> Vec<(&'static str, Vec<String>)> {
        let first = ("en", table(|key| english(key).to_owned()));
        [first].into_iter().chain(languages()).collect()
    }

    /// Every plural text with its category.
    fn forms() -> impl Iterator<Item = (Key, PluralCategory)> {
        [Plural::NewMessages, Plural::Wait]
            .into_iter()
            .flat_map(|plural| {
                CATEGORIES
                    .map(|(_, category)| (plural.key(category), category))
                    .into_iter()
            })
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .map(|rest| rest.split_once('}').unwrap().0)
            .collect()
    }

    #[test]
    fn a_table_is_in_the_order_of_the_keys() {
        for (tag, table) in languages() {
            let json = serde_json::to_string(&table).unwrap();
            let texts = Texts::from_table(serde_json::from_str(&json).unwrap()).unwrap();
            for (key, text) in Key::ALL.iter().zip(&table) {
                assert_eq!(texts.get(*key), text, "{tag} {key:?}");
            }
        }
        assert_eq!(de::text(Key::Close), "Schließen");
        assert_eq!(languages()[0].1[Key::Close as usize], "Schließen");
    }

    #[test]
    fn a_language_has_exactly_the_plural_forms_it_needs_and_no_other_gap() {
        for (tag, table) in all() {
            for (key, text) in Key::ALL.iter().zip(&table) {
                let needed = forms()
                    .find(|(form, _)| form == key)
                    .is_none_or(|(_, category)| categories(tag).contains(&category));
                assert_eq!(!text.is_empty(), needed, "{tag} {key:?}");
            }
        }
    }

    #[test]
    fn every_language_has_the_placeholders_of_english() {
        for (tag, table) in languages() {
            for (key, text) in Key::ALL.iter().zip(&table) {
                let (found, wanted) = (placeholders(text), placeholders(english(*key)));
                if forms().any(|(form, _)| form == *key) {
                    // A form that stands for one number alone need not repeat it.
                    assert!(found.iter().all(|name| *name == "count"), "{tag} {key:?}");
                } else {
                    assert_eq!(found, wanted, "{tag} {key:?}");
                }
            }
            let other = |key: Key| placeholders(&table[key as usize]).contains("count");
            assert!(
                other(Key::WaitOther) && other(Key::NewMessagesOther),
                "{tag}"
            );
        }
    }

    #[test]
    fn no_text_has_markup_direction_controls_or_loose_white_space() {
        for (tag, table) in all() {
            for (key, text) in Key::ALL.iter().zip(&table) {
                assert!(!text.contains(['<', '>', '&', '!']), "{tag} {key:?}");
                assert!(
                    !text.contains(
                        |c: char| matches!(c, '\u{200e}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                    ),
                    "{tag} {key:?}"
                );
                assert_eq!(text.trim(), text, "{tag} {key:?}");
                assert!(
                    !text.contains("  ") && !text.contains('\n'),
                    "{tag} {key:?}"
                );
            }
        }
    }

    #[test]
    fn a_table_is_small() {
        for (tag, table) in languages() {
            let json = serde_json::to_string(&table).unwrap();
            assert!(
                json.len() < 12 * 1024,
                "{tag}: {} bytes before compression",
                json.len()
            );
        }
    }
}
