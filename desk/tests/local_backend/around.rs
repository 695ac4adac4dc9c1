//! What surrounds a chat: a form before it, others beside it, a survey after it.

use session_chat::domain::{
    Event,
    config::Rules,
    event::Draft,
    offer::{PRE_CHAT, Rating, Scale, Summary},
    rich::{Answer, Fault},
    view::{Foot, Panel, PhaseName, SurveyState},
};
use session_chat_desk::engine::{Action, Settings, settings::SurveyRule};

use crate::world::World;

/// Fills in the form before a chat, with this order number.
fn fill_in(world: &mut World, id: &str, conversation: &str, order: &str) {
    let values = serde_json::json!([
        {"name": "name", "value": "Ada King"},
        {"name": "email", "value": "ada@lumen.invalid"},
        {"name": "order", "value": order},
        {"name": "terms", "value": "true"},
        {"name": "source", "value": "demo"},
    ]);
    let draft = Draft {
        answer: Some(Answer {
            to: PRE_CHAT.into(),
            values: values.to_string(),
        }),
        ..Draft::written(id.into(), conversation.into(), "About an order".into())
    };
    world.step(0, Event::Composed(draft));
}

#[test]
fn r6_3_a_form_before_the_chat_is_corrected_and_then_starts_it() {
    let mut world = World::new(&Rules::default());
    world.configure(Settings {
        pre_chat: true,
        ..Settings::default()
    });
    world.step(0, Event::Opened);
    let foot = world.tabs[0].session.view().foot;
    assert!(matches!(
        foot,
        Foot::Panel(Panel::PreChat { refused: None, .. })
    ));

    fill_in(&mut world, "m1", "c", "0000");
    assert!(world.at_desk("c").is_none());
    let foot = world.tabs[0].session.view().foot;
    let Foot::Panel(Panel::PreChat {
        refused: Some(refused),
        ..
    }) = foot
    else {
        panic!("{foot:?}")
    };
    let faults: Vec<Fault> = serde_json::from_str(&refused.faults).unwrap();
    assert_eq!(faults[0].text, "We have no such order.");

    fill_in(&mut world, "m2", "d", "7412");
    assert_eq!(world.phase(0), PhaseName::WithBot);
    let conversation = world.at_desk("d").unwrap();
    assert_eq!(conversation.name.as_deref(), Some("Ada King"));
    assert_eq!(conversation.given.len(), 5);
    world.pass(1_000);
    assert_eq!(world.texts(0).len(), 2, "the assistant has greeted");
    world.write(0, "d", "a human, please");
    world.pass(1_000);
    assert_eq!(world.phase(0), PhaseName::Waiting);
}

#[test]
fn r6_4_two_chats_side_by_side_do_not_mix() {
    let rules = Rules {
        multiple_conversations: true,
        ..Rules::default()
    };
    let mut world = World::talking(&rules);
    world.step(0, Event::NewAsked);
    world.write(0, "d", "Another thing");
    world.pass(1_000);
    assert_eq!(world.phase(0), PhaseName::WithBot);
    world.act(Action::Say {
        conversation: "c".into(),
        text: "Which lamp was it?".into(),
    });
    world.pass(1_000);
    world.act(Action::Accept("d".into()));
    world.act(Action::Say {
        conversation: "d".into(),
        text: "What else?".into(),
    });
    world.write(0, "d", "My order");
    assert_eq!(
        world.texts(0).last_chunk::<2>().unwrap(),
        &["What else?", "My order"]
    );
    let is_of_c = |text: &String| text.contains("lamp was it");
    assert!(!world.texts(0).iter().any(is_of_c));

    let list = world.tabs[0].session.view().conversations;
    let list: Vec<Summary> = serde_json::from_str(&list).unwrap();
    let [d, c] = list.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!((d.id.as_str(), d.last.as_str()), ("d", "My order"));
    assert_eq!(
        (c.id.as_str(), c.last.as_str()),
        ("c", "Which lamp was it?")
    );
    assert!(c.unread > 0);

    world.step(0, Event::Switched(Box::new(c.clone())));
    assert_eq!(world.phase(0), PhaseName::Talking);
    assert_eq!(world.texts(0).last().unwrap(), "Which lamp was it?");
    world.act(Action::End {
        conversation: "d".into(),
        reason: None,
    });
    assert_eq!(world.phase(0), PhaseName::Talking, "the other one ended");
    world.write(0, "c", "The blue one");
    let said = world.at_desk("c").unwrap().messages.last().unwrap();
    assert_eq!(said.text(), Some("The blue one"));
}

#[test]
fn r2_7_r4_8_a_chat_is_rated_once_after_its_end() {
    let mut world = World::new(&Rules::default());
    world.configure(Settings {
        survey: Some(SurveyRule {
            scale: Scale::Stars,
            agent_only: true,
        }),
        ..Settings::default()
    });
    world.step(0, Event::Opened);
    world.write(0, "c", "a human, please");
    world.pass(1_000);
    world.act(Action::Accept("c".into()));
    world.act(Action::End {
        conversation: "c".into(),
        reason: None,
    });
    let state = |world: &World| world.tabs[0].session.view().survey.map(|it| it.state);
    assert_eq!(state(&world), Some(SurveyState::Open));
    let rating = |score| Rating {
        score: Some(score),
        comment: "Thanks".into(),
    };
    world.step(0, Event::Rated(rating(9)));
    assert_eq!(state(&world), Some(SurveyState::Failed), "no such star");
    world.step(0, Event::Rated(rating(5)));
    assert_eq!(state(&world), Some(SurveyState::Taken));
    assert_eq!(world.at_desk("c").unwrap().rating, Some(rating(5)));
}
