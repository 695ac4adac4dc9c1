//! The backend contract and one folder per backend.
//!
//! A backend takes [`Command`]s and answers with [`BackendEvent`]s. It must answer `Connect` with
//! a snapshot, on the first connection **and on every reconnect**, so that an end that happened
//! while away is never missed. It keeps its own retry policy; the core keeps the outbox.

use std::rc::Rc;

use crate::domain::{BackendEvent, Command};

#[cfg(feature = "local")]
pub mod local;

/// Whoever listens to a backend.
pub type Ear = Rc<dyn Fn(BackendEvent)>;

/// One way to reach the people who answer. Dropping it closes whatever it opened.
pub trait Backend {
    /// Carries out a command. The answers come as events, now or later; a backend never waits.
    fn perform(&self, command: Command);

    /// Takes the bytes of a message that will be sent, a `Blob`; they go with each try.
    #[cfg(target_arch = "wasm32")]
    fn hold(&self, id: crate::domain::MessageId, file: wasm_bindgen::JsValue);

    /// Speaks for another visitor from now on: the one that another tab of this browser is.
    fn become_visitor(&self, visitor: String);
}
