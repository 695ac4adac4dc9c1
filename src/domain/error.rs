//! What can be wrong with a configuration.

use core::fmt;

/// Two settings that cannot be used together, or one that needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigConflict {
    /// The setting to change first.
    pub field: &'static str,
    /// The setting it collides with.
    pub other: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

impl ConfigConflict {
    /// A conflict between `field` and `other`, and what to do about it.
    pub const fn new(field: &'static str, other: &'static str, advice: &'static str) -> Self {
        Self {
            field,
            other,
            advice,
        }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "config-conflict"
    }
}

impl fmt::Display for ConfigConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field)?;
        f.write_str(" and ")?;
        f.write_str(self.other)?;
        f.write_str(": ")?;
        f.write_str(self.advice)
    }
}
