//! The messages of a conversation in order, and the rows a window makes of them.

use core::ops::Range;
use std::sync::Arc;

use super::{
    id::MessageId,
    known::Known,
    message::{Author, Body, Delivery, Message, Note},
    policy::GROUP_MS,
    rich::{Answer, Refused},
    time::Instant,
};

/// All messages of a conversation that this browser knows, oldest first, each once.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    entries: Vec<Arc<Message>>,
    known: Known,
    /// The end user's newest message, which carries the receipt.
    newest_own: Option<MessageId>,
    /// The end user's answers, each by the message that carries it.
    answers: Vec<(MessageId, Answer)>,
    /// The last answer that the backend did not take.
    refused: Option<Refused>,
    /// How much of the file under way has arrived, of a hundred.
    progress: Option<(MessageId, u8)>,
    version: u64,
    /// Whether the backend has older messages.
    pub has_older: bool,
}

/// One message with what its neighbours make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts about one row"
)]
pub struct Row {
    /// Its place in the transcript.
    pub index: usize,
    /// The message.
    pub message: Arc<Message>,
    /// It is the first of its author's group.
    pub starts_group: bool,
    /// It is the last of its author's group: name, time and receipt stand under it.
    pub ends_group: bool,
    /// A day begins with it.
    pub new_day: bool,
    /// What to say of its delivery; only under the end user's newest message, and under each one
    /// that has not arrived.
    pub receipt: Option<Delivery>,
    /// It is the oldest one that has not been seen.
    pub first_unread: bool,
    /// The end user's answer to it.
    pub answer: Option<Answer>,
    /// The answer to it that the backend did not take, until there is another one.
    pub refused: Option<Refused>,
    /// How much of its file has arrived, of a hundred, while it is under way.
    pub progress: Option<u8>,
}

impl Transcript {
    /// The number of messages.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A number that changes whenever any row may have.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Arc<Message>> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The message at a place, counted from the oldest.
    pub fn at(&self, place: usize) -> Option<&Message> {
        self.entries.get(place).map(AsRef::as_ref)
    }

    /// The note that tells of the last end, if there is one.
    pub fn newest_end(&self) -> Option<MessageId> {
        let is_end = |entry: &&Arc<Message>| matches!(entry.body, Body::Note(Note::Ended(_)));
        self.entries
            .iter()
            .rev()
            .find(is_end)
            .map(|note| note.id.clone())
    }

    /// Whether a message is there.
    pub fn contains(&self, id: &MessageId) -> bool {
        self.known.contains(id)
    }

    /// The message with this id.
    pub fn get(&self, id: &MessageId) -> Option<&Message> {
        self.position(id)
            .and_then(|at| self.entries.get(at))
            .map(AsRef::as_ref)
    }

    /// The end user's answer to a message, given or on its way.
    pub fn answer_to(&self, id: &MessageId) -> Option<&Answer> {
        let mut answers = self.answers.iter().map(|(_, answer)| answer);
        answers.find(|answer| answer.to == *id)
    }

    /// The backend did not take an answer: the message that asked is open again.
    pub fn refuse(&mut self, answer: Answer, faults: String) {
        self.version = self.version.wrapping_add(1);
        self.refused = Some(Refused { answer, faults });
    }

    /// The last answer that the backend did not take.
    pub const fn refused(&self) -> Option<&Refused> {
        self.refused.as_ref()
    }

    /// Takes over the last answer that was not taken from an earlier transcript.
    pub fn keep_refused(&mut self, earlier: &mut Self) {
        self.refused = earlier.refused.take();
    }

    /// So much of a hundred of the file in this message has arrived.
    pub fn advance_file(&mut self, id: MessageId, percent: u8) {
        self.version = self.version.wrapping_add(1);
        self.progress = Some((id, percent.min(100)));
    }

    /// Whether more of a message is still to come.
    pub fn is_partial(&self, id: &MessageId) -> bool {
        self.get(id).is_some_and(|message| message.partial)
    }

    /// Adds a message in its place, or updates the one that is there with what the backend knows
    /// better. Returns whether it is new.
    pub fn insert(&mut self, message: Message) -> bool {
        self.version = self.version.wrapping_add(1);
        if self.known.insert(message.id.clone()) {
            self.note_own(&message);
            put_in(&mut self.entries, Arc::new(message));
            return true;
        }
        let (id, at) = (message.id.clone(), message.at);
        let is_moved = message.is_own() && self.get(&id).is_some_and(|known| known.at != at);
        self.change(&id, |known| {
            known.body = message.body;
            known.partial = message.partial;
            if known.delivery < message.delivery {
                known.delivery = message.delivery;
            }
        });
        // The answer to a repeated try tells the moment of that try.
        if is_moved {
            self.settle(&id, at);
        }
        false
    }

    /// Adds many messages, each in its place; those of one moment in the order given. Returns those
    /// that are new, oldest first.
    pub fn merge(&mut self, messages: Vec<Message>) -> Vec<Arc<Message>> {
        self.version = self.version.wrapping_add(1);
        let mut fresh = Vec::new();
        let mut before: Option<MessageId> = None;
        for message in messages {
            let (id, at) = (message.id.clone(), message.at);
            if self.known.insert(id.clone()) {
                let message = Arc::new(message);
                self.note_own(&message);
                put_in(&mut self.entries, Arc::clone(&message));
                put_in(&mut fresh, message);
            } else {
                self.insert(message);
                // The stream may have brought messages of one moment in another order.
                if before.is_some_and(|before| self.position(&id) < self.position(&before)) {
                    self.settle(&id, at);
                }
            }
            before = Some(id);
        }
        fresh
    }

    /// Takes a message out. Returns its text, if it was there and had one.
    pub fn remove(&mut self, id: &MessageId) -> Option<String> {
        let at = self.position(id)?;
        self.known.remove(id);
        self.answers.retain(|(own, _)| own != id);
        self.version = self.version.wrapping_add(1);
        let removed = self.entries.remove(at);
        if self.newest_own.as_ref() == Some(id) {
            self.newest_own = self
                .entries
                .iter()
                .rev()
                .find(|entry| entry.is_own())
                .map(|own| own.id.clone());
        }
        removed.text().map(str::to_owned)
    }

    /// Changes a message where it stands.
    pub fn change(&mut self, id: &MessageId, change: impl FnOnce(&mut Message)) {
        if let Some(entry) = self.position(id).and_then(|at| self.entries.get_mut(at)) {
            self.version = self.version.wrapping_add(1);
            change(Arc::make_mut(entry));
        }
    }

    /// The backend has taken one of the end user's messages at `at`: its clock counts from now on,
    /// so that an answer never stands above its question however wrong the visitor's clock is.
    pub fn settle(&mut self, id: &MessageId, at: Instant) {
        let Some(place) = self.position(id) else {
            return;
        };
        self.version = self.version.wrapping_add(1);
        let mut entry = self.entries.remove(place);
        let message = Arc::make_mut(&mut entry);
        message.at = at;
        message.delivery = message.delivery.max(Delivery::Sent);
        put_in(&mut self.entries, entry);
    }

    /// Counts on from the version of an earlier transcript.
    pub const fn continue_version(&mut self, earlier: &Self) {
        self.version = earlier.version.wrapping_add(1);
    }

    /// Moves the end user's messages up to and with `id` on to `delivery`; never back.
    pub fn advance(&mut self, id: &MessageId, delivery: Delivery) {
        let Some(newest) = self.position(id) else {
            return;
        };
        self.version = self.version.wrapping_add(1);
        for entry in self.entries.iter_mut().take(newest.saturating_add(1)).rev() {
            if !entry.is_own() || entry.delivery < Delivery::Sent {
                continue;
            }
            if entry.delivery >= delivery {
                // Everything older has come at least as far.
                break;
            }
            Arc::make_mut(entry).delivery = delivery;
        }
    }

    /// The rows in `range`, as far as they exist. `mark` is the oldest message that had not been
    /// seen when the visitor last looked; `day_of` gives the number of the day a moment falls on,
    /// in the visitor's time zone.
    pub fn rows(
        &self,
        range: Range<usize>,
        mark: Option<&MessageId>,
        day_of: &dyn Fn(Instant) -> i64,
    ) -> Vec<Row> {
        range
            .map_while(|index| self.row(index, mark, day_of))
            .collect()
    }

    fn row(
        &self,
        index: usize,
        mark: Option<&MessageId>,
        day_of: &dyn Fn(Instant) -> i64,
    ) -> Option<Row> {
        let message = self.entries.get(index)?;
        let before = index.checked_sub(1).and_then(|at| self.entries.get(at));
        let after = self.entries.get(index.saturating_add(1));
        let new_day = before.is_none_or(|before| day_of(before.at) != day_of(message.at));
        let day_ends = after.is_some_and(|after| day_of(after.at) != day_of(message.at));
        let is_marked = |entry: &Message| mark == Some(&entry.id);
        Some(Row {
            index,
            message: Arc::clone(message),
            starts_group: new_day
                || is_marked(message)
                || before.is_none_or(|before| !same_group(before, message)),
            ends_group: day_ends
                || after.is_none_or(|after| is_marked(after) || !same_group(message, after)),
            new_day,
            receipt: self.receipt(message),
            first_unread: is_marked(message),
            answer: self.answer_to(&message.id).cloned(),
            refused: self
                .refused
                .clone()
                .filter(|refused| refused.answer.to == message.id),
            progress: self
                .progress
                .as_ref()
                .filter(|(id, _)| *id == message.id && message.delivery == Delivery::Sending)
                .map(|(_, percent)| *percent),
        })
    }

    fn receipt(&self, message: &Message) -> Option<Delivery> {
        let is_told =
            message.delivery < Delivery::Sent || self.newest_own.as_ref() == Some(&message.id);
        (message.is_own() && is_told).then_some(message.delivery)
    }

    fn note_own(&mut self, message: &Message) {
        if let Some(answer) = &message.answer {
            self.answers.push((message.id.clone(), answer.clone()));
        }
        let is_newer = |known: &Message| known.at <= message.at;
        if message.is_own()
            && self
                .newest_own
                .as_ref()
                .and_then(|id| self.get(id))
                .is_none_or(is_newer)
        {
            self.newest_own = Some(message.id.clone());
        }
    }

    fn position(&self, id: &MessageId) -> Option<usize> {
        if !self.known.contains(id) {
            return None;
        }
        self.entries.iter().rposition(|entry| entry.id == *id)
    }
}

/// Puts a message behind all that are not later.
fn put_in(entries: &mut Vec<Arc<Message>>, message: Arc<Message>) {
    let at = entries.partition_point(|earlier| earlier.at <= message.at);
    entries.insert(at, message);
}

fn same_group(earlier: &Message, later: &Message) -> bool {
    let is_said = |message: &Message| !message.is_note();
    let same_author = |a: &Author, b: &Author| a.role == b.role && a.name == b.name;
    is_said(earlier)
        && is_said(later)
        && same_author(&earlier.author, &later.author)
        && later.at.since(earlier.at) < GROUP_MS
        && (earlier.delivery < Delivery::Sent) == (later.delivery < Delivery::Sent)
}

#[cfg(test)]
#[path = "transcript_tests.rs"]
mod tests;
