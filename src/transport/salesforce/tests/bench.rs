//! A session over the client, with a server that is well but for one call: what a visitor sees in
//! the end, and what a site owner is told.

use std::collections::VecDeque;

use serde_json::{Value as Json, json};

use super::rig::{T0, rig};
use crate::{
    domain::{
        Command, Config, Delivery, Effect, Event, Instant, MessageId, Outcome, Session, View,
        config::Rules,
        event::Draft,
        time::SECOND,
        view::{ConnectionName, Foot, Panel},
    },
    transport::salesforce::{
        advice::Advice,
        client::{Client, Output, Stream},
        http::{Call, Reply, Request},
        place::Place,
    },
};

/// What a server is asked for, as the reference numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Config,
    Hours,
    Agents,
    Token,
    Authenticated,
    Continuation,
    Create,
    List,
    Entries,
    Older,
    Routing,
    Message,
    File,
    Typing,
    Receipts,
    EndSession,
    Close,
    Clear,
    Stream,
}

impl Asked {
    pub const ALL: [Self; 19] = [
        Self::Config,
        Self::Hours,
        Self::Agents,
        Self::Token,
        Self::Authenticated,
        Self::Continuation,
        Self::Create,
        Self::List,
        Self::Entries,
        Self::Older,
        Self::Routing,
        Self::Message,
        Self::File,
        Self::Typing,
        Self::Receipts,
        Self::EndSession,
        Self::Close,
        Self::Clear,
        Self::Stream,
    ];

    fn of(request: &Request) -> Self {
        match &request.call {
            Call::Config | Call::Probe => Self::Config,
            Call::Hours => Self::Hours,
            Call::Agents => Self::Agents,
            Call::Token if request.path.contains("/unauthenticated/") => Self::Token,
            Call::Token => Self::Authenticated,
            Call::Continue => Self::Continuation,
            Call::Create(_) => Self::Create,
            Call::List { .. } => Self::List,
            Call::Newest(_) => Self::Entries,
            Call::Older(_) => Self::Older,
            Call::Routing(_) => Self::Routing,
            Call::Message(_) => Self::Message,
            Call::File(_) => Self::File,
            Call::Aside if request.path.ends_with("/entry") => Self::Typing,
            Call::Aside => Self::Receipts,
            Call::End { closes: false } => Self::EndSession,
            Call::End { closes: true } => Self::Close,
            Call::Clear { .. } => Self::Clear,
        }
    }
}

/// A visitor's window, the client behind it, and the server.
pub struct Bench {
    session: Session,
    client: Client<Json>,
    now: Instant,
    due: VecDeque<Work>,
    /// What goes wrong, and how often it still does.
    fault: Option<(Asked, u16, u32)>,
    /// How often what goes wrong was asked for.
    pub asked: u32,
    /// What the site owner was told.
    pub advised: Vec<&'static str>,
    entries: Vec<Json>,
    conversation: Option<String>,
}

enum Work {
    Event(Event),
    Request(Request),
    Stream,
    Identity,
}

impl Bench {
    pub fn new(is_verified: bool) -> Self {
        let config = Config {
            rules: Rules {
                verified_users: is_verified,
                end_users_can_end: true,
                multiple_conversations: true,
                ..Rules::default()
            },
            ..Config::default()
        };
        let place = Place {
            is_verified,
            ..super::rig::place()
        };
        Self {
            session: Session::new(config),
            client: rig(place).client,
            now: T0,
            due: VecDeque::new(),
            fault: None,
            asked: 0,
            advised: Vec::new(),
            entries: Vec::new(),
            conversation: None,
        }
    }

    /// What is asked for goes wrong from now on, so many times.
    pub fn break_down(&mut self, asked: Asked, status: u16, times: u32) {
        self.fault = Some((asked, status, times));
        self.asked = 0;
        self.advised.clear();
    }

    /// A visitor who talks with an agent, after more messages than a page of entries has.
    pub fn talking(is_verified: bool) -> Self {
        let mut bench = Self::new(is_verified);
        bench.take(Event::Opened);
        bench.say("m1", "Hello");
        for number in 0..60 {
            bench.agent_says(&format!("a{number}"), "Good morning");
        }
        bench.pass(SECOND);
        bench.take(Event::Returned);
        bench.pass(SECOND);
        bench
    }

    pub fn say(&mut self, id: &str, text: &str) {
        let draft = Draft::written(id.into(), "c1".into(), text.to_owned());
        self.take(Event::Composed(draft));
    }

    pub fn send_file(&mut self, id: &str) {
        let content = json!({ "file": { "name": "a.txt", "bytes": 3 } }).to_string();
        let mut draft = Draft::written(id.into(), "c1".into(), "a.txt".to_owned());
        draft.content = Some(content);
        self.take(Event::Composed(draft));
    }

    /// The visitor has a token of an earlier page alone.
    pub fn comes_back(&mut self) {
        self.step(|client| client.become_visitor("an.earlier.token".into()));
        let resume = Some("c1".into());
        self.step(|client| client.command(T0, Command::Connect { resume }));
        self.work();
    }

    pub fn agent_leaves(&mut self) {
        let data = json!({ "conversationId": "c1", "conversationEntry": {
            "identifier": "left", "entryType": "ParticipantChanged",
            "transcriptedTimestamp": self.now.0,
            "entryPayload": { "entries": [{ "operation": "remove", "displayName": "Sam",
                "participant": { "role": "Agent" } }] },
        } })
        .to_string();
        let now = self.now;
        let event = "CONVERSATION_PARTICIPANT_CHANGED";
        self.step(|client| client.frame(now, event, &data, None));
        self.work();
    }

    pub fn agent_says(&mut self, id: &str, text: &str) {
        let entry = self.entry(id, "Agent", "Sam", text);
        self.entries.insert(0, entry.clone());
        let data = json!({ "conversationId": "c1", "conversationEntry": entry }).to_string();
        let now = self.now;
        self.step(|client| client.frame(now, "CONVERSATION_MESSAGE", &data, Some("7")));
        self.work();
    }

    fn entry(&self, id: &str, role: &str, name: &str, text: &str) -> Json {
        let mut entry = super::rig::entry(id, role, name, text);
        entry["transcriptedTimestamp"] = json!(self.now.0);
        entry
    }

    pub fn take(&mut self, event: Event) {
        self.due.push_back(Work::Event(event));
        self.work();
    }

    pub fn step(&mut self, act: impl FnOnce(&mut Client<Json>) -> Output) {
        let output = act(&mut self.client);
        let events = output.events.into_iter();
        self.due
            .extend(events.map(|event| Work::Event(Event::Backend(event))));
        self.due
            .extend(output.requests.into_iter().map(Work::Request));
        if let Some(Stream::Open { .. }) = output.stream {
            self.due.push_back(Work::Stream);
        }
        if output.asks_identity {
            self.due.push_back(Work::Identity);
        }
        self.advised.extend(output.report.map(Advice::code));
    }

    /// Time passes, with everything that falls due in it.
    pub fn pass(&mut self, ms: u64) {
        let end = self.now.plus(ms);
        loop {
            let dues = [self.session.wake_at(), self.client.wake_at()];
            let due = dues.into_iter().flatten().min();
            let Some(due) = due.filter(|due| *due <= end) else {
                break;
            };
            // What is due and done must not be due again at once.
            self.now = self.now.plus(1).max(due);
            let now = self.now;
            // The server gives signs of life.
            if self.client.is_live() {
                self.step(|client| client.heard(now));
            }
            self.step(|client| client.wake(now));
            self.take(Event::Woke);
        }
        self.now = self.now.max(end);
        let now = self.now;
        self.step(|client| client.heard(now));
        self.work();
    }

    fn work(&mut self) {
        let mut count = 0;
        while let Some(work) = self.due.pop_front() {
            count += 1;
            assert!(count < 1_000, "it goes round and round");
            let now = self.now;
            match work {
                Work::Event(event) => {
                    let session = core::mem::take(&mut self.session);
                    let Outcome { session, effects } = session.update(now, event);
                    self.session = session;
                    for effect in effects {
                        if let Effect::Backend(command) = effect {
                            self.step(|client| client.command(now, command));
                        }
                    }
                }
                Work::Request(request) => {
                    let status = self.status(Asked::of(&request));
                    let reply = self.reply(&request, status);
                    let call = request.call;
                    self.step(|client| client.answered(now, call, &reply));
                }
                Work::Stream => match self.status(Asked::Stream) {
                    Some(0) => self.step(|client| client.stream_ended(now, true)),
                    status => {
                        let status = status.unwrap_or(200);
                        let is_stream = status == 200;
                        self.step(|client| client.stream_answered(now, status, is_stream, None));
                    }
                },
                Work::Identity => self.step(|client| client.identity(now, Some("x.y.z"))),
            }
        }
    }

    /// The status of a fault; none where all is well.
    fn status(&mut self, asked: Asked) -> Option<u16> {
        // A conversation that is there already was made by an earlier try.
        if matches!(self.fault, Some((Asked::Create, 409, _))) {
            self.conversation = Some("c1".to_owned());
        }
        let (on, status, left) = self.fault.as_mut()?;
        if *on != asked {
            return None;
        }
        self.asked += 1;
        if *left == 0 {
            return None;
        }
        *left -= 1;
        Some(*status)
    }

    fn reply(&mut self, request: &Request, status: Option<u16>) -> Reply<Json> {
        if let Some(status) = status {
            return Reply {
                status,
                retry_after_ms: None,
                body: (status > 0).then(|| json!({ "message": "refused" })),
            };
        }
        let (status, body) = self.well(request);
        super::rig::reply(status, body)
    }

    /// What a server says that is well.
    fn well(&mut self, request: &Request) -> (u16, Json) {
        match Asked::of(request) {
            Asked::Config => (
                200,
                json!({ "embeddedServiceConfig": { "deploymentType": "api",
                    "messagingChannel": { "isAgentAvailabilityCheckEnabled": true } } }),
            ),
            Asked::Agents => (
                200,
                json!({ "success": true, "response": { "agentAvailable": true } }),
            ),
            Asked::Token | Asked::Authenticated | Asked::Continuation => (
                200,
                json!({ "accessToken": format!("a.b.{}", self.now.0), "lastEventId": "5" }),
            ),
            Asked::Create => {
                self.conversation = Some("c1".to_owned());
                (201, json!({}))
            }
            Asked::List => {
                let one = json!({ "conversationId": "c1", "startTimestamp": T0.0,
                    "endTimestamp": 0 });
                let all: Vec<_> = self.conversation.iter().map(|_| one.clone()).collect();
                (200, json!({ "conversations": all }))
            }
            Asked::Entries | Asked::Older => {
                let page: Vec<_> = self.entries.iter().take(50).collect();
                (200, json!({ "conversationEntries": page }))
            }
            Asked::Routing => (200, json!({ "routingStatus": "ROUTED" })),
            Asked::Message | Asked::File => (202, json!({})),
            _ => (204, Json::Null),
        }
    }

    fn view(&self) -> View {
        self.session.view()
    }

    fn delivery(&self, id: &str) -> Option<Delivery> {
        let id: MessageId = id.into();
        let message = self.session.transcript().get(&id)?;
        Some(message.delivery)
    }

    /// What the visitor sees, in a few words.
    pub fn seen(&self) -> String {
        let view = self.view();
        let mut seen = view.phase.as_str().to_owned();
        match &view.foot {
            Foot::Panel(Panel::Lost(reason)) => seen = format!("lost: {reason:?}").to_lowercase(),
            Foot::Panel(Panel::PreChat { .. }) => seen.push_str(", form"),
            Foot::Locked => seen.push_str(", locked"),
            Foot::Panel(_) | Foot::Composer { .. } => {}
        }
        if let Some(banner) = view.banner {
            let banner = format!("{banner:?}");
            let name = banner.split([' ', '{']).next().unwrap_or_default();
            seen.push_str(&format!(", {name}").to_lowercase());
        }
        if let Some(delivery) = self.delivery("m9") {
            seen.push_str(&format!(", {delivery:?}").to_lowercase());
        }
        if view.connection != ConnectionName::Live {
            seen.push_str(", ");
            seen.push_str(view.connection.as_str());
        }
        seen
    }
}
