//! The session state machine: one event in, the next session and all effects out.
//!
//! [`Phase`] is an enum whose variants own what is true in that phase alone, so that an
//! impossible combination cannot be written. What is true in every phase, such as the
//! connection, the conversation and the window, is the [`Core`]. An event first changes the
//! core; what of it concerns the phase goes on as a [`Step`], and every (phase, step) pair is
//! handled or ignored with a reason.

mod arrival;
mod core;
mod ended;
mod ending;
mod inactive;
mod live;
mod lost;
mod none;
mod rating;
mod restore;
mod scene;
mod sending;
mod several;
mod starting;
mod step;
mod unavailable;

use self::{
    core::Core, ended::Ended, ending::Ending, inactive::Inactive, live::Live, lost::Lost,
    none::Vacant, starting::Starting, step::Step, unavailable::Unavailable,
};
use super::{
    config::Config,
    effect::Effect,
    end::Next,
    event::{BackendEvent, Event},
    id::MessageId,
    record::Record,
    stored::Stored,
    time::Instant,
    transcript::Transcript,
    view::View,
};

/// What came out of one event.
#[derive(Debug)]
pub struct Outcome {
    /// The session from now on.
    pub session: Session,
    /// What must be done, in this order.
    pub effects: Vec<Effect>,
}

/// One visitor's chat, from an empty window to the end and anew.
#[derive(Clone, Debug)]
pub struct Session {
    core: Core,
    phase: Phase,
}

/// Where the conversation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// No conversation.
    None(Vacant),
    /// The first message is on its way.
    Starting(Starting),
    /// A bot or an agent is there, or will be.
    Live(Live),
    /// About to end unless the end user answers.
    Inactive(Inactive),
    /// The end user ended it; the backend has not answered.
    Ending(Ending),
    /// Over.
    Ended(Ended),
    /// The conversation cannot go on.
    Lost(Lost),
    /// Nobody can be reached.
    Unavailable(Unavailable),
}

impl Default for Session {
    fn default() -> Self {
        Self::new(Config::default())
    }
}

impl Session {
    /// A session of which nothing is known: no conversation, no connection, a closed window.
    pub fn new(config: Config) -> Self {
        Self {
            core: Core::new(config),
            phase: Phase::None(Vacant),
        }
    }

    /// Takes one event.
    pub fn update(self, now: Instant, event: Event) -> Outcome {
        let Self { mut core, phase } = self;
        core.now = core.now.max(now);
        let mut phase = phase;
        let mut effects = Vec::new();
        let fx = &mut effects;
        match event {
            Event::Restored(stored) => phase = restore::restore(&mut core, phase, stored, fx),
            Event::ClearAsked => phase = core.clear(true, fx),
            Event::ParkedFound(parked) => core.several.parked = parked,
            Event::Switched(to) => phase = several::switch(&mut core, phase, *to, fx),
            Event::NewAsked if core.config.rules.multiple_conversations => {
                phase = several::start_new(&mut core, phase, fx);
            }
            // Another tab of this visitor cleared it; what a reset cleared is told already.
            Event::Backend(BackendEvent::Cleared)
                if core.conversation.id.is_some() && !phase.is_reset() =>
            {
                phase = core.clear(false, fx);
            }
            event => {
                for step in arrival::steps(&mut core, &phase, event, fx) {
                    phase = phase.on(&mut core, step, fx);
                }
            }
        }
        if phase.sends() {
            core.pump(fx);
        }
        Outcome {
            session: Self { core, phase },
            effects,
        }
    }

    /// What the window may see.
    pub fn view(&self) -> View {
        scene::view(&self.core, &self.phase)
    }

    /// The messages.
    pub const fn transcript(&self) -> &Transcript {
        &self.core.conversation.transcript
    }

    /// The oldest message that had not been seen when the visitor last looked.
    pub const fn mark(&self) -> Option<&MessageId> {
        self.core.conversation.mark.as_ref()
    }

    /// When an [`Event::Woke`] is due, if ever.
    pub fn wake_at(&self) -> Option<Instant> {
        self.core
            .wake_at(self.phase.sends())
            .into_iter()
            .chain(self.phase.wake_at())
            .min()
    }

    /// What is left of the session, once it is over.
    pub fn record(&self) -> Option<Record> {
        match &self.phase {
            Phase::Ended(ended) => Record::of(&self.core.conversation, &ended.info),
            _ => None,
        }
    }

    /// What still waits to be sent in conversations that the window does not show.
    pub fn parked(&self) -> &[Stored] {
        &self.core.several.parked
    }

    /// What must outlive the page; nothing where there is no conversation.
    pub fn stored(&self) -> Option<Stored> {
        restore::stored(&self.core, &self.phase)
    }
}

impl Phase {
    fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Self {
        match self {
            Self::None(phase) => phase.on(core, step, fx),
            Self::Starting(phase) => phase.on(core, step, fx),
            Self::Live(phase) => phase.on(core, step, fx),
            Self::Inactive(phase) => phase.on(core, step, fx),
            Self::Ending(phase) => phase.on(core, step, fx),
            Self::Ended(phase) => phase.on(core, step, fx),
            Self::Lost(phase) => phase.on(core, step, fx),
            Self::Unavailable(phase) => phase.on(core, step, fx),
        }
    }

    /// Whether what waits in the outbox may go out.
    const fn sends(&self) -> bool {
        matches!(self, Self::Starting(_) | Self::Live(_) | Self::Inactive(_))
    }

    /// Whether a question can be answered: only in the session that asked it, while it runs.
    const fn takes_answers(&self) -> bool {
        matches!(self, Self::Live(_) | Self::Inactive(_))
    }

    /// Whether the window was cleared by an end.
    fn is_reset(&self) -> bool {
        matches!(self, Self::Ended(ended) if ended.next == Next::Reset)
    }

    const fn wake_at(&self) -> Option<Instant> {
        match self {
            Self::Ending(ending) => Some(ending.wake_at()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
