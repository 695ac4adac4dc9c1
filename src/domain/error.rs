//! What can be wrong with a configuration.

use core::fmt;

/// Two settings that cannot be used together, or one that needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigConflict {
    /// The setting to change first.
    pub field: &'static str,
    /// The setting it collides with.
    pub other: &'static str,
}

impl ConfigConflict {
    /// The stable code of this error.
    pub const CODE: &str = "config-conflict";
    /// What stands between the two settings, and behind them.
    pub const WORDS: [&str; 2] = [" and ", " conflict: change one of them."];
}

impl fmt::Display for ConfigConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [between, behind] = Self::WORDS;
        [self.field, between, self.other, behind]
            .into_iter()
            .try_for_each(|words| f.write_str(words))
    }
}
