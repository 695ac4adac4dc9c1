//! Prepared messages, one or more for each kind of content that a message can have. The assistant
//! sends them by keyword and agents from a menu, so that everything can be tried without a server.

mod build;
mod script;

pub(super) use self::build::blank;

use serde::Serialize;
use session_chat::domain::{
    Instant,
    rich::{Answer, Content, Entry, Rich},
};

pub(super) use self::script::PROGRESS_DONE;

/// A message that lies ready to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prepared {
    /// All of the others, as quick replies.
    Options,
    /// One of several, as buttons.
    Colours,
    /// One of several, as a list with details.
    Sizes,
    /// Several of several.
    Rooms,
    /// A day.
    Day,
    /// A time.
    Time,
    /// A card.
    Lamp,
    /// Several cards in a row.
    Lamps,
    /// A link with a picture.
    Guide,
    /// A picture.
    Picture,
    /// A video.
    Video,
    /// A sound.
    Sound,
    /// A file.
    Manual,
    /// A form with every kind of field.
    Form,
    /// Something that takes a while.
    Progress,
    /// A text that comes word by word.
    Story,
    /// Something to agree to.
    Consent,
    /// A content of a format that nobody knows.
    Unknown,
}

impl Prepared {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 18] = [
        Self::Options,
        Self::Colours,
        Self::Sizes,
        Self::Rooms,
        Self::Day,
        Self::Time,
        Self::Lamp,
        Self::Lamps,
        Self::Guide,
        Self::Picture,
        Self::Video,
        Self::Sound,
        Self::Manual,
        Self::Form,
        Self::Progress,
        Self::Story,
        Self::Consent,
        Self::Unknown,
    ];

    /// What the end user writes to get it.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Options => "options",
            Self::Colours => "colours",
            Self::Sizes => "sizes",
            Self::Rooms => "rooms",
            Self::Day => "day",
            Self::Time => "time",
            Self::Lamp => "lamp",
            Self::Lamps => "lamps",
            Self::Guide => "guide",
            Self::Picture => "picture",
            Self::Video => "video",
            Self::Sound => "sound",
            Self::Manual => "manual",
            Self::Form => "form",
            Self::Progress => "progress",
            Self::Story => "story",
            Self::Consent => "consent",
            Self::Unknown => "unknown",
        }
    }

    /// The one with this keyword, written in lower case.
    pub fn named(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.keyword() == keyword)
    }

    /// The message, as it is at first. A story has no content: it is text, and comes in pieces.
    /// Its pictures and links begin with `site`.
    pub fn rich(self, now: Instant, site: &str) -> Rich {
        let content = match (build::content(self, now, site), self) {
            (Some(content), _) => written(&content),
            (None, Self::Unknown) => script::UNKNOWN_CONTENT.to_owned(),
            (None, _) => String::new(),
        };
        Rich {
            text: script::text(self).to_owned(),
            content,
        }
    }
}

/// A content, or something else that the core does not look into, as it travels.
pub(super) fn written(content: &impl Serialize) -> String {
    // Fails on maps without text keys only, and there are none. Unread, a message keeps its text.
    serde_json::to_string(content).unwrap_or_default()
}

/// The content of a message; none of a format that nobody knows.
pub fn read(rich: &Rich) -> Option<Content> {
    serde_json::from_str(&rich.content).ok()
}

/// The values of an answer; none where they cannot be read.
pub fn values(answer: &Answer) -> Option<Vec<Entry>> {
    serde_json::from_str(&answer.values).ok()
}
