//! Calls about a conversation that is there: its end, its entries, and what is said beside them.

use super::{
    client::{Client, path},
    http::{Call, Reply},
    json::{Object, is_word, list, text},
};
use crate::{
    domain::{
        ConversationId, EndInfo, EndedBy, Instant, MessageId, policy::retry_delay, time::SECOND,
    },
    value::Value,
};

/// After an agent has left: how long their transfer or the end of the session may take to be told.
const LEFT_MS: u64 = 3 * SECOND;
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
            let call = Call::Newest(shown);
            if !self.under_way.contains(&call) {
                self.found.begin(self.book.newest());
                self.call("GET", call, path, None);
            }
        }
    }

    /// Looks further back, at what was missed before the entries that were found.
    pub(super) fn look_back(&mut self, until: Instant) {
        if let Some(shown) = self.shown.clone() {
            let rest = ["/entries?limit=50&endTimestamp=", &until.0.to_string()].concat();
            let path = path(&shown, &rest);
            self.call("GET", Call::Newest(shown), path, None);
        }
    }

    pub(super) fn list(&mut self, is_wanted: bool) {
        if self.access.token.is_some() {
            let path = "/iamessage/api/v2/conversation/list?inclClosedConvs=true&limit=50";
            self.call("GET", Call::List { is_wanted }, path.to_owned(), None);
        }
    }

    /// An agent who has left may be followed by another one, or by the end of the session; if
    /// neither is told, the server is asked. `is_new` says whether that is not on its way already.
    pub(super) fn watch_leaving(&mut self, is_new: bool) {
        if !self.book.is_left() {
            self.left_due = None;
        } else if is_new {
            self.left_tries = 0;
            self.left_due = Some(self.now.plus(LEFT_MS));
        }
    }

    /// Asks whether somebody is still looked for. Without a token that waits for the look that
    /// follows another one.
    pub(super) fn ask_routing(&mut self) {
        let is_open = self.book.is_left() && self.access.token.is_some();
        if let Some(shown) = self.shown.clone().filter(|_| is_open) {
            let path = path(&shown, "");
            self.call("GET", Call::Routing(shown), path, None);
        }
    }

    /// Whether somebody is still looked for after an agent has left.
    pub(super) fn routed(&mut self, reply: &Reply<V>) {
        if !self.book.is_left() {
            // Somebody has come meanwhile, or the end.
            return;
        }
        if reply.is_passing() {
            self.left_tries = self.left_tries.saturating_add(1);
            let wait = retry_delay(self.left_tries, reply.retry_after_ms);
            self.left_due = self.is_wanted.then(|| self.now.plus(wait));
            return;
        }
        let status = reply.body.as_ref().filter(|_| reply.is_done());
        let is_alone = status
            .is_some_and(|status| is_word(&text(status, &["routingStatus"]), "NEEDS_ROUTING"));
        if is_alone {
            let events = self.book.close(EndInfo::unknown(self.now));
            self.out.events.extend(events);
        }
    }
}
