//! Calls about a conversation that is there: its end, its entries, and what is said beside them.

use super::{
    client::{Client, path},
    http::Call,
    json::{Object, list},
};
use crate::{
    domain::{ConversationId, EndedBy, MessageId},
    value::Value,
};

/// For how long receipts are gathered: a burst of messages is no burst of calls.
const ACKS_MS: u64 = 200;
/// How many receipts go together: a sibling of this API takes no more, and of this one it is not
/// known.
const ACKS_AT_ONCE: usize = 25;

impl<V: Value> Client<V> {
    pub(super) fn end(&mut self, conversation: &ConversationId, by: EndedBy) {
        // An anonymous visitor's end is the end of the conversation, as in the vendor's own window;
        // an opt-out ends the session alone (R1.4).
        let closes = by == EndedBy::EndUser && !self.place.is_verified;
        self.ending = Some(by);
        let rest = if closes { "?" } else { "/session?" };
        let path = self.with_deployment(conversation, rest);
        self.call("DELETE", Call::End { closes }, path, None);
    }

    pub(super) fn with_deployment(&self, conversation: &ConversationId, rest: &str) -> String {
        let name = ["esDeveloperName=", &self.place.deployment].concat();
        [path(conversation, rest), name].concat()
    }

    pub(super) fn type_on(&mut self, conversation: &ConversationId, kind: &str) {
        if self.access.token.is_none() {
            return;
        }
        let body = Object::default()
            .text("entryType", kind)
            .text("id", &(self.chance.id)());
        let path = path(conversation, "/entry");
        self.call("POST", Call::Aside, path, Some(body.end()));
    }

    /// Will say that a message arrived or was seen, with what else is to be said by then.
    pub(super) fn acknowledge(&mut self, kind: &str, id: &MessageId) {
        let ack = Object::default()
            .text("id", &(self.chance.id)())
            .text("entryType", kind)
            .text("conversationEntryId", id.as_str());
        self.acks.push(ack.end());
        self.acks_due.get_or_insert(self.now.plus(ACKS_MS));
    }

    /// Says what has arrived and what was seen. Nobody waits for an answer, and a refusal harms
    /// nobody.
    pub(super) fn say_acks(&mut self) {
        self.acks_due = None;
        let most = self.acks.len().min(ACKS_AT_ONCE);
        let acks: Vec<_> = self.acks.drain(..most).collect();
        let Some(shown) = self.shown.clone().filter(|_| !acks.is_empty()) else {
            return;
        };
        if !self.acks.is_empty() {
            self.acks_due = Some(self.now.plus(ACKS_MS));
        }
        if self.access.token.is_some() {
            let body = Object::default().raw("acks", &list(&acks));
            let path = path(&shown, "/acknowledge-entries");
            self.call("POST", Call::Aside, path, Some(body.end()));
        }
    }

    pub(super) fn turn_back(&mut self, conversation: ConversationId) {
        if let Some(oldest) = self.book.oldest().filter(|_| self.access.token.is_some()) {
            // A page may end between two entries of one moment: that moment is asked for again, but
            // not more often, or one that is longer than a page would never be passed.
            let is_again = self.turned_back == Some(oldest);
            self.turned_back = Some(oldest);
            let until = oldest.0.saturating_sub(u64::from(is_again)).to_string();
            let rest = ["/entries?limit=50&endTimestamp=", &until].concat();
            let path = path(&conversation, &rest);
            self.call("GET", Call::Older(conversation), path, None);
        }
    }

    /// Looks at what became of the conversation.
    pub(super) fn look(&mut self) {
        if let Some(shown) = self.shown.clone().filter(|_| self.is_created) {
            let path = path(&shown, "/entries?limit=50");
            self.call("GET", Call::Newest(shown), path, None);
        }
    }

    pub(super) fn list(&mut self, is_wanted: bool) {
        if self.access.token.is_some() {
            let path = "/iamessage/api/v2/conversation/list?inclClosedConvs=true&limit=50";
            self.call("GET", Call::List { is_wanted }, path.to_owned(), None);
        }
    }
}
