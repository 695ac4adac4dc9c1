//! A talk with an adapter that does what it should.

use serde_json::json;

use super::rig::{
    T0, TIMEOUT_MS, arguments, names, number, numbers, outgoing, rig, talk, talking, talking_with,
};
use crate::{
    domain::{
        BackendEvent, Command, EndedBy, effect::Opens, event::SendRefusal, offer::Rating,
        snapshot::Status,
    },
    transport::custom::{calls::Order, method::Method},
};

#[test]
fn connect_is_told_who_comes_back_to_what_and_answers_with_a_snapshot() {
    let mut rig = rig();
    let output = rig.command(Command::Connect {
        resume: Some("c".into()),
    });
    assert_eq!(names(&output.events), ["Connecting"]);
    let visitor = json!({ "id": "v", "name": "Ada", "email": null });
    assert_eq!(
        arguments(&output, Method::Connect),
        [json!("c"), json!({ "visitor": visitor })]
    );
    let offers = json!({ "survey": {} });
    let mut said = talk();
    said["offers"] = offers;
    let output = rig.answer(number(&output, Method::Connect), said);
    assert_eq!(names(&output.events), ["Offers", "Connected"]);
    assert!(output.faults.is_empty());
    assert_eq!(rig.line.wake_at(), None);
}

#[test]
fn what_is_said_before_the_snapshot_follows_it() {
    let mut rig = rig();
    let output = rig.command(Command::Connect {
        resume: Some("c".into()),
    });
    let line = number(&output, Method::Connect);
    let early = rig.emit(line, &json!({ "type": "ended", "by": "agent" }));
    assert!(early.events.is_empty());
    let output = rig.answer(line, talk());
    assert_eq!(names(&output.events), ["Connected", "Ended"]);
}

#[test]
fn messages_go_out_one_at_a_time_and_in_order() {
    let mut rig = talking();
    let first = rig.command(outgoing("1"));
    let [said, _] = &*arguments(&first, Method::Send) else {
        panic!("not two arguments");
    };
    assert_eq!(
        *said,
        json!({
            "id": "1", "conversation": "c", "text": "Hello", "at": T0.0, "opens": "nothing",
            "alongside": false, "answer": null,
        })
    );
    for id in ["2", "3", "2", "1"] {
        assert!(rig.command(outgoing(id)).orders.is_empty(), "{id}");
    }
    let mut sent = first;
    for id in ["1", "2", "3"] {
        let output = rig.answer(number(&sent, Method::Send), json!({ "at": T0.0 }));
        let taken = BackendEvent::Acknowledged {
            id: id.into(),
            at: T0,
        };
        assert_eq!(output.events, [taken]);
        sent = output;
    }
    assert!(numbers(&sent, Method::Send).is_empty());
}

#[test]
fn a_message_waits_for_a_line_that_stands() {
    let mut rig = rig();
    let output = rig.command(Command::Connect { resume: None });
    assert!(rig.command(outgoing("1")).orders.is_empty());
    let nothing = json!({ "state": { "type": "none" } });
    let output = rig.answer(number(&output, Method::Connect), nothing);
    assert_eq!(numbers(&output, Method::Send).len(), 1);
}

#[test]
fn a_conversation_that_the_adapter_may_not_know_is_not_asked_for() {
    let mut rig = rig();
    let line = number(
        &rig.command(Command::Connect { resume: None }),
        Method::Connect,
    );
    rig.answer(line, json!({ "state": { "type": "none" } }));
    let Command::Send(mut first) = outgoing("1") else {
        panic!("no message");
    };
    first.opens = Opens::New;
    let call = number(&rig.command(Command::Send(first)), Method::Send);
    rig.emit(line, &json!({ "type": "disconnected" }));
    let output = rig.wait();
    assert_eq!(arguments(&output, Method::Connect)[0], json!(null));
    rig.answer(call, json!({}));
    let line = number(&output, Method::Connect);
    rig.answer(line, json!({ "state": { "type": "none" } }));
    rig.emit(line, &json!({ "type": "disconnected" }));
    assert_eq!(arguments(&rig.wait(), Method::Connect)[0], json!("c"));
}

#[test]
fn a_message_that_comes_before_anybody_connected_opens_a_line() {
    let mut rig = rig();
    rig.line.begin(T0);
    let Command::Send(mut first) = outgoing("1") else {
        panic!("no message");
    };
    first.opens = Opens::New;
    assert!(rig.command(Command::Send(first)).orders.is_empty());
    let output = rig.wait();
    assert_eq!(arguments(&output, Method::Connect)[0], json!(null));
    let nothing = json!({ "state": { "type": "none" } });
    number(
        &rig.answer(number(&output, Method::Connect), nothing),
        Method::Send,
    );
}

#[test]
fn the_bytes_of_a_file_go_along_and_are_let_go_of_once_they_arrived() {
    let mut rig = talking();
    let Command::Send(mut upload) = outgoing("1") else {
        panic!("no message");
    };
    upload.content = Some("{}".into());
    let output = rig.command(Command::Send(upload.clone()));
    let call = number(&output, Method::Upload);
    // What gets on is not slow.
    rig.now = rig.now.plus(TIMEOUT_MS - 1);
    let progress = json!({ "type": "progress", "id": "1", "percent": 50 });
    let line = call - 1;
    assert_eq!(names(&rig.emit(line, &progress).events), ["Progress"]);
    assert_eq!(rig.line.wake_at(), Some(rig.now.plus(TIMEOUT_MS)));
    let output = rig.answer(call, json!({}));
    assert!(output.orders.contains(&Order::LetGo("1".into())));

    upload.id = "2".into();
    let output = rig.command(Command::Send(upload.clone()));
    let call = number(&output, Method::Upload);
    let output = rig.command(Command::Cancel("2".into()));
    assert_eq!(
        output.orders,
        [Order::Abandon(call), Order::LetGo("2".into())]
    );

    upload.id = "3".into();
    let output = rig.command(Command::Send(upload));
    let output = rig.line.gone(T0, number(&output, Method::Upload));
    let why = SendRefusal::Rejected;
    assert_eq!(
        output.events,
        [BackendEvent::Refused {
            id: "3".into(),
            why
        }]
    );
}

#[test]
fn r2_4_an_end_is_one_only_when_the_adapter_says_so() {
    let end = Command::End {
        conversation: "c".into(),
        by: EndedBy::EndUser,
    };
    for (said, event) in [
        (json!(null), "Ended"),
        (json!({ "by": "system" }), "Ended"),
        (json!({ "refused": true }), "EndRefused"),
        (json!("ok"), "EndRefused"),
    ] {
        let mut rig = talking();
        let output = rig.command(end.clone());
        let [conversation, by, _] = &*arguments(&output, Method::End) else {
            panic!("not three arguments");
        };
        assert_eq!((conversation, by), (&json!("c"), &json!("end-user")));
        let output = rig.answer(number(&output, Method::End), said.clone());
        assert_eq!(names(&output.events), [event], "{said}");
    }
    let mut rig = talking();
    let call = number(&rig.command(end.clone()), Method::End);
    assert_eq!(names(&rig.throw(call, "503").events), ["EndRefused"]);
    let mut rig = talking_with(&[]);
    assert_eq!(names(&rig.command(end).events), ["EndRefused"]);
}

#[test]
fn what_was_not_announced_is_not_asked_for() {
    let mut rig = talking_with(&[]);
    let conversation = || "c".into();
    let id = || "m".into();
    for command in [
        Command::Typing(conversation()),
        Command::Read {
            conversation: conversation(),
            id: id(),
        },
        Command::Stay(conversation()),
        Command::Older {
            conversation: conversation(),
            before: id(),
        },
        Command::Conversations,
        Command::Clear(conversation()),
        Command::ClearAll,
    ] {
        assert_eq!(rig.command(command.clone()).orders, [], "{command:?}");
    }
    let mut rig = talking();
    for (command, method) in [
        (Command::Typing(conversation()), Method::Typing),
        (Command::Stay(conversation()), Method::Stay),
        (Command::Conversations, Method::List),
        (Command::ClearAll, Method::Clear),
    ] {
        number(&rig.command(command), method);
    }
}

#[test]
fn a_snapshot_never_promises_what_was_not_announced() {
    let mut rig = super::rig::with(&[]);
    let output = rig.command(Command::Connect { resume: None });
    let said = json!({ "state": { "type": "none" }, "hasOlder": true });
    let output = rig.answer(number(&output, Method::Connect), said);
    let [BackendEvent::Connected(snapshot)] = &*output.events else {
        panic!("{output:?}");
    };
    assert!(!snapshot.has_older && !snapshot.allowed.can_end);
    let line = 1;
    rig.command(outgoing("1"));
    let output = rig.emit(line, &json!({ "type": "allowed", "canEnd": true }));
    assert!(matches!(&*output.events, [BackendEvent::Allowed(allowed)] if !allowed.can_end));
}

#[test]
fn a_conversation_left_behind_is_not_heard_any_more() {
    let mut rig = talking();
    let output = rig.command(Command::Leave("c".into()));
    assert_eq!(output.orders, [Order::Abandon(1)]);
    let late = rig.emit(1, &json!({ "type": "ended" }));
    assert!(late.events.is_empty());
    let output = rig.wait();
    assert_eq!(arguments(&output, Method::Connect)[0], json!(null));
    // Nothing of it shows: the session has a new line before it notices.
    assert!(output.events.is_empty());
}

#[test]
fn r6_4_what_is_said_in_another_conversation_is_not_heard() {
    let mut rig = talking();
    let about = |conversation| json!({ "type": "active", "conversation": conversation });
    assert_eq!(rig.emit(1, &about(json!("d"))).events, []);
    assert_eq!(names(&rig.emit(1, &about(json!("c"))).events), ["Active"]);
    assert_eq!(
        names(&rig.emit(1, &json!({ "type": "active" })).events),
        ["Active"]
    );
}

#[test]
fn a_line_that_breaks_is_dialled_again_with_patience() {
    let mut rig = talking();
    let mut line = 1;
    for wait in [1_000, 2_000, 4_000] {
        let output = rig.emit(line, &json!({ "type": "disconnected" }));
        assert_eq!(names(&output.events), ["Disconnected"]);
        assert_eq!(output.orders, [Order::Abandon(line)]);
        assert_eq!(rig.line.wake_at(), Some(rig.now.plus(wait)));
        let output = rig.wait();
        assert_eq!(arguments(&output, Method::Connect)[0], json!("c"));
        line = number(&output, Method::Connect);
        rig.answer(line, talk());
    }
    // One that stood for a while was a good one.
    rig.now = rig.now.plus(60_000);
    rig.emit(line, &json!({ "type": "disconnected" }));
    assert_eq!(rig.line.wake_at(), Some(rig.now.plus(1_000)));
    // Whoever asks does not wait.
    let output = rig.command(Command::Connect {
        resume: Some("c".into()),
    });
    number(&output, Method::Connect);
}

#[test]
fn r1_5_an_end_that_happened_while_away_is_in_the_snapshot() {
    let mut rig = talking();
    rig.emit(1, &json!({ "type": "disconnected" }));
    let line = number(&rig.wait(), Method::Connect);
    let ended = json!({ "conversation": "c", "state": { "type": "ended", "by": "agent" } });
    let output = rig.answer(line, ended);
    let [BackendEvent::Connected(snapshot)] = &*output.events else {
        panic!("{output:?}");
    };
    assert!(matches!(&snapshot.status, Status::Ended(info) if info.by == EndedBy::Agent));
}

#[test]
fn nothing_is_heard_after_disconnect() {
    let mut rig = talking();
    let output = rig.command(Command::Disconnect);
    number(&output, Method::Disconnect);
    assert!(output.orders.contains(&Order::Abandon(1)));
    let output = rig.emit(1, &json!({ "type": "ended" }));
    assert!(output.events.is_empty() && output.orders.is_empty());
}

#[test]
fn another_visitor_has_a_line_of_their_own() {
    let mut rig = talking();
    assert!(rig.line.become_visitor(T0, "v".into()).orders.is_empty());
    let output = rig.line.become_visitor(T0, "w".into());
    assert_eq!(output.orders, [Order::Abandon(1)]);
    let output = rig.wait();
    assert_eq!(arguments(&output, Method::Connect)[1]["visitor"]["id"], "w");
}

#[test]
fn a_rating_is_taken_or_not() {
    let rate = || Command::Rate {
        conversation: "c".into(),
        rating: Rating {
            score: Some(4),
            comment: "Thanks".into(),
        },
    };
    let mut rig = talking();
    let output = rig.command(rate());
    let said = &arguments(&output, Method::Rate)[1];
    assert_eq!(*said, json!({ "score": 4, "comment": "Thanks" }));
    let output = rig.answer(number(&output, Method::Rate), json!(null));
    assert_eq!(output.events, [BackendEvent::Rated { is_taken: true }]);
    let output = talking_with(&[]).command(rate());
    assert_eq!(output.events, [BackendEvent::Rated { is_taken: false }]);
}
