//! Where the chat stands, and what of it the page hears.

use core::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    api::{
        hooks::Hooks,
        report::{self, EndDetail, object},
    },
    domain::View,
    ui::App,
};

/// Where the chat stands, as `handle.state()` gives it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the public shape of the state"
)]
struct State {
    phase: &'static str,
    open: bool,
    connection: &'static str,
    unread: u32,
    can_send: bool,
    can_end: bool,
    can_start_new: bool,
    ended: Option<EndDetail>,
    conversation: Option<String>,
    locale: String,
}

/// The state of a view.
pub fn state(view: View, locale: &str) -> JsValue {
    object(&State {
        phase: view.phase.as_str(),
        open: view.open,
        connection: view.connection.as_str(),
        unread: view.unread,
        can_send: view.actions.send,
        can_end: view.actions.end,
        can_start_new: view.actions.start_new,
        ended: view
            .ended
            .map(|ended| EndDetail::new(ended.info, ended.next)),
        conversation: view.conversation.map(|id| id.as_str().to_owned()),
        locale: locale.to_owned(),
    })
}

/// Tells the page, through `hooks`, whatever happens from now on.
pub fn connect(app: App, hooks: &Hooks) {
    let last = RefCell::new(None::<View>);
    let (told, seen) = (hooks.clone(), hooks.clone());
    app.connect(
        move |event| report::tell(&told, event),
        move |view| {
            if let Some(last) = last.replace(Some(view.clone())) {
                changes(&seen, &last, view);
            }
        },
    );
}

fn changes(hooks: &Hooks, last: &View, view: &View) {
    if (last.open, last.unread) != (view.open, view.unread) {
        hooks.launcher(view.open, view.unread);
    }
    report::changes(hooks, last, view);
    if last.open != view.open {
        hooks.emit(if view.open { "opened" } else { "closed" }, JsValue::NULL);
    }
}
