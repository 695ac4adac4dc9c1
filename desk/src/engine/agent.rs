//! What the agent does.

use std::collections::BTreeSet;

use session_chat::domain::{
    Author, BackendEvent, Body, ConversationId, Delivery, EndInfo,
    config::RulesChange,
    message::Note,
    offer::Offers,
    policy::{MESSAGE_CHARS, OWN_TYPING_EVERY_MS},
};

use super::{
    Engine,
    conversation::{Conversation, Silence, Stage, end_now},
    effect::Out,
    event::Action,
    prepared::Prepared,
    record::{Happened, Ticket, TicketStatus},
    settings::Settings,
};

impl Engine {
    pub(super) fn act(&mut self, out: &mut Out, action: Action) {
        match action {
            Action::SetOnline(online) => {
                self.settings.online = online;
                out.save_settings();
            }
            Action::Configure(settings) => self.configure(out, *settings),
            Action::Accept(id) => self.accept(out, &id),
            Action::Say { conversation, text } => self.say(out, &conversation, &text),
            Action::SayRich {
                conversation,
                prepared,
            } => self.show(out, &conversation, prepared),
            Action::SayFile {
                conversation,
                name,
                bytes,
            } => {
                if let Some((conversation, agent)) = self.talking(&conversation) {
                    conversation.say_file(out, agent, &name, bytes);
                }
            }
            Action::Typing(id) => self.type_in(out, &id),
            Action::Seen(id) => self.see(out, &id),
            Action::Requeue(id) => self.requeue(out, &id),
            Action::End {
                conversation,
                reason,
            } => self.end(out, &conversation, reason),
            Action::Note { conversation, text } => self.note(out, &conversation, &text),
            Action::SetTicket {
                conversation,
                status,
            } => {
                if let Some(conversation) = self.conversations.get_mut(&conversation)
                    && let Some(ticket) = &mut conversation.ticket
                {
                    ticket.status = status;
                    out.save(&conversation.id);
                }
            }
        }
    }

    /// Whether the agent can take one more conversation.
    pub(super) fn has_room(&self) -> bool {
        let capacity = usize::try_from(self.settings.capacity).unwrap_or(usize::MAX);
        self.settings.online && self.load() < capacity
    }

    /// Makes the ticket of a conversation that people take over.
    pub(super) fn make_ticket(&mut self, out: &mut Out, id: &ConversationId) {
        let number = self.next_ticket;
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        if conversation.ticket.is_none() {
            self.next_ticket = number.saturating_add(1);
            conversation.ticket = Some(Ticket {
                number,
                status: TicketStatus::New,
            });
            conversation.record(out, Happened::TicketMade(number));
        }
    }

    fn configure(&mut self, out: &mut Out, settings: Settings) {
        let before = core::mem::replace(&mut self.settings, settings);
        self.publish(out, &before);
        self.settings.capacity = self.settings.capacity.max(1);
        // Nobody may be left waiting for an end that no rule asks for any more.
        if self.settings.inactivity.is_none() {
            for conversation in self.conversations.values_mut() {
                if matches!(conversation.silence, Silence::Warned { .. }) {
                    conversation.stir(out);
                }
            }
        }
        out.save_settings();
    }

    /// Tells everybody who is in a chat of what has changed since `before` (R1.6). The others learn
    /// of it when they connect.
    fn publish(&self, out: &mut Out, before: &Settings) {
        let change = self.settings.rules_since(before);
        let offers = self.settings.offers_since(before);
        let live = self.conversations.values().filter(|one| one.is_live());
        let visitors: BTreeSet<_> = live.filter_map(|one| one.visitor.as_deref()).collect();
        for visitor in visitors {
            if change != RulesChange::default() {
                out.tell(visitor, BackendEvent::Settings(change));
            }
            if offers != Offers::default() {
                out.tell(visitor, BackendEvent::Offers(offers.clone()));
            }
        }
    }

    fn accept(&mut self, out: &mut Out, id: &ConversationId) {
        let is_free = self.conversations.get(id).is_some_and(|conversation| {
            matches!(
                conversation.stage,
                Stage::Waiting { .. } | Stage::WithBot(_)
            )
        });
        if !is_free || !self.has_room() {
            return;
        }
        self.make_ticket(out, id);
        let agent = self.agent();
        if let Some(conversation) = self.conversations.get_mut(id) {
            conversation.accept(out, agent);
        }
    }

    fn say(&mut self, out: &mut Out, id: &ConversationId, text: &str) {
        let text = text.trim();
        if text.is_empty() || text.chars().nth(MESSAGE_CHARS).is_some() {
            return;
        }
        if let Some((conversation, agent)) = self.talking(id) {
            conversation.say(out, agent, Body::Text(text.to_owned()));
        }
    }

    fn show(&mut self, out: &mut Out, id: &ConversationId, prepared: Prepared) {
        if let Some((conversation, agent)) = self.talking(id) {
            conversation.show(out, agent, prepared);
        }
    }

    /// A conversation that an agent has, and who. After an end no message goes out, whatever a late
    /// click says (R4.2).
    fn talking(&mut self, id: &ConversationId) -> Option<(&mut Conversation, Author)> {
        let conversation = self.conversations.get_mut(id)?;
        match &conversation.stage {
            Stage::Talking { agent, .. } => {
                let agent = agent.clone();
                Some((conversation, agent))
            }
            _ => None,
        }
    }

    fn type_in(&mut self, out: &mut Out, id: &ConversationId) {
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        let Stage::Talking { agent, .. } = &conversation.stage else {
            return;
        };
        let is_due = conversation
            .agent_typing_told
            .is_none_or(|told| out.now.since(told) >= OWN_TYPING_EVERY_MS);
        if is_due {
            conversation.agent_typing_told = Some(out.now);
            let event = BackendEvent::Typing {
                author: agent.clone(),
                active: true,
            };
            conversation.tell(out, event);
        }
    }

    fn see(&mut self, out: &mut Out, id: &ConversationId) {
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        if conversation.unread > 0 {
            conversation.unread = 0;
            out.save(&conversation.id);
        }
        // A glance at the queue promises nothing to those who wait in it.
        if conversation.is_talking() {
            conversation.advance(out, Delivery::Read);
        }
    }

    fn requeue(&mut self, out: &mut Out, id: &ConversationId) {
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        let Stage::Talking { agent, queued } = &conversation.stage else {
            return;
        };
        let (agent, queued) = (agent.clone(), *queued);
        conversation.record(out, Happened::Requeued(agent.name.clone()));
        conversation.add_note(out, Note::Left(agent));
        // They keep their place: they waited for it once.
        conversation.queue(out, queued);
    }

    fn end(&mut self, out: &mut Out, id: &ConversationId, reason: Option<String>) {
        let by = self.settings.end_as;
        let closes = self.settings.end_chat_when_session_ends;
        let own_name = by.is_person().then(|| self.settings.agent_name.clone());
        let Some(conversation) = self.conversations.get_mut(id).filter(|one| one.is_live()) else {
            return;
        };
        let actor_name = match &conversation.stage {
            Stage::Talking { agent, .. } if by.is_person() => Some(agent.name.clone()),
            _ => own_name,
        };
        let reason = reason
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        let end = end_now(out.now, by.ended_by(), actor_name, closes);
        conversation.end(out, EndInfo { reason, ..end });
    }

    fn note(&mut self, out: &mut Out, id: &ConversationId, text: &str) {
        let author = self.settings.agent_name.clone();
        let text = text.trim();
        if let Some(conversation) = self.conversations.get_mut(id).filter(|_| !text.is_empty()) {
            conversation.add_internal(out, author, text.to_owned());
        }
    }
}

impl Conversation {
    /// The agent who is in it.
    pub fn agent(&self) -> Option<&str> {
        match &self.stage {
            Stage::Talking { agent, .. } => Some(&agent.name),
            _ => None,
        }
    }
}
