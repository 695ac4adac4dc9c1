//! The conversations: those who wait first.

use leptos::{
    ev,
    html::{button, div, h2, input, label, li, nav, p, section, span, ul},
    prelude::*,
};
use session_chat::domain::{ConversationId, text};

use super::{
    app::{App, name_of},
    clock,
    icon::{self, Icon},
    texts,
};
use crate::engine::view::{Card, Group};

/// How many characters of the newest message are shown.
const LINE_CHARS: usize = 80;
const GROUPS: [Group; 4] = [Group::Waiting, Group::Talking, Group::WithBot, Group::Ended];

/// The column of conversations.
pub fn list(app: App) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let wanted = filter.get().trim().to_lowercase();
        app.view.with(|view| {
            let cards = view.cards.iter().filter(|card| fits(card, &wanted));
            cards
                .map(|card| (card.group, card.id.clone()))
                .collect::<Vec<_>>()
        })
    });
    let empty = move || {
        let is_unused = app.view.with(|view| view.cards.is_empty());
        shown.with(Vec::is_empty).then(|| {
            let (line, more) = if is_unused {
                (texts::NOTHING_YET, texts::NOTHING_YET_MORE)
            } else {
                (texts::NO_MATCH, "")
            };
            div()
                .class("list__empty")
                .child((p().child(line), p().child(more)))
        })
    };
    nav()
        .class("list")
        .node_ref(app.list)
        .attr("tabindex", "-1")
        .attr("aria-label", texts::CONVERSATIONS)
        .child((
            label().class("filter").child((
                icon::draw(Icon::Search),
                span().class("hidden").child(texts::FILTER),
                input()
                    .r#type("search")
                    .class("filter__field")
                    .placeholder(texts::FILTER)
                    .on(ev::input, move |event| {
                        filter.set(event_target_value(&event));
                    }),
            )),
            div().class("list__groups").child((
                empty,
                GROUPS.map(|one| group(app, one, shown)).collect_view(),
            )),
        ))
}

fn fits(card: &Card, wanted: &str) -> bool {
    wanted.is_empty()
        || name_of(&card.visitor).to_lowercase().contains(wanted)
        || card.line.to_lowercase().contains(wanted)
}

fn group(app: App, group: Group, shown: Memo<Vec<(Group, ConversationId)>>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        shown.with(|shown| {
            let members = shown.iter().filter(|(of, _)| *of == group);
            members.map(|(_, id)| id.clone()).collect::<Vec<_>>()
        })
    });
    let is_filled = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    move || {
        is_filled.get().then(|| {
            section().class("group").child((
                h2().class("group__title").child((
                    texts::group(group),
                    span()
                        .class("group__count")
                        .child(move || ids.with(Vec::len)),
                )),
                ul().class("group__cards").child(For(ForProps::builder()
                    .each(move || ids.get())
                    .key(ConversationId::clone)
                    .children(move |id| card(app, group, id))
                    .build())),
            ))
        })
    }
}

fn card(app: App, group: Group, id: ConversationId) -> impl IntoView {
    let wanted = id.clone();
    let card = Memo::new(move |_| {
        app.view
            .with(|view| view.cards.iter().find(|card| card.id == wanted).cloned())
    });
    let open = id.clone();
    let is_open = Memo::new(move |_| app.open.with(|shown| shown.as_ref() == Some(&open)));
    let kind = match group {
        Group::Waiting => "conversation conversation--waiting",
        Group::Talking => "conversation conversation--active",
        Group::WithBot => "conversation conversation--bot",
        Group::Ended => "conversation conversation--ended",
    };
    let shown = id.clone();
    let name = move || card.with(|card| card.as_ref().map(|card| name_of(&card.visitor)));
    li().class(kind)
        .class(("conversation--open", move || is_open.get()))
        .child((
            button()
                .r#type("button")
                .class("conversation__open")
                .attr("aria-current", move || is_open.get().then_some("true"))
                .on(ev::click, move |_| app.show(shown.clone()))
                .child((
                    span()
                        .class("conversation__name")
                        .attr("dir", "auto")
                        .child(name),
                    span()
                        .class("conversation__when")
                        .child(move || when(app, card)),
                    span()
                        .class("conversation__line")
                        .attr("dir", "auto")
                        .child(move || line(card)),
                    move || unread(card),
                )),
            (group == Group::Waiting).then(|| accept(app, id)),
        ))
}

fn when(app: App, card: Memo<Option<Card>>) -> String {
    card.with(|card| {
        let Some(card) = card else {
            return String::new();
        };
        match card.waiting_since {
            Some(since) => clock::running(app.now.get().since(since)),
            None => clock::time(card.at),
        }
    })
}

fn line(card: Memo<Option<Card>>) -> String {
    card.with(|card| match card {
        Some(card) if card.is_typing => texts::TYPING.to_owned(),
        Some(card) => text::preview(&card.line, LINE_CHARS),
        None => String::new(),
    })
}

fn unread(card: Memo<Option<Card>>) -> Option<impl IntoView> {
    let unread = card.with(|card| card.as_ref().map_or(0, |card| card.unread));
    (unread > 0).then(|| {
        span().class("conversation__unread").child((
            unread,
            span().class("hidden").child([" ", texts::UNREAD].concat()),
        ))
    })
}

fn accept(app: App, id: ConversationId) -> impl IntoView {
    let is_full = move || !app.view.with(|view| view.has_room);
    button()
        .r#type("button")
        .class("button button--primary accept")
        .disabled(is_full)
        .on(ev::click, move |_| app.accept(id.clone()))
        .child(texts::ACCEPT)
}
