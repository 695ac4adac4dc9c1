//! A backend in two halves: what is wanted of the one that is fetched late, until it is there, and
//! that half from then on.

use core::cell::RefCell;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use super::{Backend, Host};
use crate::{
    browser::is_dead,
    domain::{BackendEvent, Command, MessageId, event::SendRefusal},
};

/// Whether the late half is there from the start.
const IS_HERE: bool = cfg!(not(feature = "late"));

/// After how long it is fetched again for a chat that is to go on, in milliseconds.
const AGAIN_MS: u32 = 5_000;

/// The late half of a backend.
pub struct Late {
    /// The session.
    pub host: Host,
    /// What it is to hear first.
    visitor: RefCell<Option<String>>,
    waiting: RefCell<Vec<Wanted>>,
    /// Fetches it again.
    again: RefCell<Option<Timeout>>,
    half: RefCell<Option<Box<dyn Backend>>>,
}

/// What waits for it.
enum Wanted {
    Visitor(String),
    Command(Command),
    File(MessageId, JsValue),
}

impl Late {
    /// A half that nothing is wanted of yet.
    pub fn new(host: Host) -> Self {
        Self {
            host,
            visitor: RefCell::default(),
            waiting: RefCell::default(),
            again: RefCell::default(),
            half: RefCell::default(),
        }
    }

    /// Whether it is there.
    pub fn is_here(&self) -> bool {
        self.half.borrow().is_some()
    }

    /// Whether it is not there, and nothing is wanted of it.
    pub fn is_idle(&self) -> bool {
        !self.is_here() && self.waiting.borrow().is_empty()
    }

    /// Has it carry out a command, now or once it is there. Returns whether it is to be
    /// [made](Self::make).
    pub fn perform(&self, command: Command) -> bool {
        if let Some(half) = &*self.half.borrow() {
            half.perform(command);
            return false;
        }
        match command {
            Command::Connect { .. }
            | Command::Send(_)
            | Command::End { .. }
            | Command::Clear(_)
            | Command::ClearAll => self.want(command),
            // It is not fetched for a window that is closed.
            Command::Disconnect => {
                self.again.replace(None);
                false
            }
            // Nobody is there to hear it, and nothing is there that it could be about.
            Command::Typing(_)
            | Command::Read { .. }
            | Command::Stay(_)
            | Command::Older { .. }
            | Command::Rate { .. }
            | Command::Conversations
            | Command::Cancel(_)
            | Command::Leave(_) => false,
        }
    }

    /// Fetches it for a command, unless it is there from the start. Returns whether it is to be
    /// [made](Self::make).
    pub fn want(&self, command: Command) -> bool {
        // Whoever wants it is known by another name afterwards, if it is to clear the chat.
        self.note_visitor();
        self.waiting.borrow_mut().push(Wanted::Command(command));
        self.again.replace(None);
        if !IS_HERE {
            (self.host.fetch_late)();
        }
        IS_HERE
    }

    /// Keeps the bytes of a message for it.
    pub fn hold(&self, id: MessageId, file: JsValue) {
        match &*self.half.borrow() {
            Some(half) => half.hold(id, file),
            None => self.waiting.borrow_mut().push(Wanted::File(id, file)),
        }
    }

    /// Has it speak for another visitor.
    pub fn become_visitor(&self, visitor: String) {
        match &*self.half.borrow() {
            Some(half) => half.become_visitor(visitor),
            None => {
                self.visitor.replace(Some(visitor));
            }
        }
    }

    /// It can be made, for the first time or once more, and does what waits.
    pub fn make(&self, make: impl FnOnce() -> Option<Box<dyn Backend>>) {
        if self.is_here() || self.waiting.borrow().is_empty() {
            return;
        }
        let Some(half) = make() else {
            return self.fail();
        };
        self.half.replace(Some(half));
        self.note_visitor();
        for wanted in self.waiting.take() {
            let Some(half) = &*self.half.borrow() else {
                return;
            };
            match wanted {
                Wanted::Visitor(visitor) => half.become_visitor(visitor),
                Wanted::Command(command) => half.perform(command),
                Wanted::File(id, file) => half.hold(id, file),
            }
        }
    }

    /// It did not come: a chat that is to go on asks for it again, and so does whoever wants
    /// something.
    pub fn fail(&self) {
        for wanted in self.waiting.take() {
            let Wanted::Command(command) = wanted else {
                // Who the visitor is and the bytes of their messages nobody says twice.
                self.waiting.borrow_mut().push(wanted);
                continue;
            };
            let said = match command {
                Command::Send(outgoing) => BackendEvent::Refused {
                    id: outgoing.id,
                    why: SendRefusal::Later { after_ms: None },
                },
                Command::End { .. } => BackendEvent::EndRefused,
                Command::Clear(_) | Command::ClearAll => BackendEvent::ClearFailed,
                // A connection is wanted until it stands.
                command => {
                    self.ask_again();
                    self.waiting.borrow_mut().push(Wanted::Command(command));
                    BackendEvent::Disconnected
                }
            };
            (self.host.ear)(said);
        }
    }

    fn note_visitor(&self) {
        if let Some(visitor) = self.visitor.take() {
            self.waiting.borrow_mut().push(Wanted::Visitor(visitor));
        }
    }

    fn ask_again(&self) {
        let fetch_late = self.host.fetch_late.clone();
        let again = Timeout::new(AGAIN_MS, move || {
            if !is_dead() {
                fetch_late();
            }
        });
        self.again.replace(Some(again));
    }
}
