//! What one entry of a conversation says, whether it came over the stream or was listed.

use super::{
    content,
    json::{self, at, is_word, items, moment, number, some_text, text},
};
use crate::{
    domain::{Author, EndInfo, EndedBy, Instant, Message, MessageId, message::Role},
    value::Value,
};

/// What an entry says, in words of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody said something.
    Message(Message),
    /// Somebody is there from now on.
    Joined(Author),
    /// Somebody is not there any more: after an end, and after a transfer too.
    Left(Author),
    /// Somebody is looked for, who may be there in so many milliseconds.
    Routed {
        /// The estimated wait.
        wait_ms: Option<u64>,
    },
    /// Nobody could be found.
    NotRouted,
    /// The place in the queue.
    Position(u32),
    /// The session waits for somebody.
    Waiting,
    /// Somebody talks with the end user.
    Active,
    /// The session is over.
    Ended(EndInfo),
    /// All messages up to this one arrived.
    Delivered(MessageId),
    /// All messages up to this one were seen.
    Read(MessageId),
    /// Somebody is writing, or stopped.
    Typing(Author, bool),
    /// What somebody is busy with.
    Progress(Author, String),
    /// A piece of a text that is being written.
    Piece {
        /// The message that it will be.
        id: MessageId,
        /// Who writes.
        author: Author,
        /// The place of this piece among the others.
        number: u64,
        /// The piece.
        text: String,
    },
    /// A message of the end user did not get through.
    NotDelivered(MessageId),
    /// Nothing that concerns a visitor, or nothing that this version understands.
    Nothing,
}

/// An entry with what all entries have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id; of a message, the message's.
    pub id: String,
    /// When the server wrote it down.
    pub at: Instant,
    /// What it says.
    pub told: Told,
}

/// Reads an entry of a list. Fails for what is no entry at all.
pub fn read<V: Value>(entry: &V) -> Option<Entry> {
    let kind = text(entry, &["entryType"]);
    read_as(entry, &kind)
}

/// Reads what the stream sent: the conversation it is about, and the entry. The name of the event
/// says more than its content for the one kind whose content is not documented.
pub fn read_event<V: Value>(event: &str, data: &str) -> Option<(String, Entry)> {
    let envelope = V::from_json(data)?;
    let conversation = some_text(&envelope, &["conversationId"])?;
    if event == "CONVERSATION_CLOSE_CONVERSATION" {
        let entry = at(&envelope, &["conversationEntry"]).unwrap_or_else(V::nothing);
        return Some((conversation, read_as(&entry, "CloseConversation")?));
    }
    let entry = at(&envelope, &["conversationEntry"])?;
    Some((conversation, read(&entry)?))
}

fn read_as<V: Value>(entry: &V, kind: &str) -> Option<Entry> {
    // The stream sends a text with JSON in it, the list sends the object itself.
    let payload = at(entry, &["entryPayload"]).unwrap_or_else(V::nothing);
    let payload = match payload.as_text() {
        Some(text) => V::from_json(&text)?,
        None => payload,
    };
    let at = moment(entry, &["transcriptedTimestamp"])
        .or_else(|| moment(entry, &["clientTimestamp"]))
        .unwrap_or(Instant(0));
    let id = some_text(entry, &["identifier"]).unwrap_or_else(|| text(&payload, &["id"]));
    let author = Author {
        role: role(&text(entry, &["sender", "role"])),
        name: text(entry, &["senderDisplayName"]),
    };
    let told = match kind {
        "Message" => message(&payload, &id, &author, at),
        "ParticipantChanged" => participant(&payload),
        "RoutingResult" => routing(&payload),
        "SessionStatusChanged" => status(&payload, at),
        "CloseConversation" => Told::Ended(EndInfo {
            closes_conversation: true,
            ..EndInfo::unknown(at)
        }),
        "QueuePosition" => number(&payload, &["position"])
            .and_then(|position| position.try_into().ok())
            .map_or(Told::Nothing, Told::Position),
        "DeliveryAcknowledgement" => {
            acknowledged(entry, &payload).map_or(Told::Nothing, Told::Delivered)
        }
        "ReadAcknowledgement" => acknowledged(entry, &payload).map_or(Told::Nothing, Told::Read),
        "TypingStartedIndicator" => Told::Typing(author, true),
        "TypingStoppedIndicator" => Told::Typing(author, false),
        "ProgressIndicator" => {
            let said = text(&payload, &["progressIndicator", "progressMessage", "text"]);
            Told::Progress(author, said)
        }
        "StreamingToken" => piece(&payload, author),
        "MessageDeliveryFailed" => some_text(&payload, &["failedConversationEntryIdentifier"])
            .map_or(Told::Nothing, |id| Told::NotDelivered(id.into())),
        "EndUserConsentUpdated" if is_word(&text(&payload, &["consentStatus"]), "OptOut") => {
            Told::Ended(EndInfo {
                by: EndedBy::OptOut,
                ..EndInfo::unknown(at)
            })
        }
        _ => Told::Nothing,
    };
    Some(Entry { id, at, told })
}

/// Who somebody is. The list of roles is open: whoever is neither the end user nor the backend nor
/// known to be a program is taken for a human.
fn role(word: &str) -> Role {
    let is = |other| is_word(word, other);
    if is("EndUser") {
        Role::EndUser
    } else if is("Chatbot") || is("DigitalWorker") {
        Role::Bot
    } else if is("System") || is("Router") {
        Role::System
    } else {
        Role::Agent
    }
}

fn message<V: Value>(payload: &V, id: &str, author: &Author, at: Instant) -> Told {
    let Some(message) = json::at(payload, &["abstractMessage"]) else {
        return Told::Nothing;
    };
    if content::is_receipt(&message) {
        return Told::Nothing;
    }
    let own = some_text(&message, &["id"]);
    let (body, answer) = content::read(&message);
    Told::Message(Message {
        answer,
        ..Message::new(
            own.as_deref().unwrap_or(id).into(),
            author.clone(),
            at,
            body,
        )
    })
}

fn participant<V: Value>(payload: &V) -> Told {
    // One entry names one person in practice; the first one that concerns a visitor counts.
    for change in items(payload, &["entries"]) {
        let author = Author {
            role: role(&text(&change, &["participant", "role"])),
            name: text(&change, &["displayName"]),
        };
        if !matches!(author.role, Role::Agent | Role::Bot) {
            continue;
        }
        let operation = text(&change, &["operation"]);
        if is_word(&operation, "add") {
            return Told::Joined(author);
        }
        if is_word(&operation, "remove") {
            return Told::Left(author);
        }
    }
    Told::Nothing
}

fn routing<V: Value>(payload: &V) -> Told {
    let failure = text(payload, &["failureType"]);
    if !failure.is_empty() && !is_word(&failure, "None") {
        return Told::NotRouted;
    }
    let wait = number(
        payload,
        &["estimatedWaitTime", "estimatedWaitTimeInSeconds"],
    );
    Told::Routed {
        wait_ms: wait.map(|seconds| seconds.saturating_mul(1000)),
    }
}

fn status<V: Value>(payload: &V, at: Instant) -> Told {
    let status = text(payload, &["sessionStatus"]);
    let is = |word| is_word(&status, word);
    if is("Ended") {
        Told::Ended(EndInfo {
            by: ended_by(&text(payload, &["sessionEndedByRole"])),
            ..EndInfo::unknown(moment(payload, &["sessionEndTime"]).unwrap_or(at))
        })
    } else if is("Waiting") || is("New") {
        Told::Waiting
    } else if is("Active") {
        Told::Active
    } else {
        // Inactive, Paused, Consent, Error and whatever a later version adds: not an end.
        Told::Nothing
    }
}

/// Who ended a session, as far as the server says; it is known to say it wrongly.
fn ended_by(word: &str) -> EndedBy {
    let is = |other| is_word(word, other);
    if is("EndUser") {
        EndedBy::EndUser
    } else if is("Agent") {
        EndedBy::Agent
    } else if is("Supervisor") {
        EndedBy::Supervisor
    } else if is("Chatbot") || is("DigitalWorker") {
        EndedBy::Bot
    } else if is("System") || is("Router") {
        EndedBy::System
    } else {
        EndedBy::Unknown
    }
}

fn acknowledged<V: Value>(entry: &V, payload: &V) -> Option<MessageId> {
    let related = items(entry, &["relatedRecords"]).into_iter().next();
    some_text(payload, &["acknowledgedConversationEntryIdentifier"])
        .or_else(|| related?.as_text())
        .map(Into::into)
}

fn piece<V: Value>(payload: &V, author: Author) -> Told {
    let (Some(id), Some(text), Some(number)) = (
        some_text(payload, &["targetMessageIdentifier"]),
        some_text(payload, &["token", "text"]),
        number(payload, &["sequenceNumber"]),
    ) else {
        return Told::Nothing;
    };
    Told::Piece {
        id: id.into(),
        author,
        number,
        text,
    }
}
