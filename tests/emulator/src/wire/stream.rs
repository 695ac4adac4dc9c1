//! The event stream.

use super::call::Call;
use super::carrier::Carrier;
use super::failure::Failure;
use crate::state::token::TokenProblem;
use crate::state::{self, Shared, Stream};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::json;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many chunks may wait in the connection before a stream is slowed down by its client.
const CHUNKS: usize = 16;

/// Opens a stream for all conversations of the token's subject.
pub(super) async fn open(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    match attach(&shared, &call) {
        Ok(response) => response,
        Err(refusal) => refusal,
    }
}

#[expect(
    clippy::result_large_err,
    reason = "the error is the answer that is sent"
)]
fn attach(shared: &Shared, call: &Call) -> Result<Response, Response> {
    let mut state = shared.state();
    let subject = authorised(&state, call)?;
    let accept = call.header("accept").unwrap_or_default();
    if !accept.contains("text/event-stream") {
        let failure = Failure::bad("Accept is not text/event-stream");
        return Err(failure.into_response());
    }
    let settings = state.settings.stream.clone();
    let missed = match (call.header("last-event-id"), state.buffers.get(&subject)) {
        (Some(last), Some(buffer)) => buffer.after(last, settings.replay_again),
        _ => Vec::new(),
    };
    let (pieces, waiting) = mpsc::unbounded_channel();
    state.streams.push(Stream { subject, pieces });
    let (body, chunks) = mpsc::channel::<io::Result<Bytes>>(CHUNKS);
    let carrier = Carrier::new(settings, call.line.clone(), body);
    tokio::spawn(carrier.run(missed, waiting));
    let chunks = futures_util::stream::unfold(chunks, async |mut chunks| {
        let chunk = chunks.recv().await?;
        Some((chunk, chunks))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// Whose stream it is, or the answers that the service was seen to give.
#[expect(
    clippy::result_large_err,
    reason = "the error is the answer that is sent"
)]
fn authorised(state: &state::State, call: &Call) -> Result<String, Response> {
    let unauthorised = || {
        let body = json!({
            "status": 401, "error": "Unauthorized", "path": "/eventrouter/v1/sse",
        });
        (StatusCode::UNAUTHORIZED, Json(body)).into_response()
    };
    let token = call.bearer().ok_or_else(unauthorised)?;
    let claims = state.claims(token).map_err(|problem| match problem {
        TokenProblem::Unknown => unauthorised(),
        TokenProblem::Expired => (StatusCode::UNAUTHORIZED, "Jwt is expired").into_response(),
    })?;
    if call.header("x-org-id") != Some(state.settings.org_id.as_str()) {
        let failure = Failure::bad("OrgId in the header and token must match");
        return Err(failure.into_response());
    }
    Ok(claims.subject)
}
