//! Tests of the session: tables per phase, and a walk over all states.

mod answers;
mod ends;
mod offers;
mod reopening;
mod sending;
mod several;
mod walk;
mod window;

use super::*;
use crate::domain::{
    config::Rules,
    effect::{Announcement, Command, HostEvent, Outgoing},
    end::{EndInfo, EndedBy},
    event::{BackendEvent, Draft},
    message::{Author, Body, Delivery, Message, Role},
    offer::PRE_CHAT,
    rich::Answer,
    snapshot::{Allowed, Availability, Queue, Snapshot, Status},
    view::{Foot, Panel, PhaseName},
};

/// A session with its clock, driven by hand.
struct Bench {
    session: Session,
    now: Instant,
}

impl Bench {
    fn new(rules: Rules) -> Self {
        let config = Config {
            rules,
            brand: "Support".into(),
            ..Config::default()
        };
        Self {
            session: Session::new(config),
            now: Instant(1_000_000),
        }
    }

    /// A window that is open and connected, with no conversation.
    fn open(rules: Rules) -> Self {
        let mut bench = Self::new(rules);
        bench.take(Event::Opened);
        bench.hear(connected(None, Status::None));
        bench
    }

    /// A running session with an agent.
    fn talking(rules: Rules) -> Self {
        let mut bench = Self::open(rules);
        bench.compose("m1", "hello");
        bench.hear(BackendEvent::Acknowledged {
            id: "m1".into(),
            at: bench.now,
        });
        bench.hear(BackendEvent::Talking(sam()));
        bench.take(Event::Seen);
        bench
    }

    fn take(&mut self, event: Event) -> Vec<Effect> {
        let outcome = self.session.clone().update(self.now, event);
        self.session = outcome.session;
        outcome.effects
    }

    fn hear(&mut self, said: BackendEvent) -> Vec<Effect> {
        self.take(Event::Backend(said))
    }

    fn compose(&mut self, id: &str, text: &str) -> Vec<Effect> {
        self.take(Event::Composed(draft(id, text)))
    }

    fn after(&mut self, ms: u64) -> Vec<Effect> {
        self.now = self.now.plus(ms);
        self.take(Event::Woke)
    }

    fn phase(&self) -> PhaseName {
        self.session.view().phase
    }

    fn delivery(&self, id: &str) -> Option<Delivery> {
        self.session
            .transcript()
            .get(&id.into())
            .map(|message| message.delivery)
    }

    fn texts(&self) -> Vec<String> {
        self.session
            .transcript()
            .messages()
            .filter_map(|message| message.text().map(str::to_owned))
            .collect()
    }
}

fn draft(id: &str, text: &str) -> Draft {
    Draft::written(id.into(), "c1".into(), text.to_owned())
}

fn sam() -> Author {
    Author {
        role: Role::Agent,
        name: "Sam".into(),
    }
}

fn said(id: &str, at: Instant) -> Message {
    Message::new(id.into(), sam(), at, Body::Text(["text of ", id].concat()))
}

fn ended(by: EndedBy, at: Instant) -> EndInfo {
    EndInfo {
        by,
        ..EndInfo::unknown(at)
    }
}

fn connected(conversation: Option<&str>, status: Status) -> BackendEvent {
    BackendEvent::Connected(Box::new(Snapshot {
        conversation: conversation.map(Into::into),
        status,
        ends_at: None,
        messages: Vec::new(),
        has_older: false,
        allowed: Allowed::default(),
        availability: Availability::Online,
    }))
}

fn end_users_can_end() -> Rules {
    Rules {
        end_users_can_end: true,
        multiple_conversations: true,
        ..Rules::default()
    }
}

fn commands(effects: &[Effect]) -> Vec<&Command> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Backend(command) => Some(command),
            _ => None,
        })
        .collect()
}

fn sends(effects: &[Effect]) -> usize {
    commands(effects)
        .iter()
        .filter(|command| matches!(command, Command::Send(_)))
        .count()
}

fn host_ends(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Emit(HostEvent::Ended { .. })))
        .count()
}

/// What is filled in before a chat.
fn introduction(id: &str, text: &str) -> Event {
    Event::Composed(Draft {
        answer: Some(Answer {
            to: PRE_CHAT.into(),
            values: "values".into(),
        }),
        ..draft(id, text)
    })
}

/// Whether the form before a chat stands there.
fn asks(bench: &Bench) -> bool {
    matches!(
        bench.session.view().foot,
        Foot::Panel(Panel::PreChat { .. })
    )
}

/// What goes to the backend, in order.
fn sent(effects: &[Effect]) -> Vec<&Outgoing> {
    let commands = effects.iter().filter_map(|effect| match effect {
        Effect::Backend(Command::Send(outgoing)) => Some(outgoing),
        _ => None,
    });
    commands.collect()
}

#[test]
fn before_the_first_open_nothing_is_done() {
    let bench = Bench::new(Rules::default());
    assert_eq!(bench.session.wake_at(), None);
    assert_eq!(bench.session.stored(), None);
    assert_eq!(bench.phase(), PhaseName::None);
}

#[test]
fn the_first_open_connects_once() {
    let mut bench = Bench::new(Rules::default());
    let effects = bench.take(Event::Opened);
    assert_eq!(
        effects,
        [
            Effect::Backend(Command::Connect { resume: None }),
            Effect::Save
        ]
    );
    bench.take(Event::Closed);
    assert_eq!(bench.take(Event::Opened), [Effect::Save]);
}

#[test]
fn the_field_is_there_in_each_phase_that_design_says() {
    let mut bench = Bench::open(end_users_can_end());
    let has_field = |bench: &Bench| matches!(bench.session.view().foot, Foot::Composer { .. });
    assert!(has_field(&bench), "none");
    bench.compose("m1", "hello");
    assert!(has_field(&bench), "starting");
    bench.hear(BackendEvent::WithBot(Author {
        role: Role::Bot,
        name: "Assistant".into(),
    }));
    assert_eq!(bench.phase(), PhaseName::WithBot);
    assert!(has_field(&bench), "with the bot");
    bench.hear(BackendEvent::Waiting(Queue {
        position: Some(3),
        wait_ms: Some(120_000),
    }));
    assert_eq!(bench.phase(), PhaseName::Waiting);
    assert!(has_field(&bench), "waiting");
    bench.hear(BackendEvent::Talking(sam()));
    assert!(has_field(&bench), "talking");
    bench.hear(BackendEvent::Inactive {
        ends_at: bench.now.plus(60_000),
    });
    assert_eq!(bench.phase(), PhaseName::Inactive);
    assert!(has_field(&bench), "inactive");
    bench.take(Event::Stayed);
    bench.take(Event::EndAsked);
    bench.take(Event::EndConfirmed);
    assert_eq!(bench.session.view().foot, Foot::Locked, "ending");
    bench.hear(BackendEvent::Ended(ended(EndedBy::EndUser, bench.now)));
    assert!(matches!(bench.session.view().foot, Foot::Panel(_)), "ended");
}

#[test]
fn a_stored_conversation_comes_back_and_asks_for_the_truth() {
    let bench = Bench::talking(Rules::default());
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(Rules::default());
    let effects = later.take(Event::Restored(Some(Box::new(stored))));
    assert_eq!(
        effects,
        [Effect::Backend(Command::Connect {
            resume: Some("c1".into())
        })]
    );
    assert_eq!(later.phase(), PhaseName::Talking);
    assert_eq!(later.texts(), ["hello"]);
    later.hear(connected(
        Some("c1"),
        Status::Ended(ended(EndedBy::Agent, later.now)),
    ));
    assert_eq!(later.phase(), PhaseName::Ended);
}

#[test]
fn a_burst_is_announced_as_a_number() {
    let mut bench = Bench::talking(Rules::default());
    let mut announced = Vec::new();
    for index in 0..8_u32 {
        let id = ["a", &index.to_string()].concat();
        announced.extend(bench.hear(BackendEvent::Message(said(&id, bench.now))));
    }
    announced.extend(bench.after(2_000));
    let announcements: Vec<_> = announced
        .iter()
        .filter_map(|effect| match effect {
            Effect::Announce(announcement) => Some(announcement),
            _ => None,
        })
        .collect();
    assert_eq!(announcements.len(), 4);
    assert_eq!(announcements[3], &Announcement::Messages(5));
}

#[test]
fn what_comes_without_a_word_is_announced_as_a_message() {
    let mut bench = Bench::talking(Rules::default());
    let picture = Message {
        body: Body::Text(String::new()),
        ..said("p", bench.now)
    };
    let effects = bench.hear(BackendEvent::Message(picture));
    assert!(effects.contains(&Effect::Announce(Announcement::Messages(1))));
}
