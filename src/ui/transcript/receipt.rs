//! The line under a group of messages: who, when, and how far the end user's message has come.

use web_sys::Event as DomEvent;

use crate::{
    domain::{Body, Delivery, Event, Message, text::is_blank, transcript::Row},
    i18n::{Format, Key},
    ui::{
        dom::{El, el},
        parts::Parts,
    },
};

/// The line, where there is one. A message that was given up can be tried again and changed while
/// one `can_write`.
pub fn meta(parts: Parts, row: &Row, can_write: bool) -> Option<El> {
    let message = &row.message;
    let line = match row.receipt {
        Some(state) if state.has_failed() => return Some(failed(parts, message, state, can_write)),
        None if !row.ends_group || message.is_note() => return None,
        receipt => parts.say(|texts, format| {
            let time = format.time(message.at);
            match receipt {
                Some(Delivery::Waiting) => texts.delivery(Delivery::Waiting).to_owned(),
                Some(delivery) => [texts.delivery(delivery), " · ", &time].concat(),
                None if message.is_own() => time,
                None => [&*texts.speaker(&message.author), " · ", &time].concat(),
            }
        }),
    };
    let meta = el("div", "meta").text(&line);
    // Name and time stand in the label of the message already.
    Some(if row.receipt.is_none() {
        meta.set("aria-hidden", "true")
    } else {
        meta
    })
}

fn failed(parts: Parts, message: &Message, state: Delivery, can_write: bool) -> El {
    let action = |key, event: Event, text: Option<String>| {
        parts.button("meta__action", key, move || {
            if let Some(text) = &text {
                put_back(parts, text);
            }
            parts.dispatch(event.clone());
        })
    };
    let id = &message.id;
    let text = message.text().unwrap_or_default().to_owned();
    let retry = can_write.then(|| action(Key::Retry, Event::Retried(id.clone()), None));
    // What was chosen or filled in is changed where it was asked for, and a file not at all.
    let is_text = matches!(message.body, Body::Text(_));
    let edit = (can_write && is_text && message.answer.is_none())
        .then(|| action(Key::Edit, Event::Discarded(id.clone()), Some(text)));
    let state = parts.text(if state == Delivery::Refused {
        Key::Refused
    } else {
        Key::Failed
    });
    el("div", "meta meta--failed")
        .with(el("span", "meta__state").text(&state))
        .with_all(retry)
        .with_all(edit)
        .with(action(Key::Delete, Event::Discarded(id.clone()), None))
}

/// Puts a text back into the field, behind what is written there.
fn put_back(parts: Parts, text: &str) {
    let Some(field) = parts.field() else { return };
    let written = field.value();
    let text = if is_blank(&written) {
        text.to_owned()
    } else {
        [&*written, "\n", text].concat()
    };
    field.set_value(&text);
    // The field takes it as if it had been typed.
    if let Ok(event) = DomEvent::new("input") {
        let _ = field.dispatch_event(&event);
    }
    let _ = field.focus();
}
