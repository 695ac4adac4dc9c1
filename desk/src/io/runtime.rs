//! The executor: feeds the engine, and carries out its effects one after the other.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::{GetUntracked, RwSignal, Set, Update, WithUntracked};
use session_chat::{
    domain::MessageId,
    transport::local::wire::{BEACON_MS, FromDesk},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, Url};

use super::{
    Signals,
    channel::Channel,
    files::{Addresses, of_kind, size_of},
    listener::Listener,
    now,
    store::{Store, Write},
};
use crate::engine::{
    Effect, Engine, Event, Place,
    files::{self, FileFacts},
};

/// The longest time a browser's timer can wait, in milliseconds.
const LONGEST_TIMER_MS: u64 = 0x7fff_ffff;

/// The engine at work. Dropped, it leaves no listener, timer or channel behind, and what it had
/// not written yet was not acknowledged to anybody either.
pub struct Runtime {
    inner: Rc<Inner>,
    _beacon: Interval,
    _leaving: Vec<Listener>,
}

struct Inner {
    engine: RwSignal<Engine>,
    is_kept: RwSignal<bool>,
    channel: Channel,
    store: Option<Store>,
    addresses: Addresses,
    jobs: RefCell<VecDeque<Job>>,
    is_working: Cell<bool>,
    is_stopped: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
}

enum Job {
    Write(Write),
    Say(FromDesk),
}

impl Runtime {
    /// Restores what was kept and begins to listen. None if this browser has no channels, without
    /// which there is nobody to listen to.
    pub async fn start(channel: &str, signals: Signals) -> Option<Self> {
        let Signals {
            engine,
            is_kept,
            addresses,
            ..
        } = signals;
        let store = Store::open(channel).await.ok();
        let loaded = match &store {
            Some(store) => store.load().await.ok(),
            None => None,
        };
        is_kept.set(loaded.is_some());
        let (conversations, settings) = loaded.unwrap_or_default();

        // Listening begins together with the first event, so that no frame meets an empty desk.
        let slot = Rc::new(RefCell::new(Weak::<Inner>::new()));
        let heard = {
            let slot = Rc::clone(&slot);
            move |frame, file: Option<Blob>| {
                let inner = slot.borrow().upgrade();
                let facts = file.as_ref().map(|file| FileFacts {
                    bytes: size_of(file),
                });
                if let (Some(inner), Some(event)) = (inner, Event::of_frame(frame, facts)) {
                    inner.dispatch(event, file.as_ref());
                }
            }
        };
        let inner = Rc::new(Inner {
            engine,
            is_kept,
            channel: Channel::open(channel, heard)?,
            store,
            addresses: Addresses::new(addresses),
            jobs: RefCell::new(VecDeque::new()),
            is_working: Cell::new(false),
            is_stopped: Cell::new(false),
            timer: RefCell::new(None),
        });
        slot.replace(Rc::downgrade(&inner));
        let restored = Event::Restored {
            conversations,
            settings,
            place: place(),
        };
        inner.dispatch(restored, None);
        let beacon = beacon(&inner);
        let leaving = leaving(&inner);
        Some(Self {
            inner,
            _beacon: beacon,
            _leaving: leaving,
        })
    }

    /// Something happened; a file may have come with it.
    pub fn dispatch(&self, event: Event, file: Option<&Blob>) {
        self.inner.dispatch(event, file);
    }

    /// Finds the address of a kept file.
    pub fn find_file(&self, id: MessageId) {
        let inner = Rc::clone(&self.inner);
        spawn_local(async move { inner.find_file(id).await });
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.inner.is_stopped.set(true);
        self.inner.jobs.borrow_mut().clear();
        self.inner.timer.replace(None);
    }
}

impl Inner {
    fn dispatch(self: &Rc<Self>, event: Event, file: Option<&Blob>) {
        if self.is_stopped.get() {
            return;
        }
        let mut effects = Vec::new();
        self.engine.update(|engine| {
            let outcome = std::mem::take(engine).update(now(), event);
            *engine = outcome.engine;
            effects = outcome.effects;
        });
        let jobs = effects.into_iter();
        let jobs = jobs.filter_map(|effect| self.job(effect, file));
        self.jobs.borrow_mut().extend(jobs);
        self.set_timer();
        if !self.is_working.replace(true) {
            let inner = Rc::clone(self);
            spawn_local(async move { inner.work().await });
        }
    }

    fn job(&self, effect: Effect, file: Option<&Blob>) -> Option<Job> {
        match effect {
            Effect::SaveFile { id, media } => {
                let file = of_kind(file?, media)?;
                // It is there for this page, whether this browser keeps it or not.
                self.addresses.make(id.clone(), &file);
                Some(Job::Write(Write::file(&id, file)))
            }
            Effect::Save(id) => self
                .engine
                .with_untracked(|engine| Write::conversation(&id, engine.conversation(&id)?))
                .map(Job::Write),
            Effect::SaveSettings => self
                .engine
                .with_untracked(|engine| Write::settings(engine.settings()))
                .map(Job::Write),
            Effect::Broadcast(body) => Some(Job::Say(body)),
        }
    }

    /// Does what is to be done, in order: nothing is said before what it says is written.
    async fn work(self: Rc<Self>) {
        loop {
            let job = self.jobs.borrow_mut().pop_front();
            match job {
                None => break,
                Some(Job::Say(mut body)) => {
                    self.address(&mut body).await;
                    self.channel.say(body);
                }
                Some(Job::Write(write)) => self.write(&write).await,
            }
        }
        self.is_working.set(false);
    }

    /// Puts addresses into the place of the files that a frame speaks of.
    async fn address(&self, body: &mut FromDesk) {
        let named = files::named_in(body);
        if named.is_empty() {
            return;
        }
        for id in named {
            self.find_file(id).await;
        }
        self.addresses.with(|known| files::address(body, known));
    }

    async fn find_file(&self, id: MessageId) {
        if self.addresses.has(&id) {
            return;
        }
        let Some(store) = &self.store else { return };
        if let Ok(Some(file)) = store.file(&id).await
            && !self.is_stopped.get()
        {
            self.addresses.make(id, &file);
        }
    }

    async fn write(&self, write: &Write) {
        let Some(store) = &self.store else { return };
        let is_written = store.write(write).await.is_ok();
        // The chat goes on in memory, and the desk says that it does.
        if self.is_kept.get_untracked() != is_written {
            self.is_kept.set(is_written);
        }
    }

    fn set_timer(self: &Rc<Self>) {
        let timer = self.engine.with_untracked(Engine::wake_at).map(|at| {
            let inner = Rc::downgrade(self);
            let wait = at.since(now()).min(LONGEST_TIMER_MS);
            Timeout::new(u32::try_from(wait).unwrap_or(u32::MAX), move || {
                if let Some(inner) = inner.upgrade() {
                    inner.dispatch(Event::Woke, None);
                }
            })
        });
        self.timer.replace(timer);
    }
}

/// Says every few seconds that a desk is there.
fn beacon(inner: &Rc<Inner>) -> Interval {
    let inner = Rc::downgrade(inner);
    Interval::new(u32::try_from(BEACON_MS).unwrap_or(u32::MAX), move || {
        if let Some(inner) = inner.upgrade() {
            inner.channel.say(FromDesk::DeskOpen);
        }
    })
}

/// Says that the desk closes, and starts over if the page comes back from the browser's cache.
fn leaving(inner: &Rc<Inner>) -> Vec<Listener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let inner = Rc::downgrade(inner);
    let closed = Listener::new(&window, "pagehide", move |_| {
        if let Some(inner) = inner.upgrade() {
            inner.channel.say(FromDesk::DeskClosed);
        }
    });
    let location = window.location();
    let restored = Listener::new(&window, "pageshow", move |event| {
        let is_cached =
            js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|it| it.is_truthy());
        if is_cached {
            // Another tab may have taken the seat meanwhile.
            let _ = location.reload();
        }
    });
    vec![closed, restored]
}

/// The shop that the desk lies beside, and the pace that its own address names.
fn place() -> Place {
    let utc_offset_min = utc_offset_min();
    let usual = Place {
        utc_offset_min,
        ..Place::default()
    };
    let here = web_sys::window().and_then(|window| window.location().href().ok());
    let Some(here) = here.and_then(|here| Url::new(&here).ok()) else {
        return usual;
    };
    let pace = here.search_params().get("pace");
    Place {
        site: Url::new_with_base("../", &here.href()).map_or(usual.site, |site| site.href()),
        pace_ms: pace
            .and_then(|pace| pace.parse().ok())
            .unwrap_or(usual.pace_ms),
        utc_offset_min,
    }
}

/// How many minutes this browser's clock is ahead of Greenwich.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number of less than a day"
)]
fn utc_offset_min() -> i32 {
    // The browser counts the other way round.
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}
