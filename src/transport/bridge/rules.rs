//! What a site chose, and what its vendor's widget needs.

use serde::Deserialize;

use crate::domain::{
    config::Notification,
    end::Next,
    time::{HOUR, SECOND},
};

/// How long the vendor's widget may take to clear a session. Its own limit, where it has one, is
/// five seconds.
pub(super) const CLEAR_LIMIT_MS: u64 = 6 * SECOND;
/// How often a session is tried to be cleared before that counts as failed.
pub(super) const CLEAR_TRIES: u8 = 2;
/// Between two of them.
pub(super) const CLEAR_PAUSE_MS: u64 = SECOND;
/// How long a new chat may take to start, the vendor's *ready* included.
pub(super) const START_LIMIT_MS: u64 = 20 * SECOND;
/// How long the site may take to end a session for its visitor.
pub(super) const END_LIMIT_MS: u64 = 15 * SECOND;
/// How long a widget that was there before us has to say that it is ready.
pub(super) const PRESENT_MS: u64 = 4 * SECOND;
/// How long a widget that has told of an end, or whose site has, may take to be ready before it is
/// asked all the same: stalls of 20 seconds have been seen.
pub(super) const READY_LIMIT_MS: u64 = 20 * SECOND;
/// How long another report of an end that covered nothing is of the same end.
pub(super) const REPEAT_MS: u64 = 30 * SECOND;
/// How long after a start or an end a report without a conversation is an echo of it.
pub(super) const ECHO_MS: u64 = 3 * SECOND;
/// How many ended conversations are remembered, for reports of them that come late.
pub(super) const PAST: usize = 16;
/// After what time an end that an earlier page left behind is history.
pub(super) const KEPT_MS: u64 = 24 * HOUR;

/// What stands on the page after an end, until the visitor does something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum After {
    /// The panel, in the place of the vendor's window.
    #[default]
    Panel,
    /// A small launcher, which opens the panel.
    Minimised,
    /// Nothing, until the site shows the panel.
    Hidden,
}

/// What a site chose, and what its vendor's widget needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Rules {
    /// What stands on the page after an end.
    pub after: After,
    /// Who tells the visitor of it.
    pub notification: Notification,
    /// What happens to the visitor's next message.
    pub next: Next,
    /// The session is cleared when it ends.
    pub clears: bool,
    /// An end outlives the page: without it the vendor's widget would let the visitor write on.
    pub remembers: bool,
    /// After it was cleared, the vendor's widget says anew when it can be called.
    pub is_ready_again: bool,
    /// A new chat can be started in a widget that was not cleared, if it has a button.
    pub starts_uncleared: bool,
    /// End users may end their session.
    pub can_end: bool,
    /// How long the vendor's widget may take to appear, in milliseconds; 0 for ever.
    pub patience_ms: u64,
    /// The visitor is told if it does not appear.
    pub tells_missing: bool,
}
