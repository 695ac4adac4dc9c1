//! Nobody can be reached: when we are back, and whether a message can be left.

use super::{Live, Phase, Starting, core::Core, none::vacant, step::Step};
use crate::domain::{
    effect::{Effect, Focus, Opens},
    snapshot::Availability,
};

/// Nobody can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// Until when, and whether a message can be left.
    pub availability: Availability,
}

impl Unavailable {
    /// Whether a message can be left.
    pub const fn takes_messages(&self) -> bool {
        matches!(self.availability, Availability::Away { .. })
    }

    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            // A message that is left starts the conversation; it waits until somebody is there.
            Step::Compose(draft) if self.takes_messages() => {
                if core.compose(draft, Opens::New, fx) {
                    Phase::Starting(Starting::default())
                } else {
                    Phase::Unavailable(self)
                }
            }
            Step::Compose(draft) => {
                Core::refuse(draft, fx);
                Phase::Unavailable(self)
            }
            Step::Availability(availability) => vacant(availability),
            Step::Running(with) if core.conversation.id.is_some() => {
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            Step::Ended(info) if core.conversation.id.is_some() => core.end(info, fx),
            Step::NewAsked => {
                fx.push(Effect::Focus(Focus::Field));
                Phase::Unavailable(self)
            }
            // There is no conversation, as in the phase without one.
            Step::Running(_)
            | Step::Ended(_)
            | Step::Typed
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
            | Step::Lost(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Unavailable(self),
        }
    }
}
