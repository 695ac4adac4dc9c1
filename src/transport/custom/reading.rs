//! Taking a plain value of somebody else's apart, so that what is wrong with it has a name.
//!
//! serde's derives would say no more than that it does not fit; its author wants to know which
//! field, and what belongs there.

use crate::{
    domain::Instant,
    value::{MAX_SAFE, Value},
};

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where, as `messages.0.author.role`; empty for the value itself.
    pub path: String,
    /// What belongs there.
    pub wants: &'static str,
}

/// What is read, or what is wrong with it.
pub type Reading<T> = Result<T, Flaw>;

impl Flaw {
    /// The value itself must be something else.
    pub const fn new(wants: &'static str) -> Self {
        Self {
            path: String::new(),
            wants,
        }
    }

    /// A field must be something else.
    pub fn of(name: &str, wants: &'static str) -> Self {
        Self::new(wants).within(name)
    }

    /// The same flaw, seen from around the field it is in.
    #[must_use]
    pub fn within(self, name: &str) -> Self {
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            [name, ".", &self.path].concat()
        };
        Self { path, ..self }
    }
}

/// The earliest moment that is believed: whoever gives seconds, which is what most servers count
/// in, comes out before it.
const EARLIEST_MS: u64 = 100_000_000_000;

/// Text that may be left out.
pub fn some_text<V: Value>(value: &V, name: &'static str) -> Reading<Option<String>> {
    match part(value, name) {
        None => Ok(None),
        Some(text) => match text.as_text() {
            Some(text) => Ok(Some(text)),
            None => Err(Flaw::of(name, "a text")),
        },
    }
}

/// The text by which something is known.
pub fn id<V: Value>(value: &V, name: &'static str) -> Reading<String> {
    match some_text(value, name) {
        Ok(Some(text)) if !text.is_empty() => Ok(text),
        _ => Err(Flaw::of(name, "a text that is not empty")),
    }
}

/// Yes or no, or what counts where nothing is said.
pub fn truth<V: Value>(value: &V, name: &'static str, otherwise: bool) -> Reading<bool> {
    match part(value, name) {
        None => Ok(otherwise),
        Some(truth) => truth
            .as_truth()
            .ok_or_else(|| Flaw::of(name, "true or false")),
    }
}

/// A whole number that may be left out.
pub fn some_number<V: Value>(value: &V, name: &'static str) -> Reading<Option<u64>> {
    let Some(number) = part(value, name) else {
        return Ok(None);
    };
    match number.as_number().and_then(whole) {
        Some(number) => Ok(Some(number)),
        None => Err(Flaw::of(name, "a whole number, 0 or more")),
    }
}

/// A moment that may be left out.
pub fn some_moment<V: Value>(value: &V, name: &'static str) -> Reading<Option<Instant>> {
    let Some(number) = part(value, name) else {
        return Ok(None);
    };
    match number.as_number().and_then(rounded) {
        Some(ms) if ms >= EARLIEST_MS => Ok(Some(Instant(ms))),
        _ => Err(Flaw::of(
            name,
            "a moment in milliseconds since 1970, as Date.now() and Date.parse(…) give it",
        )),
    }
}

/// One of several words; `otherwise` is what is wanted, in words.
pub fn word<V: Value, T: Clone>(
    value: &V,
    name: &'static str,
    words: &[(&str, T)],
    wants: &'static str,
) -> Reading<T> {
    let said = part(value, name).and_then(|said| said.as_text());
    let known = words.iter().find(|(word, _)| said.as_deref() == Some(word));
    match known {
        Some((_, meaning)) => Ok(meaning.clone()),
        None => Err(Flaw::of(name, wants)),
    }
}

/// A part, if something is there.
pub fn part<V: Value>(value: &V, name: &'static str) -> Option<V> {
    value.field(name).filter(|part| !part.is_nothing())
}

/// A part that is read by `read`, if it is there.
pub fn some_part<V: Value, T>(
    value: &V,
    name: &'static str,
    read: impl FnOnce(&V) -> Reading<T>,
) -> Reading<Option<T>> {
    let Some(part) = part(value, name) else {
        return Ok(None);
    };
    read(&part).map(Some).map_err(|flaw| flaw.within(name))
}

/// Each item of a list, read by `read`; a list that is left out is empty.
pub fn items<V: Value, T>(
    value: &V,
    name: &'static str,
    read: impl FnMut(&V) -> Reading<T>,
) -> Reading<Vec<T>> {
    Ok(some_part(value, name, |list| each(list, read))?.unwrap_or_default())
}

/// Each item of what is a list, read by `read`.
pub fn each<V: Value, T>(list: &V, mut read: impl FnMut(&V) -> Reading<T>) -> Reading<Vec<T>> {
    let count = list.count().ok_or_else(|| Flaw::new("a list"))?;
    let one = |index: u32| read(&list.item(index)).map_err(|flaw| flaw.within(&index.to_string()));
    (0..count).map(one).collect()
}

/// Whether this is an object.
pub fn object<V: Value>(value: &V) -> Reading<()> {
    if value.is_object() {
        Ok(())
    } else {
        Err(Flaw::new("an object"))
    }
}

/// A part of any shape as JSON, if it is there.
pub fn some_json<V: Value>(value: &V, name: &'static str) -> Reading<Option<String>> {
    some_part(value, name, |part| {
        object(part)?;
        json(part)
    })
}

/// A value of any shape as JSON.
pub fn json<V: Value>(value: &V) -> Reading<String> {
    value
        .to_json()
        .ok_or_else(|| Flaw::new("plain data, without circles and functions"))
}

fn whole(number: f64) -> Option<u64> {
    rounded(number).filter(|_| number.fract() == 0.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a number between nought and the largest one without gaps"
)]
fn rounded(number: f64) -> Option<u64> {
    (0.0..=MAX_SAFE as f64)
        .contains(&number)
        .then_some(number as u64)
}
