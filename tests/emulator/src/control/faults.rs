//! The parts of [`Control`] that break things.

use super::Control;
use crate::fault::{Fault, FaultRule, Operation};
use crate::state::entry::{Draft, Entry, Kind};
use crate::state::party::Party;
use crate::state::publish::{DropStreams, Event, Piece};
use crate::state::{State, message, new_id};
use crate::{ControlError, Sender};
use bytes::Bytes;
use serde_json::Value;

/// What a client asks for while people talk.
const TALK: [Operation; 6] = [
    Operation::Message,
    Operation::Entries,
    Operation::List,
    Operation::Ack,
    Operation::Continuation,
    Operation::Stream,
];

impl Control {
    /// Requests of one kind go wrong from now on. Rules are tried in the order they were made.
    pub fn fault(&self, rule: FaultRule) {
        self.shared.state().rules.add(rule);
    }

    /// Of the requests of a talk, of each kind: one in twenty breaks off, one in twenty fails, one in
    /// twenty is late, one in fifty comes twice; by chance, and the same ones for the same seed.
    pub fn trouble(&self, seed: u64, late_ms: u64) {
        let reset = |after_processing| Fault::Reset { after_processing };
        let late = Fault::Delay {
            ms: late_ms,
            after_processing: false,
        };
        let mut seed = seed.wrapping_mul(1000);
        for on in TALK {
            for (what, share) in [
                (reset(false), 0.025),
                (reset(true), 0.025),
                (Fault::status(503), 0.05),
                (late.clone(), 0.05),
                (Fault::Twice, 0.02),
            ] {
                seed = seed.wrapping_add(1);
                // A stream has no answer that could come late or twice.
                if on != Operation::Stream || !matches!(what, Fault::Twice | Fault::Delay { .. }) {
                    self.fault(FaultRule::by_chance(on, what, share, seed));
                }
            }
        }
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.shared.state().rules.clear();
    }

    /// All open streams break, or will with their next event.
    pub fn drop_streams(&self, how: DropStreams) {
        let mut state = self.shared.state();
        to_all(&mut state, &Piece::Drop(how));
        if matches!(how, DropStreams::End | DropStreams::Reset) {
            state.streams.clear();
        }
    }

    /// All tokens expire now. Open streams go on, as far as is known.
    pub fn expire_tokens(&self) {
        self.shared.state().expire_tokens();
    }

    /// What streams could still replay is lost.
    pub fn forget_events(&self) {
        for buffer in self.shared.state().buffers.values_mut() {
            buffer.forget();
        }
    }

    /// Every subject gets an event with any name and any data, on its streams and in its replay.
    pub fn raw_event(&self, name: &str, data: &str) {
        self.raw_event_with_id(name, None, data);
    }

    /// Like [`Control::raw_event`], with an id that need not be one.
    pub fn raw_event_with_id(&self, name: &str, id: Option<&str>, data: &str) {
        let mut state = self.shared.state();
        for subject in subjects(&state) {
            let name = Some(name.to_owned());
            state.emit(&subject, name, id.map(str::to_owned), data.to_owned());
        }
    }

    /// Every open stream gets these bytes, which need not be an event: `retry:` lines, comments,
    /// endless lines. They are not replayed.
    pub fn raw_bytes(&self, bytes: impl Into<Bytes>) {
        to_all(&mut self.shared.state(), &Piece::Bytes(bytes.into()));
    }

    /// The agent sends one message after the other, numbered from 1, without a pause.
    pub fn burst(&self, conversation: Option<&str>, messages: u32) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            for number in 1..=messages {
                let text = message::text(&new_id(), &format!("Message {number}"));
                state.say(id, text, Sender::Agent)?;
            }
            Ok(())
        })
    }

    /// The conversation has had this many messages before it began here, a second apart and from
    /// both sides in turn. They are listed, and told on no stream.
    pub fn history(&self, conversation: Option<&str>, messages: u32) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            let sides = [Sender::EndUser, Sender::Agent].map(|side| state.speaker(id, side));
            let found = state.known(id)?;
            let began = found.started;
            let past = (1..=messages)
                .zip(sides.iter().cycle())
                .map(|(number, side)| {
                    let text = message::text(&new_id(), &format!("Past {number}"));
                    let ago = u64::from(messages.saturating_sub(number)).saturating_add(1);
                    Entry {
                        draft: Draft::message(side.clone(), &text),
                        time: began.saturating_sub(ago.saturating_mul(1000)),
                    }
                });
            found.entries.splice(0..0, past);
            Ok(())
        })
    }

    /// The agent sends a message with a text of this many bytes.
    pub fn flood(&self, conversation: Option<&str>, bytes: usize) -> Result<String, ControlError> {
        self.say(conversation, &"x".repeat(bytes))
    }

    /// From now on events are held back; they are in the replay and in the lists already.
    pub fn hold(&self) {
        self.shared.state().held.get_or_insert_default();
    }

    /// Sends what was held back, in this order of places from 0; places that are not named are
    /// sent after those that are, as they came.
    pub fn release(&self, order: &[usize]) {
        let mut state = self.shared.state();
        let mut held: Vec<Option<(String, Event)>> = state
            .held
            .take()
            .unwrap_or_default()
            .into_iter()
            .map(Some)
            .collect();
        let first: Vec<(String, Event)> = order
            .iter()
            .filter_map(|place| held.get_mut(*place)?.take())
            .collect();
        for (subject, event) in first.into_iter().chain(held.into_iter().flatten()) {
            state.deliver(&subject, &Piece::Event(event));
        }
    }

    /// The conversation gets an entry of any type under any event name, for what has no method
    /// here. The payload is an object without `entryType` and `id`, which are added.
    pub fn raw_entry(
        &self,
        conversation: Option<&str>,
        event: &str,
        entry_type: &str,
        payload: Value,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            let mut draft = Draft::new(Kind::Stranger, Party::system(), payload);
            draft.alias = Some((entry_type.to_owned(), event.to_owned()));
            state.publish(id, draft);
            Ok(())
        })
    }
}

/// All who have conversations or streams, each once.
fn subjects(state: &State) -> Vec<String> {
    let own = state.conversations.iter().map(|found| &found.subject);
    let listening = state.streams.iter().map(|stream| &stream.subject);
    let mut subjects: Vec<String> = own.chain(listening).cloned().collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

fn to_all(state: &mut State, piece: &Piece) {
    for subject in subjects(state) {
        state.deliver(&subject, piece);
    }
}
