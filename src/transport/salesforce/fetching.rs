//! `fetch`, as both halves use it.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, Response};

use crate::browser::when;

/// How long what is asked before a chat may take, in milliseconds: the first message waits for it.
const PATIENCE_MS: u32 = 5_000;

#[wasm_bindgen]
extern "C" {
    /// `fetch`, without a type for all that it may take.
    #[wasm_bindgen(catch)]
    pub fn fetch(url: &str, init: &JsValue) -> Result<Promise, JsValue>;
}

/// An object without fields.
pub fn object() -> JsValue {
    js_sys::Object::new().into()
}

/// Sets a field of an object of ours.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A property of an object of ours can always be set.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Says in the headers of a request for whom it speaks.
pub fn authorise(headers: &JsValue, bearer: &str) {
    let said = ["Bearer ", bearer].concat();
    set(headers, "Authorization", &said.into());
}

/// Calls one of the two with the body of a response.
pub fn body_of(
    response: &Response,
    done: impl FnOnce(String) + 'static,
    failed: impl FnOnce() + 'static,
) {
    match response.text() {
        Ok(text) => when(
            &text,
            move |text| done(text.as_string().unwrap_or_default()),
            failed,
        ),
        Err(_) => failed(),
    }
}

/// Calls `act` with what lies at an address, or with nothing if there is nothing to be had in time.
pub fn text(url: &str, act: impl FnOnce(Option<String>) + Clone + 'static) {
    let init = object();
    set(&init, "signal", &AbortSignal::timeout_with_u32(PATIENCE_MS));
    let Ok(promise) = fetch(url, &init) else {
        return act(None);
    };
    let lost = act.clone();
    when(
        &promise,
        move |response| {
            let response: Response = response.unchecked_into();
            let lost = act.clone();
            if response.ok() {
                body_of(&response, move |text| act(Some(text)), move || lost(None));
            } else {
                lost(None);
            }
        },
        move || lost(None),
    );
}
