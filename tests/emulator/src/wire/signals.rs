//! Typing and receipts of the end user.

use super::call::Call;
use super::failure::Failure;
use crate::state::Shared;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// The most receipts in one call, as a sibling API has it.
const MOST_ACKS: usize = 25;

/// The long names are those of entry types, the short ones those that two clients use. Which of
/// them the service takes is not known.
const RECEIPTS: &[&str] = &[
    "Delivery",
    "Read",
    "DeliveryAcknowledgement",
    "ReadAcknowledgement",
];

pub(super) async fn typing(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let state = shared.state();
    call.open(&state, &conversation)?;
    let fields = call.json()?.only(&["entryType", "id"])?;
    let known = ["TypingStartedIndicator", "TypingStoppedIndicator"];
    fields.word("entryType", &known)?;
    fields.uuid("id")?;
    Ok(Json(json!({})))
}

pub(super) async fn acknowledge(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let state = shared.state();
    call.open(&state, &conversation)?;
    let acks = call.json()?.only(&["acks"])?.objects("acks")?;
    if acks.len() > MOST_ACKS {
        return Err(Failure::bad(format!(
            "acks has more than {MOST_ACKS} entries"
        )));
    }
    for ack in acks {
        let ack = ack.only(&["id", "entryType", "conversationEntryId", "messageId"])?;
        ack.uuid("id")?;
        ack.word("entryType", RECEIPTS)?;
        let entry = ack.text("conversationEntryId")?;
        let known = state
            .conversation(&conversation)
            .is_some_and(|found| found.knows(entry));
        if !known {
            return Err(ack.wrong("conversationEntryId", "is no entry of the conversation"));
        }
    }
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}
