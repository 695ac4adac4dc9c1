//! The order of calls of the official sample client, unchanged.

use crate::client::{Client, DEPLOYMENT, emulator, id, text};
use reqwest::RequestBuilder;
use serde_json::json;
use session_chat_emulator::{EndRole, Operation, PreChat, Settings};

#[tokio::test]
async fn the_sample_clients_calls_run_through() {
    let emulator = emulator(Settings {
        pre_chat: Some(PreChat::sample()),
        ..Settings::default()
    })
    .await;
    let mut client = Client::nobody(&emulator);

    let answer = client.json(client.token_request()).await;
    let service = &answer["context"]["configuration"]["embeddedServiceConfig"];
    assert_eq!(service["deploymentType"], "api");
    assert_eq!(service["forms"][0]["formFields"][0]["name"], "_firstName");
    assert_eq!(answer["lastEventId"], "0");
    client.token = answer["accessToken"].as_str().unwrap().to_owned();
    client.last_event_id = "0".to_owned();

    let create = client.post("/conversation").json(&json!({
        "conversationId": client.conversation, "esDeveloperName": DEPLOYMENT,
        "routingAttributes": {"_firstName": "Ada"},
    }));
    assert_eq!(client.status(create).await, 201);

    let mut events = client.stream().await;
    assert_eq!(
        events.gists(2).await,
        ["CONVERSATION_ROUTING_RESULT", "Waiting"]
    );

    let message = id();
    let answer = client.say_as(&message, "Hello").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 202);
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["conversationEntries"][0]["id"], message.as_str());
    let echo = events.next().await.unwrap();
    assert_eq!(echo.name, "CONVERSATION_MESSAGE");
    let entry = &echo.json()["conversationEntry"];
    assert_eq!(entry["identifier"], message.as_str());
    assert_eq!(entry["senderDisplayName"], "Guest");
    assert_eq!(entry["sender"]["role"], "EndUser");
    assert!(entry["entryPayload"].is_string());
    let receipt = events.next().await.unwrap();
    assert_eq!(receipt.name, "CONVERSATION_DELIVERY_ACKNOWLEDGEMENT");
    let related = &receipt.json()["conversationEntry"]["relatedRecords"][0];
    assert_eq!(related, message.as_str());

    for kind in ["TypingStartedIndicator", "TypingStoppedIndicator"] {
        let typing = client.post(&client.path("/entry"));
        let typing = typing.json(&json!({"entryType": kind, "id": id()}));
        assert_eq!(client.status(typing).await, 200);
    }

    let entries = client.json(client.entries("limit=50")).await;
    let entries = entries["conversationEntries"].as_array().unwrap();
    assert_eq!(entries.last().unwrap()["entryType"], "RoutingResult");
    assert!(entries[0]["entryPayload"].is_object(), "newest first");

    let answer = client
        .json(client.get("/authorization/continuation-access-token"))
        .await;
    client.token = answer["accessToken"].as_str().unwrap().to_owned();
    let list = client
        .json(client.get("/conversation/list?inclClosedConvs=false&limit=20"))
        .await;
    assert_eq!(list["openConversationsFound"], 1);
    let listed = &list["conversations"][0];
    assert_eq!(listed["conversationId"], client.conversation.as_str());
    assert_eq!(listed["endTimestamp"], 0);

    assert_eq!(client.status(client.close()).await, 204);
    assert_eq!(
        events.gists(2).await,
        ["Ended", "CONVERSATION_CLOSE_CONVERSATION"]
    );
    let list = client
        .json(client.get("/conversation/list?inclClosedConvs=true"))
        .await;
    assert_eq!(list["openConversationsFound"], 0);
    assert!(list["conversations"][0]["endTimestamp"].as_u64().unwrap() > 0);

    let seen = &emulator.control().conversations()[0];
    assert_eq!(seen.routing_attributes["_firstName"], "Ada");
    let said = emulator.control().requests(Operation::Message);
    assert_eq!(said[0].body["message"]["staticContent"]["text"], "Hello");
    assert_eq!(said[0].status, Some(202));
}

/// What the sample does after a reload, and after a session has ended; its requests for JSON say
/// that they are JSON even where they have no body.
#[tokio::test]
async fn the_sample_clients_calls_to_go_on_run_through() {
    let emulator = emulator(Settings::default()).await;
    let mut client = Client::chatting(&emulator).await;
    let control = emulator.control();
    assert_eq!(client.status(client.say("Hello")).await, 202);
    control.accept(None, "Sam").unwrap();
    let known = control.say(None, "Good morning").unwrap();

    let as_json = |request: RequestBuilder| request.header("content-type", "application/json");
    let token = client.get("/authorization/continuation-access-token");
    let answer = client.json(as_json(token)).await;
    client.token = answer["accessToken"].as_str().unwrap().to_owned();
    client.last_event_id = answer["lastEventId"].as_str().unwrap().to_owned();
    let list = client.get("/conversation/list?inclClosedConvs=false&limit=20");
    let list = client.json(as_json(list)).await;
    let conversations = list["conversations"].as_array().unwrap();
    let newest = conversations
        .iter()
        .max_by_key(|one| one["startTimestamp"].as_u64());
    assert_eq!(
        newest.unwrap()["conversationId"],
        client.conversation.as_str()
    );
    let query = "limit=50&startTimestamp=0&endTimestamp=4102444800000&direction=FromEnd\
                 &entryTypeFilter=Message,ParticipantChanged,RoutingResult";
    let entries = client.json(as_json(client.entries(query))).await;
    assert_eq!(
        entries["conversationEntries"][0]["identifier"],
        known.as_str()
    );
    let mut events = client.stream().await;

    control.end_session(None, &EndRole::Agent).unwrap();
    assert_eq!(events.gists(2).await, ["remove", "Ended"]);
    let message = id();
    let (status, said) = client.refusal(client.say_as(&message, "Hello?")).await;
    assert_eq!(status, 417);
    assert!(!said.is_empty(), "an error has a message");
    let mut again = text(&message, "Hello?");
    again["isNewMessagingSession"] = json!(true);
    again["routingAttributes"] = json!({"_firstName": "Ada"});
    let again = client.post(&client.path("/message")).json(&again);
    assert_eq!(client.status(again).await, 202);
    assert_eq!(control.conversations()[0].sessions, 2);

    assert_eq!(client.status(as_json(client.close())).await, 204);
    assert_eq!(control.requests(Operation::Close).len(), 1);
}

#[tokio::test]
async fn all_events_of_the_other_side_arrive_with_their_names() {
    use session_chat_emulator::Sender;
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    events.gists(2).await;
    client.status(client.say("Hello")).await;
    events.gists(2).await;

    control.queue(None, 3, Some(120)).unwrap();
    let queue = events.next().await.unwrap();
    assert_eq!(queue.name, "CONVERSATION_QUEUE_POSITION");
    assert_eq!(queue.payload()["position"], 3);
    let wait = events.next().await.unwrap().payload();
    assert_eq!(wait["estimatedWaitTime"]["estimatedWaitTimeInSeconds"], 120);

    control.accept(None, "Sam").unwrap();
    assert_eq!(events.gists(2).await, ["add", "Active"]);
    control.typing(None, true).unwrap();
    control.say(None, "Hi").unwrap();
    control.typing(None, false).unwrap();
    control.read(None, None).unwrap();
    control.progress(None, "Looking").unwrap();
    control.stream_token(None, "m", 0, "par").unwrap();
    let card = json!({"messageType": "ChoicesMessage", "choices": {"formatType": "Buttons"}});
    control.send(None, card, Sender::Bot).unwrap();
    assert_eq!(
        events.gists(7).await,
        [
            "CONVERSATION_TYPING_STARTED_INDICATOR",
            "Hi",
            "CONVERSATION_TYPING_STOPPED_INDICATOR",
            "CONVERSATION_READ_ACKNOWLEDGEMENT",
            "CONVERSATION_PROGRESS_INDICATOR",
            "CONVERSATION_STREAMING_TOKEN",
            "CONVERSATION_MESSAGE",
        ]
    );
    control.inactive(None).unwrap();
    client.status(client.say("Still here")).await;
    assert_eq!(events.gists(3).await, ["Inactive", "Active", "Still here"]);
}
