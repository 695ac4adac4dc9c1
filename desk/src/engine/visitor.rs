//! What widgets ask for, command by command.

use session_chat::domain::{
    BackendEvent, Command, ConversationId, EndedBy, MessageId, Snapshot,
    config::RulesChange,
    effect::{Opens, Outgoing},
    event::SendRefusal,
    policy::{MESSAGE_CHARS, TYPING_MS},
    snapshot::{Allowed, Availability, LostReason, Status},
};

use super::{
    Engine, assistant,
    conversation::{Conversation, Stage, end_now},
    effect::{Caller, Out},
    record::Happened,
};

impl Engine {
    pub(super) fn hear(&mut self, out: &mut Out, caller: &Caller, command: Command) {
        match command {
            Command::Connect { resume } => self.connect(out, caller, resume.as_ref()),
            // Tabs are not counted: frames reach whoever listens.
            Command::Disconnect | Command::Leave(_) => {}
            Command::Send(outgoing) => self.receive(out, caller, outgoing),
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
                    out.answer(
                        caller,
                        BackendEvent::Older {
                            messages,
                            has_older,
                        },
                    );
                }
            }
            Command::Clear(id) => self.clear(out, caller, &id),
        }
    }

    fn connect(&mut self, out: &mut Out, caller: &Caller, resume: Option<&ConversationId>) {
        let rules = self.settings.rules();
        if rules != RulesChange::default() {
            out.answer(caller, BackendEvent::Settings(rules));
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
            // The assistant answers at any hour.
            availability: Availability::Online,
        };
        out.answer(caller, BackendEvent::Connected(Box::new(snapshot)));
    }

    fn receive(&mut self, out: &mut Out, caller: &Caller, outgoing: Outgoing) {
        if let Err(why) = self.admit(out, caller, &outgoing) {
            if let Some(why) = why {
                let id = outgoing.id;
                out.answer(caller, BackendEvent::Refused { id, why });
            }
            return;
        }
        let pace_ms = self.place.pace_ms;
        let Some(conversation) = self.conversations.get_mut(&outgoing.conversation) else {
            return;
        };
        conversation.rename(out, caller.name.as_ref());
        conversation.hear(out, caller, outgoing);
        match &mut conversation.stage {
            Stage::WithBot(turn) => {
                turn.answer_at = Some(out.now.plus(pace_ms));
                out.tell(
                    &caller.visitor,
                    BackendEvent::Typing {
                        author: assistant(),
                        active: true,
                    },
                );
            }
            Stage::Talking { .. } => {
                conversation.advance(out, session_chat::domain::Delivery::Delivered);
            }
            Stage::Waiting { .. } | Stage::Ended(_) => {}
        }
    }

    /// Makes sure that there is a live session for a message, opening one where the message
    /// gives its consent. Refuses otherwise; a repeat is acknowledged again and goes no further.
    fn admit(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        outgoing: &Outgoing,
    ) -> Result<(), Option<SendRefusal>> {
        let Outgoing {
            id: message,
            conversation: id,
            text,
            opens,
            answer,
            ..
        } = outgoing;
        let opens = *opens;
        let Some(conversation) = self.conversations.get_mut(id) else {
            if opens != Opens::New {
                return Err(Some(SendRefusal::Lost(LostReason::Unknown)));
            }
            check(text)?;
            if answer.is_some() {
                return Err(Some(SendRefusal::Rejected));
            }
            self.end_others(out, caller);
            let new = Conversation::new(
                id.clone(),
                caller.visitor.clone(),
                caller.name.clone(),
                out.now,
            );
            self.conversations.insert(id.clone(), new);
            out.tell(&caller.visitor, BackendEvent::WithBot(assistant()));
            return Ok(());
        };
        if !conversation.is_of(&caller.visitor) {
            return Err(Some(SendRefusal::Lost(conversation.refusal())));
        }
        if let Some(known) = conversation
            .messages
            .iter()
            .find(|known| known.id == *message)
        {
            let event = BackendEvent::Acknowledged {
                id: known.id.clone(),
                at: known.at,
            };
            out.answer(caller, event);
            return Err(None);
        }
        check(text)?;
        match &conversation.stage {
            // An answer opens nothing: it belongs to the session in which it was asked for.
            Stage::Ended(_)
                if opens == Opens::Again && !conversation.is_closed() && answer.is_none() =>
            {
                conversation.reopen(out);
                Ok(())
            }
            Stage::Ended(_) => Err(Some(SendRefusal::Ended)),
            _ => match answer {
                Some(answer) => conversation.judge(answer).map_err(Some),
                None => Ok(()),
            },
        }
    }

    /// A visitor has one live session: starting another conversation ends the one before.
    fn end_others(&mut self, out: &mut Out, caller: &Caller) {
        let now = out.now;
        let others = self
            .conversations
            .values_mut()
            .filter(|other| other.is_of(&caller.visitor) && other.is_live());
        for other in others {
            other.end_unheard(out, end_now(now, EndedBy::EndUser, None, false));
        }
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
            out.answer(caller, BackendEvent::Lost(LostReason::Unknown));
            return;
        };
        if let Stage::Ended(end) = &conversation.stage {
            let end = end.clone();
            out.answer(caller, BackendEvent::Ended(end));
            return;
        }
        let opted_out = by == EndedBy::OptOut;
        if refused && !opted_out {
            conversation.record(out, Happened::EndRefused);
            out.answer(caller, BackendEvent::EndRefused);
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
            }
            Some(conversation) if conversation.visitor.is_some() => {
                out.answer(caller, BackendEvent::ClearFailed);
                return;
            }
            // Forgotten before, or never known.
            Some(_) | None => {}
        }
        out.tell(&caller.visitor, BackendEvent::Cleared);
    }

    fn own(&mut self, caller: &Caller, id: &ConversationId) -> Option<&mut Conversation> {
        self.conversations
            .get_mut(id)
            .filter(|one| one.is_of(&caller.visitor))
    }
}

impl Conversation {
    /// What is said to somebody whose conversation it is not.
    const fn refusal(&self) -> LostReason {
        if self.visitor.is_some() {
            LostReason::Forbidden
        } else {
            LostReason::Unknown
        }
    }
}

/// Whether a text can be taken at all.
fn check(text: &str) -> Result<(), Option<SendRefusal>> {
    let is_empty = text.trim().is_empty();
    if is_empty || text.chars().nth(MESSAGE_CHARS).is_some() {
        return Err(Some(SendRefusal::Rejected));
    }
    Ok(())
}
