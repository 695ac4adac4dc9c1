//! Ends of every kind: by whom, in which order, and what comes next.

use super::*;
use crate::domain::{
    end::Next,
    event::SendRefusal,
    snapshot::LostReason,
    view::{Banner, Panel},
};

#[test]
fn r1_2_an_end_locks_the_window_whoever_ended_it() {
    for by in [
        EndedBy::Unknown,
        EndedBy::System,
        EndedBy::Automation,
        EndedBy::Inactivity,
        EndedBy::Bot,
        EndedBy::Agent,
        EndedBy::Supervisor,
        EndedBy::EndUser,
        EndedBy::OptOut,
    ] {
        let mut bench = Bench::talking(Rules::default());
        let effects = bench.hear(BackendEvent::Ended(ended(by, bench.now)));
        assert_eq!(host_ends(&effects), 1, "{by:?}");
        assert_eq!(
            bench.session.view().foot,
            Foot::Panel(Panel::Ended),
            "{by:?}"
        );
        let effects = bench.compose("m2", "still there?");
        assert_eq!(sends(&effects), 0, "{by:?}");
        assert_eq!(bench.texts(), ["hello"], "{by:?}");
    }
}

#[test]
fn an_end_is_found_by_status_close_refusal_or_snapshot_in_any_order() {
    let at = Instant(1_000_000);
    let reports = [
        BackendEvent::Ended(EndInfo {
            actor_name: Some("Sam".into()),
            ..ended(EndedBy::Agent, at)
        }),
        BackendEvent::Ended(EndInfo {
            closes_conversation: true,
            ..EndInfo::unknown(at)
        }),
        BackendEvent::Refused {
            id: "m2".into(),
            why: SendRefusal::Ended,
        },
        connected(Some("c1"), Status::Ended(ended(EndedBy::System, at))),
    ];
    let mut results = Vec::new();
    for first in 0..4_usize {
        for second in 0..4_usize {
            for third in 0..4_usize {
                let mut bench = Bench::talking(Rules::default());
                bench.compose("m2", "are you there?");
                let mut told = 0;
                for index in [first, second, third, 0, 1, 2, 3] {
                    told += host_ends(&bench.hear(reports[index].clone()));
                }
                assert_eq!(told, 1, "the host page is told once");
                results.push(bench.session.view().ended.unwrap().info);
            }
        }
    }
    assert!(
        results.iter().all(|info| info == &results[0]),
        "one result whatever the order"
    );
    assert_eq!(results[0].by, EndedBy::Agent);
}

#[test]
fn r1_1_with_session_based_chat_an_end_closes_the_conversation() {
    let rules = Rules {
        end_chat_when_session_ends: true,
        ..Rules::default()
    };
    let mut bench = Bench::talking(rules);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Bot, bench.now)));
    assert!(bench.session.view().ended.unwrap().info.closes_conversation);
}

#[test]
fn r1_2_closing_and_reopening_gives_a_new_session_based_chat() {
    let rules = Rules {
        end_chat_when_session_ends: true,
        ..Rules::default()
    };
    let mut bench = Bench::talking(rules);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert_eq!(bench.session.stored(), None, "a reload starts anew as well");
    assert!(bench.take(Event::Closed).contains(&Effect::Forget));
    bench.take(Event::Opened);
    assert_eq!(bench.phase(), PhaseName::None);
    assert!(bench.session.transcript().is_empty());
}

#[test]
fn without_session_based_chat_the_ended_conversation_outlives_a_reload() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    bench.take(Event::Closed);
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(Rules::default());
    assert_eq!(later.take(Event::Restored(Some(Box::new(stored)))), []);
    assert_eq!(later.session.view().foot, Foot::Panel(Panel::Ended));
    assert!(later.session.view().actions.start_new);
}

/// A chat in which *stop* opts out.
fn opting_out() -> Bench {
    Bench::talking(Rules {
        opt_out_keywords: vec!["stop".into()],
        ..Rules::default()
    })
}

#[test]
fn r1_4_an_opt_out_ends_the_session_and_nothing_arrives_in_it() {
    let mut bench = opting_out();
    assert_eq!(sends(&bench.compose("m2", "Stop")), 1);
    let effects = bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: bench.now,
    });
    let told = Command::End {
        conversation: "c1".into(),
        by: EndedBy::OptOut,
    };
    assert_eq!(commands(&effects), [&told]);
    let ended = bench.session.view().ended.unwrap();
    assert_eq!(ended.info.by, EndedBy::OptOut);
    assert!(
        !ended.info.closes_conversation,
        "the conversation stays open"
    );
    bench.hear(BackendEvent::Message(said("late", bench.now.plus(1))));
    assert_eq!(bench.texts(), ["hello", "Stop"]);
}

#[test]
fn r1_4_an_opt_out_that_is_tried_again_is_one_still() {
    let mut bench = opting_out();
    bench.compose("m2", "Stop");
    bench.hear(BackendEvent::Refused {
        id: "m2".into(),
        why: SendRefusal::Rejected,
    });
    assert_eq!(sends(&bench.take(Event::Retried("m2".into()))), 1);
    bench.hear(BackendEvent::Acknowledged {
        id: "m2".into(),
        at: bench.now,
    });
    let ended = bench.session.view().ended.unwrap();
    assert_eq!(ended.info.by, EndedBy::OptOut);
}

#[test]
fn r1_5_a_lost_conversation_offers_a_new_one() {
    for reason in [
        LostReason::Unknown,
        LostReason::Forbidden,
        LostReason::Expired,
    ] {
        let mut bench = Bench::talking(Rules::default());
        bench.hear(BackendEvent::Lost(reason));
        assert_eq!(bench.session.view().foot, Foot::Panel(Panel::Lost(reason)));
        assert!(bench.session.view().actions.start_new);
        bench.take(Event::NewAsked);
        assert_eq!(bench.phase(), PhaseName::None);
    }
}

#[test]
fn r1_6_published_settings_take_effect_and_say_so() {
    let mut bench = Bench::talking(Rules::default());
    let change = crate::domain::config::RulesChange {
        end_chat_when_session_ends: Some(true),
        ..Default::default()
    };
    let effects = bench.hear(BackendEvent::Settings(change));
    assert_eq!(effects, [Effect::Emit(HostEvent::SettingsApplied)]);
    assert_eq!(bench.session.view().banner, Some(Banner::SettingsChanged));
    assert_eq!(
        bench.hear(BackendEvent::Settings(change)),
        [],
        "nothing changes"
    );
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert!(bench.session.view().ended.unwrap().info.closes_conversation);
}

#[test]
fn r1_6_settings_that_a_page_comes_under_at_once_are_no_news() {
    let mut bench = Bench::new(Rules::default());
    bench.take(Event::Opened);
    let change = crate::domain::config::RulesChange {
        after_end: Some(Next::Reset),
        ..Default::default()
    };
    bench.hear(BackendEvent::Settings(change));
    bench.hear(connected(None, Status::None));
    assert_eq!(bench.session.view().banner, None);
    bench.compose("m1", "hello");
    bench.hear(BackendEvent::Talking(sam()));
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert_eq!(bench.session.view().ended.unwrap().next, Next::Reset);
}

#[test]
fn r2_1_the_end_is_offered_only_where_end_users_can_end() {
    let mut bench = Bench::talking(Rules::default());
    assert!(!bench.session.view().actions.end);
    assert_eq!(bench.take(Event::EndAsked), []);
    assert_eq!(bench.session.view().confirmation, None);
}

#[test]
fn r2_3_nothing_is_sent_before_the_end_is_confirmed() {
    let mut bench = Bench::talking(end_users_can_end());
    assert_eq!(
        bench.take(Event::EndAsked),
        [Effect::Focus(crate::domain::effect::Focus::Confirmation)]
    );
    assert!(bench.session.view().confirmation.is_some());
    assert_eq!(
        bench.take(Event::EndCancelled),
        [Effect::Focus(crate::domain::effect::Focus::Opener)]
    );
    assert_eq!(
        bench.take(Event::EndConfirmed),
        [],
        "a cancelled end cannot be confirmed"
    );
    bench.take(Event::EndAsked);
    let effects = bench.take(Event::EndConfirmed);
    assert_eq!(
        effects,
        [Effect::Backend(Command::End {
            conversation: "c1".into(),
            by: EndedBy::EndUser
        })]
    );
    assert_eq!(bench.phase(), PhaseName::Ending);
}

#[test]
fn r2_4_a_refused_end_says_so_and_the_chat_goes_on() {
    for answer in [Some(BackendEvent::EndRefused), None] {
        let mut bench = Bench::talking(end_users_can_end());
        bench.take(Event::EndAsked);
        bench.take(Event::EndConfirmed);
        if let Some(answer) = answer {
            bench.hear(answer);
        } else {
            let due = bench.session.wake_at().unwrap();
            bench.after(due.since(bench.now));
        }
        assert_eq!(bench.phase(), PhaseName::Talking);
        assert_eq!(bench.session.view().banner, Some(Banner::EndRefused));
        assert_eq!(sends(&bench.compose("m2", "so we go on")), 1);
    }
}

#[test]
fn r2_4_an_end_that_reaches_nobody_says_so_before_it_says_why() {
    let mut bench = Bench::talking(end_users_can_end());
    bench.hear(BackendEvent::Disconnected);
    let away = Availability::Away { back_at: None };
    bench.hear(BackendEvent::Availability(away));
    assert_eq!(bench.session.view().banner, Some(Banner::NobodyOnline));
    bench.take(Event::EndAsked);
    bench.take(Event::EndConfirmed);
    bench.hear(BackendEvent::EndRefused);
    assert_eq!(bench.session.view().banner, Some(Banner::EndRefused));
    bench.take(Event::NoticeDismissed);
    assert_eq!(bench.session.view().banner, Some(Banner::NobodyOnline));
}

#[test]
fn r2_4_an_end_that_comes_after_the_patience_ran_out_is_still_an_end() {
    let mut bench = Bench::talking(end_users_can_end());
    bench.take(Event::EndAsked);
    bench.take(Event::EndConfirmed);
    bench.after(60_000);
    bench.hear(BackendEvent::Ended(ended(EndedBy::EndUser, bench.now)));
    assert_eq!(bench.phase(), PhaseName::Ended);
}

#[test]
fn an_agent_who_ends_while_the_confirmation_is_open_wins() {
    let mut bench = Bench::talking(end_users_can_end());
    bench.take(Event::EndAsked);
    bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert_eq!(bench.session.view().confirmation, None);
    assert_eq!(commands(&bench.take(Event::EndConfirmed)).len(), 0);
}

#[test]
fn r2_5_other_channels_are_hidden_while_end_users_can_end() {
    let channel = crate::domain::config::OtherChannel {
        label: "Phone".into(),
        url: "tel:+1".into(),
    };
    let rules = Rules {
        other_channels: vec![channel],
        ..Rules::default()
    };
    assert_eq!(
        Bench::talking(rules.clone())
            .session
            .view()
            .actions
            .other_channels
            .len(),
        1
    );
    let rules = Rules {
        other_channels: rules.other_channels,
        ..end_users_can_end()
    };
    assert_eq!(
        Bench::talking(rules)
            .session
            .view()
            .actions
            .other_channels
            .len(),
        0
    );
}

#[test]
fn r3_4_after_a_reset_no_session_starts_by_itself() {
    let rules = Rules {
        after_end: Next::Reset,
        ..Rules::default()
    };
    let mut bench = Bench::talking(rules);
    let effects = bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert!(effects.contains(&Effect::Forget));
    assert!(effects.contains(&Effect::Backend(Command::Clear("c1".into()))));
    assert_eq!(bench.session.view().rows, 0);
    assert_eq!(bench.session.view().foot, Foot::Panel(Panel::Reset));
    assert_eq!(bench.take(Event::Typed), []);
    assert_eq!(sends(&bench.compose("m2", "hello?")), 0);
    bench.take(Event::NewAsked);
    assert_eq!(sends(&bench.compose("m3", "hello again")), 1);
}

#[test]
fn o11_what_was_not_sent_before_the_end_is_offered_in_the_next_chat() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    bench.compose("m2", "one");
    bench.compose("m3", "two");
    bench.hear(connected(
        Some("c1"),
        Status::Ended(ended(EndedBy::Agent, bench.now)),
    ));
    assert_eq!(bench.delivery("m2"), Some(Delivery::Failed));
    assert!(
        bench
            .take(Event::NewAsked)
            .contains(&Effect::Prefill("one\ntwo".into()))
    );
}
