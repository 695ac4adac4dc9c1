//! What becomes of each call.

use super::{
    advice::Advice,
    before,
    client::{Client, Output},
    http::{Call, Reply},
    json::{Object, items, list, moment, text},
    leaving::Over,
};
use crate::{
    domain::{BackendEvent, ConversationId, EndInfo, Instant},
    value::Value,
};

impl<V: Value> Client<V> {
    /// A call was answered, or was not.
    pub fn answered(&mut self, now: Instant, call: Call, reply: &Reply<V>) -> Output {
        self.now = now;
        self.under_way.retain(|under_way| *under_way != call);
        let is_outdated = self.is_outdated(&call) && reply.status == 401;
        if is_outdated && self.access.token.is_some() && self.make_again(&call) {
            return self.done();
        }
        // Whatever was asked for: the site owner alone can put these right.
        match reply.status {
            423 => self.out.report = Some(Advice::OrgLocked),
            412 => self.out.report = Some(Advice::OrgFull),
            _ => {}
        }
        match call {
            Call::Config => self.configured(reply),
            Call::Hours => self.reach_by_hours(reply),
            Call::Agents => self.reach_by_agents(reply),
            Call::Token => self.admitted(false, reply),
            Call::Continue => self.admitted(true, reply),
            Call::Create(conversation) => self.created(&conversation, reply),
            Call::Newest(conversation) if self.shown == Some(conversation.clone()) => {
                self.found_newest(reply);
            }
            Call::Older(conversation) if self.shown == Some(conversation.clone()) => {
                self.found_older(reply);
            }
            Call::List { is_wanted: false } => self.found_list(reply),
            Call::List { is_wanted: true } => self.listed(reply),
            Call::Routing(conversation) if self.shown == Some(conversation.clone()) => {
                self.routed(reply);
            }
            Call::Message(id) | Call::File(id) => self.sent(id, reply),
            Call::End { closes } => self.ended(closes, reply),
            Call::Clear { is_over } => {
                // What is closed already is refused as a bad request.
                let is_gone = reply.is_done()
                    || matches!(reply.status, 401 | 403 | 404 | 410)
                    || is_over && reply.status == 400;
                // Who has cleared it knows, and may have begun another one since.
                if !is_gone {
                    self.tell(BackendEvent::ClearFailed);
                }
            }
            // A probe that is answered at all has reached the server: then it is the page that may
            // not read the answers.
            Call::Probe => {
                self.out.report = Some(if reply.status == 0 {
                    Advice::ServerUnreachable
                } else {
                    Advice::OriginRefused
                });
            }
            // Of a conversation that was left meanwhile, and what nobody waits for.
            Call::Newest(_) | Call::Older(_) | Call::Routing(_) | Call::Aside => {}
        }
        self.done()
    }

    fn configured(&mut self, reply: &Reply<V>) {
        let known = reply.body.as_ref().filter(|_| reply.is_done());
        let known = known.and_then(|body| before::deployment(body, &self.place));
        match known {
            Some(deployment) => {
                self.tell(BackendEvent::Offers(deployment.offers.clone()));
                if !deployment.is_open {
                    self.out.report = Some(Advice::DeploymentType);
                }
                if deployment.captcha.is_some()
                    && !self.place.has_captcha
                    && !self.place.is_verified
                {
                    self.out.report = Some(Advice::CaptchaMissing);
                }
                if deployment.has_terms && self.place.terms.is_none() {
                    self.out.report = Some(Advice::TermsMissing);
                }
                self.deployment = Some(deployment);
                self.ask_agents();
            }
            // The way in is tried all the same when somebody writes: what it answers says more.
            None if reply.status == 0 => {
                self.call("GET", Call::Probe, "/".to_owned(), None);
            }
            None if reply.is_passing() || reply.status == 423 => {}
            None => self.out.report = Some(Advice::DeploymentUnknown),
        }
        self.is_config_lost = self.deployment.is_none();
        self.stand_ready();
        // Whoever has written already waited for what is asked of them.
        if self.access.token.is_none() {
            self.advance();
        }
    }

    fn ended(&mut self, closes: bool, reply: &Reply<V>) {
        // Whoever has left what they wanted to end is not told any more.
        let Some(by) = self.ending else {
            return;
        };
        if reply.is_done() {
            self.ending = None;
            let info = EndInfo {
                by,
                closes_conversation: closes,
                ..EndInfo::unknown(self.now)
            };
            let events = self.book.close(info);
            self.out.events.extend(events);
        } else if reply.status == 401 {
            // It is said again with another token.
            self.refuse_token();
        } else {
            self.refuse_end();
            if matches!(reply.status, 404 | 410 | 417) {
                // It may be over already.
                self.look();
            }
        }
    }

    /// What the visitor wanted to end goes on.
    pub(super) fn refuse_end(&mut self) {
        if self.ending.take().is_some() {
            self.tell(BackendEvent::EndRefused);
        }
    }

    fn listed(&mut self, reply: &Reply<V>) {
        let Some(body) = reply.body.as_ref().filter(|_| reply.is_done()) else {
            return;
        };
        let all = items(body, &["conversations"]);
        let id = |one: &V| ConversationId::from(text(one, &["conversationId"]));
        self.listed = all.iter().map(id).collect();
        for one in &all {
            if moment(one, &["endTimestamp"]).is_some() {
                self.note_over(id(one), Over::Conversation);
            }
        }
        let summary = |one: &V| {
            let at = moment(one, &["startTimestamp"]).unwrap_or_default();
            let summary = Object::default()
                .text("id", &text(one, &["conversationId"]))
                .raw("at", &at.0.to_string());
            match moment(one, &["endTimestamp"]) {
                Some(end) => {
                    let ended = Object::default()
                        .raw("at", &end.0.to_string())
                        .raw("closesConversation", "true");
                    summary.raw("ended", &ended.end()).end()
                }
                None => summary.end(),
            }
        };
        let summaries: Vec<_> = all.iter().map(summary).collect();
        self.tell(BackendEvent::Conversations(list(&summaries)));
    }
}
