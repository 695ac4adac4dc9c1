//! The calls and the stream of a client, made over connections within the process.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Response;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::http::request::Builder;
use hyper_util::rt::TokioIo;
use serde_json::Value as Json;
use session_chat::transport::salesforce::http::{Reply, Request};
use session_chat::value::Value as _;
use session_chat_emulator::Emulator;
use std::rc::Rc;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// One visitor's way to the server.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    server: Rc<Emulator>,
    org: String,
}

/// What is to be read.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) bearer: String,
    pub(crate) last_id: Option<String>,
}

/// What a stream tells.
#[derive(Debug)]
pub(crate) enum Told {
    /// The server answered.
    Begun { status: u16, is_stream: bool },
    /// Some of what it says.
    Bytes(Bytes),
    /// There is no more, or none came about.
    Ended { is_refused: bool },
}

impl Wire {
    pub(crate) fn new(server: Rc<Emulator>, org: String) -> Self {
        Self { server, org }
    }

    /// Makes a call.
    pub(crate) async fn make(&self, request: Request) -> Reply<Json> {
        let answer = async {
            let mut call = self.call(request.method, &request.path, request.bearer.as_deref());
            if request.body.is_some() {
                call = call.header(CONTENT_TYPE, "application/json");
            }
            let response = self.send(call, request.body.unwrap_or_default()).await?;
            let head = Reply {
                status: response.status().as_u16(),
                retry_after_ms: retry_after(&response),
                body: None,
            };
            let bytes = response.into_body().collect().await.ok()?.to_bytes();
            let body = Json::from_json(&String::from_utf8_lossy(&bytes));
            Some(Reply { body, ..head })
        };
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        answer.ok().flatten().unwrap_or(Reply::NONE)
    }

    fn call(&self, method: &str, path: &str, bearer: Option<&str>) -> Builder {
        let call = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.server.base_url().trim_start_matches("http://"));
        match bearer {
            Some(bearer) => call.header(AUTHORIZATION, ["Bearer ", bearer].concat()),
            None => call,
        }
    }

    async fn send(&self, call: Builder, body: String) -> Option<Response<Incoming>> {
        let io = TokioIo::new(self.server.connect());
        let call = call.body(Full::<Bytes>::from(body)).ok()?;
        let (mut sender, connection) = http1::handshake(io).await.ok()?;
        // It ends with the answer, or when nobody reads that any more.
        tokio::spawn(connection);
        sender.send_request(call).await.ok()
    }

    /// Reads a stream to its end.
    pub(crate) async fn read(&self, wanted: Wanted, tell: impl Fn(Told)) {
        let mut call = self
            .call("GET", "/eventrouter/v1/sse", Some(&wanted.bearer))
            .header(ACCEPT, "text/event-stream")
            .header("X-Org-Id", &self.org);
        if let Some(last_id) = wanted.last_id {
            call = call.header("Last-Event-Id", last_id);
        }
        let Some(response) = self.send(call, String::new()).await else {
            return tell(Told::Ended { is_refused: true });
        };
        let kind = response.headers().get(CONTENT_TYPE);
        let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        tell(Told::Begun {
            status: response.status().as_u16(),
            is_stream,
        });
        let mut body = response.into_body();
        while let Some(Ok(frame)) = body.frame().await {
            if let Ok(bytes) = frame.into_data() {
                tell(Told::Bytes(bytes));
            }
        }
        tell(Told::Ended { is_refused: false });
    }
}

/// How long the server wants to be left alone, in milliseconds.
fn retry_after(response: &Response<Incoming>) -> Option<u64> {
    let said = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    Some(said.parse::<u64>().ok()?.saturating_mul(1000))
}
