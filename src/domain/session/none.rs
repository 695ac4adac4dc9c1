//! No conversation: who we are, when we answer, and an open field.

use super::{Live, Phase, Starting, Unavailable, core::Core, step::Step};
use crate::domain::{
    effect::{Effect, Focus, Opens},
    snapshot::Availability,
};

/// There is no conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacant;

/// The phase without a conversation, by whether somebody can be reached.
pub const fn vacant(availability: Availability) -> Phase {
    match availability {
        Availability::Online => Phase::None(Vacant),
        away => Phase::Unavailable(Unavailable { availability: away }),
    }
}

impl Vacant {
    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Compose(draft) => {
                if core.compose(draft, Opens::New, fx) {
                    Phase::Starting(Starting::default())
                } else {
                    Phase::None(self)
                }
            }
            Step::NewAsked => {
                fx.push(Effect::Focus(Focus::Field));
                Phase::None(self)
            }
            Step::Availability(availability) => vacant(availability),
            // Another tab of this visitor started a conversation, and a snapshot told of it.
            Step::Running(with) if core.conversation.id.is_some() => {
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            Step::Ended(info) if core.conversation.id.is_some() => core.end(info, fx),
            // Without a conversation there is nothing to end, to keep alive or to lose, and a
            // backend that speaks of one speaks of a conversation that was forgotten here.
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
            | Step::Woke => Phase::None(self),
        }
    }
}
