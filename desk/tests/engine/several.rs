//! Several conversations of one visitor: frames that name theirs, and the list of them.

use session_chat::domain::{
    BackendEvent, Command, ConversationId, EndedBy, Message, effect::Opens, message::Role,
    offer::Summary,
};
use session_chat_desk::engine::Action;

use crate::world::{World, ada, bob, tab};

/// The lists that this visitor was told since the last call.
fn lists(world: &mut World) -> Vec<Vec<Summary>> {
    let said = world.said_to("ada").into_iter();
    said.filter_map(|(to, event)| match event {
        BackendEvent::Conversations(list) => {
            assert_eq!(to, None, "to all tabs");
            Some(serde_json::from_str(&list).unwrap())
        }
        _ => None,
    })
    .collect()
}

fn asked(world: &mut World) -> Vec<Summary> {
    world.effects.clear();
    world.command(&ada(), Command::Conversations);
    let said = world.said_to("ada");
    let [(Some(to), BackendEvent::Conversations(list))] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(to, "ada-1");
    serde_json::from_str(list).unwrap()
}

fn ids(list: &[Summary]) -> Vec<&str> {
    list.iter().map(|one| one.id.as_str()).collect()
}

/// Two conversations side by side: an agent has `a`, and `b` has just begun.
fn two() -> World {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.pass(1_000);
    world.send_beside(&ada(), "b", "Hi");
    world
}

#[test]
fn r6_4_whatever_concerns_one_conversation_names_it() {
    let mut world = two();
    world.pass(1_000);
    world.send(&ada(), "a", "The blue lamp", Opens::Nothing);
    world.say("a", "Which one?");
    world.act(Action::Typing("a".into()));
    world.act(Action::Seen("a".into()));
    for command in [
        Command::Older {
            conversation: "a".into(),
            before: "m1".into(),
        },
        Command::Stay("a".into()),
        Command::Rate {
            conversation: "a".into(),
            rating: session_chat::domain::offer::Rating::default(),
        },
        Command::End {
            conversation: "a".into(),
            by: EndedBy::EndUser,
        },
        Command::End {
            conversation: "a".into(),
            by: EndedBy::EndUser,
        },
    ] {
        world.command(&ada(), command);
    }
    world.send(&ada(), "a", "Too late", Opens::Nothing);
    let said = world.said_about("ada");
    for (about, event) in &said {
        match event {
            BackendEvent::Conversations(_) => assert_eq!(*about, None),
            _ => assert!(about.is_some(), "{event:?}"),
        }
    }
    let is_there = |wanted: fn(&BackendEvent) -> bool| {
        let of_a = Some(ConversationId::from("a"));
        said.iter().any(|(id, event)| *id == of_a && wanted(event))
    };
    assert!(is_there(|one| matches!(one, BackendEvent::Older { .. })));
    assert!(is_there(|one| matches!(one, BackendEvent::Refused { .. })));
    assert!(is_there(|one| matches!(one, BackendEvent::Allowed(_))));
    assert!(is_there(|one| matches!(one, BackendEvent::Read(_))));
    assert!(is_there(|one| matches!(one, BackendEvent::Rated { .. })));
    assert!(is_there(|one| matches!(one, BackendEvent::Ended(_))));
}

#[test]
fn r6_4_what_concerns_the_visitor_names_no_conversation() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.configure(|settings| {
        settings.end_users_can_end = Some(true);
        settings.files = true;
    });
    let resume = Some("a".into());
    world.command(&ada(), Command::Connect { resume });
    world.command(&ada(), Command::Connect { resume: None });
    world.command(&ada(), Command::Conversations);
    world.command(&ada(), Command::ClearAll);
    assert!(world.conversation("a").visitor.is_none());
    let said = world.said_about("ada");
    assert_eq!(said.len(), 2 + 3 + 3 + 1 + 1);
    for (about, event) in said {
        assert_eq!(about, None, "{event:?}");
    }
}

#[test]
fn r2_1_r6_4_a_conversation_beside_others_leaves_them_alone() {
    let mut world = two();
    assert!(world.conversation("a").is_live() && world.conversation("b").is_live());
    world.send(&ada(), "c", "Instead of both", Opens::New);
    assert!(!world.conversation("a").is_live() && !world.conversation("b").is_live());
}

#[test]
fn r6_4_the_list_holds_what_windows_show_of_each() {
    let mut world = two();
    world.pass(1_000);
    world.say("a", "**Which** lamp?");
    world.say("a", "The blue one?");
    let list = asked(&mut world);
    let [a, b] = list.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!((a.id.as_str(), a.last.as_str()), ("a", "The blue one?"));
    assert_eq!(a.participant.as_ref().unwrap().name, "Sam");
    assert_eq!(
        (a.unread, &a.ended),
        (4, &None),
        "two of them the assistant's"
    );
    assert_eq!(b.participant.as_ref().unwrap().role, Role::Bot);
    assert_eq!((b.id.as_str(), b.unread), ("b", 1));

    let newest: fn(&Message) -> bool = |one| one.text() == Some("**Which** lamp?");
    let seen = world
        .conversation("a")
        .messages
        .iter()
        .find(|one| newest(one));
    let id = seen.unwrap().id.clone();
    let conversation = "a".into();
    world.command(&ada(), Command::Read { conversation, id });
    world.end("a", Some("solved"));
    let list = asked(&mut world);
    assert_eq!(list[0].unread, 1);
    assert_eq!(list[0].ended.as_ref().unwrap().by, EndedBy::Agent);
}

#[test]
fn r6_4_a_changed_list_is_told_once_for_all_changes_and_to_all_tabs() {
    let mut world = two();
    let told = lists(&mut world);
    assert_eq!(told.len(), 1);
    assert_eq!(ids(&told[0]), ["b", "a"]);
    // The assistant greets, which is a message and a receipt.
    world.pass(1_000);
    assert_eq!(lists(&mut world).len(), 1);
    world.say("a", "Which one?");
    assert_eq!(ids(&lists(&mut world)[0]), ["a", "b"]);
    world.act(Action::Typing("a".into()));
    world.act(Action::Seen("a".into()));
    let text = "VIP".into();
    let conversation = "a".into();
    world.act(Action::Note { conversation, text });
    assert_eq!(
        lists(&mut world),
        Vec::<Vec<_>>::new(),
        "nothing of it is in the list"
    );
    world.end("b", None);
    assert!(lists(&mut world)[0][1].ended.is_some());
}

#[test]
fn r6_4_one_conversation_alone_is_told_when_it_is_asked_for() {
    let mut world = World::new();
    world.talking(&ada(), "a");
    world.talking(&bob(), "b");
    world.say("a", "Which one?");
    assert_eq!(lists(&mut world).len(), 0);
    assert_eq!(ids(&asked(&mut world)), ["a"], "only one's own");
    world.say("a", "Hello?");
    assert_eq!(lists(&mut world).len(), 0);
    world.command(&tab("eve", "eve-1"), Command::Conversations);
    let told = world.events(&tab("eve", "eve-1"));
    assert_eq!(told, [BackendEvent::Conversations("[]".into())]);
}

#[test]
fn r6_4_a_forgotten_conversation_is_in_no_list() {
    let mut world = two();
    world.effects.clear();
    world.command(&ada(), Command::Clear("b".into()));
    assert_eq!(ids(&lists(&mut world)[0]), ["a"]);
}

#[test]
fn r6_4_fifty_conversations_are_listed_at_most() {
    let mut world = World::new();
    for number in 0..52 {
        world.send_beside(&ada(), &format!("c{number}"), "Hi");
        world.pass(1_000);
    }
    let list = asked(&mut world);
    assert_eq!((list.len(), list[0].id.as_str()), (50, "c51"));
}
