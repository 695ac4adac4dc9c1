//! Elements, built one by one: no text ever becomes markup.

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Document, HtmlElement, Node};

/// A new element of this name with this class, at the end of `parent`.
pub fn add(document: &Document, parent: &Node, name: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document.create_element(name).ok()?.dyn_into().ok()?;
    element.set_class_name(class);
    parent.append_child(&element).ok()?;
    Some(element)
}

/// Sets an attribute; the names are ours, so that cannot fail.
pub fn set(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets a text, unless it stands there already: a live region would say it again.
pub fn write(element: &HtmlElement, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Calls `act` on each click.
pub fn click(element: &HtmlElement, act: impl FnMut() + 'static) {
    let mut act = act;
    let act = Closure::<dyn FnMut(JsValue)>::new(move |_| act()).into_js_value();
    element.set_onclick(Some(act.unchecked_ref()));
}
