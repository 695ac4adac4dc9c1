//! The way in: tokens, conversations, and what a server says against them.

use serde_json::json;

use super::rig::{
    CONVERSATION, T0, body, calls, only, outgoing, place, reply, rig, snapshot, talking,
};
use crate::{
    domain::{
        BackendEvent, Command,
        effect::Opens,
        event::SendRefusal,
        rich::Answer,
        snapshot::{Availability, LostReason, Status},
    },
    transport::salesforce::{
        advice::Advice,
        client::Stream,
        http::{Call, Reply},
        place::Place,
    },
};

#[test]
fn nobody_becomes_somebody_by_looking() {
    let mut rig = rig(place());
    let output = rig.command(Command::Connect { resume: None });
    assert_eq!(calls(&output), [Call::Config, Call::Hours]);
    assert!(
        output
            .requests
            .iter()
            .all(|request| request.bearer.is_none())
    );
    rig.answer(
        Call::Config,
        200,
        json!({ "embeddedServiceConfig": { "deploymentType": "api" } }),
    );
    let output = rig.client.answered(
        T0,
        Call::Hours,
        &Reply {
            status: 204,
            ..Reply::NONE
        },
    );
    assert_eq!(snapshot(&output).status, Status::None);
    assert_eq!(snapshot(&output).availability, Availability::Online);
}

#[test]
fn the_first_message_takes_a_token_then_a_conversation_then_itself() {
    let mut rig = rig(place());
    let output = rig.send("m1", "Hello", Opens::New);
    assert_eq!(calls(&output), [Call::Token]);
    assert_eq!(
        body(&output),
        json!({ "orgId": "00D000000000001", "esDeveloperName": "Demo",
            "capabilitiesVersion": "1", "platform": "Web" })
    );
    let token = json!({ "accessToken": "a.b.c", "lastEventId": "9" });
    let output = rig.answer(Call::Token, 200, token);
    assert_eq!(output.keep.as_deref(), Some("a.b.c"));
    assert_eq!(calls(&output), [Call::Create(CONVERSATION.into())]);
    assert_eq!(only(&output).bearer.as_deref(), Some("a.b.c"));
    assert_eq!(body(&output)["conversationId"], CONVERSATION);
    let output = rig.answer(Call::Create(CONVERSATION.into()), 201, json!({}));
    assert_eq!(
        output.stream,
        Some(Stream::Open {
            conversation: CONVERSATION.into(),
            bearer: "a.b.c".into(),
            last_id: Some("9".into())
        })
    );
    assert_eq!(calls(&output), [Call::Message("m1".into())]);
    assert_eq!(
        body(&output),
        json!({
            "message": { "id": "m1", "messageType": "StaticContentMessage",
                "staticContent": { "formatType": "Text", "text": "Hello" } },
            "esDeveloperName": "Demo",
            "isNewMessagingSession": false,
        })
    );
    let entries = json!({ "conversationEntries": [{ "id": "m1", "clientTimestamp": T0.0 + 5 }] });
    let output = rig.answer(Call::Message("m1".into()), 202, entries);
    let acknowledged = BackendEvent::Acknowledged {
        id: "m1".into(),
        at: T0.plus(5),
    };
    assert_eq!(output.events, [acknowledged]);
}

#[test]
fn o01_a_conversation_whose_answer_was_lost_is_there_already() {
    let mut rig = rig(place());
    rig.send("m1", "Hello", Opens::New);
    rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
    let create = Call::Create(CONVERSATION.into());
    let output = rig.client.answered(T0, create.clone(), &Reply::NONE);
    let later = BackendEvent::Refused {
        id: "m1".into(),
        why: SendRefusal::Later { after_ms: None },
    };
    assert_eq!(output.events, [later]);
    assert_eq!(
        calls(&rig.send("m1", "Hello", Opens::New)),
        std::slice::from_ref(&create)
    );
    let output = rig.answer(create, 409, json!({ "message": "exists" }));
    assert_eq!(calls(&output), [Call::Message("m1".into())]);
}

#[test]
fn a_message_that_is_under_way_is_not_sent_twice() {
    let mut rig = talking();
    assert_eq!(rig.send("m1", "Hello", Opens::Nothing).requests.len(), 1);
    assert!(rig.send("m1", "Hello", Opens::Nothing).requests.is_empty());
}

#[test]
fn each_refusal_of_a_token_or_a_conversation_says_what_to_put_right() {
    let cases = [
        (
            Call::Token,
            400,
            "esDeveloperName must be of deploymentType api",
            Advice::DeploymentType,
        ),
        (
            Call::Token,
            400,
            "no such organisation",
            Advice::DeploymentUnknown,
        ),
        (Call::Token, 404, "", Advice::DeploymentUnknown),
        (Call::Token, 423, "ORG_UNDER_MAINTENANCE", Advice::OrgLocked),
        (
            Call::Create(CONVERSATION.into()),
            404,
            "",
            Advice::DeploymentUnknown,
        ),
        (Call::Create(CONVERSATION.into()), 412, "", Advice::OrgFull),
        (
            Call::Create(CONVERSATION.into()),
            423,
            "",
            Advice::OrgLocked,
        ),
        (
            Call::Create(CONVERSATION.into()),
            400,
            "",
            Advice::ConversationRefused,
        ),
    ];
    for (call, status, message, advice) in cases {
        let mut rig = rig(place());
        rig.send("m1", "Hello", Opens::New);
        if call != Call::Token {
            rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
        }
        let output = rig.answer(call.clone(), status, json!({ "message": message }));
        assert_eq!(output.report, Some(advice), "{call:?} {status}");
        let closed = Availability::Closed { back_at: None };
        assert_eq!(
            output.events,
            [BackendEvent::StartRefused(closed)],
            "{call:?} {status}"
        );
        // The next try is a new beginning.
        let again = rig.send("m1", "Hello", Opens::New);
        assert_eq!(again.requests.len(), 1, "{call:?} {status}");
    }
}

#[test]
fn what_passes_is_tried_again_when_the_server_says_so() {
    for status in [429, 500, 502, 503, 504, 0] {
        let mut rig = rig(place());
        rig.send("m1", "Hello", Opens::New);
        let refusal = Reply {
            retry_after_ms: Some(7_000),
            ..reply(status, json!({}))
        };
        let output = rig.client.answered(T0, Call::Token, &refusal);
        let later = BackendEvent::Refused {
            id: "m1".into(),
            why: SendRefusal::Later {
                after_ms: Some(7_000),
            },
        };
        assert_eq!(output.events, [later], "{status}");
        assert_eq!(calls(&rig.send("m1", "Hello", Opens::New)), [Call::Token]);
    }
}

#[test]
fn the_visitors_limit_is_kept_before_the_server_has_to() {
    let mut rig = talking();
    for index in 0..22 {
        let id = format!("m{index}");
        rig.send(&id, "x", Opens::Nothing);
        rig.answer(Call::Message(id.as_str().into()), 202, json!({}));
    }
    let output = rig.send("m22", "x", Opens::Nothing);
    assert!(output.requests.is_empty());
    let later = SendRefusal::Later {
        after_ms: Some(60_000),
    };
    assert_eq!(
        output.events,
        [BackendEvent::Refused {
            id: "m22".into(),
            why: later
        }]
    );
    let command = Command::Send(outgoing("m22", "x", Opens::Nothing));
    let output = rig.client.command(T0.plus(60_000), command);
    assert_eq!(output.requests.len(), 1);
}

#[test]
fn the_limit_of_new_conversations_is_kept_before_the_server_has_to() {
    let mut rig = rig(place());
    rig.send("m0", "Hello", Opens::New);
    rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
    let start = |rig: &mut super::rig::Rig, at: u64, number: u32| {
        rig.client.leave();
        let mut outgoing = outgoing(&format!("m{number}"), "Hello", Opens::New);
        outgoing.conversation = format!("c{number}").as_str().into();
        rig.client.command(T0.plus(at), Command::Send(outgoing))
    };
    for number in 1..=2 {
        let output = start(&mut rig, 10_000, number);
        let created = Call::Create(format!("c{number}").as_str().into());
        assert_eq!(calls(&output), [created]);
    }
    let output = start(&mut rig, 12_000, 3);
    let later = BackendEvent::Refused {
        id: "m3".into(),
        why: SendRefusal::Later {
            after_ms: Some(18_000),
        },
    };
    assert_eq!((calls(&output), output.events), (Vec::new(), vec![later]));
    let output = start(&mut rig, 30_000, 3);
    assert_eq!(calls(&output), [Call::Create("c3".into())]);
}

#[test]
fn answers_before_the_chat_are_attributes_of_the_conversation() {
    let mut rig = rig(Place {
        attributes: vec![("Page".into(), "shop".into())],
        ..place()
    });
    let mut first = outgoing("m1", "Ada", Opens::New);
    first.answer = Some(Answer {
        to: "pre-chat".into(),
        values: json!([
            { "name": "_firstName", "value": "Ada" },
            { "name": "terms", "value": "true" },
        ])
        .to_string(),
    });
    rig.command(Command::Send(first));
    let output = rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
    assert_eq!(
        body(&output)["routingAttributes"],
        json!({ "Page": "shop", "_firstName": "Ada" })
    );
    let create = Call::Create(CONVERSATION.into());
    let output = rig.answer(create, 400, json!({ "message": "_firstName is too long" }));
    let [
        BackendEvent::Refused {
            why: SendRefusal::Faulty(faults),
            ..
        },
    ] = &*output.events
    else {
        panic!("{:?}", output.events);
    };
    assert!(faults.contains("_firstName is too long"), "{faults}");
}

#[test]
fn r1_3_a_verified_visitor_is_vouched_for_by_the_page() {
    let verified = Place {
        is_verified: true,
        ..place()
    };
    let mut rig = rig(verified);
    let output = rig.send("m1", "Hello", Opens::New);
    assert!(output.asks_identity && output.requests.is_empty());
    let output = rig.client.identity(T0, Some("x.y.z"));
    assert!(only(&output).path.ends_with("/authenticated/access-token"));
    assert_eq!(body(&output)["customerIdentityToken"], "x.y.z");
    // The server does not take the token that it gave: the page vouches once more, and no more.
    rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
    let create = Call::Create(CONVERSATION.into());
    assert!(rig.answer(create.clone(), 401, json!({})).asks_identity);
    rig.client.identity(T0, Some("x.y.z"));
    rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.d" }));
    let output = rig.answer(create, 401, json!({}));
    assert!(!output.asks_identity);
    let closed = Availability::Closed { back_at: None };
    assert_eq!(output.events, [BackendEvent::StartRefused(closed)]);
}

/// A configuration that asks strangers for a captcha.
fn with_captcha() -> serde_json::Value {
    json!({ "embeddedServiceConfig": { "deploymentType": "api",
        "messagingChannel": { "captchaInfo": { "siteKey": "key" } } } })
}

#[test]
fn a_stranger_proves_that_they_are_no_program_where_that_is_asked_for() {
    let place = Place {
        has_captcha: true,
        ..place()
    };
    // The first message comes after the configuration, or before it.
    for is_known in [true, false] {
        let mut rig = rig(place.clone());
        let output = if is_known {
            rig.answer(Call::Config, 200, with_captcha());
            rig.send("m1", "Hello", Opens::New)
        } else {
            let output = rig.send("m1", "Hello", Opens::New);
            assert!(
                !calls(&output).contains(&Call::Token),
                "nothing is known yet"
            );
            rig.answer(Call::Config, 200, with_captcha())
        };
        assert_eq!(output.asks_captcha.as_deref(), Some("key"), "{is_known}");
        assert!(!calls(&output).contains(&Call::Token), "{is_known}");
        let output = rig.client.captcha(T0, Some("proof"));
        assert_eq!(body(&output)["captchaToken"], "proof", "{is_known}");
        let output = rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
        assert_eq!(calls(&output), [Call::Create(CONVERSATION.into())]);
    }
    // Where nothing can be read, the way in is tried all the same.
    let mut rig = rig(place.clone());
    rig.send("m1", "Hello", Opens::New);
    let output = rig.answer(Call::Config, 500, json!({}));
    assert_eq!(calls(&output), [Call::Token]);
    // A deployment that asks for none gets none.
    let mut rig = super::rig::rig(place);
    rig.answer(Call::Config, 200, json!({ "embeddedServiceConfig": {} }));
    assert_eq!(calls(&rig.send("m1", "Hello", Opens::New)), [Call::Token]);
}

#[test]
fn a_proof_is_good_for_one_try_and_whoever_gives_none_can_try_again() {
    let mut rig = rig(Place {
        has_captcha: true,
        ..place()
    });
    rig.answer(Call::Config, 200, with_captcha());
    rig.send("m1", "Hello", Opens::New);
    let output = rig.client.captcha(T0, None);
    assert_eq!(output.report, Some(Advice::CaptchaMissing));
    let rejected = BackendEvent::Refused {
        id: "m1".into(),
        why: SendRefusal::Rejected,
    };
    assert_eq!(output.events, [rejected]);
    let again = rig.send("m1", "Hello", Opens::New);
    assert!(again.asks_captcha.is_some());
    rig.client.captcha(T0, Some("proof"));
    rig.answer(Call::Token, 503, json!({}));
    let again = rig.send("m1", "Hello", Opens::New);
    assert!(again.asks_captcha.is_some() && calls(&again).is_empty());
    rig.client.captcha(T0, Some("another proof"));
    let output = rig.answer(Call::Token, 400, json!({ "message": "captchaToken" }));
    assert_eq!(output.report, Some(Advice::CaptchaRefused));
    let closed = Availability::Closed { back_at: None };
    assert_eq!(output.events, [BackendEvent::StartRefused(closed)]);
    // Whoever was forgotten meanwhile has nothing proven.
    rig.send("m2", "Hello", Opens::New);
    rig.command(Command::Clear(CONVERSATION.into()));
    assert_eq!(calls(&rig.client.captcha(T0, Some("late proof"))), []);
}

#[test]
fn a_page_without_a_captcha_is_told_which_field_is_missing() {
    let mut rig = rig(place());
    let output = rig.answer(Call::Config, 200, with_captcha());
    assert_eq!(output.report, Some(Advice::CaptchaMissing));
    assert!(
        Advice::CaptchaMissing
            .sentence()
            .contains("backend.captcha")
    );
    let output = rig.send("m1", "Hello", Opens::New);
    assert_eq!(calls(&output), [], "it would be refused");
    let closed = Availability::Closed { back_at: None };
    assert_eq!(output.events, [BackendEvent::StartRefused(closed)]);
    // A visitor for whom the page vouches is no stranger.
    let mut rig = super::rig::rig(Place {
        is_verified: true,
        ..place()
    });
    assert_eq!(rig.answer(Call::Config, 200, with_captcha()).report, None);
    assert!(rig.send("m1", "Hello", Opens::New).asks_identity);
}

#[test]
fn t01_a_verified_visitors_token_is_renewed_before_it_ends() {
    let verified = Place {
        is_verified: true,
        ..place()
    };
    let mut rig = rig(verified);
    rig.resume();
    rig.client.identity(T0, Some("x.y.z"));
    // {"iat":1767225600,"exp":1767229200}
    let token = "e30.eyJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyOTIwMH0.sign";
    rig.answer(Call::Token, 200, json!({ "accessToken": token }));
    rig.client.stream_answered(T0, 200, true, None);
    rig.look(&json!([]));
    for now in (1..=96).map(|half| T0.plus(half * 30_000)) {
        rig.client.heard(now);
    }
    let due = T0.plus(2_880_000);
    let output = rig.client.wake(due);
    assert!(output.asks_identity, "four fifths of an hour are over");
    rig.client.identity(due, Some("x.y.z"));
    let renewed = reply(200, json!({ "accessToken": "new.token.sign" }));
    let output = rig.client.answered(due, Call::Token, &renewed);
    assert!(
        matches!(output.stream, Some(Stream::Open { ref bearer, .. }) if bearer == "new.token.sign")
    );
    assert!(!output.events.contains(&BackendEvent::Disconnected));
}

#[test]
fn t01_a_renewal_that_fails_is_tried_again_no_sooner_because_the_server_asks_for_nothing() {
    for (asked, least) in [(None, 15_000), (Some(0), 15_000), (Some(60_000), 60_000)] {
        let mut rig = rig(Place {
            is_verified: true,
            ..place()
        });
        rig.resume();
        rig.client.identity(T0, Some("x.y.z"));
        rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
        let busy = Reply {
            retry_after_ms: asked,
            ..reply(503, json!({}))
        };
        rig.client.answered(T0, Call::Token, &busy);
        let due = rig.client.access.renew_at.unwrap();
        assert_eq!(due.since(T0), least, "{asked:?}");
    }
}

#[test]
fn t06_an_identity_that_does_not_come_is_told() {
    let verified = Place {
        is_verified: true,
        ..place()
    };
    let mut rig = rig(verified);
    rig.resume();
    let output = rig.client.identity(T0, None);
    assert_eq!(output.report, Some(Advice::IdentityMissing));
    assert_eq!(
        snapshot(&output).status,
        Status::Lost(LostReason::Forbidden)
    );
}
