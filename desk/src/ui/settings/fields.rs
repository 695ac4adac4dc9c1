//! The fields of the form.

use leptos::{
    html::{div, fieldset, input, label, legend, option, select, span},
    prelude::*,
};

/// Fields that belong together.
pub fn part(title: &'static str, fields: AnyView) -> AnyView {
    fieldset()
        .class("settings-form__part")
        .child((legend().child(title), fields))
        .into_any()
}

/// A line.
pub fn text_field(name: &'static str, words: &'static str, value: String) -> AnyView {
    label()
        .class("field")
        .child((
            span().class("field__label").child(words),
            input()
                .r#type("text")
                .class("field__input")
                .name(name)
                .attr("maxlength", "200")
                .attr("autocomplete", "off")
                .prop("value", value),
        ))
        .into_any()
}

/// A number.
pub fn number(
    name: &'static str,
    words: &'static str,
    value: String,
    step: &'static str,
) -> AnyView {
    label()
        .class("field")
        .child((
            span().class("field__label").child(words),
            input()
                .r#type("number")
                .class("field__input")
                .name(name)
                .attr("min", "0")
                .attr("step", step)
                .prop("value", value),
        ))
        .into_any()
}

/// One of several values, each with its words.
pub fn choice(
    name: &'static str,
    words: &'static str,
    offered: &[(&'static str, &'static str)],
    chosen: &'static str,
) -> AnyView {
    let options: Vec<_> = offered
        .iter()
        .map(|&(value, words)| option().value(value).selected(value == chosen).child(words))
        .collect();
    label()
        .class("field")
        .child((
            span().class("field__label").child(words),
            select().class("field__input").name(name).child(options),
        ))
        .into_any()
}

/// A box to tick.
pub fn check(
    name: &'static str,
    words: &'static str,
    more: Option<&'static str>,
    is_on: bool,
) -> AnyView {
    label()
        .class("check")
        .child((
            input().r#type("checkbox").name(name).prop("checked", is_on),
            span().class("check__words").child((
                span().child(words),
                more.map(|more| span().class("check__more").child(more)),
            )),
        ))
        .into_any()
}

/// A time of the day, in minutes after midnight.
pub fn time(name: &'static str, words: &'static str, minutes: u16) -> AnyView {
    label()
        .class("field")
        .child((
            span().class("field__label").child(words),
            input()
                .r#type("time")
                .class("field__input")
                .name(name)
                .prop("value", clock(minutes)),
        ))
        .into_any()
}

/// As `09:30`.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Boxes of one name, each for its number, counted from one.
pub fn checks(
    name: &'static str,
    title: &'static str,
    offered: &[&'static str],
    chosen: &[bool],
) -> AnyView {
    let boxes = (1_u8..).zip(offered.iter().zip(chosen));
    let boxes = boxes.map(|(number, (&words, &is_on))| {
        label().class("checks__one").child((
            input()
                .r#type("checkbox")
                .name(name)
                .value(number.to_string())
                .prop("checked", is_on),
            span().child(words),
        ))
    });
    fieldset()
        .class("checks")
        .child((
            legend().class("field__label").child(title),
            div().class("checks__all").child(boxes.collect_view()),
        ))
        .into_any()
}
