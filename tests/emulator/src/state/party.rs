//! Who takes part in a conversation.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A participant as the wire shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) role: &'static str,
    pub(crate) app_type: &'static str,
    pub(crate) subject: String,
    /// What `senderDisplayName` says.
    pub(crate) name: String,
}

impl Party {
    pub(crate) fn end_user(subject: &str) -> Self {
        Self {
            role: "EndUser",
            app_type: "iamessage",
            subject: subject.to_owned(),
            name: "Guest".to_owned(),
        }
    }

    pub(crate) fn agent(name: &str) -> Self {
        Self {
            role: "Agent",
            app_type: "agent",
            subject: identifier("005", name),
            name: name.to_owned(),
        }
    }

    pub(crate) fn bot(name: &str) -> Self {
        Self {
            role: "Chatbot",
            app_type: "chatbot",
            subject: identifier("0Xx", name),
            name: name.to_owned(),
        }
    }

    pub(crate) fn system() -> Self {
        Self {
            role: "System",
            app_type: "conversation",
            subject: "automated-process".to_owned(),
            name: "Automated Process".to_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({"role": self.role, "appType": self.app_type, "subject": self.subject})
    }
}

/// An id of 15 characters that is always the same for the same name.
fn identifier(prefix: &str, name: &str) -> String {
    let sum = name.bytes().fold(7_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    format!("{prefix}{:012}", sum % 1_000_000_000_000)
}

/// Who sends what a test sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sender {
    /// The agent of the session, or one called Sam if there is none.
    #[default]
    Agent,
    /// The bot of the session, or one called Assistant if there is none.
    Bot,
    /// The system.
    System,
    /// The end user, as if from another device.
    EndUser,
}

/// What a session's end says about who ended it. The service is not reliable in this, so neither
/// is the emulator if asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndRole {
    /// The end user.
    EndUser,
    /// A bot.
    Chatbot,
    /// An agent.
    #[default]
    Agent,
    /// A supervisor.
    Supervisor,
    /// The system.
    System,
    /// The router.
    Router,
    /// A digital worker, which only newer schemas know.
    DigitalWorker,
    /// The field is left out.
    Missing,
    /// Any other word.
    Other(String),
}

impl EndRole {
    /// What the payload says, if anything.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::EndUser => Some("EndUser"),
            Self::Chatbot => Some("Chatbot"),
            Self::Agent => Some("Agent"),
            Self::Supervisor => Some("Supervisor"),
            Self::System => Some("System"),
            Self::Router => Some("Router"),
            Self::DigitalWorker => Some("DigitalWorker"),
            Self::Missing => None,
            Self::Other(word) => Some(word),
        }
    }
}
