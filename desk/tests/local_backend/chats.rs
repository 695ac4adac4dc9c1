//! Whole chats, from the first word to the end and beyond it.

use session_chat::domain::{
    BackendEvent, EndedBy, Event, Next,
    config::Rules,
    event::Draft,
    view::{Banner, Foot, Panel, PhaseName},
};
use session_chat_desk::engine::{Action, Settings};

use crate::world::{World, ends};

#[test]
fn a_whole_chat_from_the_first_word_to_the_next_chat() {
    let mut world = World::new(&Rules::default());
    world.step(0, Event::Opened);
    assert_eq!(world.phase(0), PhaseName::None);
    world.write(0, "c", "My lamp arrived broken");
    assert_eq!(world.phase(0), PhaseName::WithBot);
    world.pass(1_000);
    world.write(0, "c", "I want to talk to a person");
    world.pass(1_000);
    assert_eq!(world.phase(0), PhaseName::Waiting);
    world.act(Action::Accept("c".into()));
    assert_eq!(world.phase(0), PhaseName::Talking);
    world.act(Action::Say {
        conversation: "c".into(),
        text: "Which item?".into(),
    });
    world.write(0, "c", "The blue one");
    assert_eq!(
        world.texts(0).last_chunk::<2>().unwrap(),
        &["Which item?", "The blue one"]
    );
    world.act(Action::End {
        conversation: "c".into(),
        reason: Some("solved".into()),
    });

    let view = world.tabs[0].session.view();
    assert_eq!(view.phase, PhaseName::Ended);
    assert_eq!(view.foot, Foot::Panel(Panel::Ended));
    let ended = view.ended.unwrap();
    assert_eq!(
        (ended.info.by, ended.next),
        (EndedBy::Agent, Next::ReadOnly)
    );
    assert_eq!(ended.info.actor_name.as_deref(), Some("Sam"));

    let before = world.texts(0);
    world.write(0, "c", "One more thing");
    assert_eq!(world.texts(0), before, "R1.2: nothing can be sent");

    world.step(0, Event::NewAsked);
    world.write(0, "d", "Something else");
    world.pass(1_000);
    assert_eq!(world.phase(0), PhaseName::WithBot);
    let desk = world.desk.as_ref().unwrap();
    assert!(!desk.conversation(&"c".into()).unwrap().is_live());
    assert!(desk.conversation(&"d".into()).unwrap().is_live());
}

#[test]
fn the_note_of_the_end_stands_once_in_the_transcript() {
    let mut world = World::talking(&Rules::default());
    world.act(Action::End {
        conversation: "c".into(),
        reason: None,
    });
    world.close_desk(&["c"]);
    world.open_desk();
    let notes = world.tabs[0].session.transcript().messages();
    let ends = notes.filter(|message| {
        matches!(
            &message.body,
            session_chat::domain::Body::Note(session_chat::domain::message::Note::Ended(_))
        )
    });
    assert_eq!(ends.count(), 1);
}

#[test]
fn r2_3_r2_4_the_visitor_ends_or_is_refused() {
    let mut world = World::talking(&ends(Rules::default()));
    world.step(0, Event::EndAsked);
    world.step(0, Event::EndCancelled);
    assert!(
        world
            .desk
            .as_ref()
            .unwrap()
            .conversation(&"c".into())
            .unwrap()
            .is_live()
    );

    let settings = Settings {
        refuse_ends: true,
        ..Settings::default()
    };
    world.configure(settings);
    world.step(0, Event::EndAsked);
    world.step(0, Event::EndConfirmed);
    assert_eq!(world.phase(0), PhaseName::Talking);
    assert_eq!(
        world.tabs[0].session.view().banner,
        Some(Banner::EndRefused)
    );

    world.configure(Settings::default());
    world.step(0, Event::EndAsked);
    world.step(0, Event::EndConfirmed);
    let ended = world.tabs[0].session.view().ended.unwrap();
    assert_eq!(ended.info.by, EndedBy::EndUser);
    assert_eq!(world.desk.as_ref().unwrap().load(), 0);
}

#[test]
fn two_tabs_of_one_visitor_show_the_same_conversation() {
    let mut world = World::talking(&Rules::default());
    let second = world.add_tab(&Rules::default());
    let stored = world.tabs[0].session.stored();
    world.step(second, Event::Restored(stored.map(Box::new)));
    world.step(second, Event::Opened);
    world.write(second, "c", "From the second tab");
    world.act(Action::Say {
        conversation: "c".into(),
        text: "I see both".into(),
    });
    assert_eq!(world.texts(0), world.texts(second));
    world.act(Action::End {
        conversation: "c".into(),
        reason: None,
    });
    assert_eq!(
        (world.phase(0), world.phase(second)),
        (PhaseName::Ended, PhaseName::Ended)
    );
}

#[test]
fn a_message_written_while_the_desk_is_closed_arrives_once_when_it_opens() {
    let mut world = World::talking(&Rules::default());
    world.close_desk(&["c"]);
    world.write(0, "c", "Are you there?");
    world.pass(10_000);
    assert_eq!(
        world.tabs[0].session.view().banner,
        Some(Banner::NobodyOnline)
    );
    world.open_desk();
    world.pass(60_000);
    let desk = world.desk.as_ref().unwrap();
    let conversation = desk.conversation(&"c".into()).unwrap();
    let arrived = conversation.messages.iter().filter_map(|m| m.text());
    assert_eq!(arrived.filter(|text| *text == "Are you there?").count(), 1);
    assert_eq!(world.phase(0), PhaseName::Talking);
}

#[test]
fn r1_2_an_end_that_happened_while_the_window_was_away_is_seen_on_reload() {
    let mut world = World::talking(&Rules::default());
    let stored = world.tabs[0].session.stored();
    world.tabs.clear();
    world.act(Action::End {
        conversation: "c".into(),
        reason: Some("solved".into()),
    });
    let tab = world.add_tab(&Rules::default());
    world.step(tab, Event::Restored(stored.map(Box::new)));
    world.step(tab, Event::Opened);
    let view = world.tabs[tab].session.view();
    assert_eq!(view.phase, PhaseName::Ended);
    assert_eq!(view.ended.unwrap().info.reason.as_deref(), Some("solved"));
    assert!(view.actions.start_new && !view.actions.send);
}

#[test]
fn r4_2_reopening_by_the_visitors_next_message() {
    let rules = Rules {
        after_end: Next::Reopen,
        reopening: true,
        ..Rules::default()
    };
    let mut world = World::talking(&rules);
    world.act(Action::End {
        conversation: "c".into(),
        reason: None,
    });
    let view = world.tabs[0].session.view();
    assert_eq!(view.ended.unwrap().next, Next::Reopen);
    world.write(0, "c", "It broke again");
    world.pass(1_000);
    assert_eq!(world.phase(0), PhaseName::WithBot);
    assert_eq!(
        world
            .desk
            .as_ref()
            .unwrap()
            .conversation(&"c".into())
            .unwrap()
            .sessions,
        2
    );
}

#[test]
fn r4_2_reset_forgets_on_the_visitors_side_and_keeps_the_agents_record() {
    let rules = Rules {
        after_end: Next::Reset,
        ..Rules::default()
    };
    let mut world = World::talking(&rules);
    world.act(Action::End {
        conversation: "c".into(),
        reason: Some("solved".into()),
    });
    assert_eq!(world.tabs[0].session.view().foot, Foot::Panel(Panel::Reset));
    let detail = world
        .desk
        .as_ref()
        .unwrap()
        .detail(&"c".into(), 99)
        .unwrap();
    assert_eq!(detail.visitor.id, None);
    assert!(detail.ended.is_some() && !detail.entries.is_empty());
}

#[test]
fn r1_4_an_opt_out_keyword_ends_the_session_and_nothing_follows() {
    let rules = Rules {
        opt_out_keywords: vec!["STOP".into()],
        ..Rules::default()
    };
    let mut world = World::talking(&rules);
    world.write(0, "c", "stop");
    world.pass(5_000);
    let view = world.tabs[0].session.view();
    assert_eq!(view.ended.map(|ended| ended.info.by), Some(EndedBy::OptOut));
    let before = world.texts(0);
    world.act(Action::Say {
        conversation: "c".into(),
        text: "But".into(),
    });
    assert_eq!(world.texts(0), before);
}

#[test]
fn a_cleared_session_can_not_be_come_back_to() {
    let mut world = World::talking(&Rules::default());
    world.step(0, Event::ClearAsked);
    assert_eq!(world.phase(0), PhaseName::None);
    assert_eq!(world.desk.as_ref().unwrap().load(), 0);
    world.step(0, Event::Backend(BackendEvent::Disconnected));
    assert!(world.tabs[0].session.stored().is_none());
}

#[test]
fn r6_2_a_question_is_answered_and_a_story_ends_with_its_session() {
    let mut world = World::new(&Rules::default());
    world.step(0, Event::Opened);
    world.write(0, "c", "colours");
    world.pass(1_000);
    let transcript = world.tabs[0].session.transcript();
    let to = transcript.at(transcript.len() - 1).unwrap().id.clone();
    let answer = serde_json::json!({"to": to, "values": r#"[{"name":"choice","value":"red"}]"#});
    let composed = Event::Composed(Draft {
        id: "a".into(),
        conversation: "c".into(),
        text: "Red".into(),
        answer: serde_json::from_value(answer).unwrap(),
        content: None,
    });
    world.step(0, composed);
    world.pass(1_000);
    assert_eq!(world.texts(0).last().unwrap(), "You chose **Red**.");

    world.write(0, "c", "story");
    world.pass(2_000);
    world.act(Action::End {
        conversation: "c".into(),
        reason: None,
    });
    let mut messages = world.tabs[0].session.transcript().messages();
    assert!(messages.all(|message| !message.partial));
}
