//! What an adapter answers to a call.

use super::{
    events::{author, end, lost, message, pair},
    reading::{
        Flaw, Reading, each, id, items, json, object, part, some_moment, some_number, some_part,
        some_text, truth,
    },
};
use crate::{
    domain::{BackendEvent, EndedBy, Instant, MessageId, event::SendRefusal},
    value::Value,
};

/// What became of a message.
pub fn ack<V: Value>(value: &V, id: MessageId, now: Instant) -> Reading<BackendEvent> {
    object(value)?;
    if part(value, "refused").is_none() {
        let at = some_moment(value, "at")?.unwrap_or(now);
        return Ok(BackendEvent::Acknowledged { id, at });
    }
    let why = match some_text(value, "refused")?.as_deref() {
        Some("ended") => SendRefusal::Ended,
        Some("rejected") => SendRefusal::Rejected,
        Some("later") => SendRefusal::Later {
            after_ms: some_number(value, "afterMs")?,
        },
        Some("lost") => SendRefusal::Lost(lost(value)?),
        Some("faulty") => SendRefusal::Faulty(
            some_part(value, "faults", |faults| {
                each(faults, pair("text"))?;
                json(faults)
            })?
            .ok_or_else(|| Flaw::of("faults", "a list of { name, text }"))?,
        ),
        _ => {
            return Err(Flaw::of(
                "refused",
                "one of ended, rejected, later, lost, faulty",
            ));
        }
    };
    Ok(BackendEvent::Refused { id, why })
}

/// What became of an end: nothing said means that it is done, by `by`.
pub fn ended<V: Value>(value: &V, by: EndedBy, now: Instant) -> Reading<BackendEvent> {
    if !value.is_nothing() {
        object(value)?;
    }
    if truth(value, "refused", false)? {
        return Ok(BackendEvent::EndRefused);
    }
    end(value, by, now).map(BackendEvent::Ended)
}

/// Older messages.
pub fn older<V: Value>(value: &V, now: Instant) -> Reading<BackendEvent> {
    object(value)?;
    Ok(BackendEvent::Older {
        messages: items(value, "messages", |one| message(one, now))?,
        has_older: truth(value, "hasOlder", false)?,
    })
}

fn moment<V: Value>(value: &V, wants: &'static str) -> Reading<()> {
    let at = some_moment(value, "at")?;
    at.map(drop).ok_or_else(|| Flaw::of("at", wants))
}

/// All conversations, each a [`Summary`](crate::domain::offer::Summary).
pub fn conversations<V: Value>(value: &V, now: Instant) -> Reading<BackendEvent> {
    each(value, |one| {
        object(one)?;
        id(one, "id")?;
        some_text(one, "last")?;
        some_number(one, "unread")?;
        some_part(one, "participant", author)?;
        some_part(one, "ended", |info| {
            object(info)?;
            end(info, EndedBy::Unknown, now)?;
            moment(info, "the moment of the end")
        })?;
        moment(one, "the moment of the newest message")
    })?;
    json(value).map(BackendEvent::Conversations)
}
