//! What a visitor meets who only looks: whether it is open, and nothing else. Whatever more is
//! wanted is done by the half behind the [door](super::door), once that is there.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::{before, door, fetching, options::Given, place::Place};
use crate::{
    browser::clock,
    domain::{BackendEvent, Command, MessageId, Snapshot, snapshot::Availability},
    transport::{Backend, Host, late::Late},
    value::Value as _,
};

/// The backend of one widget.
pub struct SalesforceBackend(Rc<Front>);

struct Front {
    place: Place,
    given: Given,
    identity: Option<Function>,
    /// The configuration and the hours of the deployment; outside is whether they were asked for.
    known: RefCell<Option<[Option<String>; 2]>>,
    missing: Cell<u8>,
    late: Late,
}

impl SalesforceBackend {
    /// A backend that has said nothing yet. `identity` is the page's word for its visitors.
    pub fn new(place: Place, given: Given, identity: Option<Function>, host: Host) -> Self {
        let late = Late::new(host);
        let front = Rc::new(Front {
            place,
            given,
            identity,
            known: RefCell::default(),
            missing: Cell::default(),
            late,
        });
        Self(front)
    }
}

impl Backend for SalesforceBackend {
    fn perform(&self, command: Command) {
        let front = &self.0;
        let looks = matches!(command, Command::Connect { resume: None }) && front.late.is_idle();
        if looks {
            (front.late.host.ear)(BackendEvent::Connecting);
            front.ask();
        } else if front.late.perform(command) {
            front.make();
        }
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        self.0.late.hold(id, file);
    }

    fn become_visitor(&self, visitor: String) {
        self.0.late.become_visitor(visitor);
    }

    fn late_came(&self, is_here: bool) {
        if is_here {
            self.0.make();
        } else {
            self.0.late.fail();
        }
    }
}

impl Front {
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
        if self.missing.get() == 0 && !self.late.is_here() {
            self.stand_ready();
        }
    }

    /// Nothing runs: says so, unless there is something to ask before a chat.
    fn stand_ready(self: &Rc<Self>) {
        let known = self.known.borrow().clone().unwrap_or_default();
        let [config, hours] = known.map(|text| text.as_deref().and_then(JsValue::from_json));
        // No configuration is a reason to look closer, too.
        if config.as_ref().is_none_or(before::asks_more) {
            if self.late.want(Command::Connect { resume: None }) {
                self.make();
            }
            return;
        }
        let availability = hours.map_or(Availability::Online, |hours| {
            before::hours(&hours, clock::now())
        });
        (self.late.host.ear)(BackendEvent::Connected(Box::new(Snapshot::nothing(
            availability,
        ))));
    }

    /// The late half is there.
    fn make(&self) {
        self.late.make(|| {
            let known = self.known.borrow().clone().unwrap_or_default();
            let identity = self.identity.clone();
            door::make(&self.place, &self.given, identity, &self.late.host, known)
        });
    }
}
