//! The head of the desk: whether the agent is online, how much they have to do, settings.

use leptos::{
    ev,
    html::{button, div, h1, header, p, span},
    prelude::*,
};

use super::{
    app::App,
    icon::{self, Icon},
    settings, texts,
};
use crate::engine::Action;

/// The head of the desk.
pub fn bar(app: App) -> impl IntoView {
    let dialog = NodeRef::new();
    let warning = move || {
        (!app.is_kept.get()).then(|| {
            p().class("bar__warning")
                .role("alert")
                .child(texts::NOT_KEPT)
        })
    };
    (
        header().class("bar").child((
            div().class("bar__brand").child((
                span()
                    .class("emblem emblem--small")
                    .child(icon::draw(Icon::Desk)),
                h1().class("bar__title").child(texts::DESK),
            )),
            load(app),
            online(app),
            button()
                .r#type("button")
                .class("button button--icon settings")
                .attr("aria-label", texts::SETTINGS)
                .attr("title", texts::SETTINGS)
                .on(ev::click, move |_| settings::show(dialog))
                .child(icon::draw(Icon::Settings)),
        )),
        warning,
        settings::settings(app, dialog),
    )
}

/// How much of the agent's capacity is taken (R4.3).
fn load(app: App) -> impl IntoView {
    let numbers = Memo::new(move |_| app.view.with(|view| (view.load, view.settings.capacity)));
    let class = move || {
        if app.view.with(|view| view.has_room) {
            "load"
        } else {
            "load load--full"
        }
    };
    p().class(class).child(move || {
        let (load, capacity) = numbers.get();
        texts::load(load, capacity)
    })
}

fn online(app: App) -> impl IntoView {
    let is_online = Memo::new(move |_| app.view.with(|view| view.settings.online));
    button()
        .r#type("button")
        .class("online-switch")
        .role("switch")
        .attr("aria-checked", move || {
            if is_online.get() { "true" } else { "false" }
        })
        .on(ev::click, move |_| {
            app.act(Action::SetOnline(!is_online.get_untracked()));
        })
        .child((
            span()
                .class("online-switch__track")
                .attr("aria-hidden", "true"),
            span().class("online-switch__word").child(move || {
                if is_online.get() {
                    texts::ONLINE
                } else {
                    texts::OFFLINE
                }
            }),
        ))
}
