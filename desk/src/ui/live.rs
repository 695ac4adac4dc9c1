//! What is said aloud, and what the tab's title says to those who look elsewhere.

use std::collections::BTreeSet;

use leptos::{html::div, prelude::*};
use session_chat::domain::{message::Role, text};

use super::{
    app::{App, name_of},
    texts,
};
use crate::engine::view::{Entry, Group};

/// How much of a message is said.
const SAID_CHARS: usize = 200;

/// The live region: who begins to wait, and what the visitor of the open conversation says.
pub fn region(app: App) -> impl IntoView {
    let words = RwSignal::new(String::new());
    announce_waiting(app, words);
    announce_messages(app, words);
    title(app);
    div()
        .class("hidden live")
        .role("status")
        .attr("aria-live", "polite")
        .child(move || words.get())
}

fn announce_waiting(app: App, words: RwSignal<String>) {
    Effect::new(move |known: Option<BTreeSet<String>>| {
        let waiting: Vec<_> = app.view.with(|view| {
            let cards = view
                .cards
                .iter()
                .filter(|card| card.group == Group::Waiting);
            cards
                .map(|card| (card.id.as_str().to_owned(), name_of(&card.visitor)))
                .collect()
        });
        // Who waits already when the desk opens is in the list, and no news.
        if let Some(known) = known {
            for (_, name) in waiting.iter().filter(|(id, _)| !known.contains(id)) {
                words.set(texts::waits(name));
            }
        }
        waiting.into_iter().map(|(id, _)| id).collect()
    });
}

fn announce_messages(app: App, words: RwSignal<String>) {
    let newest = Memo::new(move |_| {
        app.detail.with(|detail| {
            let detail = detail.as_ref()?;
            let message = detail.entries.iter().rev().find_map(|entry| match entry {
                Entry::Message(message) if message.author.role == Role::EndUser => Some(message),
                _ => None,
            })?;
            let said = text::name(message.text()?, SAID_CHARS);
            let said = texts::said(&name_of(&detail.visitor), &said);
            Some((detail.id.clone(), message.id.clone(), said))
        })
    });
    Effect::new(move |before: Option<Option<_>>| {
        let now = newest.get();
        if let (Some(Some((open, known))), Some((id, message, said))) = (before, &now)
            && open == *id
            && known != *message
        {
            words.set(said.clone());
        }
        now.map(|(id, message, _)| (id, message))
    });
}

fn title(app: App) {
    let waiting = Memo::new(move |_| {
        app.view.with(|view| {
            view.cards
                .iter()
                .filter(|card| card.group == Group::Waiting)
                .count()
        })
    });
    Effect::new(move |_| document().set_title(&texts::title(waiting.get())));
}
