//! What happens to a bridge, and what it does.

use serde::{Deserialize, Serialize};

use super::told::Told;
use crate::domain::EndInfo;

/// One call of something that answers later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call(pub u32);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The vendor's widget, or the site for it, told something.
    Told(Told),
    /// A page before this one left an end that was not cleared yet.
    Remembered(Kept),
    /// Another tab of this visitor heard of an end.
    Elsewhere(Kept),
    /// The site can hear now: it is to be told of an end that an earlier page left, if it is the
    /// one that tells the visitor.
    Remind,
    /// A call was answered.
    Answered(Call, bool),
    /// The time that was asked for has come.
    Woke,
    /// The site tells of the end itself.
    HostTells,
    /// *Start new chat*, or *Try again*.
    Start,
    /// The panel is put away.
    Close,
    /// The panel is wanted.
    Show,
    /// The notice was read.
    Dismiss,
    /// *End conversation*.
    AskEnd,
    /// The question was answered with yes.
    ConfirmEnd,
    /// The question was answered with no.
    CancelEnd,
}

/// An end that outlives the page until its session is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The conversation, if it was known.
    #[serde(default)]
    pub conversation: Option<String>,
    /// Who, why and when.
    pub end: EndInfo,
}

impl Kept {
    /// Whether a report may be of the same end.
    pub(super) fn is_of(&self, conversation: Option<&str>) -> bool {
        let own = self.conversation.as_deref();
        own.is_none() || conversation.is_none() || own == conversation
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Clear the session at the vendor's.
    Clear(Call),
    /// Take what the vendor draws out of the visitor's reach once more.
    Cover,
    /// Hand over the hidden fields of the form before a chat.
    HiddenFields,
    /// Open the vendor's window with a new chat.
    Launch {
        /// The call.
        call: Call,
        /// The old chat is still there: a new one has to be asked for.
        is_uncleared: bool,
    },
    /// Ask the site to end the session.
    RequestEnd(Call, Option<String>),
    /// Remember an end for the next page.
    Remember(Kept),
    /// There is nothing to remember any more.
    Forget,
    /// Tell the site that a session ended.
    TellEnded(Kept),
    /// Tell the site that a new chat was started.
    TellStarted,
    /// Tell the site what went wrong: a stable code.
    TellFailure(&'static str),
}
