//! A menu of prepared messages: one click sends something to choose, to fill in or to look at.

use leptos::{
    ev,
    html::{self, button, details, div, summary},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::{app::App, texts};
use crate::engine::{Action, prepared::Prepared};

/// The menu. It closes when something is chosen, by Escape, and when the focus leaves it.
pub fn insert(app: App) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    // Its options are keywords that only the assistant understands.
    let offered = Prepared::ALL
        .into_iter()
        .filter(|prepared| *prepared != Prepared::Options);
    let items = offered
        .map(|prepared| {
            button()
                .r#type("button")
                .class("insert__item")
                .attr("data-insert", prepared.keyword())
                .on(ev::click, move |_| {
                    app.act_here(|conversation| Action::SayRich {
                        conversation,
                        prepared,
                    });
                    close(node);
                })
                .child(texts::prepared(prepared))
        })
        .collect_view();
    details()
        .class("insert")
        .node_ref(node)
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" && node.get_untracked().is_some_and(|menu| menu.open()) {
                event.prevent_default();
                close(node);
            }
        })
        .on(ev::focusout, move |event| {
            let next = event.related_target();
            let next = next.and_then(|next| next.dyn_into::<Node>().ok());
            if let (Some(menu), Some(next)) = (node.get_untracked(), next)
                && !menu.contains(Some(&next))
            {
                menu.set_open(false);
            }
        })
        .child((
            summary().class("insert__open").child(texts::INSERT),
            div()
                .class("insert__items")
                .role("group")
                .attr("aria-label", texts::INSERT_MORE)
                .child(items),
        ))
}

/// Closes the menu; the focus goes back to what opened it.
fn close(node: NodeRef<html::Details>) {
    let Some(menu) = node.get_untracked() else {
        return;
    };
    menu.set_open(false);
    let opener = menu.first_element_child();
    if let Some(opener) = opener.and_then(|one| one.dyn_into::<HtmlElement>().ok()) {
        let _ = opener.focus();
    }
}
