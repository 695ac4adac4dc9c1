mod again;
mod choices;

use super::{
    After, Bridge, Call, Effect, Event, Kept, Line, Notice, Rules, Told,
    rules::{CLEAR_LIMIT_MS, CLEAR_PAUSE_MS, KEPT_MS, START_LIMIT_MS},
};
use crate::domain::{EndInfo, EndedBy, Instant, config::Notification, end::Next, time::SECOND};

const START: Instant = Instant(1_000_000);
const READY: Event = Event::Told(Told::Ready { has_button: false });
const READY_SECOND: Event = Event::Told(Told::Ready { has_button: true });

fn rules() -> Rules {
    Rules {
        after: After::Panel,
        notification: Notification::Shown,
        next: Next::ReadOnly,
        clears: true,
        remembers: true,
        is_ready_again: true,
        starts_uncleared: false,
        can_end: false,
        patience_ms: 20 * SECOND,
        tells_missing: false,
    }
}

fn end(by: EndedBy) -> EndInfo {
    EndInfo {
        by,
        ..EndInfo::unknown(START)
    }
}

fn ended_in(conversation: Option<&str>) -> Event {
    Event::Told(Told::Ended {
        conversation: conversation.map(Into::into),
        end: end(EndedBy::Agent),
    })
}

fn started(conversation: &str) -> Event {
    Event::Told(Told::Started(Some(conversation.into())))
}

/// A bridge with its clock.
struct Run {
    bridge: Bridge,
    now: Instant,
}

impl Run {
    fn with(rules: Rules) -> Self {
        Self {
            bridge: Bridge::new(rules, START),
            now: START,
        }
    }

    /// In the middle of a conversation.
    fn talking(rules: Rules) -> Self {
        let mut run = Self::with(rules);
        run.tell(READY);
        run.tell(started("c1"));
        run
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.bridge.update(self.now, event)
    }

    /// Lets time pass up to the next moment that the bridge waits for.
    fn wake(&mut self) -> Vec<Effect> {
        self.now = self.bridge.wake_at().unwrap();
        self.tell(Event::Woke)
    }

    fn line(&self) -> Line {
        self.bridge.view().panel.unwrap().line
    }
}

fn cleared(effects: &[Effect]) -> Call {
    let clear = effects.iter().find_map(|effect| match effect {
        Effect::Clear(call) => Some(*call),
        _ => None,
    });
    clear.unwrap_or_else(|| panic!("nothing is cleared: {effects:?}"))
}

fn launched(effects: &[Effect]) -> Call {
    let launch = effects.iter().find_map(|effect| match effect {
        Effect::Launch { call, .. } => Some(*call),
        _ => None,
    });
    launch.unwrap_or_else(|| panic!("nothing is launched: {effects:?}"))
}

fn told(effects: &[Effect]) -> usize {
    let is_told = |effect: &&Effect| matches!(effect, Effect::TellEnded(_));
    effects.iter().filter(is_told).count()
}

#[test]
fn r3_2_r3_4_an_end_clears_and_only_the_visitor_starts_anew() {
    let mut run = Run::talking(rules());
    let effects = run.tell(ended_in(Some("c1")));
    assert_eq!(told(&effects), 1);
    assert!(
        matches!(&effects[0], Effect::Remember(kept) if kept.conversation.as_deref() == Some("c1"))
    );
    assert_eq!(run.line(), Line::Clearing);
    assert!(run.bridge.view().is_covered);
    let call = cleared(&effects);
    let effects = run.tell(Event::Answered(call, true));
    assert_eq!(effects, [Effect::Forget, Effect::Cover]);
    assert_eq!(run.line(), Line::Over);
    assert_eq!(run.tell(READY), [Effect::Cover, Effect::HiddenFields]);
    assert!(run.bridge.view().is_covered);
    let call = launched(&run.tell(Event::Start));
    assert_eq!(run.line(), Line::Starting);
    let effects = run.tell(Event::Answered(call, true));
    assert_eq!(effects, [Effect::Forget, Effect::TellStarted]);
    assert_eq!(run.bridge.view(), super::View::default());
}

#[test]
fn r3_1_an_end_before_ready_is_cleared_once_it_is() {
    let mut run = Run::with(rules());
    let effects = run.tell(ended_in(None));
    assert_eq!(told(&effects), 1);
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Clear(_)))
    );
    assert!(run.bridge.view().is_covered);
    cleared(&run.tell(READY));
}

#[test]
fn r3_1_duplicates_foreign_and_late_reports_are_no_second_end() {
    let mut run = Run::talking(rules());
    assert_eq!(run.tell(ended_in(Some("other"))), []);
    assert!(!run.bridge.view().is_covered);
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    for report in [Some("c1"), None, Some("other")] {
        assert_eq!(run.tell(ended_in(report)), []);
    }
    run.tell(Event::Answered(call, true));
    assert_eq!(run.tell(ended_in(Some("c1"))), []);
    run.tell(READY);
    let call = launched(&run.tell(Event::Start));
    run.tell(Event::Answered(call, true));
    // Of the old conversation, and of the clearing itself.
    assert_eq!(run.tell(ended_in(Some("c1"))), []);
    assert_eq!(run.tell(ended_in(None)), []);
    run.tell(started("c2"));
    assert_eq!(run.tell(ended_in(Some("c1"))), []);
    assert_eq!(told(&run.tell(ended_in(Some("c2")))), 1);
}

#[test]
fn a_later_report_says_who_ended_it() {
    let mut run = Run::talking(rules());
    run.tell(Event::Told(Told::Ended {
        conversation: None,
        end: EndInfo::unknown(START),
    }));
    run.tell(ended_in(Some("c1")));
    assert_eq!(run.bridge.view().panel.unwrap().end.by, EndedBy::Agent);
}

#[test]
fn the_clearing_is_told_as_an_end_by_the_end_user_and_does_not_say_who_ended_it() {
    let mut run = Run::talking(rules());
    run.tell(ended_in(Some("c1")));
    run.tell(Event::Told(Told::Ended {
        conversation: Some("c1".into()),
        end: end(EndedBy::EndUser),
    }));
    assert_eq!(run.bridge.view().panel.unwrap().end.by, EndedBy::Agent);
}

#[test]
fn a_widget_that_was_there_before_us_is_ready_after_a_while_or_with_what_it_tells() {
    let present = Event::Told(Told::Present { has_button: false });
    let mut run = Run::with(rules());
    assert_eq!(run.tell(present.clone()), []);
    assert!(!run.bridge.is_ready());
    assert_eq!(run.wake(), [Effect::HiddenFields]);
    assert!(run.bridge.is_ready());
    let mut run = Run::with(rules());
    run.tell(present);
    cleared(&run.tell(ended_in(None)));
}

#[test]
fn r3_2_a_clearing_that_is_refused_is_tried_again_and_then_shown() {
    let mut run = Run::talking(rules());
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    assert_eq!(run.tell(Event::Answered(call, false)), [Effect::Cover]);
    assert_eq!(run.bridge.wake_at(), Some(START.plus(CLEAR_PAUSE_MS)));
    let call = cleared(&run.wake());
    let effects = run.tell(Event::Answered(call, false));
    assert!(
        effects.contains(&Effect::TellFailure("clear-failed")),
        "{effects:?}"
    );
    // What the end has written down stands; where another tab took it away, the session is cleared.
    assert!(
        !effects
            .iter()
            .any(|effect| { matches!(effect, Effect::Remember(_) | Effect::Forget) })
    );
    assert_eq!(run.line(), Line::ClearFailed);
    assert!(run.bridge.view().is_covered);
    // *Try again* clears first.
    let call = cleared(&run.tell(Event::Start));
    run.tell(Event::Answered(call, true));
    assert_eq!(run.line(), Line::Starting);
    launched(&run.tell(READY));
}

#[test]
fn r3_2_a_clearing_that_hangs_has_a_limit() {
    let mut run = Run::talking(rules());
    let first = cleared(&run.tell(ended_in(Some("c1"))));
    assert_eq!(run.bridge.wake_at(), Some(START.plus(CLEAR_LIMIT_MS)));
    assert_eq!(run.wake(), []);
    let second = cleared(&run.wake());
    assert_ne!(first, second);
    let effects = run.wake();
    assert!(
        effects.contains(&Effect::TellFailure("clear-failed")),
        "{effects:?}"
    );
    // It was done all the same, later than anybody waited.
    assert_eq!(
        run.tell(Event::Answered(first, true)),
        [Effect::Forget, Effect::Cover]
    );
    assert_eq!(run.line(), Line::Over);
}

#[test]
fn a_failure_that_comes_after_it_was_given_up_changes_nothing() {
    let mut run = Run::talking(rules());
    let first = cleared(&run.tell(ended_in(Some("c1"))));
    run.wake();
    let second = cleared(&run.wake());
    assert_eq!(run.tell(Event::Answered(first, false)), [Effect::Cover]);
    assert_eq!(
        run.tell(Event::Answered(second, true)),
        [Effect::Forget, Effect::Cover]
    );
}

#[test]
fn a_widget_of_the_second_generation_is_opened_once_it_has_its_button() {
    let mut run = Run::with(rules());
    run.tell(READY_SECOND);
    run.tell(Event::Told(Told::Launchable));
    let call = cleared(&run.tell(ended_in(None)));
    run.tell(Event::Answered(call, true));
    for event in [Event::Start, READY_SECOND] {
        let effects = run.tell(event);
        assert!(
            !effects
                .iter()
                .any(|effect| matches!(effect, Effect::Launch { .. }))
        );
    }
    launched(&run.tell(Event::Told(Told::Launchable)));
}

#[test]
fn a_start_that_nobody_answers_fails_and_the_next_one_does_not_wait() {
    let mut run = Run::talking(rules());
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    run.tell(Event::Answered(call, true));
    run.tell(Event::Start);
    assert_eq!(run.bridge.wake_at(), Some(START.plus(START_LIMIT_MS)));
    assert_eq!(run.wake(), [Effect::TellFailure("start-failed")]);
    assert_eq!(run.line(), Line::StartFailed);
    let call = launched(&run.tell(Event::Start));
    let effects = run.tell(Event::Answered(call, false));
    assert_eq!(effects, [Effect::TellFailure("start-failed")]);
    assert!(run.bridge.view().is_covered);
}

#[test]
fn where_the_vendor_can_a_new_chat_starts_over_one_that_cannot_be_cleared() {
    let mut run = Run::talking(Rules {
        starts_uncleared: true,
        ..rules()
    });
    run.tell(READY_SECOND);
    run.tell(ended_in(Some("c1")));
    for _ in 0..3 {
        run.wake();
    }
    assert_eq!(run.line(), Line::ClearFailed);
    run.tell(Event::Start);
    run.wake();
    run.wake();
    let effects = run.wake();
    let is_fresh = |effect: &Effect| {
        matches!(
            effect,
            Effect::Launch {
                is_uncleared: true,
                ..
            }
        )
    };
    assert!(effects.iter().any(is_fresh), "{effects:?}");
}

#[test]
fn an_end_of_an_earlier_page_locks_this_one_until_it_is_cleared() {
    let kept = Kept {
        conversation: Some("c1".into()),
        end: end(EndedBy::Agent),
    };
    let mut run = Run::with(rules());
    assert_eq!(run.tell(Event::Remembered(kept.clone())), []);
    assert!(run.bridge.view().is_covered);
    assert!(!run.bridge.view().panel.unwrap().is_announced);
    let call = cleared(&run.tell(READY));
    let effects = run.tell(Event::Answered(call, true));
    assert_eq!(effects, [Effect::Forget, Effect::Cover]);
    // One that is long past locks nothing.
    let mut run = Run::with(rules());
    run.now = START.plus(KEPT_MS + 1);
    assert_eq!(run.tell(Event::Remembered(kept)), [Effect::Forget]);
    assert!(!run.bridge.view().is_covered);
}

#[test]
fn an_end_that_another_tab_heard_is_one_here_and_remembered_there() {
    let mut run = Run::talking(rules());
    let kept = Kept {
        conversation: Some("c1".into()),
        end: end(EndedBy::Agent),
    };
    let effects = run.tell(Event::Elsewhere(kept));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Remember(_)))
    );
    assert_eq!(told(&effects), 1);
    cleared(&effects);
}
