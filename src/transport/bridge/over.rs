//! A session that ended, until the visitor has a new one: it is cleared, with a limit and a retry,
//! and started again when the visitor asks for it.

use super::{
    event::{Call, Effect, Kept},
    rules::{CLEAR_PAUSE_MS, CLEAR_TRIES, Rules},
    view::Line,
};
use crate::domain::Instant;

/// A session that ended, until the visitor has a new one.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub(super) struct Over {
    pub(super) kept: Kept,
    pub(super) shown: Shown,
    pub(super) is_announced: bool,
    pub(super) clearing: Clearing,
    /// The first call that was made to clear this session.
    pub(super) first_clear: Option<Call>,
    /// The vendor's widget said so since.
    pub(super) is_ready_again: bool,
    pub(super) is_launchable_again: bool,
    pub(super) start: Start,
    /// A start failed: the next one does not wait for the vendor's widget to say that it is ready.
    pub(super) is_impatient: bool,
}

/// What stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Panel,
    Launcher,
    Nothing,
}

/// How far the clearing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clearing {
    /// As soon as the vendor's widget is ready.
    Due,
    Calling {
        until: Instant,
        tries: u8,
    },
    Pausing {
        until: Instant,
        tries: u8,
    },
    Again {
        tries: u8,
    },
    Done,
    Failed,
}

/// How far the new chat has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Idle,
    /// As soon as the session is cleared and the vendor's widget is ready.
    Wanted {
        until: Instant,
    },
    Launching {
        call: Call,
        until: Instant,
    },
    Failed,
}

/// What can be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Wait,
    Clear { tries: u8 },
    Launch,
}

impl Over {
    /// A session that has just ended.
    pub(super) const fn new(kept: Kept, shown: Shown, clears: bool) -> Self {
        Self {
            kept,
            shown,
            is_announced: false,
            clearing: if clears {
                Clearing::Due
            } else {
                Clearing::Done
            },
            first_clear: None,
            is_ready_again: false,
            is_launchable_again: false,
            start: Start::Idle,
            is_impatient: false,
        }
    }

    /// What the panel says.
    pub(super) const fn line(&self) -> Line {
        match (self.start, self.clearing) {
            (Start::Wanted { .. } | Start::Launching { .. }, _) => Line::Starting,
            (Start::Failed, _) => Line::StartFailed,
            (Start::Idle, Clearing::Done) => Line::Over,
            (Start::Idle, Clearing::Failed) => Line::ClearFailed,
            (Start::Idle, _) => Line::Clearing,
        }
    }

    /// The next moment at which something has taken too long or waited long enough.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        let clearing = match self.clearing {
            Clearing::Calling { until, .. } | Clearing::Pausing { until, .. } => Some(until),
            _ => None,
        };
        let start = match self.start {
            Start::Wanted { until } | Start::Launching { until, .. } => Some(until),
            Start::Idle | Start::Failed => None,
        };
        [clearing, start].into_iter().flatten().min()
    }

    /// What nothing stands in the way of.
    pub(super) fn step(&self, rules: &Rules, is_ready: bool, has_button: bool) -> Step {
        match self.clearing {
            Clearing::Due if is_ready => return Step::Clear { tries: 1 },
            Clearing::Again { tries } => return Step::Clear { tries },
            _ => {}
        }
        if !matches!(self.start, Start::Wanted { .. }) {
            return Step::Wait;
        }
        let may_launch = match self.clearing {
            Clearing::Done if self.first_clear.is_some() && rules.is_ready_again => {
                let is_again = self.is_ready_again && (!has_button || self.is_launchable_again);
                is_again || (self.is_impatient && is_ready)
            }
            Clearing::Done => is_ready,
            Clearing::Failed => rules.starts_uncleared && has_button,
            _ => false,
        };
        if may_launch { Step::Launch } else { Step::Wait }
    }

    /// A call to clear the session was answered; `is_last` unless it had been given up before.
    pub(super) fn clear_answered(
        &mut self,
        now: Instant,
        is_last: bool,
        is_done: bool,
        effects: &mut Vec<Effect>,
    ) {
        if is_done {
            if self.clearing != Clearing::Done {
                self.clearing = Clearing::Done;
                effects.push(Effect::Forget);
            }
        } else if is_last {
            self.clear_failed(now, effects);
        }
    }

    /// Something took too long, or the pause before another try is over.
    pub(super) fn woke(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        match self.clearing {
            Clearing::Calling { until, .. } if until <= now => self.clear_failed(now, effects),
            Clearing::Pausing { until, tries } if until <= now => {
                self.clearing = Clearing::Again { tries };
            }
            _ => {}
        }
        if let Start::Wanted { until } | Start::Launching { until, .. } = self.start
            && until <= now
        {
            self.start_failed(effects);
        }
    }

    /// The new chat did not come.
    pub(super) fn start_failed(&mut self, effects: &mut Vec<Effect>) {
        self.start = Start::Failed;
        self.is_impatient = true;
        effects.push(Effect::TellFailure("start-failed"));
    }

    /// A new chat is not to be had where the old one could not be cleared.
    pub(super) fn give_up(&mut self, rules: &Rules, has_button: bool) {
        let is_wanted = matches!(self.start, Start::Wanted { .. });
        let may_start = rules.starts_uncleared && has_button;
        if is_wanted && self.clearing == Clearing::Failed && !may_start {
            self.start = Start::Idle;
        }
    }

    fn clear_failed(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let Clearing::Calling { tries, .. } = self.clearing else {
            return;
        };
        if tries < CLEAR_TRIES {
            self.clearing = Clearing::Pausing {
                until: now.plus(CLEAR_PAUSE_MS),
                tries: tries.saturating_add(1),
            };
        } else {
            self.clearing = Clearing::Failed;
            effects.push(Effect::TellFailure("clear-failed"));
        }
    }

    /// The visitor asks for a new chat.
    pub(super) fn ask(&mut self, until: Instant) {
        if matches!(self.start, Start::Idle | Start::Failed) {
            self.start = Start::Wanted { until };
            if self.clearing == Clearing::Failed {
                self.clearing = Clearing::Due;
            }
        }
    }
}
