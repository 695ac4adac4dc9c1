//! Every request that arrived, for tests to look at.

use crate::fault::Operation;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The request headers that are kept, in lower case.
pub(crate) const HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "content-type",
    "host",
    "last-event-id",
    "origin",
    "referer",
    "x-org-id",
];

/// A request and how it was answered. Preflights are kept too; control requests are not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Epoch milliseconds by the server's clock.
    pub at: u64,
    /// What it asked for, if that is part of the API.
    pub operation: Option<Operation>,
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// As it was sent, without the question mark.
    pub query: String,
    /// Those of interest, by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// JSON as such; of a multipart body its parts, of which files by name, type and size; all
    /// else as text.
    pub body: Value,
    /// None while it is not answered, or if it never was.
    pub status: Option<u16>,
}

/// The log; a number is a request's place in it.
#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: Vec<Seen>,
    /// How many requests were forgotten: their numbers are not given out again.
    forgotten: usize,
}

impl Log {
    pub(crate) fn add(&mut self, seen: Seen) -> usize {
        self.seen.push(seen);
        self.seen
            .len()
            .saturating_add(self.forgotten)
            .saturating_sub(1)
    }

    pub(crate) fn answered(&mut self, number: usize, status: u16) {
        let place = number.checked_sub(self.forgotten);
        if let Some(seen) = place.and_then(|place| self.seen.get_mut(place)) {
            seen.status = Some(status);
        }
    }

    pub(crate) fn seen(&self) -> &[Seen] {
        &self.seen
    }

    pub(crate) fn forget(&mut self) {
        self.forgotten = self.forgotten.saturating_add(self.seen.len());
        self.seen.clear();
    }
}
