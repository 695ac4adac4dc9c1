//! What the emulator refuses, cross-origin rules, and the control API over HTTP.

use crate::client::{Client, DEPLOYMENT, ORG, emulator, id, text};
use reqwest::Method;
use serde_json::{Value, json};
use session_chat_emulator::{Operation, Settings};

#[tokio::test]
async fn invented_endpoints_do_not_exist() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let base = "/iamessage/api/v2";
    let one = client.path("");
    for (method, path) in [
        (Method::POST, format!("{base}/authorization")),
        (Method::POST, format!("{base}/conversations")),
        (Method::POST, format!("{base}/conversations/1/messages")),
        (Method::GET, format!("{base}{one}/stream")),
        (Method::GET, format!("{base}{one}/events?access_token=a")),
        (Method::POST, format!("{base}{one}/typingIndicator")),
        (Method::POST, format!("{base}{one}/attachment")),
        (Method::GET, format!("{base}{one}/transcript")),
        (Method::POST, "/iamessage/v1/conversation".to_owned()),
    ] {
        let request = client.request(method, &path).bearer_auth(&client.token);
        assert_eq!(client.status(request).await, 404, "{path}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_said() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let token = |change: (&str, Value)| {
        let mut body = Client::token_body();
        body[change.0] = change.1;
        (
            "/authorization/unauthenticated/access-token".to_owned(),
            body,
        )
    };
    let conversation = |change: (&str, Value)| {
        let mut body = json!({"conversationId": id(), "esDeveloperName": DEPLOYMENT});
        body[change.0] = change.1;
        ("/conversation".to_owned(), body)
    };
    let message = |change: (&str, Value)| {
        let mut body = text(&id(), "Hello");
        body[change.0] = change.1;
        (client.path("/message"), body)
    };
    for ((path, body), named) in [
        (token(("orgId", json!("00D999"))), "00D999"),
        (token(("esDeveloperName", Value::Null)), "esDeveloperName"),
        (token(("platform", json!("Toaster"))), "platform"),
        (
            token(("developerName", json!("a"))),
            "Unknown field developerName",
        ),
        (token(("context", json!({"os": "a"}))), "context.os"),
        (
            conversation(("conversationId", json!(id().to_uppercase()))),
            "lower case",
        ),
        (
            conversation(("routingAttributes", json!({"a": 1}))),
            "routingAttributes",
        ),
        (message(("esDeveloperName", Value::Null)), "esDeveloperName"),
        (
            message(("isNewMessagingSession", json!("true"))),
            "isNewMessagingSession",
        ),
        (
            message(("message", json!("Hello"))),
            "message is not an object",
        ),
        (
            (client.path("/entry"), json!({"typing": true})),
            "Unknown field typing",
        ),
        (
            (
                client.path("/acknowledge-entries"),
                json!({"acknowledgments": []}),
            ),
            "Unknown field acknowledgments",
        ),
        (
            (
                client.path("/acknowledge-entries"),
                json!({"acks": [
                    {"id": id(), "entryType": "Read", "conversationEntryId": id()}
                ]}),
            ),
            "conversationEntryId",
        ),
    ] {
        let (status, message) = client.refusal(client.post(&path).json(&body)).await;
        assert_eq!(status, 400, "{path} {body}");
        assert!(message.contains(named), "{named}: {message}");
    }
    let plain = client.post("/conversation").body("{}");
    let (status, message) = client.refusal(plain).await;
    assert_eq!(status, 400);
    assert!(message.contains("Content-Type"), "{message}");
}

#[tokio::test]
async fn both_spellings_of_receipts_are_taken() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let entry = emulator.control().say(None, "Hi").unwrap();
    for kind in [
        "Delivery",
        "Read",
        "DeliveryAcknowledgement",
        "ReadAcknowledgement",
    ] {
        let ack = json!({"id": id(), "entryType": kind, "conversationEntryId": entry});
        let request = client.post(&client.path("/acknowledge-entries"));
        let request = request.json(&json!({"acks": [ack]}));
        assert_eq!(client.status(request).await, 202, "{kind}");
    }
}

#[tokio::test]
async fn queries_are_read_strictly() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    for query in [
        "limit=51",
        "limit=0",
        "limit=many",
        "direction=Backwards",
        "entryTypeFilter=Text",
        "entryTypeFilters=Message",
    ] {
        assert_eq!(client.status(client.entries(query)).await, 400, "{query}");
    }
    let list = client.get("/conversation/list?inclClosedConvs=yes");
    assert_eq!(client.status(list).await, 400);
    let without = client.request(
        Method::DELETE,
        &format!("/iamessage/api/v2{}", client.path("")),
    );
    let (status, message) = client.refusal(without.bearer_auth(&client.token)).await;
    assert_eq!(status, 400);
    assert!(message.contains("esDeveloperName"), "{message}");
}

#[tokio::test]
async fn a_stream_needs_the_short_org_id_and_the_right_accept() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::new(&emulator).await;
    let request = |org: Option<&str>, accept: &str| {
        let mut request = client
            .request(Method::GET, "/eventrouter/v1/sse")
            .bearer_auth(&client.token)
            .header("accept", accept);
        if let Some(org) = org {
            request = request.header("x-org-id", org);
        }
        request
    };
    let long = format!("{ORG}AAA");
    for org in [None, Some(long.as_str())] {
        let (status, message) = client.refusal(request(org, "text/event-stream")).await;
        assert_eq!(status, 400);
        assert_eq!(message, "OrgId in the header and token must match");
    }
    assert_eq!(
        client.status(request(Some(ORG), "application/json")).await,
        400
    );
}

#[tokio::test]
async fn origins_are_permitted_by_list_and_streams_by_a_switch() {
    let mut settings = Settings::default();
    settings.cors.origins = Some(vec!["https://shop.example".to_owned()]);
    settings.cors.streams = false;
    settings.cors.last_event_id = false;
    let emulator = emulator(settings).await;
    let client = Client::new(&emulator).await;
    let allowed = |answer: reqwest::Response| {
        let value = answer.headers().get("access-control-allow-origin");
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    let list = |origin: &str| client.get("/conversation/list").header("origin", origin);
    let answer = list("https://shop.example").send().await.unwrap();
    assert_eq!(
        answer.headers()["access-control-expose-headers"],
        "date, retry-after"
    );
    assert_eq!(allowed(answer).as_deref(), Some("https://shop.example"));
    let answer = list("https://other.example").send().await.unwrap();
    assert_eq!(allowed(answer), None);

    let stream = client
        .stream_request(None)
        .header("origin", "https://shop.example");
    let answer = stream.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(
        allowed(answer),
        None,
        "received, but not for the page to read"
    );

    let preflight = |path: &str| {
        client
            .request(Method::OPTIONS, path)
            .header("origin", "https://shop.example")
            .header("access-control-request-headers", "last-event-id")
    };
    assert_eq!(client.status(preflight("/eventrouter/v1/sse")).await, 403);
    let control = emulator.control();
    control.change(|settings| settings.cors.streams = true);
    let answer = preflight("/eventrouter/v1/sse").send().await.unwrap();
    let headers = answer.headers()["access-control-allow-headers"].clone();
    assert_eq!(headers, "authorization, content-type, x-org-id");
    control.change(|settings| settings.cors.last_event_id = true);
    let answer = preflight("/eventrouter/v1/sse").send().await.unwrap();
    let headers = answer.headers()["access-control-allow-headers"].clone();
    assert_eq!(
        headers,
        "authorization, content-type, x-org-id, last-event-id"
    );
}

#[tokio::test]
async fn the_clock_of_the_server_shows_in_the_date() {
    let emulator = emulator(Settings {
        clock_skew_ms: 2 * 60 * 60 * 1000,
        ..Settings::default()
    })
    .await;
    let client = Client::new(&emulator).await;
    let answer = client.get("/conversation/list").send().await.unwrap();
    let date = answer.headers()["date"].to_str().unwrap();
    let date = httpdate::parse_http_date(date).unwrap();
    let ahead = date.duration_since(std::time::SystemTime::now()).unwrap();
    assert!(ahead.as_secs() > 7_000, "{ahead:?}");
}

#[tokio::test]
async fn people_play_the_other_side_over_http() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let act = |action: &str, body: Value| {
        client
            .request(Method::POST, &format!("/control/{action}"))
            .header("origin", "https://anywhere.example")
            .json(&body)
    };
    let about = json!({"agent": "Sam", "conversation": client.conversation});
    let answer = act("accept", about).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(
        answer.headers()["access-control-allow-origin"],
        "https://anywhere.example"
    );
    let said = client.json(act("say", json!({"text": "Hello"}))).await;
    assert!(said["value"].is_string());
    for (action, body) in [
        ("typing", json!({"on": true})),
        ("queue", json!({"position": 1, "waitSeconds": 5})),
        (
            "deployment",
            json!({"stream": {"pingMs": 5}, "sessionBased": true}),
        ),
        (
            "fault",
            json!({"on": "message", "what": {"status": {"code": 500}}, "times": 1}),
        ),
        (
            "hours",
            json!({"hours": {"open": [{"startTime": 1, "endTime": 2}]}}),
        ),
        ("status", json!({"status": "Consent"})),
        (
            "raw-entry",
            json!({"event": "CONVERSATION_NOTE", "entryType": "Note", "payload": {"a": 1}}),
        ),
        ("end", json!({"role": {"other": "Ghost"}})),
    ] {
        assert_eq!(client.status(act(action, body)).await, 200, "{action}");
    }
    assert_eq!(client.status(client.say("Hello")).await, 500);
    let state = client
        .json(client.request(Method::GET, "/control/state"))
        .await;
    assert_eq!(state["settings"]["stream"]["pingMs"], 5);
    assert_eq!(state["conversations"][0]["open"], false);
    let entries = state["conversations"][0]["entries"].as_array().unwrap();
    let note = entries.iter().find(|entry| entry["entryType"] == "Note");
    assert_eq!(note.unwrap()["entryPayload"]["a"], 1);
    let log = client
        .json(client.request(Method::GET, "/control/log"))
        .await;
    assert_eq!(log[0]["operation"], "token");

    for (action, body, status, named) in [
        ("dance", json!({}), 404, "dance"),
        ("end", json!({"role": "nobody"}), 400, "role"),
        ("say", json!({}), 400, "text"),
        ("deployment", json!({"verified": true}), 400, "verified"),
        ("deployment", json!({"colour": 1}), 400, "colour"),
        (
            "accept",
            json!({"conversation": "x"}),
            400,
            "no such conversation",
        ),
    ] {
        let (found, message) = client.refusal(act(action, body)).await;
        assert_eq!(found, status, "{action}");
        assert!(message.contains(named), "{named}: {message}");
    }
    let page = client.request(Method::GET, "/").send().await.unwrap();
    assert!(page.text().await.unwrap().contains("drop-streams"));
}

#[tokio::test]
async fn a_reset_forgets_all_but_the_settings() {
    let emulator = emulator(Settings {
        session_based: true,
        ..Settings::default()
    })
    .await;
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    events.gists(2).await;
    let control = emulator.control();
    control.reset();
    assert!(events.next().await.is_none());
    assert!(control.conversations().is_empty());
    assert!(control.requests(Operation::Token).is_empty());
    assert_eq!(client.status(client.say("Hello")).await, 401);
    assert!(control.settings().session_based);
    let both = Settings {
        verified: true,
        session_based: true,
        ..Settings::default()
    };
    assert!(control.reset_to(both).is_err());
}
