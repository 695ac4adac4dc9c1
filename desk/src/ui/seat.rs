//! What a tab shows while another tab is the desk.

use leptos::{
    ev,
    html::{button, div, h1, main, p},
    prelude::*,
};

use super::{
    app::App,
    icon::{self, Icon},
    texts,
};
use crate::io::Seat;

/// Says where the desk is, and how to have it here.
pub fn elsewhere(app: App, seat: Seat) -> impl IntoView {
    let title = if seat == Seat::Moved {
        texts::MOVED
    } else {
        texts::TAKEN
    };
    main().class("elsewhere").child(
        div().class("elsewhere__card").child((
            div().class("emblem").child(icon::draw(Icon::Desk)),
            h1().child(title),
            p().child(texts::TAKEN_MORE),
            button()
                .r#type("button")
                .class("button button--primary take-over")
                .on(ev::click, move |_| app.take_over())
                .child(texts::TAKE_OVER),
        )),
    )
}
