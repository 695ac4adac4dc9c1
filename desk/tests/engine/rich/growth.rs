//! Messages that change after they were said.

use session_chat::domain::{
    BackendEvent, Command, EndedBy, Message,
    effect::Opens,
    event::SendRefusal,
    rich::{Content, Progress},
    time::MINUTE,
};
use session_chat_desk::engine::{
    Action, Settings,
    growth::{PROGRESS_MS, WORD_MS},
    prepared::Prepared,
    settings::Inactivity,
};

use super::{answer, ask, content, filled, greeted, is_taken, newest, refusal};
use crate::world::{World, ada, texts};

/// The messages among what the visitor was told.
fn messages(world: &mut World) -> Vec<Message> {
    let told = world.events(&ada()).into_iter();
    told.filter_map(|event| match event {
        BackendEvent::Message(message) => Some(message),
        _ => None,
    })
    .collect()
}

#[test]
fn r6_2_a_story_comes_word_by_word_in_one_message() {
    let mut world = greeted();
    world.send(&ada(), "c", "story", Opens::Nothing);
    world.pass(699);
    messages(&mut world);
    world.pass(1);
    let first = messages(&mut world).pop().unwrap();
    assert_eq!((first.text(), first.partial), (Some("The"), true));
    world.pass(2 * WORD_MS);
    let two = messages(&mut world);
    assert_eq!(texts(&two), ["The first", "The first *Harbour*"]);
    world.pass(60_000);
    let rest = messages(&mut world);
    let (last, parts) = rest.split_last().unwrap();
    assert!(
        rest.iter()
            .all(|message| message.id == first.id && message.at == first.at)
    );
    assert!(parts.iter().all(|message| message.partial) && !last.partial);
    assert!(rest.is_sorted_by(|one, next| one.text().map(str::len) < next.text().map(str::len)));
    assert!(last.text().unwrap().ends_with("fourth shade."));
    assert_eq!(newest(&world), *last);
    assert_eq!(world.engine.wake_at(), None);
}

#[test]
fn r6_2_progress_fills_in_one_message_and_is_done() {
    let mut world = greeted();
    world.send(&ada(), "c", "progress", Opens::Nothing);
    world.pass(700);
    let first = newest(&world);
    world.effects.clear();
    world.pass(60_000);
    let said = messages(&mut world);
    assert!(said.iter().all(|one| one.id == first.id && !one.partial));
    let steps: Vec<_> = core::iter::once(&first)
        .chain(&said)
        .map(|message| match content(message) {
            Content::Progress(progress) => progress,
            other => panic!("{other:?}"),
        })
        .collect();
    let at = |percent: u8, done: bool| Progress {
        percent: Some(percent),
        done,
    };
    let mut expected: Vec<_> = (0..=10).map(|step| at(step * 10, false)).collect();
    expected.push(at(100, true));
    assert_eq!(steps, expected);
    assert_ne!(said.last().unwrap().text(), first.text());
    assert_eq!(world.engine.wake_at(), None);
}

#[test]
fn several_things_grow_at_a_time_while_the_assistant_answers() {
    let mut world = greeted();
    world.send(&ada(), "c", "progress", Opens::Nothing);
    world.send(&ada(), "c", "story", Opens::Nothing);
    world.pass(700);
    world.send(&ada(), "c", "when do you open?", Opens::Nothing);
    world.pass(60_000);
    let said = texts(&world.conversation("c").messages).join("|");
    assert!(said.contains("Found:") && said.contains("fourth shade.") && said.contains("Monday"));
}

#[test]
fn an_end_stops_what_grows_at_once() {
    let ends: [fn(&mut World); 3] = [
        |world| world.end("c", None),
        |world| world.visitor_ends(&ada(), "c", EndedBy::EndUser),
        |world| world.command(&ada(), Command::Clear("c".into())),
    ];
    for end in ends {
        let mut world = greeted();
        world.send(&ada(), "c", "progress", Opens::Nothing);
        world.send(&ada(), "c", "story", Opens::Nothing);
        world.pass(1_000);
        world.effects.clear();
        end(&mut world);
        let told = world.events(&ada());
        if let Some(at) = told
            .iter()
            .position(|one| matches!(one, BackendEvent::Ended(_)))
        {
            let (before, after) = told.split_at(at);
            let [BackendEvent::Message(story)] = before else {
                panic!("{before:?}")
            };
            assert!(!story.partial, "what was said is all of it");
            let is_message = |one: &BackendEvent| matches!(one, BackendEvent::Message(_));
            assert!(!after.iter().any(is_message));
        }
        assert_eq!(world.engine.wake_at(), None);
        world.pass(60_000);
        assert_eq!(world.events(&ada()), []);
        let kept = &world.conversation("c").messages;
        assert!(kept.iter().all(|message| !message.partial));
        assert!(!texts(kept).join("|").contains("fourth shade."));
    }
}

#[test]
fn whoever_leaves_says_no_more() {
    let mut world = greeted();
    ask(&mut world, "story");
    world.accept("c");
    let said = messages(&mut world);
    assert!(said.iter().any(|one| one.text().is_some() && !one.partial));
    assert_eq!(world.engine.wake_at(), None);

    world.act(Action::SayRich {
        conversation: "c".into(),
        prepared: Prepared::Story,
    });
    world.pass(PROGRESS_MS);
    world.act(Action::Requeue("c".into()));
    world.effects.clear();
    world.pass(60_000);
    assert_eq!(messages(&mut world), []);
    let kept = &world.conversation("c").messages;
    assert!(kept.iter().all(|message| !message.partial));
}

#[test]
fn a_reload_keeps_all_of_it_and_goes_on_where_the_clock_is() {
    let mut world = greeted();
    let question = ask(&mut world, "form");
    assert!(is_taken(&answer(&mut world, "a", &question, filled())));
    world.pass(1_000);
    let story = ask(&mut world, "story");
    ask(&mut world, "progress");
    let before = world.conversation("c").clone();
    world.reload(&["c"]);
    assert_eq!(world.conversation("c").messages, before.messages);
    let snapshot = world.connect(&ada(), Some("c"));
    assert_eq!(snapshot.messages, before.messages);
    assert!(snapshot.messages.iter().any(|message| message.partial));
    // The desk was closed for a while: one look at the clock, and all of it is there.
    world.now = world.now.plus(10 * MINUTE);
    world.effects.clear();
    world.pass(0);
    let said = messages(&mut world);
    assert_eq!((said.len(), said.iter().any(|one| one.partial)), (2, false));
    assert!(said.iter().any(|one| one.id == story.id));
    let told = answer(&mut world, "b", &question, filled());
    assert_eq!(refusal(told), SendRefusal::Rejected);
}

#[test]
fn nobody_is_silent_while_a_story_is_told() {
    let mut world = World::with(Settings {
        inactivity: Some(Inactivity {
            warn_after_ms: 1_000,
            end_after_ms: MINUTE,
        }),
        ..Settings::default()
    });
    world.send(&ada(), "c", "story", Opens::New);
    world.pass(3_000);
    let is_warning = |one: &BackendEvent| matches!(one, BackendEvent::Inactive { .. });
    assert!(!world.events(&ada()).iter().any(is_warning));
    world.pass(20_000);
    assert!(world.events(&ada()).iter().any(is_warning));
}
