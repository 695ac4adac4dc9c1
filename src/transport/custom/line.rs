//! The talk with an adapter: a pure state machine. Commands, answers, events and time go in; calls
//! to make, events of the session and faults to report come out.
//!
//! A *line* is what one `connect` opens: it is about one conversation, or about the one that its
//! first message begins. Whatever an adapter says on a line that was given up is not heard.

use super::{
    answers,
    calls::{Aim, Order, Output, Terms, Thrown, UnderWay, Visitor},
    fault::Fault,
    method::Method,
    words,
};
use crate::{
    domain::{
        BackendEvent, Command, ConversationId, Instant, MessageId,
        effect::{Opens, Outgoing},
        event::SendRefusal,
        policy::retry_delay,
        time::SECOND,
    },
    value::Value,
};

/// A line that stood this long was a good one: the next one is dialled without much ado.
const STEADY_MS: u64 = 10 * SECOND;
/// How many faults are told; whoever makes more of them has been told enough.
const MOST_FAULTS: usize = 50;
/// How many messages are remembered whose answer came too late.
const MOST_OVERDUE: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody wants to hear anything.
    Off,
    /// The next `connect` is due then.
    Waiting(Instant),
    /// `connect` was called, by the call of this number.
    Dialling(u32),
    /// The line stands since then.
    Open(u32, Instant),
}

/// The state machine.
#[derive(Debug)]
pub struct Line<V> {
    pub(super) terms: Terms,
    visitor: Visitor,
    pub(super) state: State,
    /// The conversation in the window.
    pub(super) shown: Option<ConversationId>,
    /// Whether the adapter knows of it: then there is something to go on with.
    pub(super) is_known: bool,
    number: u32,
    tries: u32,
    pub(super) calls: Vec<UnderWay>,
    /// Messages whose turn has not come: one is under way at a time.
    queue: Vec<Outgoing>,
    /// Messages whose call was given up; an adapter may still say that they arrived.
    overdue: Vec<(u32, MessageId)>,
    /// What was said before the snapshot that it follows.
    pub(super) held: Vec<BackendEvent>,
    told: Vec<Fault>,
    pub(super) out: Output<V>,
}

impl<V: Value> Line<V> {
    /// A line that nobody has asked for. `lies` are methods that are announced and not there.
    pub fn new(terms: Terms, visitor: Visitor, lies: &[Method]) -> Self {
        let mut line = Self {
            terms,
            visitor,
            state: State::Off,
            shown: None,
            is_known: false,
            number: 0,
            tries: 0,
            calls: Vec::new(),
            queue: Vec::new(),
            overdue: Vec::new(),
            held: Vec::new(),
            told: Vec::new(),
            out: Output::default(),
        };
        for method in lies {
            line.blame(Fault::Lie(*method));
        }
        line
    }

    /// Wants a line from now on, whatever is asked for first.
    pub fn begin(&mut self, now: Instant) -> Output<V> {
        self.state = State::Waiting(now);
        self.done()
    }

    /// The session wants something said.
    pub fn command(&mut self, now: Instant, command: Command) -> Output<V> {
        match command {
            Command::Connect { resume } => self.connect(now, resume),
            Command::Disconnect => {
                self.hang_up();
                self.state = State::Off;
                self.call(now, Aim::Aside(Method::Disconnect), Vec::new());
            }
            Command::Send(outgoing) => self.send(now, outgoing),
            Command::End { conversation, by } => {
                if self.can(Method::End) && matches!(self.state, State::Open(..)) {
                    let said = vec![V::text(conversation.as_str()), V::text(words::by(by))];
                    self.call(now, Aim::End(by), said);
                } else {
                    self.tell(BackendEvent::EndRefused);
                }
            }
            Command::Typing(conversation) => self.aside(now, Method::Typing, &conversation, None),
            Command::Read { conversation, id } => {
                self.aside(now, Method::Read, &conversation, Some(&id));
            }
            Command::Stay(conversation) => self.aside(now, Method::Stay, &conversation, None),
            Command::Older {
                conversation,
                before,
            } => {
                if self.can(Method::Older) {
                    let said = [conversation.as_str(), before.as_str()].map(V::text);
                    self.call(now, Aim::Older, said.into());
                }
            }
            Command::Rate {
                conversation,
                rating,
            } => {
                if self.needs(Method::Rate) {
                    let said = vec![V::text(conversation.as_str()), words::rating(&rating)];
                    self.call(now, Aim::Rate, said);
                } else {
                    self.tell(BackendEvent::Rated { is_taken: false });
                }
            }
            Command::Conversations => {
                if self.can(Method::List) {
                    self.call(now, Aim::List, Vec::new());
                }
            }
            Command::Cancel(id) => self.cancel(&id),
            Command::Clear(conversation) => self.clear(now, V::text(conversation.as_str())),
            Command::ClearAll => self.clear(now, V::nothing()),
            Command::Leave(conversation) => {
                self.queue.retain(|one| one.conversation != conversation);
                if self.shown.as_ref() == Some(&conversation) {
                    self.shown = None;
                    self.dial_soon(now);
                }
            }
        }
        self.done()
    }

    /// Is the visitor of this name from now on.
    pub fn become_visitor(&mut self, now: Instant, id: String) -> Output<V> {
        if self.visitor.id != id {
            self.visitor.id = id;
            self.dial_soon(now);
        }
        self.done()
    }

    /// A call was answered, or it threw.
    pub fn answered(&mut self, now: Instant, number: u32, said: Result<V, Thrown>) -> Output<V> {
        if let Some(at) = self.calls.iter().position(|call| call.number == number) {
            let aim = self.calls.remove(at).aim;
            match said {
                Ok(answer) => self.take(now, number, aim, &answer),
                Err(thrown) => {
                    self.blame(Fault::Failed(aim.method(), thrown.words));
                    self.fail(now, aim, thrown.retry_after_ms);
                }
            }
        } else if let (Some(id), Ok(answer)) = (self.overdue_message(number), said)
            && let Ok(event @ BackendEvent::Acknowledged { .. }) = answers::ack(&answer, id, now)
        {
            // It arrived after all: whoever tried again did so under the same id.
            self.is_known = true;
            self.tell(event);
        }
        self.pump(now);
        self.done()
    }

    /// The adapter emitted something on the line of this number.
    pub fn heard(&mut self, now: Instant, number: u32, event: &V) -> Output<V> {
        match self.state {
            State::Open(own, _) | State::Dialling(own) if own == number => self.hear(now, event),
            _ => self.blame(Fault::Late),
        }
        self.done()
    }

    /// The bytes of a file went with an earlier page: its message can never be sent.
    pub fn gone(&mut self, now: Instant, number: u32) -> Output<V> {
        let at = self.calls.iter().position(|call| call.number == number);
        let gone = at.map(|at| self.calls.remove(at));
        if let Some(id) = gone.as_ref().and_then(|call| call.aim.message()) {
            self.refuse(id.clone(), SendRefusal::Rejected);
        }
        self.pump(now);
        self.done()
    }

    /// When to be woken.
    pub fn wake_at(&self) -> Option<Instant> {
        let dial = match self.state {
            State::Waiting(due) => Some(due),
            _ => None,
        };
        self.calls.iter().map(|call| call.due).chain(dial).min()
    }

    /// The moment of [`Line::wake_at`] has come.
    pub fn wake(&mut self, now: Instant) -> Output<V> {
        while let Some(at) = self.calls.iter().position(|call| call.due <= now) {
            let UnderWay { number, aim, .. } = self.calls.remove(at);
            self.blame(Fault::Hung(aim.method(), self.terms.timeout_ms));
            self.out.orders.push(Order::Abandon(number));
            if let Some(id) = aim.message() {
                self.overdue.push((number, id.clone()));
                let excess = self.overdue.len().saturating_sub(MOST_OVERDUE);
                self.overdue.drain(..excess);
            }
            self.fail(now, aim, None);
        }
        if matches!(self.state, State::Waiting(due) if due <= now) {
            self.dial(now);
        }
        self.pump(now);
        self.done()
    }

    /// What is to be done at once: what was found wrong before anything was asked.
    pub fn done(&mut self) -> Output<V> {
        core::mem::take(&mut self.out)
    }

    pub(super) fn can(&self, method: Method) -> bool {
        self.terms.capabilities.contains(&method)
    }

    /// Whether it can; whoever cannot is told that it is needed.
    fn needs(&mut self, method: Method) -> bool {
        let can = self.can(method);
        if !can {
            self.blame(Fault::Lack(method));
        }
        can
    }

    pub(super) fn tell(&mut self, event: BackendEvent) {
        self.out.events.push(event);
    }

    /// Tells of a fault, once.
    pub(super) fn blame(&mut self, fault: Fault) {
        if self.told.len() < MOST_FAULTS && !self.told.contains(&fault) {
            self.told.push(fault.clone());
            self.out.faults.push(fault);
        }
    }

    fn call(&mut self, now: Instant, aim: Aim, arguments: Vec<V>) -> u32 {
        self.number = self.number.wrapping_add(1);
        let number = self.number;
        let mut beside = V::object();
        if aim == Aim::Connect {
            beside.set("visitor", words::visitor(&self.visitor));
        }
        self.out.orders.push(Order::Call {
            number,
            method: aim.method(),
            arguments,
            beside,
            file: match &aim {
                Aim::Upload(id) => Some(id.clone()),
                _ => None,
            },
        });
        let due = now.plus(self.terms.timeout_ms);
        self.calls.push(UnderWay { number, aim, due });
        number
    }

    fn aside(
        &mut self,
        now: Instant,
        method: Method,
        conversation: &ConversationId,
        id: Option<&MessageId>,
    ) {
        if self.can(method) && matches!(self.state, State::Open(..)) {
            let id = id.map(|id| V::text(id.as_str()));
            let said = [V::text(conversation.as_str())].into_iter().chain(id);
            self.call(now, Aim::Aside(method), said.collect());
        }
    }

    fn clear(&mut self, now: Instant, what: V) {
        if self.can(Method::Clear) {
            self.call(now, Aim::Clear, vec![what]);
        }
    }

    fn connect(&mut self, now: Instant, resume: Option<ConversationId>) {
        self.tell(BackendEvent::Connecting);
        if self.shown != resume || !matches!(self.state, State::Dialling(_)) {
            self.is_known = resume.is_some();
            self.shown = resume;
            self.hang_up();
            self.dial(now);
        }
    }

    /// A new line, for another conversation or another visitor, unless nobody wants one.
    fn dial_soon(&mut self, now: Instant) {
        if self.state != State::Off {
            self.hang_up();
            self.state = State::Waiting(now);
        }
    }

    fn dial(&mut self, now: Instant) {
        let shown = self.shown.as_ref().filter(|_| self.is_known);
        let resume = shown.map_or_else(V::nothing, |shown| V::text(shown.as_str()));
        let number = self.call(now, Aim::Connect, vec![resume]);
        self.state = State::Dialling(number);
    }

    /// Gives up the line there is.
    fn hang_up(&mut self) {
        if let State::Dialling(number) | State::Open(number, _) = self.state {
            self.calls.retain(|call| call.number != number);
            self.out.orders.push(Order::Abandon(number));
        }
        self.held.clear();
    }

    /// The line broke, or did not come about.
    pub(super) fn lose(&mut self, now: Instant, after_ms: Option<u64>) {
        if matches!(self.state, State::Open(_, since) if now.since(since) >= STEADY_MS) {
            self.tries = 0;
        }
        self.hang_up();
        let delay = retry_delay(self.tries, after_ms);
        self.tries = self.tries.saturating_add(1);
        // Not all pages at once after a break that they shared.
        let early = (self.terms.jitter)(delay / 2);
        let wait = match after_ms {
            Some(_) => delay.saturating_add(early),
            None => delay.saturating_sub(early),
        };
        self.state = State::Waiting(now.plus(wait));
        self.tell(BackendEvent::Disconnected);
    }

    fn send(&mut self, now: Instant, outgoing: Outgoing) {
        if self.shown.as_ref() != Some(&outgoing.conversation) {
            self.shown = Some(outgoing.conversation.clone());
            self.is_known = outgoing.opens != Opens::New;
        }
        if outgoing.content.is_some() && !self.needs(Method::Upload) {
            return self.refuse(outgoing.id, SendRefusal::Rejected);
        }
        let is_known = self.is_under_way(&outgoing.id)
            || self.queue.iter().any(|queued| queued.id == outgoing.id);
        // The same message again: what became of the first try is still to be heard.
        if !is_known {
            self.queue.push(outgoing);
        }
        self.pump(now);
    }

    fn is_under_way(&self, id: &MessageId) -> bool {
        let mut calls = self.calls.iter();
        calls.any(|call| call.aim.message() == Some(id))
    }

    /// Sends the next message, if none is under way.
    fn pump(&mut self, now: Instant) {
        let is_busy = self.calls.iter().any(|call| call.aim.message().is_some());
        if is_busy || self.queue.is_empty() || !matches!(self.state, State::Open(..)) {
            return;
        }
        let outgoing = self.queue.remove(0);
        let said = vec![words::message(&outgoing)];
        let aim = if outgoing.content.is_some() {
            Aim::Upload(outgoing.id)
        } else {
            Aim::Send(outgoing.id)
        };
        self.call(now, aim, said);
    }

    pub(super) fn refuse(&mut self, id: MessageId, why: SendRefusal) {
        self.tell(BackendEvent::Refused { id, why });
    }

    fn cancel(&mut self, id: &MessageId) {
        self.queue.retain(|queued| queued.id != *id);
        let upload = Aim::Upload(id.clone());
        if let Some(at) = self.calls.iter().position(|call| call.aim == upload) {
            let number = self.calls.remove(at).number;
            self.out.orders.push(Order::Abandon(number));
        }
        self.out.orders.push(Order::LetGo(id.clone()));
    }

    fn overdue_message(&mut self, number: u32) -> Option<MessageId> {
        let at = self.overdue.iter().position(|(own, _)| *own == number)?;
        Some(self.overdue.remove(at).1)
    }
}
