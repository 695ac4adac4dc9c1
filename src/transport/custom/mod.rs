//! A backend of the site's own: a JavaScript object, the *adapter*, that implements the contract.
//!
//! Whoever wrote it may have made a mistake, so everything it says is judged by name and field
//! before the session hears of it: [`reading`] knows how a plain value is taken apart, [`events`]
//! and [`answers`] what an adapter can say, [`fault`] what its author is told. [`line`] is the
//! state machine of the talk; `io` in the browser calls the object, and [`turns`] keeps what it
//! calls back in the middle of that apart. Both are behind a door and come
//! once somebody talks: `front` meets whoever only looks. What an adapter must do stands in
//! `src/api/adapter.d.ts`.

pub mod answers;
pub mod calls;
#[cfg(target_arch = "wasm32")]
mod door;
pub mod events;
pub mod fault;
#[cfg(target_arch = "wasm32")]
pub mod front;
mod hearing;
#[cfg(target_arch = "wasm32")]
mod io;
pub mod line;
pub mod method;
#[cfg(target_arch = "wasm32")]
pub mod options;
pub mod reading;
#[cfg(target_arch = "wasm32")]
mod settle;
#[cfg(test)]
mod tests;
pub mod turns;
mod words;
