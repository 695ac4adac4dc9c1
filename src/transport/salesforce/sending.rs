//! The way of a message: a token if there is none, a conversation if it starts one, then itself.

use super::{
    advice::Advice,
    before::TERMS,
    client::{Client, path},
    content,
    http::{Call, Reply},
    json::{Object, is_word, items, list, moment, some_text, text},
    token,
};
use crate::{
    domain::{
        BackendEvent, ConversationId, MessageId,
        effect::{Opens, Outgoing},
        event::SendRefusal,
        offer::PRE_CHAT,
        snapshot::{Availability, LostReason},
        time::MINUTE,
    },
    value::Value,
};

/// How many messages of one visitor the server takes in a minute.
const MOST_A_MINUTE: usize = 22;
/// How many conversations of one page the server takes in half a minute.
const MOST_STARTS: usize = 3;
const HALF_A_MINUTE: u64 = MINUTE / 2;
/// How many sent messages are remembered.
const REMEMBERED: usize = 20;

/// A message that the server refused.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Which one.
    pub id: MessageId,
    /// Whether the server said that there is no session any more.
    pub is_over: bool,
}

impl<V: Value> Client<V> {
    pub(super) fn send(&mut self, outgoing: Outgoing) {
        let id = &outgoing.id;
        if self.is_under_way(id) {
            // Back in its conversation, it counts there again.
            self.strays.retain(|stray| stray != id);
            return;
        }
        let now = self.now;
        self.sent_at.retain(|at| now.since(*at) < MINUTE);
        if let Some(first) = self
            .sent_at
            .first()
            .filter(|_| self.sent_at.len() >= MOST_A_MINUTE)
        {
            let after_ms = MINUTE.saturating_sub(now.since(*first));
            let why = SendRefusal::Later {
                after_ms: Some(after_ms),
            };
            self.refuse(id.clone(), why);
            return;
        }
        if outgoing.opens == Opens::New && self.shown.as_ref() != Some(&outgoing.conversation) {
            self.leave();
            self.shown = Some(outgoing.conversation.clone());
        }
        if let Some(answer) = &outgoing.answer
            && answer.to.as_str() == PRE_CHAT
        {
            self.answers = content::pairs::<V>(answer);
            self.answers.retain(|(name, _)| name != TERMS);
        }
        self.is_wanted = true;
        self.outgoing = Some(outgoing);
        self.advance();
    }

    /// Whether this message was sent and not answered yet.
    pub(super) fn is_under_way(&self, id: &MessageId) -> bool {
        let mut calls = self.under_way.iter();
        calls.any(|call| matches!(call, Call::Message(sent) | Call::File(sent) if sent == id))
    }

    /// What a message said that was sent from this page, if that is remembered.
    pub(super) fn sent_text(&self, id: &MessageId) -> Option<&String> {
        let sent = self.sent.iter().find(|(sent, _)| sent == id);
        sent.map(|(_, text)| text)
    }

    /// Takes the next step on the way of the message there is.
    pub(super) fn advance(&mut self) {
        let Some(outgoing) = self.outgoing.clone() else {
            return;
        };
        if self.access.token.is_none() {
            self.ask_token();
        } else if outgoing.opens == Opens::New && !self.is_created {
            if !self.may_start(&outgoing) {
                return;
            }
            let attributes = self.place.attributes(&self.answers);
            let body = Object::default()
                .text("conversationId", outgoing.conversation.as_str())
                .text("esDeveloperName", &self.place.deployment)
                .some_text("language", self.place.language.as_deref())
                .raw("routingAttributes", &attributes);
            let call = Call::Create(outgoing.conversation);
            let path = "/iamessage/api/v2/conversation".to_owned();
            self.call("POST", call, path, Some(body.end()));
        } else {
            self.post(&outgoing);
        }
    }

    /// Whether a conversation may be started now; a message that would start one too many waits.
    fn may_start(&mut self, outgoing: &Outgoing) -> bool {
        let call = Call::Create(outgoing.conversation.clone());
        if self.under_way.contains(&call) {
            return false;
        }
        let now = self.now;
        self.started_at.retain(|at| now.since(*at) < HALF_A_MINUTE);
        let Some(first) = self
            .started_at
            .first()
            .filter(|_| self.started_at.len() >= MOST_STARTS)
        else {
            self.started_at.push(now);
            return true;
        };
        let after_ms = Some(HALF_A_MINUTE.saturating_sub(now.since(*first)));
        self.outgoing = None;
        self.refuse(outgoing.id.clone(), SendRefusal::Later { after_ms });
        false
    }

    fn post(&mut self, outgoing: &Outgoing) {
        let id = outgoing.id.clone();
        let is_again = outgoing.opens == Opens::Again;
        let message = Object::default().text("id", id.as_str());
        let (call, rest, message) = if outgoing.content.is_some() {
            // How far it has come nobody tells; that it is under way can be shown, and stopped.
            self.tell(BackendEvent::Progress {
                id: id.clone(),
                percent: 0,
            });
            let file = message.text("fileId", &(self.chance.id)());
            (Call::File(id), "/file", file)
        } else {
            let message = self.said(outgoing, message);
            (Call::Message(id), "/message", message)
        };
        let mut body = Object::default()
            .raw("message", &message.end())
            .text("esDeveloperName", &self.place.deployment)
            .raw(
                "isNewMessagingSession",
                if is_again { "true" } else { "false" },
            )
            .some_text("language", self.place.language.as_deref());
        let is_asked_anew = self
            .deployment
            .as_ref()
            .is_some_and(|known| known.is_per_session);
        if is_again && is_asked_anew {
            body = body.raw("routingAttributes", &self.place.attributes(&self.answers));
        }
        let path = path(&outgoing.conversation, rest);
        self.call("POST", call, path, Some(body.end()));
    }

    /// What a message says: its text, or what was chosen or filled in.
    fn said(&mut self, outgoing: &Outgoing, message: Object) -> Object {
        self.sent.push((outgoing.id.clone(), outgoing.text.clone()));
        let spare = self.sent.len().saturating_sub(REMEMBERED);
        self.sent.drain(..spare);
        let answer = outgoing.answer.as_ref();
        let answer = answer.filter(|answer| answer.to.as_str() != PRE_CHAT);
        let response = answer.and_then(|answer| Some((answer, content::response::<V>(answer)?)));
        match response {
            Some((answer, (kind, name, response))) => message
                .text("messageType", kind)
                .text("inReplyToMessageId", answer.to.as_str())
                .raw(name, &response),
            None => message
                .text("messageType", "StaticContentMessage")
                .raw("staticContent", &content::plain(&outgoing.text)),
        }
    }

    /// What became of a message.
    pub(super) fn sent(&mut self, id: MessageId, reply: &Reply<V>) {
        // The server has told it to everybody: only the answer was lost.
        let is_echoed = self.echoed.take().is_some_and(|echoed| echoed == id);
        if reply.status == 401 && !is_echoed {
            self.refuse_token();
            return;
        }
        let is_stray = self.strays.contains(&id);
        self.strays.retain(|stray| *stray != id);
        if is_stray {
            // Whoever comes back to its conversation sends it again, unless it was taken.
            if is_echoed || reply.is_done() || reply.status == 409 {
                self.take(id, reply);
            }
            return;
        }
        if self
            .outgoing
            .as_ref()
            .is_some_and(|outgoing| outgoing.id == id)
        {
            self.outgoing = None;
        }
        match reply.status {
            _ if is_echoed => self.take(id, reply),
            // The server has it already.
            409 => self.take(id, reply),
            _ if reply.is_done() => self.take(id, reply),
            403 => self.refuse(id, SendRefusal::Lost(LostReason::Forbidden)),
            // By whom a session was ended is known to the entries. What a closed conversation
            // answers is not known: it is looked at.
            400 | 404 | 410 | 417 => {
                let is_over = reply.status == 417;
                self.doubt = Some(Doubt { id, is_over });
                self.look();
            }
            _ => {
                let why = put_off(reply).unwrap_or(SendRefusal::Rejected);
                self.refuse(id, why);
            }
        }
    }

    fn take(&mut self, id: MessageId, reply: &Reply<V>) {
        let entries = reply
            .body
            .as_ref()
            .map(|body| items(body, &["conversationEntries"]));
        let at = entries
            .and_then(|entries| moment(entries.first()?, &["clientTimestamp"]))
            .unwrap_or(self.now);
        self.sent_at.push(self.now);
        self.tell(BackendEvent::Acknowledged { id, at });
    }

    pub(super) fn refuse(&mut self, id: MessageId, why: SendRefusal) {
        self.tell(BackendEvent::Refused { id, why });
    }

    /// What became of a new conversation.
    pub(super) fn created(&mut self, conversation: &ConversationId, reply: &Reply<V>) {
        if self.shown.as_ref() != Some(conversation) {
            return;
        }
        // The server has it already: the answer to an earlier try was lost.
        if reply.is_done() || reply.status == 409 {
            self.access.refusals = 0;
            self.is_created = true;
            self.go_on();
            return;
        }
        if reply.status == 401 {
            self.refuse_token();
            return;
        }
        let Some(outgoing) = self.outgoing.take() else {
            return;
        };
        if let Some(why) = put_off(reply) {
            self.refuse(outgoing.id, why);
            return;
        }
        let said = reply.body.as_ref().map(|body| text(body, &["message"]));
        let said = said.unwrap_or_default();
        let at_fault = self
            .answers
            .iter()
            .find(|(name, _)| said.contains(name.as_str()));
        if let Some((name, _)) = at_fault.filter(|_| reply.status == 400) {
            let fault = Object::default().text("name", name).text("text", &said);
            let why = SendRefusal::Faulty(list(&[fault.end()]));
            self.refuse(outgoing.id, why);
            self.leave();
            return;
        }
        self.out.report = Some(match reply.status {
            404 => Advice::DeploymentUnknown,
            412 => Advice::OrgFull,
            423 => Advice::OrgLocked,
            _ => Advice::ConversationRefused,
        });
        self.refuse_start();
    }

    /// No session can be started.
    pub(super) fn refuse_start(&mut self) {
        self.outgoing = None;
        self.leave();
        let availability = Availability::Closed { back_at: None };
        self.tell(BackendEvent::StartRefused(availability));
    }

    /// What became of a token.
    pub(super) fn admitted(&mut self, is_anew: bool, reply: &Reply<V>) {
        self.access.is_asked = false;
        let body = reply.body.as_ref().filter(|_| reply.is_done());
        if let Some(token) = body.and_then(|body| some_text(body, &["accessToken"])) {
            let last_id = body.map(|body| text(body, &["lastEventId"]));
            self.last_id = last_id.unwrap_or_default();
            if self.place.is_verified {
                let life = token::life_ms::<V>(&token);
                self.access.renew_at = life.map(|life| self.now.plus(renewal_ms(life)));
            }
            // A stream goes on with the token that it was opened with; a new one is for a new one.
            let is_renewed = self.access.token.is_some();
            self.use_token(token);
            self.say_token();
            if is_renewed && self.line.is_open() {
                self.open_stream();
            } else if is_renewed {
                self.line.off();
            }
            self.go_on();
            return;
        }
        if reply.is_passing() || reply.is_done() {
            if self.access.token.is_some() {
                // The one there is will do until then.
                let wait = reply.retry_after_ms.unwrap_or_default().max(MINUTE / 4);
                self.access.renew_at = Some(self.now.plus(wait));
                self.go_on();
            } else {
                self.wait_for_token(reply);
            }
            return;
        }
        if reply.status == 423 && self.is_created {
            if let Some(outgoing) = self.outgoing.take() {
                self.refuse(outgoing.id, SendRefusal::Rejected);
            }
            self.refuse_end();
            self.stand_by();
            return;
        }
        if is_anew {
            // What an earlier page had is worth nothing any more.
            self.access.kept = None;
            if self.is_created {
                self.lose(if reply.status == 403 {
                    LostReason::Forbidden
                } else {
                    LostReason::Expired
                });
            } else {
                self.go_on();
            }
            return;
        }
        let said = reply.body.as_ref().map(|body| text(body, &["message"]));
        let is_of_type = said.is_some_and(|said| {
            said.split_whitespace().any(|word| {
                is_word(
                    word.trim_matches(|char: char| !char.is_alphanumeric()),
                    "deploymentType",
                )
            })
        });
        let has_captcha = self
            .deployment
            .as_ref()
            .is_some_and(|known| known.captcha.is_some());
        self.out.report = Some(match reply.status {
            400 if is_of_type => Advice::DeploymentType,
            400 | 401 | 403 if has_captcha && !self.place.is_verified => Advice::CaptchaRefused,
            401 | 403 if self.place.is_verified => Advice::IdentityRefused,
            423 => Advice::OrgLocked,
            _ => Advice::DeploymentUnknown,
        });
        self.not_let_in(LostReason::Forbidden);
    }

    /// No token now; perhaps later.
    fn wait_for_token(&mut self, reply: &Reply<V>) {
        if let Some(outgoing) = self.outgoing.take() {
            let after_ms = reply.retry_after_ms;
            self.refuse(outgoing.id, SendRefusal::Later { after_ms });
        }
        self.refuse_end();
        if self.is_created {
            self.lose_stream(reply.retry_after_ms);
        }
    }

    /// The server does not know the visitor, and will not.
    pub(super) fn not_let_in(&mut self, reason: LostReason) {
        self.access.ask_no_more();
        if self.is_created {
            self.lose(reason);
        } else {
            self.refuse_start();
        }
    }

    /// The server does not take the token (any more): once it is had anew, and the way begins
    /// again; what is refused then is over.
    pub(super) fn refuse_token(&mut self) {
        // Another one may be on its way already.
        let Some(token) = self.access.token.take() else {
            return;
        };
        self.access.refusals = self.access.refusals.saturating_add(1);
        // Of two that another tab hands on, the first may be as old as the one that was refused.
        if self.access.refusals > 1_u8.saturating_add(self.follows.into()) {
            self.not_let_in(LostReason::Expired);
            return;
        }
        if !self.place.is_verified {
            self.access.kept = Some(token.clone());
        }
        self.access.refused = Some(token);
        self.line.off();
        self.go_on();
    }
}

/// When a token of this life is renewed: with a fifth of it to go, but not later than a minute
/// before its end.
const fn renewal_ms(life: u64) -> u64 {
    let late = life.saturating_sub(MINUTE);
    let early = life / 5 * 4;
    if early < late || late == 0 {
        early
    } else {
        late
    }
}

/// What can be tried again, with the time that the server asked for.
fn put_off<V>(reply: &Reply<V>) -> Option<SendRefusal> {
    reply.is_passing().then_some(SendRefusal::Later {
        after_ms: reply.retry_after_ms,
    })
}
