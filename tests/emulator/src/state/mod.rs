//! All that the emulator knows, behind one lock.

pub(crate) mod conversation;
pub(crate) mod entry;
pub(crate) mod lifecycle;
pub(crate) mod message;
pub(crate) mod party;
pub(crate) mod publish;
pub(crate) mod token;

use crate::fault::Rules;
use crate::log::Log;
use crate::script::Happening;
use crate::settings::Settings;
use bytes::Bytes;
use conversation::Conversation;
use publish::{Buffer, Event, Piece};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use token::{Claims, TokenProblem};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// `channelPlatformKey` and `platformKey`.
pub(crate) const CHANNEL_KEY: &str = "b1c2d3e4-0000-4000-8000-00000000000b";
/// `channelAddressIdentifier`.
pub(crate) const CHANNEL_ADDRESS: &str = "3a9d5c1e-0000-4000-8000-00000000000a";

const MINUTE: u64 = 60_000;

/// A fresh UUID in lower case.
pub(crate) fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The state, and who waits for it to change.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// Told after each request and each act of the other side.
    pub(crate) changed: Notify,
    /// `http://127.0.0.1:PORT`.
    pub(crate) base_url: String,
}

impl Shared {
    pub(crate) fn new(settings: Settings, base_url: String) -> Self {
        Self {
            state: Mutex::new(State::new(settings)),
            changed: Notify::new(),
            base_url,
        }
    }

    /// The state. Hold it for a moment only, never while waiting.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that is open.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) subject: String,
    pub(crate) pieces: UnboundedSender<Piece>,
}

/// A file that an end user sent.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Bytes,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    /// In the order of their creation.
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) buffers: HashMap<String, Buffer>,
    pub(crate) streams: Vec<Stream>,
    /// Events that wait to be released, each with its subject.
    pub(crate) held: Option<Vec<(String, Event)>>,
    pub(crate) files: Vec<StoredFile>,
    pub(crate) rules: Rules,
    pub(crate) log: Log,
    /// Who plays the other side of each conversation, if there is a script.
    pub(crate) actors: HashMap<String, UnboundedSender<Happening>>,
    tokens: HashMap<String, Claims>,
    /// Times of token requests and of continuation requests.
    token_times: [Vec<u64>; 2],
    /// When it started, by the machine's clock and by that of the runtime.
    begun: (Duration, Instant),
    last_time: u64,
    event_number: u64,
    session_number: u64,
}

impl State {
    fn new(settings: Settings) -> Self {
        Self {
            settings,
            conversations: Vec::new(),
            buffers: HashMap::new(),
            streams: Vec::new(),
            held: None,
            files: Vec::new(),
            rules: Rules::default(),
            log: Log::default(),
            actors: HashMap::new(),
            tokens: HashMap::new(),
            token_times: [Vec::new(), Vec::new()],
            begun: (
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default(),
                Instant::now(),
            ),
            last_time: 0,
            event_number: 0,
            session_number: 0,
        }
    }

    /// As at the start, with these settings. Open streams are ended.
    pub(crate) fn reset(&mut self, settings: Settings) {
        // The clock goes on, so that no event id is ever given out twice.
        let (last_time, event_number) = (self.last_time, self.event_number);
        *self = Self::new(settings);
        self.last_time = last_time;
        self.event_number = event_number;
    }

    /// The server's clock, in epoch milliseconds: the machine's at the start, and from then on that
    /// of the runtime, which a test may let run ahead.
    pub(crate) fn now(&self) -> u64 {
        let (at, begun) = self.begun;
        let now = at.saturating_add(begun.elapsed()).as_millis();
        u64::try_from(now)
            .unwrap_or(u64::MAX)
            .saturating_add_signed(self.settings.clock_skew_ms)
    }

    /// The time of the next entry, which is never before that of the last one.
    fn tick(&mut self) -> u64 {
        let now = self.now().max(self.last_time);
        if now > self.last_time {
            self.event_number = 0;
        }
        self.last_time = now;
        now
    }

    /// The next id of an event: greater than all before it.
    fn event_id(&mut self) -> String {
        let time = self.tick();
        let number = self.event_number;
        self.event_number = number.saturating_add(1);
        format!("{time}-{number}")
    }

    fn session_id(&mut self) -> String {
        self.session_number = self.session_number.saturating_add(1);
        format!("0Mw{:012}", self.session_number)
    }

    pub(crate) fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.iter().find(|found| found.id == id)
    }

    pub(crate) fn conversation_mut(&mut self, id: &str) -> Option<&mut Conversation> {
        self.conversations.iter_mut().find(|found| found.id == id)
    }

    /// Gives out a token for these claims.
    pub(crate) fn issue(&mut self, claims: Claims) -> String {
        let token = claims.token(&self.settings.org_id, CHANNEL_ADDRESS);
        self.tokens.insert(token.clone(), claims);
        token
    }

    /// Whose token it is.
    pub(crate) fn claims(&self, token: &str) -> Result<Claims, TokenProblem> {
        let claims = self.tokens.get(token).ok_or(TokenProblem::Unknown)?;
        if claims.expires <= self.now() {
            return Err(TokenProblem::Expired);
        }
        Ok(claims.clone())
    }

    /// All tokens expire now.
    pub(crate) fn expire_tokens(&mut self) {
        for claims in self.tokens.values_mut() {
            claims.expires = 0;
        }
    }

    /// Counts a token request. The seconds to wait if it is one too many.
    pub(crate) fn count_token(&mut self, continuation: bool) -> Result<(), u64> {
        let now = self.now();
        let most = self
            .settings
            .limits
            .as_ref()
            .map(|limits| limits.tokens_per_minute);
        let [first, second] = &mut self.token_times;
        count(if continuation { second } else { first }, now, most)
    }

    /// Counts a message of the end user. The seconds to wait if it is one too many.
    pub(crate) fn count_message(&mut self, conversation: &str) -> Result<(), u64> {
        let now = self.now();
        let most = self
            .settings
            .limits
            .as_ref()
            .map(|limits| limits.messages_per_minute);
        self.conversation_mut(conversation)
            .map_or(Ok(()), |found| count(&mut found.said, now, most))
    }
}

/// Counts one more in a sliding minute; refuses it with the seconds until there is room.
fn count(times: &mut Vec<u64>, now: u64, most: Option<usize>) -> Result<(), u64> {
    times.retain(|time| time.saturating_add(MINUTE) > now);
    match most {
        Some(most) if times.len() >= most => {
            let oldest = times.first().copied().unwrap_or(now);
            let wait = oldest.saturating_add(MINUTE).saturating_sub(now);
            Err(wait.div_ceil(1000).max(1))
        }
        _ => {
            times.push(now);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_only_grow() {
        let mut state = State::new(Settings::default());
        let order = |id: String| {
            let (time, number) = id.split_once('-').unwrap();
            (time.parse::<u64>().unwrap(), number.parse::<u64>().unwrap())
        };
        let mut last = order(state.event_id());
        for _ in 0..1000 {
            let next = order(state.event_id());
            assert!(next > last);
            last = next;
        }
        state.reset(Settings::default());
        assert!(order(state.event_id()) > last);
    }

    #[test]
    fn a_sliding_minute_has_room_again() {
        let mut times = Vec::new();
        assert_eq!(count(&mut times, 0, Some(2)), Ok(()));
        assert_eq!(count(&mut times, 10_500, Some(2)), Ok(()));
        assert_eq!(count(&mut times, 20_000, Some(2)), Err(40));
        assert_eq!(count(&mut times, 60_000, Some(2)), Ok(()));
        assert_eq!(count(&mut times, 60_000, Some(2)), Err(11));
    }
}
