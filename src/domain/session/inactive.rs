//! Nobody wrote for a while: the session ends soon unless the end user shows up.

use super::{Live, Phase, core::Core, step::Step};
use crate::domain::{
    effect::{Command, Effect},
    time::Instant,
};

/// A running session that is about to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inactive {
    /// The session as it was and will be again.
    pub live: Live,
    /// When it ends.
    pub ends_at: Instant,
}

impl Inactive {
    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Typed | Step::Stayed => {
                if let Some(id) = core.conversation.id.clone() {
                    fx.push(Effect::Backend(Command::Stay(id)));
                }
                self.live.on(core, step, fx)
            }
            // A message says more than a key stroke, and the backend hears it anyway.
            Step::Compose(_) | Step::Active => self.live.on(core, step, fx),
            Step::Warned(ends_at) => Phase::Inactive(Self { ends_at, ..self }),
            // A repeated status says who is there, not that the end user has answered.
            step => match self.live.on(core, step, fx) {
                Phase::Live(live) => Phase::Inactive(Self { live, ..self }),
                other => other,
            },
        }
    }
}
