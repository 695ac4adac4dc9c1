//! The machine: from what happened to what is done and drawn.

use super::{
    event::{Call, Effect, Event, Kept},
    over::{Clearing, Over, Shown, Start, Step},
    rules::{
        After, CLEAR_LIMIT_MS, ECHO_MS, END_LIMIT_MS, KEPT_MS, PAST, PRESENT_MS, READY_LIMIT_MS,
        REPEAT_MS, Rules, START_LIMIT_MS,
    },
    told::Told,
    view::{Notice, Panel, View},
};
use crate::domain::{
    EndInfo, Instant,
    config::Notification,
    end::{EndedBy, Next},
};

/// A bridge over one widget of a vendor's.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Bridge {
    rules: Rules,
    /// When the vendor's widget counts as missing, until it was there.
    missing_at: Option<Instant>,
    is_missing: bool,
    /// When a widget that was there before us counts as ready.
    ready_at: Option<Instant>,
    is_ready: bool,
    has_button: bool,
    is_open: bool,
    conversation: Option<String>,
    /// Conversations that ended, newest last.
    past: Vec<String>,
    /// Until then, a report without a conversation is an echo.
    quiet_until: Instant,
    /// When the newest chat was started from here.
    started_at: Instant,
    /// The end that the visitor was told of and that covered nothing: whose it was, and until when
    /// another report is of the same one.
    told_of: Option<(Option<String>, Instant)>,
    over: Option<Over>,
    notice: Option<Notice>,
    ending: Ending,
    /// The call that asked the site for an end: its yes counts however late it comes.
    asked_end: Option<Call>,
    last_call: Call,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    No,
    Asking,
    Sent { call: Call, until: Instant },
    Refused,
}

impl Bridge {
    /// A bridge that has heard nothing yet.
    pub fn new(rules: Rules, now: Instant) -> Self {
        Self {
            rules,
            missing_at: (rules.patience_ms > 0).then(|| now.plus(rules.patience_ms)),
            is_missing: false,
            ready_at: None,
            is_ready: false,
            has_button: false,
            is_open: false,
            conversation: None,
            past: Vec::new(),
            quiet_until: Instant::default(),
            started_at: Instant::default(),
            told_of: None,
            over: None,
            notice: None,
            ending: Ending::No,
            asked_end: None,
            last_call: Call::default(),
        }
    }

    /// Takes in what happened; returns what is to be done, in this order.
    pub fn update(&mut self, now: Instant, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Told(told) => self.told(now, told, &mut effects),
            Event::Remembered(kept) => {
                if now.since(kept.end.at) > KEPT_MS {
                    effects.push(Effect::Forget);
                } else if self.over.is_none() {
                    self.begin(kept);
                }
            }
            Event::Remind => {
                if let Some(over) = self
                    .over
                    .as_ref()
                    .filter(|over| over.shown == Shown::Nothing)
                {
                    effects.push(Effect::TellEnded(over.kept.clone()));
                }
            }
            Event::Elsewhere(kept) => {
                // Another tab may write down what this one has long started anew after.
                if kept.end.at >= self.started_at {
                    self.hear_end(now, kept, false, &mut effects);
                }
            }
            Event::Answered(call, is_done) => self.answered(now, call, is_done, &mut effects),
            Event::Woke => self.woke(now, &mut effects),
            Event::HostTells => {
                self.notice = None;
                if let Some(over) = &mut self.over {
                    over.shown = Shown::Nothing;
                    over.is_announced = false;
                }
            }
            Event::Start => {
                if let Some(over) = &mut self.over {
                    over.ask(now.plus(START_LIMIT_MS));
                }
            }
            Event::Close => self.show(Shown::Launcher),
            Event::Show => self.show(Shown::Panel),
            Event::Dismiss => {
                self.notice = None;
                if self.ending == Ending::Refused {
                    self.ending = Ending::No;
                }
            }
            Event::AskEnd => {
                if self.may_end() {
                    self.ending = Ending::Asking;
                }
            }
            Event::CancelEnd => self.ask_no_more(),
            Event::ConfirmEnd => {
                if self.may_end() {
                    let call = self.call();
                    let until = now.plus(END_LIMIT_MS);
                    self.ending = Ending::Sent { call, until };
                    self.asked_end = Some(call);
                    effects.push(Effect::RequestEnd(call, self.conversation.clone()));
                }
            }
        }
        self.go_on(now, &mut effects);
        effects
    }

    /// When [`Event::Woke`] is wanted.
    pub fn wake_at(&self) -> Option<Instant> {
        let over = self.over.as_ref();
        let ending = match self.ending {
            Ending::Sent { until, .. } => Some(until),
            _ => None,
        };
        [
            self.missing_at,
            self.ready_at,
            over.and_then(Over::wake_at),
            ending,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// What is drawn.
    pub fn view(&self) -> View {
        let over = self.over.as_ref();
        let panel = over.filter(|over| over.shown == Shown::Panel);
        View {
            is_covered: over.is_some(),
            is_starting: over.is_some_and(|over| over.line().is_busy()),
            panel: panel.map(|over| Panel {
                end: over.kept.end.clone(),
                line: over.line(),
                is_announced: over.is_announced,
            }),
            launcher: over.is_some_and(|over| over.shown == Shown::Launcher),
            notice: self.notice.clone(),
            end_button: self.may_end(),
            confirmation: self.ending == Ending::Asking,
            is_ending: matches!(self.ending, Ending::Sent { .. }),
            end_refused: self.ending == Ending::Refused,
        }
    }

    /// Whether a session ended and no new one has begun.
    pub fn ended(&self) -> Option<&Kept> {
        self.over.as_ref().map(|over| &over.kept)
    }

    /// Whether the vendor's widget can be called.
    pub const fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Whether the vendor's widget did not appear.
    pub const fn is_missing(&self) -> bool {
        self.is_missing
    }

    /// Whether the visitor may end the session now.
    pub const fn may_end(&self) -> bool {
        self.rules.can_end
            && self.is_open
            && self.over.is_none()
            && self.conversation.is_some()
            && !matches!(self.ending, Ending::Sent { .. })
    }

    fn told(&mut self, now: Instant, told: Told, effects: &mut Vec<Effect>) {
        match told {
            Told::Present { has_button } => {
                self.has_button = has_button;
                self.ready_at = Some(now.plus(PRESENT_MS));
            }
            Told::Ready { has_button } => {
                self.found();
                self.ready_at = None;
                self.is_ready = true;
                self.has_button = has_button;
                if let Some(over) = self.over.as_mut().filter(|over| over.first_clear.is_some()) {
                    // It may have been asked too early.
                    if over.clearing == Clearing::Failed {
                        over.clearing = Clearing::Due;
                    } else {
                        over.is_ready_again = true;
                    }
                }
                self.cover_again(effects);
                effects.push(Effect::HiddenFields);
            }
            Told::Launchable => {
                self.found();
                if let Some(over) = self.over.as_mut().filter(|over| over.first_clear.is_some()) {
                    over.is_launchable_again = true;
                }
            }
            Told::Started(conversation) => {
                self.found();
                if let Some(id) = &conversation {
                    // A conversation may have another session.
                    self.past.retain(|past| past != id);
                }
                if self.over.is_none() {
                    self.conversation = conversation.or(self.conversation.take());
                }
            }
            Told::Left => {
                if self.over.is_none() {
                    self.conversation = None;
                    self.ask_no_more();
                }
            }
            Told::Opened => {
                self.is_open = true;
                self.cover_again(effects);
            }
            Told::Closed => {
                self.is_open = false;
                self.ask_no_more();
            }
            Told::Ended { conversation, end } => {
                self.found();
                // A widget that was there before us and tells of a session is ready; one that has
                // not said so yet gets its time, because the end cannot wait for it for ever.
                self.is_ready |= self.ready_at.take().is_some();
                if !self.is_ready {
                    self.ready_at = Some(now.plus(READY_LIMIT_MS));
                }
                self.hear_end(now, Kept { conversation, end }, true, effects);
            }
        }
    }

    /// A widget that shows itself by itself is to go out of reach once more, unless the visitor has
    /// asked for it.
    fn cover_again(&self, effects: &mut Vec<Effect>) {
        let is_launching = |over: &Over| matches!(over.start, Start::Launching { .. });
        if self.over.as_ref().is_some_and(|over| !is_launching(over)) {
            effects.push(Effect::Cover);
        }
    }

    fn ask_no_more(&mut self) {
        if self.ending == Ending::Asking {
            self.ending = Ending::No;
        }
    }

    /// The vendor's widget is there, sooner or later.
    fn found(&mut self) {
        self.missing_at = None;
        self.is_missing = false;
        if self.notice == Some(Notice::Missing) {
            self.notice = None;
        }
    }

    fn call(&mut self) -> Call {
        self.last_call = Call(self.last_call.0.wrapping_add(1));
        self.last_call
    }

    /// A session ended, said once or many times, of this conversation or of another.
    fn hear_end(&mut self, now: Instant, kept: Kept, is_first: bool, effects: &mut Vec<Effect>) {
        if let Some(over) = &mut self.over {
            // The clearing is told as an end by the end user.
            let is_ours = over.first_clear.is_some() && kept.end.by == EndedBy::EndUser;
            if !is_ours && over.kept.is_of(kept.conversation.as_deref()) {
                let end = over.kept.end.clone();
                over.kept.end = end.merge(kept.end);
            }
            return;
        }
        let is_echo = match &kept.conversation {
            Some(id) => {
                self.past.contains(id) || self.conversation.as_ref().is_some_and(|own| own != id)
            }
            None => now < self.quiet_until,
        };
        let is_told = self.told_of.as_ref().is_some_and(|(id, until)| {
            now < *until
                && (id.is_none() || kept.conversation.is_none() || *id == kept.conversation)
        });
        if is_echo || is_told {
            return;
        }
        let kept = Kept {
            conversation: kept.conversation.or_else(|| self.conversation.clone()),
            end: kept.end,
        };
        self.ending = Ending::No;
        self.asked_end = None;
        self.quiet_until = now.plus(ECHO_MS);
        if self.rules.next == Next::Reopen {
            // Writing on is allowed, so nothing is covered; the visitor knows what it does.
            self.told_of = Some((kept.conversation.clone(), now.plus(REPEAT_MS)));
            if self.rules.notification == Notification::Shown {
                self.notice = Some(Notice::Reopens(kept.end.clone()));
            }
            effects.push(Effect::TellEnded(kept));
            return;
        }
        if is_first && self.rules.remembers {
            effects.push(Effect::Remember(kept.clone()));
        }
        self.begin(kept.clone());
        self.tell_visitor(&kept.end);
        effects.push(Effect::TellEnded(kept));
    }

    /// Covers the vendor's widget from now on.
    fn begin(&mut self, kept: Kept) {
        let shown = match (self.rules.notification, self.rules.after) {
            (Notification::Host, _) | (_, After::Hidden) => Shown::Nothing,
            (_, After::Panel) => Shown::Panel,
            (_, After::Minimised) => Shown::Launcher,
        };
        self.over = Some(Over::new(kept, shown, self.rules.clears));
    }

    /// Where the panel does not tell the visitor, a notice does.
    fn tell_visitor(&mut self, end: &EndInfo) {
        if self.rules.notification != Notification::Shown {
            return;
        }
        if let Some(over) = &mut self.over {
            over.is_announced = over.shown == Shown::Panel;
            if !over.is_announced {
                self.notice = Some(Notice::Ended(end.clone()));
            }
        }
    }

    fn show(&mut self, shown: Shown) {
        if let Some(over) = &mut self.over {
            over.shown = shown;
            over.is_announced = false;
            self.notice = None;
        }
    }

    fn answered(&mut self, now: Instant, call: Call, is_done: bool, effects: &mut Vec<Effect>) {
        if self.asked_end == Some(call) {
            if is_done {
                let kept = Kept {
                    conversation: self.conversation.clone(),
                    end: EndInfo {
                        by: EndedBy::EndUser,
                        ..EndInfo::unknown(now)
                    },
                };
                self.hear_end(now, kept, true, effects);
            } else if matches!(self.ending, Ending::Sent { .. }) {
                self.refuse_end(effects);
            }
            return;
        }
        let Some(over) = &mut self.over else {
            return;
        };
        if let Start::Launching { call: asked, .. } = over.start
            && asked == call
        {
            if is_done {
                self.has_started(now, effects);
            } else {
                over.start_failed(effects);
            }
        } else if over.first_clear.is_some_and(|first| first <= call) {
            over.clear_answered(now, call == self.last_call, is_done, effects);
            // What was cleared may have drawn itself anew.
            self.cover_again(effects);
        }
    }

    fn refuse_end(&mut self, effects: &mut Vec<Effect>) {
        self.ending = Ending::Refused;
        effects.push(Effect::TellFailure("end-refused"));
    }

    fn has_started(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let Some(over) = self.over.take() else {
            return;
        };
        if let Some(id) = over.kept.conversation {
            if self.past.len() >= PAST {
                self.past.remove(0);
            }
            self.past.push(id);
        }
        self.conversation = None;
        self.notice = None;
        self.started_at = now;
        self.quiet_until = now.plus(ECHO_MS);
        effects.push(Effect::Forget);
        effects.push(Effect::TellStarted);
    }

    fn woke(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        if self.ready_at.is_some_and(|at| at <= now) {
            let has_button = self.has_button;
            self.told(now, Told::Ready { has_button }, effects);
        }
        if self.missing_at.is_some_and(|at| at <= now) {
            self.missing_at = None;
            self.is_missing = true;
            if self.rules.tells_missing && self.notice.is_none() {
                self.notice = Some(Notice::Missing);
            }
            effects.push(Effect::TellFailure("widget-missing"));
        }
        if let Ending::Sent { until, .. } = self.ending
            && until <= now
        {
            self.refuse_end(effects);
        }
        if let Some(over) = &mut self.over {
            over.woke(now, effects);
        }
    }

    /// Takes the steps after an end that nothing stands in the way of any more.
    fn go_on(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let (rules, is_ready, has_button) = (self.rules, self.is_ready, self.has_button);
        let mut last = self.last_call;
        if let Some(over) = &mut self.over {
            over.give_up(&rules, has_button);
            let step = over.step(&rules, is_ready, has_button);
            if step != Step::Wait {
                last = Call(last.0.wrapping_add(1));
            }
            match step {
                Step::Wait => {}
                Step::Clear { tries } => {
                    let until = now.plus(CLEAR_LIMIT_MS);
                    over.clearing = Clearing::Calling { until, tries };
                    over.first_clear.get_or_insert(last);
                    effects.push(Effect::Clear(last));
                }
                Step::Launch => {
                    let until = now.plus(START_LIMIT_MS);
                    over.start = Start::Launching { call: last, until };
                    effects.push(Effect::Launch {
                        call: last,
                        is_uncleared: over.clearing != Clearing::Done,
                    });
                }
            }
        }
        self.last_call = last;
    }
}
