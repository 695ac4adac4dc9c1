//! What a vendor's widget tells.

use crate::domain::EndInfo;

/// Something that a vendor's widget told, or the site for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was there before us. If it does not say so soon, it said before us that it is ready.
    Present {
        /// As in [`Told::Ready`].
        has_button: bool,
    },
    /// Its functions can be called. It may say so again.
    Ready {
        /// It can be opened only once it has said [`Told::Launchable`].
        has_button: bool,
    },
    /// It can be opened.
    Launchable,
    /// A conversation began, or the visitor looks at one.
    Started(Option<String>),
    /// The visitor looks at no conversation any more.
    Left,
    /// Its window was opened.
    Opened,
    /// Its window was closed or minimised.
    Closed,
    /// A session ended.
    Ended {
        /// The conversation it belonged to, if that was said.
        conversation: Option<String>,
        /// Who, why and when.
        end: EndInfo,
    },
}
