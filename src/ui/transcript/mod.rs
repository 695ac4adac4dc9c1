//! The transcript: a bounded window of rows over any number of messages.
//!
//! `Pane` decides which rows stand in the document and where it is scrolled to; `row` draws one
//! of them. A change of the session touches the rows that changed and no other.

mod body;
mod content;
mod pane;
mod receipt;
mod row;

use std::rc::Rc;

use leptos::prelude::*;

pub use self::body::words;
use self::pane::Pane;
use super::{
    dom::{El, el},
    focus,
    icon::{Icon, icon},
    parts::{Parts, holds},
    typing, welcome,
};
use crate::{domain::Event, i18n::Key};

/// The transcript with the button to its newest message.
pub fn transcript(parts: Parts) -> El {
    let list = el("ul", "transcript__rows").set("role", "list");
    let log = el("div", "transcript__log")
        .set("part", "transcript")
        .set("role", "log")
        .set("aria-live", "off")
        .set("aria-label", &parts.text(Key::TranscriptLabel))
        .set("tabindex", "0");
    let pane = Pane::new(parts, log.element(), list.element());
    // The pane holds elements of the log. A listener in the log that held the pane in turn would
    // keep all of them for ever, so the listeners have it only as long as the window stands.
    let held = StoredValue::new_local(Rc::clone(&pane));
    let content = older(el("div", "transcript__content"), &pane, held);
    let content = welcome::add_to(content, parts).with(list);
    let content = typing::add_to(content, parts);
    let log = log
        .on("scroll", move |_| with(held, Pane::scrolled))
        .with(content.clone());
    pane.start(content.element());
    newer(el("div", "transcript").with(log), pane, held)
}

/// The pane as those hold it who listen to its elements.
type Held = StoredValue<Rc<Pane>, LocalStorage>;

/// Does something with the pane, if it is still there.
fn with(held: Held, act: fn(&Pane)) {
    if let Some(pane) = held.try_get_value() {
        act(&pane);
    }
}

/// Adds the button to the newest message, while that is out of sight.
fn newer(transcript: El, pane: Rc<Pane>, held: Held) -> El {
    let parts = pane.parts;
    let unread = parts.number(|view| view.unread.saturating_sub(view.unread_elsewhere).into());
    transcript.holds(move || {
        let count = unread.get();
        if !(pane.is_far.get() || (count > 0 && !pane.is_pinned.get())) {
            return None;
        }
        let label = if count == 0 {
            parts.text(Key::ToNewest)
        } else {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            parts.say(|texts, format| texts.new_messages(count, format))
        };
        Some(
            el("button", "transcript__newer")
                .set("type", "button")
                .with(icon(Icon::Down))
                .text(&label)
                .press(move || with(held, Pane::to_newest)),
        )
    })
}

/// Adds the button that fetches older messages, for whoever does not scroll.
fn older(content: El, pane: &Rc<Pane>, held: Held) -> El {
    let parts = pane.parts;
    let has_older = parts.flag(|view| view.has_older);
    let pane = Rc::clone(pane);
    content.holds(move || {
        let is_offered = holds(has_older) && pane.is_at_start.get();
        is_offered.then(|| {
            parts.button("transcript__older", Key::EarlierMessages, move || {
                parts.dispatch(Event::OlderWanted);
                focus::after_render(move || with(held, Pane::keep_focus));
            })
        })
    })
}
