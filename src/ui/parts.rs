//! What the components of one window share.

use std::{
    cell::{Cell, RefCell},
    ops::Deref,
    rc::Rc,
    sync::{Arc, Mutex},
};

use leptos::prelude::*;
use web_sys::{Element, HtmlDialogElement, HtmlTextAreaElement};

use super::{
    app::App,
    dom::{El, el},
    icon::{Icon, icon},
};
use crate::{
    domain::{Event, View, transcript_window::TranscriptWindow},
    i18n::{Key, Texts},
    shell::format::LocalFormat,
};

/// A number that changes when a slice of the view does, or a small value itself.
pub type Slice = Memo<u64>;

/// What the components of one window share.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The session behind the window.
    pub app: App,
    /// Whether the options menu is open.
    pub menu_open: RwSignal<bool>,
    /// Whether the ways to save the transcript are shown.
    pub saving: RwSignal<bool>,
    shared: StoredValue<Rc<Shared>, LocalStorage>,
}

/// What is shared and not drawn.
#[derive(Default)]
pub struct Shared {
    /// The window itself.
    pub dialog: RefCell<Option<HtmlDialogElement>>,
    /// The message field, while there is one.
    pub field: RefCell<Option<HtmlTextAreaElement>>,
    /// The region that speaks when there is a pause.
    pub polite: RefCell<Option<Element>>,
    /// What is written and not sent; it outlives the message field.
    pub draft: RefCell<String>,
    /// The number of the last text that the session put into the field.
    pub prefilled: Cell<u64>,
    /// Where somebody reads who is not at the end, while the window is built anew: the rows that
    /// are drawn, which of them is the first in sight, and where it begins.
    pub reading: Cell<Option<(TranscriptWindow, usize, f64)>>,
    /// What had the focus on the page when the window opened.
    pub opener: RefCell<Option<Element>>,
    /// Fetches the late half of the wasm, unless it does already.
    pub fetch_late: RefCell<Option<Rc<dyn Fn()>>>,
    /// Whether the window has the looks of rich contents.
    pub is_dressed: Cell<bool>,
    /// Whether the focus was in a part of the window that has just been taken away.
    pub focus_held: Cell<bool>,
}

impl Parts {
    /// The parts of a new window.
    pub fn new(app: App) -> Self {
        Self {
            app,
            menu_open: RwSignal::new(false),
            saving: RwSignal::new(false),
            shared: StoredValue::new_local(Rc::default()),
        }
    }

    /// What is shared and not drawn; empty once the window is gone.
    pub fn shared(self) -> Rc<Shared> {
        self.shared.try_get_value().unwrap_or_default()
    }

    /// The window itself, while it stands.
    pub fn dialog(self) -> Option<HtmlDialogElement> {
        self.shared().dialog.borrow().clone()
    }

    /// The message field, while there is one in the document.
    pub fn field(self) -> Option<HtmlTextAreaElement> {
        self.shared()
            .field
            .borrow()
            .clone()
            .filter(|field| field.is_connected())
    }

    /// The view as it is, without following it.
    pub fn view<T>(self, look: impl FnOnce(&View) -> T) -> T {
        look(&self.peek())
    }

    /// One way in for all who look: what a view that is gone would say is written once.
    #[inline(never)]
    fn peek(self) -> impl Deref<Target = View> {
        self.app.view().read_untracked()
    }

    /// The same for the texts.
    #[inline(never)]
    fn words(self) -> impl Deref<Target = Arc<Texts>> {
        self.app.texts().read_untracked()
    }

    /// Changes whenever a part of the view does.
    pub fn slice<T: Clone + PartialEq + Send + 'static>(self, pick: fn(&View) -> &T) -> Slice {
        let last = Mutex::new((0_u64, None::<T>));
        self.number(move |view| {
            let picked = pick(view);
            let Ok(mut last) = last.lock() else { return 0 };
            if last.1.as_ref() != Some(picked) {
                *last = (last.0.wrapping_add(1), Some(picked.clone()));
            }
            last.0
        })
    }

    /// A number that the view holds or can be reckoned from it.
    pub fn number(self, reckon: impl Fn(&View) -> u64 + Send + Sync + 'static) -> Slice {
        let reckon: Box<dyn Fn(&View) -> u64 + Send + Sync> = Box::new(reckon);
        Memo::new(move |_| self.app.view().with(&reckon))
    }

    /// Something that is or is not the case.
    pub fn flag(self, test: fn(&View) -> bool) -> Slice {
        self.number(move |view| u64::from(test(view)))
    }

    /// A text in the language in force.
    pub fn text(self, key: Key) -> String {
        self.say(|texts, _| texts.get(key).to_owned())
    }

    /// A sentence in the language in force. Nothing has to follow it: the window is built anew in
    /// another language.
    pub fn say<T>(self, sentence: impl FnOnce(&Texts, &LocalFormat) -> T) -> T {
        let format = self.format();
        sentence(&self.words(), &format)
    }

    /// Numbers and times in the locale in force.
    pub fn format(self) -> LocalFormat {
        LocalFormat::new(&self.app.locale().get_untracked(), self.app.now())
    }

    /// Hands an event to the session.
    pub fn dispatch(self, event: Event) {
        self.app.dispatch(event);
    }

    /// A button with a word on it.
    pub fn button(self, class: &str, key: Key, act: impl FnMut() + 'static) -> El {
        el("button", class)
            .set("type", "button")
            .text(&self.text(key))
            .press(act)
    }

    /// A button with a picture on it and a name for those who do not see it.
    pub fn tool(self, class: &str, picture: Icon, key: Key, act: impl FnMut() + 'static) -> El {
        named_tool(class, picture, &self.text(key), act)
    }
}

/// A button with a picture on it, of this name.
pub fn named_tool(class: &str, picture: Icon, name: &str, act: impl FnMut() + 'static) -> El {
    el("button", class)
        .set("type", "button")
        .set("aria-label", name)
        .set("title", name)
        .with(icon(picture))
        .press(act)
}

/// Runs again what is running when a slice changes. Memos are lazy: one that is never read has
/// nothing to follow.
pub fn follow(slice: Slice) {
    slice.try_get();
}

/// Whether a slice that says so is the case.
pub fn holds(slice: Slice) -> bool {
    slice.try_get().unwrap_or_default() != 0
}
