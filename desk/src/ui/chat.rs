//! The conversation that is open: who it is with, what was said, what can be done.

use leptos::{
    ev,
    html::{self, button, div, h2, header, p, section, span},
    prelude::*,
};

use super::{
    app::App,
    clock, composer, ending, focus,
    icon::{self, Icon},
    texts, transcript,
};
use crate::engine::{
    Action,
    view::{Detail, Group},
};

/// The column of the conversation that is open.
pub fn chat(app: App) -> impl IntoView {
    let open = Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().map(|it| it.id.clone()))
    });
    section()
        .class("chat")
        .attr("aria-label", texts::CONVERSATION)
        .child(move || match open.get() {
            None => nothing().into_any(),
            // Built anew for each conversation, so that no draft goes to the wrong person.
            Some(_) => whole(app).into_any(),
        })
}

fn nothing() -> impl IntoView {
    div().class("chat__nothing").child((
        div().class("emblem").child(icon::draw(Icon::Chat)),
        h2().child(texts::NOTHING_OPEN),
        p().child(texts::NOTHING_OPEN_MORE),
    ))
}

fn whole(app: App) -> impl IntoView {
    let is_ending = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    let pane = NodeRef::<html::Div>::new();
    let draft = draft(app);
    let group = group(app);
    Effect::new(move |_| {
        // An end that somebody else was faster with needs no form.
        if group.get() == Some(Group::Ended) {
            is_ending.set(false);
        }
        // What the agent was in may have gone with the stage before.
        focus::catch(pane);
    });
    let warning = move || {
        let ends_at = app
            .detail
            .with(|detail| detail.as_ref().and_then(|detail| detail.ends_at));
        ends_at.map(|at| {
            p().class("chat__warning")
                .child(texts::ends_at(&clock::time(at)))
        })
    };
    let foot = move || match group.get() {
        _ if is_ending.get() => ending::form(app, is_ending, opener).into_any(),
        Some(Group::Waiting | Group::WithBot) => offer(app, group).into_any(),
        Some(Group::Talking | Group::Ended) => {
            composer::composer(app, draft, group.get() == Some(Group::Ended)).into_any()
        }
        None => ().into_any(),
    };
    (
        head(app, group, is_ending, opener),
        warning,
        transcript::transcript(app, pane),
        div().class("chat__foot").child(foot),
    )
}

/// What was written and not sent; it outlives the visit of another conversation, and the end of
/// the session, after which it can still become a note.
fn draft(app: App) -> RwSignal<String> {
    let Some(id) = app.open.get_untracked() else {
        return RwSignal::new(String::new());
    };
    let kept = app.drafts.with_value(|drafts| drafts.get(&id).cloned());
    let draft = RwSignal::new(kept.unwrap_or_default());
    Effect::new(move |_| {
        let written = draft.get();
        app.drafts.update_value(|drafts| {
            drafts.insert(id.clone(), written);
        });
    });
    draft
}

fn group(app: App) -> Memo<Option<Group>> {
    Memo::new(move |_| {
        app.detail
            .with(|detail| detail.as_ref().map(|detail| detail.group))
    })
}

fn head(
    app: App,
    group: Memo<Option<Group>>,
    is_ending: RwSignal<bool>,
    opener: NodeRef<html::Button>,
) -> impl IntoView {
    let initial = move || {
        app.name()
            .chars()
            .next()
            .map(|first| first.to_uppercase().to_string())
    };
    let avatar = move || {
        if group.get() == Some(Group::Ended) {
            "avatar avatar--off"
        } else {
            "avatar"
        }
    };
    header().class("chat__head").child((
        button()
            .r#type("button")
            .class("button button--icon chat__back")
            .attr("aria-label", texts::BACK)
            .on(ev::click, move |_| app.show_list())
            .child(icon::draw(Icon::Back)),
        div()
            .class(avatar)
            .attr("aria-hidden", "true")
            .child(initial),
        div().class("chat__who").child((
            h2().class("chat__name")
                .attr("dir", "auto")
                .child(move || app.name()),
            p().class("chat__status").child(move || status(app)),
        )),
        move || (group.get() == Some(Group::Talking)).then(|| requeue(app)),
        move || {
            group
                .get()
                .is_some_and(|group| group != Group::Ended)
                .then(|| end(is_ending, opener))
        },
        details(app),
    ))
}

fn status(app: App) -> String {
    app.detail.with(|detail| {
        let Some(detail) = detail else {
            return String::new();
        };
        let Detail {
            group,
            facts,
            ended,
            ..
        } = detail;
        match (group, facts.waiting_since, &facts.agent, ended) {
            (Group::Waiting, Some(since), ..) => {
                let wait = clock::running(app.now.get().since(since));
                [texts::group(Group::Waiting), " · ", &wait].concat()
            }
            (_, _, Some(agent), _) => [texts::group(Group::Talking), " · ", agent].concat(),
            (.., Some(end)) => texts::ended(end),
            (group, ..) => texts::group(*group).to_owned(),
        }
    })
}

fn requeue(app: App) -> impl IntoView {
    button()
        .r#type("button")
        .class("button button--icon requeue")
        .attr("aria-label", texts::REQUEUE)
        .attr("title", texts::REQUEUE)
        .on(ev::click, move |_| app.act_here(Action::Requeue))
        .child(icon::draw(Icon::ToQueue))
}

fn end(is_ending: RwSignal<bool>, opener: NodeRef<html::Button>) -> impl IntoView {
    button()
        .r#type("button")
        .node_ref(opener)
        .class("button button--quiet end-session")
        .attr("aria-expanded", move || {
            if is_ending.get() { "true" } else { "false" }
        })
        .on(ev::click, move |_| {
            is_ending.update(|is_ending| *is_ending = !*is_ending);
        })
        .child((
            icon::draw(Icon::End),
            span().class("button__word").child(texts::END_SESSION),
        ))
}

fn details(app: App) -> impl IntoView {
    button()
        .r#type("button")
        .class("button button--icon chat__details")
        .attr("aria-label", texts::DETAILS)
        .attr("title", texts::DETAILS)
        .attr("aria-expanded", move || {
            if app.shows_details.get() {
                "true"
            } else {
                "false"
            }
        })
        .on(ev::click, move |_| {
            app.shows_details.update(|shows| *shows = !*shows);
        })
        .child(icon::draw(Icon::Info))
}

/// What stands in the place of the composer until the agent takes the conversation.
fn offer(app: App, group: Memo<Option<Group>>) -> impl IntoView {
    let (has_room, is_online) = (
        Memo::new(move |_| app.view.with(|view| view.has_room)),
        Memo::new(move |_| app.view.with(|view| view.settings.online)),
    );
    let why_not = move || {
        (!has_room.get()).then(|| {
            let why = if is_online.get() {
                texts::FULL
            } else {
                texts::GO_ONLINE
            };
            p().class("offer__why").child(why)
        })
    };
    div().class("offer").child((
        button()
            .r#type("button")
            .class("button button--primary accept")
            .disabled(move || !has_room.get())
            .on(ev::click, move |_| app.act_here(Action::Accept))
            .child((icon::draw(Icon::Accept), move || {
                if group.get() == Some(Group::WithBot) {
                    texts::JOIN
                } else {
                    texts::ACCEPT
                }
            })),
        why_not,
    ))
}
