//! Where the views, the signals of the desk and the way to act on it meet.

use std::collections::BTreeMap;

use leptos::{html, prelude::*};
use session_chat::domain::{ConversationId, Instant, MessageId, text};
use web_sys::File;

use super::{focus, texts};
use crate::{
    engine::{
        Action,
        view::{Detail, View, Visitor},
    },
    io::{self, Desk, Seat, Signals},
};

/// How many rows of a transcript are drawn at first, and how many more each time.
pub const PAGE: usize = 150;
/// How many characters of a name are shown.
const NAME_CHARS: usize = 60;

/// What every component needs.
#[derive(Clone, Copy)]
pub struct App {
    /// The desk as it stands.
    pub view: Memo<View>,
    /// The conversation that is open, in full.
    pub detail: Memo<Option<Detail>>,
    /// How many rows of the transcript are drawn.
    pub rows: RwSignal<usize>,
    /// What was written and not sent, conversation by conversation.
    pub drafts: StoredValue<BTreeMap<ConversationId, String>>,
    /// The list, to go back to.
    pub list: NodeRef<html::Nav>,
    /// Which conversation is open.
    pub open: RwSignal<Option<ConversationId>>,
    /// Whether the column of details is shown where there is no room for three.
    pub shows_details: RwSignal<bool>,
    /// The moment it is, to the second.
    pub now: ReadSignal<Instant>,
    /// Whether this tab is the desk.
    pub seat: RwSignal<Seat>,
    /// Whether this browser keeps what is said here.
    pub is_kept: RwSignal<bool>,
    addresses: RwSignal<BTreeMap<MessageId, String>>,
    desk: StoredValue<Desk, LocalStorage>,
}

impl App {
    /// The desk of `channel`.
    pub fn new(channel: String, now: ReadSignal<Instant>) -> Self {
        let signals = Signals::new();
        let open = RwSignal::new(None);
        let rows = RwSignal::new(PAGE);
        let engine = signals.engine;
        Self {
            view: Memo::new(move |_| engine.with(crate::engine::Engine::view)),
            detail: Memo::new(move |_| {
                let rows = rows.get();
                open.with(|id| {
                    id.as_ref()
                        .and_then(|id| engine.with(|engine| engine.detail(id, rows)))
                })
            }),
            rows,
            drafts: StoredValue::new(BTreeMap::new()),
            list: NodeRef::new(),
            open,
            shows_details: RwSignal::new(false),
            now,
            seat: signals.seat,
            is_kept: signals.is_kept,
            addresses: signals.addresses,
            desk: StoredValue::new_local(Desk::open(channel, signals)),
        }
    }

    /// The agent does something.
    pub fn act(self, action: Action) {
        self.desk.with_value(|desk| desk.act(action));
    }

    /// The agent does something to the conversation that is open.
    pub fn act_here(self, action: impl FnOnce(ConversationId) -> Action) {
        if let Some(id) = self.open.get_untracked() {
            self.act(action(id));
        }
    }

    /// The agent sends a file to the conversation that is open.
    pub fn send(self, file: &File) {
        if let Some(id) = self.open.get_untracked() {
            self.desk.with_value(|desk| desk.send(id, file));
        }
    }

    /// The address of a kept file, once it is found.
    pub fn address(self, id: MessageId) -> Signal<Option<String>> {
        if self
            .addresses
            .with_untracked(|known| !known.contains_key(&id))
        {
            self.desk.with_value(|desk| desk.find_file(id.clone()));
        }
        Signal::derive(move || self.addresses.with(|known| known.get(&id).cloned()))
    }

    /// Takes the seat from the tab that has it.
    pub fn take_over(self) {
        self.desk.with_value(Desk::take_over);
    }

    /// Opens a conversation.
    pub fn show(self, id: ConversationId) {
        if self.open.with_untracked(|open| open.as_ref() != Some(&id)) {
            self.rows.set(PAGE);
        }
        self.shows_details.set(false);
        self.open.set(Some(id));
    }

    /// Goes back to the list.
    pub fn show_list(self) {
        self.open.set(None);
        focus::catch(self.list);
    }

    /// Takes a conversation and opens it.
    pub fn accept(self, id: ConversationId) {
        self.act(Action::Accept(id.clone()));
        self.show(id);
    }

    /// What the open conversation's visitor is called.
    pub fn name(self) -> String {
        self.detail.with(|detail| {
            detail
                .as_ref()
                .map(|detail| name_of(&detail.visitor))
                .unwrap_or_default()
        })
    }
}

/// A signal that ticks every second.
pub fn ticking() -> ReadSignal<Instant> {
    let (now, set_now) = signal(io::now());
    gloo_timers::callback::Interval::new(1_000, move || set_now.set(io::now())).forget();
    now
}

/// What a visitor is called: their own word for it, made safe, or a short number.
pub fn name_of(visitor: &Visitor) -> String {
    let own = visitor
        .name
        .as_deref()
        .map(|own| text::name(own, NAME_CHARS))
        .unwrap_or_default();
    match (&visitor.id, own.is_empty()) {
        (_, false) => own,
        (Some(id), true) => texts::visitor(id),
        (None, true) => texts::FORGOTTEN.to_owned(),
    }
}
