//! Every word the window says, as typed tables.
//!
//! [`Key`] is the one list of texts. A language is a table with an entry for each of them, and a
//! text that a language leaves out does not compile. English is part of the widget; the other
//! languages live on the host only and reach the browser as one JSON array of strings each, in
//! the order of the keys, which the build writes from [`languages`].
//!
//! [`Texts`] is what the window holds: the table in force with the site owner's own wording over
//! it. Its `wording` half turns what the core says ([`View`], announcements, notes) into
//! sentences; numbers, times and plural categories come in through [`Format`], since the browser
//! knows them for every language and we carry no data for that.
//!
//! To add a language: copy `de.rs`, translate, and name it in `languages.rs`. The tests there
//! hold placeholders, plural forms and markup against English.
//!
//! [`View`]: crate::domain::View

/// A table of texts: every key, each with what it says. Keys may share a text by `A | B`.
macro_rules! table {
    ($($($key:ident)|+ : $text:expr,)+) => {
        const fn written(key: crate::i18n::Key) -> &'static str {
            match key {
                $($(crate::i18n::Key::$key)|+ => $text,)+
            }
        }

        /// All texts in the order of the keys. As data, they are smaller than the code that would
        /// choose among them.
        static TABLE: [&str; crate::i18n::Key::ALL.len()] = {
            let mut table = [""; crate::i18n::Key::ALL.len()];
            let mut at = 0;
            while at < table.len() {
                table[at] = written(crate::i18n::Key::ALL[at]);
                at += 1;
            }
            table
        };

        /// What `key` says in this language.
        pub(super) fn text(key: crate::i18n::Key) -> &'static str {
            TABLE.get(key as usize).copied().unwrap_or_default()
        }
    };
}

/// A table of some texts; nothing for the other keys.
macro_rules! late_table {
    ($($key:ident : $text:expr,)+) => {
        /// What `key` says.
        pub(super) const fn text(key: crate::i18n::Key) -> &'static str {
            match key {
                $(crate::i18n::Key::$key => $text,)+
                _ => "",
            }
        }
    };
}

mod en;
#[cfg(any(feature = "bridge", not(target_arch = "wasm32")))]
mod en_bridge;
mod en_late;
mod fill;
mod keys;
mod locale;
mod plural;
mod texts;
mod wording;

#[cfg(not(target_arch = "wasm32"))]
mod ar;
#[cfg(not(target_arch = "wasm32"))]
mod de;
#[cfg(not(target_arch = "wasm32"))]
mod languages;
#[cfg(not(target_arch = "wasm32"))]
mod loader;
#[cfg(not(target_arch = "wasm32"))]
mod pseudo;

pub use keys::Key;
pub use locale::{Choice, Direction, direction, negotiate};
pub use plural::{Plural, PluralCategory};
pub use texts::Texts;
pub use wording::Format;

#[cfg(not(target_arch = "wasm32"))]
pub use languages::languages;
#[cfg(not(target_arch = "wasm32"))]
pub use loader::loader_words;

/// All of English, wherever it stands.
#[cfg(not(target_arch = "wasm32"))]
fn english(key: Key) -> &'static str {
    [en::text, en_late::text, en_bridge::text]
        .into_iter()
        .map(|text| text(key))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// Stands for a plural form that a language does not have; [`Texts::plural`] says *other* instead.
const NO_SUCH_FORM: &str = "";
