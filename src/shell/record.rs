//! The record of a session, as the page gets it.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    browser::clock::iso,
    domain::{Author, EndedBy, record::Record},
    value,
};

/// What is left of a session.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RecordDetail {
    conversation: String,
    started_at: String,
    queued_at: Option<String>,
    answered_at: Option<String>,
    ended_at: String,
    wait_ms: Option<u64>,
    ended_by: EndedBy,
    reason: Option<String>,
    participants: Vec<Author>,
    sent: u32,
    received: u32,
    is_whole: bool,
}

/// This record, as the page gets it.
pub fn told(record: Record) -> JsValue {
    let detail = RecordDetail {
        conversation: record.conversation.as_str().to_owned(),
        started_at: iso(record.started_at),
        queued_at: record.queued_at.map(iso),
        answered_at: record.answered_at.map(iso),
        ended_at: iso(record.end.at),
        wait_ms: record.wait_ms(),
        ended_by: record.end.by,
        reason: record.end.reason,
        participants: record.participants,
        sent: record.sent,
        received: record.received,
        is_whole: record.is_whole,
    };
    // Plain data always serialises.
    value::write(&detail).unwrap_or_default()
}
