//! What an emulated deployment is like, and how it misbehaves all the time.
//!
//! What goes wrong once, or with single requests, is a [`FaultRule`](crate::FaultRule).

mod deployment;
mod stream;

pub use deployment::{
    Agents, Captcha, ChoiceList, DisplayContext, FieldType, HiddenField, Hours, Opening, PreChat,
    PreChatField, Terms,
};
pub use stream::{Chaos, LineEnd, PayloadForm, StreamSettings};

use serde::{Deserialize, Serialize};

/// Everything that can be set. In JSON (`POST /control/deployment`) the names are in camelCase,
/// and what is left out stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The organisation: 15 characters. Clients may send 18 with the token request, not on streams.
    pub org_id: String,
    /// The deployment's developer name.
    pub deployment: String,
    /// `api` for a custom client. All else is refused by the token requests.
    pub deployment_type: String,
    /// Users are verified: tokens need an identity JWT. Not together with `session_based`.
    pub verified: bool,
    /// The conversation closes when its session ends. Not together with `verified`.
    pub session_based: bool,
    /// Until a token expires, in milliseconds.
    pub token_lifetime_ms: u64,
    /// How far the server's clock is ahead of the machine's, in milliseconds.
    pub clock_skew_ms: i64,
    /// Which pages may call, and what they may read.
    pub cors: Cors,
    /// The event stream.
    pub stream: StreamSettings,
    /// The lifecycle of sessions.
    pub sessions: SessionSettings,
    /// What happens to messages of end users.
    pub messages: MessageSettings,
    /// Lists of entries and of conversations.
    pub lists: ListSettings,
    /// Which files are taken.
    pub files: FileSettings,
    /// Rate limits; none unless set.
    pub limits: Option<Limits>,
    /// Whether anybody is there to answer.
    pub agents: Agents,
    /// When the business is open.
    pub hours: Hours,
    /// The form before the chat.
    pub pre_chat: Option<PreChat>,
    /// Terms to agree to before the chat.
    pub terms: Option<Terms>,
    /// A proof that an unverified user brings for a token; none is needed without it.
    pub captcha: Option<Captcha>,
    /// Who answers.
    pub script: Script,
    /// What the script waits before it speaks, in milliseconds.
    pub script_pace_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            org_id: "00D000000000001".to_owned(),
            deployment: "Demo_Custom_Client".to_owned(),
            deployment_type: "api".to_owned(),
            verified: false,
            session_based: false,
            token_lifetime_ms: 6 * 60 * 60 * 1000,
            clock_skew_ms: 0,
            cors: Cors::default(),
            stream: StreamSettings::default(),
            sessions: SessionSettings::default(),
            messages: MessageSettings::default(),
            lists: ListSettings::default(),
            files: FileSettings::default(),
            limits: None,
            agents: Agents::default(),
            hours: Hours::default(),
            pre_chat: None,
            terms: None,
            captcha: None,
            script: Script::None,
            script_pace_ms: 700,
        }
    }
}

impl Settings {
    /// A deployment whose streams end every few seconds, and say things twice, too late and again
    /// after each reconnect; the same ones for the same seed.
    pub fn rough(seed: u64) -> Self {
        let mut settings = Self::default();
        settings.stream.chaos = Some(Chaos {
            duplicate: 0.02,
            reorder: 0.02,
            seed,
        });
        settings.stream.recycle_ms = Some(4_000);
        settings.stream.ping_ms = 1_000;
        settings.stream.replay_again = 5;
        settings
    }

    /// Refuses what cannot be set together, with a sentence that names the settings.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.verified && self.session_based {
            return Err(
                "sessionBased and verified exclude each other: turn one of them off".to_owned(),
            );
        }
        let plain = self.org_id.chars().all(|c| c.is_ascii_alphanumeric());
        if self.org_id.len() != 15 || !self.org_id.starts_with("00D") || !plain {
            return Err(format!(
                "orgId is 15 letters and digits that begin with 00D, not {}",
                self.org_id
            ));
        }
        Ok(())
    }
}

/// Cross-origin rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Cors {
    /// The origins that may call; any without a list.
    pub origins: Option<Vec<String>>,
    /// Whether the event stream may be read across origins too.
    pub streams: bool,
    /// Whether the preflight allows the header `Last-Event-Id`.
    pub last_event_id: bool,
    /// Response headers that a page may read. What the real service exposes is not known.
    pub exposed: Vec<String>,
}

impl Default for Cors {
    fn default() -> Self {
        Self {
            origins: None,
            streams: true,
            last_event_id: true,
            exposed: vec!["date".to_owned(), "retry-after".to_owned()],
        }
    }
}

/// How sessions begin, are told about, and end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionSettings {
    /// The unit of the times in session events.
    pub times: TimeUnit,
    /// When the removal of the participants is told at the end of a session.
    pub leaving: Leaving,
    /// Status of requests on a closed conversation. The real one is not known.
    pub closed_status: u16,
    /// Whole messages, in any letter case, that opt the end user out.
    pub opt_out: Vec<String>,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            times: TimeUnit::Milliseconds,
            leaving: Leaving::BeforeEnd,
            closed_status: 400,
            opt_out: vec!["stop".to_owned(), "unsubscribe".to_owned()],
        }
    }
}

/// The unit of epoch times in session events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TimeUnit {
    /// As everywhere else.
    Milliseconds,
    /// As an example of the schema has it.
    Seconds,
}

/// When `ParticipantChanged(remove)` is sent at the end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Leaving {
    /// Before `SessionStatusChanged(Ended)`.
    BeforeEnd,
    /// After it.
    AfterEnd,
    /// Not at all.
    Never,
}

/// What happens to a message of the end user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageSettings {
    /// It comes back on the stream.
    pub echo: bool,
    /// Its delivery is acknowledged.
    pub acknowledge: bool,
    /// A text with a URL at its start or end becomes two messages: text and rich link.
    pub split_urls: bool,
    /// A second message with the same id.
    pub repeated: Repeated,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            echo: true,
            acknowledge: true,
            split_urls: true,
            repeated: Repeated::Ignored,
        }
    }
}

/// What a second message with an id that is known already does. The real behaviour is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Repeated {
    /// It is answered as the first one was and stored once.
    Ignored,
    /// It is stored and told again.
    Stored,
    /// It is refused with 409.
    Refused,
}

/// Lists of entries and of conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ListSettings {
    /// How long an entry is missing from the list after it was told on the stream, in
    /// milliseconds.
    pub entries_delay_ms: u64,
    /// How long a closed conversation is still listed as open, in milliseconds.
    pub close_delay_ms: u64,
    /// Each message is followed by an entry of a type that no client knows.
    pub strangers: bool,
}

/// Which files are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct FileSettings {
    /// The largest size in bytes; more is refused with 413.
    pub most_bytes: usize,
    /// Media types, or their first halves with a slash (`image/`); others are refused with 415.
    pub types: Vec<String>,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            most_bytes: 5 * 1024 * 1024,
            types: ["image/", "text/plain", "text/csv", "application/pdf"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

/// Rate limits. What is over them is answered with 429 and `Retry-After` in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// Token requests in one minute; continuation tokens are counted by themselves.
    pub tokens_per_minute: usize,
    /// Messages of the end user in one minute and one conversation.
    pub messages_per_minute: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens_per_minute: 200,
            messages_per_minute: 22,
        }
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Script {
    /// Nobody: a test plays the other side through [`Control`](crate::Control).
    None,
    /// A bot that shows everything it can send, and an agent behind it.
    Bot,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_based_and_verified_exclude_each_other() {
        let settings = Settings {
            verified: true,
            session_based: true,
            ..Settings::default()
        };
        let error = settings.check().unwrap_err();
        assert!(error.contains("sessionBased") && error.contains("verified"));
        assert_eq!(Settings::default().check(), Ok(()));
    }

    #[test]
    fn an_org_id_of_eighteen_characters_is_refused() {
        let settings = Settings {
            org_id: "00D000000000001AAA".to_owned(),
            ..Settings::default()
        };
        assert!(settings.check().is_err());
    }
}
