//! What an adapter says is read, or refused by the field that is wrong.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::rig::T0;
use crate::{
    domain::{
        BackendEvent, EndedBy, Instant,
        event::SendRefusal,
        message::{Body, Delivery, Role},
        snapshot::{Availability, Status},
    },
    transport::custom::{
        answers,
        events::{Told, event, is_plain, snapshot},
        reading::{Reading, some_text},
    },
};

fn read(value: &Json) -> BackendEvent {
    match event(value, T0) {
        Ok(Told::Event(event)) => event,
        other => panic!("{value}: {other:?}"),
    }
}

/// What can be said and what cannot, with the field that is wrong: the kit is held to the same.
const SHAPES: &str = include_str!("../../../../tests/adapter/shapes.json");

#[test]
fn what_is_wrong_is_named_by_its_field() {
    let shapes: BTreeMap<String, Vec<(Json, Option<String>)>> =
        serde_json::from_str(SHAPES).unwrap();
    assert_eq!(shapes.len(), 6);
    for (what, examples) in shapes {
        for (value, path) in examples {
            let read = match what.as_str() {
                "event" => conversation(&value, event(&value, T0).map(drop)),
                "snapshot" => snapshot(&value, T0).map(drop),
                "ack" => answers::ack(&value, "m".into(), T0).map(drop),
                "end" => answers::ended(&value, EndedBy::EndUser, T0).map(drop),
                "older" => answers::older(&value, T0).map(drop),
                "list" => answers::conversations(&value, T0).map(drop),
                other => panic!("nobody says {other}"),
            };
            let found = read.err().map(|flaw| flaw.path);
            assert_eq!(found, path, "{what}: {value}");
        }
    }
}

#[test]
fn whoever_says_nothing_special_needs_nobody_who_understands_more() {
    let none = || json!({ "type": "none" });
    for plain in [
        json!({ "state": none() }),
        json!({ "state": none(), "conversation": null, "availability": { "is": "online" } }),
    ] {
        assert!(is_plain(&plain), "{plain}");
        assert!(snapshot(&plain, T0).is_ok());
    }
    for special in [
        json!(null),
        json!({}),
        json!({ "state": "none" }),
        json!({ "state": { "type": "talking" }, "conversation": "c" }),
        json!({ "state": none(), "conversation": "c" }),
        json!({ "state": none(), "availability": { "is": "away" } }),
        json!({ "state": none(), "availability": "online" }),
        json!({ "state": none(), "offers": {} }),
    ] {
        assert!(!is_plain(&special), "{special}");
    }
}

/// The field that every event may have besides.
fn conversation(value: &Json, read: Reading<()>) -> Reading<()> {
    read?;
    some_text(value, "conversation").map(drop)
}

#[test]
fn a_message_says_what_it_holds() {
    let BackendEvent::Message(message) = read(&json!({
        "type": "message", "id": "m", "author": { "role": "bot" }, "at": T0.0 + 5, "text": "Pick",
        "content": { "choices": { "options": [] } }, "partial": true, "delivery": "read",
        "answer": { "to": "q", "values": [{ "name": "choice", "value": "a" }] },
    })) else {
        panic!("no message");
    };
    assert_eq!(message.author.role, Role::Bot);
    assert_eq!(message.at, T0.plus(5));
    assert_eq!((message.delivery, message.partial), (Delivery::Read, true));
    let Body::Rich(rich) = message.body else {
        panic!("no content");
    };
    assert_eq!(rich.text, "Pick");
    assert_eq!(rich.content, r#"{"choices":{"options":[]}}"#);
    let answer = message.answer.unwrap();
    assert_eq!(answer.to.as_str(), "q");
    assert!(answer.values.contains("choice"), "{}", answer.values);
}

#[test]
fn r1_2_everybody_who_ends_a_session_is_known_by_name() {
    for (by, expected) in [
        ("end-user", EndedBy::EndUser),
        ("agent", EndedBy::Agent),
        ("bot", EndedBy::Bot),
        ("supervisor", EndedBy::Supervisor),
        ("automation", EndedBy::Automation),
        ("system", EndedBy::System),
        ("inactivity", EndedBy::Inactivity),
        ("opt-out", EndedBy::OptOut),
        ("unknown", EndedBy::Unknown),
    ] {
        let said = json!({ "type": "ended", "by": by, "reason": "Solved", "actorName": "Sam" });
        let BackendEvent::Ended(info) = read(&said) else {
            panic!("{by}");
        };
        assert_eq!((info.by, info.at), (expected, T0));
        assert_eq!(info.actor_name.as_deref(), Some("Sam"));
    }
}

#[test]
fn a_snapshot_says_where_the_session_stands() {
    let stand = snapshot(
        &json!({
            "conversation": "c",
            "state": { "type": "ended", "by": "agent", "actorName": "Sam", "at": T0.0 },
            "messages": [{ "id": "m", "author": { "role": "agent" }, "text": "Bye", "at": T0.0 }],
            "hasOlder": true,
            "allowed": { "canReopen": false },
            "availability": { "is": "closed", "backAt": T0.0 },
            "offers": { "survey": { "scale": "stars" } },
        }),
        T0,
    )
    .unwrap();
    assert!(stand.offers.unwrap().survey.is_some());
    let snapshot = stand.snapshot;
    assert!(matches!(snapshot.status, Status::Ended(ref info) if info.by == EndedBy::Agent));
    assert_eq!((snapshot.messages.len(), snapshot.has_older), (1, true));
    assert!(snapshot.allowed.can_send && !snapshot.allowed.can_reopen);
    let back_at = Some(T0);
    assert_eq!(snapshot.availability, Availability::Closed { back_at });
}

#[test]
fn an_answer_to_a_message_takes_or_refuses_it() {
    let ack = |value: Json| answers::ack(&value, "m".into(), T0);
    let refused = |value: Json| match ack(value) {
        Ok(BackendEvent::Refused { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        ack(json!({})),
        Ok(BackendEvent::Acknowledged {
            id: "m".into(),
            at: T0,
        })
    );
    let at = Instant(T0.0 + 7);
    assert_eq!(
        ack(json!({ "at": at.0 })),
        Ok(BackendEvent::Acknowledged { id: "m".into(), at })
    );
    assert_eq!(refused(json!({ "refused": "ended" })), SendRefusal::Ended);
    let later = SendRefusal::Later { after_ms: Some(9) };
    assert_eq!(refused(json!({ "refused": "later", "afterMs": 9 })), later);
    let faults = json!([{ "name": "email", "text": "Not an address" }]);
    let why = refused(json!({ "refused": "faulty", "faults": faults }));
    assert!(matches!(why, SendRefusal::Faulty(faults) if faults.contains("Not an address")));
}
