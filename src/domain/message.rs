//! Messages and the people and programs that write them.

use serde::{Deserialize, Serialize};

use super::{
    end::EndInfo,
    id::MessageId,
    rich::{Answer, Rich},
    time::Instant,
};

/// Which kind of participant somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The visitor.
    EndUser,
    /// A human representative.
    Agent,
    /// An automated participant.
    Bot,
    /// The backend itself.
    System,
}

impl Role {
    /// The name in transcripts that are saved.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndUser => "end-user",
            Self::Agent => "agent",
            Self::Bot => "bot",
            Self::System => "system",
        }
    }
}

/// Somebody who writes in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// Agent, bot, end user or system.
    pub role: Role,
    /// The name as the backend gives it; empty if it gives none. Foreign text.
    #[serde(default)]
    pub name: String,
}

impl Author {
    /// The visitor.
    pub fn end_user() -> Self {
        Self {
            role: Role::EndUser,
            name: String::new(),
        }
    }

    /// The backend itself.
    pub fn system() -> Self {
        Self {
            role: Role::System,
            name: String::new(),
        }
    }
}

/// What a message consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Body {
    /// Text; Markdown if an agent or a bot wrote it, shown as typed if the end user did.
    Text(String),
    /// More than text: something to choose, to fill in or to look at.
    Rich(Rich),
    /// A system note between the messages.
    Note(Note),
}

/// Something that happened, told between the messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Note {
    /// A participant joined.
    Joined(Author),
    /// A participant left.
    Left(Author),
    /// The conversation waits for an agent.
    Queued,
    /// The session ended.
    Ended(EndInfo),
    /// A new session of the same conversation started.
    Reopened,
}

/// How far the end user's message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// The backend does not take it; the end user can edit, retry or delete it.
    Refused,
    /// Given up; the end user can retry, edit or delete it.
    Failed,
    /// Kept until it can be sent.
    Waiting,
    /// Under way.
    Sending,
    /// The backend has it.
    Sent,
    /// It reached the other side.
    Delivered,
    /// The other side has seen it.
    Read,
}

impl Delivery {
    /// Whether it will not be sent unless the end user says so.
    pub const fn has_failed(self) -> bool {
        matches!(self, Self::Refused | Self::Failed)
    }
}

/// One entry of a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its identity, for all tries and all tabs.
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// When it was written, by the backend's clock once it is there.
    pub at: Instant,
    /// What it says.
    pub body: Body,
    /// How far it has come; only the end user's own messages travel.
    #[serde(default = "delivered")]
    pub delivery: Delivery,
    /// What it answers, if the end user chose or filled in something instead of writing.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// Whether more of its text is still to come: the same message follows, longer each time.
    #[serde(default)]
    pub partial: bool,
}

const fn delivered() -> Delivery {
    Delivery::Delivered
}

impl Message {
    /// A message that is there, whole, and answers nothing.
    pub const fn new(id: MessageId, author: Author, at: Instant, body: Body) -> Self {
        Self {
            id,
            author,
            at,
            body,
            delivery: Delivery::Delivered,
            answer: None,
            partial: false,
        }
    }

    /// Whether the end user wrote it.
    pub fn is_own(&self) -> bool {
        self.author.role == Role::EndUser
    }

    /// Whether it is a system note rather than something a participant said.
    pub const fn is_note(&self) -> bool {
        matches!(self.body, Body::Note(_))
    }

    /// The text, if it has one.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Text(text) | Body::Rich(Rich { text, .. }) => Some(text),
            Body::Note(_) => None,
        }
    }
}
