//! The clock, its timers, randomness and listeners.

use std::{cell::Cell, collections::HashSet, rc::Rc};

use session_chat::browser::{clock, listen};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Event, EventTarget};

#[wasm_bindgen_test]
fn random_ids_are_uuids_of_version_4_and_differ() {
    let ids: HashSet<String> = (0..500).map(|_| clock::random_id()).collect();
    assert_eq!(ids.len(), 500);
    for id in ids {
        let parts: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
        assert_eq!(id.chars().nth(14), Some('4'), "{id}");
        assert!(
            id.chars()
                .nth(19)
                .is_some_and(|digit| "89ab".contains(digit)),
            "{id}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_timer_fires_when_it_is_due_and_not_when_it_was_dropped() {
    let dropped = Rc::new(Cell::new(false));
    let seen = Rc::clone(&dropped);
    drop(clock::timer(clock::now(), move || seen.set(true)));
    let fired = js_sys::Promise::new(&mut |resolve, _| {
        let timer = clock::timer(clock::now().plus(5), move || {
            // A resolver can always be called.
            let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
        });
        timer.forget();
    });
    wasm_bindgen_futures::JsFuture::from(fired).await.unwrap();
    assert!(!dropped.get());
}

#[wasm_bindgen_test]
fn a_listener_goes_with_its_signal() {
    let target = EventTarget::new().unwrap();
    let gone = AbortController::new().unwrap();
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    listen(&target, "ping", &gone.signal(), move || {
        counted.set(counted.get() + 1);
    });
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();
    gone.abort();
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();
    assert_eq!(count.get(), 1);
}
