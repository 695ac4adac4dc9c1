//! Entries that are torn, foreign or of another version: nothing panics, nothing is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Envelope, Kept, is_of_later_version};
use crate::domain::{
    BackendEvent, Config, Event, Instant, Session,
    event::Draft,
    message::{Author, Body, Message, Role},
    snapshot::{Allowed, Availability, Snapshot, Status},
};

/// How many torn entries are tried.
const ROUNDS: u64 = 500;

const NOW: Instant = Instant(1_700_000_000_000);

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn take(session: Session, event: Event) -> Session {
    session.update(NOW, event).session
}

fn connected() -> Event {
    Event::Backend(BackendEvent::Connected(Box::new(Snapshot {
        conversation: Some("c".into()),
        status: Status::Talking(sam()),
        ends_at: None,
        messages: vec![said("a1"), said("a2")],
        has_older: true,
        allowed: Allowed::default(),
        availability: Availability::Online,
    })))
}

fn sam() -> Author {
    Author {
        role: Role::Agent,
        name: "Sam".into(),
    }
}

fn said(id: &str) -> Message {
    Message::new(id.into(), sam(), NOW, Body::Text("A text".into()))
}

/// An entry with a bit of everything in it.
fn entry() -> String {
    let compose = |session, id: &str| {
        let draft = Draft::written(id.into(), "c".into(), "Some \u{202e}text \"here\"".into());
        take(session, Event::Composed(draft))
    };
    let mut session = take(Session::new(Config::default()), Event::Opened);
    session = compose(session, "m1");
    session = take(session, connected());
    session = take(session, Event::Backend(BackendEvent::Disconnected));
    session = compose(compose(session, "m2"), "m3");
    let chat = session.stored();
    assert!(chat.as_ref().is_some_and(|chat| chat.outbox.len() == 3));
    let kept = Kept {
        visitor: "v".into(),
        parked: chat.clone().into_iter().collect(),
        chat,
    };
    serde_json::to_string(&Envelope::seal(NOW, kept)).unwrap()
}

/// What stands in the place of a value, whatever it is.
const STRANGERS: &[&str] = &["null", "[]", "{}", "-1", "1e99", "\"\"", "true", "[null]"];
/// What stands in the place of a number.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "4294967295",
    "9007199254740991",
    "18446744073709551615",
];
/// What stands in the place of a text.
const TEXTS: &[&str] = &[
    "\"\"",
    "\"m1\"",
    "\"c\"",
    "\"__proto__\"",
    "\"\\u0000\"",
    "\"running\"",
];

/// The places of everything that is a value on its own: a number, a text, a word.
fn values(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']');
    let starts = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| matches!(byte, b':' | b'['));
    starts
        .filter_map(|(at, _)| {
            let length = bytes[at + 1..].iter().position(ends)?;
            (length > 0).then_some((at + 1, at + 1 + length))
        })
        .collect()
}

/// The entry with a few other values in it. Half of them are of the kind that belongs there.
fn falsified(entry: &str, dice: &mut Dice) -> String {
    let mut text = entry.to_owned();
    for _ in 0..=dice.below(3) {
        let all = values(&text);
        let (from, to) = all[dice.below(all.len())];
        let others = match text.as_bytes()[from] {
            _ if dice.below(4) == 0 => STRANGERS,
            b'0'..=b'9' => NUMBERS,
            b'"' => TEXTS,
            _ => STRANGERS,
        };
        text.replace_range(from..to, others[dice.below(others.len())]);
    }
    text
}

/// The entry with a part of it missing, twice there, or other than it was.
fn torn(entry: &str, dice: &mut Dice) -> String {
    let places: Vec<_> = entry.char_indices().map(|(at, _)| at).collect();
    let [one, other] = [0; 2].map(|_| places[dice.below(places.len())]);
    let (from, to) = (one.min(other), one.max(other));
    let mut text = entry.to_owned();
    match dice.below(4) {
        0 => text.truncate(from),
        1 => text.replace_range(from..to, ""),
        2 => text.insert_str(from, &entry[from..to]),
        _ => text.insert(from, ['"', '{', '9', '-', '\u{0}', ','][dice.below(6)]),
    }
    text
}

/// A page that finds this entry, goes on with whatever it holds, and writes it down again.
/// Returns whether there was anything to go on with.
fn lives_with(text: &str) -> bool {
    let kept = serde_json::from_str::<Envelope>(text)
        .ok()
        .and_then(|envelope| envelope.open(NOW));
    let was_read = kept.is_some();
    let (chat, parked) = kept.map_or((None, Vec::new()), |kept| (kept.chat, kept.parked));
    let mut session = take(Session::new(Config::default()), Event::ParkedFound(parked));
    session = take(session, Event::Restored(chat.map(Box::new)));
    for event in [
        Event::Opened,
        connected(),
        Event::Seen,
        Event::Composed(Draft::written("n".into(), "c".into(), "Hello".into())),
        Event::Backend(BackendEvent::Acknowledged {
            id: "n".into(),
            at: NOW,
        }),
        Event::Backend(BackendEvent::Message(said("a3"))),
        Event::Backend(BackendEvent::Disconnected),
        Event::Woke,
    ] {
        session = take(session, event);
        session.view();
        session.wake_at();
    }
    serde_json::to_string(&session.stored()).unwrap();
    was_read
}

#[test]
fn p03_500_torn_entries_are_survived() {
    let whole = entry();
    assert!(lives_with(&whole));
    let mut read = 0;
    for seed in 1..=ROUNDS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let harm = if seed % 2 == 0 { falsified } else { torn };
        let text = harm(&whole, &mut dice);
        let lived = catch_unwind(AssertUnwindSafe(|| lives_with(&text)));
        assert!(lived.is_ok(), "seed {seed}: {text}");
        read += u64::from(lived.is_ok_and(|was_read| was_read));
    }
    // A test in which nothing is ever read would prove the parser alone.
    assert!(read > ROUNDS / 10, "only {read} of {ROUNDS} were read");
}

#[test]
fn p04_an_entry_of_a_later_version_is_known_from_a_torn_one() {
    assert!(!is_of_later_version(&entry()));
    for (text, is_later) in [
        ("{\"v\":2,\"at\":1}", true),
        ("{\"v\":10}", true),
        ("{\"v\":1,\"at\":1}", false),
        ("{\"v\":0}", false),
        ("{\"v\":\"2\"}", false),
        ("{\"v\":", false),
        ("{}", false),
        ("null", false),
        ("", false),
    ] {
        assert_eq!(is_of_later_version(text), is_later, "{text}");
    }
}

#[test]
fn p02_without_room_for_the_messages_what_waits_is_kept_and_shown_again() {
    let text = entry();
    let mut envelope: Envelope = serde_json::from_str(&text).unwrap();
    envelope.drop_messages();
    let small = serde_json::to_string(&envelope).unwrap();
    assert!(small.len() < text.len());
    let chat = envelope.open(NOW).unwrap().chat.unwrap();
    let ids: Vec<_> = chat.outbox.iter().map(|it| it.id.clone()).collect();
    let session = take(
        Session::new(Config::default()),
        Event::Restored(Some(Box::new(chat))),
    );
    for id in &ids {
        assert!(session.transcript().contains(id), "{id:?} is not shown");
    }
    assert_eq!(session.stored().unwrap().outbox.len(), ids.len());
}
