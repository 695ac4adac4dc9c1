//! An end that the site tells: in our own words, or a vendor's webhook as its backend got it.

use super::{told::Told, zendesk};
use crate::{
    domain::{EndInfo, EndedBy, Instant},
    value::{self, Value},
};

/// The longest id, reason or name that is taken.
const CHARS: usize = 200;

/// The end that a site tells; none where what it tells is no end.
///
/// `{ conversation, by, reason, name }`, all of which may be missing, or what
/// [`zendesk::webhook`] reads. A text is JSON.
pub fn read<V: Value>(detail: &V, now: Instant) -> Option<Told> {
    if let Some(json) = detail.as_text() {
        return V::from_json(&json).and_then(|detail| read(&detail, now));
    }
    if detail.is_nothing() {
        return Some(ended(None, EndInfo::unknown(now)));
    }
    if !detail.is_object() {
        return None;
    }
    if zendesk::is_webhook(detail) {
        return zendesk::webhook(detail, now);
    }
    let by = detail.field("by").and_then(|by| value::read(by).ok());
    let end = EndInfo {
        by: by.unwrap_or(EndedBy::Unknown),
        reason: text(detail, "reason"),
        actor_name: text(detail, "name"),
        ..EndInfo::unknown(now)
    };
    Some(ended(text(detail, "conversation"), end))
}

pub(super) const fn ended(conversation: Option<String>, end: EndInfo) -> Told {
    Told::Ended { conversation, end }
}

/// A field that is a text, if it says something. Ids may be numbers.
pub(super) fn text(value: &impl Value, name: &'static str) -> Option<String> {
    let field = value.field(name)?;
    let text = match field.as_number() {
        Some(number) => number.to_string(),
        None => field.as_text()?,
    };
    let text: String = text.trim().chars().take(CHARS).collect();
    (!text.is_empty()).then_some(text)
}
