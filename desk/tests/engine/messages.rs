//! Messages both ways: once each, in order, receipted, in every tab.

use session_chat::domain::{
    BackendEvent, Command, Delivery,
    effect::Opens,
    event::SendRefusal,
    snapshot::{Availability, LostReason, Status},
};
use session_chat_desk::engine::{Action, Effect, conversation::PAGE, view::Entry};

use crate::world::{World, ada, bob, sam, tab, texts};

#[test]
fn without_a_conversation_there_is_no_session_and_somebody_answers() {
    let mut world = World::new();
    let snapshot = world.connect(&ada(), None);
    assert_eq!(snapshot.conversation, None);
    assert_eq!(snapshot.status, Status::None);
    assert_eq!(snapshot.availability, Availability::Online);
}

#[test]
fn r1_5_an_unknown_conversation_is_lost_and_a_foreign_one_is_forbidden() {
    let mut world = World::new();
    world.waiting(&ada(), "c");
    let unknown = world.connect(&ada(), Some("gone"));
    assert_eq!(unknown.status, Status::Lost(LostReason::Unknown));
    assert!(unknown.allowed.can_start_new);
    let foreign = world.connect(&bob(), Some("c"));
    assert_eq!(foreign.status, Status::Lost(LostReason::Forbidden));
    assert!(foreign.messages.is_empty());
}

#[test]
fn the_first_message_is_kept_acknowledged_and_starts_with_the_assistant() {
    let mut world = World::new();
    let id = world.send(&ada(), "c", "Hi", Opens::New);
    assert!(matches!(world.effects.first(), Some(Effect::Save(id)) if id.as_str() == "c"));
    let said = world.said_to("ada");
    assert!(matches!(&said[0], (None, BackendEvent::WithBot(_))));
    assert_eq!(
        said[1],
        (
            Some("ada-1".into()),
            BackendEvent::Acknowledged {
                id: id.as_str().into(),
                at: world.now
            }
        )
    );
    let (None, BackendEvent::Message(echo)) = &said[2] else {
        panic!("{said:?}")
    };
    assert_eq!(
        (echo.id.as_str(), echo.delivery),
        (id.as_str(), Delivery::Sent)
    );
    assert!(matches!(
        &said[3],
        (None, BackendEvent::Typing { active: true, .. })
    ));
    assert_eq!(said.len(), 4);
    assert_eq!(world.connect(&ada(), Some("c")).messages.len(), 1);
}

#[test]
fn a_repeat_is_acknowledged_again_and_shown_once() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.send_as(&ada(), "x", "c", "The blue lamp", Opens::Nothing);
    let first = world.now;
    world.effects.clear();
    world.pass(30_000);
    world.send_as(&ada(), "x", "c", "The blue lamp", Opens::Nothing);
    assert_eq!(
        world.events(&ada()),
        [BackendEvent::Acknowledged {
            id: "x".into(),
            at: first
        }]
    );
    let shown = world
        .conversation("c")
        .messages
        .iter()
        .filter(|m| m.id.as_str() == "x")
        .count();
    assert_eq!(shown, 1);
}

#[test]
fn a_repeat_is_acknowledged_even_after_the_end() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.send_as(&ada(), "x", "c", "The blue lamp", Opens::Nothing);
    world.end("c", None);
    world.effects.clear();
    world.send_as(&ada(), "x", "c", "The blue lamp", Opens::Nothing);
    assert!(matches!(
        world.events(&ada()).as_slice(),
        [BackendEvent::Acknowledged { .. }]
    ));
}

#[test]
fn the_second_tab_of_a_visitor_hears_everything_and_answers_go_to_who_asked() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    let second = tab("ada", "ada-2");
    assert!(matches!(
        world.connect(&second, Some("c")).status,
        Status::Talking(_)
    ));
    world.send(&second, "c", "From my other tab", Opens::Nothing);
    world.say("c", "Seen");
    for (to, event) in world.said_to("ada") {
        match event {
            BackendEvent::Acknowledged { .. } => assert_eq!(to.as_deref(), Some("ada-2")),
            other => assert_eq!(to, None, "{other:?}"),
        }
    }
    assert_eq!(
        texts(&world.connect(&ada(), Some("c")).messages).last_chunk::<2>(),
        Some(&["From my other tab", "Seen"])
    );
}

#[test]
fn receipts_follow_what_the_agent_really_saw() {
    let mut world = World::new();
    world.waiting(&ada(), "c");
    let id = world.send(&ada(), "c", "Anybody?", Opens::Nothing);
    world.act(Action::Seen("c".into()));
    let delivery = |world: &World| {
        world
            .conversation("c")
            .messages
            .iter()
            .find(|message| message.id.as_str() == id)
            .map(|message| message.delivery)
    };
    assert_eq!(
        delivery(&world),
        Some(Delivery::Sent),
        "a glance at the queue is no promise"
    );
    world.effects.clear();
    world.accept("c");
    assert!(
        world
            .events(&ada())
            .contains(&BackendEvent::Delivered(id.as_str().into()))
    );
    world.act(Action::Seen("c".into()));
    assert_eq!(
        world.events(&ada()),
        [BackendEvent::Read(id.as_str().into())]
    );
    world.act(Action::Seen("c".into()));
    assert_eq!(world.events(&ada()), [], "said once");
    assert_eq!(delivery(&world), Some(Delivery::Read));
}

#[test]
fn unread_counts_what_no_agent_has_seen() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.act(Action::Seen("c".into()));
    world.send(&ada(), "c", "one", Opens::Nothing);
    world.send(&ada(), "c", "two", Opens::Nothing);
    assert_eq!(world.engine.view().cards[0].unread, 2);
    world.act(Action::Seen("c".into()));
    assert_eq!(world.engine.view().cards[0].unread, 0);
}

#[test]
fn typing_is_seen_both_ways_and_stops_by_itself() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.command(&ada(), Command::Typing("c".into()));
    assert!(world.engine.view().cards[0].is_typing);
    world.pass(10_000);
    assert!(!world.engine.view().cards[0].is_typing);

    let typing = |active| BackendEvent::Typing {
        author: sam(),
        active,
    };
    world.effects.clear();
    world.act(Action::Typing("c".into()));
    world.act(Action::Typing("c".into()));
    assert_eq!(world.events(&ada()), [typing(true)], "not at every key");
    world.say("c", "Here I am");
    assert!(world.events(&ada()).contains(&typing(false)));
}

#[test]
fn older_messages_come_fifty_at_a_time() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    for number in 0..120 {
        world.say("c", &number.to_string());
    }
    let snapshot = world.connect(&ada(), Some("c"));
    assert_eq!((snapshot.messages.len(), snapshot.has_older), (PAGE, true));
    let mut all = snapshot.messages;
    let mut more = snapshot.has_older;
    while more {
        let before = all[0].id.clone();
        world.command(
            &ada(),
            Command::Older {
                conversation: "c".into(),
                before,
            },
        );
        let events = world.events(&ada());
        let [
            BackendEvent::Older {
                messages,
                has_older,
            },
        ] = events.as_slice()
        else {
            panic!("{events:?}");
        };
        assert!(messages.len() <= PAGE);
        all.splice(0..0, messages.iter().cloned());
        more = *has_older;
    }
    assert_eq!(all, world.conversation("c").messages);
}

#[test]
fn messages_nobody_can_take_are_refused() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    for (caller, conversation, text, opens, why) in [
        (
            ada(),
            "c",
            " ".to_owned(),
            Opens::Nothing,
            SendRefusal::Rejected,
        ),
        (
            ada(),
            "c",
            "x".repeat(8_001),
            Opens::Nothing,
            SendRefusal::Rejected,
        ),
        (
            ada(),
            "none",
            "hi".into(),
            Opens::Nothing,
            SendRefusal::Lost(LostReason::Unknown),
        ),
        (
            ada(),
            "none",
            "hi".into(),
            Opens::Again,
            SendRefusal::Lost(LostReason::Unknown),
        ),
        (
            bob(),
            "c",
            "hi".into(),
            Opens::Nothing,
            SendRefusal::Lost(LostReason::Forbidden),
        ),
    ] {
        let before = world.conversation("c").messages.len();
        world.effects.clear();
        let id = world.send(&caller, conversation, &text, opens);
        assert_eq!(
            world.events(&caller),
            [BackendEvent::Refused {
                id: id.as_str().into(),
                why
            }]
        );
        assert_eq!(world.conversation("c").messages.len(), before);
    }
}

#[test]
fn what_the_visitor_saw_is_remembered_and_never_goes_back() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.say("c", "one");
    world.say("c", "two");
    let ids: Vec<_> = world
        .conversation("c")
        .messages
        .iter()
        .rev()
        .take(2)
        .map(|m| m.id.clone())
        .collect();
    for id in &ids {
        world.command(
            &ada(),
            Command::Read {
                conversation: "c".into(),
                id: id.clone(),
            },
        );
    }
    assert_eq!(
        world.conversation("c").seen_by_visitor.as_ref(),
        Some(&ids[0])
    );
}

#[test]
fn internal_notes_never_go_over_the_channel() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.act(Action::Note {
        conversation: "c".into(),
        text: "Third time this week".into(),
    });
    assert_eq!(world.effects, [Effect::Save("c".into())]);
    let snapshot = world.connect(&ada(), Some("c"));
    assert!(!format!("{snapshot:?}").contains("Third time"));
}

#[test]
fn clear_forgets_whose_it_was_and_frees_the_agent() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.command(&bob(), Command::Clear("c".into()));
    assert_eq!(world.events(&bob()), [BackendEvent::ClearFailed]);
    world.command(&ada(), Command::Clear("c".into()));
    assert_eq!(world.effects.first(), Some(&Effect::Save("c".into())));
    assert_eq!(world.events(&ada()), [BackendEvent::Cleared]);
    assert_eq!(world.engine.load(), 0);
    let card = world.engine.view().cards[0].clone();
    assert_eq!(
        (card.visitor.id, card.visitor.name),
        (None, None),
        "nothing says whose it was"
    );
    world.command(&ada(), Command::Clear("c".into()));
    assert_eq!(
        world.events(&ada()),
        [BackendEvent::Cleared],
        "clearing twice is clearing"
    );
    assert_eq!(
        world.connect(&ada(), Some("c")).status,
        Status::Lost(LostReason::Unknown)
    );
}

#[test]
fn the_name_of_a_visitor_is_taken_when_the_page_learns_it() {
    let mut world = World::new();
    let nameless = session_chat_desk::engine::effect::Caller {
        name: None,
        ..ada()
    };
    world.send(&nameless, "c", "Hi", Opens::New);
    assert_eq!(world.engine.view().cards[0].visitor.name, None);
    world.send(&ada(), "c", "I am Ada", Opens::Nothing);
    assert_eq!(
        world.engine.view().cards[0].visitor.name.as_deref(),
        Some("Ada")
    );
}

#[test]
fn the_desk_draws_the_newest_entries_and_knows_of_older_ones() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    for number in 0..5 {
        world.say("c", &number.to_string());
        world.act(Action::Note {
            conversation: "c".into(),
            text: format!("note {number}"),
        });
        world.pass(1_000);
    }
    let shown = |limit| {
        let detail = world.engine.detail(&"c".into(), limit).unwrap();
        let texts: Vec<_> = detail
            .entries
            .iter()
            .map(|entry| match entry {
                Entry::Message(message) => message.text().unwrap_or("-").to_owned(),
                Entry::Internal(note) => note.text.clone(),
                Entry::Ended(_) => "end".to_owned(),
            })
            .collect();
        (texts, detail.has_earlier)
    };
    assert_eq!(
        shown(3),
        (vec!["note 3".into(), "4".into(), "note 4".into()], true)
    );
    assert!(!shown(99).1);
}
