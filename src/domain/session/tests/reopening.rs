//! Conversations that are opened again after an end, and what each end leaves behind.

use super::*;
use crate::domain::{
    effect::{Focus, Opens},
    end::Next,
    event::SendRefusal,
    message::Note,
    offer::Offers,
    view::{Hint, Panel},
};

fn reopens() -> Rules {
    Rules {
        after_end: Next::Reopen,
        reopening: true,
        ..Rules::default()
    }
}

#[test]
fn r4_2_reopen_warns_before_the_message_and_sends_consent_with_it() {
    let mut bench = Bench::talking(reopens());
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert_eq!(
        bench.session.view().foot,
        Foot::Composer {
            hint: Some(Hint::Reopens)
        }
    );
    let effects = bench.compose("m2", "one more thing");
    let sent = commands(&effects);
    let [Command::Send(outgoing)] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!(outgoing.opens, Opens::Again);
    assert_eq!(bench.phase(), PhaseName::Starting);
}

#[test]
fn r4_2_an_end_that_turns_out_to_close_the_conversation_takes_the_field_away() {
    let mut bench = Bench::talking(reopens());
    bench.take(Event::Opened);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    let field = Foot::Composer {
        hint: Some(Hint::Reopens),
    };
    assert_eq!(bench.session.view().foot, field);
    let closed = EndInfo {
        closes_conversation: true,
        ..EndInfo::unknown(bench.now)
    };
    let effects = bench.hear(BackendEvent::Ended(closed));
    assert_eq!(bench.session.view().foot, Foot::Panel(Panel::Ended));
    assert!(effects.contains(&Effect::Focus(Focus::WaysOn)));
    assert_eq!(host_ends(&effects), 0, "it is still the same end");
    assert_eq!(sends(&bench.compose("m2", "one more thing")), 0);
}

#[test]
fn r4_2_a_message_that_reopens_is_not_overtaken_by_the_end_it_goes_beyond() {
    let mut earlier = Bench::talking(reopens());
    let end = ended(EndedBy::Agent, earlier.now);
    earlier.hear(BackendEvent::Ended(end.clone()));
    let stored = earlier.session.stored().unwrap();
    // The visitor is quicker than the first look at the backend.
    let mut bench = Bench::new(reopens());
    bench.take(Event::Restored(Some(Box::new(stored))));
    bench.take(Event::Opened);
    assert_eq!(sends(&bench.compose("m2", "one more thing")), 0);
    let effects = bench.hear(connected(Some("c1"), Status::Ended(end.clone())));
    assert_eq!((host_ends(&effects), sends(&effects)), (0, 1));
    // A stream that repeats itself says it once more while the message is under way.
    bench.hear(BackendEvent::Ended(end));
    assert_eq!(bench.phase(), PhaseName::Starting);
    assert_eq!(bench.delivery("m2"), Some(Delivery::Sending));
    let later = ended(EndedBy::Bot, bench.now.plus(1));
    assert_eq!(host_ends(&bench.hear(BackendEvent::Ended(later))), 1);
    assert_eq!(bench.phase(), PhaseName::Ended);
}

#[test]
fn a_message_that_may_not_reopen_ends_it_whatever_the_clocks_say() {
    let mut bench = Bench::talking(reopens());
    let ahead = bench.now.plus(3_600_000);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, ahead)));
    bench.compose("m2", "one more thing");
    bench.hear(BackendEvent::Refused {
        id: "m2".into(),
        why: SendRefusal::Ended,
    });
    assert_eq!(bench.phase(), PhaseName::Ended);
    assert_eq!(bench.delivery("m2"), Some(Delivery::Failed));
}

#[test]
fn r5_1_each_end_leaves_one_record_with_the_wait_before_it() {
    let mut bench = Bench::open(reopens());
    bench.compose("m1", "hello");
    let taken = |id: &str, at| BackendEvent::Acknowledged { id: id.into(), at };
    bench.hear(taken("m1", bench.now));
    bench.hear(BackendEvent::Waiting(Queue::default()));
    assert_eq!(bench.session.record(), None, "it is not over");
    // A page that is loaded anew knows since when they have waited.
    let stored = bench.session.stored().unwrap();
    bench.session = Session::new(bench.session.core.config.clone());
    bench.take(Event::Restored(Some(Box::new(stored))));
    bench.hear(connected(Some("c1"), Status::Waiting(Queue::default())));
    bench.now = bench.now.plus(30_000);
    bench.hear(BackendEvent::Talking(sam()));
    bench.hear(BackendEvent::Message(said("a1", bench.now)));
    bench.now = bench.now.plus(60_000);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    let record = bench.session.record().unwrap();
    assert_eq!(
        (record.wait_ms(), record.sent, record.received),
        (Some(30_000), 1, 1)
    );
    bench.compose("m2", "one more thing");
    bench.hear(taken("m2", bench.now.plus(1)));
    bench.hear(BackendEvent::Talking(sam()));
    bench.hear(BackendEvent::Ended(ended(EndedBy::Bot, bench.now.plus(2))));
    let record = bench.session.record().unwrap();
    assert_eq!(
        (record.wait_ms(), record.sent, record.received),
        (None, 1, 0)
    );
}

#[test]
fn a_conversation_that_is_opened_again_keeps_the_note_of_each_end() {
    let mut bench = Bench::talking(reopens());
    for (id, by) in [("m2", EndedBy::Agent), ("m3", EndedBy::Bot)] {
        bench.now = bench.now.plus(1_000);
        bench.hear(BackendEvent::Ended(EndInfo::unknown(bench.now)));
        bench.hear(BackendEvent::Ended(ended(by, bench.now)));
        bench.compose(id, "one more thing");
        bench.hear(BackendEvent::Acknowledged {
            id: id.into(),
            at: bench.now,
        });
        bench.hear(BackendEvent::Talking(sam()));
    }
    let ends: Vec<_> = bench
        .session
        .transcript()
        .messages()
        .filter_map(|message| match &message.body {
            Body::Note(Note::Ended(end)) => Some(end.by),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [EndedBy::Agent, EndedBy::Bot]);
}

/// A chat that has ended, of a backend that asks before each session.
fn asked_again() -> Bench {
    let mut bench = Bench::talking(reopens());
    bench.hear(BackendEvent::Offers(Offers {
        pre_chat: Some("form".into()),
        pre_chat_again: true,
        ..Offers::default()
    }));
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    bench
}

/// What is sent, and what it may open.
fn outgoing(effects: &[Effect]) -> Vec<(&str, Opens)> {
    let sent = sent(effects).into_iter();
    sent.map(|outgoing| (&*outgoing.text, outgoing.opens))
        .collect()
}

#[test]
fn r4_2_what_is_asked_before_each_session_stands_between_the_message_and_its_way() {
    let mut bench = asked_again();
    assert!(!asks(&bench), "not before somebody wants to go on");
    let effects = bench.compose("m2", "one more thing");
    assert!(outgoing(&effects).is_empty() && asks(&bench));
    assert_eq!(bench.phase(), PhaseName::Ended);
    assert_eq!(sends(&bench.compose("m3", "and another")), 0);
    let effects = bench.take(introduction("i", "Topic: Returns"));
    assert_eq!(outgoing(&effects), [("Topic: Returns", Opens::Again)]);
    assert_eq!(bench.phase(), PhaseName::Starting);
    let effects = bench.hear(BackendEvent::Acknowledged {
        id: "i".into(),
        at: bench.now,
    });
    assert_eq!(outgoing(&effects), [("one more thing", Opens::Again)]);
    bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: bench.now,
    });
    assert_eq!(bench.texts(), ["hello", "Topic: Returns", "one more thing"]);
}

#[test]
fn what_waits_for_answers_is_not_lost_where_they_are_not_wanted_any_more() {
    let mut bench = asked_again();
    bench.compose("m2", "one more thing");
    let effects = bench.take(Event::NewAsked);
    assert!(effects.contains(&Effect::Prefill("one more thing".into())));

    let mut bench = asked_again();
    bench.compose("m2", "one more thing");
    let effects = bench.hear(BackendEvent::Talking(sam()));
    assert_eq!(outgoing(&effects), [("one more thing", Opens::Again)]);

    let mut bench = asked_again();
    bench.compose("m2", "one more thing");
    bench.hear(BackendEvent::Ended(EndInfo {
        closes_conversation: true,
        ..EndInfo::unknown(bench.now)
    }));
    assert_eq!(bench.session.view().foot, Foot::Panel(Panel::Ended));
    let effects = bench.take(Event::NewAsked);
    assert!(effects.contains(&Effect::Prefill("one more thing".into())));
}
