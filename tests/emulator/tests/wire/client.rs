//! A small client of the API, and a reader of its stream.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use session_chat_emulator::{Emulator, Settings};
use std::time::Duration;

pub const ORG: &str = "00D000000000001";
pub const DEPLOYMENT: &str = "Demo_Custom_Client";

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(5);

pub async fn emulator(settings: Settings) -> Emulator {
    Emulator::start(settings).await.unwrap()
}

pub fn id() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn said(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub fn text(id: &str, text: &str) -> Value {
    json!({
        "message": {"id": id, "messageType": "StaticContentMessage",
            "staticContent": {"formatType": "Text", "text": text}},
        "esDeveloperName": DEPLOYMENT,
    })
}

/// One person with a token and, after [`Client::create`], a conversation.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    pub base: String,
    pub token: String,
    pub last_event_id: String,
    pub conversation: String,
}

impl Client {
    /// With a token, and nothing else yet.
    pub async fn new(emulator: &Emulator) -> Self {
        let mut client = Self::nobody(emulator);
        let answer = client.json(client.token_request()).await;
        client.token = said(&answer["accessToken"]);
        client.last_event_id = said(&answer["lastEventId"]);
        client
    }

    /// With a token and an open conversation.
    pub async fn chatting(emulator: &Emulator) -> Self {
        let client = Self::new(emulator).await;
        assert_eq!(client.status(client.create()).await, 201);
        client
    }

    /// Without a token.
    pub fn nobody(emulator: &Emulator) -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            base: emulator.base_url(),
            token: String::new(),
            last_event_id: String::new(),
            conversation: id(),
        }
    }

    pub fn token_body() -> Value {
        json!({"orgId": ORG, "esDeveloperName": DEPLOYMENT, "capabilitiesVersion": "1",
            "platform": "Web"})
    }

    pub fn token_request(&self) -> RequestBuilder {
        self.post("/authorization/unauthenticated/access-token")
            .json(&Self::token_body())
    }

    pub fn create(&self) -> RequestBuilder {
        self.post("/conversation")
            .json(&json!({"conversationId": self.conversation, "esDeveloperName": DEPLOYMENT}))
    }

    pub fn say(&self, words: &str) -> RequestBuilder {
        self.say_as(&id(), words)
    }

    pub fn say_as(&self, id: &str, words: &str) -> RequestBuilder {
        self.post(&self.path("/message")).json(&text(id, words))
    }

    pub fn entries(&self, query: &str) -> RequestBuilder {
        self.get(&format!("{}?{query}", self.path("/entries")))
    }

    pub fn end_session(&self) -> RequestBuilder {
        let path = self.path(&format!("/session?esDeveloperName={DEPLOYMENT}"));
        self.api(Method::DELETE, &path)
    }

    pub fn close(&self) -> RequestBuilder {
        let path = self.path(&format!("?esDeveloperName={DEPLOYMENT}"));
        self.api(Method::DELETE, &path)
    }

    /// The path of something of the conversation.
    pub fn path(&self, rest: &str) -> String {
        format!("/conversation/{}{rest}", self.conversation)
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.api(Method::POST, path)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.api(Method::GET, path)
    }

    fn api(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.request(method, &format!("/iamessage/api/v2{path}"));
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }

    /// Any path, without a token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).timeout(LIMIT)
    }

    pub async fn status(&self, request: RequestBuilder) -> u16 {
        request.send().await.unwrap().status().as_u16()
    }

    pub async fn json(&self, request: RequestBuilder) -> Value {
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
        answer.json().await.unwrap()
    }

    /// The status and the message of an error.
    pub async fn refusal(&self, request: RequestBuilder) -> (u16, String) {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        let message = body["message"].as_str().unwrap_or_default();
        (status, message.to_owned())
    }

    pub fn stream_request(&self, last: Option<&str>) -> RequestBuilder {
        let mut request = self
            .request(Method::GET, "/eventrouter/v1/sse?_ts=1767225600000")
            .header("accept", "text/event-stream")
            .header("x-org-id", ORG)
            .bearer_auth(&self.token);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request
    }

    /// The stream from the last known event on.
    pub async fn stream(&self) -> Events {
        self.stream_after(Some(&self.last_event_id)).await
    }

    pub async fn stream_after(&self, last: Option<&str>) -> Events {
        let answer = self.stream_request(last).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Events::new(answer)
    }
}

/// One event as it came.
#[derive(Clone, Debug, Default)]
pub struct Event {
    pub name: String,
    pub id: String,
    pub data: String,
}

impl Event {
    /// The envelope.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }

    /// The payload, taken out of its string.
    pub fn payload(&self) -> Value {
        match &self.json()["conversationEntry"]["entryPayload"] {
            Value::String(text) => serde_json::from_str(text).unwrap(),
            payload => payload.clone(),
        }
    }

    /// The text of a message, the status of a session, the operation of a participant, or the name.
    pub fn gist(&self) -> String {
        let payload = self.payload();
        [
            "/abstractMessage/staticContent/text",
            "/sessionStatus",
            "/entries/0/operation",
        ]
        .iter()
        .find_map(|path| payload.pointer(path)?.as_str())
        .map_or_else(|| self.name.clone(), str::to_owned)
    }
}

/// A stream that is read.
pub struct Events {
    answer: Response,
    buffer: Vec<u8>,
    /// Everything that came.
    pub raw: Vec<u8>,
    /// In how many chunks.
    pub chunks: usize,
}

impl Events {
    fn new(answer: Response) -> Self {
        Self {
            answer,
            buffer: Vec::new(),
            raw: Vec::new(),
            chunks: 0,
        }
    }

    /// The next event; None when the stream is over, cleanly or not.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.take() {
                return Some(event);
            }
            let chunk = tokio::time::timeout(LIMIT, self.answer.chunk()).await;
            let chunk = chunk.expect("the stream stays silent").ok()??;
            self.chunks += 1;
            self.raw.extend(&chunk);
            self.buffer.extend(chunk);
        }
    }

    /// The next so many events, by their gist.
    pub async fn gists(&mut self, count: usize) -> Vec<String> {
        let mut gists = Vec::new();
        while gists.len() < count {
            gists.push(self.next().await.expect("the stream is over").gist());
        }
        gists
    }

    /// The next event of a name.
    pub async fn named(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream is over");
            if event.name == name {
                return event;
            }
        }
    }

    /// All events until nothing comes for a while.
    pub async fn until_silent(&mut self, ms: u64) -> Vec<Event> {
        let mut events = Vec::new();
        let wait = Duration::from_millis(ms);
        while let Ok(Some(event)) = tokio::time::timeout(wait, self.next()).await {
            events.push(event);
        }
        events
    }

    /// Whether nothing comes for a while.
    pub async fn is_silent(&mut self, ms: u64) -> bool {
        let wait = tokio::time::timeout(Duration::from_millis(ms), self.next());
        wait.await.is_err()
    }

    fn take(&mut self) -> Option<Event> {
        let text = std::str::from_utf8(&self.buffer)
            .ok()?
            .replace("\r\n", "\n");
        let (frame, rest) = text.split_once("\n\n")?;
        let mut event = Event::default();
        for line in frame.lines() {
            let (field, value) = line.split_once(": ").unwrap_or((line, ""));
            match field {
                "event" => value.clone_into(&mut event.name),
                "id" => value.clone_into(&mut event.id),
                "data" => event.data.push_str(value),
                _ => {}
            }
        }
        self.buffer = rest.as_bytes().to_vec();
        Some(event)
    }
}
