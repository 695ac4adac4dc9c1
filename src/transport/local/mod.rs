//! The in-browser backend: the widget in one tab, the agent desk in another, no server.
//!
//! They talk over a `BroadcastChannel`. The desk owns the conversations and keeps them in the
//! browser's database; without an open desk nobody is online, messages wait, and the window says
//! so. [`wire`] is what goes over the channel, [`link`] the widget's half of the talk; both are
//! pure.

pub mod link;
pub mod wire;

#[cfg(target_arch = "wasm32")]
pub mod io;
