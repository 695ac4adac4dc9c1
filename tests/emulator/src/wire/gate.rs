//! What every request passes: cross-origin rules, the log, and faults.

use super::call::{MOST_BYTES, headers};
use super::cors::{self, Area};
use super::failure::Failure;
use super::multipart;
use crate::fault::{Fault, Operation};
use crate::log::Seen;
use crate::settings::Cors;
use crate::socket::Line;
use crate::state::Shared;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// The page of a captive portal.
const PORTAL: &str = "<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>";

pub(super) async fn gate(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let area = Area::of(parts.uri.path());
    let rules = shared.state().settings.cors.clone();
    if area == Area::Control {
        return control(&rules, parts, body, next).await;
    }
    let Ok(body) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return Failure::status(413).into_response();
    };
    let operation = Operation::of(&parts.method, parts.uri.path());
    let seen = note(&shared, operation, &parts, &body).await;
    let number = shared.state().log.add(seen);
    shared.changed.notify_waiters();
    let mut response = if parts.method == Method::OPTIONS {
        cors::preflight(&rules, area, &parts.headers)
    } else {
        let fault = operation.and_then(|operation| shared.state().rules.next(operation));
        let mut response = suffer(fault, &parts, body, next).await;
        cors::permit(&rules, area, &parts.headers, &mut response);
        response
    };
    let now = {
        let mut state = shared.state();
        state.log.answered(number, response.status().as_u16());
        state.now()
    };
    shared.changed.notify_waiters();
    if let Some(now) = UNIX_EPOCH.checked_add(Duration::from_millis(now)) {
        cors::set(&mut response, header::DATE, &httpdate::fmt_http_date(now));
    }
    response
}

/// The emulator's own paths: always well, never logged.
async fn control(rules: &Cors, parts: Parts, body: Body, next: Next) -> Response {
    if parts.method == Method::OPTIONS {
        return cors::preflight(rules, Area::Control, &parts.headers);
    }
    let asked = parts.headers.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    cors::permit(rules, Area::Control, &asked, &mut response);
    response
}

async fn note(shared: &Shared, operation: Option<Operation>, parts: &Parts, body: &Bytes) -> Seen {
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let body = if kind.starts_with("multipart/") {
        match multipart::parts(kind, body.clone()).await {
            Ok(parts) => multipart::summary(&parts),
            Err(error) => Value::String(error),
        }
    } else if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
    };
    let mut seen = Seen {
        at: shared.state().now(),
        operation,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: BTreeMap::new(),
        body,
        status: None,
    };
    headers(&mut seen, &parts.headers);
    seen
}

/// Processes a request with the fault that awaits it.
async fn suffer(fault: Option<Fault>, parts: &Parts, body: Bytes, next: Next) -> Response {
    let line = parts.extensions.get::<Line>().cloned().unwrap_or_default();
    let process = |next: Next| {
        let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
        next.run(request)
    };
    match fault {
        None => process(next).await,
        Some(Fault::Status {
            code,
            body,
            retry_after,
        }) => {
            let mut response = status(code, body);
            if let Some(value) = retry_after {
                cors::set(&mut response, header::RETRY_AFTER, &value);
            }
            response
        }
        Some(Fault::Redirect { code, to }) => {
            let mut response = status(code, Some(Value::Null));
            cors::set(&mut response, header::LOCATION, &to);
            response
        }
        Some(Fault::Reset { after_processing }) => {
            if after_processing {
                process(next).await;
            }
            line.reset();
            std::future::pending().await
        }
        Some(Fault::Delay {
            ms,
            after_processing,
        }) => {
            let wait = tokio::time::sleep(Duration::from_millis(ms));
            if after_processing {
                let response = process(next).await;
                wait.await;
                response
            } else {
                wait.await;
                process(next).await
            }
        }
        Some(Fault::Twice) => {
            let first = process(next.clone()).await;
            process(next).await;
            first
        }
        Some(Fault::Html) => ([(header::CONTENT_TYPE, "text/html")], PORTAL).into_response(),
        Some(Fault::Empty) => change(process(next).await, |_| Vec::new()).await,
        Some(Fault::Bom) => {
            change(process(next).await, |body| {
                ["\u{feff}".as_bytes(), body].concat()
            })
            .await
        }
        Some(Fault::Truncate) => {
            change(process(next).await, |body| {
                body.iter().take(body.len() / 2).copied().collect()
            })
            .await
        }
        Some(Fault::Hang) => std::future::pending().await,
    }
}

/// An answer with a status: with this body, or with the one that the status usually has.
fn status(code: u16, body: Option<Value>) -> Response {
    let parsed = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let bare = matches!(code, 204 | 205 | 304);
    match body {
        _ if bare => parsed.into_response(),
        None => Failure::status(code).into_response(),
        Some(Value::Null) => parsed.into_response(),
        Some(Value::String(text)) => (parsed, text).into_response(),
        Some(json) => (parsed, axum::Json(json)).into_response(),
    }
}

/// The answer with another body of the right length.
async fn change(response: Response, how: impl Fn(&[u8]) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    match axum::body::to_bytes(body, MOST_BYTES).await {
        Ok(body) => Response::from_parts(parts, Body::from(how(&body))),
        Err(_) => Failure::status(500).into_response(),
    }
}
