//! Business hours, as visitors meet them.

use session_chat::domain::{
    BackendEvent, Command, Instant,
    effect::Opens,
    snapshot::{Availability, Status},
    time::{HOUR, MINUTE},
};
use session_chat_desk::engine::{Action, Settings, hours::Hours};

use crate::world::{World, ada, bob, notes, texts};

/// Monday, 5 January 1970, so many hours after midnight.
fn monday(hour: u64) -> Instant {
    Instant((4 * 24 + hour) * HOUR)
}

fn at(hour: u64, leaves_messages: bool) -> World {
    let mut world = World::with(Settings {
        hours: Some(Hours {
            leaves_messages,
            ..Hours::default()
        }),
        ..Settings::default()
    });
    world.now = monday(hour);
    world
}

const fn away(back_at: Instant) -> Availability {
    Availability::Away {
        back_at: Some(back_at),
    }
}

#[test]
fn r6_3_windows_learn_when_the_desk_opens() {
    let back_at = Some(monday(9));
    assert_eq!(
        at(8, true).connect(&ada(), None).availability,
        Availability::Away { back_at }
    );
    assert_eq!(
        at(8, false).connect(&ada(), None).availability,
        Availability::Closed { back_at }
    );
    for leaves_messages in [true, false] {
        let mut world = at(9, leaves_messages);
        let open = world.connect(&ada(), None);
        assert_eq!(open.availability, Availability::Online);
    }
}

#[test]
fn r6_3_a_closed_desk_takes_nothing_new_and_says_when_it_is_back() {
    let mut world = at(18, false);
    world.send(&ada(), "c", "Hi", Opens::New);
    let back_at = Some(monday(24 + 9));
    assert_eq!(
        world.said_to("ada"),
        [(
            Some("ada-1".into()),
            BackendEvent::StartRefused(Availability::Closed { back_at })
        )]
    );
    assert!(world.engine.conversation(&"c".into()).is_none());
    world.now = monday(24 + 9);
    world.send(&ada(), "c", "Hi", Opens::New);
    assert!(world.conversation("c").is_live());
}

#[test]
fn r6_3_a_chat_that_runs_goes_on_after_hours() {
    let mut world = at(16, false);
    world.talking(&ada(), "c");
    world.now = monday(18);
    world.send(&ada(), "c", "Still there?", Opens::Nothing);
    let told = world.events(&ada());
    assert!(matches!(told[0], BackendEvent::Acknowledged { .. }));
    let snapshot = world.connect(&ada(), Some("c"));
    assert_eq!(snapshot.availability, Availability::Online);
    assert!(matches!(snapshot.status, Status::Talking(_)));
    world.end("c", None);
    let snapshot = world.connect(&ada(), Some("c"));
    let back_at = Some(monday(24 + 9));
    let next = Availability::Closed { back_at };
    assert_eq!(snapshot.availability, next, "what would come next is new");
}

#[test]
fn r6_3_messages_that_are_left_wait_in_the_queue() {
    let mut world = at(8, true);
    world.send(&ada(), "c", "a human, please", Opens::New);
    let told = world.events(&ada());
    assert!(matches!(told[0], BackendEvent::WithBot(_)));
    let online = BackendEvent::Availability(Availability::Online);
    assert_eq!(
        told[1], online,
        "the assistant is there, whatever was told before"
    );
    world.pass(1_000);
    let said = texts(&world.conversation("c").messages);
    assert!(said.last().unwrap().starts_with("Nobody is online"));
    let told = world.events(&ada());
    let waits = BackendEvent::Availability(away(monday(9)));
    assert!(told.contains(&waits), "{told:?}");
    let waiting = told.iter().find_map(|event| match event {
        BackendEvent::Waiting(queue) => Some(queue.wait_ms),
        _ => None,
    });
    assert_eq!(waiting, Some(None), "no wait is known");
    let snapshot = world.connect(&ada(), Some("c"));
    assert_eq!(snapshot.availability, away(monday(9)));
}

#[test]
fn r6_3_the_hour_strikes_for_those_who_wait() {
    let mut world = at(16, false);
    world.waiting(&ada(), "c");
    world.send(&bob(), "d", "Hi", Opens::New);
    world.pass(1_000);
    world.effects.clear();
    world.pass(2 * HOUR);
    assert!(world.now < monday(19));
    let effects = world.effects.clone();
    let back_at = monday(24 + 9);
    let told = world.events(&ada());
    // They are in the queue, where messages can be left whatever the hour.
    assert!(told.contains(&BackendEvent::Availability(away(back_at))));
    world.effects = effects;
    assert_eq!(world.events(&bob()), [], "he is with the assistant");
    world.pass(15 * HOUR);
    assert!(world.now >= back_at);
    let told = world.events(&ada());
    let online = BackendEvent::Availability(Availability::Online);
    assert_eq!(told.last(), Some(&online));
}

#[test]
fn r6_3_whoever_is_offline_within_the_hours_is_back_at_no_known_time() {
    let mut world = at(10, true);
    world.waiting(&ada(), "c");
    world.act(Action::SetOnline(false));
    let nobody = BackendEvent::Availability(Availability::Away { back_at: None });
    assert!(world.events(&ada()).contains(&nobody));
    let new = world.connect(&bob(), None);
    assert_eq!(
        new.availability,
        Availability::Online,
        "the assistant answers"
    );
}

#[test]
fn r1_6_r6_3_changed_hours_count_at_once() {
    let mut world = at(12, true);
    world.waiting(&ada(), "c");
    world.configure(|settings| {
        settings.hours = Some(Hours {
            from: 14 * 60,
            ..Hours::default()
        });
    });
    let told = world.events(&ada());
    assert!(told.contains(&BackendEvent::Availability(away(monday(14)))));
    assert_eq!(world.engine.wake_at(), Some(monday(14)));
    world.configure(|settings| settings.hours = None);
    assert_eq!(world.engine.wake_at(), None);
    let told = world.events(&ada());
    let online = BackendEvent::Availability(Availability::Online);
    assert_eq!(told.last(), Some(&online));
    world.pass(MINUTE);
    world.command(&ada(), Command::Stay("c".into()));
    assert_eq!(notes(&world.conversation("c").messages).len(), 1);
}
