//! Where the keyboard focus goes when what had it is gone.

use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Gives the focus to `node` if nothing has it any more once the page is drawn.
pub fn catch<E>(node: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    request_animation_frame(move || {
        let document = document();
        let active = document.active_element();
        let is_lost = active.is_none() || active == document.body().map(Into::into);
        let target = node
            .get_untracked()
            .and_then(|node| node.dyn_into::<HtmlElement>().ok());
        if let Some(target) = target.filter(|_| is_lost) {
            // Fails only for elements that are gone.
            let _ = target.focus();
        }
    });
}
