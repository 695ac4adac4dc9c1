//! The transcript on paper. The page would print itself, so a frame of our own does it, built node
//! by node like everything here: an empty frame needs no permission of any policy.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlIFrameElement};

use crate::{
    domain::export::{LOOKS, Line, Transcript},
    ui::dom::el,
};

/// Hands a transcript to the browser's printing. `beside` is where the frame may stand.
pub fn print(transcript: &Transcript, beside: &Element) -> Result<(), JsValue> {
    let old = beside.query_selector(".paper")?;
    if let Some(old) = old {
        old.remove();
    }
    let frame: HtmlIFrameElement = el("iframe", "paper")
        .set("aria-hidden", "true")
        .set("tabindex", "-1")
        .element()
        .clone()
        .unchecked_into();
    beside.append_child(&frame)?;
    let (Some(page), Some(window)) = (frame.content_document(), frame.content_window()) else {
        return Err(JsValue::NULL);
    };
    dress(&page, &window)?;
    page.set_title(&transcript.title);
    if let Some(root) = page.document_element() {
        root.set_attribute("lang", &transcript.language)?;
        root.set_attribute("dir", transcript.direction)?;
    }
    let body: Element = page.body().ok_or(JsValue::NULL)?.into();
    add(&page, &body, "h1", "", &transcript.title)?;
    for line in &transcript.messages {
        write(&page, &body, line)?;
    }
    window.print()
}

/// A sheet can be adopted only by the document whose constructor made it.
fn dress(page: &Document, window: &JsValue) -> Result<(), JsValue> {
    let constructor: Function = Reflect::get(window, &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet: web_sys::CssStyleSheet =
        Reflect::construct(&constructor, &Array::new())?.unchecked_into();
    sheet.replace_sync(LOOKS)?;
    Reflect::set(page, &"adoptedStyleSheets".into(), &Array::of1(&sheet))?;
    Ok(())
}

fn write(page: &Document, body: &Element, line: &Line) -> Result<(), JsValue> {
    if let Some(day) = &line.day {
        add(page, body, "h2", "", day)?;
    }
    if line.author.is_empty() {
        return add(page, body, "p", "note", &line.text).map(drop);
    }
    let article = add(page, body, "article", line.role, "")?;
    let head = [&*line.author, " · ", &line.time].concat();
    add(page, &article, "header", "", &head)?;
    add(page, &article, "p", "", &line.text)?.set_attribute("dir", "auto")
}

fn add(
    page: &Document,
    parent: &Element,
    tag: &str,
    class: &str,
    text: &str,
) -> Result<Element, JsValue> {
    let element = page.create_element(tag)?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    parent.append_child(&element)?;
    Ok(element)
}
