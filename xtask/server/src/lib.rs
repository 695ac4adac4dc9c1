//! The web server of the demo and of the tests.
//!
//! It serves the folder that `cargo xtask` assembles, on 127.0.0.1 only, with the media types,
//! compression, cache headers and content-security policies that a careful site would send.
//! Tests also ask it for faults ([`Fault`]), for pages of their own ([`Server::put`]) and for the
//! list of requests it saw ([`Server::hits`]).

mod answer;
mod assets;
mod control;
mod media;
mod policy;
mod server;

pub use assets::Assets;
pub use control::{Fault, Hit};
pub use media::content_type;
pub use policy::{STRICT, policy_for};
pub use server::Server;
