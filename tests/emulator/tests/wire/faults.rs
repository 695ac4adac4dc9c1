//! Requests that go wrong.

use crate::client::{Client, emulator, id};
use reqwest::Method;
use serde_json::json;
use session_chat_emulator::{Fault, FaultRule, Operation, Repeated, SeenConversation, Settings};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_message_whose_answer_is_lost_is_stored_once() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let reset = |after_processing| {
        let what = Fault::Reset { after_processing };
        control.fault(FaultRule::once(Operation::Message, what));
    };
    let texts = || SeenConversation::texts(&control.conversations()[0]).len();
    let message = id();
    reset(false);
    assert!(client.say_as(&message, "Hello").send().await.is_err());
    assert_eq!(texts(), 0);
    reset(true);
    assert!(client.say_as(&message, "Hello").send().await.is_err());
    assert_eq!(texts(), 1);
    assert_eq!(client.status(client.say_as(&message, "Hello")).await, 202);
    assert_eq!(texts(), 1);
    let requests = control.requests(Operation::Message);
    let statuses: Vec<_> = requests.iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [None, None, Some(202)]);
}

#[tokio::test]
async fn a_repeated_id_may_be_stored_again_or_refused() {
    for (repeated, status, stored) in [
        (Repeated::Ignored, 202, 1),
        (Repeated::Stored, 202, 2),
        (Repeated::Refused, 409, 1),
    ] {
        let mut settings = Settings::default();
        settings.messages.repeated = repeated;
        let emulator = emulator(settings).await;
        let client = Client::chatting(&emulator).await;
        let message = id();
        client.status(client.say_as(&message, "Hello")).await;
        assert_eq!(
            client.status(client.say_as(&message, "Hello")).await,
            status
        );
        let seen = &emulator.control().conversations()[0];
        assert_eq!(seen.texts().len(), stored);
    }
}

#[tokio::test]
async fn a_delay_is_before_or_after_the_deed() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    events.gists(2).await;
    let delay = Fault::Delay {
        ms: 150,
        after_processing: true,
    };
    control.fault(FaultRule::once(Operation::Message, delay));
    let begun = Instant::now();
    let said = tokio::spawn(client.say("Hello").send());
    assert_eq!(events.gists(1).await, ["Hello"]);
    assert!(!said.is_finished(), "the echo comes before the answer");
    assert_eq!(said.await.unwrap().unwrap().status().as_u16(), 202);
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn answers_may_be_no_json() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::new(&emulator).await;
    let list = || async {
        let answer = client.get("/conversation/list").send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let whole = list().await.1;
    for what in [Fault::Html, Fault::Empty, Fault::Truncate] {
        control.fault(FaultRule::once(Operation::List, what));
    }
    assert!(list().await.1.starts_with("<!doctype html>"));
    assert_eq!(list().await, (200, String::new()));
    assert_eq!(list().await.1, whole[..whole.len() / 2]);
    control.fault(FaultRule::once(Operation::List, Fault::Bom));
    let answer = client.get("/conversation/list").send().await.unwrap();
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(bytes[..3], [0xef, 0xbb, 0xbf]);
    assert_eq!(&bytes[3..], whole.as_bytes());
}

#[tokio::test]
async fn streams_refuse_and_redirect_too() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::new(&emulator).await;
    let busy = Fault::Status {
        code: 429,
        body: None,
        retry_after: Some("Wed, 21 Oct 2026 07:28:00 GMT".to_owned()),
    };
    control.fault(FaultRule::once(Operation::Stream, busy));
    control.fault(FaultRule::once(Operation::Stream, Fault::status(204)));
    let elsewhere = Fault::Redirect {
        code: 307,
        to: "http://127.0.0.1:9/elsewhere".to_owned(),
    };
    control.fault(FaultRule::once(Operation::Stream, elsewhere));
    control.fault(FaultRule::once(Operation::Stream, Fault::Html));
    let open = || client.stream_request(None).send();
    let answer = open().await.unwrap();
    assert_eq!(
        answer.headers()["retry-after"],
        "Wed, 21 Oct 2026 07:28:00 GMT"
    );
    assert_eq!(open().await.unwrap().status().as_u16(), 204);
    let answer = open().await.unwrap();
    assert_eq!(answer.status().as_u16(), 307);
    assert_eq!(answer.headers()["location"], "http://127.0.0.1:9/elsewhere");
    let answer = open().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(control.streams(), 0);
    assert_eq!(
        open().await.unwrap().headers()["content-type"],
        "text/event-stream"
    );
}

#[tokio::test]
async fn a_hanging_request_is_never_answered() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let control = emulator.control();
    control.fault(FaultRule::always(Operation::Message, Fault::Hang));
    let request = client.say("Hello").timeout(Duration::from_millis(100));
    assert!(request.send().await.unwrap_err().is_timeout());
    control.clear_faults();
    assert_eq!(client.status(client.say("Hello")).await, 202);
}

#[tokio::test]
async fn a_request_may_arrive_twice() {
    let mut settings = Settings::default();
    settings.messages.repeated = Repeated::Stored;
    let emulator = emulator(settings).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    control.fault(FaultRule::once(Operation::Message, Fault::Twice));
    assert_eq!(client.status(client.say("Hello")).await, 202);
    assert_eq!(control.conversations()[0].texts().len(), 2);
}

#[tokio::test]
async fn chance_hits_the_same_requests_for_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let emulator = emulator(Settings::default()).await;
        let rule = FaultRule::by_chance(Operation::List, Fault::status(500), 0.3, 42);
        emulator.control().fault(rule);
        let client = Client::new(&emulator).await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(client.status(client.get("/conversation/list")).await);
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    let failed = runs[0].iter().filter(|status| **status == 500).count();
    assert!((4..=22).contains(&failed), "{failed}");
}

#[tokio::test]
async fn a_fault_may_come_with_any_body() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::new(&emulator).await;
    let rule = json!({"on": "create", "what": {"status":
        {"code": 400, "body": {"message": "odd", "code": 7}, "retryAfter": "3"}}});
    let request = client.request(Method::POST, "/control/fault").json(&rule);
    assert_eq!(client.status(request).await, 200);
    let answer = client.create().send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "3");
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body, json!({"message": "odd", "code": 7}));
}
