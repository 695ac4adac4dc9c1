//! What the desk may show. It holds no words but foreign ones.

use std::collections::BTreeMap;

use session_chat::domain::{
    ConversationId, EndInfo, Instant, Message, MessageId, message::Role, offer::Rating, rich::Rich,
};

use super::{
    Engine,
    conversation::{Conversation, Silence, Stage},
    record::{Given, Happened, HistoryEntry, InternalNote, Ticket},
    settings::Settings,
};

/// The desk without the conversation that is open in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The settings in force.
    pub settings: Settings,
    /// How many conversations the agent is in.
    pub load: usize,
    /// Whether the agent can take one more.
    pub has_room: bool,
    /// The conversations, in the order of [`Group`] and within it as that group says.
    pub cards: Vec<Card>,
}

/// The groups of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Waiting for an agent; the longest wait first.
    Waiting,
    /// With the agent; what was last said to first.
    Talking,
    /// With the assistant; what was last said to first.
    WithBot,
    /// Over; what was last said to first.
    Ended,
}

/// One conversation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub id: ConversationId,
    /// Where it stands.
    pub group: Group,
    /// Whose it is.
    pub visitor: Visitor,
    /// The newest text; foreign text.
    pub line: String,
    /// When anything was last said.
    pub at: Instant,
    /// Since when it waits, if it does.
    pub waiting_since: Option<Instant>,
    /// How many messages of the end user no agent has seen.
    pub unread: u32,
    /// Whether the end user is writing.
    pub is_typing: bool,
}

/// Whose a conversation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The random id of the widget; none once the visitor cleared the conversation.
    pub id: Option<String>,
    /// What they call themselves. Foreign text.
    pub name: Option<String>,
}

/// The conversation that is open in the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Which.
    pub id: ConversationId,
    /// Where it stands.
    pub group: Group,
    /// Whose it is.
    pub visitor: Visitor,
    /// Messages, internal notes and ends by time, oldest first: the newest ones.
    pub entries: Vec<Entry>,
    /// Whether there are older ones.
    pub has_earlier: bool,
    /// What the answers among the entries answer, by the message that asked.
    pub asked: BTreeMap<MessageId, Rich>,
    /// The newest message the end user has seen.
    pub seen_by_visitor: Option<String>,
    /// Whether the end user is writing.
    pub is_typing: bool,
    /// When the session ends for lack of an answer, if the end user was warned.
    pub ends_at: Option<Instant>,
    /// How the session ended, if it did.
    pub ended: Option<EndInfo>,
    /// How many messages of the end user no agent has seen.
    pub unread: u32,
    /// The facts of the session record.
    pub facts: Facts,
    /// What the end user filled in before it.
    pub given: Vec<Given>,
    /// What the end user answered to the survey.
    pub rating: Option<Rating>,
    /// What happened, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// One entry of the transcript as agents see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// What the end user sees, too.
    Message(Message),
    /// What only agents see.
    Internal(InternalNote),
    /// The end of a session.
    Ended(EndInfo),
}

impl Entry {
    /// When it was written.
    pub const fn at(&self) -> Instant {
        match self {
            Self::Message(message) => message.at,
            Self::Internal(note) => note.at,
            Self::Ended(end) => end.at,
        }
    }

    /// Its identity within the conversation.
    pub fn id(&self) -> String {
        match self {
            Self::Message(message) => message.id.as_str().to_owned(),
            Self::Internal(note) => note.id.clone(),
            Self::Ended(end) => ["end:", &end.at.0.to_string()].concat(),
        }
    }
}

/// The facts of the session record (R5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// When the conversation started.
    pub started: Instant,
    /// The agent who is in it.
    pub agent: Option<String>,
    /// The number of sessions.
    pub sessions: u32,
    /// The time spent in the queue so far, in milliseconds, without the present wait.
    pub waited_ms: u64,
    /// Since when it waits, if it does.
    pub waiting_since: Option<Instant>,
    /// Messages of the end user.
    pub from_visitor: usize,
    /// Messages of agents.
    pub from_agents: usize,
    /// Messages of the assistant.
    pub from_bot: usize,
    /// The record that agents work on.
    pub ticket: Option<Ticket>,
    /// Whether the whole conversation is closed.
    pub closed: bool,
}

impl Engine {
    /// The desk as it stands.
    pub fn view(&self) -> View {
        let mut cards: Vec<_> = self
            .conversations
            .values()
            .map(Conversation::card)
            .collect();
        cards.sort_by(|a, b| {
            let waits = a.waiting_since.cmp(&b.waiting_since);
            a.group.cmp(&b.group).then(waits).then(b.at.cmp(&a.at))
        });
        View {
            settings: self.settings.clone(),
            load: self.load(),
            has_room: self.has_room(),
            cards,
        }
    }

    /// One conversation with at most `limit` entries of its transcript.
    pub fn detail(&self, id: &ConversationId, limit: usize) -> Option<Detail> {
        self.conversations
            .get(id)
            .map(|conversation| conversation.detail(limit))
    }
}

impl Conversation {
    const fn group(&self) -> Group {
        match self.stage {
            Stage::Waiting { .. } => Group::Waiting,
            Stage::Talking { .. } => Group::Talking,
            Stage::WithBot(_) => Group::WithBot,
            Stage::Ended(_) => Group::Ended,
        }
    }

    fn shown_visitor(&self) -> Visitor {
        Visitor {
            id: self.visitor.clone(),
            name: self.name.clone(),
        }
    }

    fn card(&self) -> Card {
        // Of those who wait, what they want; the assistant's promises are always the same.
        let waits = self.waiting_since().is_some();
        let mut said = self
            .messages
            .iter()
            .rev()
            .filter(|message| !waits || message.is_own());
        let line = said.find_map(Message::text).unwrap_or_default();
        Card {
            id: self.id.clone(),
            group: self.group(),
            visitor: self.shown_visitor(),
            line: line.chars().take(LINE_CHARS).collect(),
            at: self.last_at(),
            waiting_since: self.waiting_since(),
            unread: self.unread,
            is_typing: self.typing_until.is_some(),
        }
    }

    fn detail(&self, limit: usize) -> Detail {
        let (entries, has_earlier) = self.entries(limit);
        Detail {
            id: self.id.clone(),
            group: self.group(),
            visitor: self.shown_visitor(),
            asked: self.asked_by(&entries),
            entries,
            has_earlier,
            seen_by_visitor: self
                .seen_by_visitor
                .as_ref()
                .map(|id| id.as_str().to_owned()),
            is_typing: self.typing_until.is_some(),
            ends_at: match self.silence {
                Silence::Warned { ends_at } => Some(ends_at),
                _ => None,
            },
            ended: match &self.stage {
                Stage::Ended(end) => Some(end.clone()),
                _ => None,
            },
            unread: self.unread,
            facts: self.facts(),
            given: self.given.clone(),
            rating: self.rating.clone(),
            history: self.history.clone(),
        }
    }

    /// The newest `limit` entries, and whether there are older ones. Only the newest `limit` of
    /// each kind can be among them, so no more is looked at.
    fn entries(&self, limit: usize) -> (Vec<Entry>, bool) {
        let messages = self
            .messages
            .iter()
            .rev()
            .take(limit)
            .cloned()
            .map(Entry::Message);
        let internal = self
            .internal
            .iter()
            .rev()
            .take(limit)
            .cloned()
            .map(Entry::Internal);
        let ends = self
            .history
            .iter()
            .rev()
            .filter_map(|entry| match &entry.what {
                Happened::Ended(end) => Some(Entry::Ended(end.clone())),
                _ => None,
            });
        let mut entries: Vec<_> = ends.take(limit).chain(internal).chain(messages).collect();
        entries.reverse();
        entries.sort_by_key(Entry::at);
        let surplus = entries.len().saturating_sub(limit);
        let is_cut = surplus > 0 || self.messages.len() > limit || self.internal.len() > limit;
        (entries.split_off(surplus), is_cut)
    }

    fn asked_by(&self, entries: &[Entry]) -> BTreeMap<MessageId, Rich> {
        let answers = entries.iter().filter_map(|entry| match entry {
            Entry::Message(message) => message.answer.as_ref(),
            Entry::Internal(_) | Entry::Ended(_) => None,
        });
        answers
            .filter_map(|answer| Some((answer.to.clone(), self.asked(answer)?.clone())))
            .collect()
    }

    fn facts(&self) -> Facts {
        let count = |role: Role| {
            self.messages
                .iter()
                .filter(|message| message.author.role == role && message.text().is_some())
                .count()
        };
        Facts {
            started: self.started,
            agent: self.agent().map(str::to_owned),
            sessions: self.sessions,
            waited_ms: self.waited_ms,
            waiting_since: self.waiting_since(),
            from_visitor: count(Role::EndUser),
            from_agents: count(Role::Agent),
            from_bot: count(Role::Bot),
            ticket: self.ticket,
            closed: self.is_closed(),
        }
    }
}

/// How much of a message the list shows.
const LINE_CHARS: usize = 120;
