//! What can happen to a session: everything that goes into [`Session::update`].
//!
//! [`Session::update`]: super::Session::update

use serde::{Deserialize, Serialize};

use super::{
    config::RulesChange,
    end::EndInfo,
    id::{ConversationId, MessageId},
    message::{Author, Message},
    offer::{Offers, Rating, Summary},
    rich::Answer,
    snapshot::{Allowed, Availability, LostReason, Queue, Snapshot},
    stored::Stored,
    time::Instant,
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What this browser kept of an earlier page, read at the first open.
    Restored(Option<Box<Stored>>),
    /// What this browser kept of conversations that the window does not show: each with what
    /// waits in it, and nothing else.
    ParkedFound(Vec<Stored>),
    /// The window opened.
    Opened,
    /// The window closed; the conversation goes on.
    Closed,
    /// The end user sends something.
    Composed(Draft),
    /// The end user pressed a key in the message field.
    Typed,
    /// The end user wants a failed message tried again.
    Retried(MessageId),
    /// The end user deletes a message that was not sent.
    Discarded(MessageId),
    /// *End conversation* was pressed; nothing is sent yet.
    EndAsked,
    /// The confirmation was cancelled.
    EndCancelled,
    /// The end was confirmed.
    EndConfirmed,
    /// *Start new chat*.
    NewAsked,
    /// *I am still here*, or its key stroke.
    Stayed,
    /// The end user answered the survey.
    Rated(Rating),
    /// The end user wants to see all conversations, or does not any more.
    Listed(bool),
    /// So many messages in conversations that the window does not show have not been seen.
    UnseenElsewhere(u32),
    /// Another tab of this visitor shows what is unread here.
    SeenElsewhere,
    /// The end user goes on with another conversation.
    Switched(Box<Summary>),
    /// What is offered around the chat cannot be read.
    OffersUnreadable,
    /// The page is back from the browser's cache: what was said meanwhile was not heard.
    Returned,
    /// *Clear session*: forget the conversation here and at the backend.
    ClearAsked,
    /// The end user dismissed the banner or the notice.
    NoticeDismissed,
    /// The newest message is on the screen of a visible page, and whatever follows will be.
    Seen,
    /// The visitor does not see the newest message any more: scrolled up, closed, hidden.
    Unseen,
    /// Older messages are wanted.
    OlderWanted,
    /// The browser says whether it has a network.
    NetworkChanged {
        /// Whether it has.
        online: bool,
    },
    /// The moment of [`Session::wake_at`] has come.
    ///
    /// [`Session::wake_at`]: super::Session::wake_at
    Woke,
    /// The browser's storage refused a write; the conversation lives in memory only.
    StorageFailed,
    /// The backend said something.
    Backend(BackendEvent),
}

/// A message on its way into the outbox, with the ids it may need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The id of the message, for all tries.
    pub id: MessageId,
    /// The id of the conversation, should this message start one.
    pub conversation: ConversationId,
    /// What it says.
    pub text: String,
    /// What it answers, if it was chosen or filled in.
    pub answer: Option<Answer>,
    /// The file it consists of, as [`Outgoing::content`].
    ///
    /// [`Outgoing::content`]: super::effect::Outgoing::content
    pub content: Option<String>,
}

impl Draft {
    /// A draft that was written, not chosen.
    pub const fn written(id: MessageId, conversation: ConversationId, text: String) -> Self {
        Self {
            id,
            conversation,
            text,
            answer: None,
            content: None,
        }
    }
}

/// One thing a backend said. Shapes are those of the backend contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BackendEvent {
    /// A connection is being made, for the first time or again.
    Connecting,
    /// The connection stands; this is the state as the backend knows it.
    Connected(Box<Snapshot>),
    /// The connection broke; the backend keeps trying.
    Disconnected,
    /// Messages are taken, but nothing will be heard unless the end user asks for it.
    Stale,
    /// The backend has taken a message of the end user.
    #[serde(rename_all = "camelCase")]
    Acknowledged {
        /// Which message.
        id: MessageId,
        /// When, by the backend's clock.
        at: Instant,
    },
    /// The backend did not take a message of the end user.
    Refused {
        /// Which message.
        id: MessageId,
        /// Why.
        why: SendRefusal,
    },
    /// A message, from anyone, of this tab or another.
    Message(Message),
    /// Older messages, oldest first, that were asked for.
    #[serde(rename_all = "camelCase")]
    Older {
        /// The messages.
        messages: Vec<Message>,
        /// Whether there are still older ones.
        has_older: bool,
    },
    /// Somebody else is writing, or stopped.
    Typing {
        /// Who.
        author: Author,
        /// Whether they are writing.
        active: bool,
    },
    /// All messages of the end user up to this one reached the other side.
    Delivered(MessageId),
    /// All messages of the end user up to this one were seen.
    Read(MessageId),
    /// A bot talks with the end user now.
    WithBot(Author),
    /// The end user waits for an agent.
    Waiting(Queue),
    /// An agent talks with the end user now; also after a transfer.
    Talking(Author),
    /// The session ends soon unless the end user answers.
    #[serde(rename_all = "camelCase")]
    Inactive {
        /// When it ends.
        ends_at: Instant,
    },
    /// The session is not about to end any more.
    Active,
    /// The session is over.
    Ended(EndInfo),
    /// The backend did not end the session, whatever it answered.
    EndRefused,
    /// The conversation cannot go on.
    Lost(LostReason),
    /// So much of a hundred of the file under way has arrived.
    Progress {
        /// In which message.
        id: MessageId,
        /// How much.
        percent: u8,
    },
    /// What is offered around a chat; what is left out stays as it is.
    Offers(Offers),
    /// Whether the answer to the survey was taken.
    #[serde(rename_all = "camelCase")]
    Rated {
        /// Whether it was.
        is_taken: bool,
    },
    /// All conversations of the end user, the newest first: a list of
    /// [`Summary`](super::offer::Summary) as JSON.
    Conversations(String),
    /// What may be done has changed.
    Allowed(Allowed),
    /// Whether somebody can be reached has changed.
    Availability(Availability),
    /// The backend could not start a session.
    StartRefused(Availability),
    /// Changed settings of the deployment were published (R1.6).
    Settings(RulesChange),
    /// Somebody else cleared the conversation: another tab, or the backend. Nobody is told so of
    /// what they have cleared themselves.
    Cleared,
    /// The conversation could not be cleared at the backend; it is forgotten here all the same.
    ClearFailed,
}

/// Why a backend did not take a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SendRefusal {
    /// The session is over.
    Ended,
    /// The conversation cannot go on.
    Lost(LostReason),
    /// This message will never be taken.
    Rejected,
    /// It is an answer with faults: the end user corrects them and answers again. Holds
    /// JSON: a list of [`Fault`](super::rich::Fault).
    Faulty(String),
    /// It may be taken later.
    #[serde(rename_all = "camelCase")]
    Later {
        /// In how many milliseconds, if the backend said so.
        after_ms: Option<u64>,
    },
}
