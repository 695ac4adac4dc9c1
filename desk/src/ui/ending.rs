//! The form that ends a session: with a reason or without, and never by accident.

use leptos::{
    ev,
    html::{self, button, div, input, label, p, span},
    prelude::*,
};

use super::{app::App, texts};
use crate::engine::Action;

/// The form; `is_shown` is turned off when it has done its work, and the focus goes back to
/// `opener`.
pub fn form(app: App, is_shown: RwSignal<bool>, opener: NodeRef<html::Button>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Fails only for elements that are gone.
            let _ = field.focus();
        }
    });
    let cancel = move || {
        is_shown.set(false);
        // After the composer is back, which would have the focus otherwise.
        request_animation_frame(move || {
            if let Some(opener) = opener.get_untracked() {
                let _ = opener.focus();
            }
        });
    };
    let confirm = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let reason = Some(reason.get_untracked());
        app.act_here(|conversation| Action::End {
            conversation,
            reason,
        });
        is_shown.set(false);
    };
    html::form()
        .class("ending")
        .attr("aria-label", texts::END_TITLE)
        .on(ev::submit, confirm)
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" {
                event.prevent_default();
                cancel();
            }
        })
        .child((
            p().class("ending__title").child(texts::END_TITLE),
            p().class("ending__more").child(texts::END_MORE),
            label().class("field").child((
                span().class("field__label").child(texts::END_REASON),
                input()
                    .r#type("text")
                    .class("field__input end-reason")
                    .attr("maxlength", "200")
                    .node_ref(field)
                    .on(ev::input, move |event| {
                        reason.set(event_target_value(&event));
                    }),
            )),
            ways(cancel),
        ))
}

fn ways(cancel: impl Fn() + 'static) -> impl IntoView {
    div().class("ending__ways").child((
        button()
            .r#type("button")
            .class("button button--quiet end-cancel")
            .on(ev::click, move |_| cancel())
            .child(texts::KEEP),
        button()
            .r#type("submit")
            .class("button button--danger end-confirm")
            .child(texts::END_SESSION),
    ))
}
