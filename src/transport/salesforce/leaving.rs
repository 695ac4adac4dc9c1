//! How a conversation is left: for another one, for good, or because it cannot go on.

use super::{
    advice::Advice,
    book::Book,
    client::{Client, Stream},
    hearing::Draft,
    http::Call,
    look::Look,
    tabs::Said,
};
use crate::{
    domain::{
        BackendEvent, ConversationId,
        snapshot::{LostReason, Status},
    },
    value::Value,
};

/// How far a conversation is known to be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// It may go on.
    No,
    /// Its session is, and the server may close it at any time.
    Session,
    /// It is closed, which is final.
    Conversation,
}

impl<V: Value> Client<V> {
    /// The conversation in the window cannot go on.
    pub(super) fn lose(&mut self, reason: LostReason) {
        self.line.off();
        self.left_due = None;
        self.ending = None;
        self.out.stream = Some(Stream::Close);
        if self.access.token.is_none() {
            self.out.says.push(Said::NoToken);
        }
        if reason == LostReason::Expired {
            self.out.report.get_or_insert(Advice::TokenExpired);
        }
        let snapshot = self.snapshot(Status::Lost(reason));
        self.tell(BackendEvent::Connected(Box::new(snapshot)));
    }

    /// The window shows another conversation from now on, or none.
    pub(super) fn leave(&mut self) {
        if let Some(shown) = self.shown.take() {
            let over = self.book.over();
            self.note_over(shown, over);
        }
        self.is_created = false;
        self.book = Book::default();
        self.draft = Draft::default();
        self.turned_back = None;
        self.found = Look::default();
        self.left_due = None;
        self.ending = None;
        self.typing_until = None;
        self.acks.clear();
        self.acks_due = None;
        self.look_due = None;
        self.outgoing = None;
        self.doubt = None;
        let sent = self.under_way.iter().filter_map(|call| match call {
            Call::Message(id) | Call::File(id) => Some(id.clone()),
            _ => None,
        });
        self.strays = sent.collect();
    }

    /// Notes how far a conversation is over that the window does not show.
    pub(super) fn note_over(&mut self, conversation: ConversationId, over: Over) {
        let known = self.known_over(&conversation);
        if known != Over::Conversation && known != over {
            self.over.retain(|(known, _)| *known != conversation);
            self.over.push((conversation, over));
        }
    }

    fn known_over(&self, conversation: &ConversationId) -> Over {
        let known = self.over.iter().find(|(known, _)| known == conversation);
        known.map_or(Over::No, |(_, over)| *over)
    }

    /// Forgets all conversations of the visitor.
    pub(super) fn clear_all(&mut self) {
        let mut all = core::mem::take(&mut self.listed);
        all.extend(self.shown.clone().filter(|shown| !all.contains(shown)));
        for conversation in all {
            self.clear(&conversation);
        }
    }

    /// Forgets a conversation, and closes it unless that is done already: the server refuses to
    /// close it twice.
    pub(super) fn clear(&mut self, conversation: &ConversationId) {
        self.drop_calls();
        self.out.says.push(Said::Cleared(conversation.clone()));
        let over = match self.known_over(conversation) {
            Over::No | Over::Session if self.shown.as_ref() == Some(conversation) => {
                self.book.over()
            }
            known => known,
        };
        let is_reachable = self.access.token.is_some() || self.access.kept.is_some();
        if over == Over::Conversation || !is_reachable {
            // Nothing of it can be closed any more from here.
            return;
        }
        let path = self.with_deployment(conversation, "?");
        let is_over = over == Over::Session;
        self.call("DELETE", Call::Clear { is_over }, path, None);
    }

    /// What is under way for a visitor who is forgotten is of no use to anybody.
    pub(super) fn drop_calls(&mut self) {
        self.out.forgets = true;
        self.under_way.retain(|call| !call.is_of_visitor());
        // A token under way is not waited for any more, and whoever comes next asks for their own.
        self.access.ask_no_more();
    }
}
