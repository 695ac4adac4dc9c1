//! The components of the desk. They hold no rules: they show views and dispatch actions.

mod app;
mod bar;
mod chat;
mod clock;
mod composer;
mod ending;
mod file;
mod focus;
mod icon;
mod insert;
mod list;
mod live;
mod message;
mod rich;
mod seat;
mod settings;
mod side;
mod summary;
mod texts;
mod transcript;

use leptos::{
    html::{div, main},
    mount::mount_to_body,
    prelude::*,
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::UrlSearchParams;

use self::app::App;
use crate::io::Seat;

/// The channel of a page that names none.
const CHANNEL: &str = "main";

/// Shows the desk of the channel that the page's address names.
#[wasm_bindgen(start)]
pub fn start() {
    mount_to_body(|| desk(App::new(channel(), app::ticking())));
}

fn channel() -> String {
    web_sys::window()
        .and_then(|window| window.location().search().ok())
        .and_then(|search| UrlSearchParams::new_with_str(&search).ok())
        .and_then(|params| params.get("channel"))
        .filter(|channel| !channel.is_empty())
        .unwrap_or_else(|| CHANNEL.to_owned())
}

fn desk(app: App) -> impl IntoView {
    let page = move || match app.seat.get() {
        Seat::Asking => ().into_any(),
        Seat::Mine => columns(app).into_any(),
        seat => seat::elsewhere(app, seat).into_any(),
    };
    div().class("desk").child((page, live::region(app)))
}

fn columns(app: App) -> impl IntoView {
    let class = move || match (app.open.with(Option::is_some), app.shows_details.get()) {
        (false, _) => "columns",
        (true, false) => "columns columns--chat",
        (true, true) => "columns columns--chat columns--details",
    };
    (
        bar::bar(app),
        main()
            .class(class)
            .child((list::list(app), chat::chat(app), side::side(app))),
    )
}
