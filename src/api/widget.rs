//! The handle to one running widget, as the loader holds it.

use core::any::Any;

use wasm_bindgen::prelude::*;

use super::{Hooks, error::ApiError, language, panic, report};
use crate::{
    domain::{Event, effect::Focus, view::PhaseName},
    shell::Shell,
    ui::App,
};

/// One running widget.
#[wasm_bindgen]
pub struct Widget {
    shell: Shell,
    app: App,
    hooks: Hooks,
    /// Dropping it takes the window out of the document.
    mounted: Option<Box<dyn Any>>,
}

impl Widget {
    pub(super) fn new(shell: Shell, app: App, hooks: Hooks, mounted: Box<dyn Any>) -> Self {
        Self {
            shell,
            app,
            hooks,
            mounted: Some(mounted),
        }
    }

    /// Restores what an earlier page left.
    pub(super) fn begin(&self) {
        if self.shell.restore() {
            self.shell.dispatch(Event::Opened);
        }
        self.hooks.emit("ready", JsValue::NULL);
    }
}

#[wasm_bindgen]
impl Widget {
    /// Opens the window; with `focus`, the keyboard focus goes into it.
    pub fn open(&self, focus: bool) {
        self.shell.dispatch(Event::Opened);
        if focus {
            self.app.move_focus(Focus::Field);
        }
    }

    /// Closes the window; the conversation goes on.
    pub fn close(&self) {
        self.shell.dispatch(Event::Closed);
    }

    /// Sends a message for the visitor. Throws `not-allowed` where they could not send it either.
    pub fn send(&self, text: String) -> Result<(), JsValue> {
        if !self.shell.view().actions.send {
            return Err(ApiError::NotAllowed(
                "Nothing can be sent now: the chat is over or about to end. Call \
                 startConversation first.",
            )
            .into());
        }
        self.connect();
        self.app.send(text);
        Ok(())
    }

    /// *Start new chat*. Throws `not-allowed` while a chat is running.
    #[wasm_bindgen(js_name = startConversation)]
    pub fn start_conversation(&self) -> Result<(), JsValue> {
        let view = self.shell.view();
        if !view.actions.start_new && view.phase != PhaseName::None {
            return Err(ApiError::NotAllowed(
                "A chat is running: end it before a new one is started.",
            )
            .into());
        }
        self.connect();
        self.shell.dispatch(Event::NewAsked);
        Ok(())
    }

    /// Asks the visitor to confirm the end of the session. Throws `not-allowed` where end users
    /// cannot end it.
    #[wasm_bindgen(js_name = endSession)]
    pub fn end_session(&self) -> Result<(), JsValue> {
        if !self.shell.view().actions.end {
            return Err(ApiError::NotAllowed(
                "There is no session that the end user may end: see endUsersCanEnd.",
            )
            .into());
        }
        self.shell.dispatch(Event::EndAsked);
        Ok(())
    }

    /// Forgets the conversation here and at the backend.
    #[wasm_bindgen(js_name = clearSession)]
    pub fn clear_session(&self) {
        self.shell.dispatch(Event::ClearAsked);
    }

    /// Speaks with these texts, the table of a language as it was fetched or undefined for English,
    /// with the page's `own` wording over them, and formats for `locale`. A table of another
    /// version changes nothing.
    pub fn speak(&self, locale: &str, table: &JsValue, own: &JsValue) {
        if let Some(texts) = language::texts(table) {
            self.app.speak(texts.with_own(language::own(own)), locale);
        }
    }

    /// The late half of the wasm came, or did not.
    #[wasm_bindgen(js_name = lateCame)]
    pub fn late_came(&self, is_here: bool) {
        self.app.late_came(is_here);
    }

    /// Where the chat stands.
    pub fn state(&self) -> JsValue {
        report::state(self.shell.view(), &self.app.locale_tag())
    }

    /// Stops everything and takes the window away; forgets the conversation on this browser
    /// unless it is to be kept for the next page.
    pub fn destroy(&mut self, keep_conversation: bool) {
        self.shell.close(!keep_conversation);
        self.mounted = None;
        panic::forget(&self.hooks);
    }

    fn connect(&self) {
        if !self.shell.view().open {
            self.shell.dispatch(Event::Opened);
        }
    }
}
