//! What an end user says.

use super::call::{Call, deployment};
use super::failure::Failure;
use super::fields::Fields;
use super::shape;
use crate::script::{self, Happening};
use crate::settings::Repeated;
use crate::state::{self, Shared};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// The body of a message request, and the part about the message of a file request.
pub(super) const FIELDS: &[&str] = &[
    "message",
    "esDeveloperName",
    "isNewMessagingSession",
    "routingAttributes",
    "language",
];

/// 202 with the id, which is the client's own.
pub(super) type Accepted = (StatusCode, Json<Value>);

pub(super) async fn message(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<Accepted, Failure> {
    let (accepted, id) = {
        let mut state = shared.state();
        call.open(&state, &conversation)?;
        let fields = call.json()?.only(FIELDS)?;
        let message = shape::check(fields.object("message")?)?;
        let id = message.uuid("id")?.to_owned();
        let message = message.into_value();
        let accepted = accept(&mut state, &conversation, &fields, &id, message)?;
        (accepted, id)
    };
    shared.changed.notify_waiters();
    script::react(&shared, &conversation, Happening::Said(id));
    Ok(accepted)
}

/// Stores a message that is in order: 417 without a session, 429 over the limit.
pub(super) fn accept(
    state: &mut state::State,
    conversation: &str,
    fields: &Fields,
    id: &str,
    message: Value,
) -> Result<Accepted, Failure> {
    deployment(state, fields.text("esDeveloperName")?)?;
    fields.maybe_text("language")?;
    let attributes = fields.attributes("routingAttributes")?;
    let begins = fields.flag("isNewMessagingSession")?;
    let accepted = |time: u64| {
        let entry = json!({"id": id, "clientTimestamp": time});
        Ok((
            StatusCode::ACCEPTED,
            Json(json!({"conversationEntries": [entry]})),
        ))
    };
    let found = state.conversation(conversation);
    if found.is_some_and(|found| found.knows(id)) {
        match state.settings.messages.repeated {
            Repeated::Ignored => return accepted(state.now()),
            Repeated::Stored => {}
            Repeated::Refused => return Err(Failure::new(409, "The message exists already")),
        }
    }
    let live = state
        .conversation(conversation)
        .is_some_and(|found| found.live().is_some());
    if !live && !begins {
        return Err(Failure::status(417));
    }
    state
        .count_message(conversation)
        .map_err(Failure::too_many)?;
    if !live {
        if let (Some(found), Some(attributes)) = (state.conversation_mut(conversation), attributes)
        {
            found.attributes = attributes;
        }
        state.open_session(conversation);
    }
    state.hear(conversation, message);
    accepted(state.now())
}
