//! What a visitor meets who only looks: one `connect` with nothing to go on with, and nothing else.
//! Whatever more is wanted, or said, is done by the half behind the [door](super::door), once that
//! is there; it connects anew.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::AbortController;

use super::{
    calls::Visitor,
    door,
    events::is_plain,
    method::Method,
    options::{Chosen, function},
    settle::settle,
    words,
};
use crate::{
    browser::is_dead,
    domain::{BackendEvent, Command, MessageId, Snapshot, snapshot::Availability},
    transport::{Backend, Host, late::Late},
    value::Value as _,
};

/// The backend of one widget.
pub struct CustomBackend(Rc<Front>);

struct Front {
    chosen: Chosen,
    visitor: RefCell<Visitor>,
    look: RefCell<Option<Look>>,
    /// Only the newest look may say anything.
    generation: Cell<u32>,
    late: Late,
}

/// One `connect`, for as long as it is wanted.
struct Look {
    abort: AbortController,
    patience: Option<Timeout>,
}

impl Drop for Look {
    fn drop(&mut self) {
        drop(self.patience.take());
        if !is_dead() {
            self.abort.abort();
        }
    }
}

impl CustomBackend {
    /// A backend that has said nothing yet.
    pub fn new(chosen: Chosen, visitor: Visitor, host: Host) -> Self {
        let late = Late::new(host);
        Self(Rc::new(Front {
            chosen,
            visitor: RefCell::new(visitor),
            look: RefCell::default(),
            generation: Cell::default(),
            late,
        }))
    }
}

impl Backend for CustomBackend {
    fn perform(&self, command: Command) {
        let front = &self.0;
        let looks = matches!(command, Command::Connect { resume: None })
            && front.late.is_idle()
            && front.chosen.lies.is_empty();
        if looks {
            (front.late.host.ear)(BackendEvent::Connecting);
            return front.look();
        }
        if matches!(command, Command::Disconnect) {
            front.look_away();
        }
        if front.late.perform(command) {
            front.make();
        }
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        self.0.late.hold(id, file);
    }

    fn become_visitor(&self, visitor: String) {
        self.0.visitor.borrow_mut().id.clone_from(&visitor);
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

impl Drop for CustomBackend {
    fn drop(&mut self) {
        self.0.look_away();
    }
}

impl Front {
    /// More is to be heard than this half understands.
    fn want_more(&self, generation: u32) {
        if self.generation.get() == generation && self.look.borrow().is_some() && !is_dead() {
            self.generation.set(generation.wrapping_add(1));
            if self.late.want(Command::Connect { resume: None }) {
                self.make();
            }
        }
    }

    fn look(self: &Rc<Self>) {
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        let Ok(abort) = AbortController::new() else {
            return;
        };
        let more = || {
            let weak = Rc::downgrade(self);
            move || {
                if let Some(front) = weak.upgrade() {
                    front.want_more(generation);
                }
            }
        };
        let mut line = JsValue::object();
        line.set("visitor", words::visitor(&self.visitor.borrow()));
        line.set("signal", abort.signal().into());
        let emit = more();
        let emit = Closure::<dyn Fn()>::new(emit);
        // The browser frees it once the object has let go of it.
        line.set("emit", emit.into_js_value());
        let ms = u32::try_from(self.chosen.timeout_ms).unwrap_or(u32::MAX);
        let patience = Some(Timeout::new(ms, more()));
        self.look.replace(Some(Look { abort, patience }));
        let adapter = &self.chosen.adapter;
        let given = Array::of2(&JsValue::NULL, &line);
        let said = function(adapter, Method::Connect)
            .and_then(|connect| connect.apply(adapter, &given).ok());
        let Some(said) = said else {
            return self.want_more(generation);
        };
        let weak = Rc::downgrade(self);
        settle(&said, move |said| {
            let front = weak.upgrade();
            let Some(front) = front.filter(|front| front.generation.get() == generation) else {
                return;
            };
            match said {
                Ok(snapshot) if is_plain(&snapshot) && !is_dead() => front.stand_ready(),
                _ => front.want_more(generation),
            }
        });
    }

    /// Nothing runs: says so.
    fn stand_ready(&self) {
        if let Some(look) = &mut *self.look.borrow_mut() {
            drop(look.patience.take());
        }
        (self.late.host.ear)(BackendEvent::Connected(Box::new(Snapshot::nothing(
            Availability::Online,
        ))));
    }

    /// Gives up the line there is, and says so to the object.
    fn look_away(&self) {
        if self.look.take().is_some() && !is_dead() {
            let adapter = &self.chosen.adapter;
            let disconnect = function(adapter, Method::Disconnect);
            // Nobody is to be told if it throws; a promise that rejects is caught.
            if let Some(Ok(said)) = disconnect.map(|disconnect| disconnect.call0(adapter)) {
                settle(&said, |_| ());
            }
        }
    }

    /// The late half is there.
    fn make(&self) {
        self.late.make(|| {
            // The line goes, and another one comes at once: there is nothing to disconnect.
            self.look.replace(None);
            let visitor = self.visitor.borrow().clone();
            door::make(&self.chosen, &visitor, &self.late.host)
        });
    }
}
