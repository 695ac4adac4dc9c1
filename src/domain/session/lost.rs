//! The conversation cannot go on: why, and a way to a new one (R1.5).

use super::{Live, Phase, core::Core, step::Step};
use crate::domain::{effect::Effect, snapshot::LostReason};

/// The backend does not know the conversation, refuses it, or its access has run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Why.
    pub reason: LostReason,
    /// What was written and not sent before it was lost.
    pub unsent: Option<String>,
}

impl Lost {
    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::NewAsked => core.start_anew(self.unsent, fx),
            Step::Closed if core.config.rules.end_chat_when_session_ends => core.forget(fx),
            Step::Compose(draft) => {
                Core::refuse(draft, fx);
                Phase::Lost(self)
            }
            // It was not lost after all, and nobody ended it.
            Step::Running(with) => {
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            Step::Ended(info) => core.end(info, fx),
            Step::Lost(reason) => Phase::Lost(Self { reason, ..self }),
            // There is no session that any of this could concern.
            Step::Typed
            | Step::EndAsked
            | Step::EndCancelled
            | Step::EndConfirmed
            | Step::Stayed
            | Step::Closed
            | Step::Taken { .. }
            | Step::Idle
            | Step::Warned(_)
            | Step::Active
            | Step::EndRefused
            | Step::Availability(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Lost(self),
        }
    }
}
