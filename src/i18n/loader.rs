//! The few words that are said before the widget is there or after it stopped. The JavaScript
//! loader says them; the build writes them into it.

use super::pseudo;

/// The words of one language: name and text, in a fixed order.
type Words = [(&'static str, &'static str); 9];

const ENGLISH: Words = [
    ("launcher-label", "Chat"),
    ("launcher-unread", "Chat, {count} unread"),
    ("load-failed", "The chat could not be loaded."),
    ("load-retry", "Try again"),
    ("stopped", "The chat has stopped."),
    ("stopped-restart", "Restart chat"),
    ("notice-ended", "This chat has ended"),
    ("notice-ask", "Notify me"),
    ("notice-close", "Dismiss"),
];

const GERMAN: Words = [
    ("launcher-label", "Chat"),
    ("launcher-unread", "Chat, {count} ungelesen"),
    ("load-failed", "Der Chat konnte nicht geladen werden."),
    ("load-retry", "Erneut versuchen"),
    ("stopped", "Der Chat funktioniert gerade nicht."),
    ("stopped-restart", "Chat neu starten"),
    ("notice-ended", "Dieser Chat ist beendet"),
    ("notice-ask", "Benachrichtigen"),
    ("notice-close", "Ausblenden"),
];

const ARABIC: Words = [
    ("launcher-label", "محادثة"),
    ("launcher-unread", "محادثة، غير المقروء: {count}"),
    ("load-failed", "تعذّر تحميل المحادثة."),
    ("load-retry", "إعادة المحاولة"),
    ("stopped", "توقفت المحادثة عن العمل."),
    ("stopped-restart", "إعادة تشغيل المحادثة"),
    ("notice-ended", "انتهت هذه المحادثة"),
    ("notice-ask", "نبهني"),
    ("notice-close", "إخفاء"),
];

/// The loader's words in the language `tag`, English included: name and text, in the same order in
/// every language. None for a language that is not there. `launcher-unread` holds `{count}` and is
/// worded to fit every number, so that the loader needs no plural rules.
pub fn loader_words(tag: &str) -> Vec<(&'static str, String)> {
    let words: &[_] = match tag {
        "en" => &ENGLISH,
        "de" => &GERMAN,
        "ar" => &ARABIC,
        "en-XA" => {
            return ENGLISH
                .iter()
                .map(|(name, text)| (*name, pseudo::stretch(text)))
                .collect();
        }
        _ => &[],
    };
    words
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::Key, *};

    #[test]
    fn every_language_has_the_same_words() {
        let names = |tag| {
            loader_words(tag)
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        for tag in ["de", "ar", "en-XA"] {
            assert_eq!(names(tag), names("en"), "{tag}");
        }
        assert_eq!(loader_words("xx"), []);
    }

    #[test]
    fn only_the_unread_count_has_a_placeholder_and_nothing_has_markup() {
        for tag in ["en", "de", "ar", "en-XA"] {
            for (name, text) in loader_words(tag) {
                assert_eq!(
                    text.contains("{count}"),
                    name == "launcher-unread",
                    "{tag} {name}"
                );
                assert!(
                    !text.is_empty() && !text.contains(['<', '&']),
                    "{tag} {name}"
                );
            }
        }
    }

    #[test]
    fn no_name_is_a_key_of_the_window_too() {
        for (name, _) in loader_words("en") {
            assert!(!Key::NAMES.contains(&name));
        }
    }
}
