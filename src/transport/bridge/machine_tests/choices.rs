use super::*;

#[test]
fn r3_6_the_visitor_is_told_as_the_site_chose() {
    use Notification::{Host, Off, Shown};
    // What stands on the page: panel, is it said, launcher, notice.
    let table = [
        (Shown, After::Panel, (true, true, false, false)),
        (Shown, After::Minimised, (false, false, true, true)),
        (Shown, After::Hidden, (false, false, false, true)),
        (Off, After::Panel, (true, false, false, false)),
        (Off, After::Minimised, (false, false, true, false)),
        (Off, After::Hidden, (false, false, false, false)),
        (Host, After::Panel, (false, false, false, false)),
        (Host, After::Minimised, (false, false, false, false)),
        (Host, After::Hidden, (false, false, false, false)),
    ];
    for (notification, after, expected) in table {
        let mut run = Run::talking(Rules {
            after,
            notification,
            ..rules()
        });
        assert_eq!(told(&run.tell(ended_in(Some("c1")))), 1);
        let view = run.bridge.view();
        assert!(view.is_covered);
        let is_said = view.panel.as_ref().is_some_and(|panel| panel.is_announced);
        let found = (
            view.panel.is_some(),
            is_said,
            view.launcher,
            view.notice.is_some(),
        );
        assert_eq!(found, expected, "{notification:?} {after:?}");
        run.tell(Event::HostTells);
        let view = run.bridge.view();
        assert!(view.is_covered && view.panel.is_none() && !view.launcher && view.notice.is_none());
        run.tell(Event::Show);
        assert!(run.bridge.view().panel.is_some());
        run.tell(Event::Close);
        assert!(run.bridge.view().launcher && run.bridge.view().is_covered);
    }
}

#[test]
fn r3_6_a_site_that_shows_the_end_itself_reads_that_a_new_chat_is_on_its_way() {
    let mut run = Run::talking(Rules {
        notification: Notification::Host,
        ..rules()
    });
    let call = cleared(&run.tell(ended_in(Some("c1"))));
    assert!(!run.bridge.view().is_starting);
    run.tell(Event::Start);
    let view = run.bridge.view();
    assert!(view.is_starting && view.panel.is_none());
    run.tell(Event::Answered(call, true));
    let call = launched(&run.tell(READY));
    assert!(run.bridge.view().is_starting);
    run.tell(Event::Answered(call, true));
    assert!(!run.bridge.view().is_starting);
}

#[test]
fn r4_2_where_writing_on_is_allowed_the_visitor_is_told_and_nothing_is_covered() {
    let mut run = Run::talking(Rules {
        next: Next::Reopen,
        ..rules()
    });
    let effects = run.tell(ended_in(Some("c1")));
    assert_eq!((effects.len(), told(&effects)), (1, 1));
    let view = run.bridge.view();
    assert!(!view.is_covered);
    assert!(matches!(view.notice, Some(Notice::Reopens(_))));
    assert_eq!(run.tell(ended_in(None)), []);
    run.tell(Event::Dismiss);
    assert_eq!(run.bridge.view().notice, None);
}

#[test]
fn a_widget_that_does_not_appear_is_told_once_and_may_still_come() {
    let mut run = Run::with(Rules {
        tells_missing: true,
        ..rules()
    });
    assert_eq!(run.wake(), [Effect::TellFailure("widget-missing")]);
    assert_eq!(run.bridge.wake_at(), None);
    assert_eq!(run.bridge.view().notice, Some(Notice::Missing));
    assert!(run.bridge.is_missing());
    run.tell(READY);
    assert_eq!(run.bridge.view().notice, None);
    assert!(!run.bridge.is_missing());
}

#[test]
fn r2_3_r2_4_an_end_user_ends_what_they_confirmed_and_the_site_did_end() {
    let able = Rules {
        can_end: true,
        clears: false,
        is_ready_again: false,
        ..rules()
    };
    let mut run = Run::talking(able);
    assert!(!run.bridge.view().end_button, "the window is closed");
    run.tell(Event::Told(Told::Opened));
    assert!(run.bridge.view().end_button);
    assert_eq!(run.tell(Event::AskEnd), []);
    assert!(run.bridge.view().confirmation);
    run.tell(Event::CancelEnd);
    assert!(!run.bridge.view().confirmation);
    run.tell(Event::AskEnd);
    let effects = run.tell(Event::ConfirmEnd);
    let [Effect::RequestEnd(call, Some(id))] = &*effects else {
        panic!("{effects:?}");
    };
    assert_eq!(id, "c1");
    assert!(run.bridge.view().is_ending);
    assert_eq!(
        run.tell(Event::Answered(*call, false)),
        [Effect::TellFailure("end-refused")]
    );
    let view = run.bridge.view();
    assert!(view.end_refused && !view.is_covered && view.end_button);
    run.tell(Event::Dismiss);
    assert!(!run.bridge.view().end_refused);
    run.tell(Event::ConfirmEnd);
    assert_eq!(run.wake(), [Effect::TellFailure("end-refused")]);
    let effects = run.tell(Event::ConfirmEnd);
    let [Effect::RequestEnd(call, _)] = &*effects else {
        panic!("{effects:?}");
    };
    assert_eq!(told(&run.tell(Event::Answered(*call, true))), 1);
    let panel = run.bridge.view().panel.unwrap();
    assert_eq!((panel.end.by, panel.line), (EndedBy::EndUser, Line::Over));
    launched(&run.tell(Event::Start));
}

/// Every history of so many steps: whatever comes, in whatever order, these stay true.
#[test]
fn r3_4_in_no_history_is_a_widget_uncovered_without_the_visitor() {
    let steps = [
        READY,
        Event::Told(Told::Launchable),
        ended_in(Some("c1")),
        ended_in(Some("other")),
        ended_in(None),
        started("c1"),
        Event::Answered(Call(1), true),
        Event::Answered(Call(1), false),
        Event::Answered(Call(2), true),
        Event::Woke,
        Event::Start,
        Event::Close,
        Event::HostTells,
    ];
    let mut histories = 0_u32;
    let mut open = vec![(Run::with(rules()), 0_u32, false)];
    while let Some((run, depth, was_asked)) = open.pop() {
        if depth == 5 {
            histories += 1;
            continue;
        }
        for step in &steps {
            let mut next = Run {
                bridge: run.bridge.clone(),
                now: run.now,
            };
            if *step == Event::Woke {
                next.now = next.bridge.wake_at().unwrap_or(next.now);
            }
            let was_covered = next.bridge.view().is_covered;
            let asks = was_asked || *step == Event::Start;
            let effects = next.tell(step.clone());
            let is_launched = effects
                .iter()
                .any(|one| matches!(one, Effect::Launch { .. }));
            assert!(!is_launched || asks, "launched by itself");
            assert!(told(&effects) <= 1);
            let view = next.bridge.view();
            let is_uncovered = was_covered && !view.is_covered;
            assert!(!is_uncovered || effects.contains(&Effect::TellStarted));
            assert!(view.is_covered || (view.panel.is_none() && !view.launcher));
            assert!(next.bridge.wake_at().is_none_or(|at| at > next.now));
            open.push((next, depth + 1, asks));
        }
    }
    assert_eq!(histories, 13_u32.pow(5));
}
