//! What is asked before a chat (R6.3): the form, what is taken for an answer, what is kept of it.

use session_chat::domain::{
    event::SendRefusal,
    offer::PreChat,
    policy::MESSAGE_CHARS,
    rich::{Answer, Choice, Entry, Field, FieldKind, MOST_PARTS},
};

use super::{
    answer::{field_faults, judged, told},
    prepared::{self, blank},
    record::Given,
};

/// The field that holds what the visitor calls themselves.
pub const NAME: &str = "name";
const ORDER: &str = "order";

/// The words of the form.
mod words {
    pub const TITLE: &str = "Before we start";
    pub const TEXT: &str = "Tell us who you are and what it is about. What you write is treated as our [terms](https://example.com/terms) say.";
    pub const NAME: &str = "Name";
    pub const EMAIL: &str = "E-mail";
    pub const EMAIL_HINT: &str = "Should the chat break off, we write to you.";
    pub const TOPIC: &str = "Topic";
    pub const TOPICS: [(&str, &str); 3] = [
        ("order", "An order"),
        ("return", "A return or a repair"),
        ("other", "Something else"),
    ];
    pub const ORDER: &str = "Order number";
    pub const ORDER_HINT: &str = "4 to 8 digits, if you have one.";
    pub const TERMS: &str = "I agree to the terms";
    pub const NO_SUCH_ORDER: &str = "We have no such order.";
}

/// An order number that looks right and is none, to try what the backend alone can know.
const UNKNOWN_ORDER: &str = "0000";

/// The form that the desk asks for.
pub fn form() -> PreChat {
    let topics = words::TOPICS.map(|(id, label)| Choice {
        id: id.into(),
        label: label.into(),
        detail: String::new(),
    });
    let fields = vec![
        Field {
            required: true,
            max_length: 80,
            autocomplete: "name".into(),
            ..blank(NAME, words::NAME, FieldKind::Text)
        },
        Field {
            required: true,
            hint: words::EMAIL_HINT.into(),
            max_length: 120,
            autocomplete: "email".into(),
            ..blank("email", words::EMAIL, FieldKind::Email)
        },
        Field {
            options: topics.into(),
            ..blank("topic", words::TOPIC, FieldKind::Select)
        },
        Field {
            hint: words::ORDER_HINT.into(),
            pattern: "[0-9]{4,8}".into(),
            max_length: 8,
            ..blank(ORDER, words::ORDER, FieldKind::Text)
        },
        Field {
            required: true,
            ..blank("terms", words::TERMS, FieldKind::Checkbox)
        },
        Field {
            value: "demo".into(),
            ..blank("source", "", FieldKind::Hidden)
        },
    ];
    PreChat {
        title: words::TITLE.into(),
        text: words::TEXT.into(),
        fields,
        submit: String::new(),
    }
}

/// What was filled in, if it can be taken. Where the desk asks for nothing, the page has a form of
/// its own, and whatever that asks is kept.
pub(super) fn taken(answer: &Answer, is_asked: bool) -> Result<Vec<Given>, SendRefusal> {
    let values = prepared::values(answer).ok_or(SendRefusal::Rejected)?;
    let fields = if is_asked { form().fields } else { Vec::new() };
    if is_asked {
        let faults = field_faults(&fields, &values).map(|mut faults| {
            let is_unknown = |one: &Entry| one.name == ORDER && one.value.trim() == UNKNOWN_ORDER;
            if values.iter().any(is_unknown) {
                faults.push(told(ORDER, words::NO_SUCH_ORDER));
            }
            faults
        });
        judged(faults)?;
    } else {
        let is_long = |text: &str| text.chars().nth(MESSAGE_CHARS).is_some();
        let is_odd = |one: &Entry| is_long(&one.name) || is_long(&one.value);
        if values.len() > MOST_PARTS || values.iter().any(is_odd) {
            return Err(SendRefusal::Rejected);
        }
    }
    let filled_in = values
        .into_iter()
        .filter(|one| !one.value.trim().is_empty());
    Ok(filled_in.map(|value| given(&fields, value)).collect())
}

fn given(fields: &[Field], Entry { name, value }: Entry) -> Given {
    let field = fields.iter().find(|field| field.name == name);
    let option = field.and_then(|field| field.options.iter().find(|one| one.id == value));
    let label = field.map(|field| &field.label);
    Given {
        label: label
            .filter(|label| !label.is_empty())
            .unwrap_or(&name)
            .clone(),
        value: option.map_or_else(|| value.trim().to_owned(), |option| option.label.clone()),
        name,
    }
}

/// What the visitor calls themselves, if they said so.
pub fn name(given: &[Given]) -> Option<&str> {
    let named = given.iter().find(|one| one.name == NAME);
    named.map(|one| &*one.value)
}
