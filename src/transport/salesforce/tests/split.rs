//! Texts that the server made two messages of, because they begin or end with an address.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, Rig, T0, entry, snapshot, talking};
use crate::{
    domain::{BackendEvent, Body, Message, effect::Opens},
    transport::salesforce::{
        client::{Output, PAGE},
        http::Call,
    },
};

const URL: &str = "https://example.com/x";

/// What somebody said, so many milliseconds after the beginning.
fn said(id: &str, role: &str, text: &str, ms: u64) -> Json {
    let mut entry = entry(id, role, "Guest", text);
    entry["transcriptedTimestamp"] = json!(T0.0 + ms);
    entry
}

/// A link of the end user.
fn link(id: &str, url: &str, ms: u64) -> Json {
    let mut entry = said(id, "EndUser", "", ms);
    entry["entryPayload"]["abstractMessage"]["staticContent"] = json!({
        "formatType": "RichLink",
        "linkItem": { "titleItem": { "title": url }, "url": url },
    });
    entry
}

fn receipt(of: &str) -> Json {
    json!({ "identifier": "r", "entryType": "DeliveryAcknowledgement", "sender": { "role": "Agent" },
        "transcriptedTimestamp": T0.0, "relatedRecords": [of], "entryPayload": {} })
}

fn hear(rig: &mut Rig, entry: &Json) -> Vec<(String, String)> {
    let data = json!({ "conversationId": CONVERSATION, "conversationEntry": entry }).to_string();
    told(&rig.client.frame(T0, "CONVERSATION_MESSAGE", &data, None))
}

/// The messages that are told, by their ids.
fn told(output: &Output) -> Vec<(String, String)> {
    let messages = output.events.iter().filter_map(|event| match event {
        BackendEvent::Message(message) => Some(shown(message)),
        _ => None,
    });
    messages.collect()
}

/// A message as it shows: a text as itself, a link in brackets.
fn shown(message: &Message) -> (String, String) {
    let text = match &message.body {
        Body::Text(text) => text.clone(),
        Body::Rich(rich) => {
            let content: Json = serde_json::from_str(&rich.content).unwrap();
            format!("[{}]", content["link"]["url"].as_str().unwrap())
        }
        Body::Note(note) => panic!("{note:?}"),
    };
    (message.id.as_str().to_owned(), text)
}

fn pair(id: &str, text: &str) -> (String, String) {
    (id.to_owned(), text.to_owned())
}

/// What a look at these entries finds, the newest first.
fn looked(entries: &[Json]) -> Vec<(String, String)> {
    let output = talking().look(&json!(entries));
    snapshot(&output).messages.iter().map(shown).collect()
}

#[test]
fn a_text_of_this_page_shows_once_and_stays_whole_after_an_absence() {
    let mut rig = talking();
    let text = format!("see\n{URL}");
    rig.send("m1", &text, Opens::Nothing);
    rig.answer(Call::Message("m1".into()), 202, json!({}));
    let first = said("m1", "EndUser", "see", 0);
    let second = link("other", URL, 1);
    assert_eq!(hear(&mut rig, &first), [pair("m1", &text)]);
    assert_eq!(hear(&mut rig, &second), []);
    let output = rig.look(&json!([second, first]));
    let found: Vec<_> = snapshot(&output).messages.iter().map(shown).collect();
    assert_eq!(found, [pair("m1", &text)]);
}

#[test]
fn a_text_in_the_history_is_whole_wherever_its_address_stood() {
    let text = |text, ms| said("m1", "EndUser", text, ms);
    let after = looked(&[link("l", URL, 2), receipt("m1"), text("see", 0)]);
    assert_eq!(after, [pair("m1", "see https://example.com/x")]);
    let before = looked(&[text("is it", 2), receipt("l"), link("l", URL, 0)]);
    assert_eq!(before, [pair("m1", "https://example.com/x is it")]);
    let same = looked(&[link("l", URL, 0), text("see", 0)]);
    assert_eq!(same, [pair("m1", "see https://example.com/x")]);
    // A server may write the address in another way.
    let has = looked(&[
        link("l", "https://a.example/", 0),
        text("https://a.example", 0),
    ]);
    assert_eq!(has, [pair("m1", "https://a.example")]);
}

#[test]
fn a_link_that_was_sent_alone_stays_one() {
    let alone = looked(&[link("l", URL, 0)]);
    assert_eq!(alone, [pair("l", "[https://example.com/x]")]);
    let later = looked(&[link("l", URL, 5_000), said("m1", "EndUser", "see", 0)]);
    assert_eq!(later.len(), 2, "{later:?}");
    let other = looked(&[link("l", URL, 2), said("a1", "Agent", "Where?", 1)]);
    assert_eq!(other.len(), 2, "{other:?}");
    let mut rig = talking();
    rig.send("l", URL, Opens::Nothing);
    hear(&mut rig, &said("m0", "EndUser", "see", 0));
    let own = hear(&mut rig, &link("l", URL, 1));
    assert_eq!(own, [pair("l", "[https://example.com/x]")]);
}

#[test]
fn a_text_of_another_tab_becomes_whole_when_its_link_comes() {
    let mut rig = talking();
    let first = said("m1", "EndUser", "see", 0);
    assert_eq!(hear(&mut rig, &first), [pair("m1", "see")]);
    hear(&mut rig, &receipt("m1"));
    let whole = [pair("m1", "see https://example.com/x")];
    assert_eq!(hear(&mut rig, &link("l", URL, 1)), whole);
    // The same once more, as after a reconnect.
    assert_eq!(hear(&mut rig, &first), whole);
    assert_eq!(hear(&mut rig, &link("l", URL, 1)), whole);
}

#[test]
fn a_link_of_another_tab_waits_for_its_text() {
    let mut rig = talking();
    assert_eq!(hear(&mut rig, &link("l", URL, 0)), []);
    hear(&mut rig, &receipt("l"));
    let whole = hear(&mut rig, &said("m1", "EndUser", "is it", 1));
    assert_eq!(whole, [pair("m1", "https://example.com/x is it")]);
    let due = rig.client.wake_at().unwrap();
    assert_eq!(told(&rig.client.wake(due)), []);
}

#[test]
fn a_link_of_another_tab_that_no_text_follows_shows_by_itself() {
    let alone = [pair("l", "[https://example.com/x]")];
    let mut rig = talking();
    assert_eq!(hear(&mut rig, &link("l", URL, 0)), []);
    assert_eq!(told(&rig.client.wake(T0.plus(999))), []);
    assert_eq!(told(&rig.client.wake(T0.plus(1_000))), alone);
    assert_eq!(hear(&mut rig, &link("l", URL, 0)), []);
    let agent = hear(&mut rig, &said("a1", "Agent", "Thanks", 1));
    let [alone] = alone;
    assert_eq!(agent, [alone, pair("a1", "Thanks")]);
    // What a look has found meanwhile is not told once more.
    assert_eq!(hear(&mut rig, &link("l2", URL, 2)), []);
    rig.look(&json!([
        said("m1", "EndUser", "is it", 3),
        link("l2", URL, 2)
    ]));
    assert_eq!(told(&rig.client.wake(T0.plus(1_000))), []);
    let again = hear(&mut rig, &said("m1", "EndUser", "is it", 3));
    assert_eq!(again, [pair("m1", "https://example.com/x is it")]);
}

#[test]
fn a_text_that_a_page_of_entries_ends_in_becomes_whole_with_the_next() {
    let mut entries: Vec<_> = (1..PAGE as u64)
        .rev()
        .map(|number| said(&format!("a{number}"), "Agent", "Hello", 10_000 + number))
        .collect();
    entries.push(link("l", URL, 1));
    let mut rig = talking();
    let output = rig.look(&json!(entries));
    let found = &snapshot(&output).messages;
    assert_eq!(found.len(), PAGE - 1);
    let older = json!({ "conversationEntries": [
        link("l", URL, 1), said("m1", "EndUser", "see", 0),
    ] });
    let output = rig.answer(Call::Older(CONVERSATION.into()), 200, older);
    let [BackendEvent::Older { messages, .. }] = output.events.as_slice() else {
        panic!("{:?}", output.events);
    };
    let older: Vec<_> = messages.iter().map(shown).collect();
    assert_eq!(older, [pair("m1", "see https://example.com/x")]);
}
