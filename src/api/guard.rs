//! What the page may do for the visitor: what the visitor could do now, and nothing else.

use super::error::ApiError;
use crate::domain::{View, view::PhaseName};

/// Whether a message can be sent.
pub fn may_send(view: &View) -> Result<(), ApiError> {
    ensure(
        view.actions.send,
        "Nothing can be sent now: the chat is over or about to end. Call startConversation first.",
    )
}

/// Whether a new chat can be started.
pub fn may_start(view: &View) -> Result<(), ApiError> {
    ensure(
        view.actions.start_new || view.phase == PhaseName::None,
        "A chat is running: end it before a new one is started.",
    )
}

/// Whether the session can be ended.
pub fn may_end(view: &View) -> Result<(), ApiError> {
    ensure(
        view.actions.end,
        "There is no session that the end user may end: see endUsersCanEnd.",
    )
}

/// Refuses with `sentence` what cannot be done.
pub fn ensure(can: bool, sentence: &'static str) -> Result<(), ApiError> {
    if can {
        Ok(())
    } else {
        Err(ApiError::NotAllowed(sentence))
    }
}
