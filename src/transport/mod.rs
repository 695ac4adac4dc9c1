//! The backend contract and one folder per backend.
//!
//! A backend takes [`Command`]s and answers with [`BackendEvent`]s. It must answer `Connect` with
//! a snapshot, on the first connection **and on every reconnect**, so that an end that happened
//! while away is never missed. It keeps its own retry policy; the core keeps the outbox.

use std::{borrow::Cow, rc::Rc};

use crate::domain::{BackendEvent, Command};

#[cfg(feature = "bridge")]
pub mod bridge;
#[cfg(feature = "custom")]
pub mod custom;
#[cfg(all(
    target_arch = "wasm32",
    any(feature = "salesforce", feature = "custom")
))]
mod late;
#[cfg(feature = "local")]
pub mod local;
#[cfg(feature = "salesforce")]
pub mod salesforce;

/// Whoever listens to a backend.
pub type Ear = Rc<dyn Fn(BackendEvent)>;

/// What a backend that keeps something of its own speaks to.
#[derive(Clone)]
pub struct Host {
    /// The session.
    pub ear: Ear,
    /// Keeps by what the visitor is known to the backend with their conversation; another page of
    /// theirs hands it to [`Backend::become_visitor`].
    pub keep: Rc<dyn Fn(String)>,
    /// Tells the site owner what is wrong: a stable kebab-case code, and how it is put right.
    pub report: Rc<dyn Fn(&'static str, Cow<'static, str>)>,
    /// Fetches the late half of the wasm; [`Backend::late_came`] says how it went.
    pub fetch_late: Rc<dyn Fn()>,
}

/// One way to reach the people who answer. Dropping it closes whatever it opened.
pub trait Backend {
    /// Carries out a command. The answers come as events, now or later; a backend never waits.
    fn perform(&self, command: Command);

    /// Takes the bytes of a message that will be sent, a `Blob`; they go with each try.
    #[cfg(target_arch = "wasm32")]
    fn hold(&self, id: crate::domain::MessageId, file: wasm_bindgen::JsValue);

    /// Speaks for another visitor from now on: the one that another tab of this browser is.
    fn become_visitor(&self, visitor: String);

    /// The late half of the wasm came, or did not.
    fn late_came(&self, _is_here: bool) {}
}
