//! Unit tests that need a browser.

#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod web {
    mod browser;
    mod channel;
    mod faults;
    mod shell;
    mod storage;
}
