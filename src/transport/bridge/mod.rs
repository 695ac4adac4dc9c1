//! Bridges over a vendor's own widget: the vendor draws and carries the chat, and we add the truth
//! about its end.
//!
//! * [`told`] is what a vendor's widget tells, in our own words; each vendor's folder reads it out
//!   of what it really says.
//! * [`machine`] is the one machine for all of them. PURE: time and what happened come in, effects
//!   and a [`View`] go out.
//! * [`inlet`] reads an end that the site tells.
//! * `embedded_service` and `zendesk` hold a reader each, which is pure, and in the browser the
//!   hands that call the vendor's widget.

pub mod embedded_service;
mod event;
pub mod inlet;
mod machine;
#[cfg(test)]
mod machine_tests;
mod over;
mod rules;
mod told;
mod view;
pub mod zendesk;

#[cfg(target_arch = "wasm32")]
mod hands;

pub use event::{Call, Effect, Event, Kept};
pub use machine::Bridge;
pub use rules::{After, Rules};
pub use told::Told;
pub use view::{Line, Notice, Panel, View};

#[cfg(target_arch = "wasm32")]
pub use hands::{Answer, Hands, member};
