//! Which answers are taken, and what is said to them.

use session_chat::domain::{
    BackendEvent, Body, Command, EndedBy, Message,
    effect::{Opens, Outgoing},
    event::SendRefusal,
    rich::{Answer, CHOICE, Content, Entry, Fault},
};
use session_chat_desk::engine::view;

use super::{
    answer, ask, chosen, content, entry, filled, greeted, is_taken, json, newest, refusal,
};
use crate::world::ada;

/// The names of what is wrong.
fn faults(event: BackendEvent) -> Vec<String> {
    match refusal(event) {
        SendRefusal::Faulty(faults) => {
            let faults: Vec<Fault> = serde_json::from_str(&faults).unwrap();
            assert!(faults.iter().all(|fault| !fault.text.is_empty()));
            faults.into_iter().map(|fault| fault.name).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// The same with one value changed; none takes it out.
fn with(name: &str, value: Option<&str>) -> Vec<Entry> {
    let mut values = filled();
    values.retain(|one| one.name != name);
    values.extend(value.map(|value| entry(name, value)));
    values
}

#[test]
fn r6_2_a_choice_is_taken_once_and_answered_in_words() {
    let mut world = greeted();
    let question = ask(&mut world, "colours");
    assert!(is_taken(&answer(
        &mut world,
        "a",
        &question,
        chosen(&["red"])
    )));
    let kept = newest(&world).answer.unwrap();
    assert_eq!(
        (kept.to, kept.values),
        (question.id.clone(), json(&chosen(&["red"])))
    );
    let again = answer(&mut world, "b", &question, chosen(&["blue"]));
    assert_eq!(refusal(again), SendRefusal::Rejected);
    // The same message once more is a repeat and no second answer.
    assert!(is_taken(&answer(
        &mut world,
        "a",
        &question,
        chosen(&["red"])
    )));
    world.pass(700);
    assert_eq!(newest(&world).text(), Some("You chose **Red**."));
    let given = world.conversation("c").messages.iter();
    assert_eq!(given.filter(|message| message.answer.is_some()).count(), 1);
}

#[test]
fn each_kind_of_answer_is_answered() {
    let mut world = greeted();
    for (id, keyword, values, said) in [
        (
            "1",
            "rooms",
            vec!["hall", "study", "kitchen"],
            "You chose **Hall**, **Study** and **Kitchen**.",
        ),
        ("2", "lamps", vec!["orchard"], "You chose **Orchard**."),
        (
            "3",
            "day",
            vec!["1970-01-02"],
            "You chose **2 January 1970**.",
        ),
        (
            "4",
            "consent",
            vec!["true"],
            "Thank you. You hear from us when there is a new lamp.",
        ),
        (
            "5",
            "consent",
            vec!["false"],
            "That is fine. We will not write to you.",
        ),
    ] {
        let question = ask(&mut world, keyword);
        assert!(
            is_taken(&answer(&mut world, id, &question, chosen(&values))),
            "{keyword}"
        );
        world.pass(700);
        assert_eq!(newest(&world).text(), Some(said));
    }
    let question = ask(&mut world, "time");
    let Content::Times(slots) = content(&question) else {
        panic!()
    };
    assert!(is_taken(&answer(
        &mut world,
        "6",
        &question,
        chosen(&[&slots[1].id])
    )));
    world.pass(700);
    assert_eq!(
        newest(&world).text(),
        Some("Thank you. That time is kept for you.")
    );
}

#[test]
fn a_choice_that_is_a_keyword_is_as_good_as_its_word() {
    let mut world = greeted();
    let options = ask(&mut world, "options");
    assert!(is_taken(&answer(
        &mut world,
        "a",
        &options,
        chosen(&["day"])
    )));
    world.pass(700);
    assert!(matches!(content(&newest(&world)), Content::Date(_)));
    let lamp = ask(&mut world, "lamp");
    assert!(is_taken(&answer(
        &mut world,
        "b",
        &lamp,
        chosen(&["colours"])
    )));
    world.pass(700);
    assert!(matches!(content(&newest(&world)), Content::Choices(_)));
    let options = ask(&mut world, "options");
    assert!(is_taken(&answer(
        &mut world,
        "d",
        &options,
        chosen(&["human"])
    )));
    world.pass(700);
    assert!(world.conversation("c").waiting_since().is_some());
}

#[test]
fn r6_2_what_was_not_offered_is_a_fault_and_nothing_is_kept() {
    let mut world = greeted();
    for (keyword, values) in [
        ("colours", vec!["mauve"]),
        ("colours", vec!["red", "blue"]),
        ("colours", vec![]),
        ("rooms", vec!["hall", "cellar"]),
        ("lamps", vec!["Orchard"]),
        ("time", vec!["now"]),
        ("consent", vec!["perhaps"]),
        ("day", vec!["1970-01-01"]),
        ("day", vec!["1970-02-30"]),
        ("day", vec!["soon"]),
        ("day", vec![]),
    ] {
        let question = ask(&mut world, keyword);
        let before = world.conversation("c").clone();
        let told = answer(&mut world, "a", &question, chosen(&values));
        assert_eq!(faults(told), [CHOICE], "{keyword} {values:?}");
        assert_eq!(*world.conversation("c"), before);
    }
}

#[test]
fn r6_2_a_form_with_faults_is_refused_by_field_and_taken_when_they_are_gone() {
    let mut world = greeted();
    let form = ask(&mut world, "form");
    let before = world.conversation("c").clone();
    for (name, value) in [
        ("name", None),
        ("name", Some("  ")),
        ("name", Some(&*"x".repeat(81))),
        ("email", Some("ada")),
        ("email", Some("@lumen.invalid")),
        ("lamp", Some("candle")),
        ("rooms", Some("cellar")),
        ("count", Some("many")),
        ("count", Some("0")),
        ("count", Some("21")),
        ("neededBy", Some("1969-12-31")),
        ("neededBy", Some("tomorrow")),
        ("order", Some("12a4")),
        ("order", Some("123")),
        ("message", Some(&*"x".repeat(501))),
        ("terms", Some("false")),
        ("terms", None),
    ] {
        let told = answer(&mut world, "a", &form, with(name, value));
        assert_eq!(faults(told), [name], "{value:?}");
        assert_eq!(*world.conversation("c"), before);
    }
    let told = answer(&mut world, "a", &form, vec![entry("email", "ada")]);
    assert_eq!(faults(told), ["name", "email", "lamp", "count", "terms"]);
    assert!(is_taken(&answer(&mut world, "a", &form, filled())));
    world.pass(700);
    assert!(newest(&world).text().unwrap().starts_with("Thank you"));
}

#[test]
fn faults_say_what_is_wrong() {
    let mut world = greeted();
    let form = ask(&mut world, "form");
    let told = answer(&mut world, "a", &form, with("email", Some("ada")));
    let fault = Fault {
        name: "email".into(),
        text: "This is not an e-mail address.".into(),
    };
    assert_eq!(refusal(told), SendRefusal::Faulty(json(&[fault])));
}

#[test]
fn answers_that_no_window_sends_are_rejected() {
    let mut world = greeted();
    let greeting = newest(&world);
    let picture = ask(&mut world, "picture");
    let unknown = ask(&mut world, "unknown");
    let colours = ask(&mut world, "colours");
    let form = ask(&mut world, "form");
    let gone = Message {
        id: "gone".into(),
        ..form.clone()
    };
    let twice = [filled(), vec![entry("name", "Eve")]].concat();
    let foreign = [filled(), vec![entry("price", "0")]].concat();
    for (to, values) in [
        (&greeting, chosen(&["red"])),
        (&picture, chosen(&["red"])),
        (&unknown, chosen(&["red"])),
        (&gone, filled()),
        (&colours, vec![entry("colour", "red")]),
        (&colours, chosen(&["red", "red"])),
        (&form, twice),
        (&form, foreign),
        (&form, with("source", Some("elsewhere"))),
    ] {
        let told = answer(&mut world, "a", to, values.clone());
        assert_eq!(refusal(told), SendRefusal::Rejected, "{values:?}");
    }
}

#[test]
fn an_answer_opens_no_session() {
    let mut world = greeted();
    let question = ask(&mut world, "colours");
    world.visitor_ends(&ada(), "c", EndedBy::OptOut);
    for (conversation, why) in [("c", SendRefusal::Ended), ("new", SendRefusal::Rejected)] {
        world.effects.clear();
        let opens = if conversation == "c" {
            Opens::Again
        } else {
            Opens::New
        };
        let outgoing = Outgoing {
            opens,
            answer: Some(Answer {
                to: question.id.clone(),
                values: json(&chosen(&["red"])),
            }),
            ..world.outgoing("a", conversation, "Red")
        };
        world.command(&ada(), Command::Send(outgoing));
        let id = "a".into();
        assert_eq!(world.events(&ada()), [BackendEvent::Refused { id, why }]);
    }
}

#[test]
fn an_agent_gets_the_answer_to_what_the_assistant_asked() {
    let mut world = greeted();
    let question = ask(&mut world, "sizes");
    world.accept("c");
    assert!(is_taken(&answer(
        &mut world,
        "a",
        &question,
        chosen(&["large"])
    )));
    world.pass(5_000);
    let detail = world.engine.detail(&"c".into(), 1).unwrap();
    let [view::Entry::Message(message)] = detail.entries.as_slice() else {
        panic!("{:?}", detail.entries)
    };
    assert_eq!(message.id, "a".into());
    assert!(matches!(&question.body, Body::Rich(rich) if detail.asked[&question.id] == *rich));
    assert_eq!(detail.unread, 1);
}
