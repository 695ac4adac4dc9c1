//! A line over the foot of the window that says something once and goes.

use core::cell::RefCell;

use gloo_timers::callback::Timeout;
use web_sys::Element;

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

/// How many lines a toast has at most: what came before them was there to be read.
const MOST_LINES: u32 = 4;

/// Shows a line in a toast, under those that stand there still.
pub fn show(parts: Parts, text: &str) {
    let Some(window) = parts.dialog() else { return };
    let line = || el("p", "toast__text").text(text);
    if let Ok(Some(lines)) = window.query_selector(".toast__lines") {
        if lines.child_element_count() >= MOST_LINES
            && let Some(first) = lines.first_element_child()
        {
            first.remove();
        }
        let _more = El::at(&lines).with(line());
        stay(parts, &lines);
        return;
    }
    let toast = el("div", "toast").set("role", "alert");
    let gone = toast.element().clone();
    let go = move || gone.remove();
    let dismiss = parts.tool("tool toast__dismiss", Icon::Dismiss, Key::Dismiss, go);
    let shown = El::at(&window).with(toast.clone());
    // What is said with its region is mostly not read: the words come after it.
    let lines = el("div", "toast__lines");
    let holder = lines.element().clone();
    let _words = toast.with(lines.with(line())).with(dismiss);
    drop(shown);
    stay(parts, &holder);
}

/// The toast goes after a while, counted from its newest line.
fn stay(parts: Parts, lines: &Element) {
    let toast = lines.parent_element();
    let due = parts.app.now().plus(STAYS_MS);
    TIMER.set(Some(timer(due, move || {
        if let Some(toast) = toast {
            toast.remove();
        }
    })));
}
