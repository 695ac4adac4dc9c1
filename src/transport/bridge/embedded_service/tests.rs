use serde_json::{Value as Json, json};

use super::read;
use crate::{
    domain::{EndedBy, Instant},
    transport::bridge::Told,
};

const NOW: Instant = Instant(1_767_226_300_000);

#[expect(
    clippy::needless_pass_by_value,
    reason = "a value that is written down where it is given"
)]
fn envelope(payload: Json) -> Json {
    json!({
        "conversationId": "c1",
        "conversationEntry": { "senderDisplayName": "Sam", "entryPayload": payload },
    })
}

fn status(detail: &Json) -> Option<Told> {
    read("SessionStatusUpdate", detail, NOW, false)
}

fn ended_by(told: Option<Told>) -> (EndedBy, Option<String>, Option<String>) {
    match told {
        Some(Told::Ended { conversation, end }) => (end.by, conversation, end.actor_name),
        other => panic!("no end: {other:?}"),
    }
}

#[test]
fn r3_1_an_end_is_one_as_text_and_as_object_in_any_letter_case() {
    for word in ["Ended", "ENDED", "ended", " eNdEd "] {
        let payload = json!({ "sessionStatus": word, "sessionEndedByRole": "Agent" });
        for payload in [payload.clone(), payload.to_string().into()] {
            let told = status(&envelope(payload));
            let expected = (EndedBy::Agent, Some("c1".into()), Some("Sam".into()));
            assert_eq!(ended_by(told), expected);
        }
    }
}

#[test]
fn r3_1_every_role_and_none_is_an_end() {
    let table = [
        ("EndUser", EndedBy::EndUser),
        ("Chatbot", EndedBy::Bot),
        ("DigitalWorker", EndedBy::Bot),
        ("agent", EndedBy::Agent),
        ("SUPERVISOR", EndedBy::Supervisor),
        ("System", EndedBy::System),
        ("Router", EndedBy::Automation),
        ("Someone", EndedBy::Unknown),
        ("", EndedBy::Unknown),
    ];
    for (role, by) in table {
        let payload = json!({ "sessionStatus": "Ended", "sessionEndedByRole": role });
        assert_eq!(ended_by(status(&envelope(payload))).0, by, "{role}");
    }
    for payload in [
        json!({ "sessionStatus": "Ended" }),
        json!({ "sessionStatus": "Ended", "sessionEndedByRole": null }),
        json!({ "sessionStatus": "Ended", "sessionEndedByRole": 7 }),
    ] {
        assert_eq!(ended_by(status(&envelope(payload))).0, EndedBy::Unknown);
    }
}

#[test]
fn r3_1_no_other_status_is_an_end_and_nothing_broken_is() {
    let others = [
        "New", "Waiting", "Active", "Inactive", "Paused", "Consent", "Error", "ended?", "",
    ];
    for word in others {
        assert_eq!(status(&envelope(json!({ "sessionStatus": word }))), None);
    }
    for payload in [
        json!("{"),
        json!("7"),
        json!(7),
        json!(null),
        json!([]),
        json!("null"),
    ] {
        assert_eq!(status(&envelope(payload)), None);
    }
    for detail in [
        json!(null),
        json!(7),
        json!("Ended"),
        json!({}),
        json!({ "status": "Ended" }),
        json!({ "conversationEntry": "Ended" }),
    ] {
        assert_eq!(status(&detail), None);
    }
}

#[test]
fn the_name_of_a_machine_or_a_guest_is_nobodys() {
    for (name, role) in [
        ("Guest", "EndUser"),
        ("Automated Process", "Agent"),
        ("Ada", "EndUser"),
    ] {
        let payload = json!({ "sessionStatus": "Ended", "sessionEndedByRole": role });
        let mut detail = envelope(payload);
        detail["conversationEntry"]["senderDisplayName"] = name.into();
        assert_eq!(ended_by(status(&detail)).2, None, "{name}");
    }
}

#[test]
fn a_time_counts_in_seconds_and_milliseconds_and_never_from_tomorrow() {
    for (time, at) in [
        (json!(1_767_226_200_000_u64), 1_767_226_200_000),
        (json!(1_767_226_200), 1_767_226_200_000),
        (json!(1_867_226_200_000_u64), NOW.0),
        (json!("yesterday"), NOW.0),
        (json!(-5), NOW.0),
        (json!(null), NOW.0),
    ] {
        let payload = json!({ "sessionStatus": "Ended", "sessionEndTime": time });
        let Some(Told::Ended { end, .. }) = status(&envelope(payload)) else {
            panic!("no end");
        };
        assert_eq!(end.at, Instant(at), "{time}");
    }
}

#[test]
fn the_conversation_is_found_in_the_envelope_or_in_the_payload() {
    let payload = json!({ "sessionStatus": "Ended", "conversationIdentifier": "c2" });
    let bare = json!({ "conversationEntry": { "entryPayload": payload } });
    assert_eq!(ended_by(status(&bare)).1.as_deref(), Some("c2"));
    assert_eq!(
        ended_by(status(&envelope(payload))).1.as_deref(),
        Some("c1")
    );
}

#[test]
fn a_close_by_the_end_user_is_an_end_too() {
    let told = read("ConversationClosed", &envelope(json!("{}")), NOW, true);
    assert_eq!(ended_by(told), (EndedBy::EndUser, Some("c1".into()), None));
}

#[test]
fn the_other_events_say_what_they_say() {
    let started = json!({ "conversationId": "c1" });
    for (name, detail, told) in [
        ("Ready", json!({}), Some(Told::Ready { has_button: true })),
        ("", json!(null), Some(Told::Present { has_button: true })),
        ("ButtonCreated", json!(null), Some(Told::Launchable)),
        (
            "ConversationStarted",
            started,
            Some(Told::Started(Some("c1".into()))),
        ),
        ("ConversationOpened", json!({}), Some(Told::Started(None))),
        ("WindowMaximized", json!({}), Some(Told::Opened)),
        ("WindowClosed", json!({}), Some(Told::Closed)),
        ("BusinessHoursEnded", json!({}), None),
        ("SessionStatusUpdateX", json!({}), None),
    ] {
        assert_eq!(read(name, &detail, NOW, true), told, "{name}");
    }
}
