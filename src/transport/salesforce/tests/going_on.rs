//! Going on with a conversation: what was said, what streams do, what goes out.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, T0, calls, entry, place, rig, snapshot, talking};
use crate::{
    domain::{
        BackendEvent, Body, Command, Delivery, Message,
        effect::Opens,
        snapshot::{LostReason, Status},
    },
    transport::salesforce::{
        client::{Output, Stream},
        http::{Call, Reply},
    },
};

fn messages(output: &Output) -> Vec<&Message> {
    let all = output.events.iter().filter_map(|event| match event {
        BackendEvent::Message(message) => Some(message),
        _ => None,
    });
    all.collect()
}

#[test]
fn an_anonymous_visitor_goes_on_with_a_token_of_the_same_subject() {
    let mut rig = rig(place());
    rig.client.become_visitor("a.b.c".into());
    let output = rig.resume();
    let request = output
        .requests
        .iter()
        .find(|request| request.call == Call::Continue)
        .unwrap();
    assert_eq!(request.bearer.as_deref(), Some("a.b.c"));
    let token = json!({ "accessToken": "d.e.f", "lastEventId": "5" });
    let output = rig.answer(Call::Continue, 200, token);
    assert_eq!(
        output.stream,
        Some(Stream::Open {
            conversation: CONVERSATION.into(),
            bearer: "d.e.f".into(),
            last_id: Some("5".into())
        })
    );
    let output = rig.client.stream_answered(T0, 200, true, None);
    assert_eq!(calls(&output), [Call::Newest(CONVERSATION.into())]);
    let entries = json!([
        entry("m2", "Agent", "Sam", "Hello"),
        entry("m1", "EndUser", "Guest", "Hi"),
    ]);
    let output = rig.look(&entries);
    let snapshot = snapshot(&output);
    let texts: Vec<_> = snapshot
        .messages
        .iter()
        .map(|message| message.text().unwrap())
        .collect();
    assert_eq!(texts, ["Hi", "Hello"]);
    assert_eq!(snapshot.messages[0].delivery, Delivery::Sent);
    assert!(matches!(&snapshot.status, Status::Talking(agent) if agent.name == "Sam"));
}

#[test]
fn t04_r1_5_a_token_that_is_worth_nothing_any_more_never_locks_the_visitor_out() {
    for (status, reason) in [
        (401, LostReason::Expired),
        (403, LostReason::Forbidden),
        (404, LostReason::Expired),
    ] {
        let mut rig = rig(place());
        rig.client.become_visitor("a.b.c".into());
        rig.resume();
        let output = rig.answer(Call::Continue, status, json!({}));
        assert_eq!(snapshot(&output).status, Status::Lost(reason), "{status}");
        // A stranger writes: that is a new token, not the old one again.
        rig.client.become_visitor("somebody-new".into());
        assert_eq!(calls(&rig.send("m1", "Hello", Opens::New)), [Call::Token]);
    }
}

#[test]
fn without_a_token_a_conversation_is_lost_and_no_new_one_is_minted_for_it() {
    let mut rig = rig(place());
    let output = rig.resume();
    assert_eq!(snapshot(&output).status, Status::Lost(LostReason::Expired));
    assert!(!calls(&output).contains(&Call::Token));
}

#[test]
fn s14_s16_what_comes_again_or_out_of_order_changes_nothing() {
    let mut rig = talking();
    rig.status("Active", None, 1);
    rig.hear("m1", "Agent", "Sam", "One");
    let again = rig.hear("m1", "Agent", "Sam", "One");
    // The transcript tells repeats by their id; nobody is met twice.
    assert_eq!(again.events.len(), 1);
    let old = rig.status("Waiting", None, 0);
    assert_eq!(old.events, [], "older than what is known");
}

#[test]
fn streamed_pieces_become_one_message_whatever_their_order() {
    let mut rig = talking();
    let piece = |number: u64, text: &str| {
        json!({ "conversationId": CONVERSATION, "conversationEntry": {
            "identifier": "e", "entryType": "StreamingToken", "senderDisplayName": "Ada",
            "sender": { "role": "Chatbot" }, "transcriptedTimestamp": T0.0,
            "entryPayload": { "token": { "text": text }, "sequenceNumber": number,
                "targetMessageIdentifier": "m1" },
        } })
        .to_string()
    };
    let mut last = Output::default();
    for (number, text) in [(1, "upon "), (0, "Once "), (0, "Once "), (2, "a time")] {
        let output = rig.client.frame(
            T0,
            "CONVERSATION_STREAMING_TOKEN",
            &piece(number, text),
            None,
        );
        if !output.events.is_empty() {
            last = output;
        }
    }
    let [message] = &*messages(&last) else {
        panic!("{:?}", last.events);
    };
    assert!(message.partial);
    assert_eq!(message.text(), Some("Once upon a time"));
}

#[test]
fn what_somebody_was_busy_with_is_done_once_they_speak() {
    let mut rig = talking();
    let progress = json!({ "conversationId": CONVERSATION, "conversationEntry": {
        "identifier": "p", "entryType": "ProgressIndicator", "sender": { "role": "Chatbot" },
        "transcriptedTimestamp": T0.0,
        "entryPayload": { "progressIndicator": { "progressMessage": { "text": "Looking" } } },
    } });
    rig.client.frame(
        T0,
        "CONVERSATION_PROGRESS_INDICATOR",
        &progress.to_string(),
        None,
    );
    let output = rig.hear("m1", "Chatbot", "Ada", "Found it");
    let contents: Vec<_> = messages(&output)
        .iter()
        .map(|message| match &message.body {
            Body::Rich(rich) => rich.content.clone(),
            Body::Text(text) => text.clone(),
            Body::Note(_) => String::new(),
        })
        .collect();
    assert_eq!(contents, ["{\"progress\":{\"done\":true}}", "Found it"]);
}

#[test]
fn s05_a_stream_that_is_not_let_in_asks_once_for_another_token() {
    let mut rig = talking();
    let output = rig.client.stream_answered(T0, 401, false, None);
    assert_eq!(calls(&output), [Call::Continue]);
    rig.answer(Call::Continue, 200, json!({ "accessToken": "g.h.i" }));
    let output = rig.client.stream_answered(T0, 401, false, None);
    assert_eq!(snapshot(&output).status, Status::Lost(LostReason::Expired));
    assert_eq!(rig.client.wake_at(), None, "nothing is tried any more");
}

#[test]
fn s06_s09_a_stream_that_says_stop_is_left_alone() {
    for status in [403, 404, 410, 204] {
        let mut rig = talking();
        rig.client.stream_answered(T0, status, false, None);
        assert_eq!(rig.client.wake_at(), None, "{status}");
    }
}

#[test]
fn s10_a_page_is_no_stream() {
    let mut rig = talking();
    let output = rig.client.stream_answered(T0, 200, false, None);
    assert_eq!(output.stream, Some(Stream::Close));
    assert!(rig.client.wake_at().is_some());
}

#[test]
fn a04_a_server_that_may_not_hear_the_last_id_is_asked_without_it() {
    let mut rig = talking();
    rig.client.stream_ended(T0, true);
    let due = rig.client.wake_at().unwrap();
    let output = rig.client.wake(due);
    assert!(matches!(
        output.stream,
        Some(Stream::Open { last_id: None, .. })
    ));
}

#[test]
fn s13_an_id_that_no_header_can_carry_is_left_out() {
    let long = "x".repeat(2_000);
    for id in ["a\u{2026}b", "a b", "", &long] {
        let mut rig = talking();
        rig.client.frame(T0, "ping", "{}", Some(id));
        rig.client.stream_ended(T0, false);
        let due = rig.client.wake_at().unwrap();
        let output = rig.client.wake(due);
        assert!(
            matches!(output.stream, Some(Stream::Open { last_id: None, .. })),
            "{id}"
        );
    }
}

#[test]
fn s15_what_the_stream_forgot_is_found_by_looking() {
    let mut rig = talking();
    rig.client.stream_ended(T0, false);
    let due = rig.client.wake_at().unwrap();
    assert!(matches!(
        rig.client.wake(due).stream,
        Some(Stream::Open { .. })
    ));
    let output = rig.client.stream_answered(due, 200, true, None);
    assert_eq!(calls(&output), [Call::Newest(CONVERSATION.into())]);
    let entries: Vec<_> = (0..10)
        .rev()
        .map(|index| {
            let mut entry = entry(&format!("m{index}"), "Agent", "Sam", &index.to_string());
            entry["transcriptedTimestamp"] = json!(T0.0 + index);
            entry
        })
        .collect();
    let output = rig.look(&json!(entries));
    let found: Vec<_> = snapshot(&output)
        .messages
        .iter()
        .map(|message| message.text().unwrap())
        .collect();
    assert_eq!(found, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn a_server_that_is_gone_is_tried_for_ever_and_nothing_is_lost() {
    let mut rig = talking();
    let mut tries = 0;
    let mut now = T0;
    rig.client.stream_ended(now, true);
    while now < T0.plus(300_000) {
        now = rig.client.wake_at().unwrap();
        let output = rig.client.wake(now);
        if output.stream.is_some() {
            tries += 1;
            let output = rig.client.stream_ended(now, true);
            for call in calls(&output) {
                rig.client.answered(now, call, &Reply::NONE);
            }
        }
    }
    assert!((10..=20).contains(&tries), "{tries}");
}

#[test]
fn a_choice_goes_out_as_a_choice_and_a_form_as_a_form() {
    use crate::domain::rich::Answer;
    let send = |values: Json| {
        let mut rig = talking();
        let mut outgoing = super::rig::outgoing("m1", "Billing", Opens::Nothing);
        outgoing.answer = Some(Answer {
            to: "m9".into(),
            values: values.to_string(),
        });
        let output = rig.command(Command::Send(outgoing));
        super::rig::body(&output)["message"].clone()
    };
    assert_eq!(
        send(json!([{ "name": "choice", "value": "opt-1" }])),
        json!({ "id": "m1", "messageType": "ChoicesResponseMessage", "inReplyToMessageId": "m9",
            "choicesResponse": { "formatType": "Selections",
                "selectedOptions": [{ "optionIdentifier": "opt-1" }] } })
    );
    let form = send(json!([
        { "name": "text:name", "value": "Ada" },
        { "name": "select:topic", "value": "o1" },
        { "name": "select:topic", "value": "o2" },
        { "name": "date:when", "value": "2026-01-02" },
        { "name": "moment:call", "value": "2026-01-02T10:30:00.000Z" },
    ]));
    assert_eq!(form["messageType"], "FormResponseMessage");
    assert_eq!(
        form["formResponse"]["inputValues"],
        json!([
            { "inputValueType": "SingleInputValue", "inputId": "name",
                "value": { "valueType": "TextValue", "textValue": "Ada" } },
            { "inputValueType": "SelectedOptionsInputValue", "inputId": "topic",
                "selectedOptions": [{ "optionIdentifier": "o1" }, { "optionIdentifier": "o2" }] },
            { "inputValueType": "SingleInputValue", "inputId": "when",
                "value": { "valueType": "DateTimeValue", "dateTimeValue": "2026-01-02T00:00:00Z" } },
            { "inputValueType": "SingleInputValue", "inputId": "call",
                "value": { "valueType": "DateTimeValue", "dateTimeValue": "2026-01-02T10:30:00Z" } },
        ])
    );
}

#[test]
fn a_time_that_was_chosen_reads_as_its_question_said_it() {
    let mut asked = entry("m1", "Chatbot", "Ada", "");
    asked["entryPayload"]["abstractMessage"] = json!({ "id": "m1", "choices": {
        "formatType": "TimePicker", "calendarEvent": { "timeSlotOptionItems": [
            { "startTime": "2030-03-04T09:00:00Z", "duration": 1800, "optionIdentifier": "nine" },
        ] },
    } });
    let mut chosen = entry("m2", "EndUser", "Guest", "");
    chosen["entryPayload"]["abstractMessage"] = json!({ "id": "m2", "inReplyToMessageId": "m1",
        "choicesResponse": { "selectedOptions": [{ "optionIdentifier": "nine" }] } });
    let output = talking().look(&json!([chosen, asked]));
    let [_, answer] = &*snapshot(&output).messages else {
        panic!("{:?}", output.events);
    };
    assert_eq!(answer.text(), Some("2030-03-04 09:00 UTC"));
}

#[test]
fn what_is_cleared_before_there_is_a_token_is_cleared_by_the_one_that_was_kept() {
    let mut rig = rig(place());
    rig.client.become_visitor("a.b.c".into());
    rig.resume();
    let output = rig.command(Command::Clear(CONVERSATION.into()));
    let cleared = output.requests.first().unwrap();
    let clear = Call::Clear { is_over: false };
    assert_eq!((&cleared.call, cleared.method), (&clear, "DELETE"));
    assert_eq!(cleared.bearer.as_deref(), Some("a.b.c"));
}

#[test]
fn o01_a_message_that_comes_back_before_its_answer_is_lost_has_arrived() {
    for status in [0, 202, 503] {
        let mut rig = talking();
        rig.send("m1", "Hello", Opens::Nothing);
        rig.hear("m1", "EndUser", "Guest", "Hello");
        let output = rig.answer(Call::Message("m1".into()), status, json!({}));
        let is_taken = matches!(
            output.events.as_slice(),
            [BackendEvent::Acknowledged { id, .. }] if id.as_str() == "m1"
        );
        assert!(is_taken, "{status}: {:?}", output.events);
    }
}

#[test]
fn whoever_starts_anew_before_the_old_chat_was_there_can_write() {
    let mut rig = rig(place());
    rig.client.become_visitor("a.b.c".into());
    rig.resume();
    rig.answer(Call::Config, 200, json!({}));
    rig.answer(Call::Hours, 204, json!({}));
    assert_eq!(rig.command(Command::Leave(CONVERSATION.into())).events, []);
    let due = rig.client.wake_at().unwrap();
    let output = rig.client.wake(due);
    assert_eq!(snapshot(&output).status, Status::None);
    // Whoever goes on with another one is told of that one alone.
    let mut rig = talking();
    rig.client.stream_ended(T0, false);
    rig.command(Command::Leave(CONVERSATION.into()));
    let resume = Some("another".into());
    rig.command(Command::Connect { resume });
    let output = rig.client.wake(T0);
    assert_eq!(output.events, []);
}
