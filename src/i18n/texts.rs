//! The texts in force: one language, with the site owner's own wording over it.

use super::{
    en, en_late,
    fill::fill,
    keys::Key,
    plural::{Plural, PluralCategory},
};

/// The texts of the window in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The table as it was loaded; none is English, which is compiled in.
    table: Option<Vec<String>>,
    /// The site owner's own wording, in the order of [`Key::ALL`].
    own: Vec<Option<String>>,
}

impl Texts {
    /// English.
    pub const fn english() -> Self {
        Self {
            table: None,
            own: Vec::new(),
        }
    }

    /// A loaded language: its texts in the order of [`Key::ALL`]. None if their number is wrong,
    /// which means a table of another version; the window then stays as it is.
    pub fn from_table(table: Vec<String>) -> Option<Self> {
        (table.len() == Key::ALL.len()).then_some(Self {
            table: Some(table),
            own: Vec::new(),
        })
    }

    /// These texts with single ones replaced, in the order of [`Key::ALL`]. Blank ones are left
    /// out, since a control without a name cannot be used.
    #[must_use]
    pub fn with_own(self, own: Vec<Option<String>>) -> Self {
        Self { own, ..self }
    }

    /// What `key` says.
    pub fn get(&self, key: Key) -> &str {
        if let Some(Some(own)) = self.own.get(key as usize)
            && !own.trim().is_empty()
        {
            return own;
        }
        match self
            .table
            .as_ref()
            .and_then(|table| table.get(key as usize))
        {
            Some(text) => text,
            None => en::text(key),
        }
    }

    /// What a `key` says whose English is loaded late; to be called from there only.
    pub fn get_late(&self, key: Key) -> &str {
        match self.get(key) {
            "" => en_late::text(key),
            text => text,
        }
    }

    /// What a `key` says whose English only the bridges have; to be called from there.
    #[cfg(feature = "bridge")]
    pub fn get_bridge(&self, key: Key) -> &str {
        match self.get(key) {
            "" => super::en_bridge::text(key),
            text => text,
        }
    }

    /// What `key` says, with its placeholders replaced: `("time", "10:52")` for `{time}`. Values
    /// of `name`, `brand` and `reason` are foreign text: they are cleaned, shortened and stand in
    /// a direction isolate (U+2068 … U+2069).
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// As [`Texts::fill`], for a `key` whose English is loaded late.
    pub fn fill_late(&self, key: Key, values: &[(&str, &str)]) -> String {
        fill(self.get_late(key), values)
    }

    /// What `plural` says for a number of that category, with its placeholders replaced. A form
    /// that the language does not have is its *other* form.
    pub fn plural(
        &self,
        plural: Plural,
        category: PluralCategory,
        values: &[(&str, &str)],
    ) -> String {
        let form = self.get(plural.key(category));
        let form = if form.is_empty() {
            self.get(plural.key(PluralCategory::Other))
        } else {
            form
        };
        fill(form, values)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::languages::languages, *};

    fn texts(tag: &str) -> Texts {
        let table = languages()
            .into_iter()
            .find(|(known, _)| *known == tag)
            .unwrap()
            .1;
        Texts::from_table(table).unwrap()
    }

    #[test]
    fn a_table_of_the_wrong_length_is_refused() {
        let table: Vec<String> = Key::NAMES.iter().map(|&name| name.to_owned()).collect();
        let texts = Texts::from_table(table.clone()).unwrap();
        for (key, name) in Key::ALL.iter().zip(Key::NAMES) {
            assert_eq!(texts.get(*key), *name);
        }
        let short = table.iter().skip(1).cloned().collect();
        let long = table.into_iter().chain([String::new()]).collect();
        assert_eq!(Texts::from_table(short), None);
        assert_eq!(Texts::from_table(long), None);
        assert_eq!(Texts::from_table(Vec::new()), None);
    }

    #[test]
    fn single_texts_are_replaced_in_their_places() {
        let wording = [
            (Key::Welcome, "Ahoy"),
            (Key::EndedAt, "Over since {time}"),
            (Key::Close, "  "),
        ];
        let mut own = vec![None; Key::ALL.len() - 1];
        for (key, text) in wording {
            own[key as usize] = Some(text.to_owned());
        }
        for base in [Texts::english(), texts("de")] {
            let close = base.get(Key::Close).to_owned();
            let texts = base.with_own(own.clone());
            assert_eq!(texts.get(Key::Welcome), "Ahoy");
            assert_eq!(
                texts.fill(Key::EndedAt, &[("time", "9:05")]),
                "Over since 9:05"
            );
            assert_eq!(texts.get(Key::Close), close);
        }
    }

    #[test]
    fn a_form_that_a_language_does_not_have_is_its_other_form() {
        use PluralCategory::{Few, Many, One, Other, Two, Zero};
        let table: [(&str, PluralCategory, &str, &str); 9] = [
            ("en", One, "1", "1 new message"),
            ("en", Other, "3", "3 new messages"),
            ("en", Few, "3", "3 new messages"),
            ("de", Many, "12", "12 neue Nachrichten"),
            ("ar", Zero, "0", "لا رسائل جديدة"),
            ("ar", One, "1", "رسالة جديدة"),
            ("ar", Two, "2", "رسالتان جديدتان"),
            ("ar", Few, "3", "3 رسائل جديدة"),
            ("ar", Many, "11", "11 رسالة جديدة"),
        ];
        for (tag, category, count, want) in table {
            let texts = if tag == "en" {
                Texts::english()
            } else {
                texts(tag)
            };
            let said = texts.plural(Plural::NewMessages, category, &[("count", count)]);
            assert_eq!(said, want, "{tag} {count}");
        }
    }
}
