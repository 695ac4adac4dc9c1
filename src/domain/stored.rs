//! What outlives a page load.

use serde::{Deserialize, Serialize};

use super::{
    end::EndInfo,
    id::ConversationId,
    message::{Author, Message},
    outbox::Pending,
    snapshot::LostReason,
    time::Instant,
};

/// How many messages are kept; a backend gives older ones back.
pub const STORED_MESSAGES: usize = 200;
/// How many bytes of text are kept.
pub const STORED_BYTES: usize = 128 * 1024;

/// A conversation as this browser keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Where it stood.
    pub phase: StoredPhase,
    /// The newest messages, oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Whether the backend has older ones.
    #[serde(default)]
    pub has_older: bool,
    /// What was written and not yet taken by the backend.
    #[serde(default)]
    pub outbox: Vec<Pending>,
    /// Who was there.
    #[serde(default)]
    pub participant: Option<Author>,
    /// Since when the end user has waited for an agent, or did.
    #[serde(default)]
    pub queued_at: Option<Instant>,
    /// Whether the window was open.
    #[serde(default)]
    pub open: bool,
    /// How many messages the visitor had not seen.
    #[serde(default)]
    pub unread: u32,
    /// Whether the survey was answered.
    #[serde(default)]
    pub is_rated: bool,
}

impl Stored {
    /// Whether this is of the same conversation and ends with the same message.
    pub fn knows_as_much_as(&self, other: &Self) -> bool {
        let newest = |of: &Self| of.messages.last().map(|message| message.id.clone());
        self.conversation == other.conversation && newest(self) == newest(other)
    }
}

/// Where a stored conversation stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoredPhase {
    /// Its session was running or about to.
    Running,
    /// Its session was over.
    Ended(EndInfo),
    /// It could not go on.
    Lost(LostReason),
}
