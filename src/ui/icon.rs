//! The pictures on buttons: one path each, drawn in the colour of the text.

use super::dom::{El, svg};

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Leaving through a door: end the conversation.
    End,
    /// Three dots: options.
    Options,
    /// Down: minimise, and to the newest message.
    Down,
    /// An arrow: send.
    Send,
    /// Into a tray: save.
    Save,
    /// A plus: start anew.
    New,
    /// A cross: dismiss.
    Dismiss,
    /// Out of a box: go on elsewhere.
    Elsewhere,
    /// To the start: back.
    Back,
    /// To the end: next.
    On,
    /// A triangle: play.
    Play,
    /// A paper clip: files.
    Attach,
}

impl Icon {
    /// The path in a square of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::End => {
                "M10 7V5a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-2M14 12H3m3-3-3 3 3 3"
            }
            Self::Options => {
                "M12 4.3a.7.7 0 1 0 0 1.4.7.7 0 1 0 0-1.4M12 11.3a.7.7 0 1 0 0 1.4.7.7 0 1 0 0-1.4M12 18.3a.7.7 0 1 0 0 1.4.7.7 0 1 0 0-1.4"
            }
            Self::Down => "m6 9 6 6 6-6",
            Self::Send => "M5 12h14M13 6l6 6-6 6",
            Self::Save => "M12 4v11m-4-4 4 4 4-4M5 20h14",
            Self::New => "M12 5v14M5 12h14",
            Self::Dismiss => "m6 6 12 12M18 6 6 18",
            Self::Back => "m15 6-6 6 6 6",
            Self::On => "m9 6 6 6-6 6",
            Self::Attach => {
                "m19 11-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-7.9 7.9a1.5 1.5 0 0 1-2.1-2.1L14 7.5"
            }
            Self::Play => "M7 4v16l13-8z",
            Self::Elsewhere => "M14 4h6v6m0-6-9 9M18 14v6H4V6h6",
        }
    }
}

/// A picture as a node. It never carries meaning alone: the button around it has a name.
pub fn icon(picture: Icon) -> El {
    outline(picture.path())
}

/// A path as a node, in a square of 24.
pub fn outline(path: &str) -> El {
    svg("svg", "icon")
        .set("viewBox", "0 0 24 24")
        .set("aria-hidden", "true")
        .with(svg("path", "").set("d", path))
}
