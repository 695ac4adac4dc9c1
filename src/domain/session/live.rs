//! A bot talks, an agent talks, or the end user waits for one.

use super::{
    Ending, Inactive, Phase,
    core::{Core, Notice},
    step::{Step, With},
};
use crate::domain::{
    effect::{Announcement, Command, Effect, Focus, Opens},
    end::{EndInfo, EndedBy},
};

/// A running session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Whom the end user is with.
    pub with: With,
    /// Whether the confirmation of the end is asked for.
    pub is_confirming: bool,
}

impl Live {
    /// A running session in which nobody asked for its end.
    pub const fn with(with: With) -> Self {
        Self {
            with,
            is_confirming: false,
        }
    }

    pub fn on(mut self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Compose(draft) => {
                core.compose(draft, Opens::Nothing, fx);
                Phase::Live(self)
            }
            Step::Typed => {
                core.tell_typing(fx);
                Phase::Live(self)
            }
            Step::EndAsked if may_end(core) => {
                self.is_confirming = true;
                fx.push(Effect::Focus(Focus::Confirmation));
                Phase::Live(self)
            }
            Step::EndCancelled if self.is_confirming => {
                self.is_confirming = false;
                fx.push(Effect::Focus(Focus::Opener));
                Phase::Live(self)
            }
            Step::EndConfirmed if self.is_confirming => {
                self.is_confirming = false;
                core.ask_end(fx);
                Phase::Ending(Ending {
                    live: self,
                    since: core.now,
                })
            }
            Step::Taken { opts_out: true, .. } => core.opt_out(fx),
            Step::Running(with) => {
                if self.with != with {
                    core.meet(&with, fx);
                }
                Phase::Live(Self { with, ..self })
            }
            // The end happened while nobody listened.
            Step::Idle => core.end(EndInfo::unknown(core.now), fx),
            Step::Warned(ends_at) => {
                fx.push(Effect::Announce(Announcement::Inactive));
                Phase::Inactive(Inactive {
                    live: self,
                    ends_at,
                })
            }
            Step::Ended(info) => core.end(info, fx),
            Step::Lost(reason) => core.lose(reason, fx),
            // The end was not asked for, is not allowed, or was refused after it was given up;
            // a running session stays whatever the window does and whoever is online.
            Step::EndAsked
            | Step::EndCancelled
            | Step::EndConfirmed
            | Step::NewAsked
            | Step::Stayed
            | Step::Closed
            | Step::Taken { .. }
            | Step::Active
            | Step::EndRefused
            | Step::Availability(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Live(self),
        }
    }
}

/// Whether the end user may end the session now (R2.1).
pub const fn may_end(core: &Core) -> bool {
    core.config.rules.end_users_can_end && core.allowed.can_end
}

impl Core {
    /// The end user confirmed: only now the backend is asked (R2.3).
    pub fn ask_end(&mut self, fx: &mut Vec<Effect>) {
        if self.notice == Some(Notice::EndRefused) {
            self.notice = None;
        }
        if let Some(conversation) = self.conversation.id.clone() {
            fx.push(Effect::Backend(Command::End {
                conversation,
                by: EndedBy::EndUser,
            }));
        }
    }
}
