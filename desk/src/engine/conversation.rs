//! One conversation as the desk keeps it, and what can be read off it.

use serde::{Deserialize, Serialize};
use session_chat::domain::{
    Author, ConversationId, EndInfo, EndedBy, Instant, Message, MessageId,
    message::Role,
    offer::Rating,
    snapshot::{Allowed, Availability, Queue, Snapshot, Status},
};

use super::{
    growth::Growing,
    record::{Given, Happened, HistoryEntry, InternalNote, Ticket},
};

/// How many messages a snapshot and one page of older messages hold.
pub const PAGE: usize = 50;

/// One conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Its id, chosen by the widget.
    pub id: ConversationId,
    /// Whose it is: the random id of a widget; nobody's once the visitor cleared it.
    pub visitor: Option<String>,
    /// What the visitor calls themselves. Foreign text.
    pub name: Option<String>,
    /// When its first message came.
    pub started: Instant,
    /// Where its newest session stands.
    pub stage: Stage,
    /// The messages and the notes between them, oldest first: all that the visitor sees but the
    /// note of the end, which windows make themselves, wherever they learn of it.
    pub messages: Vec<Message>,
    /// What agents wrote to each other.
    pub internal: Vec<InternalNote>,
    /// What happened, oldest first.
    pub history: Vec<HistoryEntry>,
    /// The record that agents work on.
    pub ticket: Option<Ticket>,
    /// The number of sessions so far.
    pub sessions: u32,
    /// The time the end user has spent in the queue before being accepted, in milliseconds.
    pub waited_ms: u64,
    /// How many messages of the end user no agent has seen.
    pub unread: u32,
    /// The newest message the end user has seen.
    pub seen_by_visitor: Option<MessageId>,
    /// Whether the end user owes an answer, and since when.
    pub silence: Silence,
    /// Numbers the messages and internal notes that the desk makes.
    pub serial: u64,
    /// The messages that are not yet what they will be.
    #[serde(default)]
    pub growing: Vec<Growing>,
    /// What the end user filled in before it.
    #[serde(default)]
    pub given: Vec<Given>,
    /// What the end user answered to the survey.
    #[serde(default)]
    pub rating: Option<Rating>,
    /// Until when the end user counts as writing.
    #[serde(skip)]
    pub typing_until: Option<Instant>,
    /// When the visitor was last told that the agent is writing.
    #[serde(skip)]
    pub agent_typing_told: Option<Instant>,
    /// The place in the queue the visitor was last told.
    #[serde(skip)]
    pub told_queue: Option<Queue>,
    /// What the visitor was last told of who can be reached.
    #[serde(skip)]
    pub told_availability: Availability,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// The assistant has it.
    WithBot(BotTurn),
    /// It waits for an agent.
    #[serde(rename_all = "camelCase")]
    Waiting {
        /// Since when; it orders the queue.
        since: Instant,
    },
    /// An agent has it.
    #[serde(rename_all = "camelCase")]
    Talking {
        /// Who.
        agent: Author,
        /// Since when it had been in the queue, to go back to that place.
        queued: Instant,
    },
    /// It is over.
    Ended(EndInfo),
}

/// What the assistant remembers of one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotTurn {
    /// Whether it has greeted.
    pub greeted: bool,
    /// How often it did not understand.
    pub misses: u8,
    /// When it answers what was said since it last spoke.
    pub answer_at: Option<Instant>,
}

/// Whether the end user owes an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Silence {
    /// No: the last word was theirs.
    #[default]
    No,
    /// Yes, since this moment.
    Since(Instant),
    /// They were warned.
    #[serde(rename_all = "camelCase")]
    Warned {
        /// When the session ends.
        ends_at: Instant,
    },
}

impl Conversation {
    /// A conversation that starts now, with the assistant.
    pub fn new(id: ConversationId, visitor: String, name: Option<String>, now: Instant) -> Self {
        Self {
            id,
            visitor: Some(visitor),
            name,
            started: now,
            stage: Stage::WithBot(BotTurn::default()),
            messages: Vec::new(),
            internal: Vec::new(),
            history: vec![HistoryEntry {
                at: now,
                what: Happened::SessionStarted(1),
            }],
            ticket: None,
            sessions: 1,
            waited_ms: 0,
            unread: 0,
            seen_by_visitor: None,
            silence: Silence::No,
            serial: 0,
            growing: Vec::new(),
            given: Vec::new(),
            rating: None,
            typing_until: None,
            agent_typing_told: None,
            told_queue: None,
            told_availability: Availability::Online,
        }
    }

    /// Whether its session runs.
    pub const fn is_live(&self) -> bool {
        !matches!(self.stage, Stage::Ended(_))
    }

    /// Whether the whole conversation is closed, not just its session.
    pub const fn is_closed(&self) -> bool {
        matches!(&self.stage, Stage::Ended(end) if end.closes_conversation)
    }

    /// Whether it takes some of an agent's capacity.
    pub const fn is_talking(&self) -> bool {
        matches!(self.stage, Stage::Talking { .. })
    }

    /// Since when it waits, if it does.
    pub const fn waiting_since(&self) -> Option<Instant> {
        match self.stage {
            Stage::Waiting { since } => Some(since),
            _ => None,
        }
    }

    /// When anything was last said.
    pub fn last_at(&self) -> Instant {
        self.messages
            .last()
            .map_or(self.started, |message| message.at)
    }

    /// Whether it is this visitor's.
    pub fn is_of(&self, visitor: &str) -> bool {
        self.visitor.as_deref() == Some(visitor)
    }

    /// What may be done in it. Reopening is a promise for after the end, so it is made before.
    pub const fn allowed(&self) -> Allowed {
        Allowed {
            can_send: self.is_live(),
            can_end: self.is_live(),
            can_reopen: !self.is_closed(),
            can_start_new: true,
        }
    }

    /// What a visitor needs to show it truthfully.
    pub fn snapshot(
        &self,
        assistant: Author,
        queue: Queue,
        availability: Availability,
    ) -> Snapshot {
        let status = match &self.stage {
            Stage::WithBot(_) => Status::WithBot(assistant),
            Stage::Waiting { .. } => Status::Waiting(queue),
            Stage::Talking { agent, .. } => Status::Talking(agent.clone()),
            Stage::Ended(end) => Status::Ended(end.clone()),
        };
        let ends_at = match self.silence {
            Silence::Warned { ends_at } => Some(ends_at),
            Silence::No | Silence::Since(_) => None,
        };
        let (messages, has_older) = page(&self.messages);
        Snapshot {
            conversation: Some(self.id.clone()),
            status,
            ends_at,
            messages,
            has_older,
            allowed: self.allowed(),
            availability,
        }
    }

    /// Up to [`PAGE`] messages older than `before`, and whether there are still older ones. Of an
    /// unknown message nothing is older: a widget that asks for it has another transcript.
    pub fn older(&self, before: &MessageId) -> (Vec<Message>, bool) {
        let at = self
            .messages
            .iter()
            .position(|message| message.id == *before)
            .unwrap_or(0);
        page(self.messages.get(..at).unwrap_or_default())
    }

    /// What the end user wrote since somebody last answered, oldest first.
    pub fn unanswered(&self) -> Vec<&Message> {
        let mut messages: Vec<_> = self
            .messages
            .iter()
            .rev()
            .take_while(|message| !matches!(message.author.role, Role::Agent | Role::Bot))
            .filter(|message| message.is_own())
            .collect();
        messages.reverse();
        messages
    }
}

/// An end that happens now.
pub(super) fn end_now(
    now: Instant,
    by: EndedBy,
    actor_name: Option<String>,
    closes: bool,
) -> EndInfo {
    EndInfo {
        by,
        reason: None,
        actor_name,
        at: now,
        closes_conversation: closes,
    }
}

fn page(messages: &[Message]) -> (Vec<Message>, bool) {
    let from = messages.len().saturating_sub(PAGE);
    (messages.get(from..).unwrap_or_default().to_vec(), from > 0)
}
