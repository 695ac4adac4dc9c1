//! An engine, a clock that only tests move, and everything that was said on the channel.

use session_chat::{
    domain::{
        BackendEvent, Command, ConversationId, EndedBy, Instant, Message, Snapshot,
        effect::{Opens, Outgoing},
        message::{Author, Note, Role},
        time::MINUTE,
    },
    transport::local::wire::{Frame, FromDesk, FromWidget},
};
use session_chat_desk::engine::{
    Action, Effect, Engine, Event, Place, Settings, conversation::Conversation, effect::Caller,
    files::FileFacts,
};

/// A shop that is nowhere.
fn place() -> Place {
    Place {
        site: "https://session-chat.example/".into(),
        ..Place::default()
    }
}

/// A desk in a browser that never fails.
pub struct World {
    pub engine: Engine,
    pub now: Instant,
    /// What the last steps did, cleared by [`World::said`].
    pub effects: Vec<Effect>,
    messages: u32,
}

impl World {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        let mut world = Self {
            engine: Engine::default(),
            now: Instant(1_000 * MINUTE),
            effects: Vec::new(),
            messages: 0,
        };
        world.step(Event::Restored {
            conversations: Vec::new(),
            settings: Some(settings),
            place: place(),
        });
        world.effects.clear();
        world
    }

    pub fn step(&mut self, event: Event) {
        let engine = std::mem::take(&mut self.engine);
        let outcome = engine.update(self.now, event);
        self.engine = outcome.engine;
        self.effects.extend(outcome.effects);
    }

    /// Lets `ms` milliseconds go by, waking the engine whenever it asked for it.
    pub fn pass(&mut self, ms: u64) {
        let until = self.now.plus(ms);
        let mut steps = 0;
        while let Some(at) = self.engine.wake_at().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.step(Event::Woke);
            steps += 1;
            assert!(steps < 1_000, "the engine wakes itself for ever");
        }
        self.now = until;
    }

    pub fn command(&mut self, caller: &Caller, command: Command) {
        self.step(Event::Visitor {
            caller: caller.clone(),
            command,
            file: None,
        });
    }

    /// Sends a message with so many bytes beside it.
    pub fn send_file(&mut self, caller: &Caller, outgoing: Outgoing, bytes: Option<u64>) {
        self.step(Event::Visitor {
            caller: caller.clone(),
            command: Command::Send(outgoing),
            file: bytes.map(|bytes| FileFacts { bytes }),
        });
    }

    /// Sends `text` and gives the id of the message.
    pub fn send(
        &mut self,
        caller: &Caller,
        conversation: &str,
        text: &str,
        opens: Opens,
    ) -> String {
        self.messages += 1;
        let id = format!("m{}", self.messages);
        self.send_as(caller, &id, conversation, text, opens);
        id
    }

    pub fn send_as(
        &mut self,
        caller: &Caller,
        id: &str,
        conversation: &str,
        text: &str,
        opens: Opens,
    ) {
        let outgoing = Outgoing {
            opens,
            ..self.outgoing(id, conversation, text)
        };
        self.command(caller, Command::Send(outgoing));
    }

    /// A message that opens nothing.
    pub fn outgoing(&self, id: &str, conversation: &str, text: &str) -> Outgoing {
        Outgoing {
            id: id.into(),
            conversation: conversation.into(),
            text: text.into(),
            at: self.now,
            opens: Opens::Nothing,
            answer: None,
            content: None,
            alongside: false,
        }
    }

    /// Starts a conversation beside the others of this visitor.
    pub fn send_beside(&mut self, caller: &Caller, conversation: &str, text: &str) {
        self.messages += 1;
        let outgoing = Outgoing {
            opens: Opens::New,
            alongside: true,
            ..self.outgoing(&format!("m{}", self.messages), conversation, text)
        };
        self.command(caller, Command::Send(outgoing));
    }

    pub fn act(&mut self, action: Action) {
        self.step(Event::Agent(action));
    }

    pub fn say(&mut self, conversation: &str, text: &str) {
        self.act(Action::Say {
            conversation: conversation.into(),
            text: text.into(),
        });
    }

    pub fn accept(&mut self, conversation: &str) {
        self.act(Action::Accept(conversation.into()));
    }

    pub fn end(&mut self, conversation: &str, reason: Option<&str>) {
        self.act(Action::End {
            conversation: conversation.into(),
            reason: reason.map(Into::into),
        });
    }

    pub fn visitor_ends(&mut self, caller: &Caller, conversation: &str, by: EndedBy) {
        self.command(
            caller,
            Command::End {
                conversation: conversation.into(),
                by,
            },
        );
    }

    pub fn configure(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.engine.settings().clone();
        change(&mut settings);
        self.act(Action::Configure(Box::new(settings)));
    }

    /// A conversation that waits in the queue.
    pub fn waiting(&mut self, caller: &Caller, conversation: &str) {
        self.send(caller, conversation, "a human, please", Opens::New);
        self.pass(1_000);
        assert!(self.conversation(conversation).waiting_since().is_some());
        self.effects.clear();
    }

    /// A conversation that an agent has.
    pub fn talking(&mut self, caller: &Caller, conversation: &str) {
        self.waiting(caller, conversation);
        self.accept(conversation);
        assert!(self.conversation(conversation).is_talking());
        self.effects.clear();
    }

    pub fn conversation(&self, id: &str) -> &Conversation {
        self.engine
            .conversation(&id.into())
            .expect("the conversation is there")
    }

    /// What was said to this visitor since the last call: to which tab, and what.
    pub fn said_to(&mut self, visitor: &str) -> Vec<(Option<String>, BackendEvent)> {
        std::mem::take(&mut self.effects)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Broadcast(FromDesk::ToVisitor {
                    visitor: to,
                    tab,
                    event,
                    ..
                }) if to == visitor => Some((tab, event)),
                _ => None,
            })
            .collect()
    }

    /// What was said to this visitor since the last call: about which conversation, and what.
    pub fn said_about(&mut self, visitor: &str) -> Vec<(Option<ConversationId>, BackendEvent)> {
        std::mem::take(&mut self.effects)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Broadcast(FromDesk::ToVisitor {
                    visitor: to,
                    conversation,
                    event,
                    ..
                }) if to == visitor => Some((conversation, event)),
                _ => None,
            })
            .collect()
    }

    /// The same, without the tabs.
    pub fn events(&mut self, caller: &Caller) -> Vec<BackendEvent> {
        self.said_to(&caller.visitor)
            .into_iter()
            .map(|(_, event)| event)
            .collect()
    }

    /// What a tab that connects is told.
    pub fn connect(&mut self, caller: &Caller, resume: Option<&str>) -> Snapshot {
        self.effects.clear();
        self.command(
            caller,
            Command::Connect {
                resume: resume.map(Into::into),
            },
        );
        let said = self.said_to(&caller.visitor);
        let [(tab, BackendEvent::Connected(snapshot))] = said.as_slice() else {
            panic!("one snapshot and nothing else, but {said:?}");
        };
        assert_eq!(
            tab.as_deref(),
            Some(caller.tab.as_str()),
            "to the tab that asked alone"
        );
        snapshot.as_ref().clone()
    }

    /// Closes the desk and opens it again, with what was kept going through JSON.
    pub fn reload(&mut self, ids: &[&str]) {
        let kept = ids
            .iter()
            .filter_map(|id| self.engine.conversation(&ConversationId::from(*id)))
            .map(|conversation| serde_json::to_string(conversation).unwrap())
            .map(|json| serde_json::from_str(&json).unwrap())
            .collect();
        let settings = serde_json::to_string(self.engine.settings()).unwrap();
        let settings = serde_json::from_str(&settings).unwrap();
        self.engine = Engine::default();
        self.effects.clear();
        self.step(Event::Restored {
            conversations: kept,
            settings: Some(settings),
            place: place(),
        });
    }
}

pub fn tab(visitor: &str, tab: &str) -> Caller {
    Caller {
        visitor: visitor.into(),
        tab: tab.into(),
        name: Some("Ada".into()),
    }
}

pub fn ada() -> Caller {
    tab("ada", "ada-1")
}

pub fn bob() -> Caller {
    tab("bob", "bob-1")
}

pub fn sam() -> Author {
    Author {
        role: Role::Agent,
        name: "Sam".into(),
    }
}

pub fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().filter_map(Message::text).collect()
}

pub fn notes(messages: &[Message]) -> Vec<&Note> {
    messages
        .iter()
        .filter_map(|message| match &message.body {
            session_chat::domain::Body::Note(note) => Some(note),
            session_chat::domain::Body::Text(_) | session_chat::domain::Body::Rich(_) => None,
        })
        .collect()
}

/// A frame goes over the channel and back unchanged.
#[test]
fn a_widgets_frame_becomes_an_event_and_others_do_not() {
    let body = FromWidget::ToDesk {
        visitor: "ada".into(),
        tab: "ada-1".into(),
        name: None,
        command: Command::Disconnect,
    };
    let json = serde_json::to_string(&Frame::new(body)).unwrap();
    let frame: Frame<FromWidget> = serde_json::from_str(&json).unwrap();
    assert!(matches!(
        Event::of_frame(frame.clone(), None),
        Some(Event::Visitor { .. })
    ));
    assert!(Event::of_frame(Frame { v: 2, ..frame }, None).is_none());
    let from_desk = serde_json::to_string(&Frame::new(FromDesk::DeskOpen)).unwrap();
    assert!(serde_json::from_str::<Frame<FromWidget>>(&from_desk).is_err());
}
