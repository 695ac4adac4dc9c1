//! What is known of a conversation from its entries, whatever their order and number.
//!
//! The same entry may come over the stream, again after a reconnect, and once more in a list; what
//! is older than what is known changes nothing any more.

use super::{
    entry::{Entry, Told},
    leaving::Over,
};
use crate::domain::{
    Author, BackendEvent, Body, EndInfo, EndedBy, Instant, Message,
    message::{Note, Role},
    snapshot::{Availability, Queue, Status},
};

/// What is known of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Who is there, and since when that is so.
    agent: Option<Author>,
    bot: Option<Author>,
    people_at: Instant,
    /// Whoever of the agents was there last: an end is theirs, if it is an agent's.
    last_agent: Option<Author>,
    /// Whether an agent has left, and neither another one nor an end has come since.
    is_left: bool,
    is_waiting: bool,
    status_at: Instant,
    queue: Queue,
    ended: Option<(Instant, EndInfo)>,
    /// When the oldest entry that is known was written, and the newest.
    oldest: Option<Instant>,
    newest: Instant,
}

impl Book {
    /// Writes an entry down. Returns what it changes for the visitor.
    pub fn write(&mut self, entry: &Entry) -> Vec<BackendEvent> {
        let at = entry.at;
        self.oldest = Some(self.oldest.map_or(at, |oldest| oldest.min(at)));
        self.newest = self.newest.max(at);
        match &entry.told {
            Told::Message(message) => {
                let mut events = self.meet(&message.author, at);
                events.push(BackendEvent::Message(message.clone()));
                events
            }
            Told::Joined(author) => {
                let note = (author.role == Role::Agent).then(|| Note::Joined(author.clone()));
                let mut events = noted(entry, note);
                events.extend(self.meet(author, at));
                events
            }
            Told::Left(author) => self.part(author, entry),
            Told::Routed { wait_ms } if self.is_news(at) => {
                self.queue.wait_ms = *wait_ms;
                self.wait()
            }
            Told::Position(position) if self.is_news(at) => {
                self.queue.position = Some(*position);
                self.is_waiting = true;
                self.wait()
            }
            Told::NotRouted if self.is_news(at) && self.agent.is_none() => {
                vec![BackendEvent::Availability(Availability::Away {
                    back_at: None,
                })]
            }
            Told::Waiting if self.is_news(at) => {
                let note = self.ended.is_some().then_some(Note::Reopened);
                self.begin(at);
                self.is_waiting = true;
                let mut events = noted(entry, note);
                events.extend(self.wait());
                events
            }
            Told::Active if self.is_news(at) => {
                self.begin(at);
                self.is_waiting = false;
                self.queue = Queue::default();
                self.talking().into_iter().collect()
            }
            Told::Ended(info) => self.end(at, info.clone()),
            // Old news, and what concerns single messages.
            _ => Vec::new(),
        }
    }

    /// Whether what happened then may still change where the session stands.
    fn is_news(&self, at: Instant) -> bool {
        let after_end = self.ended.as_ref().is_none_or(|(ended, _)| at > *ended);
        after_end && at >= self.status_at
    }

    /// A session goes on, or a new one begins.
    fn begin(&mut self, at: Instant) {
        self.status_at = at;
        self.ended = None;
    }

    fn meet(&mut self, author: &Author, at: Instant) -> Vec<BackendEvent> {
        let place = match author.role {
            Role::Agent => &mut self.agent,
            Role::Bot => &mut self.bot,
            Role::EndUser | Role::System => return Vec::new(),
        };
        let is_late = self.ended.as_ref().is_some_and(|(ended, _)| at <= *ended);
        if at < self.people_at || is_late || place.as_ref() == Some(author) {
            return Vec::new();
        }
        *place = Some(author.clone());
        self.people_at = at;
        if author.role == Role::Agent {
            self.last_agent = Some(author.clone());
            self.is_left = false;
            self.is_waiting = false;
            self.queue = Queue::default();
        }
        // A session may be over and the one that says so come later than who is there now.
        self.ended = None;
        self.talking().into_iter().collect()
    }

    /// Somebody left: the end of a session, or a transfer. What it is comes by itself.
    fn part(&mut self, author: &Author, entry: &Entry) -> Vec<BackendEvent> {
        let is_agent = author.role == Role::Agent;
        if entry.at >= self.people_at {
            let place = if is_agent {
                &mut self.agent
            } else {
                &mut self.bot
            };
            if place
                .as_ref()
                .is_some_and(|there| there.name == author.name)
            {
                *place = None;
                self.people_at = entry.at;
            }
        }
        if is_agent {
            self.last_agent = Some(author.clone());
            // After an end it is the end, and what is older than the session concerns another one.
            let is_of_session = self.ended.is_none() && entry.at >= self.status_at;
            self.is_left |= is_of_session && self.agent.is_none();
        }
        noted(entry, is_agent.then(|| Note::Left(author.clone())))
    }

    /// The session is over, as is known from elsewhere than an entry: that is after all entries
    /// there are, whatever the visitor's clock says.
    pub fn close(&mut self, info: EndInfo) -> Vec<BackendEvent> {
        self.end(self.newest, info)
    }

    fn end(&mut self, at: Instant, mut info: EndInfo) -> Vec<BackendEvent> {
        if at < self.status_at {
            return Vec::new();
        }
        if matches!(
            info.by,
            EndedBy::Agent | EndedBy::Supervisor | EndedBy::Unknown
        ) {
            info.actor_name = self
                .agent
                .as_ref()
                .or(self.last_agent.as_ref())
                .filter(|_| info.by == EndedBy::Agent)
                .map(|agent| agent.name.clone());
        }
        let (at, info) = match self.ended.take() {
            Some((first, earlier)) => (first.min(at), earlier.merge(info)),
            None => (at, info),
        };
        self.agent = None;
        self.bot = None;
        self.is_left = false;
        self.is_waiting = false;
        self.queue = Queue::default();
        self.ended = Some((at, info.clone()));
        vec![BackendEvent::Ended(info)]
    }

    fn wait(&self) -> Vec<BackendEvent> {
        let event = match (&self.agent, &self.bot) {
            (Some(_), _) => return Vec::new(),
            (None, Some(bot)) if !self.is_waiting => BackendEvent::WithBot(bot.clone()),
            _ => BackendEvent::Waiting(self.queue),
        };
        vec![event]
    }

    fn talking(&self) -> Option<BackendEvent> {
        match (&self.agent, &self.bot) {
            (Some(agent), _) => Some(BackendEvent::Talking(agent.clone())),
            (None, Some(bot)) if !self.is_waiting => Some(BackendEvent::WithBot(bot.clone())),
            _ => None,
        }
    }

    /// Whether an agent has left a session that is not known to be over, and nobody has followed.
    pub const fn is_left(&self) -> bool {
        self.is_left
    }

    /// Whether the session is known to be over.
    pub const fn is_over(&self) -> bool {
        self.ended.is_some()
    }

    /// How far the conversation is known to be over.
    pub fn over(&self) -> Over {
        match &self.ended {
            Some((_, info)) if info.closes_conversation => Over::Conversation,
            Some(_) => Over::Session,
            None => Over::No,
        }
    }

    /// When the oldest known entry was written.
    pub const fn oldest(&self) -> Option<Instant> {
        self.oldest
    }

    /// When the newest known entry was written.
    pub fn newest(&self) -> Option<Instant> {
        self.oldest.map(|_| self.newest)
    }

    /// Where the session stands.
    pub fn status(&self) -> Status {
        if let Some((_, info)) = &self.ended {
            return Status::Ended(info.clone());
        }
        match self.talking() {
            Some(BackendEvent::Talking(agent)) => Status::Talking(agent),
            Some(BackendEvent::WithBot(bot)) => Status::WithBot(bot),
            _ => Status::Waiting(self.queue),
        }
    }
}

/// The system note of an entry, if it is worth one.
fn noted(entry: &Entry, note: Option<Note>) -> Vec<BackendEvent> {
    let message = note.map(|note| {
        let id = entry.id.as_str().into();
        BackendEvent::Message(Message::new(
            id,
            Author::system(),
            entry.at,
            Body::Note(note),
        ))
    });
    message.into_iter().collect()
}
