//! A request of the API, with what most of them need.

use super::failure::Failure;
use super::fields::{Fields, is_uuid};
use crate::log::Seen;
use crate::socket::Line;
use crate::state::State;
use crate::state::token::{Claims, TokenProblem};
use axum::extract::{FromRequest, Query, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use std::collections::HashMap;

/// The largest body of any request, in bytes.
pub(super) const MOST_BYTES: usize = 64 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Call {
    pub(super) headers: HeaderMap,
    pub(super) query: HashMap<String, String>,
    pub(super) body: Bytes,
    /// The connection it came on.
    pub(super) line: Line,
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let Query(query) = Query::try_from_uri(&parts.uri)
            .map_err(|error| Failure::bad(format!("The query cannot be read: {error}")))?;
        let body = axum::body::to_bytes(body, MOST_BYTES)
            .await
            .map_err(|_| Failure::status(413))?;
        Ok(Self {
            headers: parts.headers,
            query,
            body,
            line: parts.extensions.get::<Line>().cloned().unwrap_or_default(),
        })
    }
}

impl Call {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as a strictly read JSON object.
    pub(super) fn json(&self) -> Result<Fields, Failure> {
        let kind = self.header(header::CONTENT_TYPE.as_str());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            return Err(Failure::bad("Content-Type is not application/json"));
        }
        let value = serde_json::from_slice(&self.body)
            .map_err(|error| Failure::bad(format!("The body is not JSON: {error}")))?;
        Fields::of("", value)
    }

    /// The token of the header `Authorization`, if there is one in the right form.
    pub(super) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Who calls, or 401.
    pub(super) fn claims(&self, state: &State) -> Result<Claims, Failure> {
        let token = self
            .bearer()
            .ok_or_else(|| Failure::new(401, "Authorization with a Bearer token is missing"))?;
        state.claims(token).map_err(|problem| match problem {
            TokenProblem::Unknown => Failure::new(401, "The token is not valid"),
            TokenProblem::Expired => Failure::new(401, "The token is expired"),
        })
    }

    /// Who calls about a conversation: 400 for a bad id, 401, 404, or 403 if it is another's.
    pub(super) fn owner(&self, state: &State, conversation: &str) -> Result<Claims, Failure> {
        let claims = self.claims(state)?;
        if !is_uuid(conversation) {
            return Err(Failure::bad(
                "The conversation id is not a UUID in lower case",
            ));
        }
        let found = state
            .conversation(conversation)
            .ok_or_else(|| Failure::new(404, "There is no such conversation"))?;
        if found.subject != claims.subject {
            return Err(Failure::status(403));
        }
        Ok(claims)
    }

    /// Like [`Call::owner`], for what needs an open conversation.
    pub(super) fn open(&self, state: &State, conversation: &str) -> Result<(), Failure> {
        self.owner(state, conversation)?;
        let closed = state
            .conversation(conversation)
            .is_some_and(|found| found.closed.is_some());
        if closed {
            let status = state.settings.sessions.closed_status;
            return Err(Failure::new(status, "The conversation is closed"));
        }
        Ok(())
    }

    /// Refuses all query parameters but these.
    pub(super) fn only_query(&self, known: &[&str]) -> Result<(), Failure> {
        match self
            .query
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            Some(name) => Err(Failure::bad(format!("Unknown query parameter {name}"))),
            None => Ok(()),
        }
    }

    /// A query parameter that must be there.
    pub(super) fn parameter(&self, name: &str) -> Result<&str, Failure> {
        let value = self.query.get(name).filter(|value| !value.is_empty());
        value
            .map(String::as_str)
            .ok_or_else(|| Failure::bad(format!("The query parameter {name} is missing")))
    }

    /// A query parameter that is a whole number, if it is there.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        let Some(value) = self.query.get(name) else {
            return Ok(None);
        };
        let number = value.parse();
        let number =
            number.map_err(|_| Failure::bad(format!("{name} is {value}, not a whole number")))?;
        Ok(Some(number))
    }
}

/// 404 unless it is the emulated deployment.
pub(super) fn deployment(state: &State, name: &str) -> Result<(), Failure> {
    if name == state.settings.deployment {
        Ok(())
    } else {
        Err(Failure::new(404, format!("There is no deployment {name}")))
    }
}

/// 400 unless it is the emulated organisation, by its 15 or 18 characters.
pub(super) fn organisation(state: &State, id: &str) -> Result<(), Failure> {
    let own = id.strip_prefix(state.settings.org_id.as_str());
    match own.map(str::len) {
        Some(0 | 3) => Ok(()),
        _ => Err(Failure::bad(format!("There is no organisation {id}"))),
    }
}

/// The headers of interest.
pub(super) fn headers(seen: &mut Seen, headers: &HeaderMap) {
    for name in crate::log::HEADERS {
        if let Some(value) = headers.get(*name) {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            seen.headers.insert((*name).to_owned(), value);
        }
    }
}
