//! What the messages of an end user look like.

use super::failure::Failure;
use super::fields::Fields;

const COMMON: &[&str] = &["id", "messageType", "inReplyToMessageId"];

/// The values that an input may have, each with the field that holds it.
const VALUES: &[(&str, &str)] = &[
    ("TextValue", "textValue"),
    ("BooleanValue", "booleanValue"),
    ("IntegerValue", "integerValue"),
    ("DoubleValue", "doubleValue"),
    ("UrlValue", "urlValue"),
    ("DateValue", "dateValue"),
    ("DateTimeValue", "dateTimeValue"),
];

/// Refuses a message that the service would not know what to do with.
pub(super) fn check(message: Fields) -> Result<Fields, Failure> {
    message.uuid("id")?;
    message.maybe_text("inReplyToMessageId")?;
    let kinds = [
        "StaticContentMessage",
        "ChoicesResponseMessage",
        "FormResponseMessage",
    ];
    let content = match message.word("messageType", &kinds)? {
        "StaticContentMessage" => {
            let content = message
                .object("staticContent")?
                .only(&["formatType", "text"])?;
            content.word("formatType", &["Text"])?;
            content.text("text")?;
            "staticContent"
        }
        "ChoicesResponseMessage" => {
            let response = message
                .object("choicesResponse")?
                .only(&["formatType", "selectedOptions"])?;
            response.word("formatType", &["Selections"])?;
            options(&response)?;
            "choicesResponse"
        }
        _ => {
            let response = message.object("formResponse")?.only(&[
                "formatType",
                "inputValues",
                "formTitle",
            ])?;
            response.word("formatType", &["Inputs"])?;
            for value in response.objects("inputValues")? {
                input(value)?;
            }
            "formResponse"
        }
    };
    message.only(&[COMMON, &[content]].concat())
}

fn options(fields: &Fields) -> Result<(), Failure> {
    for option in fields.objects("selectedOptions")? {
        let option = option.only(&["optionIdentifier", "optionTitle", "optionId"])?;
        option.text("optionIdentifier")?;
    }
    Ok(())
}

fn input(value: Fields) -> Result<(), Failure> {
    value.text("inputId")?;
    // The schema spells the label with a small l.
    let common = ["inputValueType", "inputId", "inputlabel"];
    let kinds = ["SingleInputValue", "SelectedOptionsInputValue"];
    if value.word("inputValueType", &kinds)? == "SelectedOptionsInputValue" {
        let value = value.only(&[&common[..], &["selectedOptions"]].concat())?;
        return options(&value);
    }
    let value = value.only(&[&common[..], &["value", "displayValue"]].concat())?;
    let single = value.object("value")?;
    let kind = single.text("valueType")?;
    let Some((_, name)) = VALUES.iter().find(|(known, _)| *known == kind) else {
        return Err(single.wrong("valueType", &format!("is {kind}, which is not known")));
    };
    if !single.has(name) {
        return Err(single.wrong(name, &format!("is missing in a {kind}")));
    }
    single.only(&["valueType", name]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse as _;
    use serde_json::{Value, json};

    fn verdict(message: Value) -> Result<(), String> {
        let fields = Fields::of("message.", message).unwrap();
        check(fields).map(drop).map_err(|failure| {
            let text = format!("{failure:?}");
            assert_eq!(failure.into_response().status(), 400);
            text
        })
    }

    fn message(kind: &str, name: &str, content: Value) -> Value {
        let mut message = json!({
            "id": "1b2c3d4e-0000-4000-8000-000000000001", "messageType": kind,
        });
        message[name] = content;
        message
    }

    #[test]
    fn all_three_kinds_of_messages_pass() {
        let text = json!({"formatType": "Text", "text": "Hello"});
        let choice = json!({
            "formatType": "Selections", "selectedOptions": [{"optionIdentifier": "opt-1"}],
        });
        let form = json!({"formatType": "Inputs", "inputValues": [
            {"inputValueType": "SingleInputValue", "inputId": "name",
             "value": {"valueType": "TextValue", "textValue": "Ada"}},
            {"inputValueType": "SelectedOptionsInputValue", "inputId": "topic",
             "selectedOptions": [{"optionIdentifier": "o1"}]},
            {"inputValueType": "SingleInputValue", "inputId": "when",
             "value": {"valueType": "DateTimeValue", "dateTimeValue": "2026-01-02T10:00:00Z"}},
        ]});
        for (kind, name, content) in [
            ("StaticContentMessage", "staticContent", text),
            ("ChoicesResponseMessage", "choicesResponse", choice),
            ("FormResponseMessage", "formResponse", form),
        ] {
            assert_eq!(verdict(message(kind, name, content)), Ok(()), "{kind}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let text = |content| message("StaticContentMessage", "staticContent", content);
        for (message, named) in [
            (
                text(json!({"formatType": "Text", "text": ""})),
                "staticContent.text",
            ),
            (text(json!({"formatType": "RichLink"})), "RichLink"),
            (
                text(json!({"formatType": "Text", "text": "a", "b": 1})),
                "staticContent.b",
            ),
            (
                message(
                    "ChoicesResponseMessage",
                    "choicesResponse",
                    json!({
                        "formatType": "Selections", "selectedOptions": [{"id": "opt-1"}],
                    }),
                ),
                "selectedOptions[0].id",
            ),
            (
                json!({"id": "A", "messageType": "StaticContentMessage"}),
                "message.id",
            ),
        ] {
            let error = verdict(message).unwrap_err();
            assert!(error.contains(named), "{named}: {error}");
        }
    }
}
