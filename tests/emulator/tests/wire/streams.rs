//! The event stream: replay, shapes, and how it breaks.

use crate::client::{Client, Event, Events, emulator, id};
use session_chat_emulator::{
    Chaos, DropStreams, EndRole, LineEnd, Operation, PayloadForm, Settings,
};
use std::time::{Duration, Instant};

async fn live(client: &Client) -> Events {
    let mut events = client.stream().await;
    events.gists(2).await;
    events
}

#[tokio::test]
async fn what_came_meanwhile_is_replayed_once() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let mut client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    events.next().await.unwrap();
    let last = events.next().await.unwrap();
    control.drop_streams(DropStreams::End);
    assert!(events.next().await.is_none());
    control.say(None, "While you were away").unwrap();
    client.last_event_id = last.id;
    let mut events = client.stream().await;
    assert_eq!(events.gists(1).await, ["While you were away"]);
    assert!(events.is_silent(30).await);
    let header = &control.requests(Operation::Stream)[1].headers["last-event-id"];
    assert_eq!(header, &client.last_event_id);

    let mut fresh = client.stream_after(None).await;
    assert!(
        fresh.is_silent(30).await,
        "without an id nothing is replayed"
    );
}

#[tokio::test]
async fn ids_only_grow() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    emulator.control().burst(None, 1000).unwrap();
    let mut events = client.stream().await;
    let mut last = (0, 0);
    for _ in 0..1002 {
        let event = events.next().await.unwrap();
        let (time, number) = event.id.split_once('-').unwrap();
        let id = (time.parse::<u64>().unwrap(), number.parse::<u64>().unwrap());
        assert!(id > last);
        last = id;
    }
}

#[tokio::test]
async fn the_replay_may_be_short_lost_or_too_long() {
    let mut settings = Settings::default();
    settings.stream.replay = 3;
    let emulator = emulator(settings).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    control.burst(None, 5).unwrap();
    let mut events = client.stream().await;
    let replayed = events.gists(3).await;
    assert_eq!(replayed, ["Message 3", "Message 4", "Message 5"]);

    control.change(|settings| settings.stream.replay_again = 2);
    let mut again = client.stream_after(Some("99999999999999-0")).await;
    assert_eq!(again.gists(2).await, ["Message 4", "Message 5"]);

    control.forget_events();
    assert!(client.stream().await.is_silent(30).await);
    let entries = client.json(client.entries("limit=50")).await;
    assert_eq!(entries["conversationEntries"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn the_server_pings_and_recycles() {
    let mut settings = Settings::default();
    settings.stream.ping_ms = 20;
    settings.stream.recycle_ms = Some(110);
    let emulator = emulator(settings).await;
    let client = Client::new(&emulator).await;
    let mut events = client.stream().await;
    let mut pings = 0;
    while let Some(event) = events.next().await {
        assert_eq!(event.name, "ping");
        pings += 1;
    }
    assert!((2..=5).contains(&pings), "{pings}");
}

#[tokio::test]
async fn a_half_open_stream_says_nothing_more() {
    let mut settings = Settings::default();
    settings.stream.ping_ms = 10;
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    emulator.control().drop_streams(DropStreams::HalfOpen);
    while !events.is_silent(60).await {}
    emulator.control().say(None, "Unheard").unwrap();
    assert!(events.is_silent(60).await);
    assert_eq!(emulator.control().streams(), 1);
}

#[tokio::test]
async fn an_event_breaks_off_and_comes_whole_after_a_reconnect() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let mut client = Client::chatting(&emulator).await;
    for how in [
        DropStreams::ResetMidLine,
        DropStreams::ResetMidCharacter,
        DropStreams::ResetMidLineEnd,
    ] {
        let mut events = client.stream().await;
        if client.last_event_id == "0" {
            events.next().await.unwrap();
            client.last_event_id = events.next().await.unwrap().id;
        }
        control.drop_streams(how);
        control.say(None, "Grüße – überall").unwrap();
        assert!(events.next().await.is_none());
        let text = String::from_utf8(events.raw.clone());
        match how {
            DropStreams::ResetMidCharacter => assert!(text.is_err()),
            DropStreams::ResetMidLineEnd => assert!(text.unwrap().ends_with("}\r")),
            _ => assert!(!text.unwrap().ends_with(['\r', '\n'])),
        }
        let mut events = client.stream().await;
        let event = events.next().await.unwrap();
        assert_eq!(event.gist(), "Grüße – überall");
        client.last_event_id = event.id;
    }
}

#[tokio::test]
async fn the_shape_of_events_may_vary() {
    let mut settings = Settings::default();
    settings.stream.payload = PayloadForm::Object;
    settings.stream.line_end = LineEnd::CrLf;
    settings.stream.slice = Some(1);
    settings.lists.strangers = true;
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    emulator.control().say(None, "Grüße").unwrap();
    let mut events = client.stream().await;
    let first = events.next().await.unwrap();
    assert!(first.json()["conversationEntry"]["entryPayload"].is_object());
    assert_eq!(
        events.gists(3).await,
        ["Waiting", "Grüße", "CONVERSATION_SOMETHING_NEW"]
    );
    assert!(events.raw.windows(2).any(|pair| pair == b"\r\n"));
    assert!(
        events.chunks > events.raw.len() / 4,
        "{} chunks",
        events.chunks
    );
}

#[tokio::test]
async fn a_slow_stream_takes_its_time() {
    let mut settings = Settings::default();
    settings.stream.bytes_per_second = Some(10_000);
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    let mut events = client.stream().await;
    let begun = Instant::now();
    events.gists(2).await;
    let least = events.raw.len() as u64 * 1000 / 10_000 * 8 / 10;
    assert!(begun.elapsed() >= Duration::from_millis(least));
}

#[tokio::test]
async fn chaos_doubles_and_swaps_and_loses_nothing() {
    let mut settings = Settings::default();
    settings.stream.chaos = Some(Chaos {
        duplicate: 0.3,
        reorder: 0.3,
        seed: 11,
    });
    let emulator = emulator(settings).await;
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    emulator.control().burst(None, 40).unwrap();
    let seen = events.until_silent(400).await;
    let seen: Vec<String> = seen.iter().map(Event::gist).collect();
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert!(seen.len() > 40, "some came twice: {}", seen.len());
    assert_eq!(sorted.len(), 40, "none is lost");
    let mut in_order = seen.clone();
    in_order.dedup();
    assert!(
        in_order
            .windows(2)
            .any(|pair| number(&pair[0]) > number(&pair[1]))
    );
}

fn number(gist: &str) -> u32 {
    gist.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn held_events_are_released_in_any_order() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    control.hold();
    control.burst(None, 4).unwrap();
    assert!(events.is_silent(30).await);
    control.release(&[2, 0]);
    let expected = ["Message 3", "Message 1", "Message 2", "Message 4"];
    assert_eq!(events.gists(4).await, expected);
    control.say(None, "Live again").unwrap();
    assert_eq!(events.gists(1).await, ["Live again"]);
}

#[tokio::test]
async fn raw_events_may_be_anything() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    control.raw_bytes("retry: 0\n: comment\n\n");
    control.raw_event("error", "null");
    control.raw_event_with_id("open", Some("…"), "{\"a\":1}");
    control.flood(None, 1_000_000).unwrap();
    assert_eq!(events.next().await.unwrap().name, "");
    let error = events.next().await.unwrap();
    assert_eq!(
        (error.name.as_str(), error.data.as_str()),
        ("error", "null")
    );
    assert_eq!(events.next().await.unwrap().id, "…");
    assert!(events.next().await.unwrap().data.len() > 1_000_000);
    assert!(String::from_utf8_lossy(&events.raw).contains("retry: 0\n"));
}

#[tokio::test]
async fn entries_are_listed_by_type_time_and_end() {
    let emulator = emulator(Settings::default()).await;
    let control = emulator.control();
    let client = Client::chatting(&emulator).await;
    control.accept(None, "Sam").unwrap();
    control.burst(None, 3).unwrap();
    control.end_session(None, &EndRole::Agent).unwrap();
    let list = |query: String| {
        let request = client.entries(&query);
        let client = client.clone();
        async move {
            let answer = client.json(request).await;
            let entries = answer["conversationEntries"].as_array().unwrap().clone();
            let text = "/entryPayload/abstractMessage/staticContent/text";
            let name = |entry: &serde_json::Value| {
                let text = entry.pointer(text).unwrap_or(&entry["entryType"]);
                text.as_str().unwrap().to_owned()
            };
            entries.iter().map(name).collect::<Vec<_>>()
        }
    };
    let messages = "entryTypeFilter=Message";
    let newest_first = ["Message 3", "Message 2", "Message 1"];
    assert_eq!(list(messages.to_owned()).await, newest_first);
    assert_eq!(list(format!("{messages}&limit=2")).await, newest_first[..2]);
    let from_start = format!("{messages}&limit=2&direction=FromStart");
    assert_eq!(list(from_start).await, newest_first[1..]);
    let two = "entryTypeFilter=SessionStatusChanged,ParticipantChanged&limit=2";
    assert_eq!(
        list(two.to_owned()).await,
        ["SessionStatusChanged", "ParticipantChanged"]
    );
    let past = "endTimestamp=1000".to_owned();
    assert!(list(past).await.is_empty());
    control.change(|settings| settings.lists.entries_delay_ms = 60_000);
    assert!(list("limit=50".to_owned()).await.is_empty());
}

#[tokio::test]
async fn a_url_at_an_end_is_split_off() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    let message = id();
    let said = client.say_as(&message, "see https://example.com/a");
    assert_eq!(client.status(said).await, 202);
    let first = events.named("CONVERSATION_MESSAGE").await;
    assert_eq!(first.gist(), "see");
    assert_eq!(
        first.json()["conversationEntry"]["identifier"],
        message.as_str()
    );
    let link = events.named("CONVERSATION_MESSAGE").await.payload();
    let content = &link["abstractMessage"]["staticContent"];
    assert_eq!(content["formatType"], "RichLink");
    assert_eq!(content["linkItem"]["url"], "https://example.com/a");
}

#[tokio::test]
async fn a_long_history_is_paged_by_time() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    emulator.control().history(None, 120).unwrap();
    let mut texts = Vec::new();
    let mut end = u64::MAX;
    loop {
        let query = format!("limit=50&entryTypeFilter=Message&endTimestamp={end}");
        let answer = client.json(client.entries(&query)).await;
        let page = answer["conversationEntries"].as_array().unwrap();
        let Some(oldest) = page.last() else {
            break;
        };
        end = oldest["transcriptedTimestamp"].as_u64().unwrap() - 1;
        let text = "/entryPayload/abstractMessage/staticContent/text";
        texts.extend(
            page.iter()
                .map(|entry| number(entry.pointer(text).unwrap().as_str().unwrap())),
        );
    }
    assert!(texts.iter().copied().eq((1..=120).rev()), "{texts:?}");
}

#[tokio::test]
async fn the_server_may_be_down_and_come_back_with_all_it_knew() {
    let emulator = emulator(Settings::default()).await;
    let client = Client::chatting(&emulator).await;
    let mut events = live(&client).await;
    emulator.go_down().await;
    assert!(events.next().await.is_none());
    assert!(client.say("Hello").send().await.unwrap_err().is_connect());
    emulator.come_back().await.unwrap();
    assert_eq!(client.status(client.say("Hello")).await, 202);
    let mut events = client.stream().await;
    assert_eq!(events.gists(3).await[2], "Hello");
    drop(emulator);
    assert!(client.say("Hello").send().await.is_err());
}
