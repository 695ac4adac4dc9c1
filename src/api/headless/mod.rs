//! The chat without our window: the page draws what it is told and calls what its visitor does.
//! Everything is refused here that the window would not offer.

mod calls;
mod outlet;
mod refusal;
mod state;
mod transcript;

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use self::{outlet::Page, refusal::Refusal};
use super::{
    backend, config::Options, error::ApiError, guard::ensure, hooks::Hooks, language, panic,
};
use crate::{
    browser::json,
    domain::{BackendEvent, Event, View},
    shell::{Outlet, Shell, saved},
};

/// One chat that the page draws.
#[wasm_bindgen]
pub struct Headless {
    shell: Shell,
    page: Page,
    options: Options,
    /// Whether the backend was ever heard on this page.
    was_connected: bool,
}

/// Makes a chat that the page draws. Nothing is read, stored or opened before `connect`. Throws
/// `{code, field, message}` if `config` is wrong.
#[wasm_bindgen]
pub fn create(config: JsValue, hooks: Hooks) -> Result<Headless, JsValue> {
    let options = Options::read(config)?;
    let shell = Shell::new(options.session(), options.store());
    panic::watch(hooks.clone());
    let page = Page::new(hooks, shell.view(), Box::new(shell.records()));
    shell.show_in(Rc::new(page.clone()));
    Ok(Headless {
        shell,
        page,
        options,
        was_connected: false,
    })
}

#[wasm_bindgen]
impl Headless {
    /// Restores what an earlier page left, and hears the backend from now on.
    pub fn connect(&mut self) -> Result<(), JsValue> {
        if self.page.is_connected() {
            return Ok(());
        }
        // A build without the window is in one piece: nothing of it comes later.
        let late: Rc<dyn Fn()> = Rc::new(|| ());
        self.shell
            .use_backend(backend::open(&self.options, &self.shell, &late)?);
        self.page.set_connected(true);
        if self.was_connected {
            self.shell.dispatch(Event::Opened);
            // What was said meanwhile was not heard.
            self.shell.dispatch(Event::Returned);
        } else {
            self.was_connected = true;
            self.shell.restore();
            self.shell.listen_to_page(&self.page.hooks().signal());
            self.shell.dispatch(Event::Opened);
        }
        self.page.show(self.shell.view());
        Ok(())
    }

    /// Hears the backend no more; the conversation goes on there.
    pub fn disconnect(&self) {
        if self.page.is_connected() {
            self.shell.dispatch(Event::Closed);
            self.shell.leave_backend();
            self.page.set_connected(false);
            // Nothing is tried any more until somebody listens again.
            self.shell
                .dispatch(Event::Backend(BackendEvent::Disconnected));
            self.page.show(self.shell.view());
        }
    }

    /// Where the chat stands.
    pub fn state(&self) -> JsValue {
        state::state(&self.page)
    }

    /// A part of what is offered cannot be read.
    #[wasm_bindgen(js_name = offersUnreadable)]
    pub fn offers_unreadable(&self) {
        self.shell.dispatch(Event::OffersUnreadable);
    }

    /// The messages, oldest first.
    pub fn transcript(&self) -> Array {
        transcript::transcript(&self.page, &self.shell.rows(0..self.page.view().rows))
    }

    /// The transcript to be kept: as `text`, as a web page (`html`) or as `json`.
    pub fn saved(&self, form: &str) -> Result<String, JsValue> {
        self.may(|view| ensure(view.actions.save, "There is nothing to save yet."))?;
        let (brand, language) = (self.options.brand_name(), self.page.locale());
        let kept = self
            .page
            .say(|texts, format| saved::transcript(&self.shell, texts, format, &language, &brand));
        Ok(match form {
            "html" => kept.html(),
            "json" => json::write(&kept).unwrap_or_default(),
            _ => kept.text(),
        })
    }

    /// Speaks with these texts, as the widget's `speak`.
    pub fn speak(&self, locale: &str, table: &JsValue, own: &JsValue) {
        if let Some(texts) = language::texts(table) {
            self.page.speak(texts.with_own(language::own(own)), locale);
        }
    }

    /// Stops everything; forgets the conversation on this browser unless it is to be kept for the
    /// next page.
    pub fn destroy(&self, keep_conversation: bool) {
        self.shell.close(!keep_conversation);
        panic::forget(self.page.hooks());
    }
}

impl Headless {
    /// Whether something can be done now.
    fn may(&self, judge: impl FnOnce(&View) -> Result<(), ApiError>) -> Result<(), Refusal> {
        Ok(judge(&self.page.view())?)
    }

    /// The same for what only a chat can do that hears its backend.
    fn may_now(&self, judge: impl FnOnce(&View) -> Result<(), ApiError>) -> Result<(), Refusal> {
        ensure(
            self.page.is_connected(),
            "This chat does not hear its backend: call connect first.",
        )?;
        self.may(judge)
    }
}
