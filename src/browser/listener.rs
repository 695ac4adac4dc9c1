//! Listeners on what is not ours: the page, its window, its media queries. They go when the chat
//! goes.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortSignal, AddEventListenerOptions, EventTarget};

/// Calls `act` whenever `name` happens at `target`, until `signal` is aborted.
pub fn listen(
    target: &EventTarget,
    name: &str,
    signal: &AbortSignal,
    mut act: impl FnMut() + 'static,
) {
    listen_to(target, name, signal, move |_| act());
}

/// Calls `act` with each event `name` at `target`, until `signal` is aborted.
pub fn listen_to(
    target: &EventTarget,
    name: &str,
    signal: &AbortSignal,
    act: impl FnMut(JsValue) + 'static,
) {
    add(target, name, &until(signal), act);
}

/// Calls `act` whenever `name` happens at `target` or at anything in it, even where it does not
/// bubble, until `signal` is aborted.
#[cfg(feature = "bridge")]
pub fn listen_within(
    target: &EventTarget,
    name: &str,
    signal: &AbortSignal,
    mut act: impl FnMut() + 'static,
) {
    let options = until(signal);
    options.set_capture(true);
    add(target, name, &options, move |_| act());
}

fn until(signal: &AbortSignal) -> AddEventListenerOptions {
    let options = AddEventListenerOptions::new();
    options.set_signal(signal);
    options.set_passive(true);
    options
}

fn add(
    target: &EventTarget,
    name: &str,
    options: &AddEventListenerOptions,
    act: impl FnMut(JsValue) + 'static,
) {
    // The browser frees the closure together with the listener.
    let act = Closure::<dyn FnMut(JsValue)>::new(act).into_js_value();
    // Only fails for a callback that is no function.
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        name,
        act.unchecked_ref(),
        options,
    );
}
