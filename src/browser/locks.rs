//! Locks that all tabs of an origin share.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`; web-sys has it behind a flag only.
    pub type Locks;

    /// Asks for a lock: `granted` is called with it, or with null, and holds it as long as the
    /// promise that it returns is open.
    #[wasm_bindgen(method, catch)]
    pub fn request(
        this: &Locks,
        name: &str,
        options: &JsValue,
        granted: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// The locks, where the browser has them.
pub fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}
