//! The handle to one running widget, as the loader holds it.

mod state;

use core::{any::Any, cell::RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use web_sys::{HtmlElement, ShadowRoot};

use super::{Hooks, backend, config::Options, error::ApiError, guard, language, panic};
use crate::{
    domain::{Event, effect::Focus},
    shell::Shell,
    ui::{self, App, Settings},
};

/// Starts a widget: draws its closed window in `mount`, an element of the open shadow root
/// `root`, and restores what an earlier page left. Throws `{code, field, message}` if `config` is
/// wrong, and then nothing is mounted.
#[wasm_bindgen]
pub fn start(
    mount: HtmlElement,
    root: ShadowRoot,
    config: JsValue,
    hooks: Hooks,
) -> Result<Widget, JsValue> {
    let options = Options::read(config)?;
    let shell = Shell::new(options.session(), options.store());
    let fetch_late: Rc<dyn Fn()> = {
        let hooks = hooks.clone();
        Rc::new(move || hooks.late())
    };
    shell.use_backend(backend::open(&options, &shell, &fetch_late)?);
    ui::adopt(&root).map_err(|_| ApiError::Unsupported)?;
    panic::watch(hooks.clone());
    let signal = hooks.signal();
    let settings = Settings {
        brand: options.brand_name(),
        logo: options.brand.logo.clone(),
        inline: options.is_inline,
        title_count: options.title_count,
        images: options.images,
    };
    let app = Rc::new(RefCell::new(None));
    let mounted = {
        let (app, shell, signal) = (Rc::clone(&app), shell.clone(), signal.clone());
        leptos::mount::mount_to(mount, move || {
            let made = App::new(shell, settings, root, signal);
            app.replace(Some(made));
            ui::window(made, fetch_late)
        })
    };
    let app = app.take().ok_or(ApiError::Unsupported)?;
    state::connect(app, &hooks);
    shell.listen_to_page(&signal);
    let widget = Widget::new(shell, app, hooks, Box::new(mounted));
    widget.begin();
    Ok(widget)
}

/// One running widget.
#[wasm_bindgen]
pub struct Widget {
    shell: Shell,
    app: App,
    /// None once it is destroyed: they hold the handle of this widget, which would hold them.
    hooks: Option<Hooks>,
    /// Dropping it takes the window out of the document.
    mounted: Option<Box<dyn Any>>,
}

impl Widget {
    fn new(shell: Shell, app: App, hooks: Hooks, mounted: Box<dyn Any>) -> Self {
        Self {
            shell,
            app,
            hooks: Some(hooks),
            mounted: Some(mounted),
        }
    }

    /// Restores what an earlier page left.
    fn begin(&self) {
        if self.shell.restore() {
            self.shell.dispatch(Event::Opened);
        }
        if let Some(hooks) = &self.hooks {
            hooks.emit("ready", JsValue::NULL);
        }
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
        guard::may_send(&self.shell.view())?;
        self.connect();
        self.app.send(text);
        Ok(())
    }

    /// *Start new chat*. Throws `not-allowed` while a chat is running.
    #[wasm_bindgen(js_name = startConversation)]
    pub fn start_conversation(&self) -> Result<(), JsValue> {
        guard::may_start(&self.shell.view())?;
        self.connect();
        self.shell.dispatch(Event::NewAsked);
        Ok(())
    }

    /// Asks the visitor to confirm the end of the session. Throws `not-allowed` where end users
    /// cannot end it.
    #[wasm_bindgen(js_name = endSession)]
    pub fn end_session(&self) -> Result<(), JsValue> {
        guard::may_end(&self.shell.view())?;
        self.connect();
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
        self.shell.late_came(is_here);
    }

    /// The record of the session that has ended; undefined while there is none. For when the late
    /// half is here.
    pub fn record(&self) -> JsValue {
        ui::record(self.app)
    }

    /// Where the chat stands.
    pub fn state(&self) -> JsValue {
        state::state(self.shell.view(), &self.app.locale_tag())
    }

    /// Stops everything and takes the window away; forgets the conversation on this browser
    /// unless it is to be kept for the next page.
    pub fn destroy(&mut self, keep_conversation: bool) {
        self.shell.close(!keep_conversation);
        self.mounted = None;
        if let Some(hooks) = self.hooks.take() {
            panic::forget(&hooks);
        }
    }

    fn connect(&self) {
        if !self.shell.view().open {
            self.shell.dispatch(Event::Opened);
        }
    }
}
