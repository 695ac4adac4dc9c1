//! What the end user wrote and the backend has not taken yet: kept, ordered, bounded.

use serde::{Deserialize, Serialize};

use super::{
    config::Rules,
    effect::{Opens, Outgoing},
    id::{ConversationId, MessageId},
    message::{Author, Body, Delivery, Message},
    policy,
    rich::{Answer, Rich},
    time::Instant,
};

/// One message that waits for the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// The message.
    pub id: MessageId,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: Instant,
    /// The session it may open.
    #[serde(default)]
    pub opens: Opens,
    /// Whether it is an opt-out keyword.
    #[serde(default)]
    pub opts_out: bool,
    /// What it answers.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// The file it consists of, as [`Outgoing::content`].
    #[serde(default)]
    pub content: Option<String>,
    /// How often it has been tried.
    #[serde(default)]
    tries: u32,
    /// Where it is. A page that is loaded anew does not know whether the last try arrived, so it
    /// tries again; the backend tells repeats by the id.
    #[serde(skip)]
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing is under way.
    #[default]
    Ready,
    /// The next try is due at this moment.
    NotBefore(Instant),
    /// The backend wants no try before this moment, whatever becomes of the connection until then.
    Asked(Instant),
    /// A try is under way since this moment.
    UnderWay(Instant),
}

impl Pending {
    /// A message that was just written.
    pub const fn new(id: MessageId, text: String, at: Instant, opens: Opens) -> Self {
        Self {
            id,
            text,
            at,
            opens,
            opts_out: false,
            answer: None,
            content: None,
            tries: 0,
            state: State::Ready,
        }
    }
}

impl Pending {
    /// Judges whether it opts out: a keyword that was written into a running session.
    pub fn judge(&mut self, rules: &Rules) {
        self.opts_out = self.opens == Opens::Nothing
            && self.answer.is_none()
            && self.content.is_none()
            && policy::is_opt_out(rules, &self.text);
    }

    /// The message as it stands among the others until the backend has taken it.
    pub fn message(&self) -> Message {
        let text = self.text.clone();
        let body = match &self.content {
            Some(content) => Body::Rich(Rich {
                text,
                content: content.clone(),
            }),
            None => Body::Text(text),
        };
        Message {
            delivery: Delivery::Waiting,
            answer: self.answer.clone(),
            ..Message::new(self.id.clone(), Author::end_user(), self.at, body)
        }
    }

    /// When a try that is under way since this moment has taken too long.
    const fn due(&self, since: Instant) -> Instant {
        since.plus(match self.content {
            Some(_) => policy::FILE_TIMEOUT_MS,
            None => policy::SEND_TIMEOUT_MS,
        })
    }
}

/// The outbox of one conversation. One message is under way at a time, so that they arrive in
/// the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    pending: Vec<Pending>,
}

impl Outbox {
    /// An outbox that holds what an earlier page left.
    pub const fn restored(pending: Vec<Pending>) -> Self {
        Self { pending }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// What waits, in order.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Whether a message of this many bytes still fits.
    pub fn has_room(&self, bytes: usize) -> bool {
        let held: usize = self.pending.iter().map(|pending| pending.text.len()).sum();
        self.pending.len() < policy::OUTBOX_MESSAGES
            && held.saturating_add(bytes) <= policy::OUTBOX_BYTES
    }

    /// Puts a message at the end.
    pub fn push(&mut self, pending: Pending) {
        self.pending.push(pending);
    }

    /// Sends what was put in last before what was put in first.
    pub fn put_newest_first(&mut self) {
        if let [first, .., newest] = &mut *self.pending {
            core::mem::swap(first, newest);
        }
    }

    /// Takes a message out.
    pub fn take(&mut self, id: &MessageId) -> Option<Pending> {
        let at = self.pending.iter().position(|pending| pending.id == *id)?;
        Some(self.pending.remove(at))
    }

    /// Takes everything out.
    pub fn drain(&mut self) -> Vec<Pending> {
        core::mem::take(&mut self.pending)
    }

    /// The next message to send, if none is under way; from now on it is.
    pub fn next(
        &mut self,
        now: Instant,
        conversation: &ConversationId,
        alongside: bool,
    ) -> Option<Outgoing> {
        let first = self.pending.first_mut()?;
        match first.state {
            State::UnderWay(_) => return None,
            State::NotBefore(due) | State::Asked(due) if due > now => return None,
            State::Ready | State::NotBefore(_) | State::Asked(_) => {}
        }
        first.state = State::UnderWay(now);
        first.tries = first.tries.saturating_add(1);
        Some(Outgoing {
            id: first.id.clone(),
            conversation: conversation.clone(),
            text: first.text.clone(),
            at: first.at,
            opens: first.opens,
            answer: first.answer.clone(),
            content: first.content.clone(),
            alongside,
        })
    }

    /// A try failed; the next one is due later. Returns the message if it is given up.
    pub fn put_off(
        &mut self,
        id: &MessageId,
        now: Instant,
        after_ms: Option<u64>,
    ) -> Option<Pending> {
        let pending = self.pending.iter_mut().find(|pending| pending.id == *id)?;
        if pending.tries >= policy::SEND_TRIES {
            return self.take(id);
        }
        let due = now.plus(policy::retry_delay(pending.tries, after_ms));
        pending.state = match after_ms {
            Some(_) => State::Asked(due),
            None => State::NotBefore(due),
        };
        None
    }

    /// The connection broke: whatever was under way may not have arrived. It was not the
    /// message's fault, so the try does not count. A wait of our own ends with the break that may
    /// have caused it; one that the backend asked for does not.
    pub fn interrupt(&mut self) {
        for pending in &mut self.pending {
            match pending.state {
                State::Asked(_) => continue,
                State::UnderWay(_) => pending.tries = pending.tries.saturating_sub(1),
                State::Ready | State::NotBefore(_) => {}
            }
            pending.state = State::Ready;
        }
    }

    /// A message under way is getting on: its try may take longer.
    pub fn prolong(&mut self, id: &MessageId, now: Instant) {
        for pending in &mut self.pending {
            if pending.id == *id && matches!(pending.state, State::UnderWay(_)) {
                pending.state = State::UnderWay(now);
            }
        }
    }

    /// The message whose try has taken too long.
    pub fn overdue(&self, now: Instant) -> Option<MessageId> {
        self.pending.iter().find_map(|pending| match pending.state {
            State::UnderWay(since) if pending.due(since) <= now => Some(pending.id.clone()),
            _ => None,
        })
    }

    /// A message that has waited for so long that it may have lost its sense.
    pub fn lapsed(&self, now: Instant) -> Option<MessageId> {
        let first = self.pending.first()?;
        let is_old = now.since(first.at) >= policy::ASKED_AFTER_MS;
        (is_old && !matches!(first.state, State::UnderWay(_))).then(|| first.id.clone())
    }

    /// When something is due: a try, or the end of one.
    pub fn wake_at(&self) -> Option<Instant> {
        let first = self.pending.first()?;
        match first.state {
            State::Ready => None,
            State::NotBefore(due) | State::Asked(due) => Some(due),
            State::UnderWay(since) => Some(first.due(since)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(ids: &[&str]) -> Outbox {
        let mut outbox = Outbox::default();
        for id in ids {
            outbox.push(Pending::new(
                (*id).into(),
                "text".into(),
                Instant(0),
                Opens::Nothing,
            ));
        }
        outbox
    }

    fn sent(outbox: &mut Outbox, now: u64) -> Option<String> {
        outbox
            .next(Instant(now), &"c".into(), false)
            .map(|out| out.id.as_str().to_owned())
    }

    #[test]
    fn one_message_is_under_way_at_a_time() {
        let mut outbox = outbox(&["a", "b"]);
        assert_eq!(sent(&mut outbox, 0).as_deref(), Some("a"));
        assert_eq!(sent(&mut outbox, 1), None);
        outbox.take(&"a".into());
        assert_eq!(sent(&mut outbox, 2).as_deref(), Some("b"));
    }

    #[test]
    fn a_message_is_given_up_after_its_last_try() {
        let mut outbox = outbox(&["a"]);
        let mut now = 0;
        for _ in 1..policy::SEND_TRIES {
            assert!(sent(&mut outbox, now).is_some());
            assert!(outbox.put_off(&"a".into(), Instant(now), None).is_none());
            assert_eq!(sent(&mut outbox, now), None, "the next try is not due yet");
            now = outbox.wake_at().unwrap().0;
        }
        assert!(sent(&mut outbox, now).is_some());
        assert!(outbox.put_off(&"a".into(), Instant(now), None).is_some());
        assert!(outbox.is_empty());
    }

    #[test]
    fn an_interruption_does_not_count_as_a_try() {
        let mut outbox = outbox(&["a"]);
        for now in 0..100 {
            assert!(sent(&mut outbox, now).is_some());
            outbox.interrupt();
        }
        assert!(outbox.put_off(&"a".into(), Instant(100), None).is_none());
    }

    #[test]
    fn a_reconnect_ends_no_wait_that_the_backend_asked_for() {
        for (asked, due) in [(None, 1), (Some(60_000), 60_000), (Some(0), 2_000)] {
            let mut outbox = outbox(&["a"]);
            assert!(sent(&mut outbox, 0).is_some());
            assert!(outbox.put_off(&"a".into(), Instant(0), asked).is_none());
            outbox.interrupt();
            assert_eq!(sent(&mut outbox, due - 1).is_none(), due > 1, "{asked:?}");
            if due > 1 {
                assert_eq!(outbox.wake_at(), Some(Instant(due)), "{asked:?}");
                assert!(sent(&mut outbox, due).is_some(), "{asked:?}");
            }
        }
    }

    #[test]
    fn a_try_that_takes_too_long_is_found() {
        let mut outbox = outbox(&["a"]);
        sent(&mut outbox, 0);
        let due = outbox.wake_at().unwrap();
        assert_eq!(outbox.overdue(Instant(due.0 - 1)), None);
        assert_eq!(outbox.overdue(due), Some("a".into()));
    }

    #[test]
    fn a_try_that_is_getting_on_is_not_overdue() {
        let mut outbox = outbox(&["a"]);
        sent(&mut outbox, 0);
        let due = outbox.wake_at().unwrap();
        outbox.prolong(&"a".into(), due);
        assert_eq!(outbox.overdue(due), None);
    }

    #[test]
    fn it_is_bounded_in_number_and_bytes() {
        let full = outbox(&["m"; policy::OUTBOX_MESSAGES]);
        assert!(!full.has_room(1));
        assert!(outbox(&[]).has_room(policy::OUTBOX_BYTES));
        assert!(!outbox(&["a"]).has_room(policy::OUTBOX_BYTES));
    }
}
