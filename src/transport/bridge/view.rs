//! All that is drawn over a vendor's widget.

use crate::domain::EndInfo;

/// What stands on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent parts")]
pub struct View {
    /// The vendor's widget is out of the visitor's reach.
    pub is_covered: bool,
    /// A new chat is on its way, whether the panel stands there to say so or not.
    pub is_starting: bool,
    /// The panel in its place.
    pub panel: Option<Panel>,
    /// The launcher that opens the panel.
    pub launcher: bool,
    /// A notice beside it.
    pub notice: Option<Notice>,
    /// *End conversation*.
    pub end_button: bool,
    /// The question whether the chat should end.
    pub confirmation: bool,
    /// The visitor's end is on its way.
    pub is_ending: bool,
    /// The session did not end.
    pub end_refused: bool,
}

/// The panel after an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Whose end it was.
    pub end: EndInfo,
    /// What is going on.
    pub line: Line,
    /// It is said aloud.
    pub is_announced: bool,
}

/// What is going on after an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The old chat is being cleared.
    Clearing,
    /// It is cleared, and a new one can be started.
    Over,
    /// It could not be cleared.
    ClearFailed,
    /// A new chat is on its way.
    Starting,
    /// It did not start.
    StartFailed,
}

impl Line {
    /// Whether the visitor waits for something.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Starting)
    }
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A session ended.
    Ended(EndInfo),
    /// A session ended, and writing on starts another.
    Reopens(EndInfo),
    /// The vendor's widget did not appear.
    Missing,
}
