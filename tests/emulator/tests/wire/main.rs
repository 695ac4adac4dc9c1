//! The emulator over real HTTP, as a client sees it.

mod client;
mod endings;
mod faults;
mod script;
mod sequence;
mod statuses;
mod streams;
mod strict;
