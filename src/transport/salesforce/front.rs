//! What a visitor meets who only looks: whether it is open, and nothing else. Whatever more is
//! wanted is done by the half behind the [door](super::door), once that is there.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Function;
use wasm_bindgen::JsValue;

use super::{before, door, fetching, options::Given, place::Place};
use crate::{
    browser::{clock, is_dead},
    domain::{BackendEvent, Command, MessageId, Snapshot, snapshot::Availability},
    transport::{Backend, Host, unmet},
    value::Value as _,
};

/// After how long the late half is fetched again for a chat that is to go on, in milliseconds.
const AGAIN_MS: u32 = 5_000;

/// The backend of one widget.
pub struct SalesforceBackend(Rc<Front>);

struct Front {
    place: Place,
    given: Given,
    identity: Option<Function>,
    host: Host,
    /// What the late half is to hear first.
    visitor: RefCell<Option<String>>,
    waiting: RefCell<Vec<Wanted>>,
    /// Fetches the late half again.
    again: RefCell<Option<Timeout>>,
    /// The configuration and the hours of the deployment; outside is whether they were asked for.
    known: RefCell<Option<[Option<String>; 2]>>,
    missing: Cell<u8>,
    back: RefCell<Option<Box<dyn Backend>>>,
}

/// What waits for the late half.
enum Wanted {
    Visitor(String),
    Command(Command),
    File(MessageId, JsValue),
}

impl SalesforceBackend {
    /// A backend that has said nothing yet. `identity` is the page's word for its visitors.
    pub fn new(place: Place, given: Given, identity: Option<Function>, host: Host) -> Self {
        let front = Rc::new(Front {
            place,
            given,
            identity,
            host,
            visitor: RefCell::default(),
            waiting: RefCell::default(),
            again: RefCell::default(),
            known: RefCell::default(),
            missing: Cell::default(),
            back: RefCell::default(),
        });
        Self(front)
    }
}

impl Backend for SalesforceBackend {
    fn perform(&self, command: Command) {
        let front = &self.0;
        if let Some(back) = &*front.back.borrow() {
            return back.perform(command);
        }
        match command {
            Command::Connect { resume: None } if front.waiting.borrow().is_empty() => {
                (front.host.ear)(BackendEvent::Connecting);
                front.ask();
            }
            Command::Connect { .. }
            | Command::Send(_)
            | Command::End { .. }
            | Command::Clear(_)
            | Command::ClearAll => front.want(Wanted::Command(command)),
            // The late half is not fetched for a window that is closed.
            Command::Disconnect => {
                front.again.replace(None);
            }
            // Nobody is there to hear it, and nothing is there that it could be about.
            Command::Typing(_)
            | Command::Read { .. }
            | Command::Stay(_)
            | Command::Older { .. }
            | Command::Rate { .. }
            | Command::Conversations
            | Command::Cancel(_)
            | Command::Leave(_) => {}
        }
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        match &*self.0.back.borrow() {
            Some(back) => back.hold(id, file),
            None => self.0.waiting.borrow_mut().push(Wanted::File(id, file)),
        }
    }

    fn become_visitor(&self, visitor: String) {
        match &*self.0.back.borrow() {
            Some(back) => back.become_visitor(visitor),
            None => {
                self.0.visitor.replace(Some(visitor));
            }
        }
    }

    fn late_came(&self, is_here: bool) {
        if is_here {
            self.0.make();
        } else {
            self.0.do_without();
        }
    }
}

impl Front {
    fn want(self: &Rc<Self>, wanted: Wanted) {
        // Whoever wants it is known by another name afterwards, if it is to clear the chat.
        self.note_visitor();
        self.waiting.borrow_mut().push(wanted);
        self.again.replace(None);
        if door::IS_HERE {
            self.make();
        } else {
            (self.host.fetch_late)();
        }
    }

    /// Asks what needs no token: nobody becomes somebody by looking at a window.
    fn ask(self: &Rc<Self>) {
        if self.known.borrow().is_some() {
            return self.stand_ready();
        }
        self.known.replace(Some([None, None]));
        self.missing.set(2);
        for (index, path) in before::paths(&self.place).into_iter().enumerate() {
            // The browser lets go of what waits for an answer when it likes: a chat that is gone by
            // then is not to be held, nor its stream.
            let front = Rc::downgrade(self);
            let url = [&self.place.url, &*path].concat();
            fetching::text(&url, move |text| {
                if let Some(front) = front.upgrade() {
                    front.hear(index, text);
                }
            });
        }
    }

    fn hear(self: &Rc<Self>, index: usize, text: Option<String>) {
        if let Some(known) = &mut *self.known.borrow_mut()
            && let Some(place) = known.get_mut(index)
        {
            *place = text;
        }
        self.missing.set(self.missing.get().saturating_sub(1));
        if self.missing.get() == 0 && self.back.borrow().is_none() {
            self.stand_ready();
        }
    }

    /// Nothing runs: says so, unless there is something to ask before a chat.
    fn stand_ready(self: &Rc<Self>) {
        let known = self.known.borrow().clone().unwrap_or_default();
        let [config, hours] = known.map(|text| text.as_deref().and_then(JsValue::from_json));
        // No configuration is a reason to look closer, too.
        if config.as_ref().is_none_or(before::asks_more) {
            return self.want(Wanted::Command(Command::Connect { resume: None }));
        }
        let availability = hours.map_or(Availability::Online, |hours| {
            before::hours(&hours, clock::now())
        });
        (self.host.ear)(BackendEvent::Connected(Box::new(Snapshot::nothing(
            availability,
        ))));
    }

    /// The late half is there.
    fn make(self: &Rc<Self>) {
        if self.back.borrow().is_some() || self.waiting.borrow().is_empty() {
            return;
        }
        let known = self.known.borrow().clone().unwrap_or_default();
        let Some(back) = door::make(
            &self.place,
            &self.given,
            self.identity.clone(),
            &self.host,
            known,
        ) else {
            return self.do_without();
        };
        self.back.replace(Some(back));
        self.note_visitor();
        for wanted in self.waiting.take() {
            let Some(back) = &*self.back.borrow() else {
                return;
            };
            match wanted {
                Wanted::Visitor(visitor) => back.become_visitor(visitor),
                Wanted::Command(command) => back.perform(command),
                Wanted::File(id, file) => back.hold(id, file),
            }
        }
    }

    fn note_visitor(&self) {
        if let Some(visitor) = self.visitor.take() {
            self.waiting.borrow_mut().push(Wanted::Visitor(visitor));
        }
    }

    /// The late half did not come: a chat that is to go on asks for it again, and so does whoever
    /// wants something.
    fn do_without(self: &Rc<Self>) {
        for wanted in self.waiting.take() {
            match wanted {
                Wanted::Command(command) if !matches!(command, Command::Connect { .. }) => {
                    (self.host.ear)(unmet(Some(command)));
                }
                // A connection is wanted until it stands; and who the visitor is and the bytes of
                // their messages nobody says twice.
                kept => {
                    if matches!(kept, Wanted::Command(_)) {
                        self.ask_again();
                        (self.host.ear)(BackendEvent::Disconnected);
                    }
                    self.waiting.borrow_mut().push(kept);
                }
            }
        }
    }

    fn ask_again(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let again = Timeout::new(AGAIN_MS, move || {
            if let Some(front) = weak.upgrade().filter(|_| !is_dead()) {
                (front.host.fetch_late)();
            }
        });
        self.again.replace(Some(again));
    }
}
