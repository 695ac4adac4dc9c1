//! Texts that depend on a number.

use super::keys::Key;

/// The plural categories of CLDR. Which one a number falls into differs from language to language;
/// the browser's `Intl.PluralRules` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PluralCategory {
    /// Nothing, in Arabic.
    Zero,
    /// One thing, and whatever a language counts like one.
    One,
    /// Two things, in Arabic.
    Two,
    /// A few things, in Arabic: three to ten.
    Few,
    /// Many things, in Arabic: eleven to ninety-nine.
    Many,
    /// Everything else; every language has it.
    Other,
}

impl PluralCategory {
    /// The category as `Intl.PluralRules.select` names it; *other* for a name that is none.
    pub fn from_intl(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }
}

/// The texts that depend on a number. Each stands for one key a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plural {
    /// `{count}` new messages.
    NewMessages,
    /// An estimated wait of `{count}` minutes.
    Wait,
}

impl Plural {
    /// The key of this text for one category.
    pub const fn key(self, category: PluralCategory) -> Key {
        use PluralCategory::{Few, Many, One, Other, Two, Zero};
        match (self, category) {
            (Self::NewMessages, Zero) => Key::NewMessagesZero,
            (Self::NewMessages, One) => Key::NewMessagesOne,
            (Self::NewMessages, Two) => Key::NewMessagesTwo,
            (Self::NewMessages, Few) => Key::NewMessagesFew,
            (Self::NewMessages, Many) => Key::NewMessagesMany,
            (Self::NewMessages, Other) => Key::NewMessagesOther,
            (Self::Wait, Zero) => Key::WaitZero,
            (Self::Wait, One) => Key::WaitOne,
            (Self::Wait, Two) => Key::WaitTwo,
            (Self::Wait, Few) => Key::WaitFew,
            (Self::Wait, Many) => Key::WaitMany,
            (Self::Wait, Other) => Key::WaitOther,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// All categories, by the name they have in the browser.
    pub const CATEGORIES: [(&str, PluralCategory); 6] = [
        ("zero", PluralCategory::Zero),
        ("one", PluralCategory::One),
        ("two", PluralCategory::Two),
        ("few", PluralCategory::Few),
        ("many", PluralCategory::Many),
        ("other", PluralCategory::Other),
    ];

    #[test]
    fn categories_come_by_their_name_in_the_browser() {
        for (name, category) in CATEGORIES {
            assert_eq!(PluralCategory::from_intl(name), category);
        }
        assert_eq!(PluralCategory::from_intl("dual"), PluralCategory::Other);
    }

    #[test]
    fn the_key_of_a_category_carries_its_name() {
        for plural in [Plural::NewMessages, Plural::Wait] {
            for (name, category) in CATEGORIES {
                assert!(Key::NAMES[plural.key(category) as usize].ends_with(name));
            }
        }
    }
}
