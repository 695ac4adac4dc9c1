//! What happens to conversations and sessions, and which events tell it.

use super::State;
use super::conversation::{Conversation, Routing, Session, SessionStatus};
use super::entry::{Draft, Kind};
use super::party::{EndRole, Party};
use crate::settings::{Leaving, TimeUnit};
use serde_json::{Map, Value, json};

/// Why the other side cannot do what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlError {
    /// There is no such conversation, or none at all.
    NoConversation,
    /// The conversation has no session that is not over.
    NoSession,
    /// The conversation is closed.
    Closed,
}

impl std::fmt::Display for ControlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoConversation => "there is no such conversation",
            Self::NoSession => "the conversation has no session",
            Self::Closed => "the conversation is closed",
        })
    }
}

impl std::error::Error for ControlError {}

impl State {
    /// A new conversation with its first session, which waits.
    pub(crate) fn create(
        &mut self,
        subject: &str,
        id: &str,
        attributes: Map<String, Value>,
        language: Option<String>,
    ) {
        let started = self.now();
        self.conversations.push(Conversation {
            id: id.to_owned(),
            subject: subject.to_owned(),
            attributes,
            language,
            started,
            closed: None,
            sessions: Vec::new(),
            entries: Vec::new(),
            said: Vec::new(),
        });
        self.open_session(id);
    }

    /// A further session, which waits.
    pub(crate) fn open_session(&mut self, id: &str) {
        let session = Session {
            id: self.session_id(),
            status: SessionStatus::New,
            routing: Routing::Initial,
            parties: Vec::new(),
            started: self.now(),
        };
        if let Some(found) = self.conversation_mut(id) {
            found.sessions.push(session);
        }
        self.tell_routing(id, "Initial", "None", None);
        self.move_to(id, SessionStatus::Waiting, None);
    }

    /// An agent or a bot joins the session, which becomes active.
    pub(crate) fn join(&mut self, id: &str, party: &Party) -> Result<(), ControlError> {
        let session = self.live(id)?;
        let waiting = session.status != SessionStatus::Active;
        session.routing = Routing::Routed;
        session.parties.push(party.clone());
        self.publish(id, Draft::participant("add", party));
        if waiting {
            self.move_to(id, SessionStatus::Active, None);
        }
        Ok(())
    }

    /// Agents and bots leave the session, which goes on without them.
    pub(crate) fn leave(&mut self, id: &str) -> Result<(), ControlError> {
        let session = self.live(id)?;
        session.routing = Routing::Needed;
        self.remove_parties(id);
        Ok(())
    }

    /// The session goes to another agent without ending.
    pub(crate) fn transfer(&mut self, id: &str, agent: &str) -> Result<(), ControlError> {
        self.leave(id)?;
        self.tell_routing(id, "Transfer", "None", None);
        self.join(id, &Party::agent(agent))
    }

    /// The session gets another status, short of its end.
    pub(crate) fn set_status(
        &mut self,
        id: &str,
        status: SessionStatus,
    ) -> Result<(), ControlError> {
        self.live(id)?;
        self.move_to(id, status, None);
        Ok(())
    }

    /// The session ends; if chats are session-based, the conversation closes with it.
    pub(crate) fn end_session(&mut self, id: &str, role: &EndRole) -> Result<(), ControlError> {
        self.end_session_only(id, role)?;
        if self.settings.session_based {
            self.close(id)?;
        }
        Ok(())
    }

    /// The session ends and the conversation stays open, whatever the settings say.
    pub(crate) fn end_session_only(
        &mut self,
        id: &str,
        role: &EndRole,
    ) -> Result<(), ControlError> {
        self.live(id)?;
        let leaving = self.settings.sessions.leaving;
        if leaving == Leaving::BeforeEnd {
            self.remove_parties(id);
        }
        let parties = self.live(id).map(|session| session.parties.clone())?;
        self.move_to(id, SessionStatus::Ended, role.word());
        if leaving == Leaving::AfterEnd {
            for party in &parties {
                self.publish(id, Draft::participant("remove", party));
            }
        }
        Ok(())
    }

    /// The conversation is over for good.
    pub(crate) fn close(&mut self, id: &str) -> Result<(), ControlError> {
        let now = self.now();
        let found = self.known(id)?;
        if found.closed.is_some() {
            return Err(ControlError::Closed);
        }
        found.closed = Some(now);
        self.publish(
            id,
            Draft::new(Kind::Closed, Party::system(), json!({"timestamp": now})),
        );
        Ok(())
    }

    /// The end user wants no more messages: the session ends, the conversation stays open.
    pub(crate) fn opt_out(&mut self, id: &str) -> Result<(), ControlError> {
        let subject = self.known(id)?.subject.clone();
        let payload = json!({
            "endUserSubject": subject, "consentStatus": "OptOut", "isEndUserInitiated": true,
        });
        self.publish(id, Draft::new(Kind::Consent, Party::system(), payload));
        self.end_session_only(id, &EndRole::EndUser)
    }

    /// Tells how routing goes: `routingType`, `failureType`, and the estimated wait in seconds.
    pub(crate) fn tell_routing(&mut self, id: &str, kind: &str, failure: &str, wait: Option<u32>) {
        let record = self.live(id).map(|session| session.id.clone()).ok();
        let mut payload = json!({
            "routingType": kind,
            "failureType": failure,
            "errorMessages": [],
            "recordId": record,
            "pendingServiceRoutingId": "0JR000000000001",
            "isExternallyRouted": false,
        });
        if let (Some(seconds), Some(fields)) = (wait, payload.as_object_mut()) {
            let wait = json!({"isEWTRequested": true, "estimatedWaitTimeInSeconds": seconds});
            fields.insert("estimatedWaitTime".to_owned(), wait);
        }
        self.publish(id, Draft::new(Kind::Routing, Party::system(), payload));
    }

    /// The session that is not over.
    pub(crate) fn live(&mut self, id: &str) -> Result<&mut Session, ControlError> {
        self.known(id)?.live_mut().ok_or(ControlError::NoSession)
    }

    pub(crate) fn known(&mut self, id: &str) -> Result<&mut Conversation, ControlError> {
        self.conversation_mut(id)
            .ok_or(ControlError::NoConversation)
    }

    fn remove_parties(&mut self, id: &str) {
        let parties = self
            .live(id)
            .map(|session| std::mem::take(&mut session.parties))
            .unwrap_or_default();
        for party in &parties {
            self.publish(id, Draft::participant("remove", party));
        }
    }

    /// Changes the status of the live session and tells it.
    fn move_to(&mut self, id: &str, status: SessionStatus, ended_by: Option<&str>) {
        let now = self.now();
        let unit = self.settings.sessions.times;
        let time = |ms: u64| match unit {
            TimeUnit::Milliseconds => ms,
            TimeUnit::Seconds => ms / 1000,
        };
        let Ok(session) = self.live(id) else {
            return;
        };
        let before = std::mem::replace(&mut session.status, status);
        let mut payload = json!({
            "sessionId": session.id,
            "channelAddressIdentifier": super::CHANNEL_ADDRESS,
            "conversationIdentifier": id,
            "sessionStatus": status.word(),
            "sessionStatusPrev": before.word(),
            "sessionStartTime": time(session.started),
        });
        if let (SessionStatus::Ended, Some(fields)) = (status, payload.as_object_mut()) {
            fields.insert("sessionEndTime".to_owned(), json!(time(now)));
            if let Some(role) = ended_by {
                fields.insert("sessionEndedByRole".to_owned(), json!(role));
            }
        }
        self.publish(id, Draft::new(Kind::Session, Party::system(), payload));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn active(settings: Settings) -> State {
        let mut state = State::new(settings);
        state.create("me", "c", Map::new(), None);
        state.join("c", &Party::agent("Sam")).unwrap();
        state
    }

    /// Entry types, with the status or the operation they tell.
    fn told(state: &State) -> Vec<String> {
        let seen = state.conversation("c").unwrap().seen();
        let word = |entry: &Value| {
            let payload = &entry["entryPayload"];
            let detail = payload["sessionStatus"]
                .as_str()
                .or_else(|| payload.pointer("/entries/0/operation")?.as_str());
            detail.or(payload["entryType"].as_str()).unwrap().to_owned()
        };
        seen.entries.iter().map(word).collect()
    }

    #[test]
    fn a_session_is_told_from_waiting_to_its_end() {
        let mut state = active(Settings::default());
        state.end_session("c", &EndRole::Agent).unwrap();
        assert_eq!(
            told(&state),
            [
                "RoutingResult",
                "Waiting",
                "add",
                "Active",
                "remove",
                "Ended"
            ]
        );
        assert!(state.conversation("c").unwrap().closed.is_none());
        assert_eq!(
            state.end_session("c", &EndRole::Agent),
            Err(ControlError::NoSession)
        );
    }

    #[test]
    fn the_removal_may_come_after_the_end_or_never() {
        for (leaving, last) in [(Leaving::AfterEnd, "remove"), (Leaving::Never, "Ended")] {
            let mut settings = Settings::default();
            settings.sessions.leaving = leaving;
            let mut state = active(settings);
            state.end_session("c", &EndRole::Missing).unwrap();
            assert_eq!(told(&state).last().unwrap(), last);
        }
    }

    #[test]
    fn session_based_closes_on_any_end_but_an_opt_out() {
        let settings = || Settings {
            session_based: true,
            ..Settings::default()
        };
        let mut state = active(settings());
        state.end_session("c", &EndRole::Chatbot).unwrap();
        assert!(state.conversation("c").unwrap().closed.is_some());
        let mut state = active(settings());
        state.opt_out("c").unwrap();
        assert!(state.conversation("c").unwrap().closed.is_none());
    }

    #[test]
    fn a_transfer_removes_and_adds_without_an_end() {
        let mut state = active(Settings::default());
        state.transfer("c", "Kim").unwrap();
        assert_eq!(told(&state)[4..], ["remove", "RoutingResult", "add"]);
        let party = state.conversation("c").unwrap().party("Agent").unwrap();
        assert_eq!(party.name, "Kim");
    }
}
