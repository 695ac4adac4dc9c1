//! What the browser gives, as values that stop when they are dropped: the clock, its timers,
//! listeners. A leaf: it knows nothing of chats.

use core::sync::atomic::{AtomicBool, Ordering};

pub mod clock;
pub mod json;
mod listener;
mod locks;
mod promise;
mod value;

#[cfg(feature = "bridge")]
pub use listener::listen_within;
pub use listener::{listen, listen_to};
pub use locks::{Locks, locks};
pub use promise::when;

/// Whether this module has panicked. Its exports still answer, so every way in asks first.
static DEAD: AtomicBool = AtomicBool::new(false);

/// This module has panicked.
pub fn die() {
    DEAD.store(true, Ordering::Relaxed);
}

/// Whether this module has panicked.
pub fn is_dead() -> bool {
    DEAD.load(Ordering::Relaxed)
}

/// Whether the page is one that can be looked at.
pub fn is_seen() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| !document.hidden())
}
