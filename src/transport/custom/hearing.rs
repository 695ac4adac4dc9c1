//! What becomes of what an adapter says: of its answers, and of its events.

use super::{
    answers,
    calls::{Aim, Order},
    events::{self, Told},
    fault::Fault,
    line::{Line, State},
    method::Method,
    reading::{Reading, some_text},
};
use crate::{
    domain::{
        BackendEvent, ConversationId, Instant, MessageId,
        event::SendRefusal,
        snapshot::{LostReason, Status},
    },
    value::Value,
};

impl<V: Value> Line<V> {
    /// An answer came in time.
    pub(super) fn take(&mut self, now: Instant, number: u32, aim: Aim, answer: &V) {
        let read = match &aim {
            Aim::Connect => {
                if self.state == State::Dialling(number) {
                    match events::snapshot(answer, now) {
                        Ok(stand) => self.stand(now, number, stand),
                        Err(flaw) => {
                            self.blame(Fault::Answer(Method::Connect, flaw));
                            self.lose(now, None);
                        }
                    }
                }
                return;
            }
            Aim::Send(id) | Aim::Upload(id) => self.acked(now, id, answer),
            Aim::End(by) => answers::ended(answer, *by, now),
            Aim::Older => answers::older(answer, now),
            Aim::List => answers::conversations(answer, now),
            Aim::Rate => Ok(BackendEvent::Rated { is_taken: true }),
            // Who has cleared it knows, and may have begun another one since.
            Aim::Clear | Aim::Aside(_) => return,
        };
        match read {
            Ok(event) => self.tell(event),
            Err(flaw) => {
                self.blame(Fault::Answer(aim.method(), flaw));
                self.fail(now, aim, None);
            }
        }
    }

    fn acked(&mut self, now: Instant, id: &MessageId, answer: &V) -> Reading<BackendEvent> {
        let event = answers::ack(answer, id.clone(), now)?;
        if matches!(event, BackendEvent::Acknowledged { .. }) {
            self.is_known = true;
            self.out.orders.push(Order::LetGo(id.clone()));
        }
        Ok(event)
    }

    /// A call came to nothing.
    pub(super) fn fail(&mut self, now: Instant, aim: Aim, after_ms: Option<u64>) {
        match aim {
            Aim::Connect => self.lose(now, after_ms),
            Aim::Send(id) | Aim::Upload(id) => self.refuse(id, SendRefusal::Later { after_ms }),
            Aim::End(_) => self.tell(BackendEvent::EndRefused),
            Aim::Rate => self.tell(BackendEvent::Rated { is_taken: false }),
            Aim::Clear => self.tell(BackendEvent::ClearFailed),
            Aim::Older | Aim::List | Aim::Aside(_) => {}
        }
    }

    /// The line stands.
    fn stand(&mut self, now: Instant, number: u32, stand: events::Stand) {
        let mut snapshot = stand.snapshot;
        let is_foreign = self.is_known
            && self.shown.is_some()
            && snapshot.conversation.is_some()
            && snapshot.conversation != self.shown;
        if is_foreign {
            self.blame(Fault::Foreign);
            snapshot.conversation.clone_from(&self.shown);
            snapshot.status = Status::Lost(LostReason::Unknown);
            snapshot.messages.clear();
        } else if snapshot.conversation.is_some() {
            self.shown.clone_from(&snapshot.conversation);
            self.is_known = true;
        }
        snapshot.has_older &= self.can(Method::Older);
        snapshot.allowed.can_end &= self.can(Method::End);
        self.state = State::Open(number, now);
        // What stands around a chat is known before the chat that it is judged by.
        if let Some(offers) = stand.offers {
            self.tell(BackendEvent::Offers(offers));
        }
        self.tell(BackendEvent::Connected(Box::new(snapshot)));
        let held = core::mem::take(&mut self.held);
        self.out.events.extend(held);
    }

    pub(super) fn hear(&mut self, now: Instant, value: &V) {
        let mut event = match events::event(value, now) {
            Ok(Told::Event(event)) => event,
            Ok(Told::Broken) => return self.lose(now, None),
            Err(flaw) => return self.blame(Fault::Event(flaw)),
        };
        match some_text(value, "conversation") {
            // Said of a conversation that the window does not show.
            Ok(Some(about)) if self.shown.as_ref().map(ConversationId::as_str) != Some(&about) => {
                return;
            }
            Ok(_) => {}
            Err(flaw) => return self.blame(Fault::Event(flaw)),
        }
        let is_of_everybody = matches!(
            event,
            BackendEvent::Allowed(_)
                | BackendEvent::Availability(_)
                | BackendEvent::Offers(_)
                | BackendEvent::Settings(_)
        );
        if self.shown.is_none() && !is_of_everybody {
            return;
        }
        match &mut event {
            BackendEvent::Allowed(allowed) => allowed.can_end &= self.can(Method::End),
            BackendEvent::Progress { id, .. } => {
                let due = now.plus(self.terms.timeout_ms);
                let mut calls = self.calls.iter_mut();
                if let Some(call) = calls.find(|call| call.aim.message() == Some(id)) {
                    call.due = due;
                }
            }
            _ => {}
        }
        if matches!(self.state, State::Dialling(_)) {
            self.held.push(event);
        } else {
            self.tell(event);
        }
    }
}
