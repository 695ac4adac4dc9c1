//! The visitor's half of the talk with the server: a pure state machine. Commands, replies, frames
//! and time go in; calls, events and orders for the stream come out.
//!
//! * `replies` is what becomes of each call,
//! * `sending` is the way of a message,
//! * `hearing` is what the stream says,
//! * `leaving` is how a conversation is left.

use core::marker::PhantomData;

use super::{
    access::Access,
    advice::Advice,
    before::{self, Deployment},
    book::Book,
    hearing::Draft,
    http::{Call, Request, is_sayable},
    leaving::Over,
    line::{Line, Wake},
    look::Look,
    place::Place,
    reach::Reach,
    sending::Doubt,
    tabs::Said,
};
use crate::{
    domain::{
        BackendEvent, Command, ConversationId, EndedBy, Instant, MessageId, Snapshot,
        effect::Outgoing,
        snapshot::{Allowed, Status},
        time::SECOND,
    },
    value::Value,
};

/// How many entries a page of them has; the server gives no more.
pub const PAGE: usize = 50;
/// After how long without a further key stroke the visitor counts as having stopped.
const TYPING_MS: u64 = 5 * SECOND;
/// How long an answer to the request for a stream is waited for before a look at the conversation:
/// Firefox keeps the answer back until something is said on the stream.
const LOOK_MS: u64 = 400;

/// What the outside gives besides time.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    /// A new id in small letters.
    pub id: fn() -> String,
    /// A number from nought up to the given one.
    pub jitter: fn(u64) -> u64,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Calls to make.
    pub requests: Vec<Request>,
    /// What the session hears.
    pub events: Vec<BackendEvent>,
    /// What becomes of the stream.
    pub stream: Option<Stream>,
    /// By what the visitor is known to the server from now on, to be kept with the conversation.
    pub keep: Option<String>,
    /// Whether the page is to vouch for the visitor.
    pub asks_identity: bool,
    /// By which key the page is to have the visitor prove that they are no program.
    pub asks_captcha: Option<String>,
    /// A file that is not wanted any more.
    pub cancels: Option<MessageId>,
    /// Whether what is under way for the visitor is not wanted any more, because they are forgotten.
    pub forgets: bool,
    /// What the visitor's other tabs are to hear.
    pub says: Vec<Said>,
    /// What the site owner should put right.
    pub report: Option<Advice>,
}

/// What becomes of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    /// A new one takes the place of the one there is.
    Open {
        /// What it is wanted for.
        conversation: String,
        /// The token.
        bearer: String,
        /// The last event that is known; none where the server does not let a page say so.
        last_id: Option<String>,
    },
    /// There is to be none.
    Close,
}

/// The state machine.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a server, not the states of one thing"
)]
pub struct Client<V> {
    pub(super) place: Place,
    pub(super) chance: Chance,
    pub(super) now: Instant,
    pub(super) access: Access,
    pub(super) last_id: String,
    /// The conversation in the window.
    pub(super) shown: Option<ConversationId>,
    /// Whether the server has it.
    pub(super) is_created: bool,
    /// Whether the window was opened.
    pub(super) is_wanted: bool,
    pub(super) book: Book,
    pub(super) line: Line,
    /// Whether streams came about that carried no last id, because the server refuses to hear it.
    pub(super) is_id_silent: bool,
    pub(super) deployment: Option<Deployment>,
    /// Whether its configuration could not be had.
    pub(super) is_config_lost: bool,
    pub(super) reach: Reach,
    pub(super) outgoing: Option<Outgoing>,
    pub(super) under_way: Vec<Call>,
    /// Which of them carry a token that another one has taken the place of.
    pub(super) outdated: Vec<Call>,
    /// Whether another tab reads the stream, and asks for tokens for all.
    pub(super) follows: bool,
    /// What was sent from this page: the server may hand it back in pieces.
    pub(super) sent: Vec<(MessageId, String)>,
    /// When messages were sent, in the last minute.
    pub(super) sent_at: Vec<Instant>,
    /// When conversations were started, in the last half minute.
    pub(super) started_at: Vec<Instant>,
    /// What was answered before the chat.
    pub(super) answers: Vec<(String, String)>,
    pub(super) draft: Draft,
    pub(super) ending: Option<EndedBy>,
    /// Up to which moment older entries were asked for.
    pub(super) turned_back: Option<Instant>,
    /// What a look at the conversation has found so far.
    pub(super) found: Look,
    /// The message under way, if it came back before the answer to it.
    pub(super) echoed: Option<MessageId>,
    /// A message that the server refused, until it is known what became of its session.
    pub(super) doubt: Option<Doubt>,
    /// Messages under way in a conversation that was left since: what becomes of them says nothing
    /// of the one in the window.
    pub(super) strays: Vec<MessageId>,
    /// Whether a stream has ever come about, or it is known that none does.
    pub(super) is_stream_known: bool,
    /// Whether the last one was not even answered, although it asked for nothing special.
    pub(super) is_stream_refused: bool,
    pub(super) typing_until: Option<Instant>,
    /// Receipts that are still to be sent, and when.
    pub(super) acks: Vec<String>,
    pub(super) acks_due: Option<Instant>,
    /// Whether the session knows that it is connected.
    is_told: bool,
    /// When to say that nothing runs.
    ready_due: Option<Instant>,
    /// When to look at the conversation without a stream.
    pub(super) look_due: Option<Instant>,
    /// When to ask what became of a session whose agent has left.
    pub(super) left_due: Option<Instant>,
    /// How often that could not be answered.
    pub(super) left_tries: u32,
    /// Conversations that the visitor has, for the case that all are to be forgotten.
    pub(super) listed: Vec<ConversationId>,
    /// How far conversations are over that the window does not show.
    pub(super) over: Vec<(ConversationId, Over)>,
    pub(super) out: Output,
    value: PhantomData<V>,
}

/// The path of a conversation.
pub(super) fn path(conversation: &ConversationId, rest: &str) -> String {
    let all = "/iamessage/api/v2/conversation/";
    [all, conversation.as_str(), rest].concat()
}

impl<V: Value> Client<V> {
    /// A client that has said nothing yet.
    pub fn new(place: Place, chance: Chance) -> Self {
        Self {
            place,
            chance,
            now: Instant::default(),
            access: Access::default(),
            last_id: "0".to_owned(),
            shown: None,
            is_created: false,
            is_wanted: false,
            book: Book::default(),
            line: Line::default(),
            is_id_silent: false,
            deployment: None,
            is_config_lost: false,
            reach: Reach::default(),
            outgoing: None,
            under_way: Vec::new(),
            outdated: Vec::new(),
            follows: false,
            sent: Vec::new(),
            sent_at: Vec::new(),
            started_at: Vec::new(),
            answers: Vec::new(),
            draft: Draft::default(),
            ending: None,
            turned_back: None,
            found: Look::default(),
            echoed: None,
            doubt: None,
            strays: Vec::new(),
            is_stream_known: false,
            is_stream_refused: false,
            typing_until: None,
            acks: Vec::new(),
            acks_due: None,
            is_told: false,
            ready_due: None,
            look_due: None,
            left_due: None,
            left_tries: 0,
            listed: Vec::new(),
            over: Vec::new(),
            out: Output::default(),
            value: PhantomData,
        }
    }

    /// The session wants something said.
    pub fn command(&mut self, now: Instant, command: Command) -> Output {
        self.now = now;
        match command {
            Command::Connect { resume } => self.connect(resume),
            Command::Disconnect => {
                self.is_wanted = false;
                self.look_due = None;
                self.left_due = None;
                self.line.off();
                self.out.stream = Some(Stream::Close);
            }
            Command::Send(outgoing) => self.send(outgoing),
            Command::End { conversation, by } => self.end(&conversation, by),
            Command::Typing(conversation) => {
                if self.typing_until.is_none() {
                    self.type_on(&conversation, "TypingStartedIndicator");
                }
                self.typing_until = Some(now.plus(TYPING_MS));
            }
            Command::Read { id, .. } => self.acknowledge("Read", &id),
            Command::Older { conversation, .. } => self.turn_back(conversation),
            Command::Conversations => self.list(true),
            Command::Cancel(id) => self.out.cancels = Some(id),
            Command::Clear(conversation) => self.clear(&conversation),
            Command::ClearAll => self.clear_all(),
            Command::Leave(conversation) => {
                if self.shown.as_ref() == Some(&conversation) {
                    self.leave();
                    self.ask_reach_again();
                    // Unless another one follows at once, nothing is what there is now.
                    self.ready_due = Some(now);
                }
            }
            // There is no call for it: the page, which was told, is the one to keep it.
            Command::Rate { .. } => self.tell(BackendEvent::Rated { is_taken: true }),
            // The server has no word for it; the next message says the same.
            Command::Stay(_) => {}
        }
        self.done()
    }

    /// The network is back, or the page is looked at again.
    pub fn hurry(&mut self, now: Instant) -> Output {
        self.now = now;
        if !self.holds_stream() && self.line.hurry(now) {
            self.open_stream();
        }
        self.done()
    }

    /// Whether the stream stands.
    pub const fn is_live(&self) -> bool {
        self.line.is_open()
    }

    /// When to be woken.
    pub fn wake_at(&self) -> Option<Instant> {
        let dues = [
            self.line.wake_at(),
            self.typing_until,
            self.draft.split.due(),
            self.acks_due,
            self.ready_due,
            self.look_due,
            self.left_due,
            self.access.awaited_until,
            self.access.renew_at.filter(|_| !self.follows),
        ];
        dues.into_iter().flatten().min()
    }

    /// The moment of [`Client::wake_at`] has come.
    pub fn wake(&mut self, now: Instant) -> Output {
        self.now = now;
        let holds_stream = self.holds_stream();
        match self.line.wake(now) {
            Wake::Open if holds_stream => self.line.failed(now, None, self.chance.jitter),
            Wake::Open => self.open_stream(),
            Wake::Dead => {
                self.out.stream = Some(Stream::Close);
                self.lose_stream(None);
            }
            Wake::Nothing => {}
        }
        if self.access.awaited_until.is_some_and(|due| due <= now) {
            self.ask_alone();
        }
        if self.typing_until.take_if(|due| *due <= now).is_some()
            && let Some(shown) = self.shown.clone().filter(|_| !self.book.is_over())
        {
            self.type_on(&shown, "TypingStoppedIndicator");
        }
        self.release_due();
        if self.ready_due.take_if(|due| *due <= now).is_some() && !self.is_told {
            self.stand_ready();
        }
        if self.look_due.take_if(|due| *due <= now).is_some() {
            self.look();
        }
        if self.acks_due.is_some_and(|due| due <= now) {
            self.say_acks();
        }
        if self.left_due.take_if(|due| *due <= now).is_some() {
            self.ask_routing();
        }
        self.done()
    }

    pub(super) fn done(&mut self) -> Output {
        core::mem::take(&mut self.out)
    }

    pub(super) fn tell(&mut self, event: BackendEvent) {
        match &event {
            BackendEvent::Connected(_) => self.is_told = true,
            BackendEvent::Connecting | BackendEvent::Disconnected => self.is_told = false,
            _ => {}
        }
        self.out.events.push(event);
    }

    /// Makes a call, unless the same is under way.
    pub(super) fn call(
        &mut self,
        method: &'static str,
        call: Call,
        path: String,
        body: Option<String>,
    ) {
        let is_aside = matches!(call, Call::Aside | Call::Clear { .. });
        if !is_aside {
            if self.under_way.contains(&call) {
                return;
            }
            self.under_way.push(call.clone());
        }
        let is_public = matches!(
            call,
            Call::Config | Call::Hours | Call::Agents | Call::Token | Call::Probe
        );
        let Access { token, kept, .. } = &self.access;
        let bearer = match call {
            Call::Continue => kept.clone(),
            // It does not wait for another token: that of the earlier page will do.
            Call::Clear { .. } => token.clone().or_else(|| kept.clone()),
            _ => token.clone().filter(|_| !is_public),
        };
        self.out.requests.push(Request {
            call,
            method,
            path,
            body,
            bearer,
        });
    }

    fn connect(&mut self, resume: Option<ConversationId>) {
        if self.shown != resume {
            self.leave();
            self.is_created = resume.is_some();
            self.shown = resume;
        }
        self.is_wanted = true;
        self.tell(BackendEvent::Connecting);
        if self.deployment.is_none() {
            self.ask_before();
        }
        if self.shown.is_none() {
            self.ask_reach_again();
            self.stand_ready();
        } else if self.holds_stream() {
            // It comes with the new token, or without one.
        } else if self.line.is_open() {
            self.open_stream();
        } else {
            self.line.off();
            self.go_on();
        }
    }

    /// Asks what needs no token: nobody becomes somebody by looking at a window.
    pub(super) fn ask_before(&mut self) {
        let [config, hours] = before::paths(&self.place);
        self.call("GET", Call::Config, config, None);
        self.call("GET", Call::Hours, hours, None);
    }

    /// Nothing runs: says so once it is known what is asked before a chat.
    pub(super) fn stand_ready(&mut self) {
        let is_asking = self
            .under_way
            .iter()
            .any(|call| matches!(call, Call::Config | Call::Hours | Call::Agents));
        if !is_asking && self.is_wanted && self.shown.is_none() {
            let snapshot = self.snapshot(Status::None);
            self.tell(BackendEvent::Connected(Box::new(snapshot)));
        }
    }

    pub(super) fn snapshot(&self, status: Status) -> Snapshot {
        let closes = matches!(&status, Status::Ended(info) if info.closes_conversation);
        Snapshot {
            conversation: self.shown.clone(),
            status,
            ends_at: None,
            messages: Vec::new(),
            has_older: false,
            allowed: Allowed {
                can_reopen: !closes,
                ..Allowed::default()
            },
            availability: self.reach.availability(),
        }
    }

    pub(super) fn open_stream(&mut self) {
        if let Some(bearer) = self.access.token.clone() {
            self.look_due = Some(self.now.plus(LOOK_MS));
            let last_id = Some(self.last_id.clone());
            let shown = self.shown.as_ref();
            self.out.stream = Some(Stream::Open {
                conversation: shown.map_or_else(String::new, |shown| shown.as_str().to_owned()),
                bearer,
                last_id: last_id.filter(|id| !self.is_id_silent && is_sayable(id)),
            });
        } else {
            self.line.rest();
            self.go_on();
        }
    }
}
