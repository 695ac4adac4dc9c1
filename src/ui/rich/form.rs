//! Fields to fill in, judged by the browser's own validation and worded by us.

use core::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{Asked, LABEL_CHARS, choice::label, entry, faults, late_text, told, values};
use crate::{
    browser::clock,
    domain::{
        rich::{CHOICE, Choice, Entry, Field, FieldKind, Form, MOST_PARTS},
        text,
    },
    i18n::{Format, Key},
    ui::{
        dom::{El, el},
        focus,
        parts::Parts,
    },
};

/// How many characters one value may have, unless the field says fewer.
const VALUE_CHARS: u32 = 2_000;
/// The value of a box that is ticked.
const TICKED: &str = "true";

thread_local! {
    /// Counts the fields of this page, for ids.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// One field with what stands for it in the document.
struct Control {
    field: Field,
    /// The one control, or a box for each option. All that is asked of them an input can answer.
    inputs: Vec<HtmlInputElement>,
    /// What is wrong with it.
    fault: El,
}

/// A form, or what was filled into it.
pub fn form(asked: &Asked<'_>, form: Form) -> El {
    let parts = asked.parts;
    let title = text::name(&form.title, LABEL_CHARS);
    let title =
        (!title.is_empty()).then(|| el("h3", "form__title").set("dir", "auto").text(&title));
    let fields: Vec<Field> = form.fields.into_iter().take(MOST_PARTS).collect();
    if let Some(values) = &asked.values {
        return el("div", "form")
            .with_all(title)
            .with(summary(parts, &fields, values));
    }
    let refused = asked.question.refused.as_ref();
    let before = refused.map(|refused| values(&refused.answer));
    let controls: Vec<_> = fields
        .into_iter()
        .map(|field| control(parts, field, before.as_deref()))
        .collect();
    let mut homeless = Vec::new();
    for fault in faults(asked.question) {
        let is_it =
            |(shown, one): &&(Option<El>, Control)| shown.is_some() && one.field.name == fault.name;
        match controls.iter().find(is_it) {
            Some((_, control)) => control.tell(&text::name(&fault.text, LABEL_CHARS)),
            None => homeless.push(told(&fault.text)),
        }
    }
    if !asked.is_open() {
        let inputs = controls.iter().flat_map(|(_, control)| &control.inputs);
        inputs.for_each(|input| input.set_disabled(true));
    }
    let (shown, controls): (Vec<_>, Vec<_>) = controls.into_iter().unzip();
    if refused.is_some() {
        to_first_fault(&controls);
    }
    let submit = text::name(&form.submit, LABEL_CHARS);
    let submit = if submit.is_empty() {
        parts.text(Key::Send)
    } else {
        submit
    };
    let send = el("button", "button button--primary")
        .set("type", "submit")
        .text(&submit);
    let send = if asked.is_open() {
        send
    } else {
        send.set("disabled", "")
    };
    let answers = asked.answers();
    let controls = Rc::new(controls);
    el("form", "form")
        .set("novalidate", "")
        .with_all(title)
        .with_all(shown.into_iter().flatten())
        .with_all(homeless)
        .with(send)
        .on("submit", move |event| {
            event.prevent_default();
            // All of them are judged, so that all faults are told at once.
            let faults = controls.iter().filter(|one| !one.judge(parts)).count();
            if faults == 0 {
                let values: Vec<_> = controls.iter().flat_map(Control::entries).collect();
                let words = in_words(parts, controls.iter().map(|one| &one.field), &values);
                answers(&values, &words);
            } else {
                to_first_fault(&controls);
            }
        })
}

fn to_first_fault(controls: &[Control]) {
    let first = controls.iter().find(|one| one.has_fault());
    if let Some(input) = first.and_then(|one| one.inputs.first()).cloned() {
        focus::after_render(move || {
            let _ = input.focus();
        });
    }
}

/// A control with its label; nothing to see for a hidden one.
fn control(parts: Parts, field: Field, before: Option<&[Entry]>) -> (Option<El>, Control) {
    let id = COUNT.with(|count| {
        count.set(count.get().wrapping_add(1));
        ["field-", &count.get().to_string()].concat()
    });
    let [fault_id, hint_id] = ["-fault", "-hint"].map(|end| [&*id, end].concat());
    let hint = text::name(&field.hint, LABEL_CHARS);
    let hint = (!hint.is_empty()).then(|| {
        el("p", "field__hint")
            .set("id", &hint_id)
            .set("dir", "auto")
            .text(&hint)
    });
    // Where there is no hint, its name leads nowhere, and nothing is read.
    let described = [&*hint_id, " ", &fault_id].concat();
    let fault = el("p", "field__fault").set("id", &fault_id);
    let at_first = values_of(&field, before);
    let is_group = field.kind == FieldKind::SelectSeveral;
    let name = label_of(parts, &field);
    let inputs = match field.kind {
        FieldKind::Hidden => Vec::new(),
        FieldKind::SelectSeveral => boxes(&field, &at_first),
        _ => vec![input(parts, &field, &at_first)],
    };
    for input in &inputs {
        let _ = El::at(input).set("aria-describedby", &described);
    }
    let shown = if field.kind == FieldKind::Hidden {
        None
    } else if is_group {
        let legend = (!name.is_empty()).then(|| el("legend", "field__label").text(&name));
        let lines = inputs.iter().zip(&field.options).map(|(input, option)| {
            el("label", "field__box")
                .with(El::at(input))
                .with(el("span", "").set("dir", "auto").text(&label(option)))
        });
        Some(el("fieldset", "field").with_all(legend).with_all(lines))
    } else if field.kind == FieldKind::Checkbox {
        let line = el("label", "field__box")
            .with_all(inputs.iter().map(|input| El::at(input)))
            .with(el("span", "").set("dir", "auto").text(&name));
        Some(el("div", "field").with(line))
    } else {
        let label = el("label", "field__label")
            .set("for", &id)
            .set("dir", "auto")
            .text(&name);
        let inputs = inputs.iter().map(|input| El::at(input).set("id", &id));
        Some(el("div", "field").with(label).with_all(inputs))
    };
    let shown = shown.map(|shown| shown.with_all(hint).with(fault.clone()));
    let control = Control {
        field,
        inputs,
        fault,
    };
    (shown, control)
}

/// What stands in a field at first: what was refused before, or what the form says.
fn values_of(field: &Field, before: Option<&[Entry]>) -> Vec<String> {
    match before {
        Some(entries) => entries
            .iter()
            .filter(|entry| entry.name == field.name)
            .map(|entry| entry.value.clone())
            .collect(),
        None => vec![field.value.clone()],
    }
}

fn label_of(parts: Parts, field: &Field) -> String {
    let label = text::name(&field.label, LABEL_CHARS);
    let label = if label.is_empty() && field.name != CHOICE {
        text::name(&field.name, LABEL_CHARS)
    } else {
        label
    };
    if field.required || label.is_empty() {
        label
    } else {
        [&*label, " (", &late_text(parts, Key::RichOptional), ")"].concat()
    }
}

fn input(parts: Parts, field: &Field, values: &[String]) -> HtmlInputElement {
    let tag = match field.kind {
        FieldKind::LongText => "textarea",
        FieldKind::Select => "select",
        _ => "input",
    };
    let kind = match field.kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Number => "number",
        FieldKind::Date => "date",
        FieldKind::DateTime => "datetime-local",
        FieldKind::Checkbox => "checkbox",
        _ => "text",
    };
    let limit = if field.max_length == 0 {
        VALUE_CHARS
    } else {
        field.max_length
    };
    let limit = limit.to_string();
    let class = if kind == "checkbox" {
        ""
    } else {
        "field__input"
    };
    let step = if kind == "number" { "any" } else { "" };
    let said = [
        ("type", if tag == "input" { kind } else { "" }),
        ("step", step),
        ("maxlength", if tag == "select" { "" } else { &limit }),
        ("pattern", &field.pattern),
        ("min", &bound(field, &field.min, "T00:00")),
        ("max", &bound(field, &field.max, "T23:59")),
        ("autocomplete", &field.autocomplete),
        ("rows", if tag == "textarea" { "3" } else { "" }),
        ("dir", if kind == "text" { "auto" } else { "" }),
    ];
    let said = said.into_iter().filter(|(_, value)| !value.is_empty());
    let control = said.fold(el(tag, class), |control, (name, value)| {
        control.set(name, value)
    });
    let control = if field.required {
        control.set("required", "")
    } else {
        control
    };
    let control = if tag == "select" {
        let nothing = el("option", "")
            .set("value", "")
            .text(&late_text(parts, Key::RichChoose));
        let options = field.options.iter().take(MOST_PARTS);
        control.with(nothing).with_all(options.map(|option| {
            el("option", "")
                .set("value", &option.id)
                .text(&label(option))
        }))
    } else {
        control
    };
    let control: HtmlInputElement = control.element().clone().unchecked_into();
    let value = values.first().map_or("", String::as_str);
    if kind == "checkbox" {
        control.set_checked(value == TICKED);
    } else if field.kind == FieldKind::DateTime {
        control.set_value(&clock::said(value).map(clock::local).unwrap_or_default());
    } else {
        control.set_value(value);
    }
    control
}

/// The first or the last value that a field takes: a day is all of it.
fn bound(field: &Field, said: &str, time: &str) -> String {
    if field.kind == FieldKind::DateTime && !said.contains('T') && !said.is_empty() {
        [said, time].concat()
    } else {
        said.to_owned()
    }
}

fn boxes(field: &Field, values: &[String]) -> Vec<HtmlInputElement> {
    let options = field.options.iter().take(MOST_PARTS);
    let boxes = options.map(|option| {
        let input = el("input", "")
            .set("type", "checkbox")
            .set("value", &option.id);
        let input: HtmlInputElement = input.element().clone().unchecked_into();
        input.set_checked(values.contains(&option.id));
        input
    });
    boxes.collect()
}

impl Control {
    /// The values as they are now.
    fn entries(&self) -> Vec<Entry> {
        let name = &self.field.name;
        let value = |input: &HtmlInputElement| entry(name, input.value().trim());
        match self.field.kind {
            FieldKind::Hidden => vec![entry(name, &self.field.value)],
            FieldKind::SelectSeveral => self
                .inputs
                .iter()
                .filter(|input| input.checked())
                .map(value)
                .collect(),
            FieldKind::Checkbox => {
                let ticked = self.inputs.iter().any(HtmlInputElement::checked);
                vec![entry(name, &ticked.to_string())]
            }
            FieldKind::DateTime => {
                let moments = self
                    .inputs
                    .iter()
                    .filter_map(|input| clock::said(&input.value()));
                moments.map(|at| entry(name, &clock::iso(at))).collect()
            }
            _ => {
                let entries = self.inputs.iter().map(value);
                entries.filter(|entry| !entry.value.is_empty()).collect()
            }
        }
    }

    /// Judges what is filled in, and says what is wrong with it. Returns whether it is good.
    fn judge(&self, parts: Parts) -> bool {
        let fault = self
            .fault()
            .map(|key| late_text(parts, key))
            .unwrap_or_default();
        self.tell(&fault);
        fault.is_empty()
    }

    fn fault(&self) -> Option<Key> {
        let is_empty = match self.field.kind {
            FieldKind::Checkbox => !self.inputs.iter().any(HtmlInputElement::checked),
            _ => self.entries().is_empty(),
        };
        let is_wrong = !self.inputs.iter().all(HtmlInputElement::check_validity);
        match self.field.kind {
            FieldKind::Hidden => None,
            _ if is_empty && self.field.required => Some(Key::FaultMissing),
            FieldKind::Email if is_wrong => Some(Key::FaultEmail),
            _ if is_wrong => Some(Key::FaultOther),
            _ => None,
        }
    }

    /// Says what is wrong; nothing where that is empty.
    fn tell(&self, fault: &str) {
        self.fault.element().set_text_content(Some(fault));
        let is_wrong = (!fault.is_empty()).to_string();
        for input in &self.inputs {
            let _ = El::at(input).set("aria-invalid", &is_wrong);
        }
    }

    fn has_fault(&self) -> bool {
        let said = self.fault.element().text_content();
        said.is_some_and(|said| !said.is_empty())
    }
}

/// What a value says to the visitor.
fn shown(parts: Parts, field: &Field, value: &str) -> String {
    let is_it = |option: &&Choice| option.id == value;
    match field.kind {
        FieldKind::Checkbox => late_text(
            parts,
            if value == TICKED {
                Key::RichYes
            } else {
                Key::RichNo
            },
        ),
        FieldKind::DateTime => clock::said(value).map_or_else(
            || value.to_owned(),
            |at| parts.say(|_, format| [&*format.date(at), ", ", &format.time(at)].concat()),
        ),
        _ => field
            .options
            .iter()
            .find(is_it)
            .map_or_else(|| value.to_owned(), label),
    }
}

/// Each field that the visitor saw with what they filled in.
fn lines<'a>(
    parts: Parts,
    fields: impl IntoIterator<Item = &'a Field>,
    values: &[Entry],
) -> Vec<(String, String)> {
    let seen = fields
        .into_iter()
        .filter(|field| field.kind != FieldKind::Hidden);
    let said = seen.map(|field| {
        let own = values.iter().filter(|entry| entry.name == field.name);
        let shown: Vec<_> = own.map(|entry| shown(parts, field, &entry.value)).collect();
        let label = if field.name == CHOICE {
            String::new()
        } else {
            text::name(&field.label, LABEL_CHARS)
        };
        (label, shown.join(", "))
    });
    said.filter(|(_, value)| !value.is_empty()).collect()
}

fn in_words<'a>(
    parts: Parts,
    fields: impl IntoIterator<Item = &'a Field>,
    values: &[Entry],
) -> String {
    let lines = lines(parts, fields, values)
        .into_iter()
        .map(|(label, value)| {
            if label.is_empty() {
                value
            } else {
                [&*label, ": ", &value].concat()
            }
        });
    let words = lines.collect::<Vec<_>>().join("\n");
    if words.is_empty() {
        parts.text(Key::Sent)
    } else {
        words
    }
}

fn summary(parts: Parts, fields: &[Field], values: &[Entry]) -> El {
    let lines = lines(parts, fields, values)
        .into_iter()
        .flat_map(|(label, value)| {
            [
                el("dt", "form__name").set("dir", "auto").text(&label),
                el("dd", "form__value").set("dir", "auto").text(&value),
            ]
        });
    el("dl", "form__summary").with_all(lines)
}
