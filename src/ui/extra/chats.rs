//! The end user's conversations: the list of them, and the way to it.

use core::cell::RefCell;

use crate::{
    browser::json,
    domain::{
        ConversationId, Event,
        offer::{Summary, unread_elsewhere},
        text,
        view::{Header, HeaderStatus},
    },
    i18n::{Format, Key},
    ui::{
        dom::{El, el, react},
        focus,
        header::avatar,
        icon::Icon,
        parts::{Parts, follow, named_tool},
        rich::late_text,
    },
};

/// What opens a conversation.
const OPEN: &str = ".chats__open";

/// How many characters of the last line are shown.
const LINE_CHARS: usize = 120;

/// What is known of the conversations.
fn list(parts: Parts) -> Vec<Summary> {
    parts.view(|view| json::read(&view.conversations).unwrap_or_default())
}

/// The button that leads to the list.
pub fn to_chats(parts: Parts) -> El {
    let known = parts.slice(|view| &view.conversations);
    let shown = parts.slice(|view| &view.conversation);
    react(Box::new(move || {
        follow(known);
        follow(shown);
        let (current, told) = parts.view(|view| (view.conversation.clone(), view.unread_elsewhere));
        let unread = unread_elsewhere(&list(parts), current.as_ref());
        if unread != told {
            // Not while the view is being shown.
            focus::after_render(move || parts.dispatch(Event::UnseenElsewhere(unread)));
        }
    }));
    let name = late_text(parts, Key::Chats);
    let is_listed = parts.flag(|view| view.is_listed);
    named_tool("tool header__chats", Icon::Back, &name, move || {
        let is_listed = parts.view(|view| view.is_listed);
        parts.dispatch(Event::Listed(!is_listed));
    })
    .tells("aria-expanded", move || crate::ui::parts::holds(is_listed))
}

/// The list.
pub fn chats(parts: Parts) -> El {
    let known = parts.slice(|view| &view.conversations);
    focus::after_render(move || {
        if let Some(window) = parts.dialog() {
            focus::first(&window, &[OPEN, ".chats .button"]);
        }
    });
    let start = parts.button("button button--primary", Key::StartNewChat, move || {
        parts.dispatch(Event::NewAsked);
    });
    let drawn = RefCell::new(Vec::new());
    el("section", "chats")
        .set("aria-labelledby", "chats-title")
        .with(
            el("h3", "chats__title")
                .set("id", "chats-title")
                .text(&late_text(parts, Key::Chats)),
        )
        .holds(move || {
            follow(known);
            let current = parts.view(|view| view.conversation.clone());
            let all = list(parts);
            keep_focus(parts, &drawn.replace(ids(&all)), &ids(&all));
            let items = all.into_iter().map(|one| {
                let is_current = current.as_ref() == Some(&one.id);
                item(parts, one, is_current)
            });
            Some(el("ul", "chats__list").with_all(items))
        })
        .with(el("div", "chats__foot").with(start))
}

fn ids(all: &[Summary]) -> Vec<ConversationId> {
    all.iter().map(|one| one.id.clone()).collect()
}

/// The focus stays with the conversation that it is on, wherever that goes in the new list.
fn keep_focus(parts: Parts, old: &[ConversationId], new: &[ConversationId]) {
    let Some(window) = parts.dialog() else { return };
    let active = parts.app.root().active_element();
    let items = focus::in_sight(&window, OPEN);
    let had_focus = items
        .iter()
        .position(|item| active.as_ref().is_some_and(|active| **active == ***item));
    let Some(id) = had_focus.and_then(|at| old.get(at)) else {
        return;
    };
    // Otherwise it would go to the message field, as from everything that is taken away.
    parts.shared().focus_held.set(false);
    let at = new.iter().position(|one| one == id).unwrap_or_default();
    focus::after_render(move || {
        if let Some(item) = focus::in_sight(&window, OPEN).get(at) {
            // What is in sight and can be pressed takes the focus.
            let _ = item.focus();
        }
    });
}

fn item(parts: Parts, one: Summary, is_current: bool) -> El {
    let head = Header {
        participant: one.participant.clone(),
        status: HeaderStatus::Welcome,
        present: false,
    };
    let name = match &one.participant {
        Some(author) => parts.say(|texts, _| texts.speaker(author)),
        None => text::name(&parts.app.settings().brand, LINE_CHARS),
    };
    let when = parts.say(|_, format| format.day(one.at).unwrap_or_else(|| format.time(one.at)));
    let ended = one
        .ended
        .is_some()
        .then(|| el("span", "chats__ended").text(&parts.text(Key::ChatEnded)));
    let unread = (one.unread > 0 && !is_current).then(|| {
        let count = u64::from(one.unread);
        let said = parts.say(|texts, format| texts.new_messages(one.unread, format));
        let number = parts.say(|_, format| format.number(count));
        el("span", "chats__unread")
            .with(el("span", "").set("aria-hidden", "true").text(&number))
            .with(el("span", "spoken").text(&said))
    });
    let open = el("button", "chats__open")
        .set("type", "button")
        .with(avatar(parts, &head))
        .with(
            el("span", "chats__words")
                .with(
                    el("span", "chats__line")
                        .with(el("bdi", "chats__name").text(&name))
                        .with(el("span", "chats__when").text(&when)),
                )
                .with(
                    el("span", "chats__line")
                        .with(el("bdi", "chats__last").text(&text::name(&one.last, LINE_CHARS)))
                        .with_all(unread),
                )
                .with_all(ended),
        );
    let open = if is_current {
        open.set("aria-current", "true")
    } else {
        open
    };
    let to = Box::new(one);
    el("li", "").with(open.press(move || parts.dispatch(Event::Switched(to.clone()))))
}
