//! The survey after a chat.

use session_chat::domain::{
    BackendEvent, Command, EndedBy,
    offer::{Offers, Rating, Scale, Survey},
};
use session_chat_desk::engine::{Settings, effect::Caller, record::Happened, settings::SurveyRule};

use crate::world::{World, ada, bob, tab};

fn rule(scale: Scale) -> SurveyRule {
    SurveyRule {
        scale,
        agent_only: false,
    }
}

fn rating(score: impl Into<Option<u8>>, comment: &str) -> Rating {
    Rating {
        score: score.into(),
        comment: comment.into(),
    }
}

/// A chat that an agent has ended.
fn ended(survey: Option<SurveyRule>) -> World {
    let mut world = World::with(Settings {
        survey,
        ..Settings::default()
    });
    world.talking(&ada(), "c");
    world.end("c", None);
    world.effects.clear();
    world
}

/// Rates the chat, and gives to which tab it is told whether that was taken.
fn rate(world: &mut World, caller: &Caller, rating: Rating) -> (Option<String>, bool) {
    world.effects.clear();
    let conversation = "c".into();
    world.command(
        caller,
        Command::Rate {
            conversation,
            rating,
        },
    );
    let said = world.said_to(&caller.visitor);
    let [(tab, BackendEvent::Rated { is_taken })] = said.as_slice() else {
        panic!("{said:?}")
    };
    (tab.clone(), *is_taken)
}

fn is_taken(world: &mut World, given: Rating) -> bool {
    let (tab, is_taken) = rate(world, &ada(), given);
    assert_eq!(tab.is_none(), is_taken, "taken ones are told to all tabs");
    is_taken
}

#[test]
fn r4_8_the_survey_is_offered_to_whoever_connects() {
    let survey = SurveyRule {
        scale: Scale::Faces,
        agent_only: true,
    };
    let mut world = World::with(Settings {
        survey: Some(survey),
        ..Settings::default()
    });
    world.command(&ada(), Command::Connect { resume: None });
    let events = world.events(&ada());
    let BackendEvent::Offers(offers) = &events[0] else {
        panic!("{events:?}")
    };
    let survey: Survey = serde_json::from_str(offers.survey.as_ref().unwrap()).unwrap();
    assert_eq!((survey.scale, survey.comment), (Scale::Faces, true));
    assert!(survey.is_offered_after(EndedBy::Agent));
    assert!(!survey.is_offered_after(EndedBy::EndUser));
}

#[test]
fn r1_6_r4_8_a_published_survey_is_told_to_running_chats() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.talking(&bob(), "d");
    world.end("d", None);
    world.effects.clear();
    world.configure(|settings| settings.survey = Some(rule(Scale::Stars)));
    let effects = world.effects.clone();
    let events = world.events(&ada());
    let [
        BackendEvent::Offers(Offers {
            pre_chat: None,
            survey: Some(_),
            files: None,
            ..
        }),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    world.effects = effects;
    assert_eq!(world.events(&bob()), [], "his chat is over");
    world.configure(|settings| settings.capacity = 9);
    assert_eq!(world.events(&ada()), [], "nothing changed");
}

#[test]
fn r4_8_a_rating_is_taken_once_after_the_end_and_written_down() {
    let mut world = ended(Some(rule(Scale::Stars)));
    assert!(is_taken(&mut world, rating(4, " Quick help \n")));
    let kept = rating(4, "Quick help");
    world.reload(&["c"]);
    let detail = world.engine.detail(&"c".into(), 9).unwrap();
    assert_eq!(detail.rating.as_ref(), Some(&kept));
    let last = detail.history.last().unwrap();
    assert_eq!(last.what, Happened::Rated(kept.clone()));

    let lines = detail.history.len();
    assert!(!is_taken(&mut world, rating(1, "")));
    // Its sender may not have heard it, and asks again.
    assert_eq!(rate(&mut world, &ada(), kept), (Some("ada-1".into()), true));
    let detail = world.engine.detail(&"c".into(), 9).unwrap();
    assert_eq!(detail.history.len(), lines);
}

#[test]
fn r2_7_a_chat_that_runs_or_is_another_visitors_is_not_rated() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    assert!(!is_taken(&mut world, rating(5, "")));
    world.visitor_ends(&ada(), "c", EndedBy::EndUser);
    let refused = rate(&mut world, &bob(), rating(5, ""));
    assert_eq!(refused, (Some("bob-1".into()), false));
    let second = tab("ada", "ada-2");
    assert_eq!(rate(&mut world, &second, rating(5, "")), (None, true));
}

#[test]
fn r4_8_scores_keep_to_their_scale() {
    for (survey, score, expected) in [
        (Some(Scale::Stars), 0, false),
        (Some(Scale::Stars), 1, true),
        (Some(Scale::Faces), 5, true),
        (Some(Scale::Faces), 6, false),
        (Some(Scale::Numbers), 0, true),
        (Some(Scale::Numbers), 10, true),
        (Some(Scale::Numbers), 11, false),
        // A page may have a survey of its own.
        (None, 10, true),
        (None, 11, false),
    ] {
        let mut world = ended(survey.map(rule));
        let taken = is_taken(&mut world, rating(score, ""));
        assert_eq!(taken, expected, "{survey:?} {score}");
    }
}

#[test]
fn r4_8_words_have_their_limit_and_can_stand_alone() {
    for (given, expected) in [
        (rating(3, &"x".repeat(2_000)), true),
        (rating(3, &"x".repeat(2_001)), false),
        (rating(None, "Thanks"), true),
        (rating(None, " "), false),
    ] {
        let mut world = ended(None);
        assert_eq!(is_taken(&mut world, given), expected);
    }
}
