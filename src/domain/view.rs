//! What the window may see. It holds no words: the window words it in the visitor's language.

use super::{
    config::OtherChannel,
    end::{EndInfo, EndedBy, Next},
    id::ConversationId,
    message::Author,
    rich::Refused,
    snapshot::{Availability, LostReason, Queue},
    time::Instant,
};

/// Everything the window shows but the transcript, which it reads row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Whether the window is open.
    pub open: bool,
    /// Where the conversation stands.
    pub phase: PhaseName,
    /// The conversation, if there is one.
    pub conversation: Option<ConversationId>,
    /// Who is there, or who answers.
    pub header: Header,
    /// The one thing to know before anything else.
    pub banner: Option<Banner>,
    /// What stands at the foot of the window.
    pub foot: Foot,
    /// The confirmation, while it is asked for.
    pub confirmation: Option<Confirmation>,
    /// Who is writing.
    pub typing: Option<Author>,
    /// How many messages have not been seen.
    pub unread: u32,
    /// How many of them are in conversations that the window does not show.
    pub unread_elsewhere: u32,
    /// What the visitor can do.
    pub actions: Actions,
    /// Whether the backend is heard.
    pub connection: ConnectionName,
    /// How the session ended, if it did.
    pub ended: Option<Ended>,
    /// Changes whenever a row of the transcript does.
    pub transcript_version: u64,
    /// The number of rows of the transcript.
    pub rows: usize,
    /// Whether older messages can be asked for.
    pub has_older: bool,
    /// The survey after the end, where one is offered.
    pub survey: Option<SurveyView>,
    /// The end user's conversations, the newest first: a list of
    /// [`Summary`](super::offer::Summary) as JSON. Empty where there is only one at a time.
    pub conversations: String,
    /// Whether the list of them is shown.
    pub is_listed: bool,
}

/// A survey as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyView {
    /// What is asked: a [`Survey`](super::offer::Survey) as JSON.
    pub survey: String,
    /// Whose end it follows.
    pub ended_by: EndedBy,
    /// Where it stands.
    pub state: SurveyState,
}

/// Where a survey stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SurveyState {
    /// It can be answered.
    #[default]
    Open,
    /// The answer is on its way.
    Sending,
    /// The answer was not taken; it can be sent again.
    Failed,
    /// The answer was taken.
    Taken,
}

/// The phases by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhaseName {
    /// No conversation.
    None,
    /// The first message is on its way.
    Starting,
    /// A bot talks.
    WithBot,
    /// In the queue.
    Waiting,
    /// An agent talks.
    Talking,
    /// About to end unless the end user answers.
    Inactive,
    /// The end user ended it; the backend has not answered.
    Ending,
    /// Over.
    Ended,
    /// The conversation cannot go on.
    Lost,
    /// Nobody can be reached.
    Unavailable,
}

impl PhaseName {
    /// The name in events and in the handle's state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Starting => "starting",
            Self::WithBot => "with-bot",
            Self::Waiting => "waiting",
            Self::Talking => "talking",
            Self::Inactive => "inactive",
            Self::Ending => "ending",
            Self::Ended => "ended",
            Self::Lost => "lost",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The connection by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConnectionName {
    /// The backend is heard.
    Live,
    /// A connection is being made.
    Connecting,
    /// The browser has no network, or nothing was tried yet.
    Offline,
    /// What is written is sent, but nothing is heard.
    Stale,
}

impl ConnectionName {
    /// The name in events and in the handle's state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Connecting => "connecting",
            Self::Offline => "offline",
            Self::Stale => "stale",
        }
    }
}

/// The head of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whose name it carries: the bot's or the agent's; none stands for the brand.
    pub participant: Option<Author>,
    /// The line under the name.
    pub status: HeaderStatus,
    /// Whether the dot beside the picture says *there*.
    pub present: bool,
}

/// The line under the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderStatus {
    /// When we answer.
    Welcome,
    /// A connection is being made, or the first message is on its way.
    Connecting,
    /// Said to be automated.
    Automated,
    /// Place and estimated wait.
    Queued(Queue),
    /// An agent is there.
    Agent,
    /// When it will end.
    EndsAt(Instant),
    /// The end is on its way.
    Ending,
    /// Over.
    Ended,
    /// Cannot go on.
    Lost,
    /// When somebody is back.
    Away(Availability),
}

/// The one line between the head and the transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// No network; what is written waits.
    Offline,
    /// The connection has been broken for a while.
    Reconnecting,
    /// What is said does not come by itself any more; what is written is sent.
    Stale,
    /// Nobody is at the desk; what is written waits.
    NobodyOnline,
    /// The chat did not end (R2.4).
    EndRefused,
    /// *Are you still there?*, with the button that says so.
    StillThere {
        /// When it will end.
        ends_at: Instant,
    },
    /// The backend could not be told to forget the old chat.
    ClearFailed,
    /// Too much is waiting to be sent.
    OutboxFull,
    /// This browser keeps nothing; a reload loses the chat.
    NotKept,
    /// Messages of an earlier page were not sent: they are asked about.
    LeftUnsent,
    /// New settings took effect (R1.6).
    SettingsChanged,
}

impl Banner {
    /// Whether the visitor can dismiss it; the others go by themselves.
    pub const fn is_dismissible(self) -> bool {
        matches!(
            self,
            Self::EndRefused
                | Self::ClearFailed
                | Self::OutboxFull
                | Self::NotKept
                | Self::LeftUnsent
                | Self::SettingsChanged
        )
    }
}

/// What stands at the foot of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foot {
    /// The message field.
    Composer {
        /// What a message will do, said before it is sent.
        hint: Option<Hint>,
    },
    /// The message field, locked until the backend answers.
    Locked,
    /// A panel instead of the field: there is nothing to type into.
    Panel(Panel),
}

/// What a message will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It starts a new chat with someone new.
    Reopens,
    /// It waits until somebody is online.
    Waits,
}

/// What stands in the place of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Over, and read-only.
    Ended,
    /// Over, and cleared.
    Reset,
    /// Cannot go on.
    Lost(LostReason),
    /// Nobody can be reached and nothing can be left.
    Unavailable(Availability),
    /// What is asked before the chat.
    PreChat {
        /// A [`PreChat`](super::offer::PreChat) as JSON.
        form: String,
        /// The answers that the backend did not take.
        refused: Option<Refused>,
    },
}

/// The confirmation at the bottom of the window (R2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who will no longer see the messages.
    pub participant: Option<Author>,
}

/// What the visitor can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent permissions, one per control"
)]
pub struct Actions {
    /// Send a message.
    pub send: bool,
    /// Answer by choosing or filling in.
    pub answer: bool,
    /// End the conversation (R2.2).
    pub end: bool,
    /// Start a new chat.
    pub start_new: bool,
    /// Save or copy the transcript.
    pub save: bool,
    /// Send files: the [`Files`](super::offer::Files) that are taken, as JSON.
    pub attach: Option<String>,
    /// Go on elsewhere (R2.5).
    pub other_channels: Vec<OtherChannel>,
}

/// How the session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who, why and when.
    pub info: EndInfo,
    /// What comes next.
    pub next: Next,
}
