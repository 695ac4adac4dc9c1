//! What a visitor wants forgotten, and what of it the server is asked to close.

use serde_json::json;

use super::rig::{CONVERSATION, Rig, calls, only, talking};
use crate::{
    domain::{BackendEvent, Command, EndedBy},
    transport::salesforce::{client::Output, http::Call, tabs::Said},
};

/// A visitor of several conversations, one of them in the window and one closed.
fn several() -> Rig {
    let mut rig = talking();
    rig.command(Command::Conversations);
    let list = json!({ "conversations": [
        { "conversationId": CONVERSATION, "startTimestamp": 9, "endTimestamp": 0 },
        { "conversationId": "running", "startTimestamp": 8, "endTimestamp": 0 },
        { "conversationId": "closed", "startTimestamp": 7, "endTimestamp": 8 },
    ] });
    rig.answer(Call::List { is_wanted: true }, 200, list);
    rig
}

/// Which conversations an output closes.
fn closed(output: &Output) -> Vec<&str> {
    let all = "/iamessage/api/v2/conversation/";
    let is_clear = |call: &Call| matches!(call, Call::Clear { .. });
    assert!(calls(output).iter().all(is_clear), "{:?}", output.requests);
    let paths = output.requests.iter();
    paths
        .filter_map(|request| request.path.strip_prefix(all)?.split('?').next())
        .collect()
}

fn close_event(rig: &mut Rig, conversation: &str) {
    let data = json!({ "conversationId": conversation }).to_string();
    let now = rig.client.now;
    let event = "CONVERSATION_CLOSE_CONVERSATION";
    rig.client.frame(now, event, &data, None);
}

#[test]
fn each_conversation_is_closed_once_and_what_is_closed_not_at_all() {
    let mut rig = several();
    let output = rig.command(Command::ClearAll);
    assert_eq!(closed(&output), [CONVERSATION, "running"]);
    // The other tabs forget what is closed, too.
    let all = [CONVERSATION, "running", "closed"].map(|one| Said::Cleared(one.into()));
    assert_eq!(output.says, all);
}

#[test]
fn what_was_closed_since_it_was_listed_is_not_closed_again() {
    type Close = fn(&mut Rig);
    let closes: [(&str, Close, &str); 4] = [
        (
            "in the window",
            |rig| close_event(rig, CONVERSATION),
            "running",
        ),
        ("elsewhere", |rig| close_event(rig, "running"), CONVERSATION),
        (
            "by the visitor",
            |rig| {
                rig.command(Command::End {
                    conversation: CONVERSATION.into(),
                    by: EndedBy::EndUser,
                });
                rig.answer(Call::End { closes: true }, 204, json!({}));
            },
            "running",
        ),
        (
            "and left",
            |rig| {
                close_event(rig, CONVERSATION);
                rig.command(Command::Leave(CONVERSATION.into()));
            },
            "running",
        ),
    ];
    for (how, close, rest) in closes {
        let mut rig = several();
        close(&mut rig);
        assert_eq!(closed(&rig.command(Command::ClearAll)), [rest], "{how}");
    }
}

#[test]
fn a_list_that_lags_behind_reopens_nothing() {
    let mut rig = several();
    close_event(&mut rig, CONVERSATION);
    rig.command(Command::Leave(CONVERSATION.into()));
    rig.command(Command::Conversations);
    let list = json!({ "conversations": [{ "conversationId": CONVERSATION, "endTimestamp": 0 }] });
    rig.answer(Call::List { is_wanted: true }, 200, list);
    assert_eq!(closed(&rig.command(Command::ClearAll)), [""; 0]);
}

#[test]
fn a_reset_after_the_visitors_own_end_asks_the_server_for_nothing() {
    let mut rig = talking();
    rig.command(Command::End {
        conversation: CONVERSATION.into(),
        by: EndedBy::EndUser,
    });
    rig.answer(Call::End { closes: true }, 204, json!({}));
    let output = rig.command(Command::Clear(CONVERSATION.into()));
    assert_eq!(calls(&output), []);
    assert_eq!(output.events, []);
}

#[test]
fn a_refusal_to_close_is_no_failure_where_the_session_is_over() {
    for (is_over, status, is_gone) in [
        (true, 400, true),
        (true, 404, true),
        (true, 500, false),
        (false, 400, false),
        (false, 404, true),
    ] {
        let mut rig = talking();
        rig.status("Active", None, 1);
        if is_over {
            rig.status("Ended", Some("Agent"), 9);
        }
        let output = rig.command(Command::Clear(CONVERSATION.into()));
        let clear = only(&output).call.clone();
        assert_eq!(clear, Call::Clear { is_over });
        let output = rig.answer(clear, status, json!({}));
        // A chat that was begun before the answer is not cleared by it.
        let told: &[_] = if is_gone {
            &[]
        } else {
            &[BackendEvent::ClearFailed]
        };
        assert_eq!(output.events, told, "{is_over} {status}");
    }
}

#[test]
fn a_session_that_was_opened_again_is_not_taken_for_over() {
    let mut rig = talking();
    rig.status("Active", None, 1);
    rig.status("Ended", Some("Agent"), 9);
    rig.command(Command::Leave(CONVERSATION.into()));
    rig.resume();
    rig.status("Waiting", None, 12);
    let output = rig.command(Command::Clear(CONVERSATION.into()));
    assert_eq!(calls(&output), [Call::Clear { is_over: false }]);
}
