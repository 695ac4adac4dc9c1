//! The end user's conversations: the list of them, and the way to it.

use crate::{
    browser::json,
    domain::{Event, offer::Summary, text, view::Header, view::HeaderStatus},
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
        let all = list(parts);
        let others = all.iter().filter(|one| Some(&one.id) != current.as_ref());
        let unread = others.fold(0_u32, |sum, one| sum.saturating_add(one.unread));
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
            focus::first(&window, &[".chats__open", ".chats .button"]);
        }
    });
    let start = parts.button("button button--primary", Key::StartNewChat, move || {
        parts.dispatch(Event::NewAsked);
    });
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
            let items = list(parts).into_iter().map(|one| {
                let is_current = current.as_ref() == Some(&one.id);
                item(parts, one, is_current)
            });
            Some(el("ul", "chats__list").with_all(items))
        })
        .with(el("div", "chats__foot").with(start))
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
