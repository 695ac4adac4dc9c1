//! The form before a chat.

use session_chat::domain::{
    BackendEvent, Command,
    effect::{Opens, Outgoing},
    event::SendRefusal,
    offer::{Offers, PRE_CHAT, PreChat},
    rich::{Answer, Entry, Fault, FieldKind},
};
use session_chat_desk::engine::{Effect, Settings};

use crate::{
    rich::{entry, json, refusal},
    world::{World, ada, texts},
};

fn asking() -> World {
    World::with(Settings {
        pre_chat: true,
        ..Settings::default()
    })
}

/// The form with everything right.
fn filled() -> Vec<Entry> {
    vec![
        entry("name", "Ada King"),
        entry("email", "ada@lumen.invalid"),
        entry("topic", "order"),
        entry("order", "7412"),
        entry("terms", "true"),
        entry("source", "demo"),
    ]
}

/// The same with one value changed; none takes it out.
fn with(name: &str, value: Option<&str>) -> Vec<Entry> {
    let mut values = filled();
    values.retain(|one| one.name != name);
    values.extend(value.map(|value| entry(name, value)));
    values
}

/// Begins a conversation with an answer to `to`, and gives the first thing that is told of it.
fn begin_with(world: &mut World, to: &str, values: &[Entry]) -> BackendEvent {
    world.effects.clear();
    let outgoing = Outgoing {
        opens: Opens::New,
        answer: Some(Answer {
            to: to.into(),
            values: json(values),
        }),
        ..world.outgoing("first", "c", "About an order of a human")
    };
    world.command(&ada(), Command::Send(outgoing));
    world.events(&ada()).swap_remove(0)
}

fn begin(world: &mut World, values: &[Entry]) -> BackendEvent {
    begin_with(world, PRE_CHAT, values)
}

#[test]
fn r6_3_every_window_is_offered_the_form_before_its_snapshot() {
    let mut world = asking();
    world.command(&ada(), Command::Connect { resume: None });
    let events = world.events(&ada());
    let [BackendEvent::Offers(offers), BackendEvent::Connected(_)] = events.as_slice() else {
        panic!("{events:?}")
    };
    let form: PreChat = serde_json::from_str(offers.pre_chat.as_ref().unwrap()).unwrap();
    assert!(form.text.contains("(https://example.com/terms)"));
    let fields = form
        .fields
        .iter()
        .map(|one| (&*one.name, one.kind, one.required));
    assert_eq!(
        fields.collect::<Vec<_>>(),
        [
            ("name", FieldKind::Text, true),
            ("email", FieldKind::Email, true),
            ("topic", FieldKind::Select, false),
            ("order", FieldKind::Text, false),
            ("terms", FieldKind::Checkbox, true),
            ("source", FieldKind::Hidden, false),
        ]
    );
    assert_eq!((&offers.survey, &offers.files), (&None, &None));
    let names = form.fields.iter().map(|one| &*one.autocomplete);
    assert_eq!(names.take(2).collect::<Vec<_>>(), ["name", "email"]);
}

#[test]
fn r6_3_a_form_with_faults_makes_no_conversation() {
    let mut world = asking();
    for (name, value) in [
        ("name", None),
        ("name", Some(" ")),
        ("email", Some("ada")),
        ("topic", Some("weather")),
        ("order", Some("123")),
        ("order", Some("123456789")),
        ("order", Some("12a4")),
        ("order", Some("0000")),
        ("terms", Some("false")),
        ("terms", None),
    ] {
        let told = begin(&mut world, &with(name, value));
        let SendRefusal::Faulty(faults) = refusal(told) else {
            panic!("{name} {value:?}")
        };
        let faults: Vec<Fault> = serde_json::from_str(&faults).unwrap();
        let names: Vec<_> = faults.iter().map(|fault| &*fault.name).collect();
        assert_eq!(names, [name], "{value:?}");
        assert!(world.engine.conversation(&"c".into()).is_none());
    }
    let told = begin(&mut world, &with("order", Some("0000")));
    let fault = Fault {
        name: "order".into(),
        text: "We have no such order.".into(),
    };
    assert_eq!(refusal(told), SendRefusal::Faulty(json(&[fault])));
}

#[test]
fn r6_3_what_no_window_sends_is_rejected() {
    let mut world = asking();
    for values in [
        [filled(), vec![entry("price", "0")]].concat(),
        [filled(), vec![entry("name", "Eve")]].concat(),
        with("source", Some("elsewhere")),
    ] {
        let told = begin(&mut world, &values);
        assert_eq!(refusal(told), SendRefusal::Rejected, "{values:?}");
    }
    let told = begin_with(&mut world, "c:1", &filled());
    assert_eq!(
        refusal(told),
        SendRefusal::Rejected,
        "nothing was asked there"
    );
    assert!(world.engine.conversation(&"c".into()).is_none());
}

#[test]
fn r6_3_what_was_filled_in_is_kept_and_shown_to_agents() {
    let mut world = asking();
    let told = begin(&mut world, &with("order", Some("")));
    assert!(matches!(told, BackendEvent::WithBot(_)));
    world.pass(1_000);
    world.reload(&["c"]);
    let detail = world.engine.detail(&"c".into(), 9).unwrap();
    let given: Vec<_> = detail
        .given
        .iter()
        .map(|one| (&*one.label, &*one.value))
        .collect();
    assert_eq!(
        given,
        [
            ("Name", "Ada King"),
            ("E-mail", "ada@lumen.invalid"),
            ("Topic", "An order"),
            ("I agree to the terms", "true"),
            ("source", "demo"),
        ]
    );
    assert_eq!(detail.visitor.name.as_deref(), Some("Ada King"));
    // What the page calls them does not take the place of it.
    let resume = Some("c".into());
    world.command(&ada(), Command::Connect { resume });
    let detail = world.engine.detail(&"c".into(), 9).unwrap();
    assert_eq!(detail.visitor.name.as_deref(), Some("Ada King"));
}

#[test]
fn r6_3_the_assistant_greets_who_filled_in_the_form_and_reads_nothing_into_it() {
    let mut world = asking();
    begin(&mut world, &filled());
    world.pass(1_000);
    let said = texts(&world.conversation("c").messages);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].starts_with("Hello"));
    assert!(world.conversation("c").waiting_since().is_none());
}

#[test]
fn r6_3_a_page_may_ask_what_it_likes() {
    let mut world = World::new();
    let values = [
        entry("name", "Ada"),
        entry("lamp", " blue "),
        entry("no", ""),
    ];
    assert!(matches!(
        begin(&mut world, &values),
        BackendEvent::WithBot(_)
    ));
    let given = &world.conversation("c").given;
    let given: Vec<_> = given.iter().map(|one| (&*one.label, &*one.value)).collect();
    assert_eq!(given, [("name", "Ada"), ("lamp", "blue")]);
    assert_eq!(world.conversation("c").name.as_deref(), Some("Ada"));

    let mut world = World::new();
    let long = entry("lamp", &"x".repeat(8_001));
    assert_eq!(refusal(begin(&mut world, &[long])), SendRefusal::Rejected);
    let many: Vec<_> = (0..101).map(|one| entry(&one.to_string(), "x")).collect();
    assert_eq!(refusal(begin(&mut world, &many)), SendRefusal::Rejected);
}

#[test]
fn r1_6_a_form_that_is_published_changes_nothing_for_running_chats() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    world.configure(|settings| settings.pre_chat = true);
    assert_eq!(world.effects, [Effect::SaveSettings]);
    world.send(&ada(), "c", "The blue lamp", Opens::Nothing);
    let told = world.events(&ada());
    assert!(matches!(told[0], BackendEvent::Acknowledged { .. }));
}

#[test]
fn who_is_forgotten_leaves_nothing_of_what_they_filled_in() {
    let mut world = asking();
    begin(&mut world, &filled());
    world.command(&ada(), Command::Clear("c".into()));
    let conversation = world.conversation("c");
    assert!(conversation.given.is_empty() && conversation.name.is_none());
}

#[test]
fn without_offers_nothing_is_offered() {
    assert_eq!(Settings::default().offers(), Offers::default());
    let mut world = World::new();
    world.connect(&ada(), None);
}
