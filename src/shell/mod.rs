//! The shell: the only place with tasks, timers and listeners. It owns the session, feeds it
//! events, and carries out what comes of them.
//!
//! One event in, all its effects out, then the next: an event that an effect causes waits its
//! turn, so no callback ever finds a session that is being changed.

mod composing;
pub mod format;
mod keeper;
pub mod record;
pub mod saved;

use core::{
    cell::{Cell, RefCell},
    ops::Range,
};
use std::{
    collections::VecDeque,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

pub use self::composing::look_into;
use self::{format::day_number, keeper::Keeper};
use crate::{
    browser::{clock, is_dead, listen},
    domain::{
        BackendEvent, Config, Effect, Event, MessageId, Outcome, Session, View,
        effect::{Announcement, Focus, HostEvent},
        record::Record,
        transcript::Row,
        view::ConnectionName,
    },
    storage::{StorageError, Store},
    transport::{Backend, Ear, Host},
};

/// Where a shell shows what has changed.
pub trait Outlet {
    /// The view is another one than before.
    fn show(&self, view: View);
    /// Something is to be said aloud, once.
    fn announce(&self, announcement: Announcement);
    /// The keyboard focus is to move.
    fn focus(&self, focus: Focus);
    /// A text is to go into the message field.
    fn prefill(&self, text: String);
    /// The host page is to be told.
    fn tell(&self, event: HostEvent);
}

/// One widget's session with everything around it. Dropping the last handle stops it all.
#[derive(Clone)]
pub struct Shell(Rc<Heart>);

struct Heart {
    session: RefCell<Session>,
    queue: RefCell<VecDeque<Event>>,
    is_draining: Cell<bool>,
    is_closed: Cell<bool>,
    keeper: Keeper,
    backend: RefCell<Option<Rc<dyn Backend>>>,
    outlet: RefCell<Option<Rc<dyn Outlet>>>,
    timer: RefCell<Option<Timeout>>,
    view: RefCell<View>,
}

impl Shell {
    /// A shell around a new session. Nothing happens before the first event.
    pub fn new(config: Config, store: Box<dyn Store>) -> Self {
        let keeps_visitor = config.rules.multiple_conversations;
        let session = Session::new(config);
        Self(Rc::new(Heart {
            view: RefCell::new(session.view()),
            session: RefCell::new(session),
            queue: RefCell::default(),
            is_draining: Cell::new(false),
            is_closed: Cell::new(false),
            keeper: Keeper::new(store, keeps_visitor),
            backend: RefCell::default(),
            outlet: RefCell::default(),
            timer: RefCell::default(),
        }))
    }

    /// Reads what an earlier page left. Returns whether its window was open.
    pub fn restore(&self) -> bool {
        let (stored, parked) = self.0.keeper.read();
        if let Some(backend) = self.0.backend() {
            backend.become_visitor(self.visitor());
        }
        if !parked.is_empty() {
            self.dispatch(Event::ParkedFound(parked));
        }
        let was_open = stored.as_ref().is_some_and(|stored| stored.open);
        self.dispatch(Event::Restored(stored.map(Box::new)));
        was_open
    }

    /// Who the visitor is to the backend.
    pub fn visitor(&self) -> String {
        self.0.keeper.visitor()
    }

    /// What a backend speaks to.
    pub fn ear(&self) -> Ear {
        let weak = Rc::downgrade(&self.0);
        Rc::new(move |said: BackendEvent| Heart::take(&weak, Event::Backend(said)))
    }

    /// What is left of the session, once it is over.
    pub fn records(&self) -> impl Fn() -> Option<Record> + use<> {
        let weak = Rc::downgrade(&self.0);
        move || weak.upgrade()?.session.borrow().record()
    }

    /// What a backend speaks to that keeps something of its own. `fetch_late` fetches the late half
    /// of the wasm.
    pub fn host(&self, fetch_late: Rc<dyn Fn()>) -> Host {
        let (keeping, reporting) = (Rc::downgrade(&self.0), Rc::downgrade(&self.0));
        Host {
            ear: self.ear(),
            keep: Rc::new(move |visitor| {
                if let Some(heart) = keeping.upgrade() {
                    heart.keeper.become_visitor(visitor);
                    heart.carry_out(Effect::Save);
                }
            }),
            report: Rc::new(move |code, advice| {
                if let Some(heart) = reporting.upgrade() {
                    heart.with_outlet(|outlet| outlet.tell(HostEvent::Advice(code, advice)));
                }
            }),
            fetch_late,
        }
    }

    /// Uses this backend from now on.
    pub fn use_backend(&self, backend: Rc<dyn Backend>) {
        self.0.backend.replace(Some(backend));
    }

    /// Uses no backend from now on, and closes what it had open.
    pub fn leave_backend(&self) {
        self.0.backend.replace(None);
        if self.0.keeper.is_waiting() {
            self.0.write();
        }
    }

    /// Shows what changes there from now on, beginning with what is.
    pub fn show_in(&self, outlet: Rc<dyn Outlet>) {
        outlet.show(self.view());
        self.0.outlet.replace(Some(outlet));
    }

    /// Listens to the page until `signal` is aborted.
    pub fn listen_to_page(&self, signal: &AbortSignal) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let on = |name: &str, act: fn(&Weak<Heart>)| {
            let weak = Rc::downgrade(&self.0);
            listen(&window, name, signal, move || act(&weak));
        };
        on("online", |heart| {
            Heart::take(heart, Event::NetworkChanged { online: true });
        });
        on("offline", |heart| {
            Heart::take(heart, Event::NetworkChanged { online: false });
        });
        on("pagehide", |heart| {
            if let Some(heart) = heart.upgrade().filter(|heart| heart.keeper.is_waiting()) {
                heart.write();
            }
        });
        on("pageshow", |heart| Heart::take(heart, Event::Returned));
        // Whoever looks again does not wait for the next sign of life of the backend.
        on("visibilitychange", |heart| {
            let is_live = |heart: Rc<Heart>| heart.view.borrow().connection == ConnectionName::Live;
            if !heart.upgrade().is_some_and(is_live) {
                Heart::take(heart, Event::Returned);
            }
        });
        // Another tab of this visitor wrote or removed something.
        on("storage", |heart| {
            if let Some(heart) = heart.upgrade() {
                Self(heart).catch_up_with_other_tabs();
            }
        });
    }

    /// A conversation that another tab started is this tab's too, unless it has its own; and what
    /// was read there is read.
    fn catch_up_with_other_tabs(&self) {
        let keeper = &self.0.keeper;
        let (has_none, is_unread) = {
            let view = self.0.view.borrow();
            (
                view.conversation.is_none(),
                view.unread > view.unread_elsewhere,
            )
        };
        if is_unread {
            let own = self.read(Session::stored);
            if own.is_some_and(|own| keeper.is_read(&own)) {
                self.dispatch(Event::SeenElsewhere);
            }
        } else if has_none && !keeper.is_waiting() {
            self.restore();
        }
    }

    /// Gives the backend the bytes of a message, before the message itself.
    pub fn hold(&self, id: MessageId, file: JsValue) {
        if let Some(backend) = self.0.backend() {
            backend.hold(id, file);
        }
    }

    /// The late half of the wasm came, or did not.
    pub fn late_came(&self, is_here: bool) {
        if let Some(backend) = self.0.backend() {
            backend.late_came(is_here);
        }
    }

    /// Feeds the session an event.
    pub fn dispatch(&self, event: Event) {
        Heart::take(&Rc::downgrade(&self.0), event);
    }

    /// What the window may see.
    pub fn view(&self) -> View {
        self.0.view.borrow().clone()
    }

    /// Reads the session.
    pub fn read<T>(&self, read: impl FnOnce(&Session) -> T) -> T {
        read(&self.0.session.borrow())
    }

    /// Some rows of the transcript.
    pub fn rows(&self, range: Range<usize>) -> Vec<Row> {
        self.read(|session| {
            session
                .transcript()
                .rows(range, session.mark(), &day_number)
        })
    }

    /// Stops for good: no timer, no channel, no outlet is left.
    pub fn close(&self, forgets: bool) {
        let heart = &self.0;
        if forgets {
            heart.keeper.forget();
        } else if heart.keeper.is_waiting() {
            heart.write();
        }
        heart.is_closed.set(true);
        heart.queue.borrow_mut().clear();
        heart.timer.replace(None);
        heart.backend.replace(None);
        heart.outlet.replace(None);
    }
}

impl Heart {
    fn take(weak: &Weak<Self>, event: Event) {
        let Some(heart) = weak.upgrade() else { return };
        if heart.is_closed.get() || is_dead() {
            return;
        }
        heart.queue.borrow_mut().push_back(event);
        if heart.is_draining.replace(true) {
            return;
        }
        heart.drain();
        heart.is_draining.set(false);
        heart.settle();
    }

    fn drain(self: &Rc<Self>) {
        loop {
            let Some(event) = self.queue.borrow_mut().pop_front() else {
                return;
            };
            // Nothing but the update runs while the empty session stands in.
            let session = self.session.replace(Session::default());
            let Outcome { session, effects } = session.update(clock::now(), event);
            self.session.replace(session);
            for effect in effects {
                self.carry_out(effect);
            }
        }
    }

    /// Shows what has changed and sets the one timer.
    fn settle(self: &Rc<Self>) {
        if self.is_closed.get() {
            return;
        }
        let (view, due) = {
            let session = self.session.borrow();
            (session.view(), session.wake_at())
        };
        let has_changed = *self.view.borrow() != view;
        if has_changed {
            self.view.replace(view.clone());
            self.with_outlet(|outlet| outlet.show(view));
        }
        self.timer.replace(due.map(|due| {
            let weak = Rc::downgrade(self);
            clock::timer(due, move || {
                if let Some(heart) = weak.upgrade() {
                    // The timer has fired; dropping its handle would cancel the next one's id.
                    heart.timer.take().map(Timeout::forget).unwrap_or_default();
                }
                Self::take(&weak, Event::Woke);
            })
        }));
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Backend(command) => {
                if let Some(backend) = self.backend() {
                    backend.perform(command);
                }
            }
            Effect::Save => {
                let weak = Rc::downgrade(self);
                self.keeper.soon(move || {
                    // Nobody drains while a timer fires, unless a trap has stopped them: then what
                    // stands in for the session is empty, and what was stored is better.
                    if let Some(heart) = weak.upgrade().filter(|heart| !heart.is_draining.get()) {
                        heart.write();
                    }
                });
            }
            Effect::SaveNow => self.write(),
            Effect::Forget => {
                self.keeper.forget();
                if let Some(backend) = self.backend() {
                    backend.become_visitor(self.keeper.visitor());
                }
            }
            Effect::Announce(announcement) => {
                self.with_outlet(|outlet| outlet.announce(announcement));
            }
            Effect::Emit(event) => self.with_outlet(|outlet| outlet.tell(event)),
            Effect::Focus(focus) => self.with_outlet(|outlet| outlet.focus(focus)),
            Effect::Prefill(text) => self.with_outlet(|outlet| outlet.prefill(text)),
        }
    }

    /// The backend, held by itself: what it runs of the page's may take the chat away.
    fn backend(&self) -> Option<Rc<dyn Backend>> {
        self.backend.borrow().clone()
    }

    fn write(self: &Rc<Self>) {
        let result = {
            let session = self.session.borrow();
            let knows = |id: &_| session.transcript().contains(id);
            let parked = session.parked().to_vec();
            self.keeper.write(session.stored(), parked, &knows)
        };
        if let Err(error @ StorageError::Refused) = result {
            self.with_outlet(|outlet| outlet.tell(HostEvent::Error(error.code())));
            Self::take(&Rc::downgrade(self), Event::StorageFailed);
        }
    }

    fn with_outlet(&self, act: impl FnOnce(&dyn Outlet)) {
        let outlet = self.outlet.borrow().clone();
        if let Some(outlet) = outlet {
            act(&*outlet);
        }
    }
}
