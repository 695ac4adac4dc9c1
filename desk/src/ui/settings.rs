//! The settings of the desk, in a dialog of the browser's own.

use leptos::{
    ev,
    html::{
        self, button, dialog, div, fieldset, form, h2, input, label, legend, option, select, span,
        textarea,
    },
    prelude::*,
};
use session_chat::domain::{end::Next, time::MINUTE};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

use super::{app::App, texts};
use crate::engine::{
    Action, Settings,
    settings::{EndAs, Inactivity},
};

/// The longest span that can be set, in minutes: a day.
const LONGEST: f64 = 1_440.0;

/// Opens the dialog.
pub fn show(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // Fails only if it is open already.
        let _ = dialog.show_modal();
    }
}

/// The dialog.
pub fn settings(app: App, node: NodeRef<html::Dialog>) -> impl IntoView {
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    // Drawn anew whenever the settings change, so that it never shows a stale one.
    let current = Memo::new(move |_| app.view.with(|view| view.settings.clone()));
    let body = move || {
        let settings = current.get();
        form()
            .class("settings-form")
            .on(ev::submit, move |event| {
                event.prevent_default();
                let form = event.target().and_then(|target| target.dyn_into().ok());
                if let Some(read) = form.and_then(|form| read(&form, &current.get_untracked())) {
                    app.act(Action::Configure(Box::new(read)));
                }
                close();
            })
            .child((
                h2().child(texts::SETTINGS),
                people(&settings),
                rules(&settings),
                trying(&settings),
                div().class("settings-form__ways").child((
                    button()
                        .r#type("button")
                        .class("button button--quiet settings-cancel")
                        .on(ev::click, move |_| close())
                        .child(texts::CANCEL),
                    button()
                        .r#type("submit")
                        .class("button button--primary settings-save")
                        .child(texts::SAVE),
                )),
            ))
    };
    dialog()
        .class("settings-dialog")
        .node_ref(node)
        .attr("aria-label", texts::SETTINGS)
        .child(body)
}

fn people(settings: &Settings) -> AnyView {
    (
        text_field("agentName", texts::SET_AGENT, settings.agent_name.clone()),
        text_field("brand", texts::SET_BRAND, settings.brand.clone()),
        number(
            "capacity",
            texts::SET_CAPACITY,
            settings.capacity.to_string(),
            "1",
        ),
        number(
            "wait",
            texts::SET_WAIT,
            minutes(settings.wait_per_place_ms),
            "any",
        ),
        label().class("field").child((
            span().class("field__label").child(texts::SET_MACROS),
            textarea()
                .class("field__input")
                .name("macros")
                .attr("rows", "5")
                .prop("value", settings.macros.join("\n")),
        )),
    )
        .into_any()
}

fn rules(settings: &Settings) -> AnyView {
    let (warn, end) = settings
        .inactivity
        .map_or((5 * MINUTE, 2 * MINUTE), |rule| {
            (rule.warn_after_ms, rule.end_after_ms)
        });
    part(
        texts::SET_RULES,
        (
            check(
                "closes",
                texts::SET_CLOSES,
                Some(texts::SET_CLOSES_MORE),
                settings.end_chat_when_session_ends,
            ),
            choice(
                "ending",
                texts::SET_ENDING,
                &[("", texts::BY_PAGE), ("yes", texts::YES), ("no", texts::NO)],
                settings
                    .end_users_can_end
                    .map_or("", |can| if can { "yes" } else { "no" }),
            ),
            choice(
                "afterEnd",
                texts::SET_AFTER_END,
                &after_ends(),
                settings.after_end.map_or("", name_of),
            ),
            check(
                "inactivity",
                texts::SET_INACTIVITY,
                None,
                settings.inactivity.is_some(),
            ),
            div().class("settings-form__pair").child((
                number("warn", texts::SET_WARN, minutes(warn), "any"),
                number("end", texts::SET_END, minutes(end), "any"),
            )),
        )
            .into_any(),
    )
}

fn trying(settings: &Settings) -> AnyView {
    part(
        texts::SET_TRYING,
        (
            check(
                "refuse",
                texts::SET_REFUSE,
                Some(texts::SET_REFUSE_MORE),
                settings.refuse_ends,
            ),
            choice(
                "endAs",
                texts::SET_END_AS,
                &EndAs::ALL.map(|by| (by.name(), texts::end_as(by))),
                settings.end_as.name(),
            ),
        )
            .into_any(),
    )
}

fn part(title: &'static str, fields: AnyView) -> AnyView {
    fieldset()
        .class("settings-form__part")
        .child((legend().child(title), fields))
        .into_any()
}

fn text_field(name: &'static str, words: &'static str, value: String) -> AnyView {
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

fn number(name: &'static str, words: &'static str, value: String, step: &'static str) -> AnyView {
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
fn choice(
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

/// What can happen to a message after an end, in the order in which it is offered.
const AFTER_ENDS: [Next; 3] = [Next::ReadOnly, Next::Reset, Next::Reopen];

fn after_ends() -> Vec<(&'static str, &'static str)> {
    let named = AFTER_ENDS.map(|next| (name_of(next), texts::after_end(next)));
    core::iter::once(("", texts::BY_PAGE))
        .chain(named)
        .collect()
}

const fn name_of(next: Next) -> &'static str {
    match next {
        Next::ReadOnly => "readOnly",
        Next::Reset => "reset",
        Next::Reopen => "reopen",
    }
}

fn check(
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

/// The settings as the form says them; what it does not say stays as it was.
fn read(form: &HtmlFormElement, before: &Settings) -> Option<Settings> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| {
        data.get(name)
            .as_string()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let is_on = |name: &str| data.has(name);
    let or = |text: String, old: &str| {
        if text.is_empty() {
            old.to_owned()
        } else {
            text
        }
    };
    Some(Settings {
        brand: or(text("brand"), &before.brand),
        agent_name: or(text("agentName"), &before.agent_name),
        capacity: text("capacity").parse().unwrap_or(before.capacity),
        end_chat_when_session_ends: is_on("closes"),
        end_users_can_end: match text("ending").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        after_end: AFTER_ENDS
            .into_iter()
            .find(|next| name_of(*next) == text("afterEnd")),
        refuse_ends: is_on("refuse"),
        inactivity: is_on("inactivity").then(|| Inactivity {
            warn_after_ms: milliseconds(&text("warn"), 5 * MINUTE),
            end_after_ms: milliseconds(&text("end"), 2 * MINUTE),
        }),
        wait_per_place_ms: milliseconds(&text("wait"), before.wait_per_place_ms),
        end_as: EndAs::from_name(&text("endAs")).unwrap_or(before.end_as),
        macros: text("macros")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        ..before.clone()
    })
}

/// Minutes, with as many places as it takes, so that tests need not wait for whole ones.
#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53")]
fn minutes(ms: u64) -> String {
    (ms as f64 / MINUTE as f64).to_string()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to a day, and never negative"
)]
fn milliseconds(minutes: &str, otherwise: u64) -> u64 {
    match minutes.parse::<f64>() {
        Ok(minutes) if minutes.is_finite() => (minutes.clamp(0.0, LONGEST) * MINUTE as f64) as u64,
        _ => otherwise,
    }
}
