//! The control API over HTTP: the methods of [`Control`] for people and for pages.

use super::{Control, page};
use crate::fault::FaultRule;
use crate::settings::{Hours, Settings};
use crate::state::Shared;
use crate::state::party::{EndRole, Sender};
use crate::state::publish::DropStreams;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, body::Bytes};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page::page))
        .route("/control/log", get(log))
        .route("/control/state", get(state))
        .route("/control/files/{id}", get(file))
        .route("/control/{action}", post(act))
}

async fn log(State(shared): State<Arc<Shared>>) -> Response {
    Json(Control::new(shared).log()).into_response()
}

async fn state(State(shared): State<Arc<Shared>>) -> Response {
    let control = Control::new(shared);
    let state = json!({
        "conversations": control.conversations(),
        "streams": control.streams(),
        "settings": control.settings(),
    });
    Json(state).into_response()
}

async fn file(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let state = shared.state();
    match state.files.iter().find(|file| file.id == id) {
        Some(file) => {
            let kind = [(header::CONTENT_TYPE, file.media_type.clone())];
            (kind, file.bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `{"ok": true, …}`, or 400 with `{"ok": false, "message"}`, or 404 for an unknown action.
async fn act(
    State(shared): State<Arc<Shared>>,
    Path(action): Path<String>,
    body: Bytes,
) -> Response {
    let body = if body.is_empty() { "{}".into() } else { body };
    let outcome = serde_json::from_slice(&body)
        .map_err(|error| format!("The body is not JSON: {error}"))
        .and_then(|body: Map<String, Value>| perform(&Control::new(shared), &action, body));
    match outcome {
        Ok(Some(value)) => Json(json!({"ok": true, "value": value})).into_response(),
        Ok(None) => Json(json!({"ok": true})).into_response(),
        Err(message) => {
            let known = page::ACTIONS.iter().any(|known| known.name == action);
            let status = if known {
                StatusCode::BAD_REQUEST
            } else {
                StatusCode::NOT_FOUND
            };
            (status, Json(json!({"ok": false, "message": message}))).into_response()
        }
    }
}

/// A JSON body of an action.
struct Order {
    fields: Map<String, Value>,
}

impl Order {
    /// A field that must be there.
    fn need<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        self.maybe(name)?
            .ok_or_else(|| format!("The field {name} is missing"))
    }

    /// A field that may be missing or null.
    fn maybe<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value)
                .map(Some)
                .map_err(|error| format!("{name}: {error}")),
        }
    }

    /// The whole body.
    fn whole<T: DeserializeOwned>(self) -> Result<T, String> {
        serde_json::from_value(Value::Object(self.fields)).map_err(|error| error.to_string())
    }
}

/// Does what an action says. The value is what the method of the same name returns.
fn perform(
    control: &Control,
    action: &str,
    fields: Map<String, Value>,
) -> Result<Option<Value>, String> {
    let order = Order { fields };
    let conversation: Option<String> = order.maybe("conversation")?;
    let about = conversation.as_deref();
    let done = match action {
        "accept" => control.accept(about, &agent(&order)?),
        "accept-bot" => control.accept_bot(about, &order.need::<String>("bot")?),
        "typing" => control.typing(about, order.maybe("on")?.unwrap_or(true)),
        "delivered" => control.delivered(about, order.maybe::<String>("message")?.as_deref()),
        "read" => control.read(about, order.maybe::<String>("message")?.as_deref()),
        "transfer" => control.transfer(about, &agent(&order)?),
        "leave" => control.leave(about),
        "end" => {
            let role: EndRole = order.maybe("role")?.unwrap_or_default();
            control.end_session(about, &role)
        }
        "status" => control.status(about, order.need("status")?),
        "waiting" => control.waiting(about),
        "inactive" => control.inactive(about),
        "paused" => control.paused(about),
        "resumed" => control.resumed(about),
        "queue" => control.queue(about, order.need("position")?, order.maybe("waitSeconds")?),
        "routing-failed" => control.routing_failed(about, &order.need::<String>("failure")?),
        "progress" => control.progress(about, &order.need::<String>("text")?),
        "token" => control.stream_token(
            about,
            &order.need::<String>("message")?,
            order.need("number")?,
            &order.need::<String>("text")?,
        ),
        "close" => control.close_conversation(about),
        "opt-out" => control.opt_out(about),
        "history" => control.history(about, order.need("messages")?),
        "burst" => control.burst(about, order.need("messages")?),
        _ => return perform_more(control, action, order),
    };
    done.map(|()| None).map_err(|error| error.to_string())
}

/// The actions that say something back, or that are not about a conversation.
fn perform_more(control: &Control, action: &str, order: Order) -> Result<Option<Value>, String> {
    let conversation: Option<String> = order.maybe("conversation")?;
    let about = conversation.as_deref();
    let said = |id: Result<String, crate::ControlError>| {
        id.map(|id| Some(Value::String(id)))
            .map_err(|error| error.to_string())
    };
    match action {
        "say" => return said(control.say(about, &order.need::<String>("text")?)),
        "send" => {
            let sender: Sender = order.maybe("sender")?.unwrap_or_default();
            return said(control.send(about, order.need("message")?, sender));
        }
        "raw-entry" => {
            let (event, entry_type) = (
                order.need::<String>("event")?,
                order.need::<String>("entryType")?,
            );
            let payload = order.need("payload")?;
            let told = control.raw_entry(about, &event, &entry_type, payload);
            told.map_err(|error| error.to_string())?;
        }
        "identity-token" => {
            let user = order.maybe("user")?.unwrap_or_else(|| "ada".to_owned());
            let seconds = order.maybe("seconds")?.unwrap_or(3600);
            let token = control.identity_token(&user, Duration::from_secs(seconds));
            return Ok(Some(Value::String(token)));
        }
        "flood" => return said(control.flood(about, order.need("bytes")?)),
        "available" => control.set_available(order.need("available")?),
        "hours" => control.set_hours(order.need::<Hours>("hours")?),
        "deployment" => control.deployment(&Value::Object(order.fields))?,
        "fault" => control.fault(order.whole::<FaultRule>()?),
        "clear-faults" => control.clear_faults(),
        "drop-streams" => control.drop_streams(order.need::<DropStreams>("how")?),
        "expire-tokens" => control.expire_tokens(),
        "forget-events" => control.forget_events(),
        "forget-log" => control.forget_log(),
        "raw-event" => control.raw_event_with_id(
            &order.need::<String>("name")?,
            order.maybe::<String>("id")?.as_deref(),
            &order.need::<String>("data")?,
        ),
        "raw-bytes" => control.raw_bytes(order.need::<String>("text")?),
        "hold" => control.hold(),
        "release" => control.release(&order.maybe::<Vec<usize>>("order")?.unwrap_or_default()),
        "reset" => match order.maybe::<Settings>("settings")? {
            Some(settings) => control.reset_to(settings)?,
            None => control.reset(),
        },
        other => return Err(format!("There is no action {other}")),
    }
    Ok(None)
}

fn agent(order: &Order) -> Result<String, String> {
    Ok(order.maybe("agent")?.unwrap_or_else(|| "Sam".to_owned()))
}
