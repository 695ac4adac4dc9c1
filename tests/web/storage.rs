//! The browser's storage, with what it refuses.

use session_chat::storage::{Store, WebStore, key};
use wasm_bindgen_test::wasm_bindgen_test;

fn stores(id: &str) -> [WebStore; 2] {
    [WebStore::local(key(id)), WebStore::session(key(id))]
}

#[wasm_bindgen_test]
fn an_entry_is_written_read_and_removed() {
    for store in stores("round-trip") {
        assert_eq!(store.read(), None);
        store.write("something").unwrap();
        assert_eq!(store.read().as_deref(), Some("something"));
        store.remove();
        assert_eq!(store.read(), None);
    }
}

#[wasm_bindgen_test]
fn p02_an_entry_that_does_not_fit_is_an_error_and_leaves_the_old_one() {
    let too_long = "x".repeat(6 * 1024 * 1024);
    for store in stores("too-long") {
        store.write("short").unwrap();
        let error = store.write(&too_long).unwrap_err();
        assert_eq!(error.code(), "storage-unavailable");
        assert_eq!(store.read().as_deref(), Some("short"));
        store.remove();
    }
}

#[wasm_bindgen_test]
fn two_widgets_have_entries_of_their_own() {
    let [one, _] = stores("one");
    let [two, _] = stores("two");
    one.write("1").unwrap();
    assert_eq!(two.read(), None);
    one.remove();
}
