//! What outlives a page load: one entry under one key, in a versioned envelope.

mod memory;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(test)]
mod fault_tests;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{Instant, id::MessageId, stored::Stored, time::HOUR};

pub use memory::MemoryStore;
#[cfg(target_arch = "wasm32")]
pub use web::WebStore;

/// The version of the envelope; an entry of a later version is left alone and not read.
const VERSION: u8 = 1;

/// How an entry begins; behind it stands the number of its version.
const HEAD: &str = "{\"v\":";

/// How long an entry is good for, in milliseconds: thirty days.
const LIFE_MS: u64 = 30 * 24 * HOUR;

/// The key of a widget's only entry.
pub fn key(id: &str) -> String {
    ["session-chat:", id].concat()
}

/// A place for one entry of text.
pub trait Store {
    /// The entry, if there is one and it can be read.
    fn read(&self) -> Option<String>;
    /// Replaces the entry.
    fn write(&self, entry: &str) -> Result<(), StorageError>;
    /// Removes the entry.
    fn remove(&self);
}

/// Why nothing could be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The browser has none for this page, or it is full.
    Refused,
}

impl StorageError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "storage-unavailable",
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => {
                "The browser refused to store the conversation: allow site data for this page, or \
                 set storage to \"memory\"."
            }
        })
    }
}

/// Who the visitor is to the backend, and their conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The visitor's random id.
    pub visitor: String,
    /// Their conversation, if it is worth keeping.
    pub chat: Option<Stored>,
    /// What waits to be sent in conversations that the window does not show.
    #[serde(default)]
    pub parked: Vec<Stored>,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    v: u8,
    at: Instant,
    kept: Kept,
}

impl Envelope {
    /// Seals what is to be stored at `now`.
    pub const fn seal(now: Instant, kept: Kept) -> Self {
        Self {
            v: VERSION,
            at: now,
            kept,
        }
    }

    /// Leaves the messages out, for a store that is nearly full.
    pub fn drop_messages(&mut self) {
        if let Some(chat) = &mut self.kept.chat {
            chat.messages.clear();
            chat.has_older = true;
        }
    }

    /// What was stored, unless it is of another version or too old.
    pub fn open(self, now: Instant) -> Option<Kept> {
        (self.v == VERSION && now.since(self.at) < LIFE_MS).then_some(self.kept)
    }
}

/// Whether an entry was written by a later version of the chat, which is to find it again.
pub fn is_of_later_version(entry: &str) -> bool {
    let rest = entry.strip_prefix(HEAD).map(str::as_bytes);
    matches!(rest, Some([b'2'..=b'9', ..] | [b'1', b'0'..=b'9', ..]))
}

/// Keeps what another tab of the same visitor still has to send: two tabs write one entry, and
/// neither may lose the other's unsent messages. `knows` says which messages this tab has seen
/// arrive or sends itself.
pub fn keep_unsent(ours: &mut Stored, theirs: Stored, knows: &dyn Fn(&MessageId) -> bool) {
    if theirs.conversation == ours.conversation {
        ours.outbox.extend(
            theirs
                .outbox
                .into_iter()
                .filter(|pending| !knows(&pending.id)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{effect::Opens, outbox::Pending, stored::StoredPhase};

    fn stored(conversation: &str, unsent: &[&str]) -> Stored {
        let pending =
            |id: &&str| Pending::new((*id).into(), "text".into(), Instant(1), Opens::Nothing);
        Stored {
            conversation: conversation.into(),
            phase: StoredPhase::Running,
            messages: Vec::new(),
            has_older: false,
            outbox: unsent.iter().map(pending).collect(),
            participant: None,
            open: true,
            unread: 0,
            queued_at: None,
            is_rated: false,
        }
    }

    fn envelope() -> Envelope {
        let kept = Kept {
            visitor: "v".into(),
            chat: Some(stored("c", &["a"])),
            parked: Vec::new(),
        };
        Envelope::seal(Instant(1_000), kept)
    }

    #[test]
    fn what_was_stored_comes_back() {
        let text = serde_json::to_string(&envelope()).unwrap();
        let read: Envelope = serde_json::from_str(&text).unwrap();
        assert_eq!(read.open(Instant(2_000)), envelope().open(Instant(2_000)));
    }

    #[test]
    fn p04_an_old_entry_and_one_of_another_version_are_not_read() {
        assert_eq!(envelope().open(Instant(1_000 + LIFE_MS)), None);
        assert_eq!(Envelope { v: 2, ..envelope() }.open(Instant(1_000)), None);
    }

    #[test]
    fn an_entry_that_somebody_tampered_with_does_not_decode() {
        for text in [
            "",
            "null",
            "[]",
            "{\"v\":1}",
            "{\"v\":1,\"at\":1,\"kept\":{\"visitor\":3}}",
        ] {
            assert!(serde_json::from_str::<Envelope>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_tab_keeps_what_another_one_has_not_sent_yet() {
        let mut ours = stored("c", &["a"]);
        keep_unsent(&mut ours, stored("c", &["a", "b", "c"]), &|id| {
            ["a", "c"].contains(&id.as_str())
        });
        let unsent: Vec<_> = ours
            .outbox
            .iter()
            .map(|pending| pending.id.as_str())
            .collect();
        assert_eq!(unsent, ["a", "b"]);
        keep_unsent(&mut ours, stored("other", &["d"]), &|_| false);
        assert_eq!(ours.outbox.len(), 2);
    }
}
