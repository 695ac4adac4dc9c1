//! What was said during an absence, however much of it there was.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, Rig, T0, calls, entry, only, snapshot, talking};
use crate::{
    domain::{BackendEvent, Snapshot, snapshot::LostReason},
    transport::salesforce::{
        client::{Output, PAGE},
        http::{Call, Reply},
    },
};

/// A server with this many messages of an agent, one a second, and how a client asks for them.
struct Server {
    entries: Vec<Json>,
    /// Until which moments pages were asked for.
    asked: Vec<Option<u64>>,
    /// What a page gets in place of an answer.
    fault: Option<(usize, u16)>,
}

fn message(number: u64, at: u64) -> Json {
    let mut entry = entry(&format!("m{number}"), "Agent", "Sam", &number.to_string());
    entry["transcriptedTimestamp"] = json!(at);
    entry
}

fn second(number: u64) -> u64 {
    T0.0 + number * 1000
}

impl Server {
    fn with(count: u64) -> Self {
        Self::of((1..=count).map(|number| message(number, second(number))))
    }

    fn of(entries: impl Iterator<Item = Json>) -> Self {
        Self {
            entries: entries.collect(),
            asked: Vec::new(),
            fault: None,
        }
    }

    /// Answers the pages that an output asks for, and then the list.
    fn answer(&mut self, rig: &mut Rig, mut output: Output) -> Output {
        while calls(&output) == [Call::Newest(CONVERSATION.into())] {
            let until = only(&output).path.split_once("&endTimestamp=");
            let until = until.map(|(_, until)| until.parse().unwrap());
            self.asked.push(until);
            let (status, body) = match self.fault {
                Some((page, status)) if page == self.asked.len() => (status, json!({})),
                _ => (200, self.page(until.unwrap_or(u64::MAX))),
            };
            output = rig.answer(Call::Newest(CONVERSATION.into()), status, body);
        }
        if calls(&output) != [Call::List { is_wanted: false }] {
            return output;
        }
        let open = json!({ "conversations": [{ "conversationId": CONVERSATION }] });
        rig.answer(Call::List { is_wanted: false }, 200, open)
    }

    /// The newest entries up to this moment, the newest first.
    fn page(&self, until: u64) -> Json {
        let at = |entry: &Json| entry["transcriptedTimestamp"].as_u64().unwrap();
        let older = self.entries.iter().rev().filter(|entry| at(entry) <= until);
        let page: Vec<_> = older.take(PAGE).collect();
        json!({ "conversationEntries": page })
    }
}

/// A client that has heard this message over the stream, and lost that.
fn gone_after(number: u64) -> Rig {
    let mut rig = talking();
    hear(&mut rig, number);
    rig.client.stream_ended(T0, false);
    rig
}

fn hear(rig: &mut Rig, number: u64) {
    let entry = message(number, second(number));
    let data = json!({ "conversationId": CONVERSATION, "conversationEntry": entry }).to_string();
    rig.client.frame(T0, "CONVERSATION_MESSAGE", &data, None);
}

/// The stream stands again.
fn back(rig: &mut Rig) -> Output {
    let due = rig.client.wake_at().unwrap();
    rig.client.wake(due);
    rig.client.stream_answered(due, 200, true, None)
}

fn texts(snapshot: &Snapshot) -> Vec<String> {
    let texts = snapshot
        .messages
        .iter()
        .filter_map(|message| message.text());
    texts.map(str::to_owned).collect()
}

fn numbers(numbers: impl Iterator<Item = u64>) -> Vec<String> {
    numbers.map(|number| number.to_string()).collect()
}

#[test]
fn s15_more_than_a_page_of_missed_messages_leaves_no_gap() {
    let mut server = Server::with(121);
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(server.asked, [None, Some(second(72)), Some(second(23))]);
    let found = snapshot(&output);
    assert_eq!(texts(found), numbers(1..=121));
    assert!(!found.has_older, "that was all of it");
    // The next absence is measured anew.
    rig.client.stream_ended(T0, false);
    server.asked.clear();
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(server.asked, [None]);
    assert!(snapshot(&output).has_older);
}

#[test]
fn whoever_comes_for_the_first_time_reads_one_page() {
    let mut server = Server::with(121);
    let mut rig = talking();
    rig.client.stream_ended(T0, false);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(server.asked, [None]);
    assert_eq!(texts(snapshot(&output)), numbers(72..=121));
}

#[test]
fn what_the_stream_says_during_a_look_does_not_hide_the_gap_before_it() {
    for is_broken in [false, true] {
        let mut server = Server::with(121);
        let mut rig = gone_after(1);
        let mut output = back(&mut rig);
        hear(&mut rig, 121);
        if is_broken {
            let look = Call::Newest(CONVERSATION.into());
            rig.client.answered(T0, look, &Reply::NONE);
            output = back(&mut rig);
        }
        let output = server.answer(&mut rig, output);
        assert_eq!(texts(snapshot(&output)), numbers(1..=121), "{is_broken}");
    }
}

#[test]
fn a_moment_that_is_longer_than_a_page_is_passed() {
    let crowd = (2..=70).map(|number| message(number, second(2)));
    let mut server = Server::of([message(1, second(1))].into_iter().chain(crowd));
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(server.asked, [None, Some(second(2)), Some(second(2) - 1)]);
    let found = texts(snapshot(&output));
    assert_eq!(found.len(), 51, "each of them once");
}

#[test]
fn an_absence_without_end_is_read_to_a_bound() {
    let mut server = Server::with(2_000);
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(server.asked.len(), 20);
    let found = snapshot(&output);
    assert!(found.has_older && found.messages.len() > 900);
}

#[test]
fn a_page_that_is_refused_leaves_a_gap_but_one_that_fails_is_asked_for_again() {
    let mut server = Server::with(121);
    server.fault = Some((2, 400));
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(texts(snapshot(&output)), numbers(72..=121));
    server.fault = Some((2, 503));
    server.asked.clear();
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(output.events, [BackendEvent::Disconnected]);
    server.fault = None;
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert_eq!(texts(snapshot(&output)), numbers(1..=121));
    server.fault = Some((2, 403));
    server.asked.clear();
    let mut rig = gone_after(1);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    let lost = crate::domain::snapshot::Status::Lost(LostReason::Forbidden);
    assert_eq!(snapshot(&output).status, lost);
}

#[test]
fn an_entry_that_cannot_be_read_does_not_make_a_page_the_last_one() {
    let mut server = Server::with(60);
    server.entries[30]["entryPayload"] = json!("{");
    let mut rig = talking();
    rig.client.stream_ended(T0, false);
    let output = back(&mut rig);
    let output = server.answer(&mut rig, output);
    assert!(snapshot(&output).has_older);
}
