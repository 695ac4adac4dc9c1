//! Options to choose from.

use super::{Asked, form};
use crate::{
    domain::{
        rich::{CHOICE, Choice, ChoiceStyle, Choices, Field, FieldKind, Form, MOST_PARTS},
        text,
    },
    ui::dom::{El, el},
};

/// How many characters of a label are shown.
const LABEL_CHARS: usize = 120;
/// How many characters of a detail are shown.
const DETAIL_CHARS: usize = 240;

/// The options.
pub fn choices(asked: &Asked<'_>, choices: Choices) -> El {
    if choices.several {
        return form::form(asked, several(choices.options));
    }
    let (group, option) = match choices.style {
        ChoiceStyle::QuickReplies => ("rich__chips", "chip"),
        ChoiceStyle::Buttons => ("rich__stack", "button"),
        ChoiceStyle::List => ("rich__stack", "option"),
    };
    let options = choices.options.iter().take(MOST_PARTS);
    el("div", group)
        .set("role", "group")
        .with_all(options.map(|choice| detailed(asked, option, choice)))
}

fn detailed(asked: &Asked<'_>, class: &str, choice: &Choice) -> El {
    let option = asked.option(class, &choice.id, &label(choice));
    if choice.detail.is_empty() || class != "option" {
        return option;
    }
    let detail = text::name(&choice.detail, DETAIL_CHARS);
    option.with(el("span", "option__detail").text(&detail))
}

/// What an option is called: its id where it has no label.
pub fn label(choice: &Choice) -> String {
    let label = text::name(&choice.label, LABEL_CHARS);
    if label.is_empty() {
        text::name(&choice.id, LABEL_CHARS)
    } else {
        label
    }
}

/// Several of them at once are a form of boxes.
fn several(options: Vec<Choice>) -> Form {
    Form {
        fields: vec![Field {
            name: CHOICE.into(),
            kind: FieldKind::SelectSeveral,
            required: true,
            options,
            ..Field::default()
        }],
        ..Form::default()
    }
}
