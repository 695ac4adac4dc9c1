//! What a site owner may choose. Every option has a default but the backend.

use serde::{Deserialize, Serialize};

use super::{end::Next, offer::Offers};

/// The rules of sessions: what of R1 to R4 is on. [`policy`] says which go together.
///
/// [`policy`]: super::policy
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent settings of the product"
)]
pub struct Rules {
    /// The end of a session ends its conversation at once (R1.1).
    pub end_chat_when_session_ends: bool,
    /// Visitors are verified by the host page's backend (R1.3).
    pub verified_users: bool,
    /// End users can end their session (R2.1).
    pub end_users_can_end: bool,
    /// A visitor can have several conversations.
    pub multiple_conversations: bool,
    /// An ended conversation can be opened again.
    pub reopening: bool,
    /// What happens to the end user's message after an end (R4.2).
    pub after_end: Next,
    /// Words that end the session when sent as a whole message (R1.4).
    pub opt_out_keywords: Vec<String>,
    /// Other ways to go on, not offered while end users can end (R2.5).
    pub other_channels: Vec<OtherChannel>,
}

/// Another way to go on: a link that the site owner offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherChannel {
    /// What the link says.
    pub label: String,
    /// Where it leads; judged like any other link.
    pub url: String,
}

/// Who tells the visitor that a session ended while the window was closed (R3.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Notification {
    /// The widget, by its launcher.
    #[default]
    Shown,
    /// The host page, by the `ended` event.
    Host,
    /// Nobody.
    Off,
}

/// What the core needs of a configuration; the rest concerns the shell and the window alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The rules of sessions.
    pub rules: Rules,
    /// Who tells of an end behind a closed window.
    pub notification: Notification,
    /// What the page offers around a chat.
    pub offers: Offers,
    /// The name the window carries while nobody is there.
    pub brand: String,
}

/// Settings that were published while a page was open (R1.6); what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RulesChange {
    /// See [`Rules::end_chat_when_session_ends`].
    pub end_chat_when_session_ends: Option<bool>,
    /// See [`Rules::end_users_can_end`].
    pub end_users_can_end: Option<bool>,
    /// See [`Rules::after_end`].
    pub after_end: Option<Next>,
}

impl Rules {
    /// These rules with a published change.
    #[must_use]
    pub fn changed(&self, change: &RulesChange) -> Self {
        Self {
            end_chat_when_session_ends: change
                .end_chat_when_session_ends
                .unwrap_or(self.end_chat_when_session_ends),
            end_users_can_end: change.end_users_can_end.unwrap_or(self.end_users_can_end),
            after_end: change.after_end.unwrap_or(self.after_end),
            ..self.clone()
        }
    }
}
