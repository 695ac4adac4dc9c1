//! The confirmation at the bottom of the window (R2.3). Nothing is sent before it is confirmed.

use super::{
    dom::{El, el},
    parts::{Parts, follow},
};
use crate::{
    domain::{Event, view::Confirmation},
    i18n::Key,
};

/// Puts the confirmation over a veil into the window, while it is asked for.
pub fn add_to(window: El, parts: Parts) -> El {
    let asked = parts.slice(|view| &view.confirmation);
    window.holds(move || {
        follow(asked);
        parts.view(|view| view.confirmation.as_ref().map(|asked| sheet(parts, asked)))
    })
}

fn sheet(parts: Parts, asked: &Confirmation) -> El {
    let text = parts.say(|texts, _| texts.confirmation(asked));
    let cancel = move || parts.dispatch(Event::EndCancelled);
    let keep = parts.button("button", Key::KeepChatting, cancel);
    let end = parts.button("button button--danger", Key::EndChat, move || {
        parts.dispatch(Event::EndConfirmed);
    });
    let sheet = el("div", "confirmation")
        .set("part", "confirmation")
        .set("role", "alertdialog")
        .set("aria-modal", "true")
        .set("aria-labelledby", "confirmation-title")
        .set("aria-describedby", "confirmation-text")
        .with(
            el("h2", "confirmation__title")
                .set("id", "confirmation-title")
                .text(&parts.text(Key::ConfirmTitle)),
        )
        .with(
            el("p", "confirmation__text")
                .set("id", "confirmation-text")
                .text(&text),
        )
        .with(el("div", "confirmation__row").with(keep).with(end));
    el("div", "asks")
        .with(el("div", "veil").press(cancel))
        .with(sheet)
}
