//! The server behind `docs/recipes/own-backend/backend.js`: the chats of a site that has a backend
//! of its own, and the one person who answers there.
//!
//! * `GET /chats/` says who is there, `GET /chats/{id}` where a conversation stands
//! * `GET /chats/{id}/events?after=N` waits for the events after the first N
//! * `POST /chats/{id}/messages`, `/end`, `/typing`, `/read` and `DELETE /chats/{id}` do what they say
//! * `POST /sam/says/{id}` and `/sam/ends/{id}` are for pages that are the other side, too

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::extract::{Json, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service as _;

/// How long a request for events is kept open.
const HELD: Duration = Duration::from_secs(10);

/// One conversation.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// Where its session stands.
    pub state: Value,
    /// What was said, oldest first.
    pub messages: Vec<Value>,
    /// What happened, in order.
    events: Vec<Value>,
    /// What the visitor was seen doing: typing, reading.
    pub seen: Vec<String>,
}

impl Chat {
    fn tell(&mut self, event: Value) {
        self.events.push(event);
    }

    fn is_over(&self) -> bool {
        self.state["type"] == "ended"
    }

    fn become_state(&mut self, state: &Value) {
        self.state = state.clone();
        self.tell(state.clone());
    }

    /// Sam says something.
    fn answer(&mut self, text: &Value) {
        let id = format!("sam-{}", self.messages.len());
        self.say(&sam(), &json!(id), text);
    }

    fn say(&mut self, author: &Value, id: &Value, text: &Value) -> Value {
        let message = json!({ "id": id, "author": author, "text": text, "at": now() });
        self.messages.push(message.clone());
        let mut event = message.clone();
        event["type"] = json!("message");
        self.tell(event);
        message
    }
}

#[derive(Default)]
struct Shared {
    chats: Mutex<HashMap<String, Chat>>,
    news: Notify,
}

impl Shared {
    fn chats(&self) -> MutexGuard<'_, HashMap<String, Chat>> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running server. Dropping it closes the port.
pub struct OwnServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl OwnServer {
    /// Listens on a free port of this machine.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let accepting = tokio::spawn(accept(listener, router(&shared)));
        Ok(Self {
            address,
            shared,
            accepting: Mutex::new(Some(accepting)),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the port and every connection; nothing is forgotten.
    pub async fn goes_down(&self) {
        let accepting = self.accepting().take();
        if let Some(accepting) = accepting {
            accepting.abort();
            // Its end is what is waited for: the port is free then.
            let _ = accepting.await;
        }
    }

    /// Listens on the same port again.
    pub async fn comes_back(&self) -> Result<()> {
        self.goes_down().await;
        let listener = TcpListener::bind(self.address).await?;
        let accepting = tokio::spawn(accept(listener, router(&self.shared)));
        *self.accepting() = Some(accepting);
        Ok(())
    }

    fn accepting(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.accepting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The conversations there are.
    #[must_use]
    pub fn chats(&self) -> Vec<Chat> {
        self.shared.chats().values().cloned().collect()
    }

    /// What visitors have said, in all conversations.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        let own = |message: &&Value| message["author"]["role"] == "end-user";
        let chats = self.chats();
        let said = chats
            .iter()
            .flat_map(|chat| chat.messages.iter().filter(own));
        said.filter_map(|message| message["text"].as_str().map(str::to_owned))
            .collect()
    }

    /// Waits until this is so.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) -> Result<()> {
        let waiting = async {
            while !is_so(self) {
                self.shared.news.notified().await;
            }
        };
        let came = tokio::time::timeout(crate::page::PATIENCE, waiting).await;
        ensure!(came.is_ok(), "waited for the server: {what}");
        Ok(())
    }

    /// Sam takes the conversation that goes on.
    pub fn accepts(&self) -> Result<()> {
        self.act(|chat| chat.become_state(&json!({ "type": "talking", "author": sam() })))
    }

    /// Sam is writing.
    pub fn writes(&self) -> Result<()> {
        self.act(|chat| chat.tell(json!({ "type": "typing", "author": sam() })))
    }

    /// Sam says something.
    pub fn says(&self, text: &str) -> Result<()> {
        self.act(|chat| chat.answer(&json!(text)))
    }

    /// Sam ends the session.
    pub fn ends(&self) -> Result<()> {
        self.act(|chat| chat.become_state(&ended("agent", "Sam")))
    }

    /// Does something in the conversation that goes on.
    fn act(&self, act: impl FnOnce(&mut Chat)) -> Result<()> {
        let mut chats = self.shared.chats();
        let chat = chats.values_mut().find(|chat| !chat.is_over());
        act(chat.context("no conversation goes on")?);
        drop(chats);
        self.shared.news.notify_waiters();
        Ok(())
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        if let Some(accepting) = self.accepting().take() {
            accepting.abort();
        }
    }
}

fn sam() -> Value {
    json!({ "role": "agent", "name": "Sam" })
}

fn ended(by: &str, name: &str) -> Value {
    json!({ "type": "ended", "by": by, "actorName": name, "at": now() })
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.unwrap_or_default().as_millis();
    u64::try_from(ms).unwrap_or(u64::MAX)
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/chats/", get(lobby).options(allowed))
        .route("/chats/{id}", get(snapshot).delete(forget).options(allowed))
        .route("/chats/{id}/events", get(events))
        .route("/chats/{id}/messages", post(send).options(allowed))
        .route("/chats/{id}/end", post(end).options(allowed))
        .route("/chats/{id}/{what}", post(see).options(allowed))
        .route("/sam/{what}/{id}", post(act).options(allowed))
        .with_state(Arc::clone(shared))
}

/// Everything answers every page: it is a server of the tests.
type Answer = (StatusCode, HeaderMap, Json<Value>);

fn answer(status: StatusCode, said: Value) -> Answer {
    let headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-allow-methods", "GET, POST, DELETE"),
        ("cache-control", "no-store"),
    ];
    let header = |(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    (
        status,
        headers.map(header).into_iter().collect(),
        Json(said),
    )
}

async fn allowed() -> Answer {
    answer(StatusCode::OK, Value::Null)
}

async fn lobby() -> Answer {
    let said = json!({ "state": { "type": "none" }, "availability": { "is": "online" } });
    answer(StatusCode::OK, said)
}

async fn snapshot(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    let said = match shared.chats().get(&id) {
        Some(chat) => json!({
            "conversation": id,
            "state": chat.state,
            "messages": chat.messages,
            "next": chat.events.len(),
        }),
        None => json!({ "conversation": id, "state": { "type": "lost", "reason": "unknown" } }),
    };
    answer(StatusCode::OK, said)
}

async fn forget(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Answer {
    shared.chats().remove(&id);
    shared.news.notify_waiters();
    answer(StatusCode::OK, Value::Null)
}

async fn events(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, usize>>,
) -> Answer {
    let after = query.get("after").copied().unwrap_or_default();
    let news = || -> Vec<Value> {
        let chats = shared.chats();
        let events = chats.get(&id).map_or(&[][..], |chat| &chat.events);
        events.iter().skip(after).cloned().collect()
    };
    let waiting = async {
        loop {
            // Asked for before it is looked at, so that nothing is missed between.
            let notified = shared.news.notified();
            let found = news();
            if !found.is_empty() {
                return found;
            }
            notified.await;
        }
    };
    let found = tokio::time::timeout(HELD, waiting).await;
    let found = found.unwrap_or_default();
    let next = after.saturating_add(found.len());
    answer(StatusCode::OK, json!({ "events": found, "next": next }))
}

async fn send(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(message): Json<Value>,
) -> Answer {
    let (status, said) = {
        let mut chats = shared.chats();
        let opens = message["opens"] != "nothing";
        match chats.get_mut(&id) {
            Some(chat) => take(chat, &message, opens),
            None if opens => take(chats.entry(id).or_default(), &message, opens),
            None => (
                StatusCode::CONFLICT,
                json!({ "refused": "lost", "reason": "unknown" }),
            ),
        }
    };
    shared.news.notify_waiters();
    answer(status, said)
}

fn take(chat: &mut Chat, message: &Value, opens: bool) -> (StatusCode, Value) {
    let known = chat.messages.iter().find(|one| one["id"] == message["id"]);
    if let Some(known) = known {
        return (StatusCode::OK, json!({ "at": known["at"] }));
    }
    if chat.is_over() && !opens {
        return (StatusCode::CONFLICT, json!({ "refused": "ended" }));
    }
    let taken = chat.say(
        &json!({ "role": "end-user" }),
        &message["id"],
        &message["text"],
    );
    if chat.state.is_null() || chat.is_over() {
        chat.become_state(&json!({ "type": "waiting", "position": 1 }));
    }
    (StatusCode::OK, json!({ "at": taken["at"] }))
}

async fn end(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(said): Json<Value>,
) -> Answer {
    let state = ended(said["by"].as_str().unwrap_or("end-user"), "");
    let known = match shared.chats().get_mut(&id) {
        Some(chat) => {
            chat.become_state(&state);
            true
        }
        None => false,
    };
    shared.news.notify_waiters();
    answer(
        StatusCode::OK,
        json!({ "refused": !known, "by": said["by"], "at": state["at"] }),
    )
}

/// What is noted and needs no more.
async fn see(
    State(shared): State<Arc<Shared>>,
    Path((id, what)): Path<(String, String)>,
) -> Answer {
    if let Some(chat) = shared.chats().get_mut(&id) {
        chat.seen.push(what);
    }
    shared.news.notify_waiters();
    answer(StatusCode::OK, Value::Null)
}

/// What Sam does at the wish of a page.
async fn act(
    State(shared): State<Arc<Shared>>,
    Path((what, id)): Path<(String, String)>,
    Json(wish): Json<Value>,
) -> Answer {
    let known = match shared.chats().get_mut(&id) {
        Some(chat) if what == "ends" => {
            chat.become_state(&ended("agent", "Sam"));
            true
        }
        Some(chat) => {
            chat.answer(&wish["text"]);
            true
        }
        None => false,
    };
    shared.news.notify_waiters();
    answer(StatusCode::OK, json!({ "known": known }))
}

async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        while connections.try_join_next().is_some() {}
        let router = router.clone();
        connections.spawn(async move {
            let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
                router.clone().call(request)
            });
            let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A connection that breaks is the page's affair.
            let _ = served.await;
        });
    }
}
