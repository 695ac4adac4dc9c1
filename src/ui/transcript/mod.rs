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
    let content = older(el("div", "transcript__content"), &pane);
    let content = welcome::add_to(content, parts).with(list);
    let content = typing::add_to(content, parts);
    let scrolled = Rc::clone(&pane);
    let log = log
        .on("scroll", move |_| scrolled.scrolled())
        .with(content.clone());
    pane.start(content.element());
    newer(el("div", "transcript").with(log), pane)
}

/// Adds the button to the newest message, while that is out of sight.
fn newer(transcript: El, pane: Rc<Pane>) -> El {
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
        let pane = Rc::clone(&pane);
        Some(
            el("button", "transcript__newer")
                .set("type", "button")
                .with(icon(Icon::Down))
                .text(&label)
                .press(move || pane.to_newest()),
        )
    })
}

/// Adds the button that fetches older messages, for whoever does not scroll.
fn older(content: El, pane: &Rc<Pane>) -> El {
    let parts = pane.parts;
    let has_older = parts.flag(|view| view.has_older);
    let pane = Rc::clone(pane);
    content.holds(move || {
        let is_offered = holds(has_older) && pane.is_at_start.get();
        let pane = Rc::clone(&pane);
        is_offered.then(|| {
            parts.button("transcript__older", Key::EarlierMessages, move || {
                parts.dispatch(Event::OlderWanted);
                let pane = Rc::clone(&pane);
                focus::after_render(move || pane.keep_focus());
            })
        })
    })
}
