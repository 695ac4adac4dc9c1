//! Small pictures of the end user's own files. They are painted, not fetched, so that no policy of
//! the page forbids them.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::{
    browser::when,
    domain::MessageId,
    ui::{dom::el, parts::Parts, rich::file},
};

/// The longest side of a picture, in pixels.
const SIDE: f64 = 320.0;

/// Paints a file once the browser has read it; one that is no picture has none.
pub fn prepare(parts: Parts, id: MessageId, chosen: &JsValue) {
    let made = Reflect::get(&window(), &"createImageBitmap".into())
        .and_then(JsCast::dyn_into::<Function>)
        .and_then(|make| make.call1(&JsValue::NULL, chosen))
        .and_then(JsCast::dyn_into::<Promise>);
    if let Ok(made) = made {
        let painted = move |bitmap: JsValue| {
            if let Some(canvas) = paint(&bitmap) {
                file::keep_preview(id.clone(), canvas.into());
                file::show_preview(parts, &id);
            }
        };
        when(&made, painted, || ());
    }
}

fn paint(bitmap: &JsValue) -> Option<HtmlCanvasElement> {
    let side = |name: &str| Reflect::get(bitmap, &name.into()).ok()?.as_f64();
    let (width, height) = (side("width")?, side("height")?);
    let scale = (SIDE / width.max(height)).min(1.0);
    let canvas: HtmlCanvasElement = el("canvas", "file__preview")
        .set("role", "presentation")
        .element()
        .clone()
        .unchecked_into();
    let (width, height) = (width * scale, height * scale);
    canvas.set_width(pixels(width));
    canvas.set_height(pixels(height));
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").ok().flatten()?.unchecked_into();
    let draw: Function = Reflect::get(&context, &"drawImage".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments = js_sys::Array::of5(bitmap, &0.into(), &0.into(), &width.into(), &height.into());
    draw.apply(&context, &arguments).ok()?;
    Some(canvas)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most the longest side"
)]
fn pixels(length: f64) -> u32 {
    length.max(1.0) as u32
}
