//! The queue and the agent's capacity.

use session_chat::domain::{
    BackendEvent, Command, EndedBy, config::RulesChange, end::Next, message::Note, snapshot::Queue,
    time::MINUTE,
};
use session_chat_desk::engine::{Action, Settings, effect::Caller, view::Group};

use crate::world::{World, ada, bob, notes, sam, tab};

fn eve() -> Caller {
    tab("eve", "eve-1")
}

fn place(position: u32) -> BackendEvent {
    let wait_ms = Some(u64::from(position) * 2 * MINUTE);
    BackendEvent::Waiting(Queue {
        position: Some(position),
        wait_ms,
    })
}

#[test]
fn places_move_up_when_somebody_is_accepted() {
    let mut world = World::new();
    world.waiting(&ada(), "a");
    world.waiting(&bob(), "b");
    world.waiting(&eve(), "e");
    world.accept("a");
    let effects = world.effects.clone();
    assert_eq!(world.events(&bob()), [place(1)]);
    world.effects = effects;
    assert_eq!(world.events(&eve()), [place(2)]);
}

#[test]
fn places_move_up_when_somebody_gives_up() {
    let mut world = World::new();
    world.waiting(&ada(), "a");
    world.waiting(&bob(), "b");
    world.visitor_ends(&ada(), "a", EndedBy::EndUser);
    assert_eq!(world.events(&bob()), [place(1)]);
}

#[test]
fn a_changed_estimate_is_told_to_all_who_wait() {
    let mut world = World::new();
    world.waiting(&ada(), "a");
    world.configure(|settings| settings.wait_per_place_ms = MINUTE);
    assert_eq!(
        world.events(&ada()),
        [BackendEvent::Waiting(Queue {
            position: Some(1),
            wait_ms: Some(MINUTE)
        })]
    );
}

#[test]
fn the_desk_shows_the_longest_wait_first() {
    let mut world = World::new();
    world.waiting(&bob(), "b");
    world.waiting(&ada(), "a");
    world.talking(&eve(), "e");
    let cards = world.engine.view().cards;
    let order: Vec<_> = cards
        .iter()
        .map(|card| (card.id.as_str(), card.group))
        .collect();
    assert_eq!(
        order,
        [
            ("b", Group::Waiting),
            ("a", Group::Waiting),
            ("e", Group::Talking)
        ]
    );
}

#[test]
fn r4_3_capacity_limits_what_is_accepted_and_an_end_releases_it() {
    let mut world = World::with(Settings {
        capacity: 1,
        ..Settings::default()
    });
    world.waiting(&ada(), "a");
    world.waiting(&bob(), "b");
    world.accept("a");
    assert!(!world.engine.view().has_room);
    world.accept("b");
    assert!(!world.conversation("b").is_talking());
    world.end("a", None);
    assert!(world.engine.view().has_room);
    world.accept("b");
    assert!(world.conversation("b").is_talking());
}

#[test]
fn an_agent_who_is_offline_takes_nothing_but_keeps_what_they_have() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.waiting(&bob(), "b");
    world.act(Action::SetOnline(false));
    world.accept("b");
    assert!(!world.conversation("b").is_talking());
    world.effects.clear();
    world.say("a", "I finish this first");
    assert!(matches!(world.events(&ada())[0], BackendEvent::Message(_)));
}

#[test]
fn a_conversation_given_back_keeps_its_place() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.waiting(&bob(), "b");
    world.act(Action::Requeue("a".into()));
    assert_eq!(world.engine.load(), 0);
    assert_eq!(world.engine.view().cards[0].id.as_str(), "a");
    let conversation = world.conversation("a");
    let [.., left, queued] = notes(&conversation.messages)[..] else {
        panic!()
    };
    assert_eq!((left, queued), (&Note::Left(sam()), &Note::Queued));
    let effects = world.effects.clone();
    assert!(world.events(&ada()).contains(&place(1)));
    world.effects = effects;
    assert_eq!(world.events(&bob()), [place(2)]);
}

#[test]
fn waits_add_up_in_the_facts() {
    let mut world = World::new();
    world.waiting(&ada(), "a");
    world.pass(3 * MINUTE);
    world.accept("a");
    let waited = world.engine.detail(&"a".into(), 9).unwrap().facts.waited_ms;
    assert!(
        (3 * MINUTE..3 * MINUTE + 1_000).contains(&waited),
        "{waited}"
    );
}

#[test]
fn r1_6_changed_rules_are_told_to_running_chats_and_to_whoever_connects() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.talking(&bob(), "b");
    world.end("b", None);
    world.effects.clear();
    let settings = Settings {
        after_end: Some(Next::Reset),
        ..world.engine.settings().clone()
    };
    world.act(Action::Configure(Box::new(settings.clone())));
    let effects = world.effects.clone();
    let change = RulesChange {
        after_end: Some(Next::Reset),
        ..RulesChange::default()
    };
    assert_eq!(world.events(&ada()), [BackendEvent::Settings(change)]);
    world.effects = effects;
    assert_eq!(world.events(&bob()), [], "his chat is over");

    world.act(Action::Configure(Box::new(settings)));
    assert_eq!(world.events(&ada()), [], "nothing changed");

    world.command(&eve(), Command::Connect { resume: None });
    let events = world.events(&eve());
    assert_eq!(events[0], BackendEvent::Settings(change));
    assert!(matches!(events[1], BackendEvent::Connected(_)));
}
