//! JSON as this wire needs it: written as text, field by field, and read by name. Types with
//! derives would weigh several times as much in the widget, for shapes that differ by the version
//! of an org anyway.

use crate::{
    domain::Instant,
    value::{MAX_SAFE, Value},
};

/// An object on its way to the server.
#[derive(Clone, Debug, Default)]
pub struct Object(String);

impl Object {
    /// With a field that is a text.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.raw(name, &quote(text))
    }

    /// With a field that is a text, if there is one.
    #[must_use]
    pub fn some_text(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// With a field that is JSON already.
    #[must_use]
    pub fn raw(mut self, name: &str, json: &str) -> Self {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quote(name));
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    /// The object as text.
    pub fn end(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

/// A list of what is JSON already.
pub fn list(items: &[String]) -> String {
    ["[", &items.join(","), "]"].concat()
}

/// A text as JSON.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                for nibble in [u32::from(char) >> 4, u32::from(char) & 0xf] {
                    out.extend(char::from_digit(nibble, 16));
                }
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// The field at the end of a path.
pub fn at<V: Value>(value: &V, path: &[&'static str]) -> Option<V> {
    let (first, rest) = path.split_first()?;
    let field = value.field(first)?;
    if rest.is_empty() {
        (!field.is_nothing()).then_some(field)
    } else {
        at(&field, rest)
    }
}

/// A text; empty where there is none.
pub fn text<V: Value>(value: &V, path: &[&'static str]) -> String {
    some_text(value, path).unwrap_or_default()
}

/// A text, if there is one.
pub fn some_text<V: Value>(value: &V, path: &[&'static str]) -> Option<String> {
    at(value, path)?.as_text()
}

/// Whether something is said to be so.
pub fn is_true<V: Value>(value: &V, path: &[&'static str]) -> bool {
    at(value, path).and_then(|found| found.as_truth()) == Some(true)
}

/// A number without a sign or a fraction; a text of digits counts as one.
pub fn number<V: Value>(value: &V, path: &[&'static str]) -> Option<u64> {
    let found = at(value, path)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is less than nought becomes nought, and what is too large is refused"
    )]
    let number = match found.as_number() {
        Some(number) => number as u64,
        None => found.as_text()?.parse().ok()?,
    };
    (number <= MAX_SAFE).then_some(number)
}

/// Puts items in order; those of one rank stay as they are. There are few of them, and most stand
/// in order already: the library's own way would weigh more than all that is sorted here.
pub fn sort_by_rank<T>(items: &mut [T], rank: impl Fn(&T) -> u64) {
    for end in 1..items.len() {
        let mut at = end;
        while let Some(before) = at.checked_sub(1)
            && let (Some(one), Some(other)) = (items.get(before), items.get(at))
            && rank(one) > rank(other)
        {
            items.swap(before, at);
            at = before;
        }
    }
}

/// A moment. Some fields hold seconds and some milliseconds: before 1973 nobody chatted here, so
/// what would be then is in seconds.
pub fn moment<V: Value>(value: &V, path: &[&'static str]) -> Option<Instant> {
    const FIRST_MS: u64 = 100_000_000_000;
    let number = number(value, path).filter(|number| *number > 0)?;
    Some(Instant(if number < FIRST_MS {
        number.saturating_mul(1000)
    } else {
        number
    }))
}

/// The items of a list; none where there is no list.
pub fn items<V: Value>(value: &V, path: &[&'static str]) -> Vec<V> {
    let Some(list) = at(value, path) else {
        return Vec::new();
    };
    let count = list.count().unwrap_or_default();
    (0..count).map(|index| list.item(index)).collect()
}

/// Whether two words of the wire are the same: its servers do not agree on capitals.
pub fn is_word(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    #[test]
    fn what_is_written_is_json() {
        let text = "\"\\\n\u{1}\u{1f}ü\u{2028}😀</script>";
        let object = Object::default().text(text, text).raw("n", "1").end();
        let read: Json = serde_json::from_str(&object).unwrap();
        assert_eq!(read, json!({ text: text, "n": 1 }));
        assert_eq!(Object::default().end(), "{}");
        assert_eq!(list(&["1".into(), quote("a")]), "[1,\"a\"]");
    }

    #[test]
    fn a_moment_is_in_seconds_or_milliseconds() {
        for value in [
            json!(1_767_225_600),
            json!("1767225600"),
            json!(1_767_225_600_000_u64),
        ] {
            let moment = moment(&json!({ "at": value }), &["at"]);
            assert_eq!(moment, Some(Instant(1_767_225_600_000)), "{value}");
        }
        for value in [json!(0), json!(null), json!(-5), json!("soon"), json!([])] {
            assert_eq!(moment(&json!({ "at": value }), &["at"]), None, "{value}");
        }
    }

    #[test]
    fn what_has_one_rank_keeps_its_order() {
        let mut items = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        sort_by_rank(&mut items, |(rank, _)| *rank);
        let order: String = items.iter().map(|(_, name)| name).collect();
        assert_eq!(order, "bedac");
    }

    #[test]
    fn what_is_missing_is_missing_however_deep() {
        let value = json!({ "a": { "b": null }, "list": 3 });
        assert_eq!(at(&value, &["a", "b", "c"]), None);
        assert_eq!(text(&value, &["x"]), "");
        assert!(items(&value, &["list"]).is_empty());
        assert!(!is_true(&value, &["a"]));
    }
}
