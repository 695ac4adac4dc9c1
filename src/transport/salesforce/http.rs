//! The calls to the server, before and after they are made.

use crate::domain::{ConversationId, MessageId, policy::LONGEST_ASKED_WAIT_MS, time::SECOND};

/// What a call is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// The configuration of the deployment.
    Config,
    /// Its business hours.
    Hours,
    /// Whether an agent is there.
    Agents,
    /// A token for somebody new, or for a visitor that the page vouches for.
    Token,
    /// A token for another page of the same visitor.
    Continue,
    /// A new conversation.
    Create(ConversationId),
    /// The newest entries, after an absence.
    Newest(ConversationId),
    /// Older entries.
    Older(ConversationId),
    /// All conversations: to see whether this one goes on, or to list them for the visitor.
    List {
        /// Whether the visitor wants to see it.
        is_wanted: bool,
    },
    /// Whether somebody is still looked for.
    Routing(ConversationId),
    /// A message.
    Message(MessageId),
    /// A message with a file.
    File(MessageId),
    /// The end of a session, or with it of the whole conversation.
    End {
        /// Whether the conversation is closed too.
        closes: bool,
    },
    /// The end of a conversation that is forgotten here.
    Clear {
        /// Whether its session is over: then it may be closed meanwhile.
        is_over: bool,
    },
    /// What nobody waits for: typing, receipts.
    Aside,
    /// Whether the server is there at all, without an answer that a page may read.
    Probe,
}

/// How long an answer may take, in milliseconds.
pub const PATIENCE_MS: u32 = 30_000;
/// How long the answer to what is asked before a chat may take: the first message waits for it.
const BEFORE_PATIENCE_MS: u32 = 10_000;
/// How long the answer to a file may take, which has to arrive first.
const FILE_PATIENCE_MS: u32 = 300_000;

impl Call {
    /// How long the answer may take, in milliseconds: that to a message as long as the core waits.
    pub const fn patience_ms(&self) -> u32 {
        match self {
            Self::File(_) => FILE_PATIENCE_MS,
            Self::Config | Self::Hours | Self::Agents => BEFORE_PATIENCE_MS,
            _ => PATIENCE_MS,
        }
    }

    /// Whether it speaks for a visitor, and is of no use once they are forgotten.
    pub const fn is_of_visitor(&self) -> bool {
        !matches!(
            self,
            Self::Config
                | Self::Hours
                | Self::Agents
                | Self::Probe
                | Self::End { .. }
                | Self::Clear { .. }
        )
    }
}

/// Whether a header may carry this: what else a server names its events cannot be said back to it.
pub fn is_sayable(id: &str) -> bool {
    (1..=1024).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A call that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What for.
    pub call: Call,
    /// The method.
    pub method: &'static str,
    /// The path with the query.
    pub path: String,
    /// The body, JSON; of a file, what stands beside it.
    pub body: Option<String>,
    /// The token that it carries.
    pub bearer: Option<String>,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<V> {
    /// The status; zero where there was no answer that a page may read.
    pub status: u16,
    /// How long the server wants to be left alone, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The body, if it is JSON.
    pub body: Option<V>,
}

impl<V> Reply<V> {
    /// No answer.
    pub const NONE: Self = Self {
        status: 0,
        retry_after_ms: None,
        body: None,
    };

    /// Whether the server did what it was asked for.
    pub const fn is_done(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether the same call may fare better later.
    pub const fn is_passing(&self) -> bool {
        matches!(self.status, 0 | 408 | 425 | 429 | 500..=599)
    }
}

/// How long a server wants to be left alone, in milliseconds: it says so in seconds, or by a date
/// that is so far away. What is no date, and what is past, asks for nothing.
pub fn asked_wait(said: &str, until_date: impl FnOnce() -> f64) -> Option<u64> {
    let ms = if let Ok(seconds) = said.trim().parse::<u64>() {
        seconds.saturating_mul(SECOND)
    } else {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a date in the past, and what is no date, become nought"
        )]
        let ms = until_date() as u64;
        ms
    };
    (ms > 0).then_some(ms.min(LONGEST_ASKED_WAIT_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::{FILE_TIMEOUT_MS, SEND_TIMEOUT_MS};

    #[test]
    fn s07_what_is_no_wait_is_none_and_none_is_longer_than_a_quarter_of_an_hour() {
        let no_date = || f64::NAN;
        for (said, wait) in [
            ("7", Some(7_000)),
            (" 7 ", Some(7_000)),
            ("0", None),
            ("86400", Some(LONGEST_ASKED_WAIT_MS)),
            ("18446744073709551615", Some(LONGEST_ASKED_WAIT_MS)),
            ("", None),
            ("-7", None),
            ("soon", None),
        ] {
            assert_eq!(asked_wait(said, no_date), wait, "{said}");
        }
        for (until, wait) in [
            (7_000.0, Some(7_000)),
            (0.0, None),
            (-7_000.0, None),
            (f64::INFINITY, Some(LONGEST_ASKED_WAIT_MS)),
        ] {
            let said = "Wed, 21 Oct 2026 07:28:00 GMT";
            assert_eq!(asked_wait(said, || until), wait, "{until}");
        }
    }

    #[test]
    fn r6_5_a_call_is_waited_for_as_long_as_the_core_waits_for_its_message() {
        let patience = |call: Call| u64::from(call.patience_ms());
        assert_eq!(patience(Call::Message("m".into())), SEND_TIMEOUT_MS);
        assert_eq!(patience(Call::File("m".into())), FILE_TIMEOUT_MS);
        assert!(patience(Call::Config) < SEND_TIMEOUT_MS);
    }
}
