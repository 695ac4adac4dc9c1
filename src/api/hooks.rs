//! What the JavaScript side does for the wasm.

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// What the JavaScript side does for the wasm.
    #[wasm_bindgen(js_name = Object)]
    #[derive(Clone)]
    pub type Hooks;

    /// Tells the page of an event, by its name without a prefix.
    #[wasm_bindgen(method)]
    pub fn emit(this: &Hooks, name: &str, detail: JsValue) -> bool;

    /// Shows on the launcher whether the window is open and how many messages are unread.
    #[cfg(feature = "widget")]
    #[wasm_bindgen(method)]
    pub fn launcher(this: &Hooks, is_open: bool, unread: u32);

    /// This module is dead.
    #[wasm_bindgen(method)]
    pub fn panicked(this: &Hooks);

    /// Fetches the late half of the wasm and calls the widget's `lateCame`.
    #[cfg(feature = "widget")]
    #[wasm_bindgen(method)]
    pub fn late(this: &Hooks);

    /// Aborted when the chat goes, or when this module is dead.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Hooks) -> AbortSignal;
}
