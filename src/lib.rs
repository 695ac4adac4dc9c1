//! Session Chat: a chat window for web pages that treats the end of a chat as a first-class event.
//!
//! # Where to start
//!
//! * [`domain`] is the pure core: `Session::update(now, event)` gives the next session and the
//!   effects to carry out; `Session::view()` is all that the window may see.
//! * [`transport`] holds the backend contract and one folder per backend.
//! * [`storage`] keeps what outlives a page load, in a versioned envelope.
//! * [`value`] reads and writes what travels and what is kept.
//! * [`i18n`] is every word the window says, as typed tables.
//! * `browser`, `shell`, `ui` and `api` exist in the browser only: clock, timers and listeners; the
//!   executor of effects; the leptos components; the JavaScript surface, with the window or headless.
//!
//! The pure parts build and test on the host without leptos; the browser parts are
//! `cfg(target_arch = "wasm32")`.

#[cfg(target_arch = "wasm32")]
#[macro_use]
mod split;

pub mod domain;
pub mod i18n;
pub mod storage;
pub mod transport;
pub mod value;

#[cfg(all(
    target_arch = "wasm32",
    any(feature = "widget", feature = "headless", feature = "bridge")
))]
mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
mod ui;
