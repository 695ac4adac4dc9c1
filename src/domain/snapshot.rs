//! The state of a conversation as a backend knows it, given on connect and on every reconnect.

use serde::{Deserialize, Serialize};

use super::{
    end::EndInfo,
    id::ConversationId,
    message::{Author, Message},
    time::Instant,
};

/// Whether somebody can be reached at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Availability {
    /// Somebody, or a bot, answers now.
    #[default]
    Online,
    /// Nobody is online; messages wait until somebody is.
    #[serde(rename_all = "camelCase")]
    Away {
        /// When somebody is back, if it is known.
        back_at: Option<Instant>,
    },
    /// Nobody is online and nothing can be left.
    #[serde(rename_all = "camelCase")]
    Closed {
        /// When chats open again, if it is known.
        back_at: Option<Instant>,
    },
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// There is no session.
    None,
    /// A bot talks with the end user.
    WithBot(Author),
    /// The end user waits for an agent.
    Waiting(Queue),
    /// An agent talks with the end user.
    Talking(Author),
    /// The session is over.
    Ended(EndInfo),
    /// The conversation cannot go on.
    Lost(LostReason),
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// The place, counted from one, if the backend tells it.
    #[serde(default)]
    pub position: Option<u32>,
    /// The estimated wait in milliseconds, if the backend tells it.
    #[serde(default)]
    pub wait_ms: Option<u64>,
}

/// Why a stored conversation cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LostReason {
    /// The backend does not know it.
    Unknown,
    /// The backend refuses access to it.
    Forbidden,
    /// Its access has run out.
    Expired,
}

/// What may be done now, as far as the backend allows it. Policy narrows it further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent permissions of the contract"
)]
pub struct Allowed {
    /// A message can be sent.
    pub can_send: bool,
    /// The end user can end the session.
    pub can_end: bool,
    /// A message after the end can open a new session.
    pub can_reopen: bool,
    /// A new conversation can be started.
    pub can_start_new: bool,
}

impl Default for Allowed {
    fn default() -> Self {
        Self {
            can_send: true,
            can_end: true,
            can_reopen: true,
            can_start_new: true,
        }
    }
}

/// Everything a window needs to show a conversation truthfully after an absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The conversation this is about, if there is one.
    pub conversation: Option<ConversationId>,
    /// Where its session stands.
    pub status: Status,
    /// When the session will end unless the end user answers, if it is about to.
    #[serde(default)]
    pub ends_at: Option<Instant>,
    /// The newest messages, oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Whether older messages can be fetched.
    #[serde(default)]
    pub has_older: bool,
    /// What may be done now.
    #[serde(default)]
    pub allowed: Allowed,
    /// Whether somebody can be reached.
    #[serde(default)]
    pub availability: Availability,
}

impl Snapshot {
    /// Nothing runs, and there is nothing to go on with.
    pub fn nothing(availability: Availability) -> Self {
        Self {
            conversation: None,
            status: Status::None,
            ends_at: None,
            messages: Vec::new(),
            has_older: false,
            allowed: Allowed::default(),
            availability,
        }
    }
}
