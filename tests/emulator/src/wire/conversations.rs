//! Conversations: making, listing, ending.

use super::call::{Call, deployment};
use super::failure::Failure;
use crate::script::{self, Happening};
use crate::settings::PayloadForm;
use crate::state::conversation::Conversation;
use crate::state::entry::{Entry, FILTERS};
use crate::state::party::{EndRole, Party};
use crate::state::{self, CHANNEL_KEY, Shared};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

const USUAL: u64 = 20;
const MOST: u64 = 50;

pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = {
        let mut state = shared.state();
        let claims = call.claims(&state)?;
        let fields = call.json()?.only(&[
            "conversationId",
            "esDeveloperName",
            "language",
            "routingAttributes",
        ])?;
        let id = fields.uuid("conversationId")?;
        deployment(&state, fields.text("esDeveloperName")?)?;
        let language = fields.maybe_text("language")?.map(str::to_owned);
        let attributes = fields.attributes("routingAttributes")?.unwrap_or_default();
        if state.conversation(id).is_some() {
            return Err(Failure::status(409));
        }
        state.create(&claims.subject, id, attributes, language);
        id.to_owned()
    };
    shared.changed.notify_waiters();
    script::react(&shared, &id, Happening::Created);
    Ok((StatusCode::CREATED, Json(json!({"conversationId": id}))))
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let state = shared.state();
    let claims = call.claims(&state)?;
    call.only_query(&["inclClosedConvs", "limit"])?;
    let closed_too = match call.query.get("inclClosedConvs").map(String::as_str) {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(Failure::bad(format!(
                "inclClosedConvs is {other}, not true or false"
            )));
        }
    };
    let limit = limit(&call)?;
    let own = state
        .conversations
        .iter()
        .filter(|found| found.subject == claims.subject);
    let (open, closed): (Vec<&Conversation>, Vec<&Conversation>) =
        own.partition(|found| end(&state, found) == 0);
    let shown = open
        .iter()
        .chain(closed.iter().filter(|_| closed_too))
        .take(limit);
    let conversations: Vec<Value> = shown
        .map(|found| {
            json!({
                "conversationId": found.id,
                "startTimestamp": found.started,
                "endTimestamp": end(&state, found),
                "channelType": "embedded_messaging",
                "platformKey": CHANNEL_KEY,
                "participants": [Party::end_user(&found.subject).json()],
            })
        })
        .collect();
    Ok(Json(json!({
        "openConversationsFound": open.len(),
        "closedConversationsFound": closed.len(),
        "conversations": conversations,
    })))
}

/// When a conversation was closed; 0 while it is open, or not yet known to be closed.
fn end(state: &state::State, found: &Conversation) -> u64 {
    let delay = state.settings.lists.close_delay_ms;
    found
        .closed
        .filter(|closed| closed.saturating_add(delay) <= state.now())
        .unwrap_or(0)
}

pub(super) async fn routing(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let state = shared.state();
    call.owner(&state, &conversation)?;
    let last = state
        .conversation(&conversation)
        .and_then(|found| found.sessions.last());
    let status = last.map_or("INITIAL", |session| {
        if session.status == state::conversation::SessionStatus::Ended {
            "NEEDS_ROUTING"
        } else {
            session.routing.word()
        }
    });
    Ok(Json(
        json!({"conversationId": conversation, "routingStatus": status}),
    ))
}

/// Newest first, whatever the direction: that only says from which end the limit counts.
pub(super) async fn entries(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let state = shared.state();
    call.owner(&state, &conversation)?;
    call.only_query(&[
        "limit",
        "startTimestamp",
        "endTimestamp",
        "direction",
        "entryTypeFilter",
    ])?;
    let limit = limit(&call)?;
    let start = call.number("startTimestamp")?.unwrap_or(0);
    let end = call.number("endTimestamp")?.unwrap_or(u64::MAX);
    let from_start = match call.query.get("direction").map(String::as_str) {
        None | Some("FromEnd") => false,
        Some("FromStart") => true,
        Some(other) => {
            return Err(Failure::bad(format!(
                "direction is {other}, not FromStart or FromEnd"
            )));
        }
    };
    let filter = filter(&call)?;
    let until = state
        .now()
        .saturating_sub(state.settings.lists.entries_delay_ms);
    let delayed = state.settings.lists.entries_delay_ms > 0;
    let wanted = |entry: &&Entry| {
        let named = |names: &Vec<&str>| names.contains(&entry.draft.entry_type());
        (start..=end).contains(&entry.time)
            && (!delayed || entry.time <= until)
            && filter.as_ref().is_none_or(named)
    };
    let all = state
        .conversation(&conversation)
        .map(|found| found.entries.as_slice())
        .unwrap_or_default();
    let mut shown: Vec<&Entry> = if from_start {
        all.iter().filter(wanted).take(limit).collect()
    } else {
        all.iter().rev().filter(wanted).take(limit).collect()
    };
    if from_start {
        shown.reverse();
    }
    let shown: Vec<Value> = shown
        .into_iter()
        .map(|entry| entry.json(PayloadForm::Object))
        .collect();
    Ok(Json(json!({"conversationEntries": shown})))
}

/// The entry types that are asked for; None for all.
fn filter(call: &Call) -> Result<Option<Vec<&str>>, Failure> {
    let Some(filter) = call.query.get("entryTypeFilter") else {
        return Ok(None);
    };
    let names: Vec<&str> = filter.split(',').map(str::trim).collect();
    match names.iter().find(|name| !FILTERS.contains(name)) {
        Some(name) => Err(Failure::bad(format!(
            "entryTypeFilter does not know {name}"
        ))),
        None => Ok(Some(names)),
    }
}

fn limit(call: &Call) -> Result<usize, Failure> {
    let limit = call.number("limit")?.unwrap_or(USUAL);
    if limit == 0 || limit > MOST {
        return Err(Failure::bad(format!("limit is {limit}, not 1 to {MOST}")));
    }
    usize::try_from(limit).map_err(|_| Failure::bad("limit is too large"))
}

/// Ends the session. Without one there is nothing to end, which is answered as well.
pub(super) async fn end_session(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<StatusCode, Failure> {
    finish(&shared, &conversation, &call, |state, id| {
        // An error says that there is no session: it ended already.
        let _ = state.end_session(id, &EndRole::EndUser);
    })
}

/// Ends the session, if there is one, and the conversation.
pub(super) async fn close(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<StatusCode, Failure> {
    finish(&shared, &conversation, &call, |state, id| {
        // Errors say that there is no session, or that nothing is left to close.
        let _ = state.end_session_only(id, &EndRole::EndUser);
        let _ = state.close(id);
    })
}

fn finish(
    shared: &Shared,
    conversation: &str,
    call: &Call,
    act: impl FnOnce(&mut state::State, &str),
) -> Result<StatusCode, Failure> {
    {
        let mut state = shared.state();
        call.open(&state, conversation)?;
        called_for(&state, call)?;
        act(&mut state, conversation);
    }
    shared.changed.notify_waiters();
    Ok(StatusCode::NO_CONTENT)
}

fn called_for(state: &state::State, call: &Call) -> Result<(), Failure> {
    call.only_query(&["esDeveloperName"])?;
    deployment(state, call.parameter("esDeveloperName")?)
}
