//! How a conversation is left: for another one, for good, or because it cannot go on.

use super::{
    advice::Advice,
    book::Book,
    client::{Client, Stream},
    hearing::Draft,
    http::Call,
    tabs::Said,
};
use crate::{
    domain::{
        BackendEvent,
        snapshot::{LostReason, Status},
    },
    value::Value,
};

impl<V: Value> Client<V> {
    /// The conversation in the window cannot go on.
    pub(super) fn lose(&mut self, reason: LostReason) {
        self.line.off();
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
        self.shown = None;
        self.is_created = false;
        self.book = Book::default();
        self.draft = Draft::default();
        self.turned_back = None;
        self.found = None;
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
}
