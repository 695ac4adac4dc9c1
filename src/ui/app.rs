//! Where the session and the window meet: signals go down, events go up.

use core::{cell::Cell, ops::Range};
use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use web_sys::{AbortSignal, File, ShadowRoot};

use super::late;
use crate::{
    browser::clock,
    domain::{
        Event, Instant, MessageId, Session, View,
        effect::{Announcement, Focus, HostEvent},
        record::Record,
        rich::Answer,
        transcript::Row,
    },
    i18n::Texts,
    shell::{Outlet, Shell},
};

/// What the window needs of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The name the window carries while nobody is there.
    pub brand: String,
    /// The picture beside it, an `https:` address.
    pub logo: Option<String>,
    /// Whether the window stands in an element of the page instead of floating over it.
    pub inline: bool,
    /// Whether the number of unread messages stands in the page's title.
    pub title_count: bool,
    /// Whether pictures in messages are shown, rather than links to them.
    pub images: bool,
}

/// What is to be said aloud and has not been.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Counts the announcements: equal sentences differ by it.
    pub number: u64,
    fresh: Vec<Announcement>,
}

/// The session as the window sees it. A handle that can be copied into any closure.
#[derive(Clone, Copy)]
pub struct App {
    view: RwSignal<View>,
    texts: RwSignal<Arc<Texts>>,
    locale: RwSignal<Arc<str>>,
    news: RwSignal<News>,
    focus: RwSignal<(u64, Option<Focus>)>,
    prefill: RwSignal<(u64, String)>,
    late: RwSignal<bool>,
    late_failed: RwSignal<bool>,
    settings: StoredValue<Arc<Settings>>,
    shell: StoredValue<Shell, LocalStorage>,
    root: StoredValue<ShadowRoot, LocalStorage>,
    signal: StoredValue<AbortSignal, LocalStorage>,
}

impl App {
    /// The window's side of `shell`, to be made under the owner that the window is mounted in.
    pub fn new(shell: Shell, settings: Settings, root: ShadowRoot, signal: AbortSignal) -> Self {
        Self {
            view: RwSignal::new(shell.view()),
            texts: RwSignal::new(Arc::new(Texts::english())),
            locale: RwSignal::new("en".into()),
            news: RwSignal::new(News::default()),
            focus: RwSignal::new((0, None)),
            prefill: RwSignal::new((0, String::new())),
            late: RwSignal::new(late::IS_HERE),
            late_failed: RwSignal::new(false),
            settings: StoredValue::new(Arc::new(settings)),
            shell: StoredValue::new_local(shell),
            root: StoredValue::new_local(root),
            signal: StoredValue::new_local(signal),
        }
    }

    /// What the window shows.
    pub fn view(&self) -> RwSignal<View> {
        self.view
    }

    /// The texts in force.
    pub fn texts(&self) -> RwSignal<Arc<Texts>> {
        self.texts
    }

    /// The locale in force, for numbers and times.
    pub fn locale(&self) -> RwSignal<Arc<str>> {
        self.locale
    }

    /// Speaks another language from now on.
    pub fn speak(&self, texts: Texts, locale: &str) {
        self.locale.try_set(locale.into());
        self.texts.try_set(Arc::new(texts));
    }

    /// What the window needs of the configuration.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get_value()
    }

    /// Hands an event to the session.
    pub fn dispatch(&self, event: Event) {
        self.shell.with_value(Shell::clone).dispatch(event);
    }

    /// Sends a text, with fresh ids for the message and for the conversation it may start.
    pub fn send(&self, text: String) {
        self.shell.with_value(Shell::clone).send(text);
    }

    /// Answers a question; `text` says the answer in words.
    pub fn answer(&self, text: String, answer: Answer) {
        self.shell.with_value(Shell::clone).answer(text, answer);
    }

    /// Sends a file that was judged before, and returns the id of its message.
    pub fn attach(&self, file: File) -> Option<MessageId> {
        self.shell.with_value(Shell::clone).attach(file)
    }

    /// The session and what runs it.
    pub fn shell(&self) -> Shell {
        self.shell.with_value(Shell::clone)
    }

    /// Whether the late half of the wasm is there.
    pub fn late(&self) -> RwSignal<bool> {
        self.late
    }

    /// Whether the late half of the wasm was wanted and did not come.
    pub fn late_failed(&self) -> RwSignal<bool> {
        self.late_failed
    }

    /// The late half of the wasm came, or did not.
    pub fn late_came(&self, is_here: bool) {
        for (signal, is_so) in [(self.late, is_here), (self.late_failed, !is_here)] {
            if signal.try_get_untracked() == Some(!is_so) {
                signal.set(is_so);
            }
        }
    }

    /// Now.
    #[expect(clippy::unused_self, reason = "the window asks its app for everything")]
    pub fn now(&self) -> Instant {
        clock::now()
    }

    /// Some rows of the transcript.
    pub fn rows(&self, range: Range<usize>) -> Vec<Row> {
        self.shell.with_value(|shell| shell.rows(range))
    }

    /// The id of the message at a place in the transcript.
    pub fn message_at(&self, place: usize) -> Option<MessageId> {
        self.shell.with_value(|shell| {
            shell.read(|session| {
                session
                    .transcript()
                    .at(place)
                    .map(|message| message.id.clone())
            })
        })
    }

    /// What is to be said aloud; changes with each announcement.
    pub fn news(&self) -> RwSignal<News> {
        self.news
    }

    /// Takes what is to be said aloud: nothing is said twice, and nothing that came while the
    /// window was busy is left out.
    pub fn take_news(&self) -> Vec<Announcement> {
        let mut fresh = Vec::new();
        self.news
            .try_update_untracked(|news| fresh = core::mem::take(&mut news.fresh));
        fresh
    }

    /// Where the focus was sent last.
    pub fn focus(&self) -> RwSignal<(u64, Option<Focus>)> {
        self.focus
    }

    /// What was put into the message field last.
    pub fn prefill(&self) -> RwSignal<(u64, String)> {
        self.prefill
    }

    /// The shadow root that holds the window.
    pub fn root(&self) -> ShadowRoot {
        self.root.get_value()
    }

    /// Aborted when the widget goes: every listener outside the window takes it.
    pub fn signal(&self) -> AbortSignal {
        self.signal.get_value()
    }

    /// What is left of the session, once it is over.
    pub fn record(&self) -> Option<Record> {
        self.shell.with_value(|shell| shell.read(Session::record))
    }

    /// Moves the focus, for the host page.
    pub fn move_focus(&self, focus: Focus) {
        let number = self
            .focus
            .try_with_untracked(|last| last.0)
            .unwrap_or_default();
        self.focus.try_set((number.wrapping_add(1), Some(focus)));
    }

    /// The tag of the locale in force.
    pub fn locale_tag(&self) -> Arc<str> {
        self.locale.get_untracked()
    }

    /// Connects the session to this window and to the host page.
    pub fn connect(self, tell: impl Fn(HostEvent) + 'static, seen: impl Fn(&View) + 'static) {
        let outlet = WindowOutlet {
            app: self,
            count: Cell::new(0),
            tell: Box::new(tell),
            seen: Box::new(seen),
        };
        self.shell.with_value(Shell::clone).show_in(Rc::new(outlet));
    }
}

/// What the shell shows in: the signals of one window, and the host page.
struct WindowOutlet {
    app: App,
    count: Cell<u64>,
    tell: Box<dyn Fn(HostEvent)>,
    seen: Box<dyn Fn(&View)>,
}

impl WindowOutlet {
    fn next(&self) -> u64 {
        self.count.set(self.count.get().wrapping_add(1));
        self.count.get()
    }
}

/// The signals of a window that is gone take nothing any more, which is what should happen.
impl Outlet for WindowOutlet {
    fn show(&self, view: View) {
        (self.seen)(&view);
        self.app.view.try_set(view);
    }

    fn announce(&self, announcement: Announcement) {
        self.app.news.try_update(|news| {
            news.number = news.number.wrapping_add(1);
            news.fresh.push(announcement);
        });
    }

    fn focus(&self, focus: Focus) {
        self.app.focus.try_set((self.next(), Some(focus)));
    }

    fn prefill(&self, text: String) {
        self.app.prefill.try_set((self.next(), text));
    }

    fn tell(&self, event: HostEvent) {
        (self.tell)(event);
    }
}
