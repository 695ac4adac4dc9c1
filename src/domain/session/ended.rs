//! The session is over: who ended it, when, and what the end user can do now.

use super::{Live, Phase, Starting, core::Core, step::Step};
use crate::domain::{
    effect::{Effect, Opens},
    end::{EndInfo, Next},
};

/// The session is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who, why and when.
    pub info: EndInfo,
    /// What the end user can do now.
    pub next: Next,
    /// What was written and not sent before the end.
    pub unsent: Option<String>,
}

impl Ended {
    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Compose(draft) if self.next == Next::Reopen => {
                if core.compose(draft, Opens::Again, fx) {
                    Phase::Starting(Starting::default())
                } else {
                    Phase::Ended(self)
                }
            }
            Step::Compose(draft) => {
                Core::refuse(draft, fx);
                Phase::Ended(self)
            }
            Step::NewAsked => core.start_anew(self.unsent, fx),
            // A session-based chat is new when the window opens again (R1.2); a cleared window
            // keeps the old transcript to be saved only until it closes.
            Step::Closed
                if self.next == Next::Reset || core.config.rules.end_chat_when_session_ends =>
            {
                core.forget(fx)
            }
            // A second report of the same end may know more than the first.
            Step::Ended(info) => {
                let info = self.info.clone().merge(info);
                if info != self.info {
                    core.correct_end(&info);
                    fx.push(Effect::Save);
                }
                Phase::Ended(Self { info, ..self })
            }
            // Another tab of this visitor opened the conversation again, after its warning.
            Step::Running(with) if self.next == Next::Reopen => {
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            // The session is over: late news of it changes nothing, and nothing but the visitor
            // opens another one.
            Step::Running(_)
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
            | Step::Availability(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Ended(self),
        }
    }
}
