//! Types of ours as plain values of a host language, and back: what travels over a channel, lies in
//! a store or comes in as a configuration.
//!
//! serde's derives say what a type looks like; this says how little of serde is needed for it.
//! Structs are read by the names of their fields, enums by the name of their variant, and a value
//! that does not fit is refused.

mod de;
mod error;
#[cfg(any(test, feature = "json"))]
mod json;
mod ser;
#[cfg(test)]
mod tests;

use serde::{Serialize, de::DeserializeOwned};

pub use self::error::{Misfit, Unwritable};

/// The largest number up to which a host language with doubles alone counts without gaps.
pub(crate) const MAX_SAFE: u64 = (1 << 53) - 1;

/// A plain value: nothing, a truth, a number, a text, a list or an object.
pub trait Value: Sized {
    /// Nothing: written for what is none.
    fn nothing() -> Self;
    /// A truth.
    fn truth(is_true: bool) -> Self;
    /// A number.
    fn number(number: f64) -> Self;
    /// A text.
    fn text(text: &str) -> Self;
    /// An empty list.
    fn list() -> Self;
    /// An object without fields.
    fn object() -> Self;
    /// Adds an item to a list.
    fn push(&mut self, item: Self);
    /// Sets a field of an object.
    fn set(&mut self, name: &'static str, value: Self);

    /// Whether there is nothing, said or unsaid.
    fn is_nothing(&self) -> bool;
    /// The truth, if this is one.
    fn as_truth(&self) -> Option<bool>;
    /// The number, if this is one.
    fn as_number(&self) -> Option<f64>;
    /// The text, if this is one.
    fn as_text(&self) -> Option<String>;
    /// The number of items, if this is a list.
    fn count(&self) -> Option<u32>;
    /// An item of a list; nothing where there is none.
    #[must_use]
    fn item(&self, index: u32) -> Self;
    /// Whether this is an object, and no list.
    fn is_object(&self) -> bool;
    /// A field of an object; none where it is missing or undefined.
    fn field(&self, name: &'static str) -> Option<Self>;
    /// The only field of an object that has one alone.
    fn only_field(&self) -> Option<(String, Self)>;

    /// What a text says, if it is JSON.
    fn from_json(text: &str) -> Option<Self>;
    /// This value as JSON; none for what JSON cannot hold.
    fn to_json(&self) -> Option<String>;
}

/// Reads a type out of a value.
pub fn read<T: DeserializeOwned>(value: impl Value) -> Result<T, Misfit> {
    T::deserialize(de::Reader(value))
}

/// Writes a type as a value. Fails for what a plain value cannot hold, such as a number beyond
/// 2^53, and for shapes that no type of ours has.
pub fn write<V: Value>(data: &impl Serialize) -> Result<V, Unwritable> {
    data.serialize(ser::Writer::new())
}
