//! Salesforce Enhanced Chat, straight from the browser: its public API of version 2 for custom
//! clients, REST and server-sent events, with nothing between.
//!
//! `front` meets whoever only looks. [`client`] is the state machine of a talk, `io` in the browser
//! does what it says; both are behind a door and come once somebody talks. What the wire
//! means is in [`entry`], [`content`] and [`before`]; what of it is proven and what is guessed, and
//! what was left out on purpose, stands in the README.

pub mod access;
pub mod advice;
pub mod before;
pub mod book;
mod calling;
mod choices;
pub mod client;
pub mod content;
#[cfg(target_arch = "wasm32")]
mod door;
pub mod entry;
#[cfg(target_arch = "wasm32")]
mod fetching;
#[cfg(target_arch = "wasm32")]
pub mod front;
mod hearing;
pub mod http;
#[cfg(target_arch = "wasm32")]
mod io;
pub mod json;
pub mod leaving;
pub mod line;
mod look;
#[cfg(target_arch = "wasm32")]
pub mod options;
pub mod place;
mod reach;
mod replies;
mod sending;
#[cfg(target_arch = "wasm32")]
mod sharing;
mod split;
pub mod sse;
#[cfg(target_arch = "wasm32")]
mod streaming;
pub mod tabs;
#[cfg(test)]
mod tests;
pub mod token;
