//! What comes once more: a widget that shows itself, a session in the same conversation, a report,
//! a yes that nobody waits for any more.

use super::*;
use crate::transport::bridge::rules::{READY_LIMIT_MS, REPEAT_MS};

fn covered_again(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Cover)
}

#[test]
fn r3_4_a_widget_that_shows_itself_after_an_end_goes_out_of_reach_again() {
    let mut run = Run::talking(rules());
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    assert!(covered_again(&run.tell(Event::Told(Told::Opened))));
    assert!(covered_again(&run.tell(Event::Answered(call, true))));
    assert!(covered_again(&run.tell(READY)));
    // What the visitor has asked for stays where they can see it.
    let call = launched(&run.tell(Event::Start));
    assert!(!covered_again(&run.tell(Event::Told(Told::Opened))));
    assert!(!covered_again(&run.tell(Event::Answered(call, true))));
    assert!(!covered_again(&run.tell(Event::Told(Told::Opened))));
}

#[test]
fn r3_2_an_end_does_not_wait_for_ever_for_a_widget_to_say_that_it_is_ready() {
    let mut run = Run::with(rules());
    run.tell(ended_in(Some("c1")));
    assert_eq!(run.line(), Line::Clearing);
    run.now = START.plus(READY_LIMIT_MS);
    cleared(&run.tell(Event::Woke));
}

#[test]
fn a_widget_that_is_ready_late_is_asked_again_and_has_to_say_so_once_more() {
    let mut run = Run::talking(rules());
    let mut call = cleared(&run.tell(ended_in(Some("c1"))));
    run.tell(Event::Answered(call, false));
    call = cleared(&run.wake());
    run.tell(Event::Answered(call, false));
    assert_eq!(run.line(), Line::ClearFailed);
    call = cleared(&run.tell(READY));
    run.tell(Event::Answered(call, true));
    let is_launched = |effects: Vec<Effect>| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Launch { .. }))
    };
    assert!(!is_launched(run.tell(Event::Start)));
    assert!(is_launched(run.tell(READY)));
}

#[test]
fn r3_1_a_conversation_that_goes_on_may_end_again() {
    let mut run = Run::talking(rules());
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    run.tell(Event::Answered(call, true));
    run.tell(READY);
    let call = launched(&run.tell(Event::Start));
    run.tell(Event::Answered(call, true));
    assert_eq!(run.tell(ended_in(Some("c1"))), []);
    run.tell(started("c1"));
    assert_eq!(told(&run.tell(ended_in(Some("c1")))), 1);
}

#[test]
fn r4_2_an_end_that_locks_nothing_is_told_once_however_often_it_is_reported() {
    let mut run = Run::talking(Rules {
        next: Next::Reopen,
        ..rules()
    });
    assert_eq!(told(&run.tell(ended_in(Some("c1")))), 1);
    run.now = run.now.plus(REPEAT_MS - 1);
    assert_eq!(run.tell(ended_in(Some("c1"))), []);
    assert_eq!(run.tell(ended_in(None)), []);
    run.now = run.now.plus(1);
    assert_eq!(told(&run.tell(ended_in(Some("c1")))), 1);
}

#[test]
fn r2_4_a_yes_that_comes_late_is_an_end_all_the_same() {
    let mut run = Run::talking(Rules {
        can_end: true,
        ..rules()
    });
    run.tell(Event::Told(Told::Opened));
    run.tell(Event::AskEnd);
    let effects = run.tell(Event::ConfirmEnd);
    let [Effect::RequestEnd(call, _)] = &*effects else {
        panic!("{effects:?}");
    };
    assert_eq!(run.wake(), [Effect::TellFailure("end-refused")]);
    run.tell(Event::Dismiss);
    // A no that comes late is what they know already.
    assert_eq!(run.tell(Event::Answered(*call, false)), []);
    assert_eq!(told(&run.tell(Event::Answered(*call, true))), 1);
    assert!(run.bridge.view().is_covered && !run.bridge.view().end_refused);
}

#[test]
fn what_another_tab_writes_down_late_does_not_end_the_chat_that_was_started_since() {
    let mut run = Run::talking(rules());
    let call = cleared(&run.tell(ended_in(None)));
    run.tell(Event::Answered(call, true));
    run.tell(READY);
    let call = launched(&run.tell(Event::Start));
    run.now = run.now.plus(SECOND);
    run.tell(Event::Answered(call, true));
    run.now = run.now.plus(60 * SECOND);
    let kept = |at| Kept {
        conversation: None,
        end: EndInfo::unknown(at),
    };
    assert_eq!(run.tell(Event::Elsewhere(kept(START))), []);
    assert_eq!(told(&run.tell(Event::Elsewhere(kept(run.now)))), 1);
}

#[test]
fn r3_6_a_site_that_tells_hears_of_an_end_that_an_earlier_page_left() {
    for (notification, after, count) in [
        (Notification::Host, After::Panel, 1),
        (Notification::Shown, After::Hidden, 1),
        (Notification::Shown, After::Panel, 0),
    ] {
        let mut run = Run::with(Rules {
            after,
            notification,
            ..rules()
        });
        assert_eq!(run.tell(Event::Remind), []);
        let kept = Kept {
            conversation: Some("c1".into()),
            end: end(EndedBy::Agent),
        };
        assert_eq!(run.tell(Event::Remembered(kept)), []);
        assert_eq!(told(&run.tell(Event::Remind)), count, "{after:?}");
    }
}

#[test]
fn r2_2_a_visitor_who_looks_at_no_conversation_can_end_none() {
    let mut run = Run::talking(Rules {
        can_end: true,
        ..rules()
    });
    run.tell(Event::Told(Told::Opened));
    run.tell(Event::AskEnd);
    assert!(run.bridge.view().confirmation);
    run.tell(Event::Told(Told::Left));
    let view = run.bridge.view();
    assert!(!view.confirmation && !view.end_button);
    run.tell(started("c2"));
    assert!(run.bridge.view().end_button);
}

#[test]
fn an_end_is_remembered_where_the_widget_would_let_the_visitor_write_on() {
    let remembers = |rules: Rules| {
        let effects = Run::talking(rules).tell(ended_in(Some("c1")));
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Remember(_)))
    };
    assert!(remembers(rules()));
    assert!(!remembers(Rules {
        remembers: false,
        ..rules()
    }));
}
