//! One row of the transcript.

use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::{
    html::{div, li, p, span},
    prelude::*,
};
use session_chat::domain::{
    Body, EndInfo, Message, message::Role, offer::PRE_CHAT, rich::Rich, text,
};

use super::{
    app::App,
    clock, file,
    icon::{self, Icon},
    rich, summary, texts,
};
use crate::engine::{files::kept_as, prepared, record::InternalNote, view::Entry};

/// How many characters of a name stand under a message.
const NAME_CHARS: usize = 60;

/// One entry with what its neighbours make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The entry.
    pub entry: Entry,
    /// It is the last of its author's group: name and time stand under it.
    pub ends_group: bool,
    /// The day that begins with it.
    pub day: Option<String>,
    /// It is the newest of the agents' messages that the visitor has seen.
    pub is_seen: bool,
    /// What the visitor is called.
    pub visitor: String,
    /// What it answers, if it answers anything.
    pub asked: Option<Rich>,
}

impl Row {
    /// Changes whenever the row must be drawn again.
    pub fn key(&self) -> (String, bool, bool, bool, u64) {
        (
            self.entry.id(),
            self.ends_group,
            self.day.is_some(),
            self.is_seen,
            self.body_key(),
        )
    }

    /// Differs for each state of a message that grows.
    fn body_key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Entry::Message(message) = &self.entry {
            message.text().hash(&mut hasher);
            if let Body::Rich(rich) = &message.body {
                rich.content.hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

/// Draws a row.
pub fn row(app: App, row: &Row) -> AnyView {
    let day = row
        .day
        .clone()
        .map(|day| li().class("day").child(span().child(day)));
    let entry = match &row.entry {
        Entry::Message(message) => match &message.body {
            Body::Text(text) => said(row, message, spoken(message, text, None)),
            Body::Rich(content) => match kept_as(content) {
                Some(id) => said(row, message, file::received(app, id, &content.text)),
                None => said(row, message, spoken(message, &content.text, Some(content))),
            },
            Body::Note(note) => note_line(&texts::note(note), message.at),
        },
        Entry::Internal(note) => internal(note),
        Entry::Ended(end) => ended(end),
    };
    (day, entry).into_any()
}

/// What a message says, in its words and in ours.
fn spoken(message: &Message, written: &str, content: Option<&Rich>) -> AnyView {
    let is_own = message.author.role == Role::EndUser;
    let content = content.map(|content| line(summary::content(content)));
    (rich::body(written, !is_own), content).into_any()
}

fn line(words: String) -> impl IntoView {
    p().class("message__content").child(words)
}

fn said(row: &Row, message: &Message, body: AnyView) -> AnyView {
    let (class, author) = match message.author.role {
        Role::EndUser => ("message message--visitor", row.visitor.clone()),
        Role::Bot => ("message message--bot", named(&message.author.name)),
        Role::Agent | Role::System => ("message message--agent", named(&message.author.name)),
    };
    // What was filled in before the chat stands among the details.
    let answer = message.answer.as_ref();
    let answer = answer.filter(|answer| answer.to.as_str() != PRE_CHAT);
    let answer = answer.map(|answer| {
        let values = prepared::values(answer).unwrap_or_default();
        line(summary::answer(row.asked.as_ref(), &values))
    });
    let foot = row.ends_group.then(|| {
        let seen = if row.is_seen {
            [" · ", texts::SEEN].concat()
        } else {
            String::new()
        };
        p().class("message__foot").child((
            span().attr("dir", "auto").child(author),
            [" · ", &clock::time(message.at), &seen].concat(),
        ))
    });
    li().class(class)
        .child((
            div()
                .class("message__body")
                .attr("dir", "auto")
                .child((body, answer)),
            foot,
        ))
        .into_any()
}

fn internal(note: &InternalNote) -> AnyView {
    li().class("message message--internal")
        .child((
            p().class("message__label")
                .child((icon::draw(Icon::Lock), texts::ONLY_AGENTS)),
            div()
                .class("message__body")
                .attr("dir", "auto")
                .child(rich::body(&note.text, true)),
            p().class("message__foot").child((
                span().attr("dir", "auto").child(named(&note.author)),
                [" · ", &clock::time(note.at)].concat(),
            )),
        ))
        .into_any()
}

fn ended(end: &EndInfo) -> AnyView {
    note_line(&texts::ended(end), end.at)
}

fn note_line(words: &str, at: session_chat::domain::Instant) -> AnyView {
    li().class("note")
        .child(
            span()
                .attr("dir", "auto")
                .child([words, " · ", &clock::time(at)].concat()),
        )
        .into_any()
}

fn named(name: &str) -> String {
    text::name(name, NAME_CHARS)
}
