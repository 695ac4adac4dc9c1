//! Conversation entries: what the stream tells and the list of entries keeps.

use super::party::Party;
use crate::settings::PayloadForm;
use serde_json::{Map, Value, json};

/// The types of entries that the emulator sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    Participants,
    Routing,
    Session,
    Closed,
    Delivered,
    Read,
    TypingStarted,
    TypingStopped,
    Progress,
    Queue,
    Token,
    Consent,
    /// A type that no client knows.
    Stranger,
}

/// Types that a list of entries may be filtered by.
pub(crate) const FILTERS: &[&str] = &[
    "Message",
    "ParticipantChanged",
    "RoutingResult",
    "SessionStatusChanged",
    "DeliveryAcknowledgement",
    "ReadAcknowledgement",
    "QueuePosition",
    "EndUserConsentUpdated",
];

impl Kind {
    pub(crate) fn entry_type(self) -> &'static str {
        self.names().0
    }

    pub(crate) fn event(self) -> &'static str {
        self.names().1
    }

    /// Whether the list of entries keeps it; what is only of the moment it does not.
    pub(crate) fn is_kept(self) -> bool {
        !matches!(
            self,
            Self::Closed | Self::TypingStarted | Self::TypingStopped | Self::Progress | Self::Token
        )
    }

    /// The entry type, and the name of the event on the stream.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Message => ("Message", "CONVERSATION_MESSAGE"),
            Self::Participants => ("ParticipantChanged", "CONVERSATION_PARTICIPANT_CHANGED"),
            Self::Routing => ("RoutingResult", "CONVERSATION_ROUTING_RESULT"),
            Self::Session => (
                "SessionStatusChanged",
                "CONVERSATION_SESSION_STATUS_CHANGED",
            ),
            Self::Closed => ("CloseConversation", "CONVERSATION_CLOSE_CONVERSATION"),
            Self::Delivered => (
                "DeliveryAcknowledgement",
                "CONVERSATION_DELIVERY_ACKNOWLEDGEMENT",
            ),
            Self::Read => ("ReadAcknowledgement", "CONVERSATION_READ_ACKNOWLEDGEMENT"),
            Self::TypingStarted => (
                "TypingStartedIndicator",
                "CONVERSATION_TYPING_STARTED_INDICATOR",
            ),
            Self::TypingStopped => (
                "TypingStoppedIndicator",
                "CONVERSATION_TYPING_STOPPED_INDICATOR",
            ),
            Self::Progress => ("ProgressIndicator", "CONVERSATION_PROGRESS_INDICATOR"),
            Self::Queue => ("QueuePosition", "CONVERSATION_QUEUE_POSITION"),
            Self::Token => ("StreamingToken", "CONVERSATION_STREAMING_TOKEN"),
            Self::Consent => (
                "EndUserConsentUpdated",
                "CONVERSATION_END_USER_CONSENT_UPDATED",
            ),
            Self::Stranger => ("SomethingNew", "CONVERSATION_SOMETHING_NEW"),
        }
    }
}

/// One entry before it has a time.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) sender: Party,
    /// The payload without `entryType` and `id`.
    pub(crate) payload: Value,
    /// Ids of the entries it is about.
    pub(crate) related: Vec<String>,
    /// The entry type and the event in place of those of its kind.
    pub(crate) alias: Option<(String, String)>,
}

impl Draft {
    pub(crate) fn new(kind: Kind, sender: Party, payload: Value) -> Self {
        Self {
            kind,
            id: super::new_id(),
            sender,
            payload,
            related: Vec::new(),
            alias: None,
        }
    }

    pub(crate) fn entry_type(&self) -> &str {
        let alias = self.alias.as_ref();
        alias.map_or(self.kind.entry_type(), |(entry_type, _)| entry_type)
    }

    pub(crate) fn event(&self) -> &str {
        let alias = self.alias.as_ref();
        alias.map_or(self.kind.event(), |(_, event)| event)
    }

    /// A message; the entry has the message's own id.
    pub(crate) fn message(sender: Party, abstract_message: &Value) -> Self {
        let id = abstract_message.get("id").and_then(Value::as_str);
        let id = id.map_or_else(super::new_id, str::to_owned);
        let reason = (sender.role == "Chatbot").then_some("AutomatedResponse");
        let payload = json!({"abstractMessage": abstract_message, "messageReason": reason});
        let mut draft = Self::new(Kind::Message, sender, payload);
        draft.id = id;
        draft
    }

    /// One participant added or removed. The sender is the system; the person is in the payload.
    pub(crate) fn participant(operation: &str, party: &Party) -> Self {
        let payload = json!({"entries": [{
            "operation": operation, "displayName": party.name, "participant": party.json(),
        }]});
        Self::new(Kind::Participants, Party::system(), payload)
    }
}

/// An entry as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) draft: Draft,
    /// Epoch milliseconds; never less than that of an earlier entry, but often the same.
    pub(crate) time: u64,
}

impl Entry {
    /// The fields of the wire, with the payload in the wanted form.
    pub(crate) fn json(&self, form: PayloadForm) -> Value {
        let Draft {
            id,
            sender,
            payload,
            related,
            ..
        } = &self.draft;
        let entry_type = self.draft.entry_type();
        let mut whole = Map::new();
        whole.insert("entryType".to_owned(), json!(entry_type));
        whole.insert("id".to_owned(), json!(id));
        if let Value::Object(fields) = payload {
            whole.extend(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
        }
        let payload = match form {
            PayloadForm::Text => Value::String(Value::Object(whole).to_string()),
            PayloadForm::Object => Value::Object(whole),
        };
        json!({
            "senderDisplayName": sender.name,
            "identifier": id,
            "entryType": entry_type,
            "entryPayload": payload,
            "sender": sender.json(),
            "transcriptedTimestamp": self.time,
            "clientTimestamp": self.time.saturating_sub(100),
            "clientDuration": 0,
            "relatedRecords": related,
            "visibilityStrategy": "Default",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_a_string_on_the_stream_and_an_object_in_lists() {
        let entry = Entry {
            draft: Draft::participant("add", &Party::agent("Sam")),
            time: 1_000,
        };
        let streamed = entry.json(PayloadForm::Text);
        let text = streamed["entryPayload"].as_str().unwrap();
        let listed = entry.json(PayloadForm::Object);
        assert_eq!(
            serde_json::from_str::<Value>(text).unwrap(),
            listed["entryPayload"]
        );
        assert_eq!(
            listed["entryPayload"]["entries"][0]["participant"]["role"],
            "Agent"
        );
        assert_eq!(listed["senderDisplayName"], "Automated Process");
    }
}
