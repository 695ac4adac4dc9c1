//! What the assistant says to an answer.

use session_chat::domain::rich::{Content, Entry};

use super::{
    super::answer::{YES, chosen_labels},
    script,
};

/// The id of what was chosen, where one thing was.
pub fn chosen_id<'a>(content: &Content, values: &'a [Entry]) -> Option<&'a str> {
    match (content, values) {
        (Content::Choices(_) | Content::Cards(_), [one]) => Some(&one.value),
        _ => None,
    }
}

/// What it says; Markdown.
pub fn to_answer(content: &Content, values: &[Entry]) -> String {
    match content {
        Content::Form(_) => script::FORM_TAKEN.to_owned(),
        Content::Consent(_) if values.iter().any(|one| one.value == YES) => {
            script::CONSENT_GIVEN.to_owned()
        }
        Content::Consent(_) => script::CONSENT_REFUSED.to_owned(),
        // The end user chose by their own clock, which the engine does not know.
        Content::Times(_) => script::TIME_CHOSEN.to_owned(),
        _ => {
            let labels = chosen_labels(content, values);
            [script::CHOSEN, &listed(&labels), "."].concat()
        }
    }
}

/// Things in a row, as they are said.
fn listed(things: &[String]) -> String {
    let things: Vec<_> = things
        .iter()
        .map(|one| ["**", one, "**"].concat())
        .collect();
    match things.as_slice() {
        [] => script::CHOSEN_UNNAMED.to_owned(),
        [one] => one.clone(),
        [most @ .., last] => [&most.join(", "), script::AND, last].concat(),
    }
}
