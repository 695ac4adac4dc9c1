//! The page that lists what can be done, in plain text.

use crate::state::Shared;
use axum::extract::State;
use std::fmt::Write as _;
use std::sync::Arc;

/// An action of the control API.
pub(super) struct Action {
    /// The last part of its path.
    pub(super) name: &'static str,
    /// An example of its body; every field that it can have.
    body: &'static str,
}

const fn action(name: &'static str, body: &'static str) -> Action {
    Action { name, body }
}

/// All actions. `conversation` may be added to those that are about one.
pub(super) const ACTIONS: &[Action] = &[
    action("accept", r#"{"agent":"Sam"}"#),
    action("accept-bot", r#"{"bot":"Assistant"}"#),
    action("say", r#"{"text":"Hello"}"#),
    action(
        "send",
        r#"{"sender":"bot","message":{"messageType":"StaticContentMessage","staticContent":{"formatType":"Text","text":"Hi"}}}"#,
    ),
    action("typing", r#"{"on":true}"#),
    action("delivered", r#"{"message":"ID"}"#),
    action("read", r#"{"message":"ID"}"#),
    action("transfer", r#"{"agent":"Kim"}"#),
    action("leave", "{}"),
    action(
        "end",
        r#"{"role":"agent"}  endUser chatbot agent supervisor system router digitalWorker missing {"other":"Word"}"#,
    ),
    action(
        "status",
        r#"{"status":"Consent"}  any status; "Ended" tells only the end"#,
    ),
    action("waiting", "{}"),
    action("inactive", "{}"),
    action("paused", "{}"),
    action("resumed", "{}"),
    action("queue", r#"{"position":3,"waitSeconds":120}"#),
    action("routing-failed", r#"{"failure":"RoutingError"}"#),
    action("progress", r#"{"text":"Looking that up"}"#),
    action("token", r#"{"message":"ID","number":0,"text":"par"}"#),
    action("close", "{}"),
    action("opt-out", "{}"),
    action("history", r#"{"messages":10000}"#),
    action("burst", r#"{"messages":1000}"#),
    action("flood", r#"{"bytes":10000000}"#),
    action("available", r#"{"available":false}"#),
    action(
        "hours",
        r#"{"hours":{"open":[{"startTime":1767254400000,"endTime":1767286800000}]}}  or {"hours":"always"}"#,
    ),
    action(
        "deployment",
        r#"{"sessionBased":true,"stream":{"pingMs":1000}}  any setting of GET /control/state"#,
    ),
    action(
        "fault",
        r#"{"on":"message","what":{"status":{"code":500}},"times":1}  see the documentation of FaultRule"#,
    ),
    action("clear-faults", "{}"),
    action(
        "drop-streams",
        r#"{"how":"reset"}  end reset halfOpen resetMidLine resetMidCharacter resetMidLineEnd"#,
    ),
    action("expire-tokens", "{}"),
    action("forget-events", "{}"),
    action("forget-log", "{}"),
    action("raw-event", r#"{"name":"error","id":"1","data":"{}"}"#),
    action(
        "raw-entry",
        r#"{"event":"CONVERSATION_NOTE","entryType":"Note","payload":{}}"#,
    ),
    action("identity-token", r#"{"user":"ada","seconds":3600}"#),
    action("raw-bytes", r#"{"text":"retry: 0\n\n"}"#),
    action("hold", "{}"),
    action("release", r#"{"order":[2,0,1]}"#),
    action("reset", r#"{"settings":{}}"#),
];

pub(super) async fn page(State(shared): State<Arc<Shared>>) -> String {
    let url = &shared.base_url;
    let mut page = format!(
        "Session Chat: an emulator of the Enhanced Chat API v2, for tests and for trying.\n\n\
         GET  {url}/control/log     every request\n\
         GET  {url}/control/state   conversations, streams, settings\n\n\
         An agent accepts, writes and ends the newest conversation:\n\n\
         \x20 curl -d '{{\"agent\":\"Sam\"}}' {url}/control/accept\n\
         \x20 curl -d '{{\"text\":\"Hello\"}}' {url}/control/say\n\
         \x20 curl -d '{{}}' {url}/control/end\n\n\
         POST {url}/control/ACTION with JSON. Where it is about a conversation, the field\n\
         conversation may name one that is not the newest.\n\n",
    );
    for action in ACTIONS {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "  {:<15} {}", action.name, action.body);
    }
    page
}
