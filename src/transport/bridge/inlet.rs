//! An end that the site tells: in our own words, or a vendor's webhook as its backend got it.

use super::{told::Told, zendesk};
use crate::{
    domain::{EndInfo, EndedBy, Instant},
    value::{self, Value},
};

/// The longest id, reason or name that is taken.
const CHARS: usize = 200;

/// The ends that a site tells; none where what it tells is no end.
///
/// `{ conversation, by, reason, name }`, or what [`zendesk::webhook`] reads. Whoever calls with
/// nothing, or with an object that says nothing, tells of an end all the same. A text is JSON as a
/// backend answered it: there, what names none of these is how it says that there is no end.
pub fn read<V: Value>(detail: &V, now: Instant) -> Vec<Told> {
    if let Some(json) = detail.as_text() {
        let answer = V::from_json(&json).filter(|answer| says_something(answer));
        return answer.map_or_else(Vec::new, |answer| read(&answer, now));
    }
    if detail.is_nothing() {
        return vec![ended(None, EndInfo::unknown(now))];
    }
    if !detail.is_object() {
        return Vec::new();
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
    vec![ended(text(detail, "conversation"), end)]
}

/// Whether an answer holds anything about an end.
fn says_something(answer: &impl Value) -> bool {
    let names = ["conversation", "by", "reason", "name"];
    answer.is_object()
        && (zendesk::is_webhook(answer) || names.iter().any(|name| text(answer, name).is_some()))
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
