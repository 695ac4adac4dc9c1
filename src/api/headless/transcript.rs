//! The messages, as they go to the script that hands them to the page.

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::outlet::Page;
use crate::{
    api::report::object,
    browser::clock::iso,
    domain::{
        Body, Delivery, View,
        message::{Note, Role},
        rich::{Refused, Rich},
        transcript::Row,
    },
};

/// An answer with what is wrong with it, both as JSON.
#[derive(Serialize)]
pub struct RefusedShape {
    values: String,
    faults: String,
}

impl RefusedShape {
    /// How the page gets it.
    pub fn new(refused: &Refused) -> Self {
        Self {
            values: refused.answer.values.clone(),
            faults: refused.faults.clone(),
        }
    }
}

/// One message. Content and answers are JSON, which the script reads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the public shape of a message"
)]
struct Shape {
    id: String,
    role: Role,
    name: String,
    text: String,
    at: String,
    delivery: Option<Delivery>,
    note: Option<&'static str>,
    content: Option<String>,
    partial: bool,
    progress: Option<u8>,
    first_unread: bool,
    answer: Option<String>,
    refused: Option<RefusedShape>,
    can_answer: bool,
    can_retry: bool,
    can_discard: bool,
}

/// All messages that the page may show.
pub fn transcript(page: &Page, rows: &[Row]) -> Array {
    let view = page.view();
    rows.iter().map(|row| shape(page, &view, row)).collect()
}

fn shape(page: &Page, view: &View, row: &Row) -> JsValue {
    let message = &row.message;
    let (text, note, content) = match &message.body {
        Body::Text(text) => (text.clone(), None, None),
        Body::Rich(Rich { text, content }) => (text.clone(), None, Some(content.clone())),
        Body::Note(note) => {
            let text = page.say(|texts, format| texts.note(note, format));
            (text, Some(note_code(note)), None)
        }
    };
    let has_failed = message.is_own() && message.delivery.has_failed();
    object(&Shape {
        id: message.id.as_str().to_owned(),
        role: message.author.role,
        name: message.author.name.clone(),
        text,
        at: iso(message.at),
        delivery: message.is_own().then_some(message.delivery),
        note,
        can_answer: content.is_some() && view.actions.answer && row.answer.is_none(),
        content,
        partial: message.partial,
        progress: row.progress,
        first_unread: row.first_unread,
        answer: row.answer.as_ref().map(|answer| answer.values.clone()),
        refused: row.refused.as_ref().map(RefusedShape::new),
        can_retry: has_failed && view.actions.send,
        can_discard: has_failed || row.progress.is_some(),
    })
}

const fn note_code(note: &Note) -> &'static str {
    match note {
        Note::Joined(_) => "joined",
        Note::Left(_) => "left",
        Note::Queued => "queued",
        Note::Ended(_) => "ended",
        Note::Reopened => "reopened",
    }
}
