//! What an agent or an administrator can choose at the desk.

use serde::{Deserialize, Serialize};
use session_chat::domain::{
    EndedBy,
    config::RulesChange,
    end::Next,
    offer::{Files, Offers, Scale, Survey},
    time::MINUTE,
};

use super::{hours::Hours, pre_chat, prepared::written};

/// The settings of a desk. Changed ones take effect at once (R1.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that have nothing to do with each other"
)]
pub struct Settings {
    /// The name the assistant gives when it greets.
    pub brand: String,
    /// The agent's name, as visitors read it.
    pub agent_name: String,
    /// Whether the agent takes conversations.
    pub online: bool,
    /// How many conversations the agent takes at a time.
    pub capacity: u32,
    /// The end of a session closes its conversation at once (R1.1).
    pub end_chat_when_session_ends: bool,
    /// Whether end users can end their session (R2.1); none leaves it to the page.
    pub end_users_can_end: Option<bool>,
    /// What happens to a message after an end (R4.2); none leaves it to the page.
    pub after_end: Option<Next>,
    /// Requests of end users to end their session are refused, to try R2.4.
    pub refuse_ends: bool,
    /// When a silent end user is warned, and when the session ends; none means never.
    pub inactivity: Option<Inactivity>,
    /// The wait that is told for each place in the queue, in milliseconds.
    pub wait_per_place_ms: u64,
    /// In whose name *End session* ends one, to try the wordings.
    pub end_as: EndAs,
    /// Standard sentences, sent with one click (R4.1).
    pub macros: Vec<String>,
    /// A form stands before each chat (R6.3).
    pub pre_chat: bool,
    /// Visitors may send files (R6.5).
    pub files: bool,
    /// What is asked after a chat; none means nothing.
    pub survey: Option<SurveyRule>,
    /// When somebody is there (R6.3); none means at any hour.
    pub hours: Option<Hours>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            brand: "Session Chat".into(),
            agent_name: "Sam".into(),
            online: true,
            capacity: 3,
            end_chat_when_session_ends: false,
            end_users_can_end: None,
            after_end: None,
            refuse_ends: false,
            inactivity: None,
            wait_per_place_ms: 2 * MINUTE,
            end_as: EndAs::Agent,
            macros: MACROS.iter().map(|&text| text.into()).collect(),
            pre_chat: false,
            files: false,
            survey: None,
            hours: None,
        }
    }
}

impl Settings {
    /// The rules that windows have to follow whatever their page says.
    pub fn rules(&self) -> RulesChange {
        RulesChange {
            end_chat_when_session_ends: self.end_chat_when_session_ends.then_some(true),
            end_users_can_end: self.end_users_can_end,
            after_end: self.after_end,
        }
    }

    /// What windows that followed `before` have to be told.
    pub fn rules_since(&self, before: &Self) -> RulesChange {
        let closes = self.end_chat_when_session_ends;
        RulesChange {
            end_chat_when_session_ends: (closes != before.end_chat_when_session_ends)
                .then_some(closes),
            end_users_can_end: self
                .end_users_can_end
                .filter(|_| self.end_users_can_end != before.end_users_can_end),
            after_end: self
                .after_end
                .filter(|_| self.after_end != before.after_end),
        }
    }

    /// What windows offer around a chat.
    pub fn offers(&self) -> Offers {
        Offers {
            pre_chat: self.pre_chat.then(|| written(&pre_chat::form())),
            survey: self.survey.map(|rule| written(&rule.survey())),
            files: self.files.then(|| written(&Files::default())),
            ..Offers::default()
        }
    }

    /// What windows that know the offers of `before` have to be told. Nothing is asked of those
    /// who are in a chat already, and what was offered once cannot be taken back.
    pub fn offers_since(&self, before: &Self) -> Offers {
        let (new, old) = (self.offers(), before.offers());
        Offers {
            survey: new.survey.filter(|_| self.survey != before.survey),
            files: new.files.filter(|_| old.files.is_none()),
            ..Offers::default()
        }
    }
}

/// What is asked after a chat, and after which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SurveyRule {
    /// What can be chosen.
    pub scale: Scale,
    /// Only after an agent's end (R4.8).
    pub agent_only: bool,
}

impl SurveyRule {
    fn survey(self) -> Survey {
        Survey {
            scale: self.scale,
            comment: true,
            ended_by: if self.agent_only {
                vec![EndedBy::Agent]
            } else {
                Vec::new()
            },
            ..Survey::default()
        }
    }
}

const MACROS: [&str; 4] = [
    "Hello, thanks for waiting. How can I help?",
    "Could you tell me your **order number**, please?",
    "One moment, I am looking into it.",
    "I am glad that I could help. I will end this chat now; you can start a new one at any time.",
];

/// When a silent end user is warned, and when the session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inactivity {
    /// Milliseconds of silence until the warning.
    pub warn_after_ms: u64,
    /// Milliseconds from the warning to the end.
    pub end_after_ms: u64,
}

/// In whose name the desk ends a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndAs {
    /// The agent at the desk.
    #[default]
    Agent,
    /// Someone who oversees agents.
    Supervisor,
    /// The backend itself.
    System,
    /// A trigger or rule.
    Automation,
}

impl EndAs {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Agent,
        Self::Supervisor,
        Self::System,
        Self::Automation,
    ];

    /// As the end is recorded.
    pub const fn ended_by(self) -> EndedBy {
        match self {
            Self::Agent => EndedBy::Agent,
            Self::Supervisor => EndedBy::Supervisor,
            Self::System => EndedBy::System,
            Self::Automation => EndedBy::Automation,
        }
    }

    /// Its stable name, for the value of a choice.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::System => "system",
            Self::Automation => "automation",
        }
    }

    /// The one with this stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// Whether a person with a name ends it.
    pub const fn is_person(self) -> bool {
        matches!(self, Self::Agent | Self::Supervisor)
    }
}
