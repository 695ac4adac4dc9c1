//! The door to the half of the wasm that most visitors never need, and that is loaded once
//! somebody does.

use leptos::prelude::Get;
use wasm_bindgen::JsValue;

use super::{
    app::App,
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
    shell::record::told,
};

/// Whether the late half is there when a window is made.
pub const IS_HERE: bool = cfg!(not(feature = "late"));

/// What the late half draws.
enum Ask<'a> {
    /// The content of a message.
    Content(Parts, &'a Question),
    /// A part of the window.
    Spot(Parts, Spot),
    /// The record of a session that is over, for the page.
    Record(App, &'a mut JsValue),
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
            reach(Ask::Spot(parts, spot))
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

/// Draws the content of a message. To be called only once the late half is there.
pub fn content(parts: Parts, question: &Question) -> Option<El> {
    reach(Ask::Content(parts, question))
}

/// The record of the session that has ended, as the page gets it; undefined if there is none. To be
/// called only once the late half is there.
pub fn record(app: App) -> JsValue {
    let mut record = JsValue::UNDEFINED;
    reach(Ask::Record(app, &mut record));
    record
}

/// What goes through the door, and what comes back.
struct Call<'a> {
    ask: Ask<'a>,
    drawn: Option<El>,
}

fn reach(ask: Ask<'_>) -> Option<El> {
    let mut call = Call { ask, drawn: None };
    open(&mut call);
    call.drawn
}

fn behind(call: &mut Call<'_>) {
    call.drawn = match &mut call.ask {
        Ask::Content(parts, question) => {
            rich::dress(*parts);
            Some(rich::draw(*parts, question))
        }
        Ask::Spot(parts, spot) => {
            rich::dress(*parts);
            extra::draw(*parts, *spot)
        }
        Ask::Record(app, to) => {
            **to = app.record().map(told).unwrap_or_default();
            None
        }
    };
}

door!(
    Call,
    "__wasm_split_00late00_import_00000000000000000000000000000001_open",
    "__wasm_split_00late00_export_00000000000000000000000000000001_open"
);
