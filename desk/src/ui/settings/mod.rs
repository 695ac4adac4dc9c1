//! The settings of the desk, in a dialog of the browser's own.

mod around;
mod fields;
mod read;

use leptos::{
    ev,
    html::{self, button, dialog, div, form, h2, label, span, textarea},
    prelude::*,
};
use session_chat::domain::time::MINUTE;
use wasm_bindgen::JsCast;

use self::{
    fields::{check, choice, number, part, text_field},
    read::{after_ends, minutes, name_of, read},
};
use super::{app::App, texts};
use crate::engine::{Action, Settings, settings::EndAs};

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
                around::around(&settings),
                around::hours(settings.hours),
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
    let fields = (
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
    );
    part(texts::SET_PEOPLE, fields.into_any())
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
