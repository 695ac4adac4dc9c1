//! What the host page hears: the session's own events, and what can be read off its view.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::Hooks;
use crate::{
    browser::clock::iso,
    domain::{EndInfo, EndedBy, Next, View, effect::HostEvent, message::Role},
    value,
};

/// How a session ended, as the page gets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndDetail {
    by: EndedBy,
    reason: Option<String>,
    actor_name: Option<String>,
    at: String,
    next: Next,
}

impl EndDetail {
    /// This end, and what the end user can do now.
    pub fn new(end: EndInfo, next: Next) -> Self {
        Self {
            by: end.by,
            reason: end.reason,
            actor_name: end.actor_name,
            at: iso(end.at),
            next,
        }
    }
}

/// A message, as the page gets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageDetail {
    id: String,
    role: Role,
    name: String,
    text: String,
    at: String,
}

/// Tells the page what has changed from one view to the next.
pub fn changes(hooks: &Hooks, last: &View, view: &View) {
    let emit = |name: &str, key: &str, value: JsValue| hooks.emit(name, pair(key, &value));
    if last.phase != view.phase {
        emit("phase", "phase", view.phase.as_str().into());
    }
    if last.connection != view.connection {
        emit("connection", "connection", view.connection.as_str().into());
    }
    if last.unread != view.unread {
        emit("unread", "unread", view.unread.into());
    }
}

/// Tells the page what it could not read off a view.
pub fn tell(hooks: &Hooks, event: HostEvent) {
    match event {
        HostEvent::Started(id) => {
            hooks.emit("started", pair("conversation", &id.as_str().into()));
        }
        HostEvent::Message {
            id,
            author,
            text,
            at,
        } => {
            let detail = MessageDetail {
                id: id.as_str().to_owned(),
                role: author.role,
                name: author.name,
                text,
                at: iso(at),
            };
            hooks.emit("message", object(&detail));
        }
        HostEvent::Ended { end, next } => {
            hooks.emit("ended", object(&EndDetail::new(end, next)));
        }
        HostEvent::Rated {
            conversation,
            rating,
        } => {
            let detail = pair("conversation", &conversation.as_str().into());
            let score = rating.score.map_or(JsValue::NULL, Into::into);
            set(&detail, "score", &score);
            set(&detail, "comment", &rating.comment.into());
            hooks.emit("rated", detail);
        }
        HostEvent::Cleared => {
            hooks.emit("cleared", JsValue::NULL);
        }
        HostEvent::SendFailed { .. } => fail(hooks, "not-sent", "A message was not sent."),
        HostEvent::SettingsApplied => {
            hooks.emit("settings", JsValue::NULL);
        }
        HostEvent::Error(code) => fail(hooks, code, sentence(code)),
        HostEvent::Advice(code, sentence) => fail(hooks, code, &sentence),
    }
}

fn fail(hooks: &Hooks, code: &str, message: &str) {
    let detail = pair("code", &code.into());
    set(&detail, "message", &message.into());
    hooks.emit("error", detail);
}

/// What an error of the chat's own says.
pub fn sentence(code: &str) -> &'static str {
    match code {
        "message-too-long" => "Longer than 8000 characters: send it in parts.",
        "outbox-full" => "Too much is waiting: try again once it is sent.",
        "config-conflict" => "Published settings exclude each other and were not applied.",
        "offers-unreadable" => "A part of offers is not of its type: no offer is made.",
        "clear-failed" => "The chat is forgotten here, but not by the backend.",
        "storage-unavailable" => "The browser stores nothing: a reload loses the chat.",
        _ => "Something went wrong.",
    }
}

/// Plain data as an object.
pub fn object(detail: &impl Serialize) -> JsValue {
    // Plain data always serialises.
    value::write(detail).unwrap_or(JsValue::NULL)
}

/// An object with one property.
pub fn pair(key: &str, value: &JsValue) -> JsValue {
    let object = js_sys::Object::new().into();
    set(&object, key, value);
    object
}

fn set(object: &JsValue, key: &str, value: &JsValue) {
    // A property of an ordinary object can always be set.
    let _ = js_sys::Reflect::set(object, &key.into(), value);
}
