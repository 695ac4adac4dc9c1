//! What is true in every phase, and the operations that phases share.

use super::{Lost, Phase, several::Several, step::With};
use crate::domain::{
    config::Config,
    conversation::Conversation,
    effect::{Announcement, Command, Effect, Focus, HostEvent, Opens},
    event::{Draft, SendRefusal},
    id::MessageId,
    message::{Author, Delivery, Message, Role},
    offer::Offers,
    outbox::Pending,
    policy,
    snapshot::{Allowed, Availability, LostReason, Queue},
    time::Instant,
};

/// The part of a session that every phase shares.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about one window"
)]
pub struct Core {
    pub config: Config,
    pub conversation: Conversation,
    pub connection: Connection,
    /// Whether the backend was ever heard on this page.
    pub was_live: bool,
    pub availability: Availability,
    pub allowed: Allowed,
    /// What is offered around a chat, by the page or by the backend.
    pub offers: Offers,
    /// The end user's other conversations.
    pub several: Several,
    pub notice: Option<Notice>,
    /// Whether the window is open.
    pub is_open: bool,
    /// Whether the newest message is on the screen of a visible page.
    pub is_watched: bool,
    /// Whether the browser has a network, as far as it knows.
    pub is_online: bool,
    /// The time of the last event.
    pub now: Instant,
    /// When the end user's typing was last told.
    pub typing_told: Option<Instant>,
    /// When somebody's typing was last announced.
    pub typing_announced: Option<Instant>,
    pub burst: Burst,
    /// Whether the broken connection was announced, so that its return is too.
    pub is_break_told: bool,
}

/// Whether the backend is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nothing was tried yet.
    Idle,
    /// A connection is being made since this moment.
    Connecting(Instant),
    /// It is heard.
    Live,
    /// It takes messages, but says nothing by itself any more.
    Stale,
}

/// Something the visitor should know that no phase says, until it is dismissed or outdated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The chat did not end (R2.4).
    EndRefused,
    /// The backend could not be told to forget the old chat.
    ClearFailed,
    /// Too much is waiting to be sent.
    OutboxFull,
    /// This browser keeps nothing.
    NotKept,
    /// Messages of an earlier page were not sent and are not without asking.
    LeftUnsent,
    /// New settings took effect (R1.6).
    SettingsChanged,
}

/// How many messages were announced in the last two seconds, and how many were held back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Burst {
    since: Instant,
    said: u32,
    held: u32,
}

impl Core {
    pub fn new(config: Config) -> Self {
        Self {
            offers: config.offers.clone(),
            several: Several::default(),
            config,
            conversation: Conversation::default(),
            connection: Connection::Idle,
            was_live: false,
            availability: Availability::Online,
            allowed: Allowed::default(),
            notice: None,
            is_open: false,
            is_watched: false,
            is_online: true,
            now: Instant::default(),
            typing_told: None,
            typing_announced: None,
            burst: Burst::default(),
            is_break_told: false,
        }
    }

    /// Puts a text into the outbox. Returns whether it went in; a text that does not fit goes
    /// back to the message field.
    pub fn compose(&mut self, draft: Draft, opens: Opens, fx: &mut Vec<Effect>) -> bool {
        let text = draft.text.trim();
        if text.is_empty() {
            return false;
        }
        if text.chars().count() > policy::MESSAGE_CHARS {
            fx.push(Effect::Emit(HostEvent::Error("message-too-long")));
            fx.push(Effect::Prefill(draft.text));
            return false;
        }
        if !self.conversation.outbox.has_room(text.len()) {
            self.notice = Some(Notice::OutboxFull);
            fx.push(Effect::Emit(HostEvent::Error("outbox-full")));
            fx.push(Effect::Prefill(draft.text));
            return false;
        }
        let conversation = &mut self.conversation;
        conversation.id.get_or_insert(draft.conversation);
        conversation.mark = None;
        let mut pending = Pending::new(draft.id.clone(), text.to_owned(), self.now, opens);
        pending.content = draft.content;
        pending.answer = draft.answer;
        pending.judge(&self.config.rules);
        // A message never stands above what it answers, whatever the clocks say.
        let newest = conversation
            .transcript
            .messages()
            .next_back()
            .map(|newest| newest.at);
        let at = newest.map_or(self.now, |newest| newest.max(self.now));
        conversation.transcript.insert(Message {
            at,
            ..pending.message()
        });
        fx.push(Effect::Emit(HostEvent::Message {
            id: draft.id,
            author: Author::end_user(),
            text: pending.text.clone(),
            at: self.now,
        }));
        conversation.outbox.push(pending);
        self.typing_told = None;
        fx.push(Effect::SaveNow);
        true
    }

    /// Nothing can be sent in this phase: says so to the host page and gives the text back.
    pub fn refuse(draft: Draft, fx: &mut Vec<Effect>) {
        fx.push(Effect::Emit(HostEvent::SendFailed {
            id: draft.id,
            why: SendRefusal::Rejected,
        }));
    }

    /// Sends what waits, if the backend is heard.
    pub fn pump(&mut self, fx: &mut Vec<Effect>) {
        if !self.hears_backend() {
            return;
        }
        if let Some(overdue) = self.conversation.outbox.overdue(self.now) {
            self.put_off(&overdue, None, fx);
        }
        while let Some(lapsed) = self.conversation.outbox.lapsed(self.now) {
            self.give_up(&lapsed, SendRefusal::Later { after_ms: None }, fx);
            self.notice = Some(Notice::LeftUnsent);
        }
        let Some(id) = self.conversation.id.clone() else {
            return;
        };
        let alongside = self.config.rules.multiple_conversations;
        if let Some(outgoing) = self.conversation.outbox.next(self.now, &id, alongside) {
            self.set_delivery(&outgoing.id, Delivery::Sending);
            fx.push(Effect::Backend(Command::Send(outgoing)));
        }
    }

    /// A try failed; the message waits for the next one, or is given up.
    pub fn put_off(&mut self, id: &MessageId, after_ms: Option<u64>, fx: &mut Vec<Effect>) {
        if self
            .conversation
            .outbox
            .put_off(id, self.now, after_ms)
            .is_some()
        {
            let why = SendRefusal::Later { after_ms };
            self.give_up(id, why, fx);
        } else {
            // One that was taken meanwhile, by what another tab or the stream said, stays so.
            self.conversation.transcript.change(id, |message| {
                if message.delivery == Delivery::Sending {
                    message.delivery = Delivery::Waiting;
                }
            });
        }
    }

    /// A message will not be tried again unless the end user says so.
    pub fn give_up(&mut self, id: &MessageId, why: SendRefusal, fx: &mut Vec<Effect>) {
        self.conversation.outbox.take(id);
        let state = match why {
            SendRefusal::Rejected => Delivery::Refused,
            _ => Delivery::Failed,
        };
        self.set_delivery(id, state);
        fx.push(Effect::Announce(Announcement::NotSent));
        fx.push(Effect::Emit(HostEvent::SendFailed {
            id: id.clone(),
            why,
        }));
        fx.push(Effect::SaveNow);
    }

    pub fn set_delivery(&mut self, id: &MessageId, delivery: Delivery) {
        self.conversation
            .transcript
            .change(id, |message| message.delivery = delivery);
    }

    pub const fn hears_backend(&self) -> bool {
        matches!(self.connection, Connection::Live | Connection::Stale)
    }

    /// Whether the connection has been broken for so long that the visitor should know.
    pub fn is_break_long(&self) -> bool {
        matches!(self.connection, Connection::Connecting(since)
            if self.now.since(since) >= policy::QUIET_RECONNECT_MS)
    }

    /// The conversation cannot go on: what is here stays to be read.
    pub fn lose(&mut self, reason: LostReason, fx: &mut Vec<Effect>) -> Phase {
        self.conversation.typing = None;
        let unsent = self.fail_unsent(fx);
        fx.push(Effect::Announce(Announcement::Lost));
        if self.is_open {
            fx.push(Effect::Focus(Focus::WaysOn));
        }
        fx.push(Effect::SaveNow);
        Phase::Lost(Lost { reason, unsent })
    }

    /// Forgets the conversation on this browser and shows an empty window.
    pub fn forget(&mut self, fx: &mut Vec<Effect>) -> Phase {
        // Versions go on counting, so that a window never takes an old row for a new one.
        let mut conversation = Conversation::default();
        conversation
            .transcript
            .continue_version(&self.conversation.transcript);
        if let Some(id) = self.conversation.id.take() {
            fx.push(Effect::Backend(Command::Leave(id)));
        }
        self.conversation = conversation;
        self.allowed = Allowed::default();
        self.notice = None;
        self.burst = Burst::default();
        fx.push(self.forgetting());
        super::none::vacant(self.availability)
    }

    /// How a conversation is forgotten on this browser: where there may be others, the visitor
    /// stays who they are.
    pub const fn forgetting(&self) -> Effect {
        if self.config.rules.multiple_conversations {
            Effect::SaveNow
        } else {
            Effect::Forget
        }
    }

    /// *Clear session*: the backend is told, if it can know the conversation.
    pub fn clear(&mut self, tells_backend: bool, fx: &mut Vec<Effect>) -> Phase {
        let is_several = self.config.rules.multiple_conversations;
        if tells_backend && is_several {
            fx.push(Effect::Backend(Command::ClearAll));
        } else if let Some(id) = self.conversation.id.clone().filter(|_| tells_backend) {
            self.conversation.id = None;
            fx.push(Effect::Backend(Command::Clear(id)));
        }
        let phase = self.forget(fx);
        if is_several {
            self.several = Several::default();
            fx.push(Effect::Forget);
        }
        fx.push(Effect::Emit(HostEvent::Cleared));
        phase
    }

    /// *Start new chat*: an empty window with an open field, and what could not be sent before.
    pub fn start_anew(&mut self, unsent: Option<String>, fx: &mut Vec<Effect>) -> Phase {
        let phase = self.forget(fx);
        if let Some(text) = unsent {
            fx.push(Effect::Prefill(text));
        }
        fx.push(Effect::Focus(Focus::Field));
        phase
    }

    /// Somebody is there, or the place in the queue changed: says so if it is news.
    pub fn meet(&mut self, with: &With, fx: &mut Vec<Effect>) {
        match with {
            With::Bot(author) => self.conversation.participant = Some(author.clone()),
            With::Agent(author) => {
                if self.conversation.participant.as_ref() != Some(author) {
                    fx.push(Effect::Announce(Announcement::Joined(author.clone())));
                }
                self.conversation.participant = Some(author.clone());
            }
            With::Queue(Queue { position, .. }) => {
                self.conversation.participant = None;
                // By the backend's clock, as everything that it is compared with.
                let newest = self.conversation.transcript.messages().next_back();
                let since = newest.map(|newest| newest.at);
                self.conversation.queued_at = self.conversation.queued_at.or(since);
                fx.push(Effect::Announce(Announcement::Queued(*position)));
            }
        }
        fx.push(Effect::Save);
    }

    /// The end user is writing: tells the backend, but not at every key stroke.
    pub fn tell_typing(&mut self, fx: &mut Vec<Effect>) {
        let Some(id) = self.conversation.id.clone() else {
            return;
        };
        let is_due = self
            .typing_told
            .is_none_or(|told| self.now.since(told) >= policy::OWN_TYPING_EVERY_MS);
        if is_due && self.connection == Connection::Live {
            self.typing_told = Some(self.now);
            fx.push(Effect::Backend(Command::Typing(id)));
        }
    }

    /// Announces a message, or holds it back for a number if there are too many to listen to.
    pub fn announce(&mut self, author: &Author, text: &str, fx: &mut Vec<Effect>) {
        if self.now.since(self.burst.since) >= policy::BURST_MS {
            self.flush_burst(fx);
            self.burst = Burst {
                since: self.now,
                said: 0,
                held: 0,
            };
        }
        if self.burst.said < policy::BURST_MESSAGES {
            self.burst.said = self.burst.said.saturating_add(1);
            // A picture or a file may come without a word.
            fx.push(Effect::Announce(if text.is_empty() {
                Announcement::Messages(1)
            } else {
                Announcement::Message {
                    author: author.clone(),
                    text: text.to_owned(),
                }
            }));
        } else {
            self.burst.held = self.burst.held.saturating_add(1);
        }
    }

    /// Says how many messages were held back, once the burst is over.
    pub fn flush_burst(&mut self, fx: &mut Vec<Effect>) {
        if self.burst.held > 0 && self.now.since(self.burst.since) >= policy::BURST_MS {
            fx.push(Effect::Announce(Announcement::Messages(self.burst.held)));
            self.burst.held = 0;
        }
    }

    /// Shows that somebody writes, and says so now and then.
    pub fn hear_typing(&mut self, author: Author, active: bool, fx: &mut Vec<Effect>) {
        if author.role == Role::EndUser {
            return;
        }
        let is_due = self
            .typing_announced
            .is_none_or(|last| self.now.since(last) >= policy::TYPING_ANNOUNCED_EVERY_MS);
        if active && self.conversation.typing.is_none() && is_due {
            self.typing_announced = Some(self.now);
            fx.push(Effect::Announce(Announcement::Typing(author.clone())));
        }
        self.conversation.set_typing(author, active, self.now);
    }

    /// When something in the core is due.
    pub fn wake_at(&self, sends: bool) -> Option<Instant> {
        let outbox = self
            .conversation
            .outbox
            .wake_at()
            .filter(|_| sends && self.hears_backend());
        let typing = self.conversation.typing.as_ref().map(|typing| typing.until);
        let burst = (self.burst.held > 0).then(|| self.burst.since.plus(policy::BURST_MS));
        let banner = match self.connection {
            Connection::Connecting(since) => Some(since.plus(policy::QUIET_RECONNECT_MS)),
            _ => None,
        }
        .filter(|due| *due > self.now);
        [outbox, typing, burst, banner].into_iter().flatten().min()
    }
}
