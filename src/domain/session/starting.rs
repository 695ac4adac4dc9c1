//! The first message of a session is on its way; what is written waits behind it.

use super::{Inactive, Live, Phase, Unavailable, core::Core, step::Step};
use crate::domain::{
    effect::{Command, Effect, HostEvent, Opens},
    end::EndInfo,
};

/// A session is being opened, with the end user's consent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starting {
    /// Whether the host page was told that the session started.
    pub is_told: bool,
    /// Whether an earlier page or another tab may have sent the message already: then what
    /// followed was said to that one, and this one has to ask for it.
    pub is_taken_over: bool,
}

impl Starting {
    pub fn on(mut self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Compose(draft) => {
                // Each message carries the consent, so that the session opens even if the first
                // one is never taken.
                let opens = if core.conversation.is_known {
                    Opens::Again
                } else {
                    Opens::New
                };
                core.compose(draft, opens, fx);
                Phase::Starting(self)
            }
            Step::Taken { opens, .. } => {
                if opens != Opens::Nothing {
                    self.tell(core, fx);
                }
                if std::mem::take(&mut self.is_taken_over) {
                    let resume = core.conversation.resumable();
                    fx.push(Effect::Backend(Command::Connect { resume }));
                }
                Phase::Starting(self)
            }
            Step::Running(with) => {
                // Some backends say who is there before they acknowledge the message.
                self.tell(core, fx);
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            Step::Warned(ends_at) => Phase::Inactive(Inactive {
                live: Live::with(super::step::With::Queue(
                    crate::domain::snapshot::Queue::default(),
                )),
                ends_at,
            }),
            // The end that the message goes beyond, told once more.
            Step::Ended(info) if core.is_known_end(&info) => Phase::Starting(self),
            Step::Ended(info) => core.end(info, fx),
            Step::Lost(reason) => core.lose(reason, fx),
            Step::PreChatRefused => {
                let unsent = core.fail_unsent(fx);
                let mut earlier = core.conversation.transcript.clone();
                let phase = core.forget(fx);
                core.conversation.transcript.keep_refused(&mut earlier);
                fx.extend(unsent.map(Effect::Prefill));
                phase
            }
            Step::StartRefused(availability) => {
                core.availability = availability;
                let unsent = core.fail_unsent(fx);
                core.forget(fx);
                fx.extend(unsent.map(Effect::Prefill));
                Phase::Unavailable(Unavailable { availability })
            }
            // *Cancel*: nobody has answered yet, so there is nothing to confirm.
            Step::EndAsked => {
                if let Some(id) = core.conversation.id.take() {
                    fx.push(Effect::Backend(Command::Clear(id)));
                }
                let unsent = core.fail_unsent(fx);
                core.start_anew(unsent, fx)
            }
            // A session that was to open again and is not there any more is over.
            Step::Idle if core.conversation.is_known && core.conversation.outbox.is_empty() => {
                core.end(EndInfo::unknown(core.now), fx)
            }
            // Nobody listens yet, nothing is confirmed, and messages wait whoever is online.
            Step::Idle
            | Step::Typed
            | Step::EndCancelled
            | Step::EndConfirmed
            | Step::NewAsked
            | Step::Stayed
            | Step::Closed
            | Step::Active
            | Step::EndRefused
            | Step::Availability(_)
            | Step::Woke => Phase::Starting(self),
        }
    }

    /// Tells the host page once that the session started.
    fn tell(&mut self, core: &Core, fx: &mut Vec<Effect>) {
        let is_told = std::mem::replace(&mut self.is_told, true);
        if let Some(id) = core.conversation.id.clone().filter(|_| !is_told) {
            fx.push(Effect::Emit(HostEvent::Started(id)));
        }
    }
}
