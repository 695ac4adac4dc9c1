//! The backend contract and one folder per backend.
//!
//! A backend takes [`Command`]s and answers with [`BackendEvent`]s. It must answer `Connect` with
//! a snapshot, on the first connection **and on every reconnect**, so that an end that happened
//! while away is never missed. It keeps its own retry policy; the core keeps the outbox.
//!
//! [`Command`]: crate::domain::Command
//! [`BackendEvent`]: crate::domain::BackendEvent

#[cfg(feature = "local")]
pub mod local;
