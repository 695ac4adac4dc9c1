//! What of an event concerns the phase.

use crate::domain::{
    effect::Opens,
    end::EndInfo,
    event::Draft,
    message::Author,
    snapshot::{Availability, LostReason, Queue},
    time::Instant,
};

/// One thing that may move a session from one phase to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The end user sends something.
    Compose(Draft),
    /// The end user pressed a key.
    Typed,
    /// *End conversation* was pressed.
    EndAsked,
    /// The confirmation was cancelled.
    EndCancelled,
    /// The end was confirmed.
    EndConfirmed,
    /// *Start new chat*.
    NewAsked,
    /// *I am still here*.
    Stayed,
    /// The window closed.
    Closed,
    /// The backend took a message.
    Taken {
        /// What it opened.
        opens: Opens,
        /// Whether it was an opt-out keyword.
        opts_out: bool,
    },
    /// The session is running.
    Running(With),
    /// A snapshot knows no session.
    Idle,
    /// The session ends soon.
    Warned(Instant),
    /// The session does not end soon any more.
    Active,
    /// The session is over.
    Ended(EndInfo),
    /// The backend did not end the session.
    EndRefused,
    /// The conversation cannot go on.
    Lost(LostReason),
    /// Whether somebody can be reached.
    Availability(Availability),
    /// What was answered before the chat has faults.
    PreChatRefused,
    /// The backend could not start a session.
    StartRefused(Availability),
    /// Time went by.
    Woke,
}

/// Whom the end user is with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// A bot.
    Bot(Author),
    /// Nobody yet.
    Queue(Queue),
    /// An agent.
    Agent(Author),
}
