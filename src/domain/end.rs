//! The end of a session: who, why, when, and what comes next.

use serde::{Deserialize, Serialize};

use super::time::Instant;

/// Who ended a session. It chooses wording and records, never control flow, because real
/// backends report it wrongly.
///
/// The order is the order of trust when two reports of one end disagree: the later variant wins.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// Nobody said who.
    #[default]
    Unknown,
    /// The backend itself, a shutdown for example.
    System,
    /// A trigger or rule.
    Automation,
    /// Nobody wrote for too long.
    Inactivity,
    /// An automated participant.
    Bot,
    /// A human representative.
    Agent,
    /// Someone who oversees agents.
    Supervisor,
    /// The visitor, through *End conversation*.
    EndUser,
    /// The visitor, by sending an opt-out keyword.
    OptOut,
}

/// What happens to the end user's next message once the session is over (R4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Next {
    /// The transcript stays, nothing can be sent; a new chat is started explicitly.
    #[default]
    ReadOnly,
    /// The window clears; a new chat is started explicitly.
    Reset,
    /// The message opens a new session, and the window says so before it is sent.
    Reopen,
}

/// The end of one session as a backend reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndInfo {
    /// Who ended it.
    #[serde(default)]
    pub by: EndedBy,
    /// Why, in the words of whoever ended it. Foreign text.
    #[serde(default)]
    pub reason: Option<String>,
    /// The name of whoever ended it, if it has one. Foreign text.
    #[serde(default)]
    pub actor_name: Option<String>,
    /// When the backend says it ended.
    pub at: Instant,
    /// Whether the whole conversation is closed with it, not just its session.
    #[serde(default)]
    pub closes_conversation: bool,
}

impl EndInfo {
    /// An end of which nothing is known but the time.
    pub const fn unknown(at: Instant) -> Self {
        Self {
            by: EndedBy::Unknown,
            reason: None,
            actor_name: None,
            at,
            closes_conversation: false,
        }
    }

    /// Two reports of one end as one. The order in which they came does not matter: the more
    /// trusted author, the earlier time, and whatever only one of them knew.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let (named, vague) = if (self.by, &self.actor_name) >= (other.by, &other.actor_name) {
            (self, other)
        } else {
            (other, self)
        };
        Self {
            by: named.by,
            reason: named.reason.max(vague.reason),
            // A vaguer report names the actor only if the trusted one left it out.
            actor_name: named.actor_name.or(vague.actor_name),
            at: named.at.min(vague.at),
            closes_conversation: named.closes_conversation || vague.closes_conversation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports() -> Vec<EndInfo> {
        vec![
            EndInfo::unknown(Instant(40)),
            EndInfo {
                by: EndedBy::Agent,
                reason: Some("solved".into()),
                actor_name: Some("Sam".into()),
                at: Instant(50),
                closes_conversation: false,
            },
            EndInfo {
                by: EndedBy::System,
                reason: None,
                actor_name: None,
                at: Instant(45),
                closes_conversation: true,
            },
        ]
    }

    #[test]
    fn the_order_of_two_reports_does_not_matter() {
        for a in reports() {
            for b in reports() {
                assert_eq!(a.clone().merge(b.clone()), b.clone().merge(a.clone()));
            }
        }
    }

    #[test]
    fn a_report_merged_with_itself_is_itself() {
        for a in reports() {
            assert_eq!(a.clone().merge(a.clone()), a);
        }
    }

    #[test]
    fn the_agent_is_named_even_if_the_roleless_report_came_first() {
        let [vague, agent, system] = reports().try_into().unwrap();
        let merged = vague.merge(system).merge(agent);
        assert_eq!(merged.by, EndedBy::Agent);
        assert_eq!(merged.actor_name.as_deref(), Some("Sam"));
        assert_eq!(merged.at, Instant(40));
        assert!(merged.closes_conversation);
    }
}
