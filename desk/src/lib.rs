//! The agent desk of the in-browser backend.
//!
//! # Where to start
//!
//! * [`engine`] is pure: conversations, the assistant, the queue and the agent, tested on the host.
//! * `io` exists in the browser only: the channel, the database, the lock that one desk holds,
//!   and the executor of the engine's effects.
//! * `ui` exists in the browser only: the leptos components and their words.

pub mod engine;

#[cfg(target_arch = "wasm32")]
mod io;
#[cfg(target_arch = "wasm32")]
mod ui;
