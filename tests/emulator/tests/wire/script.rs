//! The scripted bot and agent.

use crate::client::{Client, Events, emulator, id};
use serde_json::{Value, json};
use session_chat_emulator::{Emulator, EndRole, Script, SessionStatus, Settings};

async fn scripted() -> (Emulator, Client, Events) {
    let emulator = emulator(Settings {
        script: Script::Bot,
        script_pace_ms: 2,
        ..Settings::default()
    })
    .await;
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    let greeting = message(&mut events, "Chatbot").await;
    assert_eq!(greeting["staticContent"]["formatType"], "Text");
    let replies = message(&mut events, "Chatbot").await;
    assert_eq!(replies["choices"]["formatType"], "QuickReplies");
    (emulator, client, events)
}

/// The next message of somebody of this role.
async fn message(events: &mut Events, role: &str) -> Value {
    loop {
        let event = events.named("CONVERSATION_MESSAGE").await;
        if event.json()["conversationEntry"]["sender"]["role"] == role {
            return event.payload()["abstractMessage"].clone();
        }
    }
}

#[tokio::test]
async fn the_bot_shows_each_kind_of_message() {
    let (_emulator, client, mut events) = scripted().await;
    for (word, path, expected) in [
        ("menu", "/choices/formatType", "Buttons"),
        ("Quick", "/choices/formatType", "QuickReplies"),
        ("card", "/choices/formatType", "Carousel"),
        ("list", "/choices/formatType", "ListPicker"),
        ("time", "/choices/formatType", "TimePicker"),
        ("form", "/form/formatType", "Inputs"),
        (
            "date",
            "/form/sections/0/input/inputType",
            "DatePickerInput",
        ),
        ("link", "/staticContent/formatType", "RichLink"),
        ("file", "/staticContent/formatType", "Attachments"),
        ("survey", "/customHandlingType", "Survey"),
        ("markdown", "/staticContent/formatType", "Text"),
        ("odd", "/messageType", "HologramMessage"),
        ("what?", "/choices/formatType", "Buttons"),
    ] {
        assert_eq!(client.status(client.say(word)).await, 202);
        let shown = message(&mut events, "Chatbot").await;
        let found = shown.pointer(path).and_then(Value::as_str);
        assert_eq!(found, Some(expected), "{word}");
    }
}

#[tokio::test]
async fn a_chosen_option_counts_as_its_word() {
    let (_emulator, client, mut events) = scripted().await;
    let body = json!({"esDeveloperName": "Demo_Custom_Client", "message": {
        "id": id(), "messageType": "ChoicesResponseMessage", "inReplyToMessageId": id(),
        "choicesResponse": {
            "formatType": "Selections", "selectedOptions": [{"optionIdentifier": "card"}],
        },
    }});
    let request = client.post(&client.path("/message")).json(&body);
    assert_eq!(client.status(request).await, 202);
    let shown = message(&mut events, "Chatbot").await;
    assert_eq!(shown["choices"]["formatType"], "Carousel");
}

#[tokio::test]
async fn a_streamed_answer_is_its_tokens_joined() {
    let (_emulator, client, mut events) = scripted().await;
    client.status(client.say("stream")).await;
    let mut joined = String::new();
    let mut id = Value::Null;
    loop {
        let event = events.next().await.unwrap();
        let payload = event.payload();
        match event.name.as_str() {
            "CONVERSATION_STREAMING_TOKEN" => {
                joined.push_str(payload["token"]["text"].as_str().unwrap());
                id = payload["targetMessageIdentifier"].clone();
            }
            "CONVERSATION_MESSAGE" if !joined.is_empty() => {
                let message = &payload["abstractMessage"];
                assert_eq!(message["id"], id);
                assert_eq!(message["staticContent"]["text"], joined.as_str());
                return;
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_person_takes_over_passes_on_and_ends() {
    let (emulator, client, mut events) = scripted().await;
    client.status(client.say("human")).await;
    let place = events.named("CONVERSATION_QUEUE_POSITION").await;
    assert_eq!(place.payload()["position"], 3);
    let hello = message(&mut events, "Agent").await;
    assert!(
        hello["staticContent"]["text"]
            .as_str()
            .unwrap()
            .contains("Sam")
    );
    client.status(client.say("My kettle leaks")).await;
    events.named("CONVERSATION_READ_ACKNOWLEDGEMENT").await;
    message(&mut events, "Agent").await;
    client.status(client.say("transfer")).await;
    message(&mut events, "Agent").await;
    let hello = message(&mut events, "Agent").await;
    assert!(
        hello["staticContent"]["text"]
            .as_str()
            .unwrap()
            .contains("Kim")
    );
    client.status(client.say("bye")).await;
    loop {
        let event = events.named("CONVERSATION_SESSION_STATUS_CHANGED").await;
        if event.payload()["sessionStatus"] == "Ended" {
            assert_eq!(event.payload()["sessionEndedByRole"], "Agent");
            break;
        }
    }
    let mut again = crate::client::text(&id(), "Hello again");
    again["isNewMessagingSession"] = json!(true);
    let request = client.post(&client.path("/message")).json(&again);
    assert_eq!(client.status(request).await, 202);
    message(&mut events, "Chatbot").await;
    assert_eq!(emulator.control().conversations()[0].sessions, 2);
}

#[tokio::test]
async fn the_script_falls_silent_when_the_session_is_over() {
    let (emulator, client, _events) = scripted().await;
    client.status(client.say("human")).await;
    emulator
        .control()
        .end_session(None, &EndRole::System)
        .unwrap();
    let before = emulator.control().conversations()[0].entries.len();
    tokio::time::sleep(std::time::Duration::from_millis(80)).await;
    let seen = &emulator.control().conversations()[0];
    assert_eq!(seen.entries.len(), before);
    assert_eq!(seen.status, Some(SessionStatus::Ended));
}
