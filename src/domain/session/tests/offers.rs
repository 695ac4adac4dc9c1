//! What is asked before a chat, files in it, the survey after it.

use super::*;
use crate::domain::{
    event::SendRefusal,
    offer::{Offers, Rating},
    view::{Panel, SurveyState},
};

fn offering(offers: Offers) -> Bench {
    let config = Config {
        offers,
        ..Config::default()
    };
    let mut bench = Bench {
        session: Session::new(config),
        now: Instant(1_000_000),
    };
    bench.take(Event::Opened);
    bench.hear(connected(None, Status::None));
    bench
}

fn asking() -> Bench {
    offering(Offers {
        pre_chat: Some("form".into()),
        ..Offers::default()
    })
}

#[test]
fn r6_3_what_is_asked_before_a_chat_starts_it_and_nothing_else_does() {
    let mut bench = asking();
    assert!(asks(&bench) && !bench.session.view().actions.send);
    let effects = bench.compose("m", "hello");
    assert!(sent(&effects).is_empty());
    assert_eq!(bench.phase(), PhaseName::None);
    let effects = bench.take(introduction("i", "Name: Ada"));
    let [outgoing] = *sent(&effects) else {
        panic!("{effects:?}")
    };
    assert_eq!(outgoing.answer.as_ref().unwrap().values, "values");
    assert_eq!(outgoing.opens, crate::domain::effect::Opens::New);
    assert_eq!(bench.phase(), PhaseName::Starting);
    assert!(!asks(&bench));
    assert_eq!(bench.texts(), ["Name: Ada"]);
}

#[test]
fn r6_3_a_chat_that_asks_nothing_takes_no_such_answers() {
    let mut bench = offering(Offers::default());
    let effects = bench.take(introduction("i", "Name: Ada"));
    assert!(sent(&effects).is_empty());
    assert_eq!(bench.phase(), PhaseName::None);
}

#[test]
fn r6_3_faults_lead_back_to_the_form_and_what_followed_goes_back_to_the_field() {
    let mut bench = asking();
    bench.take(introduction("i", "Name: Ada"));
    bench.compose("m", "and more");
    let effects = bench.hear(BackendEvent::Refused {
        id: "i".into(),
        why: SendRefusal::Faulty("faults".into()),
    });
    assert!(effects.contains(&Effect::Prefill("and more".into())));
    assert_eq!(bench.phase(), PhaseName::None);
    assert_eq!(bench.session.stored(), None);
    let Foot::Panel(Panel::PreChat {
        refused: Some(refused),
        ..
    }) = bench.session.view().foot
    else {
        panic!("{:?}", bench.session.view().foot)
    };
    assert_eq!(
        (&*refused.faults, &*refused.answer.values),
        ("faults", "values")
    );
    bench.take(introduction("j", "Name: Ada"));
    assert_eq!(bench.phase(), PhaseName::Starting);
}

#[test]
fn r6_3_a_backend_can_ask_too_and_a_new_chat_asks_again() {
    let mut bench = offering(Offers::default());
    bench.hear(BackendEvent::Offers(Offers {
        pre_chat: Some("theirs".into()),
        ..Offers::default()
    }));
    assert!(asks(&bench));
    bench.take(introduction("i", "Name: Ada"));
    bench.hear(BackendEvent::Acknowledged {
        id: "i".into(),
        at: bench.now,
    });
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert!(!asks(&bench));
    bench.take(Event::NewAsked);
    assert!(asks(&bench));
}

#[test]
fn r6_3_nothing_is_asked_where_nothing_can_be_left() {
    let mut bench = asking();
    let closed = Availability::Closed { back_at: None };
    bench.hear(BackendEvent::Availability(closed));
    assert!(!asks(&bench));
    let away = Availability::Away { back_at: None };
    bench.hear(BackendEvent::Availability(away));
    assert!(asks(&bench));
    bench.take(introduction("i", "Name: Ada"));
    assert_eq!(bench.phase(), PhaseName::Starting);
}

#[test]
fn an_offer_that_cannot_be_read_locks_nobody_out_and_the_page_hears_of_it() {
    let mut bench = asking();
    let effects = bench.take(Event::OffersUnreadable);
    assert!(effects.contains(&Effect::Emit(HostEvent::Error("offers-unreadable"))));
    assert!(bench.session.view().actions.send);
}

#[test]
fn l05_a_page_that_is_back_asks_what_it_missed() {
    let mut bench = Bench::new(Rules::default());
    assert_eq!(bench.take(Event::Returned), []);
    let mut bench = Bench::talking(Rules::default());
    let resume = Some("c1".into());
    let asked = Effect::Backend(Command::Connect { resume });
    assert!(bench.take(Event::Returned).contains(&asked));
}

fn file(id: &str) -> Event {
    Event::Composed(Draft {
        content: Some("content".into()),
        ..draft(id, "photo.png")
    })
}

#[test]
fn r6_5_a_file_travels_like_a_message_and_tells_how_far_it_is() {
    let mut bench = Bench::talking(Rules::default());
    let effects = bench.take(file("f"));
    assert_eq!(sent(&effects)[0].content.as_deref(), Some("content"));
    let progress = |bench: &Bench| {
        let rows = bench.session.transcript().rows(0..9, None, &|_| 0);
        rows.iter().find_map(|row| row.progress)
    };
    assert_eq!(progress(&bench), None);
    bench.now = bench.now.plus(timeout() - 1);
    bench.hear(BackendEvent::Progress {
        id: "f".into(),
        percent: 50,
    });
    assert_eq!(progress(&bench), Some(50));
    // It is getting on, so it may take longer than a text.
    bench.after(timeout() - 1);
    assert_eq!(bench.delivery("f"), Some(Delivery::Sending));
    bench.hear(BackendEvent::Acknowledged {
        id: "f".into(),
        at: bench.now,
    });
    assert_eq!(progress(&bench), None);
    assert_eq!(bench.delivery("f"), Some(Delivery::Sent));
}

const fn timeout() -> u64 {
    crate::domain::policy::FILE_TIMEOUT_MS
}

#[test]
fn r6_5_a_file_that_tells_nothing_of_its_way_gets_the_time_that_a_slow_line_needs() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(file("f"));
    let effects = bench.after(timeout() - 1);
    assert!(sent(&effects).is_empty());
    assert_eq!(bench.delivery("f"), Some(Delivery::Sending));
    bench.after(1);
    assert_eq!(
        bench.delivery("f"),
        Some(Delivery::Waiting),
        "one try is over"
    );
}

#[test]
fn r6_5_a_file_can_be_stopped_and_tried_again() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(file("f"));
    let effects = bench.take(Event::Discarded("f".into()));
    assert!(effects.contains(&Effect::Backend(Command::Cancel("f".into()))));
    assert_eq!(bench.texts(), ["hello"]);
    bench.take(file("g"));
    bench.hear(BackendEvent::Refused {
        id: "g".into(),
        why: SendRefusal::Rejected,
    });
    assert_eq!(bench.delivery("g"), Some(Delivery::Refused));
    let effects = bench.take(Event::Retried("g".into()));
    assert_eq!(sent(&effects)[0].content.as_deref(), Some("content"));
}

#[test]
fn o14_a_file_of_an_earlier_page_is_not_sent_without_its_bytes() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(file("f"));
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(Rules::default());
    let effects = later.take(Event::Restored(Some(Box::new(stored))));
    assert!(sent(&effects).is_empty());
    assert_eq!(later.delivery("f"), Some(Delivery::Failed));
    assert_eq!(
        later.session.view().banner,
        Some(crate::domain::view::Banner::LeftUnsent)
    );
}

#[test]
fn o14_a_file_that_was_given_up_is_let_go_when_it_is_deleted() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(file("f"));
    let why = SendRefusal::Rejected;
    let id = "f".into();
    bench.hear(BackendEvent::Refused { id, why });
    let effects = bench.take(Event::Discarded("f".into()));
    assert_eq!(commands(&effects), [&Command::Cancel("f".into())]);
    // A text has no bytes that somebody holds.
    bench.hear(BackendEvent::Disconnected);
    bench.compose("m2", "two");
    assert!(commands(&bench.take(Event::Discarded("m2".into()))).is_empty());
}

#[test]
fn o13_a_page_that_was_open_for_a_day_asks_first_too() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    bench.compose("old", "from yesterday");
    bench.compose("old too", "from yesterday as well");
    bench.now = bench.now.plus(crate::domain::policy::ASKED_AFTER_MS - 1);
    bench.compose("new", "from today");
    bench.now = bench.now.plus(1);
    let effects = bench.hear(connected(Some("c1"), Status::Talking(sam())));
    let ids: Vec<_> = sent(&effects).iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["new"]);
    for old in ["old", "old too"] {
        assert_eq!(bench.delivery(old), Some(Delivery::Failed), "{old}");
    }
    assert_eq!(
        bench.session.view().banner,
        Some(crate::domain::view::Banner::LeftUnsent)
    );
    bench.hear(BackendEvent::Acknowledged {
        id: "new".into(),
        at: bench.now,
    });
    assert_eq!(sent(&bench.take(Event::Retried("old".into()))).len(), 1);
}

#[test]
fn o13_a_message_older_than_a_day_is_asked_about_first() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    bench.compose("old", "from yesterday");
    bench.now = bench.now.plus(crate::domain::policy::ASKED_AFTER_MS - 1);
    bench.compose("new", "from today");
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(Rules::default());
    later.now = bench.now.plus(1);
    later.take(Event::Restored(Some(Box::new(stored))));
    let effects = later.hear(connected(Some("c1"), Status::Talking(sam())));
    let ids: Vec<_> = sent(&effects).iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["new"]);
    assert_eq!(later.delivery("old"), Some(Delivery::Failed));
    let effects = later.take(Event::Retried("old".into()));
    assert!(sent(&effects).is_empty(), "one at a time");
    let effects = later.hear(BackendEvent::Acknowledged {
        id: "new".into(),
        at: later.now,
    });
    assert_eq!(sent(&effects)[0].id.as_str(), "old");
}

fn rated() -> Bench {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Offers(Offers {
        survey: Some("survey".into()),
        ..Offers::default()
    }));
    assert_eq!(bench.session.view().survey, None);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    bench
}

fn survey_state(bench: &Bench) -> Option<SurveyState> {
    bench.session.view().survey.map(|survey| survey.state)
}

fn rates(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Backend(Command::Rate { .. })))
}

#[test]
fn r2_7_a_survey_is_answered_once_and_what_is_not_taken_can_be_sent_again() {
    let mut bench = rated();
    assert_eq!(survey_state(&bench), Some(SurveyState::Open));
    let rating = Rating {
        score: Some(4),
        comment: "Fine".into(),
    };
    // The page hears what was answered, too: a backend may have nowhere to keep it.
    let told = Effect::Emit(HostEvent::Rated {
        conversation: "c1".into(),
        rating: rating.clone(),
    });
    let asked = Effect::Backend(Command::Rate {
        conversation: "c1".into(),
        rating: rating.clone(),
    });
    let effects = bench.take(Event::Rated(rating.clone()));
    assert_eq!(effects, [told, asked]);
    assert!(!rates(&bench.take(Event::Rated(rating.clone()))));
    bench.hear(BackendEvent::Rated { is_taken: false });
    assert_eq!(survey_state(&bench), Some(SurveyState::Failed));
    assert!(rates(&bench.take(Event::Rated(rating.clone()))));
    bench.hear(BackendEvent::Rated { is_taken: true });
    assert_eq!(survey_state(&bench), Some(SurveyState::Taken));
    assert!(!rates(&bench.take(Event::Rated(rating))));
    let stored = bench.session.stored().unwrap();
    assert!(stored.is_rated);
    let mut later = rated();
    later.session = Session::new(Config {
        offers: Offers {
            survey: Some("survey".into()),
            ..Offers::default()
        },
        ..Config::default()
    });
    later.take(Event::Restored(Some(Box::new(stored))));
    assert_eq!(survey_state(&later), Some(SurveyState::Taken));
}

#[test]
fn r4_2_a_cleared_window_asks_nothing() {
    let mut bench = Bench::talking(Rules {
        after_end: Next::Reset,
        ..Rules::default()
    });
    bench.hear(BackendEvent::Offers(Offers {
        survey: Some("survey".into()),
        ..Offers::default()
    }));
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert_eq!(bench.session.view().survey, None);
}

#[test]
fn r6_3_whoever_writes_before_the_form_is_known_is_asked_all_the_same() {
    let mut bench = Bench::new(Rules::default());
    bench.take(Event::Opened);
    bench.compose("m", "hello");
    assert_eq!(bench.phase(), PhaseName::Starting);
    let effects = bench.hear(BackendEvent::Offers(Offers {
        pre_chat: Some("theirs".into()),
        ..Offers::default()
    }));
    assert!(asks(&bench));
    assert!(effects.contains(&Effect::Prefill("hello".into())));
    let effects = bench.hear(connected(None, Status::None));
    assert!(sent(&effects).is_empty());
    // What was filled in and waits for the line is not asked for again.
    bench.take(Event::NetworkChanged { online: false });
    bench.take(introduction("i", "Name: Ada"));
    bench.hear(BackendEvent::Disconnected);
    bench.hear(BackendEvent::Offers(Offers {
        pre_chat: Some("theirs".into()),
        ..Offers::default()
    }));
    assert_eq!(bench.phase(), PhaseName::Starting);
}
