//! What the core asks the shell to do. Effects are data; the shell has one executor for each.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    end::{EndInfo, EndedBy, Next},
    event::SendRefusal,
    id::{ConversationId, MessageId},
    message::Author,
    offer::Rating,
    rich::Answer,
    time::Instant,
};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say something to the backend.
    Backend(Command),
    /// Write what must outlive the page, soon.
    Save,
    /// Write what must outlive the page before anything else is done: an unsent message.
    SaveNow,
    /// Remove everything that was stored, the visitor's identity too.
    Forget,
    /// Speak to people who do not see the window.
    Announce(Announcement),
    /// Tell the host page.
    Emit(HostEvent),
    /// Move the keyboard focus.
    Focus(Focus),
    /// Put text into the message field, for the end user to send or not.
    Prefill(String),
}

/// One thing to say to the backend: the sending half of the backend contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// Connect, and answer with a snapshot of this conversation, or of none.
    Connect {
        /// The conversation to go on with.
        resume: Option<ConversationId>,
    },
    /// Stop listening.
    Disconnect,
    /// Send a message.
    Send(Outgoing),
    /// End the session, for the end user.
    #[serde(rename_all = "camelCase")]
    End {
        /// Whose session.
        conversation: ConversationId,
        /// By button or by opt-out keyword.
        by: EndedBy,
    },
    /// The end user is writing.
    Typing(ConversationId),
    /// The end user has seen all messages up to this one.
    Read {
        /// Of which conversation.
        conversation: ConversationId,
        /// The newest one seen.
        id: MessageId,
    },
    /// The end user is still there.
    Stay(ConversationId),
    /// Send older messages.
    Older {
        /// Of which conversation.
        conversation: ConversationId,
        /// Older than this one.
        before: MessageId,
    },
    /// What the end user answered to the survey after the end.
    Rate {
        /// Of which conversation.
        conversation: ConversationId,
        /// What.
        rating: Rating,
    },
    /// Tell of all conversations of the end user.
    Conversations,
    /// A message with a file that is under way is not wanted any more.
    Cancel(MessageId),
    /// Forget the conversation.
    Clear(ConversationId),
    /// Forget all conversations of the end user.
    ClearAll,
    /// The window has left the conversation behind: it is not to be resumed on a reconnect.
    Leave(ConversationId),
}

/// A message of the end user on its way to the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outgoing {
    /// The same for all tries.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// What it says.
    pub text: String,
    /// When the end user wrote it.
    pub at: Instant,
    /// Whether it may open a session. Nothing else may.
    pub opens: Opens,
    /// What it answers, if it was chosen or filled in; its text then says so in words.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// The file it consists of: a [`Content`](super::rich::Content) as JSON. Its bytes travel
    /// beside the message.
    #[serde(default)]
    pub content: Option<String>,
    /// Whether the conversation it starts stands beside others of the same end user; else it takes
    /// their place.
    #[serde(default)]
    pub alongside: bool,
}

/// The end user's consent to a session, carried by the message that gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opens {
    /// No session: if the one it was written in is over, the backend must refuse it.
    #[default]
    Nothing,
    /// The first session of a new conversation.
    New,
    /// A new session of a conversation whose last one ended, after the window said so.
    Again,
}

/// Something to say aloud, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// Somebody said something.
    Message {
        /// Who.
        author: Author,
        /// What.
        text: String,
    },
    /// More came in a short time than anybody can listen to.
    Messages(u32),
    /// The end user's message was sent.
    Sent,
    /// The end user's message was given up.
    NotSent,
    /// Somebody is writing.
    Typing(Author),
    /// The session ended.
    Ended(EndInfo),
    /// The backend did not end the session.
    EndRefused,
    /// The session ends soon.
    Inactive,
    /// An agent is there.
    Joined(Author),
    /// The place in the queue.
    Queued(Option<u32>),
    /// The connection has been broken for a while.
    Reconnecting,
    /// The connection stands again.
    Reconnected,
    /// The conversation cannot go on.
    Lost,
}

impl Announcement {
    /// Whether it is said at once: what went wrong does not wait for a pause.
    pub const fn is_urgent(&self) -> bool {
        matches!(self, Self::NotSent | Self::EndRefused)
    }
}

/// Something the host page may want to know, and that it could not read off the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostEvent {
    /// A conversation started.
    Started(ConversationId),
    /// A message appeared, from anyone.
    Message {
        /// Which.
        id: MessageId,
        /// Who wrote it.
        author: Author,
        /// What it says.
        text: String,
        /// When.
        at: Instant,
    },
    /// A session ended.
    Ended {
        /// Who, why and when.
        end: EndInfo,
        /// What the end user can do now.
        next: Next,
    },
    /// The end user answered the survey: some backends have nowhere to keep that.
    Rated {
        /// About which conversation.
        conversation: ConversationId,
        /// What.
        rating: Rating,
    },
    /// The conversation was forgotten.
    Cleared,
    /// A message could not be sent.
    SendFailed {
        /// Which.
        id: MessageId,
        /// Why.
        why: SendRefusal,
    },
    /// Settings took effect.
    SettingsApplied,
    /// Something the site owner should know went wrong; a stable kebab-case code.
    Error(&'static str),
    /// Something the site owner should put right: a stable kebab-case code, and how.
    Advice(&'static str, Cow<'static, str>),
}

/// Where the keyboard focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The message field, or what stands in its place.
    Field,
    /// The safe choice of the confirmation.
    Confirmation,
    /// The button that opened the confirmation.
    Opener,
    /// The first way on after an end.
    WaysOn,
}
