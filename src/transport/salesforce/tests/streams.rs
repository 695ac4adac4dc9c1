//! Streams that a server refuses, and receipts.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, Rig, T0, calls, entry, only, outgoing, reply, talking};
use crate::{
    domain::{BackendEvent, Command, effect::Opens},
    transport::salesforce::{
        advice::Advice,
        client::{Output, Stream},
        http::Call,
        place::Place,
    },
};

/// The stream ended; the next one is asked for as soon as it is time.
fn next_stream(rig: &mut Rig, is_refused: bool) -> Option<String> {
    rig.client.stream_ended(T0, is_refused);
    let due = rig.client.wake_at().unwrap();
    match rig.client.wake(due).stream {
        Some(Stream::Open { last_id, .. }) => last_id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a04_a_server_that_takes_no_last_id_is_not_asked_to_again() {
    let mut rig = talking();
    assert!(next_stream(&mut rig, false).is_some());
    assert_eq!(next_stream(&mut rig, true), None);
    rig.client.stream_answered(T0, 200, true, None);
    assert_eq!(next_stream(&mut rig, false), None, "it ended as streams do");
    // It may have been the network, after all.
    assert!(next_stream(&mut rig, true).is_some());
}

/// A look that finds something while there is no stream.
fn looked(rig: &mut Rig) -> Output {
    let entries = json!({ "conversationEntries": [entry("m1", "Agent", "Sam", "Hello")] });
    rig.answer(Call::Newest(CONVERSATION.into()), 200, entries)
}

#[test]
fn only_a_stream_that_asks_for_nothing_special_is_blocked_and_that_is_said_once() {
    let mut rig = super::rig::rig(super::rig::place());
    rig.client.become_visitor("a.b.c".into());
    rig.resume();
    let token = json!({ "accessToken": "d.e.f", "lastEventId": "5" });
    rig.answer(Call::Continue, 200, token);
    for (turn, advice) in [None, Some(Advice::StreamBlocked), None, None]
        .into_iter()
        .enumerate()
    {
        next_stream(&mut rig, true);
        assert_eq!(looked(&mut rig).report, advice, "{turn}");
        rig.answer(Call::List { is_wanted: false }, 200, json!({}));
    }
}

#[test]
fn s06_s09_a_server_that_wants_no_stream_is_looked_at_once_and_that_is_said() {
    for status in [204, 404, 410] {
        let mut rig = talking();
        rig.client.stream_ended(T0, false);
        rig.client.wake(rig.client.wake_at().unwrap());
        rig.client.stream_answered(T0, status, false, None);
        let output = rig.look(&json!([entry("m1", "Agent", "Sam", "Hello")]));
        super::rig::snapshot(&output);
        assert_eq!(output.events.last(), Some(&BackendEvent::Stale), "{status}");
        let again = rig.resume();
        assert!(matches!(again.stream, Some(Stream::Open { .. })));
        rig.client.stream_answered(T0, 200, true, None);
        let output = rig.look(&json!([]));
        assert!(!output.events.contains(&BackendEvent::Stale), "{status}");
    }
}

#[test]
fn s04_ten_minutes_of_signs_of_life_change_nothing() {
    let mut rig = talking();
    let mut now = T0;
    for _ in 0..20 {
        now = now.plus(30_000);
        // A comment is bytes and nothing else, a ping is an event of no conversation.
        assert_eq!(rig.client.heard(now), Output::default());
        assert_eq!(rig.client.frame(now, "ping", "", None), Output::default());
        let due = rig.client.wake_at().unwrap();
        assert!(due.since(now) >= 30_000, "it sleeps until it has to look");
    }
    assert!(rig.client.is_live());
}

#[test]
fn t03_a_token_that_is_not_to_be_had_for_two_minutes_is_asked_for_less_and_less() {
    let mut rig = talking();
    rig.client.stream_answered(T0, 401, false, None);
    let mut now = T0;
    let mut asked = 1;
    let output = rig
        .client
        .command(now, Command::Send(outgoing("m1", "Hello", Opens::Nothing)));
    assert_eq!(calls(&output), [], "it waits for the token");
    while now.since(T0) < 120_000 {
        rig.client
            .answered(now, Call::Continue, &reply(500, json!({})));
        while !calls(&rig.client.wake(rig.client.wake_at().unwrap())).contains(&Call::Continue) {}
        now = rig.client.now;
        asked += 1;
    }
    println!("t03: asked {asked} times in two minutes");
    assert!((4..=12).contains(&asked), "{asked}");
    let token = json!({ "accessToken": "g.h.i", "lastEventId": "5" });
    let output = rig.client.answered(now, Call::Continue, &reply(200, token));
    assert!(matches!(output.stream, Some(Stream::Open { .. })));
    // What waited is offered again by the session, which was told that it had to.
    let output = rig
        .client
        .command(now, Command::Send(outgoing("m1", "Hello", Opens::Nothing)));
    assert_eq!(calls(&output), [Call::Message("m1".into())]);
}

#[test]
fn t07_whatever_is_under_way_for_a_visitor_who_is_forgotten_is_dropped() {
    let mut rig = talking();
    rig.send("m1", "Hello", Opens::Nothing);
    let output = rig.command(Command::Clear(CONVERSATION.into()));
    assert!(output.forgets);
    assert_eq!(calls(&output), [Call::Clear { is_over: false }]);
    rig.command(Command::Leave(CONVERSATION.into()));
    let late = rig.answer(Call::Message("m1".into()), 503, json!({}));
    assert_eq!(calls(&late), [], "nothing is tried again");
}

#[test]
fn t07_a_token_under_way_is_not_waited_for_by_whoever_comes_next() {
    let mut rig = super::rig::rig(super::rig::place());
    assert_eq!(calls(&rig.send("m1", "Hello", Opens::New)), [Call::Token]);
    rig.command(Command::Clear(CONVERSATION.into()));
    rig.command(Command::Leave(CONVERSATION.into()));
    assert_eq!(calls(&rig.send("m2", "Hello", Opens::New)), [Call::Token]);
}

#[test]
fn t07_the_word_of_the_page_for_a_visitor_who_is_forgotten_comes_too_late() {
    let place = Place {
        is_verified: true,
        ..super::rig::place()
    };
    let mut rig = super::rig::rig(place);
    assert!(rig.send("m1", "Hello", Opens::New).asks_identity);
    rig.command(Command::Clear(CONVERSATION.into()));
    rig.command(Command::Leave(CONVERSATION.into()));
    let late = rig.client.identity(T0, Some("a.b.c"));
    assert_eq!((calls(&late), late.keep), (Vec::new(), None));
}

#[test]
fn t07_a_word_that_was_asked_for_somebody_else_is_none_for_whoever_comes_next() {
    // A stranger is shown a riddle, and then it turns out who they are.
    let mut rig = super::rig::rig(Place {
        has_captcha: true,
        ..super::rig::place()
    });
    let riddle = json!({ "embeddedServiceConfig": { "deploymentType": "api",
        "messagingChannel": { "captchaInfo": { "siteKey": "key" } } } });
    rig.command(Command::Connect { resume: None });
    rig.answer(Call::Config, 200, riddle);
    assert!(rig.send("m1", "Hello", Opens::New).asks_captcha.is_some());
    rig.client.become_visitor("a.b.c".into());
    assert_eq!(calls(&rig.resume()), [Call::Continue]);
    let late = rig.client.captcha(T0, Some("solved"));
    assert_eq!(late, Output::default());
    let token = json!({ "accessToken": "d.e.f", "lastEventId": "5" });
    assert_eq!(
        rig.answer(Call::Continue, 200, token).keep.as_deref(),
        Some("d.e.f")
    );
}

#[test]
fn a03_a_page_that_ends_within_a_moment_leaves_nothing_of_that_moment_out() {
    let mut rig = talking();
    rig.look(&json!([entry("m2", "Agent", "Sam", "Two")]));
    let older = Call::Older(CONVERSATION.into());
    let path = |until: u64| {
        let all = "/iamessage/api/v2/conversation/";
        format!("{all}{CONVERSATION}/entries?limit=50&endTimestamp={until}")
    };
    let turn = || Command::Older {
        conversation: CONVERSATION.into(),
        before: "m2".into(),
    };
    let output = rig.command(turn());
    assert_eq!(only(&output).path, path(T0.0));
    let page = json!({ "conversationEntries": [entry("m1", "Agent", "Sam", "One")] });
    rig.answer(older, 200, page);
    // Nothing older than that moment came: it is passed.
    let output = rig.command(turn());
    assert_eq!(only(&output).path, path(T0.0 - 1));
}

#[test]
fn s18_receipts_of_a_burst_go_together() {
    let mut rig = talking();
    for number in 0..120 {
        let output = rig.hear(&format!("m{number}"), "Agent", "Sam", "Hello");
        assert_eq!(calls(&output), []);
    }
    let mut counts = Vec::new();
    let mut now = T0;
    while counts.iter().sum::<usize>() < 120 {
        let due = rig.client.wake_at().unwrap();
        assert!(due.since(now) <= 1_000, "{due:?}");
        now = due;
        let output = rig.client.wake(due);
        let body: Json = serde_json::from_str(only(&output).body.as_deref().unwrap()).unwrap();
        counts.push(body["acks"].as_array().unwrap().len());
    }
    assert_eq!(counts, [25, 25, 25, 25, 20], "one call at a time");
    assert!(rig.client.wake(now.plus(1_000)).requests.is_empty());
}

#[test]
fn an_answer_that_is_kept_back_until_something_is_said_keeps_nobody_waiting() {
    let mut rig = super::rig::rig(super::rig::place());
    rig.client.become_visitor("a.b.c".into());
    rig.resume();
    let token = json!({ "accessToken": "d.e.f", "lastEventId": "5" });
    rig.answer(Call::Continue, 200, token);
    let due = rig.client.wake_at().unwrap();
    assert!(due.since(T0) <= 500, "{due:?}");
    let newest = Call::Newest(CONVERSATION.into());
    assert_eq!(calls(&rig.client.wake(due)), std::slice::from_ref(&newest));
    super::rig::snapshot(&rig.look(&json!([])));
    // The first sign of life comes within 35 seconds: until then the stream is not given up.
    let due = rig.client.wake_at().unwrap();
    assert!(due.since(T0) >= 35_000, "{due:?}");
    let output = rig.client.stream_answered(T0.plus(30_000), 200, true, None);
    assert_eq!(calls(&output), [newest], "what was said meanwhile");
}
