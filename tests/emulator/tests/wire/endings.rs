//! Ends: by whom, in which order, and what is left open.

use crate::client::{Client, emulator};
use session_chat_emulator::{ControlError, EndRole, Leaving, SessionStatus, Settings, TimeUnit};
use std::time::Duration;

const REMOVED: &str = "remove";
const CLOSED: &str = "CONVERSATION_CLOSE_CONVERSATION";

#[tokio::test]
async fn the_end_names_each_role_or_none() {
    let emulator = emulator(Settings::default()).await;
    for (role, word) in [
        (EndRole::EndUser, Some("EndUser")),
        (EndRole::Chatbot, Some("Chatbot")),
        (EndRole::Agent, Some("Agent")),
        (EndRole::Supervisor, Some("Supervisor")),
        (EndRole::System, Some("System")),
        (EndRole::Router, Some("Router")),
        (EndRole::DigitalWorker, Some("DigitalWorker")),
        (EndRole::Missing, None),
        (EndRole::Other("Ghost".to_owned()), Some("Ghost")),
    ] {
        let client = Client::chatting(&emulator).await;
        let mut events = client.stream().await;
        emulator.control().accept(None, "Sam").unwrap();
        emulator.control().end_session(None, &role).unwrap();
        assert_eq!(events.gists(5).await[4], REMOVED);
        let payload = events.next().await.unwrap().payload();
        assert_eq!(payload["sessionStatus"], "Ended");
        assert_eq!(payload["sessionStatusPrev"], "Active");
        assert_eq!(payload["sessionEndedByRole"].as_str(), word);
        assert!(events.is_silent(30).await, "the conversation stays open");
    }
}

#[tokio::test]
async fn times_may_be_seconds_and_the_removal_may_come_last() {
    let mut settings = Settings::default();
    settings.sessions.times = TimeUnit::Seconds;
    settings.sessions.leaving = Leaving::AfterEnd;
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    emulator.control().accept(None, "Sam").unwrap();
    emulator
        .control()
        .end_session(None, &EndRole::Agent)
        .unwrap();
    events.gists(4).await;
    let payload = events.next().await.unwrap().payload();
    assert!(payload["sessionEndTime"].as_u64().unwrap() < 100_000_000_000);
    assert_eq!(events.gists(1).await, [REMOVED]);
}

#[tokio::test]
async fn session_based_closes_with_any_end() {
    let settings = || Settings {
        session_based: true,
        ..Settings::default()
    };
    let emulator = emulator(settings()).await;
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    emulator.control().accept(None, "Sam").unwrap();
    emulator
        .control()
        .end_session(None, &EndRole::Agent)
        .unwrap();
    assert_eq!(events.gists(7).await[4..], [REMOVED, "Ended", CLOSED]);
    assert_eq!(client.status(client.say("Hello")).await, 400);

    let client = Client::chatting(&emulator).await;
    assert_eq!(client.status(client.end_session()).await, 204);
    assert_eq!(client.status(client.say("Hello")).await, 400);
    assert!(emulator.control().conversations().iter().all(|c| !c.open));
}

#[tokio::test]
async fn an_opt_out_ends_the_session_only_even_if_session_based() {
    for session_based in [false, true] {
        let emulator = emulator(Settings {
            session_based,
            ..Settings::default()
        })
        .await;
        let client = Client::chatting(&emulator).await;
        assert_eq!(client.status(client.say("please stop that")).await, 202);
        assert_eq!(client.status(client.say(" Stop ")).await, 202);
        let seen = &emulator.control().conversations()[0];
        assert!(seen.open);
        assert_eq!(seen.status, Some(SessionStatus::Ended));
        let consent = &seen.entries[seen.entries.len() - 2]["entryPayload"];
        assert_eq!(consent["consentStatus"], "OptOut");
        assert_eq!(client.status(client.say("Hello")).await, 417);
    }
}

#[tokio::test]
async fn a_transfer_is_no_end() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let routing = || async {
        let answer = client.json(client.get(&client.path(""))).await;
        answer["routingStatus"].as_str().unwrap().to_owned()
    };
    assert_eq!(routing().await, "INITIAL");
    control.accept(None, "Sam").unwrap();
    assert_eq!(routing().await, "ROUTED");
    control.leave(None).unwrap();
    assert_eq!(routing().await, "NEEDS_ROUTING");
    control.transfer(None, "Kim").unwrap();
    assert_eq!(routing().await, "ROUTED");
    control.say(None, "Hello").unwrap();
    let seen = &control.conversations()[0];
    assert_eq!(seen.status, Some(SessionStatus::Active));
    assert_eq!(seen.entries.last().unwrap()["senderDisplayName"], "Kim");
}

#[tokio::test]
async fn one_stream_carries_all_conversations_of_a_subject_and_no_others() {
    let emulator = emulator(Settings::default()).await;
    let first = Client::chatting(&emulator).await;
    let mut second = first.clone();
    second.conversation = crate::client::id();
    assert_eq!(second.status(second.create()).await, 201);
    let stranger = Client::chatting(&emulator).await;
    let mut events = first.stream().await;
    events.gists(4).await;
    let control = emulator.control();
    for client in [&first, &second, &stranger] {
        control.say(Some(&client.conversation), "Hello").unwrap();
    }
    let about = |event: crate::client::Event| event.json()["conversationId"].clone();
    assert_eq!(about(events.next().await.unwrap()), first.conversation);
    assert_eq!(about(events.next().await.unwrap()), second.conversation);
    assert!(events.is_silent(30).await);
}

#[tokio::test]
async fn the_other_side_is_told_what_it_cannot_do() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let none = Err(ControlError::NoConversation);
    assert_eq!(control.accept(None, "Sam"), none);
    let client = Client::chatting(&emulator).await;
    assert_eq!(control.accept(Some("other"), "Sam"), none);
    client.status(client.close()).await;
    assert_eq!(control.accept(None, "Sam"), Err(ControlError::NoSession));
    assert_eq!(control.say(None, "Hi"), Err(ControlError::Closed));
}

#[tokio::test]
async fn a_closed_conversation_may_be_listed_as_open_for_a_while() {
    let mut settings = Settings::default();
    settings.lists.close_delay_ms = 60_000;
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    client.status(client.close()).await;
    let open = || async {
        let list = client.json(client.get("/conversation/list")).await;
        list["openConversationsFound"].as_u64()
    };
    assert_eq!(open().await, Some(1));
    let control = emulator.control();
    control.change(|settings| settings.lists.close_delay_ms = 0);
    assert_eq!(open().await, Some(0));
    assert!(control.until(|_| true, Duration::ZERO).await);
}
