//! Where the keyboard focus goes: into the window, into the confirmation and back, and never lost
//! with a button that has done its work.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{dom::react, parts::Parts};
use crate::domain::effect::Focus;

/// What can take the focus, in the order of the document.
const REACHABLE: &str = "button:not(:disabled),a[href],input,select,textarea,[tabindex='0']";

/// The fields of the form before a chat.
const FORM: &str = ".pre-chat :is(input, select, textarea)";

/// To the first field of the form before a chat, or to the first one at fault.
pub fn to_form(parts: Parts) {
    if let Some(window) = parts.dialog() {
        first(&window, &[".pre-chat [aria-invalid=true]", FORM]);
    }
}

/// Puts the ways to save away; the focus goes back to what opened them.
pub fn leave_saving(parts: Parts) {
    parts.saving.set(false);
    after_render(move || {
        if let Some(window) = parts.dialog() {
            first(&window, &[".panel__save", ".header__options"]);
        }
    });
}

/// Carries out what the session says about the focus.
pub fn follow(parts: Parts) {
    let wanted = parts.app.focus();
    react(Box::new(move || {
        if let (_, Some(focus)) = wanted.get() {
            after_render(move || go(parts, focus));
        }
    }));
}

/// Runs `act` once everything that has changed is in the document.
pub fn after_render(act: impl FnOnce() + 'static) {
    set_timeout(act, Duration::ZERO);
}

/// Whether the focus is in the window.
pub fn is_inside(parts: Parts) -> bool {
    let active = parts.app.root().active_element();
    parts
        .dialog()
        .is_some_and(|dialog| active.is_some_and(|active| dialog.contains(Some(&active))))
}

/// The window has closed around the focus: it goes to the launcher, or where that is hidden back
/// to what the page had it on.
pub fn leave(parts: Parts) {
    let root = parts.app.root();
    let launcher = root.query_selector(".launcher").ok().flatten();
    for way_out in [launcher, parts.shared().opener.take()] {
        // A browser may leave the focus for a while in what is no longer in sight.
        let is_bound = is_inside(parts) || root.active_element().is_none();
        if let Some(way_out) = way_out.filter(|_| is_bound) {
            // What is not in sight takes no focus.
            let _ = way_out.unchecked_into::<HtmlElement>().focus();
        }
    }
}

/// To be called before a part that may hold the focus is taken away: if it was, the focus goes to
/// the message field, or to what stands in its place.
pub fn hold(parts: Parts) {
    if is_inside(parts) {
        parts.shared().focus_held.set(true);
        after_render(move || rescue(parts));
    }
}

/// After a press: if the button is gone, the focus goes to the field.
pub fn after_press(parts: Parts, pressed: Option<Element>) {
    after_render(move || {
        if pressed.is_some_and(|button| !button.is_connected()) {
            parts.shared().focus_held.set(true);
            rescue(parts);
        }
    });
}

fn rescue(parts: Parts) {
    let is_open = parts.dialog().is_some_and(|dialog| dialog.open());
    if parts.shared().focus_held.take() && is_open && !is_inside(parts) {
        go(parts, Focus::Field);
    }
}

fn go(parts: Parts, focus: Focus) {
    let Some(window) = parts.dialog() else { return };
    match focus {
        Focus::Field => {
            first(
                &window,
                &[
                    ".composer__field",
                    FORM,
                    ".panel .button",
                    ".transcript__log",
                ],
            );
        }
        Focus::Confirmation => {
            first(&window, &[".confirmation .button"]);
        }
        // On a phone the button is in the menu, which is closed by now.
        Focus::Opener => {
            first(&window, &[".header__end", ".header__options"]);
        }
        // An end must not pull anyone into the window who is busy elsewhere on the page.
        Focus::WaysOn => {
            if is_inside(parts) || parts.shared().focus_held.get() {
                first(&window, &[".panel .button", ".composer__field"]);
            }
        }
    }
}

/// Focuses the first element in sight that matches, of the first selector that has one.
pub fn first(within: &Element, selectors: &[&str]) {
    let mut found = selectors
        .iter()
        .flat_map(|selector| in_sight(within, selector));
    if let Some(element) = found.next() {
        // What is in sight and can be pressed takes the focus.
        let _ = element.focus();
    }
}

/// All elements in sight that match, in the order of the document.
pub fn in_sight(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.item(at))
        .map(JsCast::unchecked_into::<HtmlElement>)
        .filter(|element| element.get_client_rects().length() > 0)
        .collect()
}

/// Tab in a window that fills the screen: from the last element to the first, and back.
pub fn keep_inside(parts: Parts, event: &KeyboardEvent) {
    let Some(window) = parts.dialog() else { return };
    let sheet = window.query_selector(".confirmation").ok().flatten();
    let within: &Element = sheet.as_ref().unwrap_or(&window);
    let reachable = in_sight(within, REACHABLE);
    let (edge, other) = if event.shift_key() {
        (reachable.first(), reachable.last())
    } else {
        (reachable.last(), reachable.first())
    };
    let active = parts.app.root().active_element();
    if let (Some(edge), Some(other)) = (edge, other)
        && active.is_none_or(|active| active == **edge)
    {
        event.prevent_default();
        let _ = other.focus();
    }
}
