//! Messages: those of the end user, and what the other side says.

use super::conversation::SessionStatus;
use super::entry::{Draft, Kind};
use super::lifecycle::ControlError;
use super::party::{Party, Sender};
use super::{State, new_id};
use serde_json::{Value, json};

/// An abstract message with a text.
pub(crate) fn text(id: &str, text: &str) -> Value {
    json!({
        "id": id,
        "messageType": "StaticContentMessage",
        "staticContent": {"formatType": "Text", "text": text},
    })
}

fn link(url: &str) -> Value {
    json!({
        "id": new_id(),
        "messageType": "StaticContentMessage",
        "staticContent": {"formatType": "RichLink", "linkItem": {
            "itemType": "TitleLinkItem",
            "titleItem": {"itemType": "TitleItem", "title": url},
            "url": url,
        }},
    })
}

impl State {
    /// Keeps a message of the end user in the live session, and tells it back.
    ///
    /// A text with a URL at its start or end becomes two messages if the settings say so.
    pub(crate) fn hear(&mut self, conversation: &str, message: Value) {
        let Some(found) = self.conversation(conversation) else {
            return;
        };
        let sender = Party::end_user(&found.subject);
        let idle = found.live().is_some_and(|session| {
            matches!(
                session.status,
                SessionStatus::Inactive | SessionStatus::Paused
            )
        });
        if idle {
            // Cannot fail: the live session was just found.
            let _ = self.set_status(conversation, SessionStatus::Active);
        }
        for message in self.split(message) {
            self.echo(conversation, Draft::message(sender.clone(), &message));
        }
        let said = self.spoken(conversation);
        if said.is_some_and(|said| self.is_opt_out(&said)) {
            // Cannot fail: the message was accepted into the live session.
            let _ = self.opt_out(conversation);
        }
    }

    fn echo(&mut self, conversation: &str, draft: Draft) {
        let id = draft.id.clone();
        if self.settings.messages.echo {
            self.publish(conversation, draft);
        } else {
            self.keep_silently(conversation, draft);
        }
        if self.settings.messages.acknowledge {
            let recipient = self.speaker(conversation, Sender::Agent);
            self.acknowledge(conversation, Kind::Delivered, recipient, id);
        }
    }

    /// The text that the end user said last.
    fn spoken(&self, conversation: &str) -> Option<String> {
        let entries = &self.conversation(conversation)?.entries;
        let last = entries
            .iter()
            .rev()
            .find(|entry| entry.draft.kind == Kind::Message)?;
        let text = last
            .draft
            .payload
            .pointer("/abstractMessage/staticContent/text")?;
        text.as_str().map(str::to_owned)
    }

    fn is_opt_out(&self, said: &str) -> bool {
        let said = said.trim().to_lowercase();
        let words = &self.settings.sessions.opt_out;
        words.iter().any(|word| word.to_lowercase() == said)
    }

    fn split(&self, message: Value) -> Vec<Value> {
        let words = message
            .pointer("/staticContent/text")
            .and_then(Value::as_str)
            .filter(|_| self.settings.messages.split_urls);
        let Some((rest, url, first)) = words.and_then(url_at_an_end) else {
            return vec![message];
        };
        let (rest, url) = (rest.to_owned(), link(url));
        let mut spoken = message;
        if let Some(place) = spoken.pointer_mut("/staticContent/text") {
            *place = Value::String(rest);
        }
        if first {
            vec![url, spoken]
        } else {
            vec![spoken, url]
        }
    }

    /// Tells a message of the other side. The id is added if there is none; the answer is it.
    pub(crate) fn say(
        &mut self,
        conversation: &str,
        mut message: Value,
        sender: Sender,
    ) -> Result<String, ControlError> {
        if self.known(conversation)?.closed.is_some() {
            return Err(ControlError::Closed);
        }
        if let Some(fields) = message.as_object_mut() {
            fields
                .entry("id")
                .or_insert_with(|| Value::String(new_id()));
        }
        let draft = Draft::message(self.speaker(conversation, sender), &message);
        let id = draft.id.clone();
        self.publish(conversation, draft);
        Ok(id)
    }

    /// Tells that an entry was delivered to somebody, or read.
    pub(crate) fn acknowledge(
        &mut self,
        conversation: &str,
        kind: Kind,
        recipient: Party,
        entry: String,
    ) {
        let payload = json!({
            "recipient": recipient.json(),
            "acknowledgedConversationEntryIdentifier": entry,
            "acknowledgementTimestamp": self.now(),
        });
        let mut draft = Draft::new(kind, recipient, payload);
        draft.related = vec![entry];
        self.publish(conversation, draft);
    }

    /// The newest message of the end user.
    pub(crate) fn last_heard(&self, conversation: &str) -> Option<String> {
        let entries = &self.conversation(conversation)?.entries;
        let heard = entries.iter().rev().find(|entry| {
            entry.draft.kind == Kind::Message && entry.draft.sender.role == "EndUser"
        })?;
        Some(heard.draft.id.clone())
    }

    pub(crate) fn speaker(&self, conversation: &str, sender: Sender) -> Party {
        let found = self.conversation(conversation);
        let present = |role| found.and_then(|found| found.party(role));
        match sender {
            Sender::Agent => present("Agent").unwrap_or_else(|| Party::agent("Sam")),
            Sender::Bot => present("Chatbot").unwrap_or_else(|| Party::bot("Assistant")),
            Sender::System => Party::system(),
            Sender::EndUser => Party::end_user(found.map_or("", |found| found.subject.as_str())),
        }
    }
}

/// The text without its URL, the URL, and whether the URL comes first. None if there is no text
/// beside the URL, or no URL at either end.
fn url_at_an_end(text: &str) -> Option<(&str, &str, bool)> {
    let is_url = |word: &str| word.starts_with("https://") || word.starts_with("http://");
    let text = text.trim();
    if let Some((first, rest)) = text.split_once(char::is_whitespace)
        && is_url(first)
    {
        return Some((rest.trim_start(), first, true));
    }
    let (rest, last) = text.rsplit_once(char::is_whitespace)?;
    is_url(last).then_some((rest.trim_end(), last, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_off_at_the_ends_only() {
        let url = "https://example.com/a";
        for (text, expected) in [
            ("see https://example.com/a", Some(("see", url, false))),
            ("https://example.com/a is it", Some(("is it", url, true))),
            ("https://example.com/a", None),
            ("see https://example.com/a there", None),
            ("see example.com", None),
        ] {
            assert_eq!(url_at_an_end(text), expected, "{text}");
        }
    }
}
