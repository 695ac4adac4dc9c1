//! The end user has confirmed the end; the field is locked until the backend answers.

use super::{
    Live, Phase,
    core::{Core, Notice},
    step::Step,
};
use crate::domain::{
    effect::{Announcement, Effect, Focus},
    end::{EndInfo, EndedBy},
    policy::END_TIMEOUT_MS,
    time::Instant,
};

/// The backend was asked to end the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The session as it is until the backend says otherwise.
    pub live: Live,
    /// Since when.
    pub since: Instant,
}

impl Ending {
    /// When the backend has had its time.
    pub const fn wake_at(&self) -> Instant {
        self.since.plus(END_TIMEOUT_MS)
    }

    pub fn on(mut self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Ended(info) => core.end(info, fx),
            // The backend knows no session any more: the end user's end came through.
            Step::Idle => core.end(
                EndInfo {
                    by: EndedBy::EndUser,
                    ..EndInfo::unknown(core.now)
                },
                fx,
            ),
            Step::Lost(reason) => core.lose(reason, fx),
            Step::EndRefused => self.refused(core, fx),
            Step::Woke if core.now >= self.wake_at() => self.refused(core, fx),
            Step::Taken { opts_out: true, .. } => core.opt_out(fx),
            Step::Running(with) => {
                self.live.with = with;
                Phase::Ending(self)
            }
            Step::Compose(draft) => {
                Core::refuse(draft, fx);
                Phase::Ending(self)
            }
            // The answer is all that counts now.
            Step::Typed
            | Step::EndAsked
            | Step::EndCancelled
            | Step::EndConfirmed
            | Step::NewAsked
            | Step::Stayed
            | Step::Closed
            | Step::Taken { .. }
            | Step::Warned(_)
            | Step::Active
            | Step::Availability(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Ending(self),
        }
    }

    /// The conversation did not end, and the window says so (R2.4).
    fn refused(self, core: &mut Core, fx: &mut Vec<Effect>) -> Phase {
        core.notice = Some(Notice::EndRefused);
        fx.push(Effect::Announce(Announcement::EndRefused));
        fx.push(Effect::Focus(Focus::Field));
        Phase::Live(self.live)
    }
}
