//! The pictures on buttons, drawn as nodes: static markup would need an HTML sink.

use leptos::{
    prelude::*,
    svg::{path, svg},
};

/// A picture of 24 by 24, stroked in the colour of the text.
#[derive(Clone, Copy, Debug)]
pub enum Icon {
    Accept,
    Attach,
    Back,
    Chat,
    Close,
    Desk,
    End,
    Info,
    Lock,
    Search,
    Send,
    Settings,
    ToQueue,
}

impl Icon {
    const fn outline(self) -> &'static str {
        match self {
            Self::Accept => "M5 12.5l4.5 4.5L19 7.5",
            Self::Attach => {
                "M20 11.5l-8 8a5 5 0 01-7-7l8.5-8.5a3.3 3.3 0 014.7 4.7L9.8 17a1.7 1.7 0 01-2.4-2.4L15 7"
            }
            Self::Back => "M15 5l-7 7 7 7",
            Self::Chat => {
                "M21 11.5a8 8 0 01-8 8c-1.4 0-2.7-.3-3.8-.9L4 20l1.4-4.6A8 8 0 1121 11.5z"
            }
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Desk => {
                "M4 13v-1a8 8 0 0116 0v1M4 13h2.5a1 1 0 011 1v4a1 1 0 01-1 1H6a2 2 0 01-2-2zM20 13h-2.5a1 1 0 00-1 1v4a1 1 0 001 1h.5a2 2 0 002-2zM18 19a4 4 0 01-4 3h-1.5"
            }
            Self::End => {
                "M10 7V5a2 2 0 012-2h6a2 2 0 012 2v14a2 2 0 01-2 2h-6a2 2 0 01-2-2v-2M14 12H3m3-3l-3 3 3 3"
            }
            Self::Info => "M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5M12 8v.01",
            Self::Lock => {
                "M7 11V8a5 5 0 0110 0v3M6 11h12a1 1 0 011 1v7a1 1 0 01-1 1H6a1 1 0 01-1-1v-7a1 1 0 011-1z"
            }
            Self::Search => "M11 18a7 7 0 100-14 7 7 0 000 14zM20 20l-4-4",
            Self::Send => "M5 12h14M13 6l6 6-6 6",
            Self::Settings => {
                "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM9 19.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z"
            }
            Self::ToQueue => "M9 7L5 11l4 4M5 11h9a5 5 0 015 5v2",
        }
    }

    /// Whether it points along the line, and so the other way where lines run right to left.
    const fn is_directed(self) -> bool {
        matches!(self, Self::Back | Self::End | Self::Send | Self::ToQueue)
    }
}

/// Draws `icon`; it says nothing, so what carries it needs a label.
pub fn draw(icon: Icon) -> AnyView {
    let class = if icon.is_directed() {
        "icon icon--directed"
    } else {
        "icon"
    };
    svg()
        .attr("class", class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(path().attr("d", icon.outline()))
        .into_any()
}
