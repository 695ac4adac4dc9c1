//! Everything that can happen to the engine.

use session_chat::{
    domain::{Command, ConversationId},
    transport::local::wire::{Frame, FromWidget, VERSION},
};

use super::{
    bot::PACE_MS, conversation::Conversation, effect::Caller, files::FileFacts, prepared::Prepared,
    record::TicketStatus, settings::Settings,
};

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// What this browser kept, read when the desk opens.
    Restored {
        /// The conversations.
        conversations: Vec<Conversation>,
        /// The settings, if any were kept.
        settings: Option<Settings>,
        /// Where the desk runs.
        place: Place,
    },
    /// A widget said something.
    Visitor {
        /// Which tab of which visitor.
        caller: Caller,
        /// What it wants.
        command: Command,
        /// What came beside it, if it is a message with a file.
        file: Option<FileFacts>,
    },
    /// The agent did something.
    Agent(Action),
    /// The moment of [`Engine::wake_at`] has come.
    ///
    /// [`Engine::wake_at`]: super::Engine::wake_at
    Woke,
}

impl Event {
    /// The event a widget's frame stands for, with what came beside it; none for other versions.
    pub fn of_frame(frame: Frame<FromWidget>, file: Option<FileFacts>) -> Option<Self> {
        if frame.v != VERSION {
            return None;
        }
        let FromWidget::ToDesk {
            visitor,
            tab,
            name,
            command,
        } = frame.body;
        Some(Self::Visitor {
            caller: Caller { visitor, tab, name },
            command,
            file,
        })
    }
}

/// Where a desk runs, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address that the pictures and links of prepared messages begin with.
    pub site: String,
    /// How long the assistant takes to answer, in milliseconds.
    pub pace_ms: u64,
    /// How many minutes the clocks there are ahead of Greenwich.
    pub utc_offset_min: i32,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            site: String::new(),
            pace_ms: PACE_MS,
            utc_offset_min: 0,
        }
    }
}

/// What an agent can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Take conversations, or stop taking them.
    SetOnline(bool),
    /// Publish changed settings.
    Configure(Box<Settings>),
    /// Take a waiting conversation, or one that the assistant has.
    Accept(ConversationId),
    /// Say something to the end user; Markdown.
    Say {
        /// In which conversation.
        conversation: ConversationId,
        /// What.
        text: String,
    },
    /// Send the end user a prepared message: something to choose, to fill in or to look at.
    SayRich {
        /// In which conversation.
        conversation: ConversationId,
        /// Which.
        prepared: Prepared,
    },
    /// Send the end user the file that came with the event.
    SayFile {
        /// In which conversation.
        conversation: ConversationId,
        /// The name of the file.
        name: String,
        /// How many bytes it has.
        bytes: u64,
    },
    /// The agent is writing.
    Typing(ConversationId),
    /// The newest message of this conversation is on the agent's screen.
    Seen(ConversationId),
    /// Give a conversation back to the queue.
    Requeue(ConversationId),
    /// End the session (R4.1).
    End {
        /// Of which conversation.
        conversation: ConversationId,
        /// Why, if the agent says so.
        reason: Option<String>,
    },
    /// Write an internal note (R4.5).
    Note {
        /// On which conversation.
        conversation: ConversationId,
        /// What.
        text: String,
    },
    /// Change where the work on the ticket stands.
    SetTicket {
        /// The ticket of which conversation.
        conversation: ConversationId,
        /// To what.
        status: TicketStatus,
    },
}
