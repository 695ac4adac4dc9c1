//! The chat window: leptos components without rules of their own.
//!
//! [`window`] draws what the session's view says and hands back what the visitor does; `app` is
//! where the two meet. No node is ever made from text: elements are built one by one, so that the
//! window runs under a policy that knows neither HTML sinks nor inline styles.

mod announcer;
mod app;
mod banner;
mod composer;
mod confirmation;
mod dom;
mod extra;
mod focus;
mod header;
mod icon;
mod late;
mod link;
mod menu;
mod panel;
mod parts;
mod rich;
mod style;
mod title;
mod transcript;
mod typing;
mod url;
mod welcome;
mod window;

pub use app::{App, Settings};
pub use late::record;
pub use style::adopt;

pub use window::window;
