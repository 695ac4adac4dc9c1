//! The browser's side of the desk: one tab holds the seat, and in it the engine runs.

mod channel;
mod files;
mod listener;
mod runtime;
mod seat;
mod store;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use leptos::prelude::{GetUntracked, RwSignal, Set, Update};
use session_chat::domain::{ConversationId, Instant, MessageId};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::engine::{Action, Engine, Event};

pub use self::{files::size_of, listener::Listener, seat::Seat};
use self::{
    runtime::Runtime,
    seat::{How, Waiting},
};

/// What the components may follow.
#[derive(Clone, Copy, Debug)]
pub struct Signals {
    /// The engine; components read its views.
    pub engine: RwSignal<Engine>,
    /// Whether this tab is the desk.
    pub seat: RwSignal<Seat>,
    /// Whether this browser keeps what is said at the desk.
    pub is_kept: RwSignal<bool>,
    /// The addresses of kept files on this page, as far as anybody asked for them.
    pub addresses: RwSignal<BTreeMap<MessageId, String>>,
}

impl Signals {
    /// The state before anything is known.
    pub fn new() -> Self {
        Self {
            engine: RwSignal::new(Engine::default()),
            seat: RwSignal::new(Seat::Asking),
            is_kept: RwSignal::new(true),
            addresses: RwSignal::new(BTreeMap::new()),
        }
    }
}

/// The desk in this tab.
#[derive(Clone)]
pub struct Desk(Rc<Inner>);

struct Inner {
    channel: String,
    signals: Signals,
    runtime: RefCell<Option<Runtime>>,
    /// The request for the seat that waits until the other tab closes.
    waiting: RefCell<Option<Waiting>>,
}

impl Desk {
    /// Takes the seat of `channel` if it is free, and waits for it otherwise.
    pub fn open(channel: String, signals: Signals) -> Self {
        let desk = Self(Rc::new(Inner {
            channel,
            signals,
            runtime: RefCell::new(None),
            waiting: RefCell::new(None),
        }));
        desk.ask(How::IfFree);
        desk
    }

    /// Takes the seat from whichever tab has it.
    pub fn take_over(&self) {
        self.0.waiting.replace(None);
        self.ask(How::Steal);
    }

    /// Carries out what the agent did, if this tab is the desk.
    pub fn act(&self, action: Action) {
        if let Some(runtime) = self.0.runtime.borrow().as_ref() {
            runtime.dispatch(Event::Agent(action), None);
        }
    }

    /// Sends a file of the agent's, if this tab is the desk.
    pub fn send(&self, conversation: ConversationId, file: &File) {
        if let Some(runtime) = self.0.runtime.borrow().as_ref() {
            let action = Action::SayFile {
                conversation,
                name: file.name(),
                bytes: size_of(file),
            };
            runtime.dispatch(Event::Agent(action), Some(file));
        }
    }

    /// Finds the address of a kept file, for [`Signals::addresses`].
    pub fn find_file(&self, id: MessageId) {
        if let Some(runtime) = self.0.runtime.borrow().as_ref() {
            runtime.find_file(id);
        }
    }

    fn ask(&self, how: How) {
        let desk = self.clone();
        let waiting = seat::request(&self.0.channel, how, move |seat| desk.sit(seat));
        self.0.waiting.replace(waiting);
    }

    fn sit(&self, seat: Seat) {
        let Signals { seat: shown, .. } = self.0.signals;
        match seat {
            Seat::Asking => {}
            Seat::Taken => {
                shown.set(Seat::Taken);
                self.ask(How::WhenFree);
            }
            Seat::Mine => {
                let desk = self.clone();
                spawn_local(async move { desk.start().await });
            }
            Seat::Moved => {
                self.0.runtime.replace(None);
                shown.set(Seat::Moved);
                self.ask(How::WhenFree);
            }
        }
    }

    async fn start(&self) {
        let signals = self.0.signals;
        let Signals { seat, engine, .. } = signals;
        if self.0.runtime.borrow().is_some() {
            return;
        }
        engine.update(|engine| *engine = Engine::default());
        let runtime = Runtime::start(&self.0.channel, signals).await;
        self.0.runtime.replace(runtime);
        if seat.get_untracked() != Seat::Mine {
            seat.set(Seat::Mine);
        }
    }
}

/// The moment it is.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are a whole positive number far below 2^53"
)]
pub fn now() -> Instant {
    Instant(js_sys::Date::now() as u64)
}
