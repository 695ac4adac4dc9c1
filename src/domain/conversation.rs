//! What is known of the current conversation, whatever phase it is in.

use super::{
    id::{ConversationId, MessageId},
    message::{Author, Message},
    outbox::Outbox,
    policy,
    stored::{STORED_BYTES, STORED_MESSAGES},
    time::Instant,
    transcript::Transcript,
    view::SurveyState,
};

/// A conversation as this window knows it.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    /// Its id, from the moment the end user's first message was written.
    pub id: Option<ConversationId>,
    /// Whether the backend has ever taken a message of it: only then can it be resumed.
    pub is_known: bool,
    /// Its messages.
    pub transcript: Transcript,
    /// What the backend has not taken yet.
    pub outbox: Outbox,
    /// The bot or agent who was there last.
    pub participant: Option<Author>,
    /// Since when the end user has waited for an agent, or did.
    pub queued_at: Option<Instant>,
    /// Who is writing.
    pub typing: Option<Typing>,
    /// How many messages have not been seen.
    pub unread: u32,
    /// The oldest message that had not been seen when the visitor last looked.
    pub mark: Option<MessageId>,
    /// The newest message the backend was told the visitor has seen.
    pub read: Option<MessageId>,
    /// Where the survey after the end stands.
    pub survey: SurveyState,
}

/// Somebody who is writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Who.
    pub author: Author,
    /// Until when, unless another sign of it comes.
    pub until: Instant,
}

impl Conversation {
    /// The conversation to resume, if the backend can know it.
    pub fn resumable(&self) -> Option<ConversationId> {
        self.id.clone().filter(|_| self.is_known)
    }

    /// Somebody shows a sign of writing, or stops.
    pub fn set_typing(&mut self, author: Author, active: bool, now: Instant) {
        self.typing = active.then(|| Typing {
            author,
            until: now.plus(policy::TYPING_MS),
        });
    }

    /// Counts a message that somebody else wrote and the visitor does not see.
    pub fn count_unread(&mut self, id: &MessageId) {
        self.unread = self.unread.saturating_add(1);
        if self.mark.is_none() || self.unread == 1 {
            self.mark = Some(id.clone());
        }
    }

    /// The newest message that somebody else wrote, if the backend does not know it was seen.
    pub fn newly_read(&mut self) -> Option<MessageId> {
        let newest = self
            .transcript
            .messages()
            .rev()
            .take(policy::OUTBOX_MESSAGES)
            .find(|message| !message.is_own() && !message.is_note())
            .map(|message| message.id.clone())?;
        if self.read.as_ref() == Some(&newest) {
            return None;
        }
        self.read = Some(newest.clone());
        Some(newest)
    }

    /// The newest messages, as many as this browser keeps, oldest first.
    pub fn kept(&self) -> Vec<Message> {
        let mut bytes = 0_usize;
        let mut kept: Vec<_> = self
            .transcript
            .messages()
            .rev()
            .take(STORED_MESSAGES)
            .take_while(|message| {
                bytes = bytes.saturating_add(message.text().map_or(0, str::len));
                bytes <= STORED_BYTES
            })
            .map(|message| Message::clone(message))
            .collect();
        kept.reverse();
        kept
    }
}
