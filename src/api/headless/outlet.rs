//! What a page that draws its own chat hears, and the view that it draws.

use core::cell::{Cell, RefCell};
use std::{rc::Rc, sync::Arc};

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::state::AuthorShape;
use crate::{
    api::{
        hooks::Hooks,
        report::{self, object, pair},
    },
    browser::{clock, json},
    domain::{
        View,
        effect::{Announcement, Focus, HostEvent},
        event::SendRefusal,
        offer::{Summary, unread_elsewhere},
        record::Record,
        view::{Actions, ConnectionName},
    },
    i18n::Texts,
    shell::{Outlet, format::LocalFormat, record::told},
};

/// What the session shows in: the page, by its events. A handle that is shared.
#[derive(Clone)]
pub struct Page(Rc<Inner>);

struct Inner {
    hooks: Hooks,
    /// Whether the page wants the backend to be heard.
    is_connected: Cell<bool>,
    last: RefCell<View>,
    /// What is left of the session that has ended.
    record: Box<dyn Fn() -> Option<Record>>,
    /// The code of the last thing that went wrong.
    fault: Cell<Option<&'static str>>,
    texts: RefCell<Texts>,
    locale: RefCell<Arc<str>>,
}

/// Something to say aloud.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    code: &'static str,
    text: String,
    is_urgent: bool,
    author: Option<AuthorShape>,
    count: Option<u32>,
    position: Option<u32>,
}

/// A message that was not sent.
#[derive(Serialize)]
struct SendFailed {
    id: String,
    why: &'static str,
}

impl Page {
    /// A page that has seen nothing but `view`; `record` gives what is left of a session that has
    /// ended.
    pub fn new(hooks: Hooks, view: View, record: Box<dyn Fn() -> Option<Record>>) -> Self {
        let page = Self(Rc::new(Inner {
            hooks,
            is_connected: Cell::new(false),
            last: RefCell::new(view),
            record,
            fault: Cell::new(None),
            texts: RefCell::new(Texts::english()),
            locale: RefCell::new("en".into()),
        }));
        let seen = page.seen(page.view());
        page.0.last.replace(seen);
        page
    }

    /// What the JavaScript side does.
    pub fn hooks(&self) -> &Hooks {
        &self.0.hooks
    }

    /// The view as it is drawn.
    pub fn view(&self) -> View {
        self.0.last.borrow().clone()
    }

    /// Whether the page wants the backend to be heard.
    pub fn is_connected(&self) -> bool {
        self.0.is_connected.get()
    }

    /// The page wants it, or does not any more.
    pub fn set_connected(&self, is_connected: bool) {
        self.0.is_connected.set(is_connected);
    }

    /// Takes the code of the last thing that went wrong.
    pub fn take_fault(&self) -> Option<&'static str> {
        self.0.fault.take()
    }

    /// Speaks another language from now on.
    pub fn speak(&self, texts: Texts, locale: &str) {
        self.0.texts.replace(texts);
        self.0.locale.replace(locale.into());
        self.0.hooks.emit("change", JsValue::NULL);
    }

    /// The tag of the language in use.
    pub fn locale(&self) -> Arc<str> {
        Arc::clone(&self.0.locale.borrow())
    }

    /// Says something in the language in use.
    pub fn say<T>(&self, sentence: impl FnOnce(&Texts, &LocalFormat) -> T) -> T {
        let format = LocalFormat::new(&self.0.locale.borrow(), clock::now());
        sentence(&self.0.texts.borrow(), &format)
    }

    /// A view as the page may see it: one that does not listen can only read.
    fn seen(&self, mut view: View) -> View {
        let all: Vec<Summary> = json::read(&view.conversations).unwrap_or_default();
        view.unread = view
            .unread
            .saturating_add(unread_elsewhere(&all, view.conversation.as_ref()));
        if !self.is_connected() {
            view.connection = ConnectionName::Offline;
            view.banner = None;
            view.typing = None;
            view.actions = Actions {
                save: view.actions.save,
                ..Actions::default()
            };
        }
        view
    }
}

impl Outlet for Page {
    fn show(&self, view: View) {
        let view = self.seen(view);
        let last = self.0.last.replace(view.clone());
        let hooks = &self.0.hooks;
        report::changes(hooks, &last, &view);
        if last.typing != view.typing {
            let author = view.typing.as_ref().map(AuthorShape::new);
            hooks.emit("typing", pair("author", &object(&author)));
        }
        hooks.emit("change", JsValue::NULL);
    }

    fn announce(&self, announcement: Announcement) {
        if !self.is_connected() {
            return;
        }
        let (author, count, position) = match &announcement {
            Announcement::Message { author, .. }
            | Announcement::Typing(author)
            | Announcement::Joined(author) => (Some(AuthorShape::new(author)), None, None),
            Announcement::Messages(count) => (None, Some(*count), None),
            Announcement::Queued(position) => (None, None, *position),
            _ => (None, None, None),
        };
        let said = Said {
            code: code(&announcement),
            text: self.say(|texts, format| texts.announcement(&announcement, format)),
            is_urgent: announcement.is_urgent(),
            author,
            count,
            position,
        };
        self.0.hooks.emit("announce", object(&said));
    }

    /// Where the focus is belongs to whoever draws.
    fn focus(&self, _: Focus) {}

    fn prefill(&self, text: String) {
        self.0.hooks.emit("prefill", pair("text", &text.into()));
    }

    fn tell(&self, event: HostEvent) {
        match event {
            HostEvent::SendFailed { id, why } => {
                let failed = SendFailed {
                    id: id.as_str().to_owned(),
                    why: reason(&why),
                };
                self.0.hooks.emit("send-failed", object(&failed));
            }
            event => {
                if let HostEvent::Error(code) = &event {
                    self.0.fault.set(Some(code));
                }
                let is_end = matches!(event, HostEvent::Ended { .. });
                report::tell(&self.0.hooks, event);
                if let Some(record) = (self.0.record)().filter(|_| is_end) {
                    self.0.hooks.emit("record", told(record));
                }
            }
        }
    }
}

const fn code(announcement: &Announcement) -> &'static str {
    match announcement {
        Announcement::Message { .. } => "message",
        Announcement::Messages(_) => "messages",
        Announcement::Sent => "sent",
        Announcement::NotSent => "not-sent",
        Announcement::Typing(_) => "typing",
        Announcement::Ended(_) => "ended",
        Announcement::EndRefused => "end-refused",
        Announcement::Inactive => "inactive",
        Announcement::Joined(_) => "joined",
        Announcement::Queued(_) => "queued",
        Announcement::Reconnecting => "reconnecting",
        Announcement::Reconnected => "reconnected",
        Announcement::Lost => "lost",
    }
}

const fn reason(why: &SendRefusal) -> &'static str {
    match why {
        SendRefusal::Ended => "ended",
        SendRefusal::Lost(_) => "lost",
        SendRefusal::Rejected => "rejected",
        SendRefusal::Faulty(_) => "faulty",
        SendRefusal::Later { .. } => "later",
    }
}
