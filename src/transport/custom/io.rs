//! The calls of [`Line`], made to the object of the page.
//!
//! The object may call back at once: while a method of it runs, for which nothing is borrowed, and
//! while what it said is read, by a getter or a `toJSON`, for which the line is. What comes then
//! waits for its turn. Whatever the object throws stays here.

use core::cell::RefCell;
use std::{
    collections::VecDeque,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::AbortController;

use super::{
    calls::{Order, Output, Terms, Thrown, Visitor},
    line::Line,
    method::Method,
    options::{Chosen, function},
    settle::settle,
    turns::Turns,
};
use crate::{
    browser::{clock, is_dead, is_seen},
    domain::{BackendEvent, Command, Instant, MessageId},
    transport::{Backend, Host},
    value::Value as _,
};

/// How many events are handed on at once while somebody looks at the page: a thousand would stand
/// in its way for a second. No more turns are taken at once either: an event that emits itself while
/// it is read would never let go of the page.
const AT_ONCE: usize = 40;
/// How much of an error's own words is told.
const WORDS: usize = 200;

/// The backend of one widget, once it talks.
pub struct TalkingBackend(Rc<Wire>);

/// What is to be done after a turn, and when the line is to be woken.
type Turn = (Output<JsValue>, Option<Instant>);

struct Wire {
    adapter: JsValue,
    line: Turns<Line<JsValue>, Turn>,
    host: Host,
    timer: RefCell<Option<Timeout>>,
    /// What aborts the signal of each call that somebody waits for.
    calls: RefCell<Vec<(u32, AbortController)>>,
    /// The bytes of messages that were not taken yet.
    files: RefCell<Vec<(MessageId, JsValue)>>,
    /// What the session has not heard yet.
    unheard: RefCell<VecDeque<BackendEvent>>,
    /// A breath for the page, after which it goes on.
    breath: RefCell<Option<Timeout>>,
}

impl TalkingBackend {
    /// A backend that connects as soon as it can.
    pub fn new(chosen: Chosen, visitor: Visitor, host: Host) -> Self {
        let terms = Terms {
            capabilities: chosen.capabilities,
            timeout_ms: chosen.timeout_ms,
            jitter: clock::random_up_to,
        };
        let wire = Rc::new(Wire {
            adapter: chosen.adapter,
            line: Turns::new(Line::new(terms, visitor, &chosen.lies)),
            host,
            timer: RefCell::default(),
            calls: RefCell::default(),
            files: RefCell::default(),
            unheard: RefCell::default(),
            breath: RefCell::default(),
        });
        wire.step(Line::begin);
        Self(wire)
    }
}

impl Backend for TalkingBackend {
    fn perform(&self, command: Command) {
        self.0.step(move |line, now| line.command(now, command));
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        self.0.files.borrow_mut().push((id, file));
    }

    fn become_visitor(&self, visitor: String) {
        self.0
            .step(move |line, now| line.become_visitor(now, visitor));
    }
}

impl Drop for TalkingBackend {
    fn drop(&mut self) {
        let wire = &self.0;
        wire.line.cancel();
        wire.timer.replace(None);
        wire.breath.replace(None);
        let calls = wire.calls.take();
        if !is_dead() {
            for (_, abort) in calls {
                abort.abort();
            }
            if let Some(disconnect) = function(&wire.adapter, Method::Disconnect) {
                // Nobody is left to be told if it throws; a promise that rejects is caught.
                if let Ok(said) = disconnect.call0(&wire.adapter) {
                    settle(&said, |_| ());
                }
            }
        }
    }
}

impl Wire {
    /// Acts on the line, at once unless it is being acted on.
    fn step<A>(self: &Rc<Self>, act: A)
    where
        A: FnOnce(&mut Line<JsValue>, Instant) -> Output<JsValue> + 'static,
    {
        self.line.ask(move |line| {
            let output = act(line, clock::now());
            (output, line.wake_at())
        });
        self.go_on();
    }

    fn go_on(self: &Rc<Self>) {
        for _ in 0..AT_ONCE {
            let Some(turn) = self.line.take() else {
                return;
            };
            self.follow(turn);
        }
        if self.line.are_due() && self.breath.borrow().is_none() {
            self.breathe();
        }
    }

    /// Does what a turn has come to.
    fn follow(self: &Rc<Self>, (output, due): Turn) {
        self.timer.replace(due.map(|due| {
            let weak = Rc::downgrade(self);
            clock::timer(due, move || Self::wake(&weak))
        }));
        for fault in output.faults {
            (self.host.report)(fault.code(), fault.sentence().into());
        }
        self.unheard.borrow_mut().extend(output.events);
        for order in output.orders {
            self.carry_out(order);
        }
        self.tell();
    }

    fn wake(weak: &Weak<Self>) {
        if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
            // The timer has fired; its handle would only cancel it.
            wire.timer.take().map(Timeout::forget).unwrap_or_default();
            wire.step(Line::wake);
        }
    }

    /// Lets the session hear what there is, in portions while somebody looks at the page.
    fn tell(self: &Rc<Self>) {
        if self.breath.borrow().is_some() || self.unheard.borrow().is_empty() {
            return;
        }
        if is_seen() {
            self.breathe();
        }
        for _ in 0..if is_seen() { AT_ONCE } else { usize::MAX } {
            let Some(event) = self.unheard.borrow_mut().pop_front() else {
                return;
            };
            (self.host.ear)(event);
        }
    }

    /// Gives the page a breath.
    fn breathe(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        self.breath.replace(Some(Timeout::new(0, move || {
            if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
                wire.breath.take().map(Timeout::forget).unwrap_or_default();
                wire.go_on();
                wire.tell();
            }
        })));
    }

    fn carry_out(self: &Rc<Self>, order: Order<JsValue>) {
        match order {
            Order::Call {
                number,
                method,
                arguments,
                beside,
                file,
            } => {
                let given: Array = arguments.into_iter().collect();
                if let Some(id) = file {
                    let files = self.files.borrow();
                    let held = files.iter().find(|(held, _)| *held == id);
                    let Some(file) = held.map(|(_, file)| file.clone()) else {
                        drop(files);
                        return self.step(move |line, now| line.gone(now, number));
                    };
                    given.push(&file);
                }
                self.call(number, method, &given, beside);
            }
            Order::Abandon(number) => {
                let mut calls = self.calls.borrow_mut();
                let at = calls.iter().position(|(own, _)| *own == number);
                let abort = at.map(|at| calls.remove(at).1);
                drop(calls);
                if let Some(abort) = abort {
                    abort.abort();
                }
            }
            Order::LetGo(id) => self.files.borrow_mut().retain(|(held, _)| *held != id),
        }
    }

    fn call(self: &Rc<Self>, number: u32, method: Method, given: &Array, mut beside: JsValue) {
        if let Ok(abort) = AbortController::new() {
            beside.set("signal", abort.signal().into());
            self.calls.borrow_mut().push((number, abort));
        }
        if method == Method::Connect {
            let weak = Rc::downgrade(self);
            let emit = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
                if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
                    wire.step(move |line, now| line.heard(now, number, &event));
                }
            });
            // The browser frees it once the object has let go of it.
            beside.set("emit", emit.into_js_value());
        }
        given.push(&beside);
        let said = match function(&self.adapter, method) {
            Some(function) => function.apply(&self.adapter, given),
            None => Err(JsValue::from_str("it is no function any more")),
        };
        match said {
            Ok(said) => {
                let weak = Rc::downgrade(self);
                settle(&said, move |said| {
                    if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
                        wire.answered(number, method, said);
                    }
                });
            }
            Err(error) => self.answered(number, method, Err(error)),
        }
    }

    fn answered(self: &Rc<Self>, number: u32, method: Method, said: Result<JsValue, JsValue>) {
        // The signal of a line is aborted when the line is given up.
        if method != Method::Connect {
            self.calls.borrow_mut().retain(|(own, _)| *own != number);
        }
        let said = said.map_err(|error| thrown(&error));
        self.step(move |line, now| line.answered(now, number, said));
    }
}

/// What was thrown, which may be anything.
fn thrown(error: &JsValue) -> Thrown {
    let words = match error.as_string() {
        Some(words) => words,
        None => said_by(error),
    };
    let after = error.field("retryAfterMs").and_then(|ms| ms.as_f64());
    Thrown {
        words: words.chars().take(WORDS).collect(),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what is no time in milliseconds is left out"
        )]
        retry_after_ms: after
            .filter(|ms| (0.0..1e9).contains(ms))
            .map(|ms| ms as u64),
    }
}

/// An object in its own words; whatever happens when it is asked for them stays here.
fn said_by(error: &JsValue) -> String {
    let part = |name| Reflect::get(error, &JsValue::from_str(name)).ok();
    let text = |name| part(name).and_then(|part| part.as_string());
    match (error.is_object(), text("name"), text("message")) {
        (true, name, Some(message)) => {
            [name.as_deref().unwrap_or("Error"), ": ", &message].concat()
        }
        _ => "something that is no error".to_owned(),
    }
}
