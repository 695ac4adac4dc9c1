//! The parts of the window that not every chat has. All of this is behind the
//! [`late`](super::late) door.

mod attach;
mod chats;
mod pre_chat;
mod preview;
mod print;
mod save;
mod survey;
mod toast;

use serde::de::DeserializeOwned;

use super::{dom::El, focus, late::Spot, parts::Parts};
use crate::{browser::json, domain::Event};

/// Reads an offer. One that cannot be read is told to the page, and is none.
fn offer<T: DeserializeOwned>(parts: Parts, json: &str) -> Option<T> {
    let read = json::read(json);
    if read.is_none() {
        // Not while the window is being drawn.
        focus::after_render(move || parts.dispatch(Event::OffersUnreadable));
    }
    read
}

/// Draws a part of the window.
pub fn draw(parts: Parts, spot: Spot) -> Option<El> {
    match spot {
        Spot::PreChat => pre_chat::pre_chat(parts),
        Spot::Survey => survey::survey(parts),
        Spot::Attach => attach::attach(parts),
        Spot::ToChats => Some(chats::to_chats(parts)),
        Spot::Chats => Some(chats::chats(parts)),
        Spot::Save => Some(save::sheet(parts)),
    }
}
