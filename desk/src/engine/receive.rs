//! Messages of end users: which are taken, and what they begin.

use session_chat::domain::{
    BackendEvent, Body, Delivery, EndedBy, Instant, MessageId,
    effect::{Opens, Outgoing},
    event::SendRefusal,
    offer::PRE_CHAT,
    policy::MESSAGE_CHARS,
    snapshot::{Availability, LostReason},
};

use super::{
    Engine, assistant,
    conversation::{Conversation, Stage, end_now},
    effect::{Caller, Out},
    files::{self, FileFacts},
    pre_chat,
    record::Given,
};

/// Why a message goes no further.
enum Stop {
    /// It has been here since this moment.
    Known(Instant),
    /// It cannot be taken.
    Refused(SendRefusal),
    /// No conversation starts now.
    Shut(Availability),
}

impl From<SendRefusal> for Stop {
    fn from(why: SendRefusal) -> Self {
        Self::Refused(why)
    }
}

impl Engine {
    pub(super) fn receive(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        outgoing: Outgoing,
        file: Option<FileFacts>,
    ) {
        let body = match self.admit(out, caller, &outgoing, file) {
            Ok(body) => body,
            Err(stop) => {
                let id = outgoing.id;
                let event = match stop {
                    Stop::Known(at) => BackendEvent::Acknowledged { id, at },
                    Stop::Refused(why) => BackendEvent::Refused { id, why },
                    Stop::Shut(until) => BackendEvent::StartRefused(until),
                };
                out.answer_of(caller, &outgoing.conversation, event);
                return;
            }
        };
        let pace_ms = self.place.pace_ms;
        let Some(conversation) = self.conversations.get_mut(&outgoing.conversation) else {
            return;
        };
        conversation.rename(out, caller.name.as_ref());
        conversation.hear(out, caller, outgoing, body);
        match &mut conversation.stage {
            Stage::WithBot(turn) => {
                turn.answer_at = Some(out.now.plus(pace_ms));
                let typing = BackendEvent::Typing {
                    author: assistant(),
                    active: true,
                };
                conversation.tell(out, typing);
            }
            Stage::Talking { .. } => conversation.advance(out, Delivery::Delivered),
            Stage::Waiting { .. } | Stage::Ended(_) => {}
        }
    }

    /// Makes sure that there is a live session for a message, opening one where the message
    /// gives its consent, and gives what the message consists of. A repeat goes no further.
    fn admit(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        outgoing: &Outgoing,
        file: Option<FileFacts>,
    ) -> Result<Body, Stop> {
        let Outgoing {
            id: message,
            conversation: id,
            opens,
            answer,
            ..
        } = outgoing;
        let Some(conversation) = self.conversations.get(id) else {
            if *opens != Opens::New {
                return Err(SendRefusal::Lost(LostReason::Unknown).into());
            }
            let given = self.may_begin(outgoing)?;
            let body = self.body(out, outgoing, file)?;
            self.begin(out, caller, outgoing, given);
            return Ok(body);
        };
        if !conversation.is_of(&caller.visitor) {
            return Err(SendRefusal::Lost(conversation.refusal()).into());
        }
        let mut messages = conversation.messages.iter();
        if let Some(known) = messages.find(|known| known.id == *message) {
            return Err(Stop::Known(known.at));
        }
        // An answer opens nothing: it belongs to the session in which it was asked for.
        let reopens = *opens == Opens::Again && !conversation.is_closed() && answer.is_none();
        let is_over = !conversation.is_live();
        check(&outgoing.text)?;
        match answer {
            _ if is_over && !reopens => return Err(SendRefusal::Ended.into()),
            Some(answer) => conversation.judge(answer)?,
            None => {}
        }
        let body = self.body(out, outgoing, file)?;
        if is_over && let Some(conversation) = self.conversations.get_mut(id) {
            conversation.reopen(out);
            self.say_who_answers(out, caller, outgoing);
        }
        Ok(body)
    }

    /// Whether a first message can begin a conversation, and what was filled in before it.
    fn may_begin(&self, outgoing: &Outgoing) -> Result<Vec<Given>, Stop> {
        let availability = self.vacancy();
        if matches!(availability, Availability::Closed { .. }) {
            return Err(Stop::Shut(availability));
        }
        check(&outgoing.text)?;
        match &outgoing.answer {
            Some(answer) if answer.to.as_str() == PRE_CHAT => {
                Ok(pre_chat::taken(answer, self.settings.pre_chat)?)
            }
            Some(_) => Err(SendRefusal::Rejected.into()),
            None => Ok(Vec::new()),
        }
    }

    fn begin(&mut self, out: &mut Out, caller: &Caller, outgoing: &Outgoing, given: Vec<Given>) {
        if !outgoing.alongside {
            self.end_others(out, caller);
        }
        let own = pre_chat::name(&given).map(str::to_owned);
        let id = outgoing.conversation.clone();
        let (visitor, name) = (caller.visitor.clone(), own.or_else(|| caller.name.clone()));
        let new = Conversation {
            given,
            ..Conversation::new(id.clone(), visitor, name, out.now)
        };
        new.tell(out, BackendEvent::WithBot(assistant()));
        self.conversations.insert(id, new);
        self.say_who_answers(out, caller, outgoing);
    }

    /// Who was told before that nobody is there has to know that the assistant is.
    fn say_who_answers(&self, out: &mut Out, caller: &Caller, outgoing: &Outgoing) {
        if self.settings.hours.is_some() {
            let event = BackendEvent::Availability(Availability::Online);
            out.tell_of(&caller.visitor, &outgoing.conversation, event);
        }
    }

    /// What a message consists of, if it can be taken.
    fn body(
        &self,
        out: &mut Out,
        outgoing: &Outgoing,
        file: Option<FileFacts>,
    ) -> Result<Body, SendRefusal> {
        let Outgoing {
            id, text, content, ..
        } = outgoing;
        let Some(content) = content else {
            return Ok(Body::Text(text.clone()));
        };
        let may = self.settings.files && outgoing.answer.is_none() && !self.has_message(id);
        let taken = files::received(id, text, content, file).filter(|_| may);
        let taken = taken.ok_or(SendRefusal::Rejected)?;
        out.save_file(id.clone(), taken.media);
        Ok(Body::Rich(taken.rich))
    }

    /// Whether there is a message of this id in any conversation: files are kept by it, and none
    /// may take the place of another.
    fn has_message(&self, id: &MessageId) -> bool {
        let mut messages = self.conversations.values().flat_map(|one| &one.messages);
        messages.any(|message| message.id == *id)
    }

    /// Starting a conversation that does not stand beside the others ends those before.
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
}

/// Whether a text can be taken at all.
fn check(text: &str) -> Result<(), SendRefusal> {
    let is_empty = text.trim().is_empty();
    if is_empty || text.chars().nth(MESSAGE_CHARS).is_some() {
        return Err(SendRefusal::Rejected);
    }
    Ok(())
}
