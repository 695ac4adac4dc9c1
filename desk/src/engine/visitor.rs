//! What widgets ask for, command by command.

use session_chat::domain::{
    BackendEvent, Command, ConversationId, EndedBy, MessageId, Snapshot,
    config::RulesChange,
    offer::Offers,
    policy::TYPING_MS,
    snapshot::{Allowed, LostReason, Status},
};

use super::{
    Engine, assistant,
    conversation::{Conversation, Stage, end_now},
    effect::{Caller, Out},
    files::FileFacts,
    record::Happened,
};

impl Engine {
    pub(super) fn hear(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        command: Command,
        file: Option<FileFacts>,
    ) {
        match command {
            Command::Connect { resume } => self.connect(out, caller, resume.as_ref()),
            // Tabs are not counted: frames reach whoever listens. And a file arrives whole with its
            // message, so that nothing of it is ever under way.
            Command::Disconnect | Command::Leave(_) | Command::Cancel(_) => {}
            Command::Send(outgoing) => self.receive(out, caller, outgoing, file),
            Command::End { conversation, by } => {
                self.end_for_visitor(out, caller, &conversation, by);
            }
            Command::Typing(id) => {
                if let Some(conversation) = self.own(caller, &id).filter(|one| one.is_live()) {
                    conversation.typing_until = Some(out.now.plus(TYPING_MS));
                    conversation.stir(out);
                }
            }
            Command::Read { conversation, id } => self.mark_seen(out, caller, &conversation, id),
            Command::Stay(id) => {
                if let Some(conversation) = self.own(caller, &id).filter(|one| one.is_live()) {
                    conversation.stir(out);
                    conversation.record(out, Happened::Stayed);
                }
            }
            Command::Older {
                conversation,
                before,
            } => {
                if let Some(conversation) = self.own(caller, &conversation) {
                    let (messages, has_older) = conversation.older(&before);
                    let event = BackendEvent::Older {
                        messages,
                        has_older,
                    };
                    out.answer_of(caller, &conversation.id, event);
                }
            }
            Command::Rate {
                conversation,
                rating,
            } => self.rate(out, caller, &conversation, &rating),
            Command::Conversations => self.answer_list(out, caller),
            Command::Clear(id) => self.clear(out, caller, &id),
            Command::ClearAll => self.clear_all(out, caller),
        }
    }

    fn connect(&mut self, out: &mut Out, caller: &Caller, resume: Option<&ConversationId>) {
        let rules = self.settings.rules();
        if rules != RulesChange::default() {
            out.answer(caller, BackendEvent::Settings(rules));
        }
        let offers = self.settings.offers();
        if offers != Offers::default() {
            out.answer(caller, BackendEvent::Offers(offers));
        }
        let status = match resume {
            None => Status::None,
            Some(id) => match self.conversations.get(id) {
                Some(conversation) if conversation.is_of(&caller.visitor) => {
                    let snapshot = conversation.snapshot(
                        assistant(),
                        self.place_of(id),
                        self.availability_for(conversation),
                    );
                    if let Some(conversation) = self.own(caller, id) {
                        conversation.rename(out, caller.name.as_ref());
                    }
                    out.answer(caller, BackendEvent::Connected(Box::new(snapshot)));
                    return;
                }
                Some(foreign) => Status::Lost(foreign.refusal()),
                None => Status::Lost(LostReason::Unknown),
            },
        };
        let snapshot = Snapshot {
            conversation: None,
            status,
            ends_at: None,
            messages: Vec::new(),
            has_older: false,
            allowed: Allowed::default(),
            availability: self.vacancy(),
        };
        out.answer(caller, BackendEvent::Connected(Box::new(snapshot)));
    }

    fn end_for_visitor(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        id: &ConversationId,
        by: EndedBy,
    ) {
        let session_based = self.settings.end_chat_when_session_ends;
        let refused = self.settings.refuse_ends;
        let Some(conversation) = self.own(caller, id) else {
            out.answer_of(caller, id, BackendEvent::Lost(LostReason::Unknown));
            return;
        };
        if let Stage::Ended(end) = &conversation.stage {
            let end = end.clone();
            out.answer_of(caller, id, BackendEvent::Ended(end));
            return;
        }
        let opted_out = by == EndedBy::OptOut;
        if refused && !opted_out {
            conversation.record(out, Happened::EndRefused);
            out.answer_of(caller, id, BackendEvent::EndRefused);
            return;
        }
        // An opt-out ends the session only (R1.4). Otherwise the assistant releases what it
        // controls, so that the conversation closes; what was passed to people stays open (R2.6).
        let with_bot = matches!(conversation.stage, Stage::WithBot(_));
        let closes = !opted_out && (with_bot || session_based);
        let by = if opted_out {
            EndedBy::OptOut
        } else {
            EndedBy::EndUser
        };
        conversation.end(out, end_now(out.now, by, conversation.name.clone(), closes));
    }

    fn mark_seen(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        conversation: &ConversationId,
        id: MessageId,
    ) {
        let Some(conversation) = self.own(caller, conversation) else {
            return;
        };
        let place = |wanted: &MessageId| {
            conversation
                .messages
                .iter()
                .position(|message| message.id == *wanted)
        };
        let Some(new) = place(&id) else { return };
        let old = conversation.seen_by_visitor.as_ref().and_then(place);
        if old.is_none_or(|old| old < new) {
            conversation.seen_by_visitor = Some(id);
            out.save(&conversation.id);
        }
    }

    fn clear(&mut self, out: &mut Out, caller: &Caller, id: &ConversationId) {
        match self.conversations.get_mut(id) {
            Some(conversation) if conversation.is_of(&caller.visitor) => {
                conversation.forget_visitor(out);
                out.leave(&caller.visitor);
            }
            Some(conversation) if conversation.visitor.is_some() => {
                out.answer(caller, BackendEvent::ClearFailed);
                return;
            }
            // Forgotten before, or never known.
            Some(_) | None => {}
        }
        out.tell_of(&caller.visitor, id, BackendEvent::Cleared);
    }

    /// The visitor wants to be forgotten in all of their conversations.
    fn clear_all(&mut self, out: &mut Out, caller: &Caller) {
        let own = self.conversations.values_mut();
        for conversation in own.filter(|one| one.is_of(&caller.visitor)) {
            conversation.forget_visitor(out);
        }
        out.leave(&caller.visitor);
        out.tell(&caller.visitor, BackendEvent::Cleared);
    }

    /// A conversation of the caller's.
    pub(super) fn own(
        &mut self,
        caller: &Caller,
        id: &ConversationId,
    ) -> Option<&mut Conversation> {
        self.conversations
            .get_mut(id)
            .filter(|one| one.is_of(&caller.visitor))
    }
}

impl Conversation {
    /// What is said to somebody whose conversation it is not.
    pub(super) const fn refusal(&self) -> LostReason {
        if self.visitor.is_some() {
            LostReason::Forbidden
        } else {
            LostReason::Unknown
        }
    }
}
