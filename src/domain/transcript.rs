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
        self.change(&message.id.clone(), |known| {
            known.body = message.body;
            known.partial = message.partial;
            if known.delivery < message.delivery {
                known.delivery = message.delivery;
            }
        });
        false
    }

    /// Adds many messages at once, each in its place. Returns those that are new, oldest first.
    pub fn merge(&mut self, messages: Vec<Message>) -> Vec<Arc<Message>> {
        self.version = self.version.wrapping_add(1);
        let mut fresh = Vec::new();
        for message in messages {
            if self.known.insert(message.id.clone()) {
                put_in(&mut fresh, Arc::new(message));
            } else {
                self.insert(message);
            }
        }
        for message in &fresh {
            self.note_own(message);
        }
        let mut new = fresh.iter().cloned().peekable();
        let end = self.entries.last().map(|last| last.at);
        if fresh.first().is_some_and(|first| end > Some(first.at)) {
            // Messages of one moment stay in the order in which they were first seen.
            for entry in core::mem::take(&mut self.entries) {
                while let Some(earlier) = new.next_if(|new| new.at < entry.at) {
                    self.entries.push(earlier);
                }
                self.entries.push(entry);
            }
        }
        self.entries.extend(new);
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
mod tests {
    use super::*;
    use crate::domain::message::Role;

    fn said(id: &str, role: Role, at: u64) -> Message {
        let author = Author {
            role,
            name: String::new(),
        };
        let delivery = if role == Role::EndUser {
            Delivery::Sent
        } else {
            Delivery::Delivered
        };
        let body = Body::Text(id.to_owned());
        Message {
            delivery,
            ..Message::new(id.into(), author, Instant(at), body)
        }
    }

    fn ids(transcript: &Transcript) -> Vec<&str> {
        transcript
            .messages()
            .map(|message| message.id.as_str())
            .collect()
    }

    const DAY: i64 = 86_400_000;

    fn day_of(at: Instant) -> i64 {
        i64::try_from(at.0).unwrap() / DAY
    }

    #[test]
    fn a_message_comes_once_and_in_its_place() {
        let mut transcript = Transcript::default();
        assert!(transcript.insert(said("b", Role::Agent, 20)));
        assert!(transcript.insert(said("a", Role::Agent, 10)));
        assert!(!transcript.insert(said("b", Role::Agent, 20)));
        assert_eq!(ids(&transcript), ["a", "b"]);
    }

    #[test]
    fn a_gap_is_filled_in_order_and_without_doubles() {
        let mut transcript = Transcript::default();
        transcript.insert(said("a", Role::Agent, 10));
        transcript.insert(said("d", Role::Agent, 40));
        let fresh = transcript.merge(vec![
            said("c", Role::Agent, 30),
            said("b", Role::Agent, 20),
            said("a", Role::Agent, 10),
        ]);
        assert_eq!(fresh.len(), 2);
        assert_eq!(ids(&transcript), ["a", "b", "c", "d"]);
    }

    #[test]
    fn many_at_once_stand_as_if_they_had_come_one_by_one() {
        let old = [("b", 20), ("d", 40), ("e", 40)];
        let batches: [&[(&str, u64)]; 6] = [
            &[],
            &[("x", 40), ("y", 40), ("z", 50)],
            &[("y", 1), ("x", 1), ("z", 0)],
            &[("x", 20), ("y", 40), ("z", 30)],
            &[("z", 99), ("x", 5), ("b", 20), ("y", 25)],
            &[("x", 40), ("x", 10)],
        ];
        for batch in batches {
            for old in [&old[..], &[]] {
                let mut at_once = Transcript::default();
                let mut one_by_one = Transcript::default();
                for (id, at) in old {
                    at_once.insert(said(id, Role::Agent, *at));
                    one_by_one.insert(said(id, Role::Agent, *at));
                }
                let fresh = at_once.merge(
                    batch
                        .iter()
                        .map(|(id, at)| said(id, Role::Agent, *at))
                        .collect(),
                );
                for (id, at) in batch {
                    one_by_one.insert(said(id, Role::Agent, *at));
                }
                assert_eq!(ids(&at_once), ids(&one_by_one), "{batch:?}");
                assert!(fresh.is_sorted_by_key(|message| message.at));
                assert_eq!(fresh.len(), at_once.len() - old.len());
            }
        }
    }

    #[test]
    fn receipts_go_forward_only_and_skip_what_was_not_sent() {
        let mut transcript = Transcript::default();
        for (id, at) in [("a", 1), ("b", 2), ("c", 3)] {
            transcript.insert(said(id, Role::EndUser, at));
        }
        transcript.change(&"b".into(), |message| message.delivery = Delivery::Failed);
        transcript.advance(&"c".into(), Delivery::Read);
        transcript.advance(&"c".into(), Delivery::Delivered);
        let deliveries: Vec<_> = transcript
            .messages()
            .map(|message| message.delivery)
            .collect();
        assert_eq!(
            deliveries,
            [Delivery::Read, Delivery::Failed, Delivery::Read]
        );
    }

    #[test]
    fn rows_group_by_author_time_and_day() {
        let mut transcript = Transcript::default();
        transcript.insert(said("a", Role::Agent, 0));
        transcript.insert(said("b", Role::Agent, 1_000));
        transcript.insert(said("c", Role::EndUser, 2_000));
        transcript.insert(said("d", Role::EndUser, 2_000 + GROUP_MS));
        transcript.insert(said("e", Role::EndUser, DAY.unsigned_abs()));
        let rows = transcript.rows(0..9, None, &day_of);
        let flags: Vec<_> = rows
            .iter()
            .map(|row| (row.starts_group, row.ends_group, row.new_day))
            .collect();
        assert_eq!(
            flags,
            [
                (true, false, true),
                (false, true, false),
                (true, true, false),
                (true, true, false),
                (true, true, true),
            ]
        );
        let receipts: Vec<_> = rows.iter().map(|row| row.receipt.is_some()).collect();
        assert_eq!(receipts, [false, false, false, false, true]);
    }

    #[test]
    fn the_unread_mark_starts_a_group() {
        let mut transcript = Transcript::default();
        transcript.insert(said("a", Role::Agent, 1));
        transcript.insert(said("b", Role::Agent, 2));
        let rows = transcript.rows(0..2, Some(&"b".into()), &day_of);
        let flags: Vec<_> = rows
            .iter()
            .map(|row| (row.first_unread, row.starts_group, row.ends_group))
            .collect();
        assert_eq!(flags, [(false, true, true), (true, true, true)]);
    }

    #[test]
    fn the_receipt_moves_to_the_newest_message_of_the_end_user() {
        let mut transcript = Transcript::default();
        transcript.insert(said("a", Role::EndUser, 1));
        transcript.insert(said("b", Role::EndUser, 2));
        let told = |transcript: &Transcript| {
            transcript
                .rows(0..9, None, &day_of)
                .iter()
                .map(|row| row.receipt)
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&transcript), [None, Some(Delivery::Sent)]);
        transcript.remove(&"b".into());
        assert_eq!(told(&transcript), [Some(Delivery::Sent)]);
    }
}
