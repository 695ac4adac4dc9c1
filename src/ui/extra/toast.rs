//! A line over the foot of the window that says something once and goes.

use core::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::{
    browser::clock::timer,
    domain::time::SECOND,
    i18n::Key,
    ui::{
        dom::{El, el},
        icon::Icon,
        parts::Parts,
    },
};

/// How long a toast stays, in milliseconds.
const STAYS_MS: u64 = 10 * SECOND;

thread_local! {
    /// What takes the newest toast away again.
    static TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Shows a toast in place of the one before.
pub fn show(parts: Parts, text: &str) {
    let Some(window) = parts.dialog() else { return };
    if let Ok(Some(old)) = window.query_selector(".toast") {
        old.remove();
    }
    let toast = el("div", "toast").set("role", "alert");
    let gone = toast.element().clone();
    let go = Rc::new(move || gone.remove());
    let dismiss = {
        let go = Rc::clone(&go);
        parts.tool(
            "tool toast__dismiss",
            Icon::Dismiss,
            Key::Dismiss,
            move || go(),
        )
    };
    let shown = El::at(&window).with(toast.clone());
    // What is said with its region is mostly not read: the words come after it.
    let _words = toast.with(el("p", "toast__text").text(text)).with(dismiss);
    drop(shown);
    let due = parts.app.now().plus(STAYS_MS);
    TIMER.set(Some(timer(due, move || go())));
}
