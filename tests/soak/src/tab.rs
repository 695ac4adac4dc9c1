//! One tab: a session and a client of the server, with the effects of both carried out.

use crate::clock::Clock;
use crate::wire::{Told, Wanted, Wire};
use serde_json::Value as Json;
use session_chat::domain::event::Draft;
use session_chat::domain::stored::Stored;
use session_chat::domain::view::PhaseName;
use session_chat::domain::{Command, Delivery, Effect, Event, Outcome, Session};
use session_chat::transport::salesforce::client::{Chance, Client, Output, Stream};
use session_chat::transport::salesforce::http::{Call, Reply};
use session_chat::transport::salesforce::place::Place;
use session_chat::transport::salesforce::sse::Reader;
use session_chat_emulator::Emulator;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// A tab that runs until it is dropped.
#[derive(Debug)]
pub struct Tab {
    inbox: UnboundedSender<Word>,
    inside: Rc<RefCell<Running>>,
    changed: Rc<Notify>,
    running: JoinHandle<()>,
}

/// What a tab shows, and what another one of the same visitor takes over.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Where the conversation stands.
    pub phase: PhaseName,
    /// The texts of all messages, as they stand in the window.
    pub texts: Vec<String>,
    /// How many of them were given up.
    pub failed: usize,
    /// What outlives the tab.
    pub stored: Option<Stored>,
    /// By what the server knows the visitor.
    pub visitor: Option<String>,
}

/// Something that happens to a tab.
#[derive(Debug)]
enum Word {
    Event(Event),
    Answered(Call, Reply<Json>),
    /// What a stream tells, by its number.
    Stream(u32, Told),
    Due,
}

impl Tab {
    /// The first tab of a visitor, or a further one that takes over what `earlier` shows.
    pub(crate) fn open(place: Place, server: Rc<Emulator>, earlier: Option<Seen>) -> Self {
        let (inbox, words) = unbounded_channel();
        let mut inside = Running::new(place, server, inbox.clone());
        if let Some(earlier) = earlier {
            if let Some(visitor) = earlier.visitor {
                let output = inside.client.become_visitor(visitor);
                inside.carry_out(output);
            }
            inside.take(Event::Restored(earlier.stored.map(Box::new)));
        }
        inside.take(Event::Opened);
        let inside = Rc::new(RefCell::new(inside));
        let changed = Rc::new(Notify::new());
        let running = run(Rc::clone(&inside), words, Rc::clone(&changed));
        Self {
            inbox,
            inside,
            changed,
            running: tokio::task::spawn_local(running),
        }
    }

    /// The visitor says something.
    pub fn says(&self, text: &str) {
        let draft = Draft::written(random().into(), random().into(), text.to_owned());
        // A tab that is gone hears nothing; then what it should have said is missing.
        let _ = self.inbox.send(Word::Event(Event::Composed(draft)));
    }

    /// What it shows.
    pub fn seen(&self) -> Seen {
        self.inside.borrow().seen()
    }

    /// Waits until it shows something.
    pub async fn until(&self, is_so: impl Fn(&Seen) -> bool) {
        loop {
            let changed = self.changed.notified();
            if is_so(&self.seen()) {
                return;
            }
            changed.await;
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Lets things happen to a tab, one after the other.
async fn run(
    inside: Rc<RefCell<Running>>,
    mut words: UnboundedReceiver<Word>,
    changed: Rc<Notify>,
) {
    loop {
        let due = inside.borrow().reaches_due();
        let word = tokio::select! {
            word = words.recv() => word,
            () = due => Some(Word::Due),
        };
        match word {
            Some(word) => inside.borrow_mut().hear(word),
            None => return,
        }
        changed.notify_waiters();
    }
}

/// The inside of a tab.
#[derive(Debug)]
struct Running {
    session: Session,
    client: Client<Json>,
    clock: Clock,
    wire: Wire,
    inbox: UnboundedSender<Word>,
    queue: VecDeque<Event>,
    is_draining: bool,
    visitor: Option<String>,
    /// Only the newest stream may say anything.
    generation: u32,
    stream: Option<JoinHandle<()>>,
    reader: Reader,
}

impl Running {
    fn new(place: Place, server: Rc<Emulator>, inbox: UnboundedSender<Word>) -> Self {
        let wire = Wire::new(server, place.org.clone());
        let chance = Chance {
            id: random,
            jitter: |most| {
                let (high, _) = uuid::Uuid::new_v4().as_u64_pair();
                high.checked_rem(most.saturating_add(1)).unwrap_or_default()
            },
        };
        Self {
            session: Session::default(),
            client: Client::new(place, chance),
            clock: Clock::new(),
            wire,
            inbox,
            queue: VecDeque::new(),
            is_draining: false,
            visitor: None,
            generation: 0,
            stream: None,
            reader: Reader::default(),
        }
    }

    /// Waits until something is due.
    fn reaches_due(&self) -> impl Future<Output = ()> + use<> {
        let dues = [self.session.wake_at(), self.client.wake_at()];
        self.clock.reaches(dues.into_iter().flatten().min())
    }

    fn hear(&mut self, word: Word) {
        let now = self.clock.now();
        match word {
            Word::Event(event) => self.take(event),
            Word::Answered(call, reply) => {
                let output = self.client.answered(now, call, &reply);
                self.carry_out(output);
            }
            Word::Stream(number, told) if number == self.generation && self.stream.is_some() => {
                self.listen(told);
            }
            Word::Stream(..) => {}
            Word::Due => {
                self.take(Event::Woke);
                let output = self.client.wake(now);
                self.carry_out(output);
            }
        }
    }

    fn listen(&mut self, told: Told) {
        let now = self.clock.now();
        match told {
            Told::Begun { status, is_stream } => {
                let output = self.client.stream_answered(now, status, is_stream, None);
                self.carry_out(output);
            }
            Told::Bytes(bytes) => self.read(&bytes),
            Told::Ended { is_refused } => self.end_stream(is_refused),
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        let generation = self.generation;
        let mut frames = Vec::new();
        let is_good = self.reader.feed(bytes, |frame| frames.push(frame)).is_ok();
        if let Some(ms) = self.reader.retry_ms() {
            self.client.wish(ms);
        }
        let last_id = self.reader.last_id().map(str::to_owned);
        let output = self.client.heard(self.clock.now());
        self.carry_out(output);
        for frame in frames {
            if self.generation != generation || self.stream.is_none() {
                return;
            }
            let now = self.clock.now();
            let (event, data) = (&frame.event, &frame.data);
            let output = self.client.frame(now, event, data, last_id.as_deref());
            self.carry_out(output);
        }
        if !is_good {
            self.end_stream(false);
        }
    }

    fn end_stream(&mut self, is_refused: bool) {
        self.close_stream();
        let output = self.client.stream_ended(self.clock.now(), is_refused);
        self.carry_out(output);
    }

    fn close_stream(&mut self) {
        if let Some(stream) = self.stream.take() {
            stream.abort();
        }
    }

    fn take(&mut self, event: Event) {
        self.queue.push_back(event);
        if std::mem::replace(&mut self.is_draining, true) {
            return;
        }
        while let Some(event) = self.queue.pop_front() {
            let session = std::mem::take(&mut self.session);
            let Outcome { session, effects } = session.update(self.clock.now(), event);
            self.session = session;
            for effect in effects {
                if let Effect::Backend(command) = effect {
                    self.perform(command);
                }
            }
        }
        self.is_draining = false;
    }

    fn perform(&mut self, command: Command) {
        let output = self.client.command(self.clock.now(), command);
        self.carry_out(output);
    }

    fn carry_out(&mut self, output: Output) {
        self.visitor = output.keep.or(self.visitor.take());
        match output.stream {
            Some(Stream::Open {
                bearer, last_id, ..
            }) => self.open_stream(Wanted { bearer, last_id }),
            Some(Stream::Close) => self.close_stream(),
            None => {}
        }
        for request in output.requests {
            let (wire, inbox) = (self.wire.clone(), self.inbox.clone());
            tokio::task::spawn_local(async move {
                let call = request.call.clone();
                let reply = wire.make(request).await;
                // A tab that is gone needs no answer.
                let _ = inbox.send(Word::Answered(call, reply));
            });
        }
        for event in output.events {
            self.take(Event::Backend(event));
        }
    }

    fn open_stream(&mut self, wanted: Wanted) {
        self.close_stream();
        self.generation = self.generation.wrapping_add(1);
        self.reader = Reader::default();
        let (wire, inbox, number) = (self.wire.clone(), self.inbox.clone(), self.generation);
        self.stream = Some(tokio::task::spawn_local(async move {
            let tell = |told| {
                // A tab that is gone needs no stream.
                let _ = inbox.send(Word::Stream(number, told));
            };
            wire.read(wanted, tell).await;
        }));
    }

    fn seen(&self) -> Seen {
        let messages = || self.session.transcript().messages();
        Seen {
            phase: self.session.view().phase,
            texts: messages()
                .filter_map(|message| message.text().map(str::to_owned))
                .collect(),
            failed: messages()
                .filter(|message| message.delivery == Delivery::Failed)
                .count(),
            stored: self.session.stored(),
            visitor: self.visitor.clone(),
        }
    }
}

fn random() -> String {
    uuid::Uuid::new_v4().to_string()
}
