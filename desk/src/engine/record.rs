//! What is written down about a conversation beside its messages: the event history, internal
//! notes, the ticket.

use serde::{Deserialize, Serialize};
use session_chat::domain::{EndInfo, Instant, offer::Rating};

/// One line of the event history: never changed, only added to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Happened,
}

/// What can happen to a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Happened {
    /// A session started; the first one is number 1.
    SessionStarted(u32),
    /// The assistant handed the conversation to people.
    HandedOver(Handover),
    /// A ticket was made.
    TicketMade(u32),
    /// An agent took the conversation.
    Accepted(String),
    /// An agent gave the conversation back to the queue.
    Requeued(String),
    /// The end user was told that the session ends for lack of an answer.
    #[serde(rename_all = "camelCase")]
    Warned {
        /// When it ends.
        ends_at: Instant,
    },
    /// The end user is still there.
    Stayed,
    /// The end user asked for an end, and it was refused.
    EndRefused,
    /// The visitor had the conversation forgotten on their side.
    Cleared,
    /// The session ended (R4.4).
    Ended(EndInfo),
    /// The end user answered the survey.
    Rated(Rating),
}

/// Why the assistant handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handover {
    /// The end user asked for a person.
    Asked,
    /// The assistant did not understand twice.
    NotUnderstood,
}

/// Something that the end user filled in before the chat. Foreign text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Given {
    /// The name of the field.
    pub name: String,
    /// What the field is called.
    pub label: String,
    /// What was filled in, or chosen, as the end user read it.
    pub value: String,
}

/// What agents write to each other. It is kept apart from the messages, so that no path leads
/// from it to a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternalNote {
    /// Its identity within the conversation.
    pub id: String,
    /// When.
    pub at: Instant,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// The record that agents work on, made when the assistant hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Its number.
    pub number: u32,
    /// Where the work stands; the end of a session does not change it (R4.4).
    pub status: TicketStatus,
}

/// Where the work on a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketStatus {
    /// Nobody has looked at it.
    New,
    /// An agent works on it.
    Open,
    /// The work is done.
    Solved,
}
