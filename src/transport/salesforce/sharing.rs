//! One stream for all tabs that show a conversation: a server takes few connections of a browser,
//! and each of them costs it as much as another visitor.
//!
//! The tab that holds the lock reads the stream and passes each event on; the others listen to it.
//! When it goes, the lock goes to the next one, which reads on from the last event it knows and
//! looks at what it may have missed. A tab in the background may be slowed down so far that it
//! seems dead: then one that is looked at takes the lock away from it. Where a page may have no
//! locks, as in a frame without an origin, its tab reads for itself. What the tabs say to each
//! other besides is decided in `tabs`.

use core::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{AbortController, AbortSignal, BroadcastChannel, MessageEvent};

use super::{
    client::Client,
    fetching::{object, set},
    io::Wire,
    sse::Frame,
    tabs::Said,
};
use crate::{
    browser::{clock, is_dead, is_seen, locks, when},
    domain::{ConversationId, Instant},
};

/// How often the tab that reads says that it is alive, in milliseconds.
const BEAT_MS: u32 = 3_000;
/// How long it may be silent before a tab that is looked at takes over.
const SILENCE_MS: u64 = 8_000;

/// What the tab that reads tells the others, and they ask it.
#[derive(Clone, Copy)]
pub enum Word<'a> {
    /// Is anybody reading?
    Asks,
    /// The stream stands.
    Open,
    /// It does not stand any more.
    Closed,
    /// Alive.
    Beat,
    /// An event, and the id after it.
    Event(&'a Frame, Option<&'a str>),
    /// The server does not take this token.
    Refused(&'a str),
    /// The token there is, if one is to be had, and when it is renewed.
    Token(Option<&'a str>, Option<Instant>),
}

/// This tab among those that show the same conversation.
pub struct Share {
    name: String,
    channel: BroadcastChannel,
    /// Keeps the listener alive as long as the channel.
    _listener: Closure<dyn Fn(MessageEvent)>,
    leads: Cell<bool>,
    /// Ends the wait for the lock.
    wait: AbortController,
    /// Gives the lock away.
    release: RefCell<Option<Function>>,
    heard: Cell<Instant>,
    beat: RefCell<Option<Timeout>>,
}

impl Drop for Share {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
        self.beat.replace(None);
        self.wait.abort();
        if let Some(release) = self.release.take() {
            // The function of a promise, which cannot throw.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

impl Share {
    /// Whether this tab is to read the stream of a conversation itself.
    pub fn leads(wire: &Rc<Wire>, conversation: &str) -> bool {
        let is_known = |share: &Self| share.name == conversation;
        if !wire.is_alone.get() && !wire.share.borrow().as_ref().is_some_and(is_known) {
            wire.share.replace(None);
            let share = Self::join(wire, conversation);
            let is_shared = share.is_some();
            wire.share.replace(share);
            if is_shared && Self::want(wire, false) {
                beat(Rc::downgrade(wire));
            }
        }
        let share = wire.share.borrow();
        share.as_ref().is_none_or(|share| share.leads.get())
    }

    /// None where the browser has no locks or no channels: then each tab reads for itself.
    fn join(wire: &Rc<Wire>, conversation: &str) -> Option<Self> {
        locks()?;
        let channel = BroadcastChannel::new(&key(conversation)).ok()?;
        let weak = Rc::downgrade(wire);
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(wire) = weak.upgrade().filter(|_| !is_dead()) {
                hear(&wire, &event.data());
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            name: conversation.to_owned(),
            channel,
            _listener: listener,
            leads: Cell::new(false),
            wait: AbortController::new().ok()?,
            release: RefCell::default(),
            heard: Cell::new(clock::now()),
            beat: RefCell::default(),
        })
    }

    /// Waits for the lock, or takes it. Returns whether that can be done at all: where it cannot,
    /// this tab shares nothing from now on.
    fn want(wire: &Rc<Wire>, steals: bool) -> bool {
        let is_asked = Self::ask(wire, steals);
        if !is_asked {
            wire.is_alone.set(true);
            wire.share.replace(None);
        }
        is_asked
    }

    fn ask(wire: &Rc<Wire>, steals: bool) -> bool {
        let share = wire.share.borrow();
        let (Some(share), Some(locks)) = (share.as_ref(), locks()) else {
            return false;
        };
        let options = object();
        if steals {
            set(&options, "steal", &true.into());
        } else {
            set(&options, "signal", &share.wait.signal());
        }
        let (weak, name) = (Rc::downgrade(wire), share.name.clone());
        let held = Closure::once_into_js(move |_: JsValue| hold(&weak, &name));
        let (weak, wait) = (Rc::downgrade(wire), share.wait.signal());
        let promise = locks.request(&key(&share.name), &options, &held);
        if let Ok(promise) = &promise {
            // Refused when the wait ends, when another tab takes the lock away, and where the page
            // may have no locks.
            when(promise, |_| (), move || give_way(&weak, &wait));
        }
        promise.is_ok()
    }
}

/// The name of the lock and of the channel.
fn key(conversation: &str) -> String {
    ["session-chat-stream:", conversation].concat()
}

/// The lock is this tab's, for as long as the promise is open.
fn hold(weak: &Weak<Wire>, name: &str) -> JsValue {
    let Some(wire) = weak.upgrade().filter(|_| !is_dead()) else {
        return JsValue::UNDEFINED;
    };
    let is_wanted = |share: &Share| share.name == name;
    if !wire.share.borrow().as_ref().is_some_and(is_wanted) {
        return JsValue::UNDEFINED;
    }
    let mut release = None;
    let promise = Promise::new(&mut |resolve, _| release = Some(resolve));
    if let Some(share) = &*wire.share.borrow() {
        share.release.replace(release);
        share.leads.set(true);
    }
    wire.step(|client| client.take_over(clock::now()));
    promise.into()
}

/// The lock is not to be had: another tab took it away, and reads from now on, or the page may have
/// none. `wait` ends with the share that it was asked for.
fn give_way(weak: &Weak<Wire>, wait: &AbortSignal) {
    let Some(wire) = weak.upgrade().filter(|_| !is_dead() && !wait.aborted()) else {
        return;
    };
    let was_leading = match &*wire.share.borrow() {
        Some(share) => share.leads.replace(false),
        None => return,
    };
    if !was_leading {
        wire.is_alone.set(true);
        wire.share.replace(None);
        return wire.step(|client| client.take_over(clock::now()));
    }
    wire.stream.replace(None);
    wire.client.borrow_mut().follow(true);
    // In line again, behind the one that took it. What was said while this tab was frozen went
    // to that one: it is looked for as soon as the stream there is known to stand.
    if !Share::want(&wire, false) {
        return wire.step(|client| client.take_over(clock::now()));
    }
    wire.step(|client| client.stream_ended(clock::now(), false));
    wire.pass(Word::Asks);
}

/// Says every few seconds that this tab reads, or sees whether the one that does is alive.
fn beat(weak: Weak<Wire>) {
    let Some(wire) = weak.upgrade().filter(|_| !is_dead()) else {
        return;
    };
    let steals = match &*wire.share.borrow() {
        None => return,
        Some(share) if share.leads.get() => false,
        Some(share) => {
            let now = clock::now();
            let steals = now.since(share.heard.get()) > SILENCE_MS && is_seen();
            if steals {
                share.heard.set(now);
            }
            steals
        }
    };
    if steals && !Share::want(&wire, true) {
        return wire.step(|client| client.take_over(clock::now()));
    }
    if !steals {
        wire.pass(Word::Beat);
    }
    let again = Timeout::new(BEAT_MS, move || {
        if let Some(wire) = weak.upgrade() {
            if let Some(share) = &*wire.share.borrow() {
                // The timer has fired; its handle would only cancel it.
                share.beat.take().map(Timeout::forget).unwrap_or_default();
            }
            beat(weak.clone());
        }
    });
    if let Some(share) = &*wire.share.borrow() {
        share.beat.replace(Some(again));
    }
}

/// A word of another tab. The channel belongs to everybody on this origin: what is no word of ours
/// was not meant for us.
fn hear(wire: &Rc<Wire>, said: &JsValue) {
    let Some(said) = said.dyn_ref::<Array>() else {
        return;
    };
    let word = |at| said.get(at).as_string();
    let (is_leading, about) = match &*wire.share.borrow() {
        Some(share) => {
            share.heard.set(clock::now());
            (share.leads.get(), share.name.clone())
        }
        None => return,
    };
    let now = clock::now();
    let told = |said| wire.step(|client| client.told(now, &about, said));
    match (word(0).as_deref(), is_leading) {
        (Some("asks"), true) => {
            wire.step(Client::share_token);
            if wire.is_live() {
                wire.pass(Word::Open);
            }
        }
        (Some("open"), false) if !wire.is_live() => {
            wire.step(|client| client.stream_answered(now, 200, true, None));
        }
        (Some("closed"), false) if wire.is_live() => {
            wire.step(|client| client.stream_ended(now, false));
        }
        (Some("beat"), false) => wire.step(|client| client.heard(now)),
        (Some("event"), false) => {
            if let (Some(event), Some(data)) = (word(1), word(2)) {
                let last_id = word(3);
                wire.step(|client| client.frame(now, &event, &data, last_id.as_deref()));
            }
        }
        (Some("refused"), true) => {
            if let Some(token) = word(1) {
                told(Said::Refused(token));
            }
        }
        (Some("token"), false) => told(match word(1) {
            Some(token) => Said::Token(token, word(2).and_then(|at| at.parse().ok()).map(Instant)),
            None => Said::NoToken,
        }),
        (Some(CLEARED), _) => told(Said::Cleared(about.as_str().into())),
        _ => {}
    }
}

/// The word for a conversation that is forgotten.
const CLEARED: &str = "cleared";

impl Wire {
    /// Says to the other tabs what they are to hear.
    pub(super) fn say(&self, said: &Said) {
        match said {
            Said::Refused(token) => self.pass(Word::Refused(token)),
            Said::Token(token, renew_at) => self.pass(Word::Token(Some(token), *renew_at)),
            Said::NoToken => self.pass(Word::Token(None, None)),
            Said::Cleared(conversation) => say_cleared(conversation),
        }
    }

    /// Tells the other tabs. Only the one that reads has anything to tell, and only the others ask.
    pub(super) fn pass(&self, word: Word<'_>) {
        let share = self.share.borrow();
        let Some(share) = share.as_ref() else {
            return;
        };
        let (said, is_question) = match word {
            Word::Asks => (Array::of1(&"asks".into()), true),
            Word::Open => (Array::of1(&"open".into()), false),
            Word::Closed => (Array::of1(&"closed".into()), false),
            Word::Beat => (Array::of1(&"beat".into()), false),
            Word::Refused(token) => (Array::of2(&"refused".into(), &token.into()), true),
            Word::Token(token, renew_at) => {
                let token = token.map_or(JsValue::NULL, JsValue::from);
                let at = renew_at.map_or(JsValue::NULL, |at| at.0.to_string().into());
                (Array::of3(&"token".into(), &token, &at), false)
            }
            Word::Event(frame, last_id) => {
                let last_id = last_id.map_or(JsValue::NULL, JsValue::from);
                let (event, data) = (&frame.event, &frame.data);
                let said = Array::of4(&"event".into(), &event.into(), &data.into(), &last_id);
                (said, false)
            }
        };
        if share.leads.get() != is_question {
            // Fails only on a closed channel, and then nobody listens any more.
            let _ = share.channel.post_message(&said);
        }
    }
}

/// Says to all tabs that show a conversation that it is forgotten, whichever this one shows.
fn say_cleared(conversation: &ConversationId) {
    // Without channels, another tab hears of the end alone.
    if let Ok(channel) = BroadcastChannel::new(&key(conversation.as_str())) {
        let _ = channel.post_message(&Array::of1(&CLEARED.into()));
        channel.close();
    }
}
