//! Salesforce's own widget, `embeddedservice_bootstrap`: what its events say. Both generations of
//! the client tell the same, the second from behind a proxy.

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub use page::EmbeddedService;

use super::told::Told;
use crate::{
    domain::{EndInfo, EndedBy, Instant},
    value::Value,
};

/// Below this, a time is in seconds: the vendor's schema has both.
const LEAST_MS: u64 = 100_000_000_000;

/// The names of senders that are nobody's.
const NOBODY: &[&str] = &["Guest", "Automated Process"];

/// What the event `name`, without the vendor's prefix, tells; without a name, that the widget was
/// there before us. None for all that says nothing about
/// the beginning and the end of a session. `has_button`: the client is of the second generation.
pub fn read(name: &str, detail: &impl Value, now: Instant, has_button: bool) -> Option<Told> {
    match name {
        "" => Some(Told::Present { has_button }),
        "Ready" => Some(Told::Ready { has_button }),
        "ButtonCreated" => Some(Told::Launchable),
        "ConversationStarted" | "ConversationCreated" | "ConversationOpened" => {
            Some(Told::Started(text(detail, "conversationId")))
        }
        "WindowMaximized" => Some(Told::Opened),
        "WindowMinimized" | "WindowClosed" => Some(Told::Closed),
        "SessionStatusUpdate" => ended(detail, now),
        // Told when the end user closed it, and for nobody else's end.
        "ConversationClosed" => {
            let report = Report::read(detail);
            Some(report.told(EndedBy::EndUser, now))
        }
        _ => None,
    }
}

/// The end that a change of a session's status may be.
fn ended(detail: &impl Value, now: Instant) -> Option<Told> {
    let report = Report::read(detail);
    let payload = report.payload.as_ref()?;
    let status = text(payload, "sessionStatus")?;
    if !status.trim().eq_ignore_ascii_case("ended") {
        return None;
    }
    let role = text(payload, "sessionEndedByRole").unwrap_or_default();
    Some(report.told(by(&role), now))
}

/// Who ended a session, for words and records; the vendor reports it wrongly at times.
fn by(role: &str) -> EndedBy {
    match &*role.trim().to_ascii_lowercase() {
        "enduser" => EndedBy::EndUser,
        "chatbot" | "digitalworker" => EndedBy::Bot,
        "agent" => EndedBy::Agent,
        "supervisor" => EndedBy::Supervisor,
        "system" => EndedBy::System,
        "router" => EndedBy::Automation,
        _ => EndedBy::Unknown,
    }
}

/// An event of a conversation: its envelope, and the payload in it.
struct Report<V> {
    conversation: Option<String>,
    sender: Option<String>,
    payload: Option<V>,
}

impl<V: Value> Report<V> {
    fn read(detail: &V) -> Self {
        let entry = detail.field("conversationEntry");
        let payload = entry
            .as_ref()
            .and_then(|entry| entry.field("entryPayload"))
            .and_then(|payload| match payload.as_text() {
                Some(json) => V::from_json(&json),
                None => Some(payload),
            })
            .filter(Value::is_object);
        let inner = payload
            .as_ref()
            .and_then(|payload| text(payload, "conversationIdentifier"));
        Self {
            conversation: text(detail, "conversationId").or(inner),
            sender: entry
                .as_ref()
                .and_then(|entry| text(entry, "senderDisplayName")),
            payload,
        }
    }

    fn told(self, by: EndedBy, now: Instant) -> Told {
        let at = self
            .payload
            .as_ref()
            .and_then(|payload| time(payload, "sessionEndTime"))
            // A clock that goes wrong makes no end of tomorrow.
            .map_or(now, |at| at.min(now));
        let is_named = matches!(by, EndedBy::Agent | EndedBy::Supervisor | EndedBy::Bot);
        let actor_name = self
            .sender
            .filter(|name| is_named && !NOBODY.contains(&name.as_str()));
        Told::Ended {
            conversation: self.conversation,
            end: EndInfo {
                by,
                actor_name,
                ..EndInfo::unknown(at)
            },
        }
    }
}

fn text(value: &impl Value, name: &'static str) -> Option<String> {
    value
        .field(name)?
        .as_text()
        .filter(|text| !text.trim().is_empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of this size is whole and positive"
)]
fn time(value: &impl Value, name: &'static str) -> Option<Instant> {
    let number = value.field(name)?.as_number()?;
    (1.0..9e15).contains(&number).then(|| {
        let number = number as u64;
        if number < LEAST_MS {
            Instant(number.saturating_mul(1000))
        } else {
            Instant(number)
        }
    })
}
