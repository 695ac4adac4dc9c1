//! The other side of the chat, and everything that can go wrong.

mod actions;
mod faults;
mod page;

pub(crate) use actions::router;

use crate::log::Seen;
use crate::settings::{Hours, Settings};
use crate::state::Shared;
use crate::state::conversation::{Conversation, SeenConversation, SessionStatus};
use crate::state::entry::{Draft, Kind};
use crate::state::party::{EndRole, Party, Sender};
use crate::state::token::identity_token;
use crate::state::{State, message, new_id};
use crate::{ControlError, Operation};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Plays the other side: agents, bots, routing, the settings of the deployment, and faults.
///
/// Where a method takes a conversation, `None` means the newest one. All methods act at once; what
/// they cause has been put on the streams when they return.
#[derive(Clone, Debug)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// An agent accepts: participant added, session active.
    pub fn accept(&self, conversation: Option<&str>, agent: &str) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            state.join(id, &Party::agent(agent))
        })
    }

    /// A bot answers: participant added, session active.
    pub fn accept_bot(&self, conversation: Option<&str>, bot: &str) -> Result<(), ControlError> {
        self.act(conversation, |state, id| state.join(id, &Party::bot(bot)))
    }

    /// The agent writes a text. The answer is the message's id.
    pub fn say(&self, conversation: Option<&str>, text: &str) -> Result<String, ControlError> {
        let message = message::text(&new_id(), text);
        self.send(conversation, message, Sender::Agent)
    }

    /// Anybody sends any message: an `abstractMessage` as the service has it, with or without an
    /// `id`. The answer is the message's id.
    pub fn send(
        &self,
        conversation: Option<&str>,
        abstract_message: Value,
        sender: Sender,
    ) -> Result<String, ControlError> {
        self.act(conversation, |state, id| {
            state.say(id, abstract_message, sender)
        })
    }

    /// The agent types, or stops typing.
    pub fn typing(&self, conversation: Option<&str>, on: bool) -> Result<(), ControlError> {
        self.typing_as(conversation, on, Sender::Agent)
    }

    /// Somebody types, or stops typing.
    pub fn typing_as(
        &self,
        conversation: Option<&str>,
        on: bool,
        sender: Sender,
    ) -> Result<(), ControlError> {
        let kind = if on {
            Kind::TypingStarted
        } else {
            Kind::TypingStopped
        };
        self.tell(
            conversation,
            kind,
            sender,
            |state| json!({"timestamp": state.now()}),
        )
    }

    /// The agent got a message: the one with this id, or the end user's newest.
    pub fn delivered(
        &self,
        conversation: Option<&str>,
        message: Option<&str>,
    ) -> Result<(), ControlError> {
        self.acknowledge(conversation, message, Kind::Delivered)
    }

    /// The agent read everything up to a message: the one with this id, or the end user's newest.
    pub fn read(
        &self,
        conversation: Option<&str>,
        message: Option<&str>,
    ) -> Result<(), ControlError> {
        self.acknowledge(conversation, message, Kind::Read)
    }

    /// The session goes to another agent: removed, routed, added; not ended.
    pub fn transfer(&self, conversation: Option<&str>, agent: &str) -> Result<(), ControlError> {
        self.act(conversation, |state, id| state.transfer(id, agent))
    }

    /// Agents and bots leave; the session goes on without them and needs routing.
    pub fn leave(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.act(conversation, State::leave)
    }

    /// The session ends. With session-based chat the conversation closes too.
    pub fn end_session(
        &self,
        conversation: Option<&str>,
        role: &EndRole,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| state.end_session(id, role))
    }

    /// The session gets a status, and that is told and nothing else.
    pub fn status(
        &self,
        conversation: Option<&str>,
        status: SessionStatus,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| state.set_status(id, status))
    }

    /// The session waits for somebody again, as after a bot handed over.
    pub fn waiting(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.status(conversation, SessionStatus::Waiting)
    }

    /// The end user is marked inactive.
    pub fn inactive(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.status(conversation, SessionStatus::Inactive)
    }

    /// The session is put on hold.
    pub fn paused(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.status(conversation, SessionStatus::Paused)
    }

    /// The session goes on after [`Control::inactive`] or [`Control::paused`].
    pub fn resumed(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.status(conversation, SessionStatus::Active)
    }

    /// The place in the queue, from 1, and the estimated wait in seconds.
    pub fn queue(
        &self,
        conversation: Option<&str>,
        position: u32,
        wait_seconds: Option<u32>,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            let session = state.live(id)?.id.clone();
            let payload = json!({
                "pendingServiceRoutingId": "0JR000000000001",
                "workItemId": session,
                "position": position,
            });
            state.publish(id, Draft::new(Kind::Queue, Party::system(), payload));
            if wait_seconds.is_some() {
                state.tell_routing(id, "Initial", "None", wait_seconds);
            }
            Ok(())
        })
    }

    /// Routing failed: `failure` is `Unknown`, `SubmissionError`, `RoutingError` or `Cancelled`.
    pub fn routing_failed(
        &self,
        conversation: Option<&str>,
        failure: &str,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            state.live(id)?;
            state.tell_routing(id, "Initial", failure, None);
            Ok(())
        })
    }

    /// The bot says what it is doing.
    pub fn progress(&self, conversation: Option<&str>, text: &str) -> Result<(), ControlError> {
        self.tell(conversation, Kind::Progress, Sender::Bot, |state| {
            json!({"progressIndicator": {
                "indicatorType": "ProgressUpdateIndicator",
                "timestamp": state.now(),
                "progressMessage": {"formatType": "Text", "text": text},
            }})
        })
    }

    /// A part of a message that the bot is still writing: its id, the part's number from 0, the
    /// part. The whole message follows by [`Control::send`] with the same id.
    pub fn stream_token(
        &self,
        conversation: Option<&str>,
        message: &str,
        number: u32,
        text: &str,
    ) -> Result<(), ControlError> {
        self.tell(conversation, Kind::Token, Sender::Bot, |_| {
            json!({
                "token": {"text": text},
                "sequenceNumber": number,
                "targetMessageIdentifier": message,
                "tokenType": "Text",
            })
        })
    }

    /// The conversation closes, without a word about its session.
    pub fn close_conversation(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.act(conversation, State::close)
    }

    /// The end user is opted out, and the session ends. The conversation stays open.
    pub fn opt_out(&self, conversation: Option<&str>) -> Result<(), ControlError> {
        self.act(conversation, State::opt_out)
    }

    /// Whether agents are available.
    pub fn set_available(&self, available: bool) {
        self.change(|settings| settings.agents.available = available);
    }

    /// When the business is open.
    pub fn set_hours(&self, hours: Hours) {
        self.change(|settings| settings.hours = hours);
    }

    /// Changes any setting. `port` has no effect any more; settings that exclude each other are
    /// not checked here.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.shared.state().settings);
        self.shared.changed.notify_waiters();
    }

    /// Changes the settings that a JSON object names, in their camelCase names; objects within are
    /// merged too. Fails with a sentence if a name is unknown, a value has the wrong type, or
    /// settings exclude each other; then nothing is changed.
    pub fn deployment(&self, changes: &Value) -> Result<(), String> {
        let mut state = self.shared.state();
        let mut settings =
            serde_json::to_value(&state.settings).map_err(|error| error.to_string())?;
        merge(&mut settings, changes);
        let settings: Settings =
            serde_json::from_value(settings).map_err(|error| error.to_string())?;
        settings.check()?;
        state.settings = settings;
        Ok(())
    }

    /// The settings as they are.
    pub fn settings(&self) -> Settings {
        self.shared.state().settings.clone()
    }

    /// All conversations, in the order of their creation.
    pub fn conversations(&self) -> Vec<SeenConversation> {
        let state = self.shared.state();
        state.conversations.iter().map(Conversation::seen).collect()
    }

    /// Every request since the start, or since [`Control::forget_log`].
    pub fn log(&self) -> Vec<Seen> {
        self.shared.state().log.seen().to_vec()
    }

    /// The requests of one kind, of [`Control::log`].
    pub fn requests(&self, operation: Operation) -> Vec<Seen> {
        let mut seen = self.log();
        seen.retain(|seen| seen.operation == Some(operation));
        seen
    }

    /// Empties the log.
    pub fn forget_log(&self) {
        self.shared.state().log.forget();
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        let mut state = self.shared.state();
        state.streams.retain(|stream| !stream.pieces.is_closed());
        state.streams.len()
    }

    /// Waits until something is so, which is looked at after each request and each act, and every
    /// 50 ms. False if it is not so after `limit`.
    pub async fn until(&self, is_so: impl Fn(&Self) -> bool, limit: Duration) -> bool {
        let look = async {
            while !is_so(self) {
                let changed = self.shared.changed.notified();
                let _ = tokio::time::timeout(Duration::from_millis(50), changed).await;
            }
        };
        tokio::time::timeout(limit, look).await.is_ok()
    }

    /// An identity JWT as the backend of a page would make it, for a client of verified users.
    pub fn identity_token(&self, user: &str, lifetime: Duration) -> String {
        let now = Duration::from_millis(self.shared.state().now());
        identity_token(user, now.saturating_add(lifetime).as_secs())
    }

    /// As at the start: no conversations, tokens, faults, log or streams; the settings stay.
    pub fn reset(&self) {
        let mut state = self.shared.state();
        let settings = state.settings.clone();
        state.reset(settings);
    }

    /// Like [`Control::reset`], with other settings. Fails if they exclude each other.
    pub fn reset_to(&self, settings: Settings) -> Result<(), String> {
        settings.check()?;
        self.shared.state().reset(settings);
        Ok(())
    }

    /// Ends the script's actors, which keep the state alive otherwise.
    pub(crate) fn dismiss(&self) {
        self.shared.state().actors.clear();
    }

    /// Does something to a conversation, and tells those who wait for a change.
    fn act<T>(
        &self,
        conversation: Option<&str>,
        act: impl FnOnce(&mut State, &str) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        let done = {
            let mut state = self.shared.state();
            let newest = || state.conversations.last().map(|newest| newest.id.clone());
            let id = conversation
                .map(str::to_owned)
                .or_else(newest)
                .ok_or(ControlError::NoConversation)?;
            state.known(&id)?;
            act(&mut state, &id)
        };
        self.shared.changed.notify_waiters();
        done
    }

    fn tell(
        &self,
        conversation: Option<&str>,
        kind: Kind,
        sender: Sender,
        payload: impl FnOnce(&State) -> Value,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            let payload = payload(state);
            let sender = state.speaker(id, sender);
            state.publish(id, Draft::new(kind, sender, payload));
            Ok(())
        })
    }

    fn acknowledge(
        &self,
        conversation: Option<&str>,
        message: Option<&str>,
        kind: Kind,
    ) -> Result<(), ControlError> {
        self.act(conversation, |state, id| {
            let newest = || state.last_heard(id);
            let entry = message.map(str::to_owned).or_else(newest);
            if let Some(entry) = entry {
                let recipient = state.speaker(id, Sender::Agent);
                state.acknowledge(id, kind, recipient, entry);
            }
            Ok(())
        })
    }
}

/// Puts changes into a value: objects field by field, all else as a whole.
fn merge(value: &mut Value, changes: &Value) {
    match (value, changes) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(fields.entry(name).or_insert(Value::Null), change);
            }
        }
        (value, changes) => *value = changes.clone(),
    }
}
