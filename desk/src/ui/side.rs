//! The column of details: the visitor, the session's facts, the ticket, what happened.

use leptos::{
    ev,
    html::{button, dd, div, dl, dt, h3, label, li, ol, option, p, section, select, span},
    prelude::*,
};
use session_chat::domain::{offer::Rating, text};

use super::{
    app::App,
    clock,
    icon::{self, Icon},
    texts,
};
use crate::engine::{
    Action,
    answer::YES,
    record::{Given, Ticket, TicketStatus},
    view::{Detail, Facts},
};

/// How many characters of a foreign word are shown.
const FOREIGN_CHARS: usize = 60;
/// How many characters of what a visitor filled in are shown.
const GIVEN_CHARS: usize = 600;
const STATUSES: [(&str, TicketStatus); 3] = [
    ("new", TicketStatus::New),
    ("open", TicketStatus::Open),
    ("solved", TicketStatus::Solved),
];

/// The column of details.
pub fn side(app: App) -> impl IntoView {
    let is_open = Memo::new(move |_| app.detail.with(Option::is_some));
    section()
        .class("side")
        .attr("aria-label", texts::DETAILS)
        .child(move || {
            is_open.get().then(|| {
                (
                    div().class("side__head").child((
                        h3().child(texts::DETAILS),
                        button()
                            .r#type("button")
                            .class("button button--icon side__close")
                            .attr("aria-label", texts::CLOSE)
                            .on(ev::click, move |_| app.shows_details.set(false))
                            .child(icon::draw(Icon::Close)),
                    )),
                    visitor(app),
                    given(app),
                    ticket(app),
                    facts(app),
                    rating(app),
                    history(app),
                )
            })
        })
}

fn visitor(app: App) -> impl IntoView {
    let rows = move || {
        app.detail.with(|detail| {
            let visitor = &detail.as_ref()?.visitor;
            let name = visitor
                .name
                .as_deref()
                .map(|name| text::name(name, FOREIGN_CHARS));
            let id = visitor.id.as_deref().unwrap_or(texts::FORGOTTEN);
            Some((
                fact(
                    texts::NAME,
                    name.unwrap_or_else(|| texts::UNNAMED.to_owned()),
                ),
                fact(texts::NUMBER, text::name(id, FOREIGN_CHARS)),
            ))
        })
    };
    section()
        .class("side__part")
        .child((h3().child(texts::VISITOR), dl().class("facts").child(rows)))
}

/// What the visitor filled in before the chat (R6.3).
fn given(app: App) -> impl IntoView {
    let given = Memo::new(move |_| {
        let given = app
            .detail
            .with(|detail| detail.as_ref().map(|it| it.given.clone()));
        given.unwrap_or_default()
    });
    let shown = |one: &Given| {
        let value = if one.value == YES {
            texts::YES
        } else {
            &one.value
        };
        let label = text::name(&one.label, FOREIGN_CHARS);
        fact(label, text::name(value, GIVEN_CHARS))
    };
    let rows = move || given.with(|given| given.iter().map(shown).collect_view());
    move || {
        given.with(|given| !given.is_empty()).then(|| {
            section()
                .class("side__part given")
                .child((h3().child(texts::GIVEN), dl().class("facts").child(rows)))
        })
    }
}

/// What the visitor answered to the survey (R4.8).
fn rating(app: App) -> impl IntoView {
    let rating = Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().and_then(|it| it.rating.clone()))
    });
    move || {
        rating.get().map(|Rating { score, comment }| {
            let words = (!comment.is_empty()).then(|| text::name(&comment, GIVEN_CHARS));
            let rows = (
                score.map(|score| fact(texts::SCORE, score.to_string())),
                words.map(|words| fact(texts::COMMENT, words)),
            );
            section()
                .class("side__part rating")
                .child((h3().child(texts::SURVEY), dl().class("facts").child(rows)))
        })
    }
}

fn ticket(app: App) -> impl IntoView {
    let ticket = Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().and_then(|detail| detail.facts.ticket))
    });
    section()
        .class("side__part")
        .child((h3().child(texts::TICKET), move || match ticket.get() {
            None => p().class("side__none").child(texts::NO_TICKET).into_any(),
            Some(ticket) => ticket_line(app, ticket).into_any(),
        }))
}

fn ticket_line(app: App, ticket: Ticket) -> impl IntoView {
    let options = STATUSES.map(|(name, status)| {
        option()
            .value(name)
            .selected(status == ticket.status)
            .child(texts::ticket_status(status))
    });
    div().class("ticket").child((
        span()
            .class("ticket__number")
            .child(texts::ticket(ticket.number)),
        label().class("ticket__status").child((
            span().class("hidden").child(texts::STATUS),
            select()
                .class("field__input ticket-status")
                .on(ev::change, move |event| {
                    let chosen = event_target_value(&event);
                    let status = STATUSES.iter().find(|(name, _)| *name == chosen);
                    if let Some(&(_, status)) = status {
                        app.act_here(|conversation| Action::SetTicket {
                            conversation,
                            status,
                        });
                    }
                })
                .child(options),
        )),
    ))
}

fn facts(app: App) -> impl IntoView {
    let rows = move || {
        app.detail.with(|detail| {
            let Detail { facts, .. } = detail.as_ref()?;
            let Facts {
                started,
                agent,
                sessions,
                from_visitor,
                from_agents,
                from_bot,
                ..
            } = facts;
            let now_waiting = facts
                .waiting_since
                .map_or(0, |since| app.now.get().since(since));
            Some((
                fact(texts::STARTED, clock::time(*started)),
                agent
                    .as_deref()
                    .map(|name| fact(texts::AGENT, text::name(name, FOREIGN_CHARS))),
                fact(
                    texts::WAITED,
                    clock::span(facts.waited_ms.saturating_add(now_waiting)),
                ),
                fact(texts::FROM_VISITOR, from_visitor.to_string()),
                fact(texts::FROM_AGENTS, from_agents.to_string()),
                fact(texts::FROM_BOT, from_bot.to_string()),
                fact(texts::SESSIONS, sessions.to_string()),
                fact(
                    texts::CLOSED,
                    if facts.closed { texts::YES } else { texts::NO }.to_owned(),
                ),
            ))
        })
    };
    section()
        .class("side__part")
        .child((h3().child(texts::SESSION), dl().class("facts").child(rows)))
}

fn fact(name: impl Into<String>, value: String) -> impl IntoView {
    div().class("fact").child((
        dt().attr("dir", "auto").child(name.into()),
        dd().attr("dir", "auto").child(value),
    ))
}

fn history(app: App) -> impl IntoView {
    let lines = Memo::new(move |_| {
        app.detail.with(|detail| {
            let history = detail.iter().flat_map(|detail| &detail.history);
            history
                .map(|entry| (clock::time(entry.at), texts::happened(&entry.what)))
                .collect::<Vec<_>>()
        })
    });
    section().class("side__part").child((
        h3().child(texts::HISTORY),
        ol().class("history").child(move || {
            lines
                .get()
                .into_iter()
                .map(|(time, line)| {
                    li().child((
                        span().class("history__time").child(time),
                        span().attr("dir", "auto").child(line),
                    ))
                })
                .collect_view()
        }),
    ))
}
