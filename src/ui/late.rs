//! The door to the half of the wasm that most visitors never need, and that is loaded once
//! somebody does.
//!
//! A release is split in two at [`draw`]: whatever is reached through it alone goes into a file of
//! its own, which shares the memory and the functions of the first (see `xtask/src/split.rs`). The
//! symbols below are how the splitting finds the place. Every other build is in one piece.

use leptos::prelude::Get;

use super::{
    dom::El,
    extra,
    parts::{Parts, holds},
    rich::{self, Question},
};
use crate::{
    domain::{
        View,
        view::{Foot, Panel},
    },
    i18n::Key,
};

/// Whether the late half is there when a window is made.
pub const IS_HERE: bool = cfg!(not(feature = "late"));

/// What the late half draws.
pub enum Ask<'a> {
    /// The content of a message.
    Content(&'a Question),
    /// A part of the window.
    Spot(Spot),
}

/// A part of the window that not every chat has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The form before the chat.
    PreChat,
    /// The survey after it.
    Survey,
    /// The button for files.
    Attach,
    /// The button that leads to the list of conversations.
    ToChats,
    /// The list of conversations.
    Chats,
    /// The ways to save the transcript.
    Save,
}

impl Spot {
    fn is_wanted(self, view: &View, saving: bool) -> bool {
        match self {
            Self::PreChat => matches!(view.foot, Foot::Panel(Panel::PreChat { .. })),
            Self::Survey => view.survey.is_some() && !view.is_listed,
            Self::Attach => view.actions.attach.is_some(),
            Self::ToChats => !view.conversations.is_empty(),
            Self::Chats => view.is_listed,
            Self::Save => saving,
        }
    }
}

/// Adds a part of the window as long as it is wanted.
pub fn add_spot(to: El, parts: Parts, spot: Spot) -> El {
    let saving = parts.saving;
    let is_wanted = parts.number(move |view| u64::from(spot.is_wanted(view, saving.get())));
    let (is_here, has_failed) = (parts.app.late(), parts.app.late_failed());
    to.holds(move || {
        if !holds(is_wanted) {
            None
        } else if is_here.get() {
            draw(parts, Ask::Spot(spot))
        } else if has_failed.get() {
            Some(parts.button("button", Key::Retry, move || fetch(parts)))
        } else {
            fetch(parts);
            None
        }
    })
}

/// Fetches the late half.
pub fn fetch(parts: Parts) {
    if let Some(fetch) = &*parts.shared().fetch_late.borrow() {
        fetch();
    }
}

/// What goes through the door, and what comes back.
struct Call<'a> {
    parts: Parts,
    ask: Ask<'a>,
    drawn: Option<El>,
}

/// Draws what is asked for. To be called only once the late half is there.
pub fn draw(parts: Parts, ask: Ask<'_>) -> Option<El> {
    let mut call = Call {
        parts,
        ask,
        drawn: None,
    };
    open(&mut call);
    call.drawn
}

fn behind(call: &mut Call<'_>) {
    let parts = call.parts;
    rich::dress(parts);
    call.drawn = match call.ask {
        Ask::Content(question) => Some(rich::draw(parts, question)),
        Ask::Spot(spot) => extra::draw(parts, spot),
    };
}

#[cfg(not(feature = "late"))]
use behind as open;

#[cfg(feature = "late")]
#[expect(
    unsafe_code,
    reason = "the halves of the wasm know each other by their symbols"
)]
mod door {
    use super::{Call, behind};

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    #[expect(
        improper_ctypes,
        reason = "both halves come out of one compilation, and one pointer goes through"
    )]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00late00_import_00000000000000000000000000000001_open"]
        pub safe fn open(call: &mut Call<'_>);
    }

    #[unsafe(export_name = "__wasm_split_00late00_export_00000000000000000000000000000001_open")]
    extern "C" fn opened(call: &mut Call<'_>) {
        behind(call);
    }
}

#[cfg(feature = "late")]
use door::open;
