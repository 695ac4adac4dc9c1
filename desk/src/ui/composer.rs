//! Where the agent writes: replies to the visitor, notes among agents, standard sentences.

use leptos::{
    ev,
    html::{self, button, div, form, p, span, textarea},
    prelude::*,
};
use session_chat::domain::{policy::MESSAGE_CHARS, text};

use super::{
    app::App,
    file,
    icon::{self, Icon},
    insert, texts,
};
use crate::engine::Action;

/// How many characters of a standard sentence stand on its button.
const MACRO_CHARS: usize = 48;

/// To whom a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// The visitor.
    Reply,
    /// Other agents.
    Internal,
}

/// The composer. After the end of the session it writes internal notes only (R4.5).
pub fn composer(app: App, draft: RwSignal<String>, is_ended: bool) -> impl IntoView {
    let mode = RwSignal::new(if is_ended {
        Mode::Internal
    } else {
        Mode::Reply
    });
    let field = NodeRef::<html::Textarea>::new();
    let refused = RwSignal::new(None);
    if !is_ended {
        // The agent accepted to write; after an end the focus is left where it is.
        Effect::new(move |_| {
            if let Some(field) = field.get() {
                let _ = field.focus();
            }
        });
    }
    let send = move || {
        let written = draft.get_untracked();
        if written.trim().is_empty() {
            return;
        }
        app.act_here(|conversation| match mode.get_untracked() {
            Mode::Reply => Action::Say {
                conversation,
                text: written,
            },
            Mode::Internal => Action::Note {
                conversation,
                text: written,
            },
        });
        draft.set(String::new());
        refused.set(None);
    };
    let class = move || match mode.get() {
        Mode::Reply => "composer",
        Mode::Internal => "composer composer--internal",
    };
    let top = if is_ended {
        p().class("composer__ended")
            .child(texts::EMPTY_NOTE)
            .into_any()
    } else {
        div()
            .class("composer__top")
            .child((modes(mode), macros(app, mode), inserts(app, mode)))
            .into_any()
    };
    form()
        .class(class)
        .on(ev::submit, move |event| {
            event.prevent_default();
            send();
        })
        .child((
            top,
            file::refusal(refused),
            line(app, mode, draft, field, refused, send),
        ))
}

fn line(
    app: App,
    mode: RwSignal<Mode>,
    draft: RwSignal<String>,
    field: NodeRef<html::Textarea>,
    refused: RwSignal<Option<String>>,
    send: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let hint = move || match mode.get() {
        Mode::Reply => texts::WRITE_REPLY,
        Mode::Internal => texts::WRITE_NOTE,
    };
    let action = move || match mode.get() {
        Mode::Reply => texts::SEND,
        Mode::Internal => texts::ADD_NOTE,
    };
    // Files are for the visitor.
    let attach = move || (mode.get() == Mode::Reply).then(|| file::attach(app, refused));
    div().class("composer__line").child((
        attach,
        textarea()
            .class("reply")
            .node_ref(field)
            .attr("rows", "2")
            .attr("dir", "auto")
            .attr("maxlength", MESSAGE_CHARS.to_string())
            .attr("aria-label", hint)
            .attr("placeholder", hint)
            .prop("value", move || draft.get())
            .on(ev::input, move |event| {
                draft.set(event_target_value(&event));
                if mode.get_untracked() == Mode::Reply {
                    app.act_here(Action::Typing);
                }
            })
            .on(ev::keydown, move |event| {
                let is_plain = !event.shift_key() && !event.is_composing();
                if event.key() == "Enter" && is_plain {
                    event.prevent_default();
                    send();
                }
            }),
        button()
            .r#type("submit")
            .class("button button--primary button--icon send")
            .attr("aria-label", action)
            .attr("title", action)
            .child(icon::draw(Icon::Send)),
    ))
}

fn modes(mode: RwSignal<Mode>) -> impl IntoView {
    let choice = move |this: Mode, class: &'static str, word: &'static str| {
        button()
            .r#type("button")
            .class(class)
            .attr("aria-pressed", move || {
                if mode.get() == this { "true" } else { "false" }
            })
            .on(ev::click, move |_| mode.set(this))
            .child(word)
    };
    div()
        .class("modes")
        .role("group")
        .attr("aria-label", texts::MODE)
        .child((
            choice(Mode::Reply, "modes__choice mode-reply", texts::REPLY),
            choice(
                Mode::Internal,
                "modes__choice mode-internal",
                texts::INTERNAL,
            ),
        ))
}

/// One click sends a standard sentence (R4.1).
fn macros(app: App, mode: RwSignal<Mode>) -> impl IntoView {
    let sentences = Memo::new(move |_| app.view.with(|view| view.settings.macros.clone()));
    let buttons = move || {
        sentences
            .get()
            .into_iter()
            .map(|sentence| {
                let shown = text::preview(&sentence, MACRO_CHARS);
                button()
                    .r#type("button")
                    .class("macro")
                    .attr("dir", "auto")
                    .on(ev::click, move |_| {
                        let text = sentence.clone();
                        app.act_here(|conversation| Action::Say { conversation, text });
                    })
                    .child(span().child(shown))
            })
            .collect_view()
    };
    move || {
        (mode.get() == Mode::Reply).then(|| {
            div()
                .class("macros")
                .role("group")
                .attr("aria-label", texts::MACROS)
                .child(buttons)
        })
    }
}

/// Beside the standard sentences, and like them for replies only.
fn inserts(app: App, mode: RwSignal<Mode>) -> impl IntoView {
    move || (mode.get() == Mode::Reply).then(|| insert::insert(app))
}
