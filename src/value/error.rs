//! Why a value could not be read or written.

use core::fmt;

use serde::{
    de::{Error as DeError, Expected, Unexpected},
    ser::Error as SerError,
};

/// Why a value does not fit a type: where, and what should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit(Box<Place>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// The names of the fields that lead there, innermost first.
    names: Vec<&'static str>,
    wanted: Wanted,
}

/// What should be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Something of this kind.
    Kind(&'static str),
    /// One of these texts, or an object with one of these fields.
    OneOf(&'static [&'static str]),
    /// Anything at all: the field with this number is missing.
    Field(usize),
}

impl Misfit {
    #[inline(never)]
    pub(super) fn new(wanted: Wanted) -> Self {
        Self(Box::new(Place {
            names: Vec::new(),
            wanted,
        }))
    }

    pub(super) fn kind(kind: &'static str) -> Self {
        Self::new(Wanted::Kind(kind))
    }

    /// The same misfit, found in this field.
    #[inline(never)]
    pub(super) fn within(mut self, name: &'static str) -> Self {
        self.0.names.push(name);
        self
    }

    /// The same misfit, found in a struct with these fields.
    #[inline(never)]
    pub(super) fn in_struct(mut self, fields: &'static [&'static str]) -> Self {
        if let Wanted::Field(missing) = self.0.wanted {
            self.0.wanted = Wanted::Kind("set");
            self.0.names.extend(fields.get(missing));
        }
        self
    }

    /// The path of the field at fault, `brand.name`; empty for the value as a whole.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for name in self.0.names.iter().rev() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        path
    }

    /// What is wrong, to go on with after the name of what was read: `must be a text`.
    pub fn advice(&self) -> String {
        match self.0.wanted {
            Wanted::Kind(kind) => ["must be ", kind].concat(),
            Wanted::OneOf(names) => ["must be one of ", &names.join(", ")].concat(),
            Wanted::Field(_) => "lacks a part".to_owned(),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&[&*self.path(), " ", &self.advice()].concat())
    }
}

impl core::error::Error for Misfit {}

/// serde writes sentences of its own here; ours are short, and made only if somebody asks.
impl DeError for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::kind("a value that is allowed here")
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::kind("of another type")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::kind("a number in range")
    }

    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self::new(Wanted::Field(length))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Wanted::OneOf(expected))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Wanted::OneOf(expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::kind("set").within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::kind("set once").within(field)
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
