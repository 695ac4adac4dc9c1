//! The assistant in a conversation: greeting, answers, handover, goodbye.

use session_chat::domain::{
    BackendEvent, EndedBy,
    effect::Opens,
    message::{Note, Role},
    snapshot::{Availability, Queue, Status},
};
use session_chat_desk::engine::{
    Settings,
    record::{Handover, Happened, TicketStatus},
};

use crate::world::{World, ada, notes, texts};

#[test]
fn it_greets_by_name_after_a_moment_and_has_read_the_message() {
    let mut world = World::with(Settings {
        brand: "Lumen".into(),
        ..Settings::default()
    });
    let id = world.send(&ada(), "c", "Hi", Opens::New);
    world.pass(500);
    assert_eq!(texts(&world.conversation("c").messages), ["Hi"]);
    world.effects.clear();
    world.pass(500);
    let events = world.events(&ada());
    assert_eq!(events[0], BackendEvent::Read(id.as_str().into()));
    let BackendEvent::Message(greeting) = &events[1] else {
        panic!("{events:?}")
    };
    assert_eq!(greeting.author.role, Role::Bot);
    assert!(
        greeting
            .text()
            .unwrap()
            .starts_with("Hello, I am the assistant of Lumen.")
    );
    assert!(matches!(
        events[2],
        BackendEvent::Typing { active: false, .. }
    ));
}

#[test]
fn several_messages_in_a_row_get_one_answer() {
    let mut world = World::new();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.send(&ada(), "c", "when do you open?", Opens::New);
    world.pass(5_000);
    let conversation = world.conversation("c");
    let said = conversation
        .messages
        .iter()
        .filter(|m| m.author.role == Role::Bot)
        .count();
    assert_eq!(said, 2, "the greeting and the hours");
    assert_eq!(conversation.sessions, 1);
}

#[test]
fn it_hands_over_with_place_wait_and_ticket() {
    let mut world = World::new();
    world.send(&ada(), "c", "agent", Opens::New);
    world.pass(5_000);
    let events = world.events(&ada());
    let queue = Queue {
        position: Some(1),
        wait_ms: Some(120_000),
    };
    assert!(events.contains(&BackendEvent::Waiting(queue)));
    let conversation = world.conversation("c");
    assert_eq!(notes(&conversation.messages), [&Note::Queued]);
    assert_eq!(
        conversation.ticket.map(|ticket| ticket.status),
        Some(TicketStatus::New)
    );
    let happened: Vec<_> = conversation
        .history
        .iter()
        .map(|entry| &entry.what)
        .collect();
    assert!(happened.contains(&&Happened::HandedOver(Handover::Asked)));
    assert_eq!(
        world.connect(&ada(), Some("c")).status,
        Status::Waiting(queue)
    );
}

#[test]
fn what_it_does_not_understand_twice_goes_to_people() {
    let mut world = World::new();
    world.send(&ada(), "c", "My lamp arrived broken", Opens::New);
    world.pass(1_000);
    assert!(matches!(
        world.connect(&ada(), Some("c")).status,
        Status::WithBot(_)
    ));
    world.send(&ada(), "c", "The shade is cracked", Opens::Nothing);
    world.pass(1_000);
    assert!(matches!(
        world.connect(&ada(), Some("c")).status,
        Status::Waiting(_)
    ));
}

#[test]
fn it_ends_the_session_after_a_goodbye() {
    let mut world = World::new();
    world.send(&ada(), "c", "thanks, that's all", Opens::New);
    world.pass(1_000);
    let events = world.events(&ada());
    let end = events.iter().find_map(|event| match event {
        BackendEvent::Ended(end) => Some(end),
        _ => None,
    });
    assert_eq!(
        end.map(|end| (end.by, end.actor_name.as_deref())),
        Some((EndedBy::Bot, Some("Assistant")))
    );
}

#[test]
fn with_nobody_online_it_still_answers_and_messages_wait() {
    let mut world = World::with(Settings {
        online: false,
        ..Settings::default()
    });
    world.send(&ada(), "c", "opening hours?", Opens::New);
    world.pass(1_000);
    assert!(
        texts(&world.conversation("c").messages)
            .iter()
            .any(|text| text.contains("Monday"))
    );
    world.effects.clear();
    world.send(&ada(), "c", "human", Opens::Nothing);
    world.pass(1_000);
    let events = world.events(&ada());
    let away = BackendEvent::Availability(Availability::Away { back_at: None });
    assert!(events.contains(&away));
    assert!(events.contains(&BackendEvent::Waiting(Queue {
        position: Some(1),
        wait_ms: None
    })));
    assert!(
        texts(&world.conversation("c").messages)
            .iter()
            .any(|t| t.starts_with("Nobody is online"))
    );

    world.send(&ada(), "c", "My lamp is broken", Opens::Nothing);
    assert!(matches!(
        world.events(&ada())[0],
        BackendEvent::Acknowledged { .. }
    ));

    world.act(session_chat_desk::engine::Action::SetOnline(true));
    let events = world.events(&ada());
    assert!(events.contains(&BackendEvent::Availability(Availability::Online)));
    world.accept("c");
    assert!(world.conversation("c").is_talking());
}

#[test]
fn an_agent_can_take_a_conversation_from_it() {
    let mut world = World::new();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.accept("c");
    world.effects.clear();
    world.pass(5_000);
    assert_eq!(world.events(&ada()), [], "the assistant says no more");
    assert!(world.conversation("c").is_talking() && world.conversation("c").ticket.is_some());
}
