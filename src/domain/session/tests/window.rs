//! The window: unread, focus, banners, clearing.

use super::*;
use crate::domain::{
    effect::Focus,
    view::{Banner, ConnectionName},
};

#[test]
fn a_message_that_is_not_seen_counts_until_it_is() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(Event::Closed);
    bench.hear(BackendEvent::Message(said("a1", bench.now)));
    bench.hear(BackendEvent::Message(said("a2", bench.now)));
    assert_eq!(bench.session.view().unread, 2);
    assert_eq!(bench.session.mark(), Some(&"a1".into()));
    bench.take(Event::Opened);
    let effects = bench.take(Event::Seen);
    assert_eq!(
        effects,
        [
            Effect::SaveNow,
            Effect::Backend(Command::Read {
                conversation: "c1".into(),
                id: "a2".into()
            })
        ]
    );
    assert_eq!(bench.session.view().unread, 0);
    assert_eq!(bench.take(Event::Seen), [], "it is told once");
}

#[test]
fn l09_what_another_tab_shows_is_not_unread_here() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(Event::Closed);
    bench.hear(BackendEvent::Message(said("a1", bench.now)));
    assert_eq!(bench.take(Event::SeenElsewhere), []);
    assert_eq!(bench.session.view().unread, 0);
    assert_eq!(bench.session.mark(), None);
    bench.hear(BackendEvent::Message(said("a2", bench.now)));
    assert_eq!(bench.session.view().unread, 1, "what comes later counts");
    assert_eq!(bench.session.mark(), Some(&"a2".into()));
}

#[test]
fn a_message_that_comes_under_the_visitors_eyes_is_read_at_once() {
    let mut bench = Bench::talking(Rules::default());
    let effects = bench.hear(BackendEvent::Message(said("a1", bench.now)));
    assert_eq!(
        commands(&effects),
        [&Command::Read {
            conversation: "c1".into(),
            id: "a1".into()
        }]
    );
    assert_eq!(bench.session.view().unread, 0);
}

#[test]
fn the_focus_goes_to_the_ways_on_after_an_end() {
    let mut bench = Bench::talking(Rules::default());
    let effects = bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, bench.now)));
    assert!(effects.contains(&Effect::Focus(Focus::WaysOn)));
    assert!(
        bench
            .take(Event::NewAsked)
            .contains(&Effect::Focus(Focus::Field))
    );
}

#[test]
fn a_short_break_is_silent_and_a_long_one_is_not() {
    let mut bench = Bench::talking(Rules::default());
    bench.hear(BackendEvent::Disconnected);
    assert_eq!(bench.session.view().banner, None);
    assert_eq!(bench.session.view().connection, ConnectionName::Connecting);
    let due = bench.session.wake_at().unwrap();
    let effects = bench.after(due.since(bench.now));
    assert_eq!(effects, [Effect::Announce(Announcement::Reconnecting)]);
    assert_eq!(bench.session.view().banner, Some(Banner::Reconnecting));
    assert_eq!(bench.after(1), [], "it is said once");
    let effects = bench.hear(connected(Some("c1"), Status::Talking(sam())));
    assert!(effects.contains(&Effect::Announce(Announcement::Reconnected)));
    assert_eq!(bench.session.view().banner, None);
}

#[test]
fn offline_is_said_at_once_and_takes_nothing_away() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(Event::NetworkChanged { online: false });
    assert_eq!(bench.session.view().banner, Some(Banner::Offline));
    // The stream may still be alive, and what it brings is shown.
    bench.hear(BackendEvent::Message(said("a1", bench.now)));
    assert_eq!(bench.texts(), ["hello", "text of a1"]);
    bench.take(Event::NetworkChanged { online: true });
    assert_eq!(bench.session.view().banner, None);
}

#[test]
fn l02_a_network_that_is_back_is_asked_at_once() {
    let mut bench = Bench::new(Rules::default());
    let back = Event::NetworkChanged { online: true };
    assert_eq!(bench.take(back.clone()), [], "nothing was asked before");
    let mut bench = Bench::talking(Rules::default());
    bench.take(Event::NetworkChanged { online: false });
    let resume = Some("c1".into());
    assert_eq!(
        commands(&bench.take(back)),
        [&Command::Connect { resume }],
        "in the same moment"
    );
}

#[test]
fn l01_what_still_arrives_offline_is_shown() {
    let mut bench = Bench::talking(Rules::default());
    bench.take(Event::NetworkChanged { online: false });
    bench.hear(BackendEvent::Message(said("a1", bench.now)));
    assert_eq!(bench.texts(), ["hello", "text of a1"]);
}

#[test]
fn a_warning_of_inactivity_is_answered_by_a_key_stroke_or_the_button() {
    for answer in [Event::Typed, Event::Stayed] {
        let mut bench = Bench::talking(Rules::default());
        let ends_at = bench.now.plus(60_000);
        bench.hear(BackendEvent::Inactive { ends_at });
        assert_eq!(
            bench.session.view().banner,
            Some(Banner::StillThere { ends_at })
        );
        let effects = bench.take(answer);
        assert!(effects.contains(&Effect::Backend(Command::Stay("c1".into()))));
        assert_eq!(bench.phase(), PhaseName::Talking);
    }
}

#[test]
fn typing_is_told_rarely_and_announced_more_rarely() {
    let mut bench = Bench::talking(Rules::default());
    assert_eq!(
        bench.take(Event::Typed),
        [Effect::Backend(Command::Typing("c1".into()))]
    );
    assert_eq!(bench.take(Event::Typed), []);
    let typing = BackendEvent::Typing {
        author: sam(),
        active: true,
    };
    assert_eq!(
        bench.hear(typing.clone()),
        [Effect::Announce(Announcement::Typing(sam()))]
    );
    assert_eq!(bench.session.view().typing, Some(sam()));
    bench.after(6_000);
    assert_eq!(bench.session.view().typing, None, "it ends by itself");
    assert_eq!(bench.hear(typing), [], "but is not announced again so soon");
}

#[test]
fn clear_forgets_here_and_at_the_backend() {
    let mut bench = Bench::talking(Rules::default());
    let effects = bench.take(Event::ClearAsked);
    assert_eq!(
        effects,
        [
            Effect::Backend(Command::Clear("c1".into())),
            Effect::Forget,
            Effect::Emit(HostEvent::Cleared)
        ]
    );
    assert!(bench.session.transcript().is_empty());
    assert_eq!(bench.session.stored(), None);
    bench.hear(BackendEvent::ClearFailed);
    assert_eq!(bench.session.view().banner, Some(Banner::ClearFailed));
}

#[test]
fn whoever_waits_for_a_person_reads_that_nobody_is_online() {
    let mut bench = Bench::open(Rules::default());
    bench.compose("m1", "hello");
    bench.hear(BackendEvent::Waiting(Queue::default()));
    let foot = |hint| Foot::Composer { hint };
    assert_eq!(bench.session.view().foot, foot(None));
    let away = Availability::Away { back_at: None };
    bench.hear(BackendEvent::Availability(away));
    let hint = Some(crate::domain::view::Hint::Waits);
    assert_eq!(bench.session.view().foot, foot(hint));
    bench.hear(BackendEvent::Talking(sam()));
    assert_eq!(bench.session.view().foot, foot(None), "somebody is there");
}
