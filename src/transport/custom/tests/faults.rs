//! An adapter with mistakes in it: nothing is lost, and its author is told once.

use serde_json::json;

use super::rig::{
    T0, TIMEOUT_MS, codes, names, number, numbers, outgoing, rig, talk, talking, talking_with,
};
use crate::{
    domain::{
        BackendEvent, Command,
        event::SendRefusal,
        snapshot::{LostReason, Status},
    },
    transport::custom::{
        calls::{Order, Terms, Thrown, Visitor},
        fault::Fault,
        line::Line,
        method::Method,
        reading::Flaw,
    },
};

const LATER: SendRefusal = SendRefusal::Later { after_ms: None };

#[test]
fn every_fault_has_a_code_and_says_what_to_do() {
    let flaw = Flaw::of("author", "an object").within("messages");
    let faults = [
        Fault::Failed(Method::Send, "TypeError: no".into()),
        Fault::Hung(Method::Connect, 12_000),
        Fault::Answer(Method::Older, flaw.clone()),
        Fault::Answer(Method::Send, Flaw::new("an object")),
        Fault::Foreign,
        Fault::Event(flaw),
        Fault::Late,
        Fault::Lie(Method::End),
        Fault::Lack(Method::Rate),
    ];
    for fault in faults {
        let sentence = fault.sentence();
        assert!(fault.code().starts_with("adapter-"), "{sentence}");
        assert!(
            sentence.ends_with('.') && sentence.contains("adapter"),
            "{sentence}"
        );
    }
    let flaw = Flaw::of("author", "an object").within("messages");
    assert_eq!(
        Fault::Answer(Method::Older, flaw).sentence(),
        "backend.adapter.older answered what cannot be used: messages.author must be an object."
    );
}

#[test]
fn a_connect_that_fails_is_tried_again_later_each_time_and_told_once() {
    let mut rig = rig();
    let mut output = rig.command(Command::Connect { resume: None });
    for (wait, told) in [(1_000, 1), (2_000, 0), (4_000, 0)] {
        output = rig.throw(number(&output, Method::Connect), "TypeError: no");
        assert_eq!(output.faults.len(), told);
        assert_eq!(names(&output.events), ["Disconnected"]);
        assert_eq!(rig.line.wake_at(), Some(rig.now.plus(wait)));
        output = rig.wait();
    }
    let thrown = Thrown {
        words: String::new(),
        retry_after_ms: Some(90_000),
    };
    let line = number(&output, Method::Connect);
    rig.line.answered(rig.now, line, Err(thrown));
    assert_eq!(rig.line.wake_at(), Some(rig.now.plus(90_000)));
}

#[test]
fn a_connect_that_hangs_is_given_up_and_its_late_answer_is_nothing() {
    let mut rig = rig();
    let line = number(
        &rig.command(Command::Connect { resume: None }),
        Method::Connect,
    );
    let output = rig.wait();
    assert_eq!(rig.now, T0.plus(TIMEOUT_MS));
    assert_eq!(codes(&output), ["adapter-timeout"]);
    assert!(output.orders.contains(&Order::Abandon(line)));
    let late = rig.answer(line, talk());
    assert!(late.events.is_empty() && late.faults.is_empty());
    number(&rig.wait(), Method::Connect);
}

#[test]
fn a_snapshot_that_cannot_be_read_is_no_connection() {
    let mut rig = rig();
    let line = number(
        &rig.command(Command::Connect { resume: None }),
        Method::Connect,
    );
    let output = rig.answer(line, json!({ "state": { "type": "open" } }));
    assert_eq!(codes(&output), ["adapter-answer"]);
    assert_eq!(names(&output.events), ["Disconnected"]);
    number(&rig.wait(), Method::Connect);
}

#[test]
fn r1_5_another_conversation_than_was_asked_for_never_locks_the_visitor_out() {
    let mut rig = rig();
    let resume = Some("other".into());
    let line = number(&rig.command(Command::Connect { resume }), Method::Connect);
    let output = rig.answer(line, talk());
    assert_eq!(codes(&output), ["adapter-foreign"]);
    let [BackendEvent::Connected(snapshot)] = &*output.events else {
        panic!("{output:?}");
    };
    assert_eq!(snapshot.status, Status::Lost(LostReason::Unknown));
    assert_eq!(snapshot.conversation, Some("other".into()));
}

#[test]
fn a_message_whose_answer_fails_is_kept_for_another_try() {
    let mut rig = talking();
    for (id, said) in [
        ("1", json!(null)),
        ("2", json!("ok")),
        ("3", json!({ "refused": 1 })),
    ] {
        let call = number(&rig.command(outgoing(id)), Method::Send);
        let output = rig.answer(call, said);
        let refused = BackendEvent::Refused {
            id: id.into(),
            why: LATER,
        };
        assert_eq!(output.events, [refused]);
        // The second answer is wrong as the first one was.
        assert_eq!(codes(&output).is_empty(), id == "2");
    }
    let call = number(&rig.command(outgoing("4")), Method::Send);
    let output = rig.throw(call, "RangeError: no");
    assert_eq!(codes(&output), ["adapter-failed"]);
    assert!(
        output.faults[0]
            .sentence()
            .contains("send failed: RangeError: no")
    );
    assert_eq!(names(&output.events), ["Refused"]);
}

#[test]
fn a_message_that_hangs_makes_room_for_the_next_and_may_still_arrive() {
    let mut rig = talking();
    let call = number(&rig.command(outgoing("1")), Method::Send);
    rig.command(outgoing("2"));
    let output = rig.wait();
    assert_eq!(codes(&output), ["adapter-timeout"]);
    let refused = BackendEvent::Refused {
        id: "1".into(),
        why: LATER,
    };
    assert_eq!(output.events, [refused]);
    assert!(output.orders.contains(&Order::Abandon(call)));
    let second = number(&output, Method::Send);
    let late = rig.answer(call, json!({ "at": T0.0 }));
    assert_eq!(names(&late.events), ["Acknowledged"]);
    assert!(rig.answer(call, json!({})).events.is_empty(), "twice");
    assert_eq!(
        names(&rig.answer(second, json!({})).events),
        ["Acknowledged"]
    );
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let mut rig = talking();
    let call = number(&rig.command(outgoing("1")), Method::Send);
    assert_eq!(names(&rig.answer(call, json!({})).events), ["Acknowledged"]);
    let again = rig.answer(call, json!({ "refused": "ended" }));
    assert!(again.events.is_empty() && again.orders.is_empty());
}

#[test]
fn an_event_that_is_none_is_left_out_and_told_once() {
    let mut rig = talking();
    let wrong = json!({ "type": "message", "id": "m", "text": "Hi" });
    let output = rig.emit(1, &wrong);
    assert_eq!(codes(&output), ["adapter-event"]);
    assert!(
        output.faults[0]
            .sentence()
            .contains("author must be an object")
    );
    assert!(output.events.is_empty());
    assert!(rig.emit(1, &wrong).faults.is_empty());
    let right =
        json!({ "type": "message", "id": "m", "author": { "role": "agent" }, "text": "Hi" });
    assert_eq!(names(&rig.emit(1, &right).events), ["Message"]);
}

#[test]
fn whoever_makes_every_mistake_is_not_told_for_ever() {
    let mut rig = talking();
    let mut told = 0;
    for call in 0..1_000 {
        let call = number(&rig.command(outgoing(&call.to_string())), Method::Send);
        told += rig.throw(call, &format!("Error: {call}")).faults.len();
    }
    assert_eq!(told, 50);
}

#[test]
fn what_is_said_on_a_line_that_was_given_up_is_reported() {
    let mut rig = talking();
    let resume = Some("c".into());
    let second = number(&rig.command(Command::Connect { resume }), Method::Connect);
    rig.answer(second, talk());
    let output = rig.emit(1, &json!({ "type": "ended" }));
    assert_eq!(codes(&output), ["adapter-late"]);
    assert!(output.events.is_empty());
    assert_eq!(
        names(&rig.emit(second, &json!({ "type": "ended" })).events),
        ["Ended"]
    );
}

#[test]
fn a_method_that_is_announced_and_not_there_is_named() {
    let terms = Terms {
        capabilities: Vec::new(),
        timeout_ms: TIMEOUT_MS,
        jitter: |_| 0,
    };
    let mut line = Line::<serde_json::Value>::new(terms, Visitor::default(), &[Method::End]);
    let output = line.done();
    assert_eq!(codes(&output), ["adapter-capability"]);
    assert!(output.faults[0].sentence().contains("announces \"end\""));
}

#[test]
fn what_is_needed_and_not_announced_is_named() {
    let mut rig = talking_with(&[]);
    let Command::Send(mut upload) = outgoing("1") else {
        panic!("no message");
    };
    upload.content = Some("{}".into());
    let output = rig.command(Command::Send(upload));
    assert_eq!(codes(&output), ["adapter-capability"]);
    let why = SendRefusal::Rejected;
    assert_eq!(
        output.events,
        [BackendEvent::Refused {
            id: "1".into(),
            why
        }]
    );
}

#[test]
fn calls_that_nobody_waits_for_harm_nobody() {
    let mut rig = talking();
    let call = number(&rig.command(Command::Typing("c".into())), Method::Typing);
    let output = rig.throw(call, "Error: no");
    assert!(output.events.is_empty());
    assert_eq!(codes(&output), ["adapter-failed"]);
    let call = number(&rig.command(Command::Clear("c".into())), Method::Clear);
    assert_eq!(names(&rig.throw(call, "Error: no").events), ["ClearFailed"]);
    assert!(numbers(&rig.command(Command::Conversations), Method::List).len() == 1);
}
