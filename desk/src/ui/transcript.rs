//! What was said, with the notes between: as many rows as anybody reads, more on demand.

use leptos::{
    ev,
    html::{self, button, div, li, ol, span},
    prelude::*,
};
use session_chat::domain::{Message, message::Role, policy::GROUP_MS};

use super::{
    app::{App, PAGE, name_of},
    clock,
    message::{self, Row},
    texts,
};
use crate::{
    engine::{
        Action,
        view::{Detail, Entry},
    },
    io::Listener,
};

/// How near to its end, in pixels, the transcript counts as read to the end.
const NEAR_END: i32 = 160;

/// The transcript of the conversation that is open.
pub fn transcript(app: App, pane: NodeRef<html::Div>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().map(rows_of).unwrap_or_default())
    });
    let has_earlier = Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().is_some_and(|detail| detail.has_earlier))
    });
    follow(app, rows, pane);
    see_on_return(app);
    let earlier = move || {
        has_earlier.get().then(|| {
            button()
                .r#type("button")
                .class("button button--quiet transcript__earlier")
                .on(ev::click, move |_| {
                    app.rows.update(|rows| *rows = rows.saturating_add(PAGE));
                })
                .child(texts::EARLIER)
        })
    };
    div()
        .class("transcript")
        .node_ref(pane)
        .attr("tabindex", "0")
        .role("region")
        .attr("aria-label", texts::TRANSCRIPT)
        .child((
            earlier,
            ol().class("transcript__rows").child((
                For(ForProps::builder()
                    .each(move || rows.get())
                    .key(Row::key)
                    .children(move |row: Row| message::row(app, &row))
                    .build()),
                move || typing(app),
            )),
        ))
}

/// Keeps the newest row in sight while the agent is there, and says that it was seen.
fn follow(app: App, rows: Memo<Vec<Row>>, pane: NodeRef<html::Div>) {
    Effect::new(move |before: Option<Option<_>>| {
        let newest = rows.with(|rows| rows.last().map(Row::key));
        let (unread, is_typing) = app.detail.with(|detail| {
            detail
                .as_ref()
                .map_or((0, false), |detail| (detail.unread, detail.is_typing))
        });
        let Some(pane) = pane.get() else {
            return before.flatten();
        };
        let gap = pane.scroll_height() - pane.scroll_top() - pane.client_height();
        // Older rows come in above; only what comes in below moves the view.
        let is_news = is_typing || before.as_ref() != Some(&newest);
        if is_news && (before.is_none_or(|before| before.is_none()) || gap < NEAR_END) {
            request_animation_frame(move || pane.set_scroll_top(pane.scroll_height()));
        }
        if unread > 0 && is_page_visible() {
            app.act_here(Action::Seen);
        }
        newest
    });
}

/// What came while the page was hidden is seen when the agent comes back to it.
fn see_on_return(app: App) {
    let listener = Listener::new(&document(), "visibilitychange", move |_| {
        if is_page_visible() {
            app.act_here(Action::Seen);
        }
    });
    // Stored, so that it goes with this conversation.
    StoredValue::new_local(listener);
}

fn is_page_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

fn typing(app: App) -> Option<impl IntoView> {
    let is_typing = app
        .detail
        .with(|detail| detail.as_ref().is_some_and(|detail| detail.is_typing));
    is_typing.then(|| {
        li().class("visitor-typing").child((
            span()
                .class("dots")
                .attr("aria-hidden", "true")
                .child((span(), span(), span())),
            span()
                .attr("dir", "auto")
                .child([&app.name(), " ", texts::TYPING].concat()),
        ))
    })
}

fn rows_of(detail: &Detail) -> Vec<Row> {
    let visitor = name_of(&detail.visitor);
    let seen = newest_seen(detail);
    let mut rows: Vec<Row> = Vec::new();
    let mut day = String::new();
    for entry in &detail.entries {
        let today = clock::day(entry.at());
        let is_new_day = today != day;
        if is_new_day {
            day.clone_from(&today);
        }
        if let Some(before) = rows.last_mut() {
            before.ends_group = is_new_day || !same_group(&before.entry, entry);
        }
        rows.push(Row {
            is_seen: seen.as_deref() == Some(entry.id().as_str()),
            entry: entry.clone(),
            ends_group: true,
            day: is_new_day.then_some(today),
            visitor: visitor.clone(),
            asked: match entry {
                Entry::Message(message) => message
                    .answer
                    .as_ref()
                    .and_then(|answer| detail.asked.get(&answer.to).cloned()),
                Entry::Internal(_) | Entry::Ended(_) => None,
            },
        });
    }
    rows
}

/// The newest message of an agent that is not newer than what the visitor has seen.
fn newest_seen(detail: &Detail) -> Option<String> {
    let seen = detail.seen_by_visitor.as_deref()?;
    detail
        .entries
        .iter()
        .rev()
        .skip_while(|entry| entry.id() != seen)
        .find(|entry| {
            matches!(entry, Entry::Message(message)
                if message.author.role == Role::Agent && message.text().is_some())
        })
        .map(Entry::id)
}

fn same_group(earlier: &Entry, later: &Entry) -> bool {
    let (Entry::Message(earlier), Entry::Message(later)) = (earlier, later) else {
        return false;
    };
    let is_said = |message: &Message| message.text().is_some();
    is_said(earlier)
        && is_said(later)
        && earlier.author == later.author
        && later.at.since(earlier.at) < GROUP_MS
}
