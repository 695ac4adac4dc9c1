//! What surrounds a chat: questions before it, files in it, a survey after it.
//!
//! A site or a backend offers each of them as JSON. The core passes the texts on without looking
//! inside: the code that reads and draws them is loaded once one of them is shown.
//!
//! All of it may be foreign text.

use serde::{Deserialize, Serialize};

use super::{end::EndedBy, id::ConversationId, message::Author, rich::Field, time::Instant};

/// What is offered; what is missing is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Offers {
    /// A [`PreChat`] as JSON.
    pub pre_chat: Option<String>,
    /// Whether that is asked before each session of a conversation, not before the first alone.
    pub pre_chat_again: bool,
    /// A [`Survey`] as JSON.
    pub survey: Option<String>,
    /// The [`Files`] that are taken, as JSON.
    pub files: Option<String>,
}

impl Offers {
    /// These offers, and those of a backend over them.
    #[must_use]
    pub fn with(&self, other: Self) -> Self {
        let Self {
            pre_chat,
            pre_chat_again,
            survey,
            files,
        } = self.clone();
        Self {
            pre_chat: other.pre_chat.or(pre_chat),
            pre_chat_again: pre_chat_again || other.pre_chat_again,
            survey: other.survey.or(survey),
            files: other.files.or(files),
        }
    }
}

/// What the answers before a chat answer to, as if it were the id of a message.
pub const PRE_CHAT: &str = "pre-chat";

/// What is asked before a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreChat {
    /// The headline.
    pub title: String,
    /// What to know before, in Markdown: terms with a link to them, for example.
    pub text: String,
    /// The fields. Consent is a box that must be ticked.
    pub fields: Vec<Field>,
    /// What the button says, if not *Start chat*.
    pub submit: String,
}

/// What is asked after a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Survey {
    /// What can be chosen.
    pub scale: Scale,
    /// What is asked, if not *How was this chat?*
    pub question: String,
    /// Whether some words can be added.
    pub comment: bool,
    /// Whether it works only while the session runs; then it is not offered after an end by the
    /// end user (R2.7).
    pub needs_session: bool,
    /// After whose end it is offered; empty means after everybody's (R4.8).
    pub ended_by: Vec<EndedBy>,
}

/// What can be chosen in a survey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scale {
    /// One to five stars.
    #[default]
    Stars,
    /// Five faces, from unhappy to happy.
    Faces,
    /// Nought to ten.
    Numbers,
}

impl Scale {
    /// The lowest and the highest score.
    pub const fn bounds(self) -> (u8, u8) {
        match self {
            Self::Stars | Self::Faces => (1, 5),
            Self::Numbers => (0, 10),
        }
    }
}

impl Survey {
    /// Whether it is offered after an end by this one.
    pub fn is_offered_after(&self, by: EndedBy) -> bool {
        let is_own = matches!(by, EndedBy::EndUser | EndedBy::OptOut);
        let is_named = self.ended_by.is_empty() || self.ended_by.contains(&by);
        is_named && !(is_own && self.needs_session)
    }
}

/// What the end user answered to a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The score, within [`Scale::bounds`].
    pub score: Option<u8>,
    /// Some words.
    #[serde(default)]
    pub comment: String,
}

/// Which files are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Files {
    /// Their extensions, in small letters and without the dot.
    pub types: Vec<String>,
    /// How many bytes one may have.
    pub max_bytes: u64,
    /// How many can be chosen together.
    pub max_count: usize,
}

/// How many bytes a file may have unless somebody says otherwise: five mebibytes.
pub const FILE_BYTES: u64 = 5 * 1024 * 1024;

impl Default for Files {
    fn default() -> Self {
        Self {
            types: ["png", "jpg", "jpeg", "gif", "webp", "pdf", "txt"]
                .map(str::to_owned)
                .into(),
            max_bytes: FILE_BYTES,
            max_count: 5,
        }
    }
}

/// One of the end user's conversations, as it stands in the list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Which.
    pub id: ConversationId,
    /// Who is there, or was there last.
    #[serde(default)]
    pub participant: Option<Author>,
    /// The newest text, shortened.
    #[serde(default)]
    pub last: String,
    /// When that was said.
    pub at: Instant,
    /// How its session ended, if it did.
    #[serde(default)]
    pub ended: Option<super::end::EndInfo>,
    /// How many messages the end user has not seen.
    #[serde(default)]
    pub unread: u32,
}

/// How many messages have not been seen in conversations other than `current`.
pub fn unread_elsewhere(all: &[Summary], current: Option<&ConversationId>) -> u32 {
    let others = all.iter().filter(|one| Some(&one.id) != current);
    others.fold(0, |sum, one| sum.saturating_add(one.unread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_7_a_survey_that_needs_the_session_is_not_offered_after_the_end_users_own_end() {
        let survey = Survey {
            needs_session: true,
            ..Survey::default()
        };
        assert!(!survey.is_offered_after(EndedBy::EndUser));
        assert!(!survey.is_offered_after(EndedBy::OptOut));
        assert!(survey.is_offered_after(EndedBy::Agent));
        assert!(Survey::default().is_offered_after(EndedBy::EndUser));
    }

    #[test]
    fn r4_8_a_survey_is_offered_after_the_ends_it_names() {
        let survey = Survey {
            ended_by: vec![EndedBy::Agent],
            ..Survey::default()
        };
        assert!(survey.is_offered_after(EndedBy::Agent));
        assert!(!survey.is_offered_after(EndedBy::Bot));
    }

    #[test]
    fn offers_of_a_backend_stand_over_those_of_the_page() {
        let some = |text: &str| Some(text.to_owned());
        let page = Offers {
            pre_chat: some("page"),
            survey: some("page"),
            ..Offers::default()
        };
        let backend = Offers {
            survey: some("backend"),
            ..Offers::default()
        };
        assert_eq!(
            page.with(backend),
            Offers {
                pre_chat: some("page"),
                survey: some("backend"),
                ..Offers::default()
            }
        );
    }
}
