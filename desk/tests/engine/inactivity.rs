//! Silent end users are warned, and in the end their session ends.

use session_chat::domain::{BackendEvent, Command, EndedBy, effect::Opens, time::MINUTE};
use session_chat_desk::engine::{Settings, settings::Inactivity};

use crate::world::{World, ada};

fn world() -> World {
    World::with(Settings {
        inactivity: Some(Inactivity {
            warn_after_ms: 5 * MINUTE,
            end_after_ms: 2 * MINUTE,
        }),
        ..Settings::default()
    })
}

fn warned() -> World {
    let mut world = world();
    world.talking(&ada(), "c");
    world.say("c", "Are you there?");
    world.effects.clear();
    world.pass(5 * MINUTE);
    let ends_at = world.now.plus(2 * MINUTE);
    assert_eq!(world.events(&ada()), [BackendEvent::Inactive { ends_at }]);
    assert_eq!(world.connect(&ada(), Some("c")).ends_at, Some(ends_at));
    world
}

#[test]
fn silence_is_warned_of_and_then_ends_the_session() {
    let mut world = warned();
    world.pass(2 * MINUTE);
    let events = world.events(&ada());
    let end = events.iter().find_map(|event| match event {
        BackendEvent::Ended(end) => Some(end),
        _ => None,
    });
    assert_eq!(end.map(|end| end.by), Some(EndedBy::Inactivity));
    assert_eq!(world.engine.load(), 0);
    assert_eq!(world.engine.wake_at(), None, "no orphan timer");
}

#[test]
fn staying_typing_and_writing_each_keep_it_alive() {
    for sign in 0..3 {
        let mut world = warned();
        match sign {
            0 => world.command(&ada(), Command::Stay("c".into())),
            1 => world.command(&ada(), Command::Typing("c".into())),
            _ => {
                world.send(&ada(), "c", "Yes", Opens::Nothing);
            }
        }
        assert!(
            world.events(&ada()).contains(&BackendEvent::Active),
            "{sign}"
        );
        world.pass(4 * MINUTE);
        assert!(world.conversation("c").is_talking(), "{sign}");
    }
}

#[test]
fn who_waits_for_us_is_not_silent() {
    let mut world = world();
    world.talking(&ada(), "c");
    world.send(&ada(), "c", "Where is my lamp?", Opens::Nothing);
    world.pass(60 * MINUTE);
    assert!(world.conversation("c").is_talking());

    let mut world = self::world();
    world.waiting(&ada(), "c");
    world.pass(60 * MINUTE);
    assert!(world.conversation("c").waiting_since().is_some());
}

#[test]
fn the_rule_holds_with_the_assistant_too() {
    let mut world = world();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.pass(10 * MINUTE);
    assert!(!world.conversation("c").is_live());
}

#[test]
fn another_word_of_the_agent_gives_the_end_user_all_the_time_again() {
    let mut world = warned();
    world.say("c", "Take your time");
    assert!(world.events(&ada()).contains(&BackendEvent::Active));
    world.pass(4 * MINUTE);
    assert!(world.conversation("c").is_talking());
}

#[test]
fn r1_6_without_the_rule_nobody_is_left_under_a_warning() {
    let mut world = warned();
    world.configure(|settings| settings.inactivity = None);
    assert_eq!(world.events(&ada()), [BackendEvent::Active]);
    assert_eq!(world.engine.wake_at(), None);
}
