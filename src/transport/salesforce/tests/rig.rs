//! A client with a server that is played by the test.

use serde_json::{Value as Json, json};

use crate::{
    domain::{
        BackendEvent, Command, Instant,
        effect::{Opens, Outgoing},
    },
    transport::salesforce::{
        client::{Chance, Client, Output},
        http::{Call, Reply, Request},
        place::Place,
    },
};

pub const T0: Instant = Instant(1_767_225_600_000);
pub const CONVERSATION: &str = "8f0c1d2e-3b4a-4c5d-9e6f-7a8b9c0d1e2f";

pub struct Rig {
    pub client: Client<Json>,
}

pub fn place() -> Place {
    Place {
        url: "https://acme.my.salesforce-scrt.com".into(),
        org: "00D000000000001".into(),
        deployment: "Demo".into(),
        ..Place::default()
    }
}

/// A client that has said nothing.
pub fn rig(place: Place) -> Rig {
    let chance = Chance {
        id: || "id-1".to_owned(),
        jitter: |most| most,
    };
    Rig {
        client: Client::new(place, chance),
    }
}

/// A client in the middle of a conversation, with an open stream and nothing known of who is there.
pub fn talking() -> Rig {
    let mut rig = rig(place());
    rig.client.become_visitor("a.b.c".into());
    rig.resume();
    rig.answer(
        Call::Continue,
        200,
        json!({ "accessToken": "d.e.f", "lastEventId": "5" }),
    );
    rig.client.stream_answered(T0, 200, true, None);
    rig.look(&json!([]));
    rig
}

pub fn reply(status: u16, body: Json) -> Reply<Json> {
    Reply {
        status,
        retry_after_ms: None,
        body: Some(body),
    }
}

impl Rig {
    pub fn answer(&mut self, call: Call, status: u16, body: Json) -> Output {
        self.client.answered(T0, call, &reply(status, body))
    }

    pub fn command(&mut self, command: Command) -> Output {
        self.client.command(T0, command)
    }

    pub fn resume(&mut self) -> Output {
        self.command(Command::Connect {
            resume: Some(CONVERSATION.into()),
        })
    }

    /// Answers a look with these entries, the newest first, in a conversation that is open.
    pub fn look(&mut self, entries: &Json) -> Output {
        self.look_in(entries, 0)
    }

    /// Answers a look at a conversation that ended then.
    pub fn look_in(&mut self, entries: &Json, end: u64) -> Output {
        self.answer(
            Call::Newest(CONVERSATION.into()),
            200,
            json!({ "conversationEntries": entries }),
        );
        self.answer(
            Call::List { is_wanted: false },
            200,
            json!({ "conversations": [{
                "conversationId": CONVERSATION, "startTimestamp": T0.0, "endTimestamp": end,
            }] }),
        )
    }

    /// A message of somebody as the stream sends it.
    pub fn text(id: &str, role: &str, name: &str, text: &str) -> String {
        json!({ "conversationId": CONVERSATION, "conversationEntry": entry(id, role, name, text) })
            .to_string()
    }

    pub fn hear(&mut self, id: &str, role: &str, name: &str, text: &str) -> Output {
        let data = Self::text(id, role, name, text);
        self.client
            .frame(T0, "CONVERSATION_MESSAGE", &data, Some("6"))
    }

    /// A status of the session at this second after the beginning.
    pub fn status(&mut self, status: &str, role: Option<&str>, second: u64) -> Output {
        let data = json!({
            "conversationId": CONVERSATION,
            "conversationEntry": status_entry(status, role, second),
        });
        let event = "CONVERSATION_SESSION_STATUS_CHANGED";
        self.client.frame(T0, event, &data.to_string(), None)
    }

    pub fn send(&mut self, id: &str, text: &str, opens: Opens) -> Output {
        self.command(Command::Send(outgoing(id, text, opens)))
    }
}

pub fn entry(id: &str, role: &str, name: &str, text: &str) -> Json {
    json!({
        "identifier": id,
        "entryType": "Message",
        "senderDisplayName": name,
        "sender": { "role": role },
        "transcriptedTimestamp": T0.0,
        "entryPayload": { "abstractMessage": {
            "id": id,
            "messageType": "StaticContentMessage",
            "staticContent": { "formatType": "Text", "text": text },
        } },
    })
}

pub fn status_entry(status: &str, role: Option<&str>, second: u64) -> Json {
    json!({
        "identifier": format!("{status}-{second}"),
        "entryType": "SessionStatusChanged",
        "sender": { "role": "System" },
        "transcriptedTimestamp": T0.0 + second * 1000,
        "entryPayload": json!({ "sessionStatus": status, "sessionEndedByRole": role }).to_string(),
    })
}

pub fn outgoing(id: &str, text: &str, opens: Opens) -> Outgoing {
    Outgoing {
        id: id.into(),
        conversation: CONVERSATION.into(),
        text: text.to_owned(),
        at: T0,
        opens,
        answer: None,
        content: None,
        alongside: false,
    }
}

/// The calls of an output, by what they are for.
pub fn calls(output: &Output) -> Vec<Call> {
    output
        .requests
        .iter()
        .map(|request| request.call.clone())
        .collect()
}

/// The only request of an output.
pub fn only(output: &Output) -> &Request {
    let [request] = output.requests.as_slice() else {
        panic!("{:?}", output.requests);
    };
    request
}

/// What an only request says.
pub fn body(output: &Output) -> Json {
    serde_json::from_str(only(output).body.as_deref().unwrap()).unwrap()
}

/// The snapshot in an output.
pub fn snapshot(output: &Output) -> &crate::domain::Snapshot {
    let found = output.events.iter().find_map(|event| match event {
        BackendEvent::Connected(snapshot) => Some(&**snapshot),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{:?}", output.events))
}
