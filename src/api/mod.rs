//! The JavaScript surface of the wasm: one function that starts a widget, and the handle it
//! returns. The loader, which a page imports, wraps both.

mod config;
mod error;
mod language;
mod panic;
mod report;
mod widget;

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement, ShadowRoot};

pub use self::widget::Widget;
use self::{config::Options, error::ApiError};
use crate::{
    shell::Shell,
    transport::{
        Backend,
        local::{io::LocalBackend, link::Identity},
    },
    ui::{self, App, Settings},
};

#[wasm_bindgen]
extern "C" {
    /// What the loader does for the wasm.
    #[wasm_bindgen(js_name = Object)]
    #[derive(Clone)]
    pub type Hooks;

    /// Dispatches a `session-chat-<name>` event on the element.
    #[wasm_bindgen(method)]
    fn emit(this: &Hooks, name: &str, detail: JsValue) -> bool;

    /// Shows on the launcher whether the window is open and how many messages are unread.
    #[wasm_bindgen(method)]
    fn launcher(this: &Hooks, is_open: bool, unread: u32);

    /// Draws the restart card: this module is dead.
    #[wasm_bindgen(method)]
    fn panicked(this: &Hooks, message: &str);

    /// Fetches the late half of the wasm and calls the widget's `lateCame`.
    #[wasm_bindgen(method)]
    fn late(this: &Hooks);

    /// Aborted when the widget goes, or when this module is dead.
    #[wasm_bindgen(method, getter)]
    fn signal(this: &Hooks) -> AbortSignal;
}

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
    let identity = Identity {
        visitor: shell.visitor(),
        tab: crate::browser::clock::random_id(),
        name: options
            .visitor
            .name
            .clone()
            .or_else(|| options.visitor.email.clone()),
    };
    let backend: Box<dyn Backend> = Box::new(
        LocalBackend::open(&options.backend.channel, identity, shell.ear())
            .map_err(|_| ApiError::Unsupported)?,
    );
    shell.use_backend(backend);
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
        let fetching = hooks.clone();
        let fetch_late = Rc::new(move || fetching.late());
        leptos::mount::mount_to(mount, move || {
            let made = App::new(shell, settings, root, signal);
            app.replace(Some(made));
            ui::window(made, fetch_late)
        })
    };
    let app = app.take().ok_or(ApiError::Unsupported)?;
    report::connect(app, &hooks);
    shell.listen_to_page(&signal);
    let widget = Widget::new(shell, app, hooks, Box::new(mounted));
    widget.begin();
    Ok(widget)
}
