//! What a browser lets a page of another origin do.

use crate::settings::Cors;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// Whose rules hold for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    /// The API, by the settings.
    Api,
    /// The event stream, which has a switch of its own.
    Stream,
    /// What is the emulator's own: open to every page.
    Control,
}

impl Area {
    pub(super) fn of(path: &str) -> Self {
        if path == "/" || path.starts_with("/control") {
            Self::Control
        } else if path.starts_with("/eventrouter/") {
            Self::Stream
        } else {
            Self::Api
        }
    }
}

/// Whether pages of this origin may call.
fn is_allowed(cors: &Cors, area: Area, origin: &HeaderValue) -> bool {
    let listed = || match &cors.origins {
        None => true,
        Some(origins) => origins
            .iter()
            .any(|listed| listed.as_bytes() == origin.as_bytes()),
    };
    match area {
        Area::Control => true,
        Area::Stream => cors.streams && listed(),
        Area::Api => listed(),
    }
}

/// The answer to a preflight. A refused one has no headers of permission.
pub(super) fn preflight(cors: &Cors, area: Area, headers: &HeaderMap) -> Response {
    let mut response = StatusCode::OK.into_response();
    permit(cors, area, headers, &mut response);
    let origin = headers.get(header::ORIGIN);
    if !origin.is_some_and(|origin| is_allowed(cors, area, origin)) {
        *response.status_mut() = StatusCode::FORBIDDEN;
        return response;
    }
    let mut allowed = "authorization, content-type, x-org-id".to_owned();
    if cors.last_event_id || area == Area::Control {
        allowed.push_str(", last-event-id");
    }
    set(
        &mut response,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        &allowed,
    );
    let methods = "GET, POST, DELETE, OPTIONS";
    set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    // Not remembered by the browser, so that a test may change the rules.
    set(&mut response, header::ACCESS_CONTROL_MAX_AGE, "0");
    response
}

/// Lets the page read the answer, if it may.
pub(super) fn permit(cors: &Cors, area: Area, headers: &HeaderMap, response: &mut Response<Body>) {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return;
    };
    set(response, header::VARY, "origin");
    if !is_allowed(cors, area, origin) {
        return;
    }
    let answer = response.headers_mut();
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    let exposed = cors.exposed.join(", ");
    if !exposed.is_empty() {
        set(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, &exposed);
    }
}

/// Sets a header; a value that cannot be one is left out.
pub(super) fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
