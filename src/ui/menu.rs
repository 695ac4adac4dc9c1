//! The options menu.

use core::cell::Cell;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    dom::{El, el, react},
    focus,
    icon::{Icon, icon},
    link,
    parts::{Parts, follow},
};
use crate::{
    domain::{
        Event,
        view::{Actions, View},
    },
    i18n::Key,
};

/// Whether there is anything to choose.
pub fn has_items(view: &View) -> bool {
    let Actions {
        end,
        start_new,
        save,
        ref other_channels,
        ..
    } = view.actions;
    end || start_new || save || !other_channels.is_empty()
}

/// Puts the menu into the window, while it is open.
pub fn add_to(window: El, parts: Parts) -> El {
    let actions = parts.slice(|view| &view.actions);
    let is_open = parts.menu_open;
    let was_open = Cell::new(false);
    react(Box::new(move || {
        match (was_open.replace(is_open.get()), is_open.get_untracked()) {
            (_, true) => focus::after_render(move || step(parts, "Home")),
            (true, false) => focus::after_render(move || closed(parts)),
            (false, false) => (),
        }
    }));
    // What it offers has changed under the visitor's fingers.
    react(Box::new(move || {
        follow(actions);
        is_open.set(false);
    }));
    window.holds(move || {
        is_open.get().then(|| {
            el("div", "menu")
                .set("part", "menu")
                .set("role", "menu")
                .set("aria-label", &parts.text(Key::Options))
                .on_key(move |event| on_key(parts, event))
                .with_all(parts.view(|view| items(parts, &view.actions)))
        })
    })
}

fn items(parts: Parts, actions: &Actions) -> Vec<El> {
    let end = actions.end.then(|| {
        chosen(
            parts,
            "menu__item menu__item--phone menu__item--end",
            Icon::End,
            Key::EndConversation,
            move || {
                parts.dispatch(Event::EndAsked);
            },
        )
    });
    let start = actions.start_new.then(|| {
        chosen(
            parts,
            "menu__item",
            Icon::New,
            Key::StartNewChat,
            move || {
                parts.dispatch(Event::NewAsked);
            },
        )
    });
    let save = actions.save.then(|| {
        chosen(
            parts,
            "menu__item",
            Icon::Save,
            Key::SaveTranscript,
            move || parts.saving.set(true),
        )
    });
    let others = actions.other_channels.iter().filter_map(|channel| {
        let link = link::channel(channel, "menu__item", Some(Icon::Elsewhere))?;
        Some(as_item(link).press(move || parts.menu_open.set(false)))
    });
    end.into_iter()
        .chain(start)
        .chain(save)
        .chain(others)
        .collect()
}

fn as_item(element: El) -> El {
    element.set("role", "menuitem").set("tabindex", "-1")
}

/// An item that closes the menu when it is chosen.
fn chosen(
    parts: Parts,
    class: &str,
    picture: Icon,
    name: Key,
    mut act: impl FnMut() + 'static,
) -> El {
    as_item(el("button", class))
        .set("type", "button")
        .with(icon(picture))
        .text(&parts.text(name))
        .press(move || {
            parts.menu_open.set(false);
            act();
        })
}

fn on_key(parts: Parts, event: &KeyboardEvent) {
    match &*event.key() {
        key @ ("ArrowDown" | "ArrowUp" | "Home" | "End") => {
            event.prevent_default();
            step(parts, key);
        }
        "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            parts.menu_open.set(false);
        }
        _ => (),
    }
}

/// Moves the focus among the items, round at both ends.
fn step(parts: Parts, key: &str) {
    let Some(window) = parts.dialog() else { return };
    let items = focus::in_sight(&window, "[role=menuitem]");
    let active = parts.app.root().active_element();
    let at = active.and_then(|active| items.iter().position(|item| **item == active));
    let last = items.len().saturating_sub(1);
    let next = match (key, at) {
        ("ArrowDown", Some(at)) if at < last => at.saturating_add(1),
        ("ArrowUp", Some(at)) => at.checked_sub(1).unwrap_or(last),
        ("ArrowUp", None) | ("End", _) => last,
        _ => 0,
    };
    if let Some(item) = items.get(next) {
        // An item in sight takes the focus.
        let _ = item.focus();
    }
}

/// The menu has closed: the focus goes back to its button, unless it has gone elsewhere.
fn closed(parts: Parts) {
    if let Some(window) = parts.dialog()
        && window.open()
        && !focus::is_inside(parts)
    {
        focus::first(&window, &[".header__options"]);
    }
}
