//! A walk over all states that a few events reach, with what must hold in each.

use std::collections::{HashSet, VecDeque};

use super::*;
use crate::domain::offer::Summary;
use crate::domain::{
    effect::Opens, end::Next, event::SendRefusal, rich::Answer, snapshot::LostReason,
};

/// How many events deep the walk goes.
const DEPTH: usize = 7;

const AT: Instant = Instant(1_000_000);

fn events() -> Vec<Event> {
    let backend = [
        connected(None, Status::None),
        connected(Some("c1"), Status::Talking(sam())),
        connected(Some("c1"), Status::Ended(ended(EndedBy::Agent, AT))),
        BackendEvent::Disconnected,
        BackendEvent::Acknowledged {
            id: "m".into(),
            at: AT,
        },
        BackendEvent::Refused {
            id: "m".into(),
            why: SendRefusal::Ended,
        },
        BackendEvent::Refused {
            id: "m".into(),
            why: SendRefusal::Rejected,
        },
        BackendEvent::Talking(sam()),
        BackendEvent::Waiting(Queue::default()),
        BackendEvent::Inactive {
            ends_at: AT.plus(60_000),
        },
        BackendEvent::Ended(ended(EndedBy::Agent, AT)),
        BackendEvent::EndRefused,
        BackendEvent::Lost(LostReason::Expired),
        BackendEvent::Availability(Availability::Closed { back_at: None }),
        BackendEvent::StartRefused(Availability::Away { back_at: None }),
        BackendEvent::Message(said("a", AT)),
    ];
    let mut events = vec![
        Event::Opened,
        Event::Closed,
        Event::Composed(draft("m", "hi")),
        Event::Composed(Draft {
            answer: Some(Answer {
                to: "q".into(),
                values: "[]".into(),
            }),
            ..draft("r", "Red")
        }),
        Event::Switched(Box::new(Summary {
            id: "c2".into(),
            participant: None,
            last: String::new(),
            at: AT,
            ended: None,
            unread: 0,
        })),
        Event::Listed(true),
        Event::EndAsked,
        Event::EndConfirmed,
        Event::NewAsked,
        Event::ClearAsked,
        Event::Woke,
    ];
    events.extend(backend.map(Event::Backend));
    events
}

/// What must hold after each event, whatever came before.
fn check(before: &Session, event: &Event, after: &Session, effects: &[Effect]) {
    let (was, view) = (before.view(), after.view());
    let composed = matches!(event, Event::Composed(_));
    for command in commands(effects) {
        match command {
            Command::Send(outgoing) => {
                assert!(
                    !matches!(was.phase, PhaseName::Ended | PhaseName::Lost) || composed,
                    "a send after the end, by {event:?}"
                );
                assert!(
                    outgoing.answer.is_none() || outgoing.opens == Opens::Nothing,
                    "an answer that opens a session, by {event:?}"
                );
                let may_reopen = before
                    .stored()
                    .is_none_or(|stored| stored.conversation == outgoing.conversation);
                assert!(may_reopen, "a send into another conversation");
                if outgoing.opens == Opens::Nothing {
                    assert!(
                        !matches!(was.phase, PhaseName::None | PhaseName::Unavailable),
                        "a message without consent to a session, by {event:?}"
                    );
                }
            }
            Command::End { .. } => {
                assert!(was.confirmation.is_some(), "an end that nobody confirmed");
            }
            _ => {}
        }
    }
    if host_ends(effects) > 0 {
        assert_ne!(was.phase, PhaseName::Ended, "a second end, by {event:?}");
        assert_eq!(view.phase, PhaseName::Ended);
    }
    assert!(host_ends(effects) <= 1);
    if matches!(
        view.phase,
        PhaseName::None | PhaseName::Ended | PhaseName::Lost
    ) {
        assert!(
            after.core.conversation.outbox.is_empty(),
            "something waits where nothing is sent, after {event:?}"
        );
    }
    let began = matches!(
        was.phase,
        PhaseName::None | PhaseName::Ended | PhaseName::Unavailable
    ) && view.phase == PhaseName::Starting;
    assert!(
        !began || composed,
        "a session began without the visitor, by {event:?}"
    );
    // The view is total, and always shows a way on.
    match view.foot {
        Foot::Composer { .. } => assert!(view.actions.send),
        Foot::Locked => assert_eq!(view.phase, PhaseName::Ending),
        Foot::Panel(_) => {
            assert!(view.actions.start_new || view.phase == PhaseName::Unavailable);
        }
    }
    let has_timer = after.wake_at().is_some();
    let may_wait = after.phase.sends()
        || after.phase.wake_at().is_some()
        || matches!(after.core.connection, core::Connection::Connecting(_))
        || after.core.conversation.typing.is_some();
    assert!(
        !has_timer || may_wait,
        "an orphan timer in {:?}",
        view.phase
    );
    // Whatever is stored never locks anyone out.
    if let Some(stored) = after.stored() {
        let restored = Session::new(after.core.config.clone())
            .update(AT, Event::Restored(Some(Box::new(stored))))
            .session
            .view();
        assert!(restored.actions.send || restored.actions.start_new);
    }
}

/// What tells two states apart for the walk.
fn fingerprint(session: &Session) -> String {
    let view = session.view();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        session.phase,
        session.core.connection,
        session.core.availability,
        session.core.is_open,
        session.core.notice,
        session.core.conversation.outbox.pending(),
        (view.rows, view.unread, session.core.conversation.is_known),
    )
}

fn walk(rules: Rules) -> usize {
    let start = Session::new(Config {
        rules,
        ..Config::default()
    });
    let mut seen = HashSet::from([fingerprint(&start)]);
    let mut queue = VecDeque::from([(start, 0)]);
    let events = events();
    while let Some((session, depth)) = queue.pop_front() {
        if depth == DEPTH {
            continue;
        }
        for event in &events {
            let outcome = session.clone().update(AT, event.clone());
            check(&session, event, &outcome.session, &outcome.effects);
            if seen.insert(fingerprint(&outcome.session)) {
                queue.push_back((outcome.session, depth + 1));
            }
        }
    }
    seen.len()
}

#[test]
fn every_reachable_state_keeps_the_promises() {
    let all_rules = [
        Rules::default(),
        Rules {
            end_chat_when_session_ends: true,
            ..Rules::default()
        },
        end_users_can_end(),
        Rules {
            after_end: Next::Reset,
            ..end_users_can_end()
        },
        Rules {
            after_end: Next::Reopen,
            reopening: true,
            ..Rules::default()
        },
    ];
    for rules in all_rules {
        let states = walk(rules.clone());
        assert!(
            states > 200,
            "only {states} states with {rules:?}: the walk walked nowhere"
        );
    }
}
