//! The end of a session in every way that servers have of telling it, and what is none.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, T0, calls, entry, only, reply, snapshot, status_entry, talking};
use crate::{
    domain::{
        Author, BackendEvent, Body, Command, EndInfo, EndedBy, Instant,
        effect::Opens,
        event::SendRefusal,
        message::{Note, Role},
        snapshot::{LostReason, Status},
    },
    transport::salesforce::{client::Output, http::Call},
};

fn ended(output: &Output) -> Option<&EndInfo> {
    output.events.iter().find_map(|event| match event {
        BackendEvent::Ended(info) => Some(info),
        BackendEvent::Connected(snapshot) => match &snapshot.status {
            Status::Ended(info) => Some(info),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn the_end_is_the_same_whatever_tells_of_it_and_how_often() {
    type Way = (&'static str, fn(&mut super::rig::Rig) -> Output);
    let ways: &[Way] = &[
        ("status", |rig| rig.status("Ended", Some("Agent"), 9)),
        ("status in capitals, no role", |rig| {
            rig.status("ENDED", None, 9)
        }),
        ("closed", |rig| {
            let data = json!({ "conversationId": CONVERSATION }).to_string();
            rig.client.frame(
                T0.plus(9_000),
                "CONVERSATION_CLOSE_CONVERSATION",
                &data,
                None,
            )
        }),
        ("refused send", |rig| {
            rig.send("m1", "Hello?", Opens::Nothing);
            let output = rig.answer(Call::Message("m1".into()), 417, json!({}));
            assert_eq!(output.events, [], "who it was is looked for");
            rig.look(&json!([status_entry("Ended", Some("Agent"), 9)]))
        }),
        ("entries", |rig| {
            rig.client.stream_ended(T0, false);
            rig.client.stream_answered(T0, 200, true, None);
            rig.look(&json!([status_entry("Ended", Some("Agent"), 9)]))
        }),
        ("a closed conversation in the list", |rig| {
            rig.client.stream_ended(T0, false);
            rig.client.stream_answered(T0, 200, true, None);
            rig.look_in(&json!([]), T0.0 + 9_000)
        }),
    ];
    for (name, way) in ways {
        for (after, again) in ways {
            let mut rig = talking();
            rig.status("Active", None, 1);
            rig.hear("m0", "Agent", "Sam", "Hello");
            let output = way(&mut rig);
            assert!(ended(&output).is_some(), "{name}: {:?}", output.events);
            let output = again(&mut rig);
            // It may be told again; it is never untold.
            let is_running = output.events.iter().any(|event| {
                matches!(
                    event,
                    BackendEvent::Talking(_) | BackendEvent::Waiting(_) | BackendEvent::WithBot(_)
                )
            });
            assert!(!is_running, "{name}, then {after}: {:?}", output.events);
        }
    }
}

#[test]
fn r1_4_an_agent_who_is_named_wrongly_or_not_at_all_changes_nothing_but_words() {
    for (role, by) in [
        (Some("Agent"), EndedBy::Agent),
        (Some("EndUser"), EndedBy::EndUser),
        (Some("Chatbot"), EndedBy::Bot),
        (None, EndedBy::Unknown),
    ] {
        let mut rig = talking();
        rig.status("Active", None, 1);
        rig.hear("m0", "Agent", "Sam", "Hello");
        let output = rig.status("Ended", role, 9);
        let info = ended(&output).unwrap();
        assert_eq!(info.by, by);
        let name = (by == EndedBy::Agent).then_some("Sam");
        assert_eq!(info.actor_name.as_deref(), name);
    }
}

#[test]
fn a_late_report_of_an_old_end_does_not_end_the_session_that_was_opened_since() {
    let mut rig = talking();
    rig.status("Active", None, 1);
    rig.status("Ended", Some("Agent"), 9);
    rig.status("Waiting", None, 20);
    let output = rig.status("Ended", Some("Agent"), 9);
    assert_eq!(output.events, []);
    assert!(ended(&rig.status("Ended", Some("Agent"), 30)).is_some());
}

fn participant_entry(operation: &str, name: &str, second: u64) -> Json {
    json!({
        "identifier": format!("{operation}-{name}"), "entryType": "ParticipantChanged",
        "sender": { "role": "System" }, "transcriptedTimestamp": T0.0 + second * 1000,
        "entryPayload": { "entries": [{ "operation": operation, "displayName": name,
            "participant": { "role": "Agent" } }] },
    })
}

fn participant(rig: &mut super::rig::Rig, operation: &str, name: &str, second: u64) -> Output {
    let entry = participant_entry(operation, name, second);
    let data = json!({ "conversationId": CONVERSATION, "conversationEntry": entry });
    rig.client.frame(
        T0,
        "CONVERSATION_PARTICIPANT_CHANGED",
        &data.to_string(),
        None,
    )
}

#[test]
fn a_transfer_is_no_end() {
    let mut rig = talking();
    rig.status("Active", None, 1);
    participant(&mut rig, "add", "Sam", 2);
    let output = participant(&mut rig, "remove", "Sam", 3);
    assert!(ended(&output).is_none());
    let output = participant(&mut rig, "add", "Kim", 4);
    assert!(
        output
            .events
            .iter()
            .any(|event| matches!(event, BackendEvent::Talking(agent) if agent.name == "Kim"))
    );
    assert!(
        rig.client.wake(T0.plus(5_000)).requests.is_empty(),
        "there is nothing to ask"
    );
}

#[test]
fn an_agent_who_left_and_whom_nobody_follows_has_ended_the_session() {
    let mut rig = talking();
    rig.status("Active", None, 1);
    participant(&mut rig, "add", "Sam", 2);
    participant(&mut rig, "remove", "Sam", 3);
    let due = rig.client.wake_at().unwrap();
    let output = rig.client.wake(due);
    assert_eq!(calls(&output), [Call::Routing(CONVERSATION.into())]);
    let routed = Call::Routing(CONVERSATION.into());
    for (status, is_over) in [
        ("TRANSFER", false),
        ("ROUTED", false),
        ("NEEDS_ROUTING", true),
    ] {
        let body = reply(200, json!({ "routingStatus": status }));
        let output = rig.client.answered(T0.plus(9_000), routed.clone(), &body);
        assert_eq!(ended(&output).is_some(), is_over, "{status}");
    }
}

/// What is asked for within a minute, while the server is asked for nothing else.
fn asked_later(rig: &mut super::rig::Rig, now: Instant) -> Vec<Call> {
    let mut asked = Vec::new();
    while let Some(due) = rig.client.left_due.filter(|due| due.since(now) <= 60_000) {
        asked.extend(calls(&rig.client.wake(due)));
    }
    asked
}

#[test]
fn an_agent_who_left_while_nobody_listened_is_asked_about_unless_somebody_or_an_end_followed() {
    let left = || participant_entry("remove", "Sam", 3);
    let after: [(&str, Vec<Json>, bool); 5] = [
        ("nothing", vec![], true),
        (
            "a transfer",
            vec![participant_entry("add", "Kim", 4)],
            false,
        ),
        ("an end", vec![status_entry("Ended", None, 4)], false),
        (
            "another session",
            vec![
                status_entry("Waiting", None, 5),
                status_entry("Ended", None, 4),
            ],
            false,
        ),
        (
            "an own message",
            vec![entry("m1", "EndUser", "", "Hello?")],
            true,
        ),
    ];
    for (what, followed, is_asked) in after {
        let mut rig = talking();
        rig.status("Active", None, 1);
        participant(&mut rig, "add", "Sam", 2);
        rig.client.stream_ended(T0, false);
        rig.client.stream_answered(T0, 200, true, None);
        let mut entries = followed;
        entries.push(left());
        rig.look(&json!(entries));
        let routing = Call::Routing(CONVERSATION.into());
        let asked = is_asked.then(|| routing.clone());
        assert_eq!(asked_later(&mut rig, T0), asked.as_slice(), "{what}");
        let alone = json!({ "routingStatus": "NEEDS_ROUTING" });
        let output = rig.answer(routing, 200, alone);
        assert_eq!(ended(&output).is_some(), is_asked, "{what}");
    }
}

#[test]
fn older_entries_of_another_session_do_not_end_this_one() {
    let mut rig = talking();
    rig.look(&json!([status_entry("Waiting", None, 9)]));
    rig.command(Command::Older {
        conversation: CONVERSATION.into(),
        before: "m1".into(),
    });
    let older = json!({ "conversationEntries": [
        status_entry("Ended", None, 4),
        participant_entry("remove", "Sam", 3),
    ] });
    rig.answer(Call::Older(CONVERSATION.into()), 200, older);
    rig.look(&json!([status_entry("Waiting", None, 9)]));
    assert_eq!(asked_later(&mut rig, T0), []);
}

#[test]
fn what_became_of_a_session_is_asked_again_later_and_later_until_it_is_known() {
    let routing = Call::Routing(CONVERSATION.into());
    for status in [0, 429, 500, 503] {
        let mut rig = talking();
        rig.status("Active", None, 1);
        participant(&mut rig, "add", "Sam", 2);
        participant(&mut rig, "remove", "Sam", 3);
        let mut now = T0.plus(3_000);
        for wait in [2_000, 4_000, 8_000] {
            assert_eq!(rig.client.left_due, Some(now), "{status}");
            let output = rig.client.wake(now);
            assert!(calls(&output).contains(&routing), "{status}");
            let busy = reply(status, Json::Null);
            rig.client.answered(now, routing.clone(), &busy);
            now = now.plus(wait);
        }
        rig.client.wake(now);
        let alone = reply(200, json!({ "routingStatus": "NEEDS_ROUTING" }));
        let output = rig.client.answered(now, routing.clone(), &alone);
        assert!(ended(&output).is_some(), "{status}");
        assert_eq!(rig.client.left_due, None, "{status}");
    }
    // Whoever does not look any more asks for nothing.
    let mut rig = talking();
    participant(&mut rig, "remove", "Sam", 3);
    rig.client.wake(T0.plus(3_000));
    rig.command(Command::Disconnect);
    rig.answer(routing, 503, Json::Null);
    assert_eq!(rig.client.left_due, None);
}

#[test]
fn each_answer_to_a_message_is_told_apart() {
    let lost = |reason| SendRefusal::Lost(reason);
    let later = SendRefusal::Later { after_ms: None };
    for (status, why) in [
        (403, lost(LostReason::Forbidden)),
        (413, SendRefusal::Rejected),
        (415, SendRefusal::Rejected),
        (423, SendRefusal::Rejected),
        (429, later.clone()),
        (500, later.clone()),
        (503, later),
    ] {
        let mut rig = talking();
        rig.send("m1", "Hello", Opens::Nothing);
        let output = rig.answer(Call::Message("m1".into()), status, json!({}));
        let refused = BackendEvent::Refused {
            id: "m1".into(),
            why,
        };
        assert!(
            output.events.contains(&refused),
            "{status}: {:?}",
            output.events
        );
    }
}

#[test]
fn a_refusal_that_says_little_is_looked_into() {
    for status in [400, 404, 410] {
        for (end, is_over) in [(0, false), (T0.0, true)] {
            let mut rig = talking();
            rig.send("m1", "Hello", Opens::Nothing);
            let output = rig.answer(Call::Message("m1".into()), status, json!({}));
            assert_eq!(output.events, [], "{status}");
            let output = rig.look_in(&json!([entry("m0", "EndUser", "", "Hi")]), end);
            let refused = BackendEvent::Refused {
                id: "m1".into(),
                why: SendRefusal::Rejected,
            };
            // An end takes along what was not sent. Where it goes on, the refusal is told before
            // that: whoever hears that it goes on sends what is still to be sent.
            let first = (!is_over).then_some(&refused);
            assert_eq!(
                output.events.first().filter(|first| **first == refused),
                first,
                "{status}"
            );
            let is_ended = matches!(snapshot(&output).status, Status::Ended(_));
            assert_eq!(is_ended, is_over, "{status}");
        }
    }
}

#[test]
fn r1_2_a_message_without_a_session_ends_it_whatever_the_entries_say_yet() {
    // The list may lag behind, and the visitor's clock before or behind the server's.
    for clock in [0, T0.0, T0.0 * 2] {
        for by in [Some("Agent"), None] {
            let mut rig = talking();
            rig.status("Active", None, 5);
            rig.send("m1", "Hello", Opens::Nothing);
            let call = Call::Message("m1".into());
            rig.client
                .answered(Instant(clock), call, &reply(417, json!({})));
            let entries = by.map(|by| json!([status_entry("Ended", Some(by), 9)]));
            let output = rig.look(&entries.unwrap_or_else(|| json!([])));
            let Status::Ended(info) = snapshot(&output).status.clone() else {
                panic!("{:?}", output.events);
            };
            let expected = by.map_or(EndedBy::Unknown, |_| EndedBy::Agent);
            assert_eq!(info.by, expected, "{clock}");
            // A new session is one all the same.
            let output = rig.status("Waiting", None, 12);
            let is_waiting = |event: &BackendEvent| matches!(event, BackendEvent::Waiting(_));
            assert!(output.events.iter().any(is_waiting), "{clock}");
        }
    }
}

#[test]
fn a_close_without_a_time_ends_what_there_was_and_nothing_that_follows_by_any_clock() {
    for clock in [0, T0.0, T0.0 * 2] {
        let mut rig = talking();
        rig.status("Active", None, 5);
        let data = json!({ "conversationId": CONVERSATION }).to_string();
        let event = "CONVERSATION_CLOSE_CONVERSATION";
        let output = rig.client.frame(Instant(clock), event, &data, None);
        assert!(ended(&output).is_some(), "{clock}: {:?}", output.events);
        let output = rig.status("Waiting", None, 12);
        let is_waiting = |event: &BackendEvent| matches!(event, BackendEvent::Waiting(_));
        assert!(output.events.iter().any(is_waiting), "{clock}");
    }
}

#[test]
fn a_session_that_follows_another_one_is_noted_once() {
    let notes = |output: &Output| {
        let is_note = |event: &&BackendEvent| {
            let BackendEvent::Message(message) = event else {
                return false;
            };
            message.body == Body::Note(Note::Reopened)
        };
        output.events.iter().filter(is_note).count()
    };
    let mut rig = talking();
    assert_eq!(notes(&rig.status("Waiting", None, 1)), 0, "the first one");
    rig.status("Ended", Some("Agent"), 2);
    assert_eq!(notes(&rig.status("Waiting", None, 3)), 1);
    assert_eq!(notes(&rig.status("Waiting", None, 3)), 0, "told again");
}

#[test]
fn r2_4_an_end_that_the_server_refuses_did_not_happen() {
    for (status, is_over) in [(204, true), (200, true), (500, false), (409, false)] {
        let mut rig = talking();
        let output = rig.command(Command::End {
            conversation: CONVERSATION.into(),
            by: EndedBy::EndUser,
        });
        assert_eq!(only(&output).method, "DELETE");
        let call = only(&output).call.clone();
        let output = rig.client.answered(T0, call, &reply(status, Json::Null));
        assert_eq!(ended(&output).is_some(), is_over, "{status}");
        let is_refused = output.events.contains(&BackendEvent::EndRefused);
        assert_eq!(is_refused, !is_over, "{status}");
    }
}

#[test]
fn what_becomes_of_a_message_says_nothing_of_the_conversation_that_is_opened_after_its_own() {
    for (status, is_late) in [
        (400, false),
        (417, false),
        (0, true),
        (400, true),
        (403, true),
        (417, true),
    ] {
        let mut rig = talking();
        rig.send("m1", "Hello", Opens::Nothing);
        let refuse = |rig: &mut super::rig::Rig| {
            rig.answer(Call::Message("m1".into()), status, json!({}))
                .events
        };
        if !is_late {
            refuse(&mut rig);
        }
        rig.command(Command::Leave(CONVERSATION.into()));
        let resume = Some("another".into());
        rig.command(Command::Connect { resume });
        if is_late {
            assert_eq!(refuse(&mut rig), [], "{status}");
        }
        let entries = json!({ "conversationEntries": [entry("m2", "Agent", "Kim", "Hi")] });
        rig.answer(Call::Newest("another".into()), 200, entries);
        let list = json!({ "conversations": [{ "conversationId": "another" }] });
        let output = rig.answer(Call::List { is_wanted: false }, 200, list);
        let talking = Status::Talking(Author {
            role: Role::Agent,
            name: "Kim".into(),
        });
        assert_eq!(snapshot(&output).status, talking, "{status} {is_late}");
        let is_refusal = |event: &BackendEvent| matches!(event, BackendEvent::Refused { .. });
        assert!(!output.events.iter().any(is_refusal), "{status} {is_late}");
    }
}

#[test]
fn r1_4_an_opt_out_ends_the_session_and_leaves_the_conversation_open() {
    let mut rig = talking();
    let output = rig.command(Command::End {
        conversation: CONVERSATION.into(),
        by: EndedBy::OptOut,
    });
    assert!(only(&output).path.contains("/session?esDeveloperName=Demo"));
    let output = rig.answer(Call::End { closes: false }, 204, Json::Null);
    let info = ended(&output).unwrap();
    assert_eq!(
        (info.by, info.closes_conversation),
        (EndedBy::OptOut, false)
    );
}

#[test]
fn a_message_that_opens_a_session_anew_says_so_and_no_other_does() {
    for (opens, is_new) in [(Opens::Nothing, false), (Opens::Again, true)] {
        let mut rig = talking();
        let output = rig.send("m1", "Hello", opens);
        let body = super::rig::body(&output);
        assert_eq!(body["isNewMessagingSession"], is_new);
    }
}
