//! What becomes of the end user's messages: taken, refused, tried again.

use super::{
    Phase,
    core::{Core, Notice},
    step::Step,
};
use crate::domain::{
    effect::{Announcement, Effect, Opens},
    event::SendRefusal,
    id::MessageId,
    message::{Body, Delivery},
    offer::PRE_CHAT,
    outbox::Pending,
    time::Instant,
};

/// The backend has taken a message.
pub fn acknowledged(
    core: &mut Core,
    id: &MessageId,
    at: Instant,
    fx: &mut Vec<Effect>,
) -> Vec<Step> {
    // A repeated acknowledgement, or one of a message that another tab sent.
    let Some(Pending {
        opens, opts_out, ..
    }) = core.conversation.outbox.take(id)
    else {
        return Vec::new();
    };
    core.conversation.is_known = true;
    if core.notice == Some(Notice::OutboxFull) {
        core.notice = None;
    }
    core.conversation.transcript.settle(id, at);
    fx.push(Effect::Announce(Announcement::Sent));
    fx.push(Effect::SaveNow);
    vec![Step::Taken { opens, opts_out }]
}

/// The backend has not taken a message.
pub fn refused(
    core: &mut Core,
    id: &MessageId,
    why: SendRefusal,
    fx: &mut Vec<Effect>,
) -> Vec<Step> {
    match why {
        SendRefusal::Later { after_ms } => {
            core.put_off(id, after_ms, fx);
            Vec::new()
        }
        SendRefusal::Rejected => {
            core.give_up(id, why, fx);
            Vec::new()
        }
        SendRefusal::Faulty(faults) => {
            let Some(Pending {
                answer: Some(answer),
                ..
            }) = core.conversation.outbox.take(id)
            else {
                return Vec::new();
            };
            let is_pre_chat = answer.to.as_str() == PRE_CHAT;
            let transcript = &mut core.conversation.transcript;
            transcript.remove(id);
            transcript.refuse(answer, faults);
            fx.push(Effect::SaveNow);
            is_pre_chat
                .then_some(Step::PreChatRefused)
                .into_iter()
                .collect()
        }
        SendRefusal::Ended => vec![Step::Ended(core.found_end())],
        SendRefusal::Lost(reason) => vec![Step::Lost(reason)],
    }
}

/// The end user wants a message tried again that was given up.
pub fn retry(core: &mut Core, phase: &Phase, id: &MessageId, fx: &mut Vec<Effect>) {
    if !phase.sends() {
        return;
    }
    let Some(message) = core.conversation.transcript.get(id) else {
        return;
    };
    let Some(text) = message.text().filter(|_| message.delivery.has_failed()) else {
        return;
    };
    let content = match &message.body {
        Body::Rich(rich) => Some(rich.content.clone()),
        Body::Text(_) | Body::Note(_) => None,
    };
    let opens = match phase {
        Phase::Starting(_) if !core.conversation.is_known => Opens::New,
        Phase::Starting(_) => Opens::Again,
        _ => Opens::Nothing,
    };
    let mut pending = Pending::new(id.clone(), text.to_owned(), core.now, opens);
    pending.answer.clone_from(&message.answer);
    pending.content = content;
    pending.judge(&core.config.rules);
    core.conversation.outbox.push(pending);
    core.set_delivery(id, Delivery::Waiting);
    fx.push(Effect::SaveNow);
}
