//! Why a value could not be read or written.

use core::fmt;

use serde::{
    de::{Error as DeError, Expected, Unexpected},
    ser::Error as SerError,
};

/// A value does not fit a type. What is wrong with it nobody asks: what comes over a channel or
/// out of a store is dropped, and a configuration was judged before it came here. To say it would
/// cost a widget more bytes than all of its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("This value is not of the type that is wanted here.")
    }
}

impl core::error::Error for Misfit {}

impl DeError for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Why something could not be written: a plain value cannot hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A plain value cannot hold this: keep numbers below 2^53.")
    }
}

impl core::error::Error for Unwritable {}

impl SerError for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
