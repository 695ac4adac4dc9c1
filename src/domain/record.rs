//! What is left of a session once it is over, for whoever keeps count: who, when and how much, and
//! nothing of what was said.

use super::{
    conversation::Conversation,
    end::EndInfo,
    id::ConversationId,
    message::{Author, Body, Delivery, Message, Note, Role},
    time::Instant,
};

/// The record of one session (R5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The conversation it was a part of.
    pub conversation: ConversationId,
    /// When its first message was written.
    pub started_at: Instant,
    /// When the end user began to wait for an agent, if they were seen waiting: the moment of what
    /// was said last before.
    pub queued_at: Option<Instant>,
    /// When an agent was there, if one was.
    pub joined_at: Option<Instant>,
    /// When an agent first said something.
    pub answered_at: Option<Instant>,
    /// Who ended it, why and when.
    pub end: EndInfo,
    /// Agents and bots, in the order in which they came.
    pub participants: Vec<Author>,
    /// How many messages of the end user arrived.
    pub sent: u32,
    /// How many messages of agents and bots there were.
    pub received: u32,
    /// Whether all of it was known to this page; if not, the numbers are the least there were.
    pub is_whole: bool,
}

impl Record {
    /// The record of the session whose end is the newest in a conversation.
    pub fn of(conversation: &Conversation, end: &EndInfo) -> Option<Self> {
        let blank = Self {
            conversation: conversation.id.clone()?,
            started_at: end.at,
            queued_at: conversation.queued_at,
            joined_at: None,
            answered_at: None,
            end: end.clone(),
            participants: Vec::new(),
            sent: 0,
            received: 0,
            is_whole: true,
        };
        let mut record = Self {
            is_whole: !conversation.transcript.has_older,
            ..blank.clone()
        };
        let mut is_over = false;
        for message in conversation.transcript.messages() {
            // What follows an end is a session of its own.
            if core::mem::take(&mut is_over) {
                record = blank.clone();
            }
            is_over = matches!(message.body, Body::Note(Note::Ended(_)));
            record.count(message);
        }
        Some(record)
    }

    fn count(&mut self, message: &Message) {
        self.started_at = self.started_at.min(message.at);
        let author = match &message.body {
            Body::Note(Note::Joined(author)) => author,
            Body::Note(_) => return,
            Body::Text(_) | Body::Rich(_) => &message.author,
        };
        match author.role {
            Role::EndUser if message.delivery >= Delivery::Sent => {
                self.sent = self.sent.saturating_add(1);
            }
            Role::EndUser | Role::System => {}
            Role::Agent | Role::Bot => self.meet(author, message),
        }
    }

    fn meet(&mut self, author: &Author, message: &Message) {
        if !self.participants.contains(author) {
            self.participants.push(author.clone());
        }
        if author.role == Role::Agent {
            self.joined_at.get_or_insert(message.at);
        }
        if !message.is_note() {
            self.received = self.received.saturating_add(1);
            if author.role == Role::Agent {
                self.answered_at.get_or_insert(message.at);
            }
        }
    }

    /// How long the end user waited for an agent, in milliseconds: until one was there, or to the
    /// end in vain.
    pub fn wait_ms(&self) -> Option<u64> {
        let until = self.joined_at.unwrap_or(self.end.at);
        self.queued_at.map(|queued| until.since(queued))
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
