//! Promises without tasks: what is to be done once one is settled.

use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure};

/// Calls one of the two once a promise is settled; the browser frees both then.
pub fn when(
    promise: &Promise,
    done: impl FnOnce(JsValue) + 'static,
    failed: impl FnOnce() + 'static,
) {
    let done = Closure::once(done);
    let failed = Closure::once(move |_: JsValue| failed());
    let _ = promise.then2(&done, &failed);
    let _ = (done.into_js_value(), failed.into_js_value());
}
