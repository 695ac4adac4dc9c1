//! A visitor's tabs, a desk, and the channel between them.

use serde::Serialize;
use session_chat::{
    domain::{
        Config, Effect as Wanted, Event, Instant, Session, config::Rules, event::Draft,
        view::PhaseName,
    },
    transport::local::{
        link::{Identity, Link, Output},
        wire::{Frame, FromDesk, FromWidget},
    },
};
use session_chat_desk::engine::{self, Action, Engine, Settings, conversation::Conversation};

/// One tab of a visitor.
pub struct Tab {
    pub session: Session,
    pub link: Link,
    /// What the session wants to happen in a browser.
    pub wanted: Vec<Wanted>,
}

/// A visitor's tabs, a desk that can be closed, and the channel between them.
pub struct World {
    pub tabs: Vec<Tab>,
    pub desk: Option<Engine>,
    pub kept: Vec<Conversation>,
    pub now: Instant,
    pub messages: u32,
}

impl World {
    pub fn new(rules: &Rules) -> Self {
        let mut world = Self {
            tabs: Vec::new(),
            desk: None,
            kept: Vec::new(),
            now: Instant(1_000_000_000),
            messages: 0,
        };
        world.open_desk();
        world.add_tab(rules);
        world
    }

    pub fn add_tab(&mut self, rules: &Rules) -> usize {
        let tab = self.tabs.len();
        let identity = Identity {
            visitor: "ada".into(),
            tab: format!("tab-{tab}"),
            name: Some("Ada".into()),
        };
        let config = Config {
            rules: rules.clone(),
            ..Config::default()
        };
        self.tabs.push(Tab {
            session: Session::new(config),
            link: Link::new(identity),
            wanted: Vec::new(),
        });
        tab
    }

    pub fn open_desk(&mut self) {
        self.desk = Some(Engine::default());
        let conversations = std::mem::take(&mut self.kept);
        self.desk_step(engine::Event::Restored {
            conversations,
            settings: None,
            place: engine::Place::default(),
        });
    }

    pub fn close_desk(&mut self, ids: &[&str]) {
        let desk = self.desk.take().expect("a desk is open");
        self.kept = ids
            .iter()
            .filter_map(|id| desk.conversation(&(*id).into()).cloned())
            .collect();
        self.say(FromDesk::DeskClosed);
    }

    pub fn desk_step(&mut self, event: engine::Event) {
        let Some(desk) = self.desk.take() else { return };
        let outcome = desk.update(self.now, event);
        self.desk = Some(outcome.engine);
        for effect in outcome.effects {
            if let engine::Effect::Broadcast(body) = effect {
                self.say(body);
            }
        }
    }

    pub fn act(&mut self, action: Action) {
        self.desk_step(engine::Event::Agent(action));
    }

    /// The desk says something to everybody on the channel.
    pub fn say(&mut self, body: FromDesk) {
        let json = json(body);
        assert!(
            serde_json::from_str::<Frame<FromWidget>>(&json).is_err(),
            "no desk hears another"
        );
        let frame: Frame<FromDesk> = serde_json::from_str(&json).unwrap();
        for tab in 0..self.tabs.len() {
            let output = self.tabs[tab].link.frame(self.now, frame.clone());
            self.follow(tab, output);
        }
    }

    /// A widget says something to everybody on the channel.
    pub fn ask(&mut self, body: FromWidget) {
        let json = json(body);
        assert!(
            serde_json::from_str::<Frame<FromDesk>>(&json).is_err(),
            "no widget hears another"
        );
        let frame = serde_json::from_str(&json).unwrap();
        if let Some(event) = engine::Event::of_frame(frame, None) {
            self.desk_step(event);
        }
    }

    pub fn follow(&mut self, tab: usize, output: Output) {
        for event in output.events {
            self.step(tab, Event::Backend(event));
        }
        for frame in output.frames {
            self.ask(frame.body);
        }
    }

    pub fn step(&mut self, tab: usize, event: Event) {
        let session = std::mem::take(&mut self.tabs[tab].session);
        let outcome = session.update(self.now, event);
        self.tabs[tab].session = outcome.session;
        for effect in outcome.effects {
            if let Wanted::Backend(command) = effect {
                let output = self.tabs[tab].link.command(self.now, command);
                self.follow(tab, output);
            } else {
                self.tabs[tab].wanted.push(effect);
            }
        }
    }

    /// The desk publishes settings.
    pub fn configure(&mut self, settings: Settings) {
        self.act(Action::Configure(Box::new(settings)));
    }

    /// A conversation as the desk has it.
    pub fn at_desk(&self, id: &str) -> Option<&Conversation> {
        self.desk.as_ref()?.conversation(&id.into())
    }

    pub fn write(&mut self, tab: usize, conversation: &str, text: &str) {
        self.messages += 1;
        let id = format!("m{}", self.messages);
        self.step(
            tab,
            Event::Composed(Draft {
                id: id.as_str().into(),
                conversation: conversation.into(),
                text: text.into(),
                answer: None,
                content: None,
            }),
        );
    }

    /// Lets `ms` milliseconds go by for everybody, in small steps.
    pub fn pass(&mut self, ms: u64) {
        let until = self.now.plus(ms);
        while self.now < until {
            self.now = self.now.plus(100).min(until);
            if self
                .desk
                .as_ref()
                .and_then(Engine::wake_at)
                .is_some_and(|at| at <= self.now)
            {
                self.desk_step(engine::Event::Woke);
            }
            for tab in 0..self.tabs.len() {
                let now = self.now;
                if self.tabs[tab].link.wake_at().is_some_and(|at| at <= now) {
                    let output = self.tabs[tab].link.wake(now);
                    self.follow(tab, output);
                }
                if self.tabs[tab].session.wake_at().is_some_and(|at| at <= now) {
                    self.step(tab, Event::Woke);
                }
            }
        }
    }

    pub fn phase(&self, tab: usize) -> PhaseName {
        self.tabs[tab].session.view().phase
    }

    pub fn texts(&self, tab: usize) -> Vec<String> {
        let transcript = self.tabs[tab].session.transcript();
        transcript
            .messages()
            .filter_map(|message| message.text().map(Into::into))
            .collect()
    }

    pub fn talking(rules: &Rules) -> Self {
        let mut world = Self::new(rules);
        world.step(0, Event::Opened);
        world.write(0, "c", "a human, please");
        world.pass(1_000);
        world.act(Action::Accept("c".into()));
        assert_eq!(world.phase(0), PhaseName::Talking);
        world
    }
}

/// Every frame goes through JSON, as it goes through a structured clone in a browser.
fn json(body: impl Serialize) -> String {
    serde_json::to_string(&Frame::new(body)).unwrap()
}

pub fn ends(rules: Rules) -> Rules {
    Rules {
        end_users_can_end: true,
        multiple_conversations: true,
        ..rules
    }
}
