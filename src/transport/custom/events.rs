//! What an adapter tells by itself, and the snapshot it answers with on every connect.

use super::reading::{
    Flaw, Reading, each, id, items, json, object, part, some_json, some_moment, some_number,
    some_part, some_text, truth, word,
};
use crate::{
    domain::{
        BackendEvent, EndInfo, EndedBy, Instant, MessageId, Next, Snapshot,
        config::RulesChange,
        message::{Author, Body, Delivery, Message, Note, Role},
        offer::Offers,
        rich::{Answer, Rich},
        snapshot::{Allowed, Availability, LostReason, Queue, Status},
    },
    value::Value,
};

/// What an adapter told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Something that the session hears.
    Event(BackendEvent),
    /// The connection broke.
    Broken,
}

/// A snapshot with what is offered beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What is offered around a chat.
    pub offers: Option<Offers>,
    /// The state.
    pub snapshot: Snapshot,
}

const TYPES: &str = "one of message, typing, delivered, read, with-bot, waiting, talking, \
    inactive, active, ended, lost, allowed, availability, offers, settings, progress, cleared, \
    disconnected";

/// Reads an event. `now` is when something happened that says no moment.
pub fn event<V: Value>(value: &V, now: Instant) -> Reading<Told> {
    object(value)?;
    let kind = some_text(value, "type")?.unwrap_or_default();
    if let Some(status) = running(&kind, value, now)? {
        return Ok(Told::Event(match status {
            Status::WithBot(author) => BackendEvent::WithBot(author),
            Status::Waiting(queue) => BackendEvent::Waiting(queue),
            Status::Talking(author) => BackendEvent::Talking(author),
            Status::Ended(info) => BackendEvent::Ended(info),
            Status::Lost(reason) => BackendEvent::Lost(reason),
            Status::None => return Err(Flaw::of("type", TYPES)),
        }));
    }
    Ok(Told::Event(match kind.as_str() {
        "message" => BackendEvent::Message(message(value, now)?),
        "typing" => BackendEvent::Typing {
            author: author_of(value)?,
            active: truth(value, "active", true)?,
        },
        "delivered" => BackendEvent::Delivered(message_id(value)?),
        "read" => BackendEvent::Read(message_id(value)?),
        "inactive" => BackendEvent::Inactive {
            ends_at: some_moment(value, "endsAt")?
                .ok_or_else(|| Flaw::of("endsAt", "the moment when the session will end"))?,
        },
        "active" => BackendEvent::Active,
        "allowed" => BackendEvent::Allowed(allowed(value)?),
        "availability" => BackendEvent::Availability(availability(value)?),
        "offers" => BackendEvent::Offers(offers(value)?),
        "settings" => BackendEvent::Settings(settings(value)?),
        "progress" => BackendEvent::Progress {
            id: message_id(value)?,
            percent: some_number(value, "percent")?
                .and_then(|percent| u8::try_from(percent).ok())
                .filter(|percent| *percent <= 100)
                .ok_or_else(|| Flaw::of("percent", "a whole number from 0 to 100"))?,
        },
        "cleared" => BackendEvent::Cleared,
        "disconnected" => return Ok(Told::Broken),
        _ => return Err(Flaw::of("type", TYPES)),
    }))
}

/// Reads a snapshot.
pub fn snapshot<V: Value>(value: &V, now: Instant) -> Reading<Stand> {
    object(value)?;
    let status = part(value, "state").ok_or_else(|| Flaw::of("state", STATES))?;
    let status = status_of(&status, now).map_err(|flaw| flaw.within("state"))?;
    let conversation = some_text(value, "conversation")?.filter(|id| !id.is_empty());
    if conversation.is_none() && !matches!(status, Status::None | Status::Lost(_)) {
        return Err(Flaw::of(
            "conversation",
            "the conversation that the state is about",
        ));
    }
    Ok(Stand {
        offers: some_part(value, "offers", offers)?,
        snapshot: Snapshot {
            conversation: conversation.map(Into::into),
            status,
            ends_at: some_moment(value, "endsAt")?,
            messages: items(value, "messages", |one| message(one, now))?,
            has_older: truth(value, "hasOlder", false)?,
            allowed: some_part(value, "allowed", allowed)?.unwrap_or_default(),
            availability: some_part(value, "availability", availability)?.unwrap_or_default(),
        },
    })
}

/// Whether a snapshot says no more than that nothing runs and somebody is there.
pub fn is_plain<V: Value>(value: &V) -> bool {
    let word = |object: Option<V>, name| object.and_then(|object| object.field(name)?.as_text());
    let availability = part(value, "availability");
    word(part(value, "state"), "type").as_deref() == Some("none")
        && (availability.is_none() || word(availability, "is").as_deref() == Some("online"))
        && ["conversation", "offers", "messages", "allowed"]
            .into_iter()
            .all(|name| part(value, name).is_none())
}

const STATES: &str = "an object whose type is one of none, with-bot, waiting, talking, ended, lost";

fn status_of<V: Value>(value: &V, now: Instant) -> Reading<Status> {
    let Some(kind) = some_text(value, "type")? else {
        return Err(Flaw::new(STATES));
    };
    running(&kind, value, now)?.ok_or_else(|| {
        Flaw::of(
            "type",
            "one of none, with-bot, waiting, talking, ended, lost",
        )
    })
}

/// Where a session stands, if that is what this kind of value says.
fn running<V: Value>(kind: &str, value: &V, now: Instant) -> Reading<Option<Status>> {
    Ok(Some(match kind {
        "none" => Status::None,
        "with-bot" => Status::WithBot(some_author(value, Role::Bot)?),
        "waiting" => Status::Waiting(Queue {
            position: some_number(value, "position")?
                .map(|position| u32::try_from(position).unwrap_or(u32::MAX)),
            wait_ms: some_number(value, "waitMs")?,
        }),
        "talking" => Status::Talking(some_author(value, Role::Agent)?),
        "ended" => Status::Ended(end(value, EndedBy::Unknown, now)?),
        "lost" => Status::Lost(lost(value)?),
        _ => return Ok(None),
    }))
}

/// How a session ended; whoever does not say who ended it has `by` told.
pub fn end<V: Value>(value: &V, by: EndedBy, now: Instant) -> Reading<EndInfo> {
    let by = match part(value, "by") {
        None => by,
        Some(_) => word(
            value,
            "by",
            &[
                ("end-user", EndedBy::EndUser),
                ("agent", EndedBy::Agent),
                ("bot", EndedBy::Bot),
                ("supervisor", EndedBy::Supervisor),
                ("automation", EndedBy::Automation),
                ("system", EndedBy::System),
                ("inactivity", EndedBy::Inactivity),
                ("opt-out", EndedBy::OptOut),
                ("unknown", EndedBy::Unknown),
            ],
            "one of end-user, agent, bot, supervisor, automation, system, inactivity, opt-out, \
             unknown",
        )?,
    };
    Ok(EndInfo {
        by,
        reason: some_text(value, "reason")?,
        actor_name: some_text(value, "actorName")?,
        at: some_moment(value, "at")?.unwrap_or(now),
        closes_conversation: truth(value, "closesConversation", false)?,
    })
}

/// Why a conversation cannot go on.
pub fn lost<V: Value>(value: &V) -> Reading<LostReason> {
    word(
        value,
        "reason",
        &[
            ("unknown", LostReason::Unknown),
            ("forbidden", LostReason::Forbidden),
            ("expired", LostReason::Expired),
        ],
        "one of unknown, forbidden, expired",
    )
}

const AN_AUTHOR: &str = "an object { role, name }";

/// Somebody who writes.
pub fn author<V: Value>(value: &V) -> Reading<Author> {
    if !value.is_object() {
        return Err(Flaw::new(AN_AUTHOR));
    }
    let role = word(
        value,
        "role",
        &[
            ("end-user", Role::EndUser),
            ("agent", Role::Agent),
            ("bot", Role::Bot),
            ("system", Role::System),
        ],
        "one of end-user, agent, bot, system",
    )?;
    let name = some_text(value, "name")?.unwrap_or_default();
    Ok(Author { role, name })
}

fn author_of<V: Value>(value: &V) -> Reading<Author> {
    let read = some_part(value, "author", author)?;
    read.ok_or_else(|| Flaw::of("author", AN_AUTHOR))
}

/// Whoever is there, by name if it is said; their role is known from the state.
fn some_author<V: Value>(value: &V, role: Role) -> Reading<Author> {
    let name = some_part(value, "author", |author| {
        object(author)?;
        some_text(author, "name")
    })?;
    let name = name.flatten();
    Ok(Author {
        role,
        name: name.unwrap_or_default(),
    })
}

fn message_id<V: Value>(value: &V) -> Reading<MessageId> {
    id(value, "id").map(Into::into)
}

/// Reads a message.
pub fn message<V: Value>(value: &V, now: Instant) -> Reading<Message> {
    object(value)?;
    let id = message_id(value)?;
    let note = some_part(value, "note", |said| note(said, now))?;
    let author = match (&note, some_part(value, "author", author)?) {
        (_, Some(author)) => author,
        (Some(_), None) => Author::system(),
        (None, None) => return Err(Flaw::of("author", AN_AUTHOR)),
    };
    let text = some_text(value, "text")?;
    let content = some_json(value, "content")?;
    let body = match (note, content, text) {
        (Some(note), _, _) => Body::Note(note),
        (None, Some(content), text) => Body::Rich(Rich {
            text: text.unwrap_or_default(),
            content,
        }),
        (None, None, Some(text)) => Body::Text(text),
        (None, None, None) => return Err(Flaw::of("text", "a text, unless there is content")),
    };
    let delivery = match part(value, "delivery") {
        None => Delivery::Delivered,
        Some(_) => word(
            value,
            "delivery",
            &[
                ("sent", Delivery::Sent),
                ("delivered", Delivery::Delivered),
                ("read", Delivery::Read),
            ],
            "one of sent, delivered, read",
        )?,
    };
    Ok(Message {
        delivery,
        answer: some_part(value, "answer", answer)?,
        partial: truth(value, "partial", false)?,
        ..Message::new(id, author, some_moment(value, "at")?.unwrap_or(now), body)
    })
}

fn note<V: Value>(value: &V, now: Instant) -> Reading<Note> {
    object(value)?;
    let kind = some_text(value, "type")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "joined" => Note::Joined(author_of(value)?),
        "left" => Note::Left(author_of(value)?),
        "queued" => Note::Queued,
        "ended" => Note::Ended(end(value, EndedBy::Unknown, now)?),
        "reopened" => Note::Reopened,
        _ => {
            return Err(Flaw::of(
                "type",
                "one of joined, left, queued, ended, reopened",
            ));
        }
    })
}

fn answer<V: Value>(value: &V) -> Reading<Answer> {
    object(value)?;
    let values = part(value, "values").ok_or_else(|| Flaw::of("values", "a list"))?;
    each(&values, pair("value")).map_err(|flaw| flaw.within("values"))?;
    Ok(Answer {
        to: id(value, "to")?.into(),
        values: json(&values).map_err(|flaw| flaw.within("values"))?,
    })
}

/// Whether a value is a name with a text, as those of answers and of what is wrong with them are.
pub fn pair<V: Value>(text: &'static str) -> impl Fn(&V) -> Reading<()> {
    move |value| {
        object(value)?;
        id(value, "name")?;
        let said = some_text(value, text)?;
        said.map(drop).ok_or_else(|| Flaw::of(text, "a text"))
    }
}

fn allowed<V: Value>(value: &V) -> Reading<Allowed> {
    object(value)?;
    Ok(Allowed {
        can_send: truth(value, "canSend", true)?,
        can_end: truth(value, "canEnd", true)?,
        can_reopen: truth(value, "canReopen", true)?,
        can_start_new: truth(value, "canStartNew", true)?,
    })
}

fn availability<V: Value>(value: &V) -> Reading<Availability> {
    object(value)?;
    let back_at = some_moment(value, "backAt")?;
    word(
        value,
        "is",
        &[
            ("online", Availability::Online),
            ("away", Availability::Away { back_at }),
            ("closed", Availability::Closed { back_at }),
        ],
        "one of online, away, closed",
    )
}

fn offers<V: Value>(value: &V) -> Reading<Offers> {
    object(value)?;
    Ok(Offers {
        pre_chat: some_json(value, "preChat")?,
        survey: some_json(value, "survey")?,
        files: some_json(value, "files")?,
        ..Offers::default()
    })
}

fn settings<V: Value>(value: &V) -> Reading<RulesChange> {
    let some_truth = |name| match part(value, name) {
        None => Ok(None),
        Some(_) => truth(value, name, false).map(Some),
    };
    let after_end = match part(value, "afterEnd") {
        None => None,
        Some(_) => Some(word(
            value,
            "afterEnd",
            &[
                ("readOnly", Next::ReadOnly),
                ("reset", Next::Reset),
                ("reopen", Next::Reopen),
            ],
            "one of readOnly, reset, reopen",
        )?),
    };
    Ok(RulesChange {
        end_chat_when_session_ends: some_truth("endChatWhenSessionEnds")?,
        end_users_can_end: some_truth("endUsersCanEnd")?,
        after_end,
    })
}
