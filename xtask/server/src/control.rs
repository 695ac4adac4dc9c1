//! What a test may ask of the server: faults, pages of its own, and the list of requests.

use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Something that goes wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answer with this status and no body.
    Status(u16),
    /// Close the connection without an answer.
    Drop,
    /// Answer properly, but only after this long.
    Delay(Duration),
    /// Answer properly, but with this media type.
    ContentType(String),
    /// Answer with the first half of the body: what a broken deployment serves.
    Truncate,
}

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `GET`, `HEAD`, …
    pub method: String,
    /// The path with its query, as it was sent.
    pub target: String,
    /// Since the server started.
    pub at: Duration,
}

/// A page or file that exists only in this server.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

struct Rule {
    part: String,
    fault: Fault,
    left: Option<u32>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    own: HashMap<String, Own>,
    hits: Vec<Hit>,
}

pub(crate) struct Control {
    started: Instant,
    state: Mutex<State>,
}

impl Control {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next `times` requests whose target contains `part` go wrong; all of them without a
    /// number.
    pub(crate) fn fault(&self, part: &str, fault: Fault, times: Option<u32>) {
        self.state().rules.push(Rule {
            part: part.to_owned(),
            fault,
            left: times,
        });
    }

    pub(crate) fn clear_faults(&self) {
        self.state().rules.clear();
    }

    /// The fault that the first matching rule prescribes; the rule is used up by one.
    pub(crate) fn next_fault(&self, target: &str) -> Option<Fault> {
        let mut state = self.state();
        let rule = state
            .rules
            .iter_mut()
            .find(|rule| rule.left != Some(0) && target.contains(&rule.part))?;
        rule.left = rule.left.map(|left| left.saturating_sub(1));
        Some(rule.fault.clone())
    }

    pub(crate) fn put(&self, path: &str, own: Own) {
        self.state().own.insert(path.to_owned(), own);
    }

    pub(crate) fn own(&self, path: &str) -> Option<Own> {
        self.state().own.get(path).cloned()
    }

    pub(crate) fn record(&self, method: &str, target: &str) {
        let hit = Hit {
            method: method.to_owned(),
            target: target.to_owned(),
            at: self.started.elapsed(),
        };
        self.state().hits.push(hit);
    }

    pub(crate) fn hits(&self) -> Vec<Hit> {
        self.state().hits.clone()
    }

    pub(crate) fn forget_hits(&self) {
        self.state().hits.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_is_used_up() {
        let control = Control::new();
        control.fault("_bg.wasm", Fault::Drop, Some(2));
        assert_eq!(control.next_fault("/a.js"), None);
        assert_eq!(control.next_fault("/a_bg.wasm?1"), Some(Fault::Drop));
        assert_eq!(control.next_fault("/a_bg.wasm?2"), Some(Fault::Drop));
        assert_eq!(control.next_fault("/a_bg.wasm?3"), None);
    }
}
