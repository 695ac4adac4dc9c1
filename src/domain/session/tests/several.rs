//! Several conversations of one end user (R6.4).

use super::*;
use crate::domain::offer::Summary;

fn several() -> Rules {
    Rules {
        multiple_conversations: true,
        ..Rules::default()
    }
}

fn summary(id: &str) -> Summary {
    Summary {
        id: id.into(),
        participant: Some(sam()),
        last: "last".into(),
        at: Instant(1),
        ended: None,
        unread: 0,
    }
}

fn left(effects: &[Effect], id: &str) -> bool {
    effects.contains(&Effect::Backend(Command::Leave(id.into())))
}

fn resumed(effects: &[Effect], id: &str) -> bool {
    effects.contains(&Effect::Backend(Command::Connect {
        resume: Some(id.into()),
    }))
}

fn over() -> Summary {
    Summary {
        ended: Some(ended(EndedBy::Agent, Instant(5))),
        ..summary("c2")
    }
}

/// Talking in `c1`, with an ended `c2` and a running `c3` beside it.
fn three() -> Bench {
    let mut bench = Bench::talking(several());
    bench.hear(BackendEvent::Conversations("the list".into()));
    bench.take(Event::UnseenElsewhere(2));
    bench
}

#[test]
fn r6_4_single_conversation_mode_knows_no_list() {
    let mut bench = Bench::talking(Rules::default());
    let effects = bench.take(Event::Listed(true));
    assert!(!bench.session.view().is_listed);
    assert!(!effects.contains(&Effect::Backend(Command::Conversations)));
    assert!(!bench.session.view().actions.start_new);
    bench.take(Event::NewAsked);
    assert_eq!(bench.phase(), PhaseName::Talking);
}

#[test]
fn r6_4_what_was_not_seen_elsewhere_counts_too() {
    let bench = three();
    assert_eq!(bench.session.view().unread, 2);
    assert_eq!(bench.session.view().conversations, "the list");
}

#[test]
fn r6_4_a_new_chat_starts_beside_the_others_and_the_visitor_stays_who_they_are() {
    let mut bench = three();
    bench.hear(BackendEvent::Allowed(Allowed {
        can_end: false,
        ..Allowed::default()
    }));
    assert!(bench.session.view().actions.start_new);
    let effects = bench.take(Event::NewAsked);
    assert!(left(&effects, "c1"));
    assert!(!effects.contains(&Effect::Forget));
    assert_eq!(bench.phase(), PhaseName::None);
    assert_eq!(bench.session.view().rows, 0);
    assert!(
        bench.session.core.allowed.can_end,
        "what held for the other"
    );
    let effects = bench.take(Event::Composed(Draft {
        conversation: "c4".into(),
        ..draft("m4", "anew")
    }));
    let sent = commands(&effects)
        .into_iter()
        .find_map(|command| match command {
            Command::Send(outgoing) => Some(outgoing.clone()),
            _ => None,
        });
    let sent = sent.unwrap();
    assert_eq!(sent.conversation, "c4".into());
    assert!(sent.alongside);
}

#[test]
fn r6_4_another_conversation_is_gone_on_with_where_it_stands() {
    let mut bench = three();
    let effects = bench.take(Event::Switched(Box::new(summary("c3"))));
    assert!(left(&effects, "c1") && resumed(&effects, "c3"));
    assert_eq!(bench.phase(), PhaseName::Talking);
    assert_eq!(bench.session.view().conversation, Some("c3".into()));
    assert_eq!(bench.texts(), [""; 0], "nothing of the other one");
    bench.hear(connected(Some("c3"), Status::Talking(sam())));
    assert_eq!(bench.session.stored().unwrap().conversation, "c3".into());
}

#[test]
fn r6_4_what_is_found_in_another_conversation_is_seen_where_it_is_watched() {
    let mut bench = three();
    bench.take(Event::Switched(Box::new(summary("c3"))));
    let mut found = connected(Some("c3"), Status::Talking(sam()));
    if let BackendEvent::Connected(snapshot) = &mut found {
        snapshot.messages.push(said("a", Instant(1)));
    }
    let effects = bench.hear(found);
    let read = Command::Read {
        conversation: "c3".into(),
        id: "a".into(),
    };
    assert!(effects.contains(&Effect::Backend(read)));
}

#[test]
fn r6_4_an_ended_conversation_is_read_and_says_so_without_news() {
    for after_end in [Next::ReadOnly, Next::Reset, Next::Reopen] {
        let mut bench = three();
        bench.session.core.config.rules.after_end = after_end;
        bench.session.core.config.rules.reopening = true;
        let effects = bench.take(Event::Switched(Box::new(over())));
        assert_eq!(host_ends(&effects), 0);
        assert_eq!(bench.phase(), PhaseName::Ended);
        let view = bench.session.view();
        let reopens = after_end == Next::Reopen;
        assert_eq!(view.actions.send, reopens);
        assert!(view.rows > 0, "the end stands among the messages");
        let info = ended(EndedBy::Agent, Instant(5));
        let effects = bench.hear(connected(Some("c2"), Status::Ended(info)));
        assert_eq!(host_ends(&effects), 0);
    }
}

#[test]
fn r6_4_what_waits_in_a_conversation_is_sent_when_it_is_back() {
    let mut bench = three();
    bench.hear(BackendEvent::Disconnected);
    bench.compose("w", "waits");
    bench.take(Event::Switched(Box::new(summary("c3"))));
    assert_eq!(bench.session.parked().len(), 1);
    let parked = bench.session.parked().to_vec();
    // Not even a new page loses it.
    let stored = bench.session.stored().unwrap();
    let mut later = Bench::new(several());
    later.take(Event::ParkedFound(parked));
    later.take(Event::Restored(Some(Box::new(stored))));
    later.take(Event::Switched(Box::new(summary("c1"))));
    assert!(later.session.parked().is_empty());
    assert_eq!(later.texts(), ["waits"]);
    let effects = later.hear(connected(Some("c1"), Status::Talking(sam())));
    let is_sent =
        |command: &&Command| matches!(command, Command::Send(sent) if sent.id == "w".into());
    assert!(commands(&effects).iter().any(is_sent));
}

#[test]
fn r6_4_the_conversation_in_the_window_is_not_left_for_itself() {
    let mut bench = three();
    bench.take(Event::Listed(true));
    assert!(bench.session.view().is_listed);
    let effects = bench.take(Event::Switched(Box::new(summary("c1"))));
    assert!(!left(&effects, "c1"));
    assert!(!bench.session.view().is_listed);
    assert_eq!(bench.session.view().conversation, Some("c1".into()));
}

#[test]
fn r6_4_whoever_clears_is_forgotten_in_all_of_them() {
    let mut bench = three();
    let effects = bench.take(Event::ClearAsked);
    assert!(effects.contains(&Effect::Backend(Command::ClearAll)));
    assert!(effects.contains(&Effect::Forget));
    assert_eq!(bench.session.view().conversations, "");
}

#[test]
fn r6_4_what_is_over_is_read_on_from_the_list() {
    let mut bench = three();
    bench.take(Event::Switched(Box::new(over())));
    bench.hear(connected(
        Some("c2"),
        Status::Ended(ended(EndedBy::Agent, Instant(5))),
    ));
    bench.hear(BackendEvent::Older {
        messages: vec![said("a", Instant(1))],
        has_older: false,
    });
    let effects = bench.take(Event::Seen);
    let read = Command::Read {
        conversation: "c2".into(),
        id: "a".into(),
    };
    assert!(effects.contains(&Effect::Backend(read)));
}
