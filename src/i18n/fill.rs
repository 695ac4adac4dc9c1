//! Placeholders: `{name}` in a text becomes what stands for it.

use crate::domain::text::name;

/// Starts text whose direction is its own and is taken from its first letter.
const ISOLATE: char = '\u{2068}';
/// Ends what [`ISOLATE`] started.
const POP: char = '\u{2069}';

/// `template` with every known placeholder replaced, once: what is put in is not looked through
/// again. A placeholder without a value stays visible, so that a slip is seen and nothing is lost.
///
/// Foreign values are made safe to stand in a sentence (see [`name`]) and stand in a direction
/// isolate, so that a right-to-left name cannot reorder the words around it.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, from_brace)) = rest.split_once('{') {
        out.push_str(before);
        let found = from_brace.split_once('}').and_then(|(placeholder, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == placeholder)?;
            Some((placeholder, *value, after))
        });
        if let Some((placeholder, value, after)) = found {
            push(&mut out, placeholder, value);
            rest = after;
        } else {
            out.push('{');
            rest = from_brace;
        }
    }
    out.push_str(rest);
    out
}

fn push(out: &mut String, placeholder: &str, value: &str) {
    match foreign_chars(placeholder) {
        Some(max_chars) => {
            out.push(ISOLATE);
            out.push_str(&name(value, max_chars));
            out.push(POP);
        }
        None => out.push_str(value),
    }
}

/// The longest value in characters of a placeholder that takes foreign text within a sentence;
/// none for numbers and times, which are ours.
fn foreign_chars(placeholder: &str) -> Option<usize> {
    match placeholder {
        "name" | "brand" => Some(60),
        "reason" => Some(200),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_replaced_and_unknown_ones_stay() {
        type Values<'a> = &'a [(&'a str, &'a str)];
        let table: [(&str, Values<'_>, &str); 7] = [
            ("Ends at {time}", &[("time", "10:52")], "Ends at 10:52"),
            (
                "{count} of {limit}",
                &[("limit", "9"), ("count", "3")],
                "3 of 9",
            ),
            ("{count} and {count}", &[("count", "1")], "1 and 1"),
            ("{count} {other}", &[("count", "3")], "3 {other}"),
            ("{ {count} }", &[("count", "3")], "{ 3 }"),
            ("open {count", &[("count", "3")], "open {count"),
            ("", &[("count", "3")], ""),
        ];
        for (template, values, want) in table {
            assert_eq!(fill(template, values), want);
        }
    }

    #[test]
    fn a_value_is_not_looked_through_again() {
        let said = fill("{text} {time}", &[("text", "{time}"), ("time", "10:52")]);
        assert_eq!(said, "{time} 10:52");
    }

    #[test]
    fn names_are_isolated_and_cannot_leave_their_isolate() {
        let table = [
            ("Sam", "\u{2068}Sam\u{2069} left"),
            ("سارة", "\u{2068}سارة\u{2069} left"),
            ("S\u{2069}\u{202e}am", "\u{2068}Sam\u{2069} left"),
            ("a\nb", "\u{2068}a b\u{2069} left"),
        ];
        for (name, want) in table {
            assert_eq!(fill("{name} left", &[("name", name)]), want);
        }
    }

    #[test]
    fn a_name_cannot_push_the_sentence_away() {
        let filled = fill("{name} left", &[("name", &"x".repeat(5_000))]);
        assert!(filled.chars().count() < 80);
        assert!(filled.ends_with("…\u{2069} left"));
    }
}
