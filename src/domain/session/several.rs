//! Several conversations of one end user: which there are, and going from one to another.

use super::{
    Ended, Live, Phase,
    core::{Connection, Core},
    step::With,
};
use crate::domain::{
    conversation::Conversation,
    effect::{Command, Effect, Focus},
    end::Next,
    message::{Author, Role},
    offer::Summary,
    outbox::Outbox,
    policy,
    snapshot::{Allowed, Queue},
    stored::{Stored, StoredPhase},
};

/// What is known of the end user's conversations beside the one in the window.
#[derive(Clone, Debug, Default)]
pub struct Several {
    /// All of them, the newest first: a list of [`Summary`] as JSON.
    pub list: String,
    /// How many messages in them have not been seen.
    pub unread: u32,
    /// Whether the window shows the list.
    pub is_listed: bool,
    /// What still waits to be sent in conversations that the window does not show.
    pub parked: Vec<Stored>,
}

impl Core {
    /// Shows or hides the list.
    pub fn show_list(&mut self, is_listed: bool, fx: &mut Vec<Effect>) {
        self.several.is_listed = is_listed && self.config.rules.multiple_conversations;
        if self.several.is_listed {
            fx.push(Effect::Backend(Command::Conversations));
        } else {
            fx.push(Effect::Focus(Focus::Field));
        }
    }

    /// Takes the conversation out of the window. What of it was not sent yet waits for its return.
    fn put_aside(&mut self, fx: &mut Vec<Effect>) {
        let mut conversation = Conversation::default();
        let transcript = &mut conversation.transcript;
        transcript.continue_version(&self.conversation.transcript);
        let old = core::mem::replace(&mut self.conversation, conversation);
        if let Some(id) = old.id {
            if !old.outbox.is_empty() {
                self.several.parked.push(Stored {
                    conversation: id.clone(),
                    phase: StoredPhase::Running,
                    messages: Vec::new(),
                    has_older: false,
                    outbox: old.outbox.pending().to_vec(),
                    participant: None,
                    open: false,
                    unread: 0,
                    queued_at: None,
                    is_rated: false,
                });
            }
            fx.push(Effect::Backend(Command::Leave(id)));
        }
        self.several.is_listed = false;
        self.allowed = Allowed::default();
        self.notice = None;
    }
}

/// Goes on with another conversation.
pub fn switch(core: &mut Core, phase: Phase, to: Summary, fx: &mut Vec<Effect>) -> Phase {
    let id = to.id;
    if core.conversation.id.as_ref() == Some(&id) {
        core.show_list(false, fx);
        return phase;
    }
    core.put_aside(fx);
    let mut waiting = Vec::new();
    core.several.parked.retain_mut(|parked| {
        let is_it = parked.conversation == id;
        if is_it {
            waiting.append(&mut parked.outbox);
        }
        !is_it
    });
    core.conversation.is_known = true;
    core.conversation.participant.clone_from(&to.participant);
    core.conversation.id = Some(id.clone());
    for pending in &waiting {
        core.conversation.transcript.insert(pending.message());
    }
    core.conversation.outbox = Outbox::restored(waiting);
    core.connection = Connection::Connecting(core.now);
    fx.push(Effect::Backend(Command::Connect { resume: Some(id) }));
    fx.push(Effect::SaveNow);
    fx.push(Effect::Focus(Focus::Field));
    match to.ended {
        Some(info) => {
            core.note_end(&info);
            let rules = &core.config.rules;
            // What is opened to be read is not cleared.
            let next = match policy::next_after_end(rules, true, info.closes_conversation) {
                Next::Reset => Next::ReadOnly,
                next => next,
            };
            Phase::Ended(Ended::new(info, next))
        }
        None => Phase::Live(Live::with(with(to.participant))),
    }
}

/// *Start new chat* beside those that there are.
pub fn start_new(core: &mut Core, phase: Phase, fx: &mut Vec<Effect>) -> Phase {
    let unsent = match phase {
        Phase::Ended(ended) => ended.unsent,
        Phase::Lost(lost) => lost.unsent,
        _ => None,
    };
    core.put_aside(fx);
    fx.push(Effect::SaveNow);
    fx.extend(unsent.map(Effect::Prefill));
    fx.push(Effect::Focus(Focus::Field));
    super::none::vacant(core.availability)
}

/// Whom the end user is with, as far as it is known.
pub fn with(participant: Option<Author>) -> With {
    match participant {
        Some(author) if author.role == Role::Agent => With::Agent(author),
        Some(author) => With::Bot(author),
        None => With::Queue(Queue::default()),
    }
}
