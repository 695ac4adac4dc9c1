//! Everybody who can end a session, and what is left after it.

use session_chat::domain::{
    BackendEvent, EndInfo, EndedBy, effect::Opens, event::SendRefusal, message::Note,
    snapshot::Status,
};
use session_chat_desk::engine::{
    Action, Effect,
    record::{Happened, HistoryEntry, TicketStatus},
    settings::EndAs,
    view::{Entry, Group},
};

use crate::world::{World, ada, notes};

/// The end that was told, and that nothing but note, end and permissions was.
fn told_end(world: &mut World) -> EndInfo {
    let events = world.events(&ada());
    let [BackendEvent::Ended(end), BackendEvent::Allowed(allowed)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert!(!allowed.can_send && !allowed.can_end && allowed.can_start_new);
    assert_eq!(allowed.can_reopen, !end.closes_conversation);
    end.clone()
}

#[test]
fn r4_1_the_agent_ends_with_a_reason_and_the_visitor_is_told_at_once() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.end("c", Some("  The shade is on its way  "));
    let end = told_end(&mut world);
    assert_eq!(end.by, EndedBy::Agent);
    assert_eq!(end.reason.as_deref(), Some("The shade is on its way"));
    assert_eq!(end.actor_name.as_deref(), Some("Sam"));
    assert_eq!(end.at, world.now);
    assert!(!end.closes_conversation);
}

#[test]
fn r4_3_r4_4_the_end_frees_the_agent_is_written_down_and_leaves_the_ticket_alone() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    assert_eq!(world.engine.load(), 1);
    let before = world.conversation("c").ticket;
    world.end("c", Some("solved"));
    assert_eq!(world.engine.load(), 0);
    let conversation = world.conversation("c");
    assert_eq!(conversation.ticket, before);
    assert_eq!(before.map(|ticket| ticket.status), Some(TicketStatus::Open));
    let last = conversation.history.last().unwrap();
    let Happened::Ended(end) = &last.what else {
        panic!("{last:?}")
    };
    assert_eq!(
        (last.at, end.reason.as_deref()),
        (world.now, Some("solved"))
    );
}

#[test]
fn supervisor_system_and_automation_end_in_their_own_name() {
    for (by, ended_by, named) in [
        (EndAs::Supervisor, EndedBy::Supervisor, true),
        (EndAs::System, EndedBy::System, false),
        (EndAs::Automation, EndedBy::Automation, false),
    ] {
        let mut world = World::new();
        world.talking(&ada(), "c");
        world.configure(|settings| settings.end_as = by);
        world.effects.clear();
        world.end("c", None);
        let end = told_end(&mut world);
        assert_eq!((end.by, end.actor_name.is_some()), (ended_by, named));
    }
}

#[test]
fn r2_4_the_visitor_ends_and_every_tab_is_told() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    for effect in &world.effects {
        if let Effect::Broadcast(session_chat::transport::local::wire::FromDesk::ToVisitor {
            tab,
            ..
        }) = effect
        {
            assert_eq!(*tab, None);
        }
    }
    let end = told_end(&mut world);
    assert_eq!(end.by, EndedBy::EndUser);
    assert_eq!(world.engine.load(), 0);
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    assert_eq!(
        world.events(&ada()),
        [BackendEvent::Ended(end)],
        "a second end is the first one"
    );
    let ends = |entry: &&HistoryEntry| matches!(entry.what, Happened::Ended(_));
    assert_eq!(
        world.conversation("c").history.iter().filter(ends).count(),
        1
    );
}

#[test]
fn r2_4_a_refused_end_changes_nothing() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.configure(|settings| settings.refuse_ends = true);
    world.effects.clear();
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    assert_eq!(world.events(&ada()), [BackendEvent::EndRefused]);
    assert!(world.conversation("c").is_talking());
    world.say("c", "Still here");
    assert!(!world.events(&ada()).is_empty());
}

#[test]
fn r2_6_the_assistant_releases_the_conversation_and_it_closes() {
    let mut world = World::new();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.pass(1_000);
    world.effects.clear();
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    assert!(told_end(&mut world).closes_conversation);
}

#[test]
fn r2_6_a_conversation_passed_to_people_stays_open() {
    let mut world = World::new();
    world.waiting(&ada(), "c");
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    assert!(!told_end(&mut world).closes_conversation);
}

#[test]
fn r1_4_an_opt_out_ends_the_session_alone_and_cannot_be_refused() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.configure(|settings| {
        settings.refuse_ends = true;
        settings.end_chat_when_session_ends = true;
    });
    world.effects.clear();
    world.visitor_ends(&ada(), "c", EndedBy::OptOut);
    let end = told_end(&mut world);
    assert_eq!((end.by, end.closes_conversation), (EndedBy::OptOut, false));
    let before = world.conversation("c").messages.clone();
    world.say("c", "One more thing");
    world.pass(60_000);
    assert_eq!(world.events(&ada()), []);
    assert_eq!(world.conversation("c").messages, before);
}

#[test]
fn r1_4_an_opt_out_silences_the_assistant_in_mid_sentence() {
    let mut world = World::new();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.visitor_ends(&ada(), "c", EndedBy::OptOut);
    world.effects.clear();
    world.pass(60_000);
    assert_eq!(world.events(&ada()), []);
}

#[test]
fn r1_1_any_end_closes_a_session_based_conversation() {
    for ender in 0..3 {
        let mut world = World::new();
        world.configure(|settings| settings.end_chat_when_session_ends = true);
        if ender == 2 {
            world.send(&ada(), "c", "bye", Opens::New);
            world.pass(1_000);
        } else {
            world.talking(&ada(), "c");
            match ender {
                0 => world.end("c", None),
                _ => world.visitor_ends(&ada(), "c", EndedBy::EndUser),
            }
        }
        assert!(world.conversation("c").is_closed(), "{ender}");
        world.effects.clear();
        let id = world.send(&ada(), "c", "hello?", Opens::Again);
        assert_eq!(
            world.events(&ada()),
            [BackendEvent::Refused {
                id: id.as_str().into(),
                why: SendRefusal::Ended
            }]
        );
    }
}

#[test]
fn r4_2_no_message_after_an_end_in_either_direction() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.end("c", None);
    world.effects.clear();
    let before = world.conversation("c").messages.clone();
    world.say("c", "Oh, and");
    world.act(Action::Typing("c".into()));
    world.act(Action::Requeue("c".into()));
    world.accept("c");
    world.end("c", None);
    assert_eq!(world.events(&ada()), []);
    for opens in [Opens::Nothing, Opens::New] {
        let id = world.send(&ada(), "c", "wait", opens);
        assert_eq!(
            world.events(&ada()),
            [BackendEvent::Refused {
                id: id.as_str().into(),
                why: SendRefusal::Ended
            }]
        );
    }
    assert_eq!(world.conversation("c").messages, before);
}

#[test]
fn r4_2_reopening_starts_a_new_session_with_a_ticket_of_its_own() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    let first = world.conversation("c").ticket.unwrap().number;
    world.end("c", None);
    world.effects.clear();
    world.send(&ada(), "c", "Me again, a human please", Opens::Again);
    let events = world.events(&ada());
    assert!(
        events
            .iter()
            .any(|event| matches!(event, BackendEvent::WithBot(_)))
    );
    assert_eq!(
        notes(&world.conversation("c").messages).last(),
        Some(&&Note::Reopened)
    );
    world.pass(1_000);
    let conversation = world.conversation("c");
    assert_eq!(conversation.sessions, 2);
    assert_eq!(conversation.ticket.unwrap().number, first + 1);
    assert_eq!(world.engine.view().cards[0].group, Group::Waiting);
}

#[test]
fn r4_5_agents_go_on_writing_internal_notes_after_the_end() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.end("c", None);
    world.effects.clear();
    world.act(Action::Note {
        conversation: "c".into(),
        text: "Call back on Monday".into(),
    });
    assert_eq!(world.effects, [Effect::Save("c".into())]);
    assert_eq!(world.conversation("c").internal.len(), 1);
}

#[test]
fn r1_2_a_reload_after_the_end_shows_the_end() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.end("c", Some("solved"));
    let snapshot = world.connect(&ada(), Some("c"));
    let Status::Ended(end) = snapshot.status else {
        panic!("{snapshot:?}")
    };
    assert_eq!(
        (end.by, end.reason.as_deref()),
        (EndedBy::Agent, Some("solved"))
    );
    let shown = world.engine.detail(&"c".into(), 9).unwrap().entries;
    assert!(
        matches!(shown.last(), Some(Entry::Ended(_))),
        "agents see it in the transcript"
    );
    assert!(!snapshot.allowed.can_send && snapshot.allowed.can_start_new);
}

#[test]
fn a_new_conversation_ends_the_one_before_without_a_word_about_it() {
    let mut world = World::new();
    world.talking(&ada(), "old");
    world.send(&ada(), "new", "Something else", Opens::New);
    assert!(!world.conversation("old").is_live());
    assert_eq!(world.engine.load(), 0);
    assert!(
        !world
            .events(&ada())
            .iter()
            .any(|event| matches!(event, BackendEvent::Ended(_)))
    );
}

#[test]
fn the_end_is_never_earlier_than_the_last_word() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.say("c", "Goodbye");
    let said = world.now;
    world.now = session_chat::domain::Instant(said.0 - 60_000);
    world.effects.clear();
    world.end("c", None);
    assert_eq!(told_end(&mut world).at, said);
}

#[test]
fn a_promise_to_reopen_is_made_before_the_end() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    assert!(world.connect(&ada(), Some("c")).allowed.can_reopen);
}

#[test]
fn the_ticket_is_the_agents_to_change() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.end("c", None);
    let status = TicketStatus::Solved;
    world.act(Action::SetTicket {
        conversation: "c".into(),
        status,
    });
    assert_eq!(
        world.conversation("c").ticket.map(|ticket| ticket.status),
        Some(status)
    );
}
