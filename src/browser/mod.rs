//! What the browser gives, as values that stop when they are dropped: the clock, its timers,
//! listeners. A leaf: it knows nothing of chats.

use core::sync::atomic::{AtomicBool, Ordering};

pub mod clock;
pub mod json;
mod listener;
mod promise;
mod value;

pub use listener::{listen, listen_to};
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
