//! What time alone brings about: the assistant's answers, the end of silent sessions.

use session_chat::domain::{BackendEvent, Body, ConversationId, Delivery, EndedBy, Instant};

use super::{
    Engine, assistant,
    bot::{self, Saying, Step},
    conversation::{BotTurn, Conversation, Silence, Stage, end_now},
    effect::Out,
    record::Happened,
    settings::Inactivity,
};

impl Engine {
    /// When time brings something about next.
    pub fn wake_at(&self) -> Option<Instant> {
        let rule = self.settings.inactivity;
        self.conversations
            .values()
            .flat_map(|conversation| {
                [
                    conversation.answer_at(),
                    conversation.growing_at(),
                    conversation.typing_until,
                    conversation.silence_at(rule),
                ]
            })
            .flatten()
            .chain(self.doors.look_at)
            .min()
    }

    pub(super) fn wake(&mut self, out: &mut Out) {
        let ids: Vec<_> = self.conversations.keys().cloned().collect();
        for id in ids {
            if let Some(conversation) = self.conversations.get_mut(&id) {
                conversation.grow(out);
            }
            self.answer(out, &id);
            self.watch(out, &id);
        }
    }

    fn answer(&mut self, out: &mut Out, id: &ConversationId) {
        let now = out.now;
        let session_based = self.settings.end_chat_when_session_ends;
        let is_staffed = self.is_staffed();
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        if conversation.answer_at().is_none_or(|at| at > now) {
            return;
        }
        let Stage::WithBot(turn) = conversation.stage else {
            return;
        };
        let heard = bot::heard(conversation);
        let reply = bot::answer(turn, &self.settings.brand, is_staffed, &heard);
        conversation.stage = Stage::WithBot(BotTurn {
            greeted: true,
            misses: reply.misses,
            answer_at: None,
        });
        conversation.advance(out, Delivery::Read);
        for saying in reply.says {
            match saying {
                Saying::Text(text) => conversation.say(out, assistant(), Body::Text(text)),
                Saying::Prepared(prepared) => conversation.show(out, assistant(), prepared),
            }
        }
        match reply.then {
            Step::Stay => {}
            Step::Leave => {
                let name = Some(assistant().name);
                conversation.end(out, end_now(now, EndedBy::Bot, name, session_based));
            }
            Step::HandOver(why) => {
                conversation.record(out, Happened::HandedOver(why));
                conversation.queue(out, now);
                self.make_ticket(out, id);
            }
        }
    }

    fn watch(&mut self, out: &mut Out, id: &ConversationId) {
        let now = out.now;
        let rule = self.settings.inactivity;
        let session_based = self.settings.end_chat_when_session_ends;
        let Some(conversation) = self.conversations.get_mut(id) else {
            return;
        };
        conversation.typing_until = conversation.typing_until.filter(|until| *until > now);
        if conversation.silence_at(rule).is_none_or(|at| at > now) {
            return;
        }
        let Some(Inactivity { end_after_ms, .. }) = rule else {
            return;
        };
        if matches!(conversation.silence, Silence::Warned { .. }) {
            conversation.end(out, end_now(now, EndedBy::Inactivity, None, session_based));
        } else {
            let ends_at = now.plus(end_after_ms);
            conversation.silence = Silence::Warned { ends_at };
            conversation.record(out, Happened::Warned { ends_at });
            conversation.tell(out, BackendEvent::Inactive { ends_at });
        }
    }
}

impl Conversation {
    const fn answer_at(&self) -> Option<Instant> {
        match self.stage {
            Stage::WithBot(turn) => turn.answer_at,
            _ => None,
        }
    }

    fn silence_at(&self, rule: Option<Inactivity>) -> Option<Instant> {
        let rule = rule?;
        match self.silence {
            Silence::No => None,
            Silence::Since(since) => Some(since.plus(rule.warn_after_ms)),
            Silence::Warned { ends_at } => Some(ends_at),
        }
    }
}
