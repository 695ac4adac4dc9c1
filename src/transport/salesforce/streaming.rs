//! The stream, as the browser reads it.

use std::{
    rc::{Rc, Weak},
    vec::IntoIter,
};

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use web_sys::{AbortController, ReadableStreamDefaultReader, Response};

use super::{
    fetching::{authorise, fetch, object, set},
    io::{Life, Wire, retry_after},
    sharing::{Share, Word},
    sse::{Frame, Reader},
};
use crate::browser::{clock, is_dead, is_seen, when};

#[wasm_bindgen]
extern "C" {
    /// What a reader of a stream hands out.
    type Chunk;
    #[wasm_bindgen(method, getter)]
    fn done(this: &Chunk) -> bool;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Chunk) -> Uint8Array;
}

/// How many events are handed on at once while somebody looks at the page.
const AT_ONCE: usize = 40;

impl Wire {
    /// Listens to a conversation: to the server, or to the tab of this browser that does.
    pub(super) fn open_stream(
        self: &Rc<Self>,
        conversation: &str,
        bearer: &str,
        last_id: Option<&str>,
    ) {
        let leads = Share::leads(self, conversation);
        self.client.borrow_mut().follow(!leads);
        if leads {
            self.read_stream(bearer, last_id);
        } else {
            self.stream.replace(None);
            self.pass(Word::Asks);
        }
    }

    /// There is to be no stream.
    pub(super) fn close_stream(&self) {
        if self.stream.take().is_some() {
            self.pass(Word::Closed);
        }
    }

    /// Whether the stream stands, here or in the tab that reads it.
    pub(super) fn is_live(&self) -> bool {
        self.client.borrow().is_live()
    }

    fn read_stream(self: &Rc<Self>, bearer: &str, last_id: Option<&str>) {
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        let Ok(abort) = AbortController::new() else {
            return;
        };
        let (init, headers) = (object(), object());
        set(&headers, "Accept", &"text/event-stream".into());
        authorise(&headers, bearer);
        set(&headers, "X-Org-Id", &(&self.org).into());
        if let Some(last_id) = last_id {
            set(&headers, "Last-Event-Id", &last_id.into());
        }
        set(&init, "headers", &headers);
        set(&init, "cache", &"no-store".into());
        set(&init, "signal", &abort.signal());
        self.stream.replace(Some(Life {
            abort,
            patience: None,
        }));
        let url = [&self.stream_url, "/eventrouter/v1/sse"].concat();
        let (weak, lost) = (Rc::downgrade(self), Rc::downgrade(self));
        let refused = move || with_stream(&lost, generation, |wire| wire.end_stream(true));
        match fetch(&url, &init) {
            Ok(promise) => when(
                &promise,
                move |response| {
                    with_stream(&weak, generation, |wire| {
                        wire.begin_stream(generation, response);
                    });
                },
                refused,
            ),
            Err(_) => refused(),
        }
    }

    fn begin_stream(self: &Rc<Self>, generation: u32, response: JsValue) {
        let response: Response = response.unchecked_into();
        let kind = response.headers().get("content-type").ok().flatten();
        let is_stream = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        let status = response.status();
        let after = retry_after(&response);
        self.step(|client| client.stream_answered(clock::now(), status, is_stream, after));
        if self.generation.get() != generation || self.stream.borrow().is_none() {
            return;
        }
        self.pass(Word::Open);
        let reader = response.body().map(|body| body.get_reader());
        match reader {
            Some(reader) => {
                pump(Reading {
                    weak: Rc::downgrade(self),
                    generation,
                    source: reader.unchecked_into(),
                    reader: Reader::default(),
                });
            }
            None => self.end_stream(false),
        }
    }

    fn end_stream(self: &Rc<Self>, is_refused: bool) {
        self.close_stream();
        self.step(|client| client.stream_ended(clock::now(), is_refused));
    }

    /// What is whole of the bytes, and whether the stream is worth reading on.
    fn parse(self: &Rc<Self>, reader: &mut Reader, bytes: &[u8]) -> (IntoIter<Frame>, bool) {
        let mut frames = Vec::new();
        let is_good = reader.feed(bytes, |frame| frames.push(frame)).is_ok();
        if let Some(ms) = reader.retry_ms() {
            self.client.borrow_mut().wish(ms);
        }
        self.step(|client| client.heard(clock::now()));
        (frames.into_iter(), is_good)
    }

    fn hear(self: &Rc<Self>, frame: &Frame, last_id: Option<&str>) {
        self.pass(Word::Event(frame, last_id));
        self.step(|client| client.frame(clock::now(), &frame.event, &frame.data, last_id));
    }
}

/// Does something for the newest stream; an older one has nothing to say any more.
fn with_stream(weak: &Weak<Wire>, generation: u32, act: impl FnOnce(&Rc<Wire>)) {
    let wire = weak.upgrade().filter(|wire| {
        wire.generation.get() == generation && wire.stream.borrow().is_some() && !is_dead()
    });
    if let Some(wire) = wire {
        act(&wire);
    }
}

/// A stream that is being read.
struct Reading {
    weak: Weak<Wire>,
    generation: u32,
    source: ReadableStreamDefaultReader,
    reader: Reader,
}

/// Reads a stream to its end.
fn pump(mut reading: Reading) {
    let promise = reading.source.read();
    let (lost, generation) = (reading.weak.clone(), reading.generation);
    when(
        &promise,
        move |chunk| {
            let chunk: Chunk = chunk.unchecked_into();
            let weak = reading.weak.clone();
            with_stream(&weak, generation, |wire| {
                if chunk.done() {
                    return wire.end_stream(false);
                }
                let bytes = chunk.value().to_vec();
                let (frames, is_good) = wire.parse(&mut reading.reader, &bytes);
                digest(reading, frames, is_good);
            });
        },
        move || with_stream(&lost, generation, |wire| wire.end_stream(false)),
    );
}

/// Hands on what was read, with a breath for the page after every few events while somebody looks
/// at it: a thousand at once would stand in its way for a second. Then reads on.
fn digest(reading: Reading, mut frames: IntoIter<Frame>, is_good: bool) {
    let weak = reading.weak.clone();
    with_stream(&weak, reading.generation, |wire| {
        let last_id = reading.reader.last_id();
        let at_once = if is_seen() { AT_ONCE } else { usize::MAX };
        for frame in frames.by_ref().take(at_once) {
            wire.hear(&frame, last_id);
        }
        if frames.len() > 0 {
            Timeout::new(0, move || digest(reading, frames, is_good)).forget();
        } else if is_good {
            pump(reading);
        } else {
            wire.end_stream(false);
        }
    });
}
