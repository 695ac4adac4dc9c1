//! Every shape of a frame, one file each: what the session hears of it.

use std::{fs, path::PathBuf};

use serde_json::{Value as Json, json};

use super::rig::{T0, talking};

/// JSON that travels as text, as itself.
fn opened(mut value: Json) -> Json {
    for path in ["/message/body/rich/content", "/message/answer/values"] {
        if let Some(held) = value.pointer_mut(path)
            && let Some(text) = held.as_str()
        {
            *held = serde_json::from_str(text).unwrap();
        }
    }
    value
}

#[test]
fn each_frame_says_what_its_file_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/salesforce/frames");
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let fixture: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let mut rig = talking();
        let event = fixture["event"].as_str().unwrap();
        let data = fixture["data"].to_string();
        let events = rig.client.frame(T0, event, &data, Some("7")).events;
        let heard: Vec<_> = events
            .iter()
            .map(|event| opened(serde_json::to_value(event).unwrap()))
            .collect();
        assert_eq!(json!(heard), fixture["expect"], "{}", path.display());
        count += 1;
    }
    assert!(count > 60, "only {count} files");
}

#[test]
fn every_content_that_is_made_can_be_drawn() {
    use crate::domain::{BackendEvent, Body, rich::Content};
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/salesforce/frames");
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let fixture = fs::read_to_string(file.unwrap().path()).unwrap();
        let fixture: Json = serde_json::from_str(&fixture).unwrap();
        let mut rig = talking();
        let event = fixture["event"].as_str().unwrap();
        let events = rig
            .client
            .frame(T0, event, &fixture["data"].to_string(), None);
        for event in events.events {
            if let BackendEvent::Message(message) = event
                && let Body::Rich(rich) = message.body
                && rich.content != "{}"
            {
                serde_json::from_str::<Content>(&rich.content).unwrap();
                count += 1;
            }
        }
    }
    assert!(count > 10, "only {count} contents");
}

#[test]
fn s21_what_is_broken_is_no_event_and_no_panic() {
    let deep = ["[".repeat(10_000), "]".repeat(10_000)].concat();
    let odd = [
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"conversationId\":null}",
        "{\"conversationId\":\"8f0c1d2e-3b4a-4c5d-9e6f-7a8b9c0d1e2f\"}",
        "{\"conversationId\":\"8f0c1d2e-3b4a-4c5d-9e6f-7a8b9c0d1e2f\",\"conversationEntry\":[]}",
        "{\"__proto__\":{\"polluted\":1}}",
        &deep,
    ];
    for data in odd {
        let mut rig = talking();
        let output = rig.client.frame(T0, "CONVERSATION_MESSAGE", data, None);
        assert!(output.events.is_empty(), "{data:.60}");
    }
}

#[test]
fn a_frame_of_another_conversation_is_not_heard() {
    let mut rig = talking();
    let data = super::rig::Rig::text("m1", "Agent", "Sam", "Hi");
    let other = data.replace("8f0c1d2e", "00000000");
    assert!(
        rig.client
            .frame(T0, "CONVERSATION_MESSAGE", &other, None)
            .events
            .is_empty()
    );
    assert!(
        !rig.client
            .frame(T0, "CONVERSATION_MESSAGE", &data, None)
            .events
            .is_empty()
    );
}
