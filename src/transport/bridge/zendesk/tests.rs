use serde_json::{Value as Json, json};

use super::read;
use crate::{
    domain::{EndedBy, Instant},
    transport::bridge::{Told, inlet},
};

const NOW: Instant = Instant(1_767_226_300_000);

fn told(body: &Json) -> Option<(EndedBy, Option<String>, Option<String>)> {
    match inlet::read(body, NOW).into_iter().next()? {
        Told::Ended { conversation, end } => Some((end.by, conversation, end.actor_name)),
        other => panic!("no end: {other:?}"),
    }
}

#[test]
fn a_site_tells_an_end_in_our_words_and_may_leave_out_all_of_them() {
    let full = json!({ "conversation": "c1", "by": "agent", "reason": "solved", "name": "Sam" });
    let expected = Some((EndedBy::Agent, Some("c1".into()), Some("Sam".into())));
    assert_eq!(told(&full), expected);
    assert_eq!(told(&full.to_string().into()), expected);
    let [Told::Ended { end, .. }] = &*inlet::read(&full, NOW) else {
        panic!("no end");
    };
    assert_eq!(end.reason.as_deref(), Some("solved"));
    for nothing in [
        json!({}),
        json!(null),
        json!({ "by": "someone", "reason": 7.5, "name": [] }),
    ] {
        assert_eq!(
            told(&nothing),
            Some((EndedBy::Unknown, None, None)),
            "{nothing}"
        );
    }
    for broken in [json!("{"), json!(7), json!([]), json!(true)] {
        assert_eq!(told(&broken), None, "{broken}");
    }
}

#[test]
fn what_a_backend_answers_is_an_end_only_if_it_says_something_of_one() {
    for idle in [
        "null",
        "{}",
        "[]",
        "7",
        r#"{"ok":true}"#,
        r#"{"by":null}"#,
        "",
        "<p>",
    ] {
        assert_eq!(told(&json!(idle)), None, "{idle}");
    }
    for said in [
        r#"{"conversation":"c1"}"#,
        r#"{"by":"agent"}"#,
        r#"{"reason":"solved"}"#,
        r#"{"name":"Sam"}"#,
    ] {
        assert!(told(&json!(said)).is_some(), "{said}");
    }
}

#[test]
fn every_end_of_a_webhook_is_told() {
    let released = |id: &str| json!({ "type": "switchboard:releaseControl", "payload": { "conversation": { "id": id } } });
    let body =
        json!({ "events": [released("c1"), { "type": "conversation:read" }, released("c2")] });
    let told: Vec<_> = inlet::read(&body, NOW)
        .into_iter()
        .filter_map(|told| match told {
            Told::Ended { conversation, .. } => conversation,
            _ => None,
        })
        .collect();
    assert_eq!(told, ["c1", "c2"]);
}

#[test]
fn the_webhook_of_a_trigger_says_who_ended_it() {
    for (reason, by) in [
        ("Ended by agent", EndedBy::Agent),
        ("ended by end user", EndedBy::EndUser),
        ("Ended by trigger", EndedBy::Automation),
        ("Ended somehow", EndedBy::Unknown),
    ] {
        let body = json!({ "ended_reason": reason, "conversation": "c1", "agent": "Sam" });
        let name = (by == EndedBy::Agent).then(|| "Sam".to_owned());
        assert_eq!(told(&body), Some((by, Some("c1".into()), name)), "{reason}");
    }
    assert_eq!(told(&json!({ "ended_reason": "" })), None);
}

#[test]
fn the_webhooks_of_sunshine_conversations_tell_an_end_among_other_events() {
    let conversation = json!({ "id": "c1" });
    let message = |activity: &str| {
        json!({ "type": "conversation:message", "payload": {
            "conversation": conversation, "message": { "activity": { "type": activity } } } })
    };
    let released = |reason: Json| {
        json!({ "type": "switchboard:releaseControl",
            "payload": { "conversation": conversation, "reason": reason } })
    };
    for (event, by) in [
        (message("conversation:endedByUser"), EndedBy::EndUser),
        (message("ticket:closed"), EndedBy::System),
        (message("ticket:transfer:email"), EndedBy::Unknown),
        (released(json!("ticketClosed")), EndedBy::System),
        (released(json!("transferToEmail")), EndedBy::Unknown),
        (released(json!(null)), EndedBy::Unknown),
    ] {
        let expected = Some((by, Some("c1".into()), None));
        assert_eq!(told(&event), expected, "{event}");
        let noise = json!({ "type": "conversation:read", "payload": {} });
        let body = json!({ "app": {}, "webhook": { "version": "v2" }, "events": [noise, event] });
        assert_eq!(told(&body), expected, "{body}");
    }
    for event in [
        message("form:submitted"),
        json!({ "type": "conversation:message", "payload": { "message": {} } }),
        json!({ "type": "switchboard:passControl", "payload": {} }),
        json!({ "events": [] }),
        json!({ "events": [7, null] }),
    ] {
        assert_eq!(told(&event), None, "{event}");
    }
}

#[test]
fn the_events_of_the_page_say_which_conversation_it_is() {
    let of = |id: Json| json!({ "payload": { "conversation": { "id": id } } });
    let started = |id: Option<&str>| Some(Told::Started(id.map(Into::into)));
    for (name, detail, expected) in [
        (
            "ready",
            json!(null),
            Some(Told::Ready { has_button: false }),
        ),
        ("open", json!({}), Some(Told::Opened)),
        ("close", json!({}), Some(Told::Closed)),
        ("conversationStarted", of(json!("c1")), started(Some("c1"))),
        ("conversationOpened", of(json!(null)), Some(Told::Left)),
        ("conversationOpened", json!({}), None),
        ("unreadMessages", json!(3), None),
    ] {
        assert_eq!(read(name, &detail, NOW, false), expected, "{name}");
    }
}
