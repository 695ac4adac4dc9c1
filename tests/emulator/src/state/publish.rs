//! From an entry to the streams of its subject.

use super::entry::{Draft, Entry, Kind};
use super::{State, Stream};
use crate::settings::Settings;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) data: String,
}

/// What a stream is told to do next.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Event(Event),
    /// Bytes that need not be an event.
    Bytes(bytes::Bytes),
    Drop(DropStreams),
}

/// How streams break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DropStreams {
    /// The server ends them properly.
    End,
    /// The socket is reset now.
    Reset,
    /// They stay open, and nothing comes any more, not even pings.
    HalfOpen,
    /// The next event breaks off in the middle of a line, and the socket is reset.
    ResetMidLine,
    /// The next event breaks off within a UTF-8 sequence if it has one, and the socket is reset.
    ResetMidCharacter,
    /// The next event breaks off between CR and LF, and the socket is reset.
    ResetMidLineEnd,
}

/// What is kept of a subject's events for those who come back.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    events: VecDeque<Event>,
    /// The newest id that was given out, whether its event is still kept or not.
    pub(crate) newest: Option<String>,
}

impl Buffer {
    fn keep(&mut self, event: Event, most: usize) {
        if event.id.is_some() {
            self.newest.clone_from(&event.id);
        }
        self.events.push_back(event);
        while self.events.len() > most {
            self.events.pop_front();
        }
    }

    /// What came after the event with this id, preceded by `again` events that came before.
    ///
    /// `0` stands before the first event. An id that says nothing to the emulator brings nothing.
    pub(crate) fn after(&self, last: &str, again: usize) -> Vec<Event> {
        let exact = self
            .events
            .iter()
            .position(|event| event.id.as_deref() == Some(last))
            .map(|place| place.saturating_add(1));
        let from = match (exact, order(last)) {
            (Some(place), _) => place,
            (None, Some(last)) => self
                .events
                .iter()
                .position(|event| event.id.as_deref().and_then(order) > Some(last))
                .unwrap_or(self.events.len()),
            (None, None) => return Vec::new(),
        };
        let from = from.saturating_sub(again);
        self.events.iter().skip(from).cloned().collect()
    }

    pub(crate) fn forget(&mut self) {
        self.events.clear();
    }
}

/// The time and the number in an id of ours; the number is 0 where there is none.
fn order(id: &str) -> Option<(u64, u64)> {
    match id.split_once('-') {
        None => Some((id.parse().ok()?, 0)),
        Some((time, number)) => Some((time.parse().ok()?, number.parse().ok()?)),
    }
}

impl State {
    /// Gives an entry its time, keeps it, and tells the streams.
    pub(crate) fn publish(&mut self, conversation: &str, draft: Draft) {
        let stranger = (self.settings.lists.strangers && draft.kind == Kind::Message)
            .then(|| Draft::new(Kind::Stranger, draft.sender.clone(), json!({"flavour": 7})));
        self.tell(conversation, draft, true);
        if let Some(stranger) = stranger {
            self.tell(conversation, stranger, true);
        }
    }

    /// Keeps an entry without telling it: an echo that never comes.
    pub(crate) fn keep_silently(&mut self, conversation: &str, draft: Draft) {
        self.tell(conversation, draft, false);
    }

    fn tell(&mut self, conversation: &str, draft: Draft, aloud: bool) {
        let time = self.tick();
        let entry = Entry { draft, time };
        let envelope = envelope(&self.settings, conversation, &entry);
        let name = entry.draft.event().to_owned();
        let Some(found) = self.conversation_mut(conversation) else {
            return;
        };
        let subject = found.subject.clone();
        if entry.draft.kind.is_kept() {
            found.entries.push(entry);
        }
        if aloud {
            self.emit(&subject, Some(name), None, envelope.to_string());
        }
    }

    /// Sends an event to all streams of a subject, and keeps it for those that come back. It gets
    /// the next id unless it brings its own.
    pub(crate) fn emit(
        &mut self,
        subject: &str,
        name: Option<String>,
        id: Option<String>,
        data: String,
    ) {
        let id = id.unwrap_or_else(|| self.event_id());
        let event = Event {
            name,
            id: Some(id),
            data,
        };
        let most = self.settings.stream.replay;
        let buffer = self.buffers.entry(subject.to_owned()).or_default();
        buffer.keep(event.clone(), most);
        match &mut self.held {
            Some(held) => held.push((subject.to_owned(), event)),
            None => self.deliver(subject, &Piece::Event(event)),
        }
    }

    /// Hands a piece to the streams of a subject.
    pub(crate) fn deliver(&mut self, subject: &str, piece: &Piece) {
        self.streams.retain(|stream| !stream.pieces.is_closed());
        let told = |stream: &&Stream| stream.subject == subject;
        for stream in self.streams.iter().filter(told) {
            // A stream that closed meanwhile misses nothing: the buffer has it.
            let _ = stream.pieces.send(piece.clone());
        }
    }
}

fn envelope(settings: &Settings, conversation: &str, entry: &Entry) -> Value {
    json!({
        "channelPlatformKey": super::CHANNEL_KEY,
        "channelType": "embedded_messaging",
        "channelAddressIdentifier": super::CHANNEL_ADDRESS,
        "conversationId": conversation,
        "conversationEntry": entry.json(settings.stream.payload),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(most: usize) -> Buffer {
        let mut buffer = Buffer::default();
        for number in 0..5 {
            let event = Event {
                name: None,
                id: Some(format!("100-{number}")),
                data: number.to_string(),
            };
            buffer.keep(event, most);
        }
        buffer
    }

    fn data(events: &[Event]) -> String {
        events.iter().map(|event| event.data.as_str()).collect()
    }

    #[test]
    fn what_came_after_an_id_is_found() {
        let all = buffer(10);
        assert_eq!(data(&all.after("0", 0)), "01234");
        assert_eq!(data(&all.after("100-2", 0)), "34");
        assert_eq!(data(&all.after("100-2", 2)), "1234");
        assert_eq!(data(&all.after("100-4", 0)), "");
        assert_eq!(data(&all.after("junk", 3)), "");
    }

    #[test]
    fn what_is_older_than_the_buffer_is_lost() {
        let short = buffer(2);
        assert_eq!(data(&short.after("100-0", 0)), "34");
        assert_eq!(short.newest.as_deref(), Some("100-4"));
        assert_eq!(data(&buffer(0).after("100-0", 0)), "");
    }
}
