//! The head of the window: who is there, how it stands, and the way out.

use js_sys::JsString;
use leptos::prelude::*;

use super::{
    dom::{El, el},
    icon::Icon,
    late::{self, Spot},
    menu,
    parts::{Parts, follow, holds},
};
use crate::{
    domain::{Event, text, view::Header},
    i18n::Key,
};

/// The head.
pub fn header(parts: Parts) -> El {
    let head = parts.slice(|view| &view.header);
    let name = move || {
        follow(head);
        parts.view(|view| name(parts, &view.header))
    };
    let status = move || {
        follow(head);
        let status = parts.view(|view| view.header.status);
        parts.say(|texts, format| texts.status(status, format))
    };
    let head_bar = el("header", "header").set("part", "header");
    late::add_spot(head_bar, parts, Spot::ToChats)
        .holds(move || {
            follow(head);
            Some(parts.view(|view| avatar(parts, &view.header)))
        })
        .with(
            el("div", "header__who")
                .with(el("h2", "header__name").says(name))
                .with(el("p", "header__status").says(status)),
        )
        .with(tools(parts))
}

/// The picture of whoever is there: the site's logo, or the first letter of the name.
pub fn avatar(parts: Parts, head: &Header) -> El {
    let settings = parts.app.settings();
    let avatar = el("div", "avatar").set("aria-hidden", "true");
    let avatar = match settings
        .logo
        .as_ref()
        .filter(|_| head.participant.is_none())
    {
        Some(logo) => avatar.with(
            el("img", "avatar__logo")
                .set("alt", "")
                .set("referrerpolicy", "no-referrer")
                .set("src", logo),
        ),
        None => avatar.text(&initial(&name(parts, head))),
    };
    avatar.with(el(
        "i",
        if head.present {
            "presence presence--there"
        } else {
            "presence"
        },
    ))
}

/// The name at the head: the agent's or the bot's, or the site's own.
fn name(parts: Parts, head: &Header) -> String {
    match &head.participant {
        Some(author) => parts.say(|texts, _| texts.speaker(author)),
        None => text::name(&parts.app.settings().brand, 60),
    }
}

/// The first letter of a name, in capitals. The browser knows the capitals of every script.
fn initial(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    JsString::from(first).to_upper_case().into()
}

fn tools(parts: Parts) -> El {
    let can_end = parts.flag(|view| view.actions.end);
    let has_menu = parts.flag(menu::has_items);
    let tools = el("div", "header__tools")
        .holds(move || {
            holds(can_end).then(|| {
                parts.tool(
                    "tool header__end",
                    Icon::End,
                    Key::EndConversation,
                    move || {
                        parts.dispatch(Event::EndAsked);
                    },
                )
            })
        })
        .holds(move || holds(has_menu).then(|| options(parts)));
    if parts.app.settings().inline {
        return tools;
    }
    tools.with(parts.tool(
        "tool header__minimise",
        Icon::Down,
        Key::Minimise,
        move || {
            parts.dispatch(Event::Closed);
        },
    ))
}

fn options(parts: Parts) -> El {
    let is_open = parts.menu_open;
    parts
        .tool(
            "tool header__options",
            Icon::Options,
            Key::Options,
            move || {
                is_open.update(|open| *open = !*open);
            },
        )
        .set("aria-haspopup", "menu")
        .tells("aria-expanded", move || is_open.get())
}
