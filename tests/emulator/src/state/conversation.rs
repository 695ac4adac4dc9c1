//! A conversation and its sessions.

use super::entry::Entry;
use super::party::Party;
use crate::settings::PayloadForm;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionStatus {
    /// Just made; never told by itself.
    New,
    /// Nobody has accepted yet.
    Waiting,
    /// An agent or a bot answers.
    Active,
    /// The end user was marked inactive.
    Inactive,
    /// Put on hold.
    Paused,
    /// The end user is asked to consent.
    Consent,
    /// Something failed; not an end.
    Error,
    /// Over.
    Ended,
}

impl SessionStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Waiting => "Waiting",
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Paused => "Paused",
            Self::Consent => "Consent",
            Self::Error => "Error",
            Self::Ended => "Ended",
        }
    }
}

/// What the routing request answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routing {
    Initial,
    Needed,
    Routed,
}

impl Routing {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Initial => "INITIAL",
            Self::Needed => "NEEDS_ROUTING",
            Self::Routed => "ROUTED",
        }
    }
}

/// The part between an end user and an agent or bot.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// `0Mw…`, 15 characters.
    pub(crate) id: String,
    pub(crate) status: SessionStatus,
    pub(crate) routing: Routing,
    /// Agents and bots that are in it.
    pub(crate) parties: Vec<Party>,
    pub(crate) started: u64,
}

/// A conversation with all its entries.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) attributes: Map<String, Value>,
    pub(crate) language: Option<String>,
    pub(crate) started: u64,
    /// When it was closed.
    pub(crate) closed: Option<u64>,
    /// The newest last; the older ones have ended.
    pub(crate) sessions: Vec<Session>,
    pub(crate) entries: Vec<Entry>,
    /// Times of the end user's messages, for the rate limit.
    pub(crate) said: Vec<u64>,
}

impl Conversation {
    /// The session that has not ended.
    pub(crate) fn live(&self) -> Option<&Session> {
        self.sessions
            .last()
            .filter(|session| session.status != SessionStatus::Ended)
    }

    pub(crate) fn live_mut(&mut self) -> Option<&mut Session> {
        self.sessions
            .last_mut()
            .filter(|session| session.status != SessionStatus::Ended)
    }

    /// The agent or bot that is in the live session.
    pub(crate) fn party(&self, role: &str) -> Option<Party> {
        let parties = &self.live()?.parties;
        parties.iter().rev().find(|p| p.role == role).cloned()
    }

    pub(crate) fn knows(&self, entry: &str) -> bool {
        self.entries.iter().any(|known| known.draft.id == entry)
    }

    pub(crate) fn seen(&self) -> SeenConversation {
        SeenConversation {
            id: self.id.clone(),
            subject: self.subject.clone(),
            open: self.closed.is_none(),
            status: self.sessions.last().map(|session| session.status),
            sessions: self.sessions.len(),
            routing_attributes: self.attributes.clone(),
            language: self.language.clone(),
            entries: self
                .entries
                .iter()
                .map(|entry| entry.json(PayloadForm::Object))
                .collect(),
        }
    }
}

/// A conversation as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenConversation {
    /// The id that the client chose.
    pub id: String,
    /// Whose it is.
    pub subject: String,
    /// It has not been closed.
    pub open: bool,
    /// Of the newest session.
    pub status: Option<SessionStatus>,
    /// How many sessions it has had.
    pub sessions: usize,
    /// The newest routing attributes.
    pub routing_attributes: Map<String, Value>,
    /// The language that the client asked for.
    pub language: Option<String>,
    /// All entries, the oldest first, with the payload as an object.
    pub entries: Vec<Value>,
}

impl SeenConversation {
    /// The texts of all messages, the oldest first.
    pub fn texts(&self) -> Vec<&str> {
        self.entries
            .iter()
            .filter_map(|entry| {
                entry
                    .pointer("/entryPayload/abstractMessage/staticContent/text")?
                    .as_str()
            })
            .collect()
    }
}
