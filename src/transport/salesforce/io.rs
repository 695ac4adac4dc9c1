//! The calls and the stream of [`Client`](super::client::Client), made by the browser.

use core::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{AbortController, Blob, BlobPropertyBag, FormData, Response};

use super::{
    client::{Chance, Client, Output, Stream},
    fetching::{authorise, body_of, fetch, object, set},
    http::{Call, PATIENCE_MS, Reply, Request, asked_wait},
    place::Place,
    sharing::Share,
};
use crate::{
    browser::{clock, is_dead, is_seen, listen, when},
    domain::{Command, Instant, MessageId, event::BackendEvent},
    transport::{Backend, Host},
    value::Value as _,
};

/// How long a visitor may take to prove that they are no program: they may have to look at pictures.
const RIDDLE_MS: u32 = 120_000;

/// Which part of the client takes a word of the page.
type Take = fn(&mut Client<JsValue>, Instant, Option<&str>) -> Output;

/// The backend of one widget, once it talks.
pub struct TalkingBackend(Rc<Wire>);

pub(super) struct Wire {
    pub(super) client: RefCell<Client<JsValue>>,
    url: String,
    pub(super) stream_url: String,
    pub(super) org: String,
    host: Host,
    identity: Option<Function>,
    captcha: Option<Function>,
    timer: RefCell<Option<Timeout>>,
    /// The bytes of messages that were not taken yet.
    files: RefCell<Vec<(MessageId, JsValue)>>,
    /// The calls under way. Many of them are alike, so each has a number of its own: only with it
    /// is an answer that of this call, and not of another one for the same.
    calls: RefCell<Vec<Made>>,
    /// How many calls were made.
    made: Cell<u32>,
    pub(super) stream: RefCell<Option<Life>>,
    /// The other tabs that show the same conversation; none where the browser cannot tell of them.
    pub(super) share: RefCell<Option<Share>>,
    /// Whether the browser refuses what the tabs share the stream by.
    pub(super) is_alone: Cell<bool>,
    /// Only the newest stream may say anything.
    pub(super) generation: Cell<u32>,
    /// How often the page was asked for its word: only the answer to the last question counts, or
    /// that for one visitor would be taken for the next.
    asked: Cell<u32>,
    life: AbortController,
}

/// A call that was made.
struct Made {
    number: u32,
    call: Call,
    life: Life,
}

/// Something that runs until this is dropped.
pub(super) struct Life {
    pub(super) abort: AbortController,
    pub(super) patience: Option<Timeout>,
}

impl Drop for Life {
    fn drop(&mut self) {
        drop(self.patience.take());
        self.abort.abort();
    }
}

impl TalkingBackend {
    /// A backend that has said nothing yet. `identity` is the page's word for its visitors,
    /// `captcha` what has them prove that they are no programs, `known` the configuration and the
    /// hours as far as they were asked for already.
    pub fn new(
        place: Place,
        [identity, captcha]: [Option<Function>; 2],
        host: Host,
        known: [Option<String>; 2],
    ) -> Result<Self, JsValue> {
        let url = place.url.clone();
        let wire = Rc::new(Wire {
            stream_url: place.proxy.clone().unwrap_or_else(|| url.clone()),
            url,
            org: place.org.clone(),
            client: RefCell::new(Client::new(
                place,
                Chance {
                    id: clock::random_id,
                    jitter: clock::random_up_to,
                },
            )),
            host,
            identity,
            captcha,
            timer: RefCell::default(),
            files: RefCell::default(),
            calls: RefCell::default(),
            made: Cell::default(),
            stream: RefCell::default(),
            share: RefCell::default(),
            is_alone: Cell::default(),
            generation: Cell::default(),
            asked: Cell::default(),
            life: AbortController::new()?,
        });
        wire.listen();
        for (call, known) in [Call::Config, Call::Hours].into_iter().zip(known) {
            if let Some(text) = known {
                let reply = Reply {
                    status: 200,
                    body: JsValue::from_json(&text),
                    ..Reply::NONE
                };
                wire.step(|client| client.answered(clock::now(), call, &reply));
            }
        }
        Ok(Self(wire))
    }
}

impl Backend for TalkingBackend {
    fn perform(&self, command: Command) {
        self.0.step(|client| client.command(clock::now(), command));
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        self.0.files.borrow_mut().push((id, file));
    }

    fn become_visitor(&self, visitor: String) {
        self.0.step(|client| client.become_visitor(visitor));
    }
}

impl Drop for TalkingBackend {
    fn drop(&mut self) {
        self.0.life.abort();
        self.0.timer.replace(None);
        self.0.stream.replace(None);
        self.0.share.replace(None);
        // What ends or clears a chat is on its way and stays so.
        let calls = self.0.calls.take();
        for made in calls {
            if matches!(made.call, Call::Clear { .. } | Call::End { .. }) {
                core::mem::forget(made.life);
            }
        }
    }
}

impl Wire {
    fn listen(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let signal = self.life.signal();
        let on = |target: &web_sys::EventTarget, name: &str, act: fn(&Rc<Self>)| {
            let weak = Rc::downgrade(self);
            listen(target, name, &signal, move || {
                if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
                    act(&wire);
                }
            });
        };
        let hurry = |wire: &Rc<Self>| wire.step(|client| client.hurry(clock::now()));
        on(&window, "online", hurry);
        if let Some(document) = window.document() {
            // Whoever looks away needs no fresh stream.
            on(&document, "visibilitychange", |wire| {
                if is_seen() {
                    wire.step(|client| client.hurry(clock::now()));
                }
            });
        }
        // A page with an open stream or a lock may not be kept for the way back, and another tab
        // is to read on at once.
        on(&window, "pagehide", |wire| {
            wire.close_stream();
            wire.share.replace(None);
            wire.client.borrow_mut().follow(false);
        });
    }

    pub(super) fn step(self: &Rc<Self>, act: impl FnOnce(&mut Client<JsValue>) -> Output) {
        let output = act(&mut self.client.borrow_mut());
        self.carry_out(output);
    }

    fn carry_out(self: &Rc<Self>, output: Output) {
        if let Some(token) = output.keep {
            (self.host.keep)(token);
        }
        for said in &output.says {
            self.say(said);
        }
        if let Some(stream) = output.stream {
            match stream {
                Stream::Open {
                    conversation,
                    bearer,
                    last_id,
                } => self.open_stream(&conversation, &bearer, last_id.as_deref()),
                Stream::Close => self.close_stream(),
            }
        }
        if let Some(id) = output.cancels {
            self.files.borrow_mut().retain(|(held, _)| *held != id);
            let upload = Call::File(id);
            self.calls.borrow_mut().retain(|made| made.call != upload);
        }
        if output.forgets {
            self.calls
                .borrow_mut()
                .retain(|made| !made.call.is_of_visitor());
        }
        for request in output.requests {
            self.make(request);
        }
        if output.asks_identity {
            let given = self.identity.as_ref();
            let given = given.and_then(|identity| identity.call0(&JsValue::NULL).ok());
            self.hear_from_page(given, PATIENCE_MS, Client::identity);
        }
        if let Some(key) = output.asks_captcha {
            let riddle = object();
            set(&riddle, "siteKey", &key.into());
            let given = self.captcha.as_ref();
            let given = given.and_then(|captcha| captcha.call1(&JsValue::NULL, &riddle).ok());
            self.hear_from_page(given, RIDDLE_MS, Client::captcha);
        }
        let due = self.client.borrow().wake_at();
        self.timer.replace(due.map(|due| {
            let weak = Rc::downgrade(self);
            clock::timer(due, move || Self::wake(&weak))
        }));
        if let Some(advice) = output.report {
            (self.host.report)(advice.code(), advice.sentence().into());
        }
        for event in output.events {
            if let BackendEvent::Acknowledged { id, .. } = &event {
                self.files.borrow_mut().retain(|(held, _)| held != id);
            }
            (self.host.ear)(event);
        }
    }

    fn wake(weak: &Weak<Self>) {
        if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
            // The timer has fired; its handle would only cancel it.
            wire.timer.take().map(Timeout::forget).unwrap_or_default();
            wire.step(|client| client.wake(clock::now()));
        }
    }

    fn make(self: &Rc<Self>, request: Request) {
        let Ok(abort) = AbortController::new() else {
            return;
        };
        let init = object();
        let headers = object();
        set(&init, "method", &request.method.into());
        set(&init, "signal", &abort.signal());
        if request.call == Call::Probe {
            set(&init, "mode", &"no-cors".into());
        }
        if let Some(bearer) = &request.bearer {
            authorise(&headers, bearer);
        }
        if let Call::File(id) = &request.call {
            let body = request.body.as_deref().unwrap_or_default();
            let Some(form) = self.form(id, body) else {
                // The bytes went with an earlier page.
                let gone = Reply {
                    status: 413,
                    ..Reply::NONE
                };
                return self.step(|client| client.answered(clock::now(), request.call, &gone));
            };
            set(&init, "body", &form);
        } else if let Some(body) = &request.body {
            set(&headers, "Content-Type", &"application/json".into());
            set(&init, "body", &body.into());
        }
        set(&init, "headers", &headers);
        if matches!(request.call, Call::Clear { .. } | Call::End { .. }) {
            set(&init, "keepalive", &true.into());
        }
        let url = [&self.url, &*request.path].concat();
        let promise = fetch(&url, &init);
        let signal = abort.clone();
        let life = Life {
            abort,
            patience: Some(Timeout::new(request.call.patience_ms(), move || {
                signal.abort();
            })),
        };
        let number = self.made.get().wrapping_add(1);
        self.made.set(number);
        let is_probe = request.call == Call::Probe;
        self.calls.borrow_mut().push(Made {
            number,
            call: request.call,
            life,
        });
        let Ok(promise) = promise else {
            return self.answer(number, &Reply::NONE);
        };
        let (weak, lost) = (Rc::downgrade(self), Rc::downgrade(self));
        when(
            &promise,
            move |response| Self::read_body(weak, number, is_probe, response),
            move || answer_weak(&lost, number, &Reply::NONE),
        );
    }

    fn read_body(weak: Weak<Self>, number: u32, is_probe: bool, response: JsValue) {
        let response: Response = response.unchecked_into();
        let head = Reply {
            // An answer that no page may read has no status, and is all that a probe asks for.
            status: response.status().max(if is_probe { 200 } else { 0 }),
            retry_after_ms: retry_after(&response),
            body: None,
        };
        let lost = weak.clone();
        body_of(
            &response,
            move |text| {
                // A page in place of an answer comes from somebody in between.
                let is_page = text.trim_start().starts_with('<');
                let reply = if is_page && !is_probe && head.status < 400 {
                    Reply::NONE
                } else {
                    Reply {
                        body: JsValue::from_json(&text),
                        ..head
                    }
                };
                answer_weak(&weak, number, &reply);
            },
            move || answer_weak(&lost, number, &Reply::NONE),
        );
    }

    fn answer(self: &Rc<Self>, number: u32, reply: &Reply<JsValue>) {
        let mut calls = self.calls.borrow_mut();
        let at = calls.iter().position(|made| made.number == number);
        let ended = at.map(|at| calls.remove(at));
        drop(calls);
        if let Some(Made { call, life, .. }) = ended {
            drop(life);
            self.step(|client| client.answered(clock::now(), call, reply));
        }
    }

    /// The file with what stands beside it.
    fn form(&self, id: &MessageId, beside: &str) -> Option<FormData> {
        let files = self.files.borrow();
        let (_, file) = files.iter().find(|(held, _)| held == id)?;
        let form = FormData::new().ok()?;
        let kind = BlobPropertyBag::new();
        kind.set_type("application/json");
        let parts = js_sys::Array::of1(&beside.into());
        let beside = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
        form.append_with_blob("messageEntry", &beside).ok()?;
        form.append_with_blob("fileData", file.unchecked_ref())
            .ok()?;
        Some(form)
    }

    /// Hands on what a function of the page resolves with; nothing if it takes longer.
    fn hear_from_page(self: &Rc<Self>, given: Option<JsValue>, patience_ms: u32, take: Take) {
        let weak = Rc::downgrade(self);
        let number = self.asked.get().wrapping_add(1);
        self.asked.set(number);
        let answer = Rc::new(move |word: Option<String>| {
            let wire = weak.upgrade().filter(|wire| wire.asked.get() == number);
            if let Some(wire) = wire.filter(|_| !is_dead()) {
                // Whatever comes after the first answer comes too late.
                wire.asked.set(number.wrapping_add(1));
                wire.step(|client| take(client, clock::now(), word.as_deref()));
            }
        });
        let Some(given) = given else {
            return answer(None);
        };
        let (late, lost) = (Rc::clone(&answer), Rc::clone(&answer));
        Timeout::new(patience_ms, move || late(None)).forget();
        when(
            &Promise::resolve(&given),
            move |word| answer(word.as_string()),
            move || lost(None),
        );
    }
}

fn answer_weak(weak: &Weak<Wire>, number: u32, reply: &Reply<JsValue>) {
    if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
        wire.answer(number, reply);
    }
}

/// How long the server wants to be left alone, in milliseconds.
pub(super) fn retry_after(response: &Response) -> Option<u64> {
    let said = response.headers().get("retry-after").ok()??;
    asked_wait(&said, || js_sys::Date::parse(&said) - js_sys::Date::now())
}
