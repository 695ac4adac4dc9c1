//! Messages on their way: in order, once, never lost, never after an end.

use super::*;
use crate::domain::{effect::Opens, event::SendRefusal, view::Banner};

#[test]
fn the_first_message_starts_the_conversation() {
    let mut bench = Bench::open(Rules::default());
    let effects = bench.compose("m1", " hello ");
    let sent = commands(&effects);
    let [Command::Send(outgoing)] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (outgoing.text.as_str(), outgoing.opens),
        ("hello", Opens::New)
    );
    assert!(
        effects.contains(&Effect::SaveNow),
        "it is written before it is sent"
    );
    let effects = bench.hear(BackendEvent::Acknowledged {
        id: "m1".into(),
        at: bench.now,
    });
    assert!(effects.contains(&Effect::Emit(HostEvent::Started("c1".into()))));
    assert_eq!(bench.delivery("m1"), Some(Delivery::Sent));
}

#[test]
fn the_start_is_told_once_whatever_the_backend_says_first() {
    let acknowledged = BackendEvent::Acknowledged {
        id: "m1".into(),
        at: Instant(1_000_000),
    };
    let there = BackendEvent::Talking(sam());
    for said in [[&acknowledged, &there], [&there, &acknowledged]] {
        let mut bench = Bench::open(Rules::default());
        bench.compose("m1", "hello");
        let effects: Vec<_> = said
            .into_iter()
            .flat_map(|said| bench.hear(said.clone()))
            .collect();
        let started = Effect::Emit(HostEvent::Started("c1".into()));
        let times = effects.iter().filter(|effect| **effect == started).count();
        assert_eq!(times, 1);
    }
}

#[test]
fn a_first_message_taken_over_from_another_page_asks_for_what_followed() {
    let mut bench = Bench::open(Rules::default());
    bench.compose("m1", "hello");
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(Rules::default());
    later.take(Event::Restored(Some(Box::new(stored))));
    assert_eq!(sends(&later.hear(connected(None, Status::None))), 1);
    // The other page has sent it before, and heard who is there.
    let effects = later.hear(BackendEvent::Acknowledged {
        id: "m1".into(),
        at: later.now,
    });
    let resume = Some("c1".into());
    assert_eq!(commands(&effects), [&Command::Connect { resume }]);
    later.hear(connected(Some("c1"), Status::Talking(sam())));
    assert_eq!(later.phase(), PhaseName::Talking);
}

#[test]
fn an_empty_message_is_not_a_message() {
    let mut bench = Bench::open(Rules::default());
    assert_eq!(bench.compose("m1", " \n "), []);
    assert_eq!(bench.phase(), PhaseName::None);
}

#[test]
fn messages_written_offline_wait_and_go_in_order() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    assert_eq!(sends(&bench.compose("m2", "two")), 0);
    assert_eq!(sends(&bench.compose("m3", "three")), 0);
    assert_eq!(bench.delivery("m2"), Some(Delivery::Waiting));
    let effects = bench.hear(connected(Some("c1"), Status::Talking(sam())));
    assert_eq!(sends(&effects), 1);
    assert_eq!(bench.delivery("m2"), Some(Delivery::Sending));
    let effects = bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: bench.now,
    });
    assert_eq!(sends(&effects), 1);
    assert_eq!(bench.delivery("m3"), Some(Delivery::Sending));
}

#[test]
fn a_message_that_arrived_without_its_acknowledgement_is_not_sent_again() {
    let mut bench = Bench::talking(Rules::default());
    bench.compose("m2", "two");
    bench.hear(BackendEvent::Disconnected);
    let mut snapshot = connected(Some("c1"), Status::Talking(sam()));
    if let BackendEvent::Connected(snapshot) = &mut snapshot {
        let own = Message {
            author: Author::end_user(),
            ..said("m2", bench.now)
        };
        snapshot.messages = vec![own];
    }
    assert_eq!(sends(&bench.hear(snapshot)), 0);
    assert_eq!(bench.delivery("m2"), Some(Delivery::Delivered));
}

#[test]
fn a_message_that_was_taken_does_not_wait_again_because_a_try_of_it_failed() {
    let mut bench = Bench::talking(Rules::default());
    bench.compose("m2", "two");
    bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: bench.now,
    });
    bench.hear(BackendEvent::Refused {
        id: "m2".into(),
        why: SendRefusal::Later { after_ms: None },
    });
    assert_eq!(bench.delivery("m2"), Some(Delivery::Sent));
}

#[test]
fn s06_s09_a_backend_that_says_nothing_by_itself_any_more_still_takes_messages() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    bench.hear(connected(Some("c1"), Status::Talking(sam())));
    bench.hear(BackendEvent::Stale);
    assert_eq!(bench.phase(), PhaseName::Talking);
    assert_eq!(bench.session.view().banner, Some(Banner::Stale));
    assert_eq!(sends(&bench.compose("m2", "are you there?")), 1);
    let asked = Effect::Backend(Command::Connect {
        resume: Some("c1".into()),
    });
    assert_eq!(bench.take(Event::Returned), [asked]);
    bench.hear(connected(Some("c1"), Status::Talking(sam())));
    assert_eq!(bench.session.view().banner, None);
}

#[test]
fn a_message_is_tried_eight_times_and_then_given_up_with_its_text_kept() {
    let mut bench = Bench::talking(Rules::default());
    bench.compose("m2", "two");
    let mut tries = 1;
    while bench.delivery("m2") != Some(Delivery::Failed) {
        let later = SendRefusal::Later { after_ms: None };
        bench.hear(BackendEvent::Refused {
            id: "m2".into(),
            why: later,
        });
        if let Some(due) = bench.session.wake_at() {
            tries += sends(&bench.after(due.since(bench.now)));
        }
    }
    assert_eq!(tries, 8);
    assert_eq!(bench.texts(), ["hello", "two"]);
    assert_eq!(sends(&bench.take(Event::Retried("m2".into()))), 1);
}

#[test]
fn a_try_without_an_answer_is_repeated_with_the_same_id() {
    let mut bench = Bench::talking(Rules::default());
    bench.compose("m2", "two");
    assert_eq!(sends(&bench.after(30_000)), 0, "the next try waits");
    let due = bench.session.wake_at().unwrap();
    assert_eq!(sends(&bench.after(due.since(bench.now))), 1);
}

#[test]
fn o10_a_full_outbox_gives_the_text_back() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    for index in 0..50 {
        bench.compose(&["n", &index.to_string()].concat(), "text");
    }
    let effects = bench.compose("m-last", "one too many");
    assert_eq!(
        effects,
        [
            Effect::Emit(HostEvent::Error("outbox-full")),
            Effect::Prefill("one too many".into())
        ]
    );
    // Why it did not go counts for more than why the others wait.
    bench.hear(BackendEvent::Availability(Availability::Away {
        back_at: None,
    }));
    assert_eq!(bench.session.view().banner, Some(Banner::OutboxFull));
    bench.hear(connected(Some("c1"), Status::Talking(sam())));
    bench.hear(BackendEvent::Acknowledged {
        id: "n0".into(),
        at: bench.now,
    });
    assert_eq!(bench.session.view().banner, None, "there is room again");
}

#[test]
fn a_discarded_message_is_gone_everywhere() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    bench.compose("m2", "two");
    bench.take(Event::Discarded("m2".into()));
    assert_eq!(bench.texts(), ["hello"]);
    assert_eq!(
        sends(&bench.hear(connected(Some("c1"), Status::Talking(sam())))),
        0
    );
}

#[test]
fn an_answer_stands_under_its_question_however_wrong_the_clock_is() {
    let mut bench = Bench::talking(Rules::default());
    let backend_time = Instant(bench.now.0 - 600_000);
    bench.compose("m2", "question");
    bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: backend_time,
    });
    bench.hear(BackendEvent::Message(said(
        "answer",
        backend_time.plus(1_000),
    )));
    let order = bench.texts();
    let place = |text: &str| order.iter().position(|other| other == text);
    assert!(place("question") < place("text of answer"));
}

#[test]
fn another_tab_of_the_visitor_sees_its_messages() {
    let mut bench = Bench::talking(Rules::default());
    let own = Message {
        author: Author::end_user(),
        ..said("other-tab", bench.now)
    };
    bench.hear(BackendEvent::Message(own));
    assert_eq!(bench.texts(), ["hello", "text of other-tab"]);
    assert_eq!(bench.session.view().unread, 0);
}

#[test]
fn a_second_tab_takes_over_a_conversation_that_the_first_one_started() {
    let mut bench = Bench::open(Rules::default());
    let mut snapshot = connected(Some("c1"), Status::Talking(sam()));
    if let BackendEvent::Connected(snapshot) = &mut snapshot {
        snapshot.messages = vec![said("a1", bench.now)];
    }
    bench.hear(snapshot);
    assert_eq!(bench.phase(), PhaseName::Talking);
    assert_eq!(bench.texts(), ["text of a1"]);
}

#[test]
fn nobody_online_lets_messages_wait_and_says_so() {
    let mut bench = Bench::new(Rules::default());
    bench.take(Event::Opened);
    bench.hear(BackendEvent::Availability(Availability::Away {
        back_at: None,
    }));
    assert_eq!(bench.phase(), PhaseName::Unavailable);
    assert_eq!(sends(&bench.compose("m1", "hello?")), 0);
    assert_eq!(bench.session.view().banner, Some(Banner::NobodyOnline));
    assert_eq!(sends(&bench.hear(connected(None, Status::None))), 1);
}
