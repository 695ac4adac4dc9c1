//! Zendesk's own widget, `zE('messenger', …)`: what its events say, and what the webhooks say that
//! its site hands on. The widget itself says nothing of an end.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub use page::Zendesk;

use super::{
    inlet::{ended, text},
    told::Told,
};
use crate::{
    domain::{EndInfo, EndedBy, Instant},
    value::Value,
};

/// What the event `name` tells. The second generation that others have does not concern it.
pub fn read(name: &str, detail: &impl Value, _now: Instant, _has_button: bool) -> Option<Told> {
    match name {
        "ready" => Some(Told::Ready { has_button: false }),
        "open" => Some(Told::Opened),
        "close" => Some(Told::Closed),
        "conversationStarted" | "conversationOpened" => {
            let payload = detail.field("payload")?;
            // It names none where the visitor looks at the list, or is about to write a first message.
            Some(conversation(&payload).map_or(Told::Left, |id| Told::Started(Some(id))))
        }
        _ => None,
    }
}

/// Whether a body is one of Zendesk's: that of a trigger of a ticket, or that of Sunshine
/// Conversations.
pub fn is_webhook(body: &impl Value) -> bool {
    body.field("ended_reason").is_some()
        || body
            .field("events")
            .is_some_and(|all| all.count().is_some())
        || is_event(body)
}

/// The ends that a webhook tells of: several conversations may have ended at once.
pub fn webhook(body: &impl Value, now: Instant) -> Vec<Told> {
    if body.field("ended_reason").is_some() {
        return ticket(body, now).into_iter().collect();
    }
    let Some(events) = body.field("events") else {
        return event(body, now).into_iter().collect();
    };
    let all = 0..events.count().unwrap_or_default();
    all.filter_map(|at| event(&events.item(at), now)).collect()
}

/// What the webhook of a ticket trigger says: `{ ended_reason, conversation, agent }`, a body that
/// the site writes.
fn ticket(body: &impl Value, now: Instant) -> Option<Told> {
    let reason = text(body, "ended_reason")?;
    let said = reason.to_ascii_lowercase();
    let by = if said.contains("agent") {
        EndedBy::Agent
    } else if said.contains("end user") || said.contains("end-user") {
        EndedBy::EndUser
    } else if said.contains("trigger") || said.contains("automation") {
        EndedBy::Automation
    } else {
        EndedBy::Unknown
    };
    let end = EndInfo {
        by,
        actor_name: text(body, "agent").filter(|_| by == EndedBy::Agent),
        ..EndInfo::unknown(now)
    };
    Some(ended(text(body, "conversation"), end))
}

fn is_event(event: &impl Value) -> bool {
    let kind = event.field("type").and_then(|kind| kind.as_text());
    kind.is_some_and(|kind| kind.contains(':')) && event.field("payload").is_some()
}

/// One event of Sunshine Conversations.
fn event(event: &impl Value, now: Instant) -> Option<Told> {
    let payload = event.field("payload")?;
    let end = match &*text(event, "type")? {
        "switchboard:releaseControl" => released(text(&payload, "reason").as_deref(), now),
        "conversation:message" => {
            let activity = payload.field("message")?.field("activity")?;
            by_activity(&text(&activity, "type")?, now)?
        }
        _ => return None,
    };
    Some(ended(conversation(&payload), end))
}

/// Who let go of a conversation is not said; why may be.
fn released(reason: Option<&str>, now: Instant) -> EndInfo {
    let by = match reason {
        Some("ticketClosed") => EndedBy::System,
        _ => EndedBy::Unknown,
    };
    EndInfo {
        by,
        ..EndInfo::unknown(now)
    }
}

fn by_activity(activity: &str, now: Instant) -> Option<EndInfo> {
    let by = match activity {
        "conversation:endedByUser" => EndedBy::EndUser,
        "ticket:closed" => EndedBy::System,
        "ticket:transfer:email" => EndedBy::Unknown,
        _ => return None,
    };
    Some(EndInfo {
        by,
        ..EndInfo::unknown(now)
    })
}

fn conversation(payload: &impl Value) -> Option<String> {
    text(&payload.field("conversation")?, "id")
}
