//! What the stream says, and what a look at the conversation finds.

use super::{
    advice::Advice,
    client::{Client, Output, PAGE, Stream},
    content,
    entry::{self, Entry, Told},
    http::Reply,
    json::{items, moment, sort_by_rank, text},
    leaving::Over,
    split::Split,
};
use crate::{
    domain::{
        Author, BackendEvent, Body, Delivery, EndInfo, Instant, Message, MessageId,
        event::SendRefusal, message::Role, rich::Rich, snapshot::LostReason,
    },
    value::Value,
};

/// When a look that failed is tried again.
const LOOK_AGAIN_MS: u64 = 2_000;

/// A text that is being written, and what somebody is busy with until they say something.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    id: Option<MessageId>,
    pieces: Vec<(u64, String)>,
    busy: Option<Message>,
    /// What the end user said last, which may be a piece of more.
    pub(super) split: Split,
}

impl<V: Value> Client<V> {
    /// The server answered the request for a stream.
    pub fn stream_answered(
        &mut self,
        now: Instant,
        status: u16,
        is_stream: bool,
        retry_after_ms: Option<u64>,
    ) -> Output {
        self.now = now;
        self.look_due = None;
        if status == 200 && is_stream {
            self.access.refusals = 0;
            self.is_stream_known = true;
            self.line.opened(now);
            // What was said meanwhile may not be in the stream any more.
            self.look();
            return self.done();
        }
        self.out.stream = Some(Stream::Close);
        match status {
            401 => self.refuse_token(),
            403 => self.lose(LostReason::Forbidden),
            423 => {
                self.out.report = Some(Advice::OrgLocked);
                self.stand_by();
            }
            // The server says stop: a new try takes somebody who asks for it.
            204 | 404 | 410 => {
                self.line.off();
                self.tell(BackendEvent::Disconnected);
                self.look();
            }
            status => {
                if status == 400 {
                    self.out.report = Some(Advice::OrgMismatch);
                }
                self.lose_stream(retry_after_ms);
            }
        }
        self.done()
    }

    /// The org is closed for now: nothing is tried again until somebody asks for it.
    pub(super) fn stand_by(&mut self) {
        self.line.off();
        self.out.stream = Some(Stream::Close);
        self.tell(BackendEvent::Disconnected);
        self.tell(BackendEvent::Stale);
    }

    /// There is no stream any more, or none came about.
    pub fn stream_ended(&mut self, now: Instant, is_refused: bool) -> Output {
        self.now = now;
        // Some servers do not let a page say what it knows; then it looks instead. Only a stream
        // that said nothing and was refused all the same is blocked.
        self.is_stream_refused = is_refused && self.is_id_silent;
        self.is_id_silent ^= is_refused;
        self.lose_stream(None);
        self.done()
    }

    /// The server wants to be left alone for so long between two streams.
    pub fn wish(&mut self, ms: u64) {
        self.line.wish(ms);
    }

    pub(super) fn lose_stream(&mut self, after_ms: Option<u64>) {
        self.look_due = None;
        let was_open = self.line.is_open();
        self.line.failed(self.now, after_ms, self.chance.jitter);
        self.tell(BackendEvent::Disconnected);
        // A stream that does not come about at all may be the only thing that is broken.
        if !was_open && self.access.token.is_some() {
            self.look();
        }
    }

    /// Bytes came, whatever they say.
    pub fn heard(&mut self, now: Instant) -> Output {
        self.line.heard(now, false);
        self.done()
    }

    /// An event came.
    pub fn frame(
        &mut self,
        now: Instant,
        event: &str,
        data: &str,
        last_id: Option<&str>,
    ) -> Output {
        self.now = now;
        self.line.heard(now, true);
        if let Some(last_id) = last_id {
            last_id.clone_into(&mut self.last_id);
        }
        let Some((conversation, mut entry)) = entry::read_event::<V>(event, data) else {
            return self.done();
        };
        let shown = self.shown.as_ref();
        if shown.is_some_and(|shown| shown.as_str() == conversation) {
            if entry.at == Instant(0) {
                // Among the others it is the newest, whatever the visitor's clock says.
                entry.at = self.book.newest().unwrap_or(now);
                if let Told::Ended(info) = &mut entry.told {
                    info.at = now;
                }
            }
            self.hear(entry);
        } else if let Told::Ended(info) = entry.told {
            let over = if info.closes_conversation {
                Over::Conversation
            } else {
                Over::Session
            };
            self.note_over(conversation.into(), over);
        }
        self.done()
    }

    fn hear(&mut self, mut entry: Entry) {
        match &mut entry.told {
            Told::Message(message) if message.author.role == Role::EndUser => {
                if self.is_piece_of_own(message) {
                    return;
                }
                if self.is_under_way(&message.id) {
                    self.echoed = Some(message.id.clone());
                }
                if let Some(text) = self.sent_text(&message.id)
                    && let Body::Text(echoed) = &mut message.body
                {
                    text.clone_into(echoed);
                }
                message.delivery = Delivery::Sent;
                if !self.put_together(message) {
                    return;
                }
            }
            Told::Message(message) => {
                self.part();
                self.settle_draft();
                self.acknowledge("Delivery", &message.id);
            }
            Told::Piece {
                id,
                author,
                number,
                text,
            } => {
                let text = core::mem::take(text);
                self.add_piece(id.clone(), author.clone(), *number, text, entry.at);
                return;
            }
            Told::Progress(author, said) => {
                let body = content::busy(core::mem::take(said), false);
                let known = self.draft.busy.as_ref();
                let id = known.map_or_else(|| entry.id.as_str().into(), |busy| busy.id.clone());
                let message = Message::new(id, author.clone(), entry.at, body);
                self.draft.busy = Some(message.clone());
                self.tell(BackendEvent::Message(message));
                return;
            }
            Told::Typing(author, is_active) if author.role != Role::EndUser => {
                self.tell(BackendEvent::Typing {
                    author: author.clone(),
                    active: *is_active,
                });
                return;
            }
            Told::Delivered(id) => {
                self.tell(BackendEvent::Delivered(id.clone()));
                return;
            }
            Told::Read(id) => {
                self.tell(BackendEvent::Read(id.clone()));
                return;
            }
            Told::NotDelivered(id) => {
                self.refuse(id.clone(), SendRefusal::Rejected);
                return;
            }
            Told::Ended(_) => self.settle_draft(),
            _ => {}
        }
        let was_left = self.book.is_left();
        let events = self.book.write(&entry);
        self.out.events.extend(events);
        self.watch_leaving(!was_left);
    }

    fn add_piece(&mut self, id: MessageId, author: Author, number: u64, text: String, at: Instant) {
        if self.draft.id.as_ref() != Some(&id) {
            self.settle_draft();
            self.draft.id = Some(id.clone());
            self.draft.pieces.clear();
        }
        if self.draft.pieces.iter().any(|(known, _)| *known == number) {
            return;
        }
        self.draft.pieces.push((number, text));
        sort_by_rank(&mut self.draft.pieces, |(number, _)| *number);
        let text = self
            .draft
            .pieces
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        self.tell(BackendEvent::Message(Message {
            partial: true,
            ..Message::new(id, author, at, Body::Text(text))
        }));
    }

    /// Whoever was busy has said something.
    fn settle_draft(&mut self) {
        if let Some(mut busy) = self.draft.busy.take()
            && let Body::Rich(Rich { text, .. }) = busy.body
        {
            busy.body = content::busy(text, true);
            self.tell(BackendEvent::Message(busy));
        }
    }

    /// The newest entries came, or did not.
    pub(super) fn found_newest(&mut self, reply: &Reply<V>) {
        let body = reply.body.as_ref().filter(|_| reply.is_done());
        if let Some(body) = body {
            self.access.refusals = 0;
            let is_blocked = self.is_stream_refused && !self.line.is_open();
            if is_blocked && !core::mem::replace(&mut self.is_stream_known, true) {
                self.out.report = Some(Advice::StreamBlocked);
            }
            let (page, is_full) = entries(body);
            match self.found.add(page, is_full) {
                Some(until) => self.look_back(until),
                None => self.list(false),
            }
            return;
        }
        match reply.status {
            401 => self.refuse_token(),
            403 => self.lose(LostReason::Forbidden),
            404 | 410 => self.lose(LostReason::Unknown),
            423 => self.stand_by(),
            // Better a gap than no chat.
            _ if !reply.is_passing() && self.found.settle() => {
                self.list(false);
                return;
            }
            _ if self.line.is_open() => {
                self.out.stream = Some(Stream::Close);
                self.lose_stream(reply.retry_after_ms);
            }
            // The stream is tried again, and then this is; one that is silent so far may stay so.
            _ if self.line.is_on() => self.look_due = Some(self.now.plus(LOOK_AGAIN_MS)),
            _ => {}
        }
        if let Some(doubt) = self.doubt.take() {
            let after_ms = reply.retry_after_ms;
            let why = if doubt.is_over {
                SendRefusal::Ended
            } else {
                SendRefusal::Later { after_ms }
            };
            self.refuse(doubt.id, why);
        }
    }

    /// The list of conversations came, or did not: with it, a look is complete.
    pub(super) fn found_list(&mut self, reply: &Reply<V>) {
        let Some((found, has_older)) = self.found.take() else {
            return;
        };
        let conversations = reply.body.as_ref().filter(|_| reply.is_done());
        let conversations = conversations.map(|body| items(body, &["conversations"]));
        let own = conversations.as_ref().and_then(|all| {
            all.iter().find(|one| {
                let id = text(*one, &["conversationId"]);
                self.shown
                    .as_ref()
                    .is_some_and(|shown| shown.as_str() == id)
            })
        });
        if conversations.is_some() && own.is_none() && found.is_empty() {
            self.lose(LostReason::Unknown);
            return;
        }
        let messages = self.write_down(found, has_older);
        self.draft.split.follow(messages.last());
        if let Some(at) = own.and_then(|own| moment(own, &["endTimestamp"])) {
            self.book.close(EndInfo {
                closes_conversation: true,
                ..EndInfo::unknown(at)
            });
        }
        let doubt = self.doubt.take();
        let is_sure = doubt.as_ref().is_some_and(|doubt| doubt.is_over);
        if is_sure && !self.book.is_over() {
            // Who it was may follow.
            self.book.close(EndInfo::unknown(self.now));
        }
        // Whether somebody follows an agent who left meanwhile may not be told any more.
        self.watch_leaving(true);
        let status = self.book.status();
        // What is over takes with it whatever waits; before what goes on, the message is given up,
        // or it would be sent again.
        if let Some(doubt) = doubt.filter(|_| !self.book.is_over()) {
            self.refuse(doubt.id, SendRefusal::Rejected);
        }
        let mut snapshot = self.snapshot(status);
        snapshot.messages = messages;
        snapshot.has_older = has_older;
        self.tell(BackendEvent::Connected(Box::new(snapshot)));
        // The server wants no stream: what is said from now on is only seen by who asks for it.
        if !self.line.is_on() {
            self.tell(BackendEvent::Stale);
        }
        self.advance();
    }

    /// Writes entries down, oldest first, and returns the messages among them. `is_cut` says
    /// whether there are older ones.
    fn write_down(&mut self, entries: Vec<Entry>, is_cut: bool) -> Vec<Message> {
        let mut messages: Vec<Message> = Vec::new();
        for entry in entries {
            for event in self.book.write(&entry) {
                if let BackendEvent::Message(mut message) = event {
                    if message.is_own() {
                        message.delivery = Delivery::Sent;
                        self.draft.split.found(&message);
                    }
                    self.word(&mut message, &messages);
                    messages.push(message);
                }
            }
        }
        self.put_all_together(messages, is_cut)
    }

    /// Gives a message its words: by what was sent from here, or else, an answer, by its question.
    fn word(&self, message: &mut Message, earlier: &[Message]) {
        let sent = self.sent_text(&message.id).cloned();
        let words = match (sent, &message.answer) {
            (None, Some(answer)) => {
                let question = earlier.iter().find(|asked| asked.id == answer.to);
                question.and_then(|asked| content::words_for::<V>(answer, &asked.body))
            }
            (sent, _) => sent.filter(|_| matches!(message.body, Body::Text(_))),
        };
        if let Some(words) = words {
            message.body = Body::Text(words);
        }
    }

    /// Older entries came, or did not.
    pub(super) fn found_older(&mut self, reply: &Reply<V>) {
        if let Some(body) = reply.body.as_ref().filter(|_| reply.is_done()) {
            let (found, has_older) = entries(body);
            let messages = self.write_down(found, has_older);
            self.tell(BackendEvent::Older {
                messages,
                has_older,
            });
        }
    }
}

/// The entries of a list, oldest first, and whether there may be older ones; entries of one moment
/// keep the server's order.
fn entries<V: Value>(body: &V) -> (Vec<Entry>, bool) {
    let newest_first = items(body, &["conversationEntries"]);
    let mut entries: Vec<_> = newest_first.iter().rev().filter_map(entry::read).collect();
    sort_by_rank(&mut entries, |entry| entry.at.0);
    // What cannot be read stood on the page all the same.
    (entries, newest_first.len() >= PAGE)
}
