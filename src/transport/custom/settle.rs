//! What a call comes to, whether it answers at once or later.

use core::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure};

/// Calls `act` once with what a call has come to, whether it gave a promise or not.
pub fn settle(said: &JsValue, act: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    let act = Rc::new(RefCell::new(Some(act)));
    let once = move |said| {
        let act = act.borrow_mut().take();
        if let Some(act) = act {
            act(said);
        }
    };
    let other = once.clone();
    let done = Closure::once(move |said: JsValue| once(Ok(said)));
    let failed = Closure::once(move |error: JsValue| other(Err(error)));
    let _ = Promise::resolve(said).then2(&done, &failed);
    // The browser frees both when the promise is settled, or nobody holds it any more.
    let _ = (done.into_js_value(), failed.into_js_value());
}
