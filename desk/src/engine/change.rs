//! What can be done to a conversation: each change is kept, and told to whom it concerns.

use session_chat::domain::{
    Author, BackendEvent, Body, Delivery, EndInfo, EndedBy, Instant, Message, MessageId,
    effect::Outgoing, message::Note,
};

use super::{
    assistant,
    conversation::{BotTurn, Conversation, Silence, Stage, end_now},
    effect::{Caller, Out},
    files, pre_chat,
    record::{Happened, HistoryEntry, InternalNote, TicketStatus},
};

impl Conversation {
    /// Adds what the end user wrote, acknowledges it, and tells their other tabs.
    pub(super) fn hear(&mut self, out: &mut Out, caller: &Caller, outgoing: Outgoing, body: Body) {
        let Outgoing { id, answer, .. } = outgoing;
        let at = self.next_moment(out.now);
        let event = BackendEvent::Acknowledged { id: id.clone(), at };
        out.answer_of(caller, &self.id, event);
        let message = Message {
            delivery: Delivery::Sent,
            answer,
            ..Message::new(id, Author::end_user(), at, body)
        };
        self.messages.push(message.clone());
        if !matches!(self.stage, Stage::WithBot(_)) {
            self.unread = self.unread.saturating_add(1);
        }
        self.typing_until = None;
        self.end_silence(out);
        self.tell(out, BackendEvent::Message(message));
        out.save(&self.id);
    }

    /// Adds what an agent or the assistant says; from now on the end user owes an answer.
    pub(super) fn say(&mut self, out: &mut Out, author: Author, body: Body) {
        self.say_part(out, author, body, false);
    }

    /// The same; `partial` says that more of the text follows.
    pub(super) fn say_part(
        &mut self,
        out: &mut Out,
        author: Author,
        body: Body,
        partial: bool,
    ) -> MessageId {
        let id = MessageId::from(self.next_id());
        self.say_as(out, id.clone(), author, body, partial);
        id
    }

    /// Says the file that came with the event, if it can be taken.
    pub(super) fn say_file(&mut self, out: &mut Out, author: Author, name: &str, bytes: u64) {
        let id = MessageId::from(self.next_id());
        if let Some(taken) = files::sent(&id, name, bytes) {
            out.save_file(id.clone(), taken.media);
            self.say_as(out, id, author, Body::Rich(taken.rich), false);
        }
    }

    fn say_as(&mut self, out: &mut Out, id: MessageId, author: Author, body: Body, partial: bool) {
        self.add(out, id, author.clone(), body, partial);
        self.end_silence(out);
        self.silence = Silence::Since(out.now);
        self.agent_typing_told = None;
        self.tell(
            out,
            BackendEvent::Typing {
                author,
                active: false,
            },
        );
    }

    /// Adds a note between the messages.
    pub(super) fn add_note(&mut self, out: &mut Out, note: Note) {
        let id = MessageId::from(self.next_id());
        self.add(out, id, Author::system(), Body::Note(note), false);
    }

    fn add(&mut self, out: &mut Out, id: MessageId, author: Author, body: Body, partial: bool) {
        let message = Message {
            partial,
            ..Message::new(id, author, self.next_moment(out.now), body)
        };
        self.messages.push(message.clone());
        self.tell(out, BackendEvent::Message(message));
        out.save(&self.id);
    }

    /// Tells all tabs of the visitor that look at it.
    pub(super) fn tell(&self, out: &mut Out, event: BackendEvent) {
        if let Some(visitor) = &self.visitor {
            out.tell_of(visitor, &self.id, event);
        }
    }

    /// Writes a line of the event history.
    pub(super) fn record(&mut self, out: &mut Out, what: Happened) {
        self.history.push(HistoryEntry { at: out.now, what });
        out.save(&self.id);
    }

    /// Writes an internal note; nothing of it is said on the channel.
    pub(super) fn add_internal(&mut self, out: &mut Out, author: String, text: String) {
        let id = self.next_id();
        self.internal.push(InternalNote {
            id,
            at: out.now,
            author,
            text,
        });
        out.save(&self.id);
    }

    /// Ends the session: tells the visitor at once, writes it down, and stops every clock. The
    /// ticket stays as it is (R4.4), and the agent's capacity is free because nobody talks.
    pub(super) fn end(&mut self, out: &mut Out, end: EndInfo) {
        // Windows have all of what was said before they hear that nothing follows.
        self.stop_growing(out);
        let end = self.end_unheard(out, end);
        self.tell(out, BackendEvent::Ended(end));
        self.tell(out, BackendEvent::Allowed(self.allowed()));
    }

    /// Ends the session of a visitor who has left it behind: whoever still looks at it learns of
    /// the end when they write.
    pub(super) fn end_unheard(&mut self, out: &mut Out, mut end: EndInfo) -> EndInfo {
        self.cut_short();
        // No message of the session may seem to come after its end.
        end.at = self.next_moment(end.at);
        self.record(out, Happened::Ended(end.clone()));
        self.stage = Stage::Ended(end.clone());
        self.silence = Silence::No;
        self.typing_until = None;
        self.told_queue = None;
        end
    }

    /// The visitor wants to be forgotten: nobody can come back to it, and nothing says whose it
    /// was. What agents need of it stays: it is their record, too.
    pub(super) fn forget_visitor(&mut self, out: &mut Out) {
        if self.is_live() {
            self.end_unheard(out, end_now(out.now, EndedBy::EndUser, None, true));
        }
        self.record(out, Happened::Cleared);
        self.visitor = None;
        self.name = None;
        self.given.clear();
    }

    /// Opens a new session with the end user's consent, given by the message that follows.
    pub(super) fn reopen(&mut self, out: &mut Out) {
        self.sessions = self.sessions.saturating_add(1);
        self.stage = Stage::WithBot(BotTurn {
            greeted: true,
            ..BotTurn::default()
        });
        self.ticket = None;
        self.record(out, Happened::SessionStarted(self.sessions));
        // Before anything is said in it: to a tab that shows the end, what comes after is nothing.
        self.tell(out, BackendEvent::WithBot(assistant()));
        self.tell(out, BackendEvent::Allowed(self.allowed()));
        self.add_note(out, Note::Reopened);
    }

    /// Puts it into the queue as of `since`.
    pub(super) fn queue(&mut self, out: &mut Out, since: Instant) {
        self.stop_growing(out);
        self.stage = Stage::Waiting { since };
        self.silence = Silence::No;
        self.told_queue = None;
        self.add_note(out, Note::Queued);
    }

    /// Gives it to an agent.
    pub(super) fn accept(&mut self, out: &mut Out, agent: Author) {
        let queued = self.waiting_since().unwrap_or(out.now);
        self.waited_ms = self.waited_ms.saturating_add(out.now.since(queued));
        if let Some(ticket) = &mut self.ticket
            && ticket.status == TicketStatus::New
        {
            ticket.status = TicketStatus::Open;
        }
        self.stop_growing(out);
        if matches!(self.stage, Stage::WithBot(_)) {
            // Whatever it was about to say, it says no more.
            self.tell(
                out,
                BackendEvent::Typing {
                    author: assistant(),
                    active: false,
                },
            );
        }
        self.stage = Stage::Talking {
            agent: agent.clone(),
            queued,
        };
        self.told_queue = None;
        self.record(out, Happened::Accepted(agent.name.clone()));
        self.add_note(out, Note::Joined(agent.clone()));
        self.tell(out, BackendEvent::Talking(agent));
        self.advance(out, Delivery::Delivered);
    }

    /// Moves the end user's messages on to `delivery`, and tells them.
    pub(super) fn advance(&mut self, out: &mut Out, delivery: Delivery) {
        let mut newest = None;
        for message in self
            .messages
            .iter_mut()
            .rev()
            .filter(|message| message.is_own())
        {
            if message.delivery >= delivery {
                break;
            }
            message.delivery = delivery;
            newest.get_or_insert_with(|| message.id.clone());
        }
        let Some(id) = newest else { return };
        let event = match delivery {
            Delivery::Read => BackendEvent::Read(id),
            _ => BackendEvent::Delivered(id),
        };
        self.tell(out, event);
        out.save(&self.id);
    }

    /// The end user gave a sign of life: whatever waited for one starts over.
    pub(super) fn end_silence(&mut self, out: &mut Out) {
        if matches!(self.silence, Silence::Warned { .. }) {
            self.tell(out, BackendEvent::Active);
        }
        self.silence = Silence::No;
    }

    /// The end user gave a sign of life without an answer: they have all the time again.
    pub(super) fn stir(&mut self, out: &mut Out) {
        if self.silence != Silence::No {
            self.end_silence(out);
            self.silence = Silence::Since(out.now);
            out.save(&self.id);
        }
    }

    /// Takes the name a page has for its visitor; what the visitor wrote themselves stands over it.
    pub(super) fn rename(&mut self, out: &mut Out, name: Option<&String>) {
        let has_own = pre_chat::name(&self.given).is_some();
        if name.is_some() && self.name.as_ref() != name && !has_own {
            self.name = name.cloned();
            out.save(&self.id);
        }
    }

    /// Messages of one page follow each other even if the clock of this machine goes back.
    fn next_moment(&self, now: Instant) -> Instant {
        self.messages.last().map_or(now, |last| last.at.max(now))
    }

    fn next_id(&mut self) -> String {
        self.serial = self.serial.saturating_add(1);
        [self.id.as_str(), ":", &self.serial.to_string()].concat()
    }
}
