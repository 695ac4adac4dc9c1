use super::*;
use crate::domain::message::Role;

fn said(id: &str, role: Role, at: u64) -> Message {
    let author = Author {
        role,
        name: String::new(),
    };
    let delivery = if role == Role::EndUser {
        Delivery::Sent
    } else {
        Delivery::Delivered
    };
    let body = Body::Text(id.to_owned());
    Message {
        delivery,
        ..Message::new(id.into(), author, Instant(at), body)
    }
}

fn ids(transcript: &Transcript) -> Vec<&str> {
    transcript
        .messages()
        .map(|message| message.id.as_str())
        .collect()
}

const DAY: i64 = 86_400_000;

fn day_of(at: Instant) -> i64 {
    i64::try_from(at.0).unwrap() / DAY
}

#[test]
fn a_message_comes_once_and_in_its_place() {
    let mut transcript = Transcript::default();
    assert!(transcript.insert(said("b", Role::Agent, 20)));
    assert!(transcript.insert(said("a", Role::Agent, 10)));
    assert!(!transcript.insert(said("b", Role::Agent, 20)));
    assert_eq!(ids(&transcript), ["a", "b"]);
}

#[test]
fn a_gap_is_filled_in_order_and_without_doubles() {
    let mut transcript = Transcript::default();
    transcript.insert(said("a", Role::Agent, 10));
    transcript.insert(said("d", Role::Agent, 40));
    let fresh = transcript.merge(vec![
        said("c", Role::Agent, 30),
        said("b", Role::Agent, 20),
        said("a", Role::Agent, 10),
    ]);
    assert_eq!(fresh.len(), 2);
    assert_eq!(ids(&transcript), ["a", "b", "c", "d"]);
}

#[test]
fn s16_messages_of_one_moment_take_the_order_of_the_backend_once_it_is_known() {
    let orders: [(&[&str], &[&str]); 6] = [
        (&["c", "a", "b"], &["a", "b", "c"]),
        (&["c", "b", "a"], &["a", "b", "c"]),
        (&["c", "a"], &["a", "b", "c"]),
        (&["b"], &["a", "b", "c"]),
        (&["x", "b", "a"], &["a", "b"]),
        (&[], &["b", "a"]),
    ];
    for (came, listed) in orders {
        let mut transcript = Transcript::default();
        transcript.insert(said("before", Role::Agent, 10));
        for id in came {
            transcript.insert(said(id, Role::Agent, 20));
        }
        transcript.insert(said("after", Role::Agent, 30));
        let list = listed.iter().map(|id| said(id, Role::Agent, 20));
        transcript.merge(list.collect());
        let shown = ids(&transcript);
        let known: Vec<_> = shown
            .iter()
            .copied()
            .filter(|id| listed.contains(id))
            .collect();
        assert_eq!(known, listed, "{came:?}");
        assert_eq!((shown[0], *shown.last().unwrap()), ("before", "after"));
    }
}

#[test]
fn a05_an_own_message_stands_where_the_backend_has_it_in_every_tab() {
    let mut transcript = Transcript::default();
    transcript.insert(Message {
        delivery: Delivery::Sending,
        ..said("own", Role::EndUser, 10)
    });
    transcript.insert(said("answer", Role::Agent, 20));
    // The first answer was lost; that to the second try tells its own moment.
    transcript.settle(&"own".into(), Instant(30));
    assert_eq!(ids(&transcript), ["answer", "own"]);
    transcript.insert(said("own", Role::EndUser, 15));
    assert_eq!(ids(&transcript), ["own", "answer"]);
    transcript.merge(vec![said("own", Role::EndUser, 25)]);
    assert_eq!(ids(&transcript), ["answer", "own"]);
}

#[test]
fn many_at_once_stand_as_if_they_had_come_one_by_one() {
    let old = [("b", 20), ("d", 40), ("e", 40)];
    let batches: [&[(&str, u64)]; 6] = [
        &[],
        &[("x", 40), ("y", 40), ("z", 50)],
        &[("y", 1), ("x", 1), ("z", 0)],
        &[("x", 20), ("y", 40), ("z", 30)],
        &[("z", 99), ("x", 5), ("b", 20), ("y", 25)],
        &[("x", 40), ("x", 10)],
    ];
    for batch in batches {
        for old in [&old[..], &[]] {
            let mut at_once = Transcript::default();
            let mut one_by_one = Transcript::default();
            for (id, at) in old {
                at_once.insert(said(id, Role::Agent, *at));
                one_by_one.insert(said(id, Role::Agent, *at));
            }
            let fresh = at_once.merge(
                batch
                    .iter()
                    .map(|(id, at)| said(id, Role::Agent, *at))
                    .collect(),
            );
            for (id, at) in batch {
                one_by_one.insert(said(id, Role::Agent, *at));
            }
            assert_eq!(ids(&at_once), ids(&one_by_one), "{batch:?}");
            assert!(fresh.is_sorted_by_key(|message| message.at));
            assert_eq!(fresh.len(), at_once.len() - old.len());
        }
    }
}

#[test]
fn receipts_go_forward_only_and_skip_what_was_not_sent() {
    let mut transcript = Transcript::default();
    for (id, at) in [("a", 1), ("b", 2), ("c", 3)] {
        transcript.insert(said(id, Role::EndUser, at));
    }
    transcript.change(&"b".into(), |message| message.delivery = Delivery::Failed);
    transcript.advance(&"c".into(), Delivery::Read);
    transcript.advance(&"c".into(), Delivery::Delivered);
    let deliveries: Vec<_> = transcript
        .messages()
        .map(|message| message.delivery)
        .collect();
    assert_eq!(
        deliveries,
        [Delivery::Read, Delivery::Failed, Delivery::Read]
    );
}

#[test]
fn rows_group_by_author_time_and_day() {
    let mut transcript = Transcript::default();
    transcript.insert(said("a", Role::Agent, 0));
    transcript.insert(said("b", Role::Agent, 1_000));
    transcript.insert(said("c", Role::EndUser, 2_000));
    transcript.insert(said("d", Role::EndUser, 2_000 + GROUP_MS));
    transcript.insert(said("e", Role::EndUser, DAY.unsigned_abs()));
    let rows = transcript.rows(0..9, None, &day_of);
    let flags: Vec<_> = rows
        .iter()
        .map(|row| (row.starts_group, row.ends_group, row.new_day))
        .collect();
    assert_eq!(
        flags,
        [
            (true, false, true),
            (false, true, false),
            (true, true, false),
            (true, true, false),
            (true, true, true),
        ]
    );
    let receipts: Vec<_> = rows.iter().map(|row| row.receipt.is_some()).collect();
    assert_eq!(receipts, [false, false, false, false, true]);
}

#[test]
fn the_unread_mark_starts_a_group() {
    let mut transcript = Transcript::default();
    transcript.insert(said("a", Role::Agent, 1));
    transcript.insert(said("b", Role::Agent, 2));
    let rows = transcript.rows(0..2, Some(&"b".into()), &day_of);
    let flags: Vec<_> = rows
        .iter()
        .map(|row| (row.first_unread, row.starts_group, row.ends_group))
        .collect();
    assert_eq!(flags, [(false, true, true), (true, true, true)]);
}

#[test]
fn the_receipt_moves_to_the_newest_message_of_the_end_user() {
    let mut transcript = Transcript::default();
    transcript.insert(said("a", Role::EndUser, 1));
    transcript.insert(said("b", Role::EndUser, 2));
    let told = |transcript: &Transcript| {
        transcript
            .rows(0..9, None, &day_of)
            .iter()
            .map(|row| row.receipt)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&transcript), [None, Some(Delivery::Sent)]);
    transcript.remove(&"b".into());
    assert_eq!(told(&transcript), [Some(Delivery::Sent)]);
}
