//! The frames between widget and desk.
//!
//! A frame is a structured-clone object, `{v, visitor, body}`. Everybody on the channel hears
//! every frame: other tabs of the same visitor learn of each other's messages by it.

use serde::{Deserialize, Serialize};

use crate::domain::{Command, ConversationId, event::BackendEvent};

/// The version of the frames; a frame of another version is ignored.
pub const VERSION: u8 = 1;

/// The name of the channel for a configured `channel`.
pub fn channel_name(channel: &str) -> String {
    ["session-chat:", channel].concat()
}

/// One frame on the channel. What a widget says and what a desk says are types of their own,
/// because each side reads the one and writes the other: what is not for it does not decode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame<Body> {
    /// The version, [`VERSION`].
    pub v: u8,
    /// What it says.
    pub body: Body,
}

impl<Body> Frame<Body> {
    /// A frame of this version.
    pub const fn new(body: Body) -> Self {
        Self { v: VERSION, body }
    }
}

/// What a widget says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FromWidget {
    /// To the desk.
    ToDesk {
        /// The visitor, a random id that the widget keeps as long as the conversation.
        visitor: String,
        /// Which tab speaks; answers to a `Connect` go to this tab alone.
        tab: String,
        /// What the visitor calls themselves, if the page knows it.
        #[serde(default)]
        name: Option<String>,
        /// What the widget wants.
        command: Command,
    },
}

/// What a desk says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::large_enum_variant,
    reason = "a frame is read and gone; most of them are the large one"
)]
pub enum FromDesk {
    /// To the widgets of one visitor.
    ToVisitor {
        /// Which visitor.
        visitor: String,
        /// Which tab; none means all of them.
        #[serde(default)]
        tab: Option<String>,
        /// Which conversation it is about; none for what concerns the visitor.
        #[serde(default)]
        conversation: Option<ConversationId>,
        /// What happened.
        event: BackendEvent,
    },
    /// A desk is there: said when one opens, and every [`BEACON_MS`].
    DeskOpen,
    /// The last desk closes.
    DeskClosed,
}

/// How often a desk says that it is there, in milliseconds.
pub const BEACON_MS: u64 = 5_000;
/// After how long without a beacon a desk counts as gone: a tab in the background may be slowed
/// down to one timer a minute.
pub const DESK_GONE_MS: u64 = 75_000;
/// How long a widget waits for a desk's answer to `Connect` before nobody is online.
pub const ANSWER_MS: u64 = 1_500;
