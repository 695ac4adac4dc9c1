//! Messages with more than text: sent by keyword and by agents, answered, growing over time.

mod answers;
mod contents;
mod growth;

use session_chat::domain::{
    BackendEvent, Body, Command, Message,
    effect::{Opens, Outgoing},
    event::SendRefusal,
    rich::{Answer, CHOICE, Content, Entry},
};

use crate::world::{World, ada};

/// The assistant has greeted and waits for what comes.
pub fn greeted() -> World {
    let mut world = World::new();
    world.send(&ada(), "c", "Hi", Opens::New);
    world.pass(1_000);
    world.effects.clear();
    world
}

/// Asks for something and gives the message that came.
pub fn ask(world: &mut World, keyword: &str) -> Message {
    world.send(&ada(), "c", keyword, Opens::Nothing);
    world.pass(700);
    newest(world)
}

pub fn newest(world: &World) -> Message {
    world.conversation("c").messages.last().unwrap().clone()
}

pub fn content(message: &Message) -> Content {
    let Body::Rich(rich) = &message.body else {
        panic!("{message:?}")
    };
    assert!(!rich.text.is_empty());
    serde_json::from_str(&rich.content).unwrap()
}

pub fn entry(name: &str, value: &str) -> Entry {
    Entry {
        name: name.into(),
        value: value.into(),
    }
}

pub fn json(values: &[impl serde::Serialize]) -> String {
    serde_json::to_string(values).unwrap()
}

pub fn chosen(values: &[&str]) -> Vec<Entry> {
    values.iter().map(|value| entry(CHOICE, value)).collect()
}

/// Answers a message, and gives what the tab is told of it.
pub fn answer(
    world: &mut World,
    id: &str,
    to: &Message,
    values: impl Into<Vec<Entry>>,
) -> BackendEvent {
    world.effects.clear();
    let outgoing = Outgoing {
        answer: Some(Answer {
            to: to.id.clone(),
            values: json(&values.into()),
        }),
        ..world.outgoing(id, "c", "In words")
    };
    world.command(&ada(), Command::Send(outgoing));
    let told = world.events(&ada()).into_iter();
    let mut told = told.filter(|event| {
        matches!(
            event,
            BackendEvent::Acknowledged { .. } | BackendEvent::Refused { .. }
        )
    });
    told.next().unwrap()
}

pub fn is_taken(event: &BackendEvent) -> bool {
    matches!(event, BackendEvent::Acknowledged { .. })
}

pub fn refusal(event: BackendEvent) -> SendRefusal {
    match event {
        BackendEvent::Refused { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

/// The form with everything right.
pub fn filled() -> Vec<Entry> {
    vec![
        entry("name", "Ada"),
        entry("email", "ada@lumen.invalid"),
        entry("lamp", "orchard"),
        entry("count", "2"),
        entry("rooms", "hall"),
        entry("rooms", "study"),
        entry("terms", "true"),
        entry("source", "chat"),
    ]
}
