//! What stands over a vendor's own widget: the truth about the end of a session, drawn by us, and
//! nothing else.

mod cover;
mod draw;
mod nodes;
mod options;
mod place;
mod tell;

use core::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, ShadowRoot};

use self::{cover::Cover, draw::Drawing, options::Options, tell::EndShape};
use super::{Hooks, language, panic};
use crate::{
    browser::{clock, json, listen_to},
    i18n::Texts,
    storage::Store,
    transport::bridge::{Answer, Bridge, Call, Effect, Event, Hands, Kept, inlet},
    value,
};

/// A bridge over the one widget of a vendor's on this page.
#[wasm_bindgen]
pub struct Overlay(Rc<Inner>);

struct Inner {
    bridge: RefCell<Bridge>,
    hands: Box<dyn Hands>,
    read: options::Reader,
    request_end: Option<String>,
    store: Option<Box<dyn Store>>,
    hooks: Hooks,
    texts: RefCell<Texts>,
    drawing: Rc<Drawing>,
    cover: RefCell<Option<Cover>>,
    is_covered: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    is_gone: Cell<bool>,
}

/// Stands over the widget that `config` names, and draws in `root`. Throws `{code, field, message}`
/// if `config` is wrong.
#[wasm_bindgen]
pub fn bridge(config: JsValue, root: &ShadowRoot, hooks: Hooks) -> Result<Overlay, JsValue> {
    let options = Options::read(config)?;
    panic::watch(hooks.clone());
    let inner = Rc::new_cyclic(|this: &Weak<Inner>| {
        let this = this.clone();
        let act: draw::Act = Rc::new(move |event| {
            if let Some(inner) = this.upgrade() {
                inner.dispatch(event);
            }
        });
        Inner {
            bridge: RefCell::new(Bridge::new(options.rules, clock::now())),
            hands: options.hands,
            read: options.read,
            request_end: options.request_end,
            store: options.store,
            texts: RefCell::new(Texts::english()),
            drawing: Rc::new(Drawing::new(
                root,
                options.is_at_start,
                &hooks.signal(),
                &act,
            )),
            hooks,
            cover: RefCell::new(None),
            is_covered: Cell::new(false),
            timer: RefCell::new(None),
            is_gone: Cell::new(false),
        }
    });
    inner.remember();
    inner.hear_other_tabs(&options.key, &inner.hooks.signal());
    inner.draw();
    inner.wait();
    Ok(Overlay(inner))
}

#[wasm_bindgen]
impl Overlay {
    /// The vendor's widget told something at `at`, by its event `name`.
    pub fn heard(&self, name: &str, detail: &JsValue, at: f64) {
        let at = options::instant(at);
        let has_button = self.0.hands.has_button();
        if let Some(told) = (self.0.read)(name, detail, at, has_button) {
            self.0.dispatch(Event::Told(told));
        }
    }

    /// The site tells of an end, or of several; anything else that it tells is none.
    pub fn ended(&self, detail: &JsValue) {
        for told in inlet::read(detail, clock::now()) {
            self.0.dispatch(Event::Told(told));
        }
    }

    /// The site has its handle: it can hear of an end that an earlier page left.
    pub fn remind(&self) {
        self.0.dispatch(Event::Remind);
    }

    /// *Start new chat*.
    #[wasm_bindgen(js_name = startNewChat)]
    pub fn start_new_chat(&self) {
        self.0.dispatch(Event::Start);
    }

    /// *End conversation*, without the question.
    #[wasm_bindgen(js_name = endSession)]
    pub fn end_session(&self) -> bool {
        let may = self.0.bridge.borrow().may_end();
        if may {
            self.0.dispatch(Event::ConfirmEnd);
        }
        may
    }

    /// Shows the panel of a session that ended.
    pub fn show(&self) {
        self.0.dispatch(Event::Show);
        self.0.drawing.focus_panel();
    }

    /// Puts the panel away.
    pub fn close(&self) {
        self.0.dispatch(Event::Close);
    }

    /// Where it stands.
    pub fn state(&self) -> JsValue {
        let bridge = self.0.bridge.borrow();
        let view = bridge.view();
        tell::state(&bridge, &view)
    }

    /// Speaks with these texts, as the widget's `speak`.
    pub fn speak(&self, _locale: &str, table: &JsValue, own: &JsValue) {
        if let Some(texts) = language::texts(table) {
            self.0.texts.replace(texts.with_own(language::own(own)));
            self.0.drawing.forget();
            self.0.draw();
        }
    }

    /// Stops everything. The vendor's widget goes with it if that is wanted.
    pub fn destroy(&self, with_widget: bool) {
        self.0.is_gone.set(true);
        self.0.timer.take();
        if self.0.cover.take().is_some() {
            self.0.hands.cover(false);
        }
        if with_widget {
            self.0.hands.remove();
        }
        if let Some(store) = &self.0.store {
            store.remove();
        }
        panic::forget(&self.0.hooks);
    }
}

impl Inner {
    fn dispatch(self: &Rc<Self>, event: Event) {
        if self.is_gone.get() {
            return;
        }
        let effects = self.bridge.borrow_mut().update(clock::now(), event);
        // Covered and drawn before anybody is told: no key stroke comes between. A site that takes
        // over the telling is heard in the same task, before anything is painted.
        self.draw();
        for effect in effects {
            // Whoever is told may take it all away.
            if self.is_gone.get() {
                return;
            }
            self.perform(effect);
        }
        if !self.is_gone.get() {
            self.wait();
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Clear(call) => self.hands.clear(self.answer(call)),
            Effect::Cover => self.hands.cover(true),
            Effect::HiddenFields => self.hands.hidden_fields(),
            Effect::Launch { call, is_uncleared } => {
                self.hands.launch(is_uncleared, self.answer(call));
            }
            Effect::RequestEnd(call, conversation) => {
                tell::request_end(self.request_end.as_deref(), conversation, self.answer(call));
            }
            Effect::Remember(kept) => {
                if let (Some(store), Some(entry)) = (&self.store, json::write(&kept)) {
                    // A browser that keeps nothing forgets the end with the page.
                    let _ = store.write(&entry);
                }
            }
            Effect::Forget => {
                if let Some(store) = &self.store {
                    store.remove();
                }
            }
            Effect::TellEnded(kept) => {
                if !self.hooks.emit("ended", EndShape::of(&kept)) {
                    self.dispatch(Event::HostTells);
                }
            }
            Effect::TellStarted => {
                self.drawing.hand_over(self.hands.selector());
                self.hooks.emit("started", JsValue::NULL);
            }
            Effect::TellFailure(code) => {
                self.hooks.emit("failure", tell::failure(code));
            }
        }
    }

    /// What tells the bridge how a call went.
    fn answer(self: &Rc<Self>, call: Call) -> Answer {
        let this = Rc::downgrade(self);
        Box::new(move |is_done| {
            if let Some(inner) = this.upgrade() {
                inner.dispatch(Event::Answered(call, is_done));
            }
        })
    }

    /// Nothing is borrowed while the vendor's widget and listeners of the page run: what they do
    /// comes back here.
    fn cover(&self) {
        let is_covered = self.bridge.borrow().view().is_covered;
        if self.is_covered.replace(is_covered) == is_covered {
            return;
        }
        self.hands.cover(is_covered);
        let cover = is_covered
            .then(|| Cover::over(self.hands.selector(), &self.drawing))
            .flatten();
        // It may have been uncovered while the focus moved.
        let cover = cover.filter(|_| self.is_covered.get());
        let earlier = self.cover.replace(cover);
        drop(earlier);
        let is_bare = self.cover.borrow().as_ref().is_some_and(Cover::is_bare);
        if is_bare && self.bridge.borrow().is_ready() {
            self.hooks.emit("failure", tell::failure("not-covered"));
        }
    }

    fn draw(&self) {
        let view = self.bridge.borrow().view();
        self.drawing.draw(&view, &self.texts.borrow());
        self.cover();
    }

    /// Wakes the bridge when it wants to be.
    fn wait(self: &Rc<Self>) {
        let due = self.bridge.borrow().wake_at();
        let this = Rc::downgrade(self);
        self.timer.replace(due.map(|due| {
            clock::timer(due, move || {
                if let Some(inner) = this.upgrade() {
                    inner.dispatch(Event::Woke);
                }
            })
        }));
    }

    /// Takes up an end that an earlier page could not clear.
    fn remember(self: &Rc<Self>) {
        let entry = self.store.as_ref().and_then(|store| store.read());
        if let Some(kept) = entry.and_then(|entry| json::read::<Kept>(&entry)) {
            self.dispatch(Event::Remembered(kept));
        }
    }

    /// An end that another tab writes down is one here, too.
    fn hear_other_tabs(self: &Rc<Self>, key: &str, signal: &AbortSignal) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let (this, key) = (Rc::downgrade(self), key.to_owned());
        listen_to(&window, "storage", signal, move |event| {
            let said = |name: &'static str| value::Value::field(&event, name)?.as_string();
            let Some(inner) = this
                .upgrade()
                .filter(|_| said("key").as_ref() == Some(&key))
            else {
                return;
            };
            if let Some(kept) = said("newValue").and_then(|entry| json::read::<Kept>(&entry)) {
                inner.dispatch(Event::Elsewhere(kept));
            }
        });
    }
}
