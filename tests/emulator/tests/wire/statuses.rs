//! The statuses of the error table, and requests that answer without a token.

use crate::client::{Client, DEPLOYMENT, ORG, emulator, id};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use session_chat_emulator::{
    Agents, Captcha, Fault, FaultRule, Hours, Limits, Opening, Operation, Settings,
};
use std::time::Duration;

#[tokio::test]
async fn a_web_deployment_is_refused_with_the_way_out() {
    let emulator = emulator(Settings {
        deployment_type: "Web".to_owned(),
        ..Settings::default()
    })
    .await;
    let client = Client::nobody(&emulator);
    let (status, message) = client.refusal(client.token_request()).await;
    assert_eq!(status, 400);
    assert!(message.contains("deploymentType is api"), "{message}");
}

#[tokio::test]
async fn an_expired_token_is_401_in_words_on_the_stream() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    emulator.control().expire_tokens();
    assert_eq!(client.refusal(client.say("Hello")).await.0, 401);
    let answer = client.stream_request(Some("0")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    assert_eq!(answer.text().await.unwrap(), "Jwt is expired");

    let mut stranger = client.clone();
    stranger.token = "made.up.token".to_owned();
    let answer = stranger.stream_request(None).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(
        body,
        json!({"status": 401, "error": "Unauthorized", "path": "/eventrouter/v1/sse"})
    );
}

#[tokio::test]
async fn a_token_expires_by_its_own_claim_which_continuation_does_not_move() {
    let emulator = emulator(Settings {
        token_lifetime_ms: 60_000,
        ..Settings::default()
    })
    .await;
    let client = Client::chatting(&emulator).await;
    let claims = |token: &str| -> Value {
        let part = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let first = claims(&client.token);
    let answer = client
        .json(client.get("/authorization/continuation-access-token"))
        .await;
    let second = claims(answer["accessToken"].as_str().unwrap());
    assert_eq!(first["exp"], second["exp"]);
    assert_eq!(first["sub"], second["sub"]);
    assert_ne!(first["clientId"], second["clientId"]);
    emulator
        .control()
        .change(|settings| settings.clock_skew_ms = 61_000);
    assert_eq!(client.status(client.say("Too late")).await, 401);
}

#[tokio::test]
async fn a_new_token_is_a_new_person_even_on_the_same_device() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let mut other = Client::new(&emulator).await;
    other.conversation.clone_from(&client.conversation);
    let refused = (403, "Permission Denied".to_owned());
    assert_eq!(other.refusal(other.say("Hello")).await, refused);
    assert_eq!(other.refusal(other.entries("limit=20")).await, refused);
    assert_eq!(other.refusal(other.close()).await, refused);
    let list = other.json(other.get("/conversation/list")).await;
    assert_eq!(list["openConversationsFound"], 0);
}

#[tokio::test]
async fn what_is_unknown_is_404_and_what_exists_409() {
    let emulator = emulator(Settings::default()).await;
    let mut client = Client::chatting(&emulator).await;
    assert_eq!(client.status(client.create()).await, 409);
    client.conversation = id();
    assert_eq!(client.status(client.say("Hello")).await, 404);
    let mut body = Client::token_body();
    body["esDeveloperName"] = json!("Other");
    let request = client
        .post("/authorization/unauthenticated/access-token")
        .json(&body);
    assert_eq!(client.status(request).await, 404);
}

#[tokio::test]
async fn without_a_session_a_message_is_417_until_it_begins_one() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    assert_eq!(client.status(client.end_session()).await, 204);
    assert_eq!(client.status(client.say("Hello")).await, 417);
    let mut body = crate::client::text(&id(), "Hello again");
    body["isNewMessagingSession"] = json!(true);
    body["routingAttributes"] = json!({"Topic": "Billing"});
    let request = client.post(&client.path("/message")).json(&body);
    assert_eq!(client.status(request).await, 202);
    let seen = &emulator.control().conversations()[0];
    assert_eq!((seen.sessions, seen.texts()), (2, vec!["Hello again"]));
    assert_eq!(seen.routing_attributes["Topic"], "Billing");
}

#[tokio::test]
async fn a_closed_conversation_refuses_with_the_status_of_the_settings() {
    for closed_status in [400, 404] {
        let mut settings = Settings::default();
        settings.sessions.closed_status = closed_status;
        let emulator = emulator(settings).await;
        let client = Client::chatting(&emulator).await;
        assert_eq!(client.status(client.close()).await, 204);
        assert_eq!(client.status(client.say("Hello")).await, closed_status);
        assert_eq!(client.status(client.entries("limit=20")).await, 200);
    }
}

#[tokio::test]
async fn files_are_taken_up_to_a_size_and_of_some_types() {
    let mut settings = Settings::default();
    settings.files.most_bytes = 10;
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    let send = |kind: &str, bytes: usize| {
        let entry = json!({"esDeveloperName": DEPLOYMENT,
            "message": {"id": id(), "fileId": id(), "text": "look"}});
        let entry = Part::text(entry.to_string())
            .mime_str("application/json")
            .unwrap();
        let file = Part::bytes(vec![7; bytes])
            .file_name("a.png")
            .mime_str(kind)
            .unwrap();
        let form = Form::new()
            .part("messageEntry", entry)
            .part("fileData", file);
        client.post(&client.path("/file")).multipart(form)
    };
    assert_eq!(client.status(send("image/png", 10)).await, 202);
    assert_eq!(client.status(send("image/png", 11)).await, 413);
    assert_eq!(
        client.status(send("application/x-msdownload", 10)).await,
        415
    );
    assert_eq!(client.status(send("image/png", 0)).await, 400);

    let seen = &emulator.control().conversations()[0];
    let message = &seen.entries[2]["entryPayload"]["abstractMessage"]["staticContent"];
    assert_eq!(message["formatType"], "Attachments");
    let url = message["attachments"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix(client.base.as_str()).unwrap();
    let answer = client.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(answer.bytes().await.unwrap().as_ref(), [7; 10]);
    let logged = &emulator.control().requests(Operation::File)[0].body;
    assert_eq!(logged[0]["value"]["message"]["text"], "look");
    assert_eq!(logged[1]["bytes"], 10);
}

#[tokio::test]
async fn limits_answer_429_with_the_seconds_to_wait() {
    let emulator = emulator(Settings {
        limits: Some(Limits {
            tokens_per_minute: 1,
            messages_per_minute: 2,
        }),
        ..Settings::default()
    })
    .await;
    let client = Client::chatting(&emulator).await;
    assert_eq!(client.status(client.token_request()).await, 429);
    assert_eq!(client.status(client.say("1")).await, 202);
    assert_eq!(client.status(client.say("2")).await, 202);
    let answer = client.say("3").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 429);
    let wait: u64 = answer.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait));
}

#[tokio::test]
async fn other_statuses_come_by_rule_with_their_usual_bodies() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::new(&emulator).await;
    for (code, key, word) in [
        (412, "message", "Conversation Precondition failed"),
        (423, "errorCode", "ORG_UNDER_MAINTENANCE"),
        (503, "message", "Something went wrong"),
    ] {
        let rule = FaultRule::once(Operation::Create, Fault::status(code));
        emulator.control().fault(rule);
        let answer = client.create().send().await.unwrap();
        assert_eq!(answer.status().as_u16(), code);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body[key], word);
    }
    assert_eq!(client.status(client.create()).await, 201);
}

#[tokio::test]
async fn verified_users_keep_their_subject() {
    let emulator = emulator(Settings {
        verified: true,
        ..Settings::default()
    })
    .await;
    let mut client = Client::nobody(&emulator);
    assert_eq!(client.status(client.token_request()).await, 400);
    let jwt = emulator
        .control()
        .identity_token("ada", Duration::from_mins(1));
    let mut body = Client::token_body();
    body["authorizationType"] = json!("JWT");
    body["customerIdentityToken"] = json!(jwt);
    let request = |body: &Value| {
        client
            .post("/authorization/authenticated/access-token")
            .json(body)
    };
    let first = client.json(request(&body)).await;
    let second = client.json(request(&body)).await;
    assert_eq!(first["context"]["endUser"], second["context"]["endUser"]);
    let mut bad = body.clone();
    bad["customerIdentityToken"] = json!("a.b.c");
    assert_eq!(client.status(request(&bad)).await, 401);
    client.token = first["accessToken"].as_str().unwrap().to_owned();
    client.status(client.create()).await;
    client.token = second["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(client.status(client.say("Hello")).await, 202);
}

#[tokio::test]
async fn a_channel_with_a_captcha_wants_its_token_from_whoever_is_new() {
    let captcha = Captcha::default();
    let emulator = emulator(Settings {
        captcha: Some(captcha.clone()),
        ..Settings::default()
    })
    .await;
    let client = Client::nobody(&emulator);
    let path = format!("/embeddedservice/v1/embedded-service-config?orgId={ORG}");
    let path = format!("{path}&esConfigName={DEPLOYMENT}");
    let config = client.json(client.request(Method::GET, &path)).await;
    let channel = &config["embeddedServiceConfig"]["messagingChannel"];
    assert_eq!(channel["captchaInfo"]["siteKey"], captcha.site_key);
    let token = |captcha: Option<&str>| {
        let mut body = Client::token_body();
        if let Some(captcha) = captcha {
            body["captchaToken"] = json!(captcha);
        }
        client
            .post("/authorization/unauthenticated/access-token")
            .json(&body)
    };
    for wrong in [None, Some(""), Some("yesterday's")] {
        let (status, message) = client.refusal(token(wrong)).await;
        assert_eq!(status, 400, "{wrong:?}");
        assert!(message.contains("captchaToken"), "{message}");
    }
    let answer = client.json(token(Some(&captcha.token))).await;
    // Whoever is known already is not asked again.
    let mut known = Client::nobody(&emulator);
    known.token = answer["accessToken"].as_str().unwrap().to_owned();
    let again = known.get("/authorization/continuation-access-token");
    assert_eq!(known.status(again).await, 200);
}

#[tokio::test]
async fn configuration_hours_and_availability_need_no_token() {
    let emulator = emulator(Settings {
        agents: Agents {
            available: false,
            checked: true,
        },
        ..Settings::default()
    })
    .await;
    let client = Client::nobody(&emulator);
    let get = |path: &str| {
        let query = format!("orgId={ORG}&esConfigName={DEPLOYMENT}");
        client.request(Method::GET, &format!("/embeddedservice/{path}?{query}"))
    };
    let config = client.json(get("v1/embedded-service-config")).await;
    let channel = &config["embeddedServiceConfig"]["messagingChannel"];
    assert_eq!(channel["isAgentAvailabilityCheckEnabled"], true);
    let answer = client.json(get("v2/agent-availability")).await;
    assert_eq!(
        answer,
        json!({"success": true, "response": {"agentAvailable": false}})
    );
    assert_eq!(client.status(get("v1/businesshours")).await, 204);
    let opening = Opening {
        start_time: 1,
        end_time: 2,
    };
    emulator.control().set_hours(Hours::Open(vec![opening]));
    let hours = client.json(get("v1/businesshours")).await;
    let expected = json!([{"startTime": 1, "endTime": 2}]);
    assert_eq!(hours["businessHoursInfo"]["businessHours"], expected);
}
