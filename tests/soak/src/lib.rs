//! A long chat in several tabs over a line that goes wrong all the time: scenario A05, with the
//! session, the outbox and the backend as they ship, the emulator at the other end, on a
//! clock that runs ahead, and no browser between. Each tab reads a stream of its own, as tabs do where the
//! browser cannot tell them of each other; that they share one is tested in browsers.
//!
//! # Where to start
//!
//! * [`soak`] runs the scenario once and counts.
//! * [`Tab`] is one tab: what the shell and the backend's half in the browser do, done here.

mod clock;
mod scenario;
mod tab;
mod wire;

pub use scenario::{Report, Size, soak};
pub use tab::{Seen, Tab};
