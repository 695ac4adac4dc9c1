//! What outlives the desk's page.

use session_chat::domain::{effect::Opens, snapshot::Status, time::MINUTE};
use session_chat::transport::local::wire::FromDesk;
use session_chat_desk::engine::{Action, Effect, Settings, settings::Inactivity};

use crate::world::{World, ada, bob, texts};

#[test]
fn a_reload_of_the_desk_in_mid_chat_loses_nothing() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.waiting(&bob(), "b");
    world.say("a", "Which item?");
    world.send(&ada(), "a", "The lamp", Opens::Nothing);
    world.act(Action::Note {
        conversation: "a".into(),
        text: "VIP".into(),
    });
    let before = world.engine.detail(&"a".into(), 99);
    world.reload(&["a", "b"]);
    assert_eq!(
        world.effects.first(),
        Some(&Effect::Broadcast(FromDesk::DeskOpen))
    );
    assert_eq!(world.engine.detail(&"a".into(), 99), before);
    assert_eq!(world.engine.load(), 1);
    let snapshot = world.connect(&ada(), Some("a"));
    assert!(matches!(snapshot.status, Status::Talking(_)));
    assert_eq!(
        texts(&snapshot.messages).last_chunk::<2>(),
        Some(&["Which item?", "The lamp"])
    );
    let Status::Waiting(queue) = world.connect(&bob(), Some("b")).status else {
        panic!()
    };
    assert_eq!(queue.position, Some(1));
}

#[test]
fn the_assistant_answers_after_the_reload_what_it_had_not_answered_before() {
    let mut world = World::new();
    world.send(&ada(), "a", "Hi", Opens::New);
    world.reload(&["a"]);
    world.pass(1_000);
    assert_eq!(texts(&world.conversation("a").messages).len(), 2);
}

#[test]
fn nobody_is_silent_while_the_desk_is_closed() {
    let mut world = World::with(Settings {
        inactivity: Some(Inactivity {
            warn_after_ms: MINUTE,
            end_after_ms: MINUTE,
        }),
        ..Settings::default()
    });
    world.talking(&ada(), "a");
    world.say("a", "Are you there?");
    world.now = world.now.plus(60 * MINUTE);
    world.reload(&["a"]);
    world.pass(MINUTE / 2);
    assert!(world.conversation("a").is_talking());
}

#[test]
fn ticket_numbers_go_on_after_a_reload() {
    let mut world = World::new();
    world.waiting(&ada(), "a");
    let first = world.conversation("a").ticket.unwrap().number;
    world.reload(&["a"]);
    world.waiting(&bob(), "b");
    assert_eq!(world.conversation("b").ticket.unwrap().number, first + 1);
}

#[test]
fn every_change_of_a_conversation_is_kept_before_it_is_told() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    let steps: [fn(&mut World); 4] = [
        |world| {
            world.send(&ada(), "a", "One", Opens::Nothing);
        },
        |world| world.say("a", "Two"),
        |world| world.act(Action::Seen("a".into())),
        |world| world.end("a", None),
    ];
    for step in steps {
        world.effects.clear();
        step(&mut world);
        assert_eq!(world.effects.first(), Some(&Effect::Save("a".into())));
        assert!(
            world
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Broadcast(_)))
        );
    }
}

#[test]
fn settings_are_kept_and_a_capacity_of_none_is_one() {
    let mut world = World::new();
    world.configure(|settings| settings.capacity = 0);
    assert_eq!(world.effects, [Effect::SaveSettings]);
    assert_eq!(world.engine.settings().capacity, 1);
}
