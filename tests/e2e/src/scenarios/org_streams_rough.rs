//! What a stream of an org may bring besides what it should: too much, twice, out of order, junk.

use super::people::{THEIRS, Visitor, in_touch};
use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use session_chat_emulator::{Control, DropStreams, Operation, PayloadForm, Settings};
use std::time::{Duration, Instant};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(s14_what_a_stream_says_again_stands_once_and_is_told_once),
    test!(s15_what_a_stream_does_not_know_any_more_is_asked_for).alone(),
    test!(s16_what_comes_out_of_order_stands_in_order),
    test!(
        s17_an_event_without_end_does_not_stop_the_rest,
        CHROMIUM_ONLY
    ),
    test!(
        s18_a_burst_shows_the_newest_and_is_told_as_a_number,
        CHROMIUM_ONLY
    )
    .alone(),
    test!(s21_s23_junk_changes_nothing),
    test!(
        s12_s13_a_wish_of_the_server_makes_no_tight_loop,
        CHROMIUM_ONLY
    ),
    test!(a03_a_long_past_is_read_page_by_page_without_doubles).alone(),
    test!(
        s19_a_line_of_a_kilobyte_a_second_is_slow_and_nothing_else,
        CHROMIUM_ONLY
    ),
];

/// What scrolls.
const LOG: &str = ">>> .transcript__log";

/// The texts of the others, in order.
async fn heard(visitor: &Visitor) -> Result<Vec<String>> {
    let body = "return [...chat.element.shadowRoot.querySelectorAll('.transcript__rows > li')]\
        .filter((row) => !row.matches('.row--own, .row--note, .row--typing'))\
        .map((row) => row.querySelector('.bubble')?.textContent).filter(Boolean);";
    let texts = visitor.page.eval(body, vec![]).await?;
    Ok(serde_json::from_value(texts)?)
}

async fn s14_what_a_stream_says_again_stands_once_and_is_told_once(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.stream.replay_again = 50;
    settings.stream.payload = PayloadForm::Object;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    visitor.listens_to_announcements().await?;
    for number in 0..3 {
        let text = format!("Answer number {number}");
        org.control().say(None, &text)?;
        visitor.hears(&text).await?;
    }
    visitor.says("I see").await?;
    visitor.sees_receipt("Delivered").await?;
    for number in 3..5 {
        let before = org.control().requests(Operation::Stream).len();
        let looks = org.control().requests(Operation::List).len();
        org.control().drop_streams(DropStreams::Reset);
        org.asked(Operation::Stream, before + 1).await?;
        org.asked(Operation::List, looks + 1).await?;
        visitor.until_state("connection", json!("live")).await?;
        let text = format!("Answer number {number}");
        org.control().say(None, &text)?;
        visitor.hears(&text).await?;
    }
    let rows = heard(&visitor).await?;
    ensure!(rows.len() == 5, "{rows:?}");
    visitor.page.until_count(">>> .row--own", 2).await?;
    let told = visitor.announced().await?;
    for number in 0..5 {
        // Many at once are told as a number.
        let text = format!("number {number}");
        let times: usize = told.iter().map(|said| said.matches(&text).count()).sum();
        ensure!(times <= 1, "{told:?}");
    }
    let messages = visitor.events("message").await?;
    ensure!(messages.len() == 7, "{messages:?}");
    visitor.page.assert_clean().await
}

async fn s15_what_a_stream_does_not_know_any_more_is_asked_for(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().say(None, "Before")?;
    visitor.hears("Before").await?;
    org.emulator.go_down().await;
    visitor
        .page
        .until("chat.state().connection !== 'live'")
        .await?;
    org.control().burst(None, 10)?;
    org.control().forget_events();
    org.emulator.come_back().await?;
    let begun = Instant::now();
    visitor
        .page
        .eval("dispatchEvent(new Event('online'));", vec![])
        .await?;
    visitor.hears("Message 10").await?;
    let took = begun.elapsed();
    println!(
        "  s15: 10 of 10 after {:.2} s (bound 2 s)",
        took.as_secs_f64()
    );
    ensure!(took < Duration::from_secs(4), "{took:?}");
    let rows = heard(&visitor).await?;
    let expected: Vec<_> = (1..=10).map(|number| format!("Message {number}")).collect();
    ensure!(rows.get(1..) == Some(expected.as_slice()), "{rows:?}");
    visitor.page.assert_clean().await
}

async fn s16_what_comes_out_of_order_stands_in_order(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().hold();
    for text in ["One", "Two", "Three", "Four"] {
        org.control().say(None, text)?;
        // Messages of one moment say nothing about their order.
        let said = Instant::now();
        let is_later = |_: &Control| said.elapsed() > Duration::from_millis(2);
        org.until("another moment", is_later).await?;
    }
    org.control().release(&[3, 0, 2, 1]);
    org.control().say(None, "Five")?;
    visitor.hears("Five").await?;
    let expected = ["One", "Two", "Three", "Four", "Five"];
    let body = "return [...chat.element.shadowRoot.querySelectorAll('.row:not(.row--own, .row--note) .bubble')]\
        .map(({ textContent }) => textContent).join() === arguments[0];";
    let waited = visitor
        .page
        .until_answer(body, &[json!(expected.join(","))], Duration::from_secs(5))
        .await;
    if waited.is_err() {
        let rows = heard(&visitor).await?;
        ensure!(rows == expected, "{rows:?}");
    }
    visitor.page.assert_clean().await
}

/// Measures from now on how long the page could not do anything else.
const WATCH: &str = "\
    window.longest = 0;\
    new PerformanceObserver((list) => {\
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);\
    }).observe({ type: 'longtask' });";

async fn longest(visitor: &Visitor) -> Result<f64> {
    let longest = visitor.page.eval("return longest;", vec![]).await?;
    longest.as_f64().context("a time")
}

async fn s17_an_event_without_end_does_not_stop_the_rest(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    visitor.page.eval(WATCH, vec![]).await?;
    let begun = Instant::now();
    // A line without an end.
    org.control().raw_bytes(vec![b'x'; 10 * 1024 * 1024]);
    org.control().say(None, "After the line")?;
    visitor.hears("After the line").await?;
    println!(
        "  s17: after the line {:.2} s",
        begun.elapsed().as_secs_f64()
    );
    // An event that is well made, too large, and sent again to whoever comes back.
    org.control()
        .raw_event("CONVERSATION_MESSAGE", &"x".repeat(10 * 1024 * 1024));
    org.control().say(None, "After the event")?;
    visitor.hears("After the event").await?;
    let before = org.control().requests(Operation::Stream).len();
    org.control().say(None, "And then")?;
    visitor.hears("And then").await?;
    println!(
        "  s17: after the event {:.2} s, {before} streams, longest task {:.0} ms (bound 100 ms)",
        begun.elapsed().as_secs_f64(),
        longest(&visitor).await?
    );
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn s18_a_burst_shows_the_newest_and_is_told_as_a_number(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let page = &visitor.page;
    page.eval(WATCH, vec![]).await?;
    let listen = "\
        window.announced = [];\
        const said = ({ target, addedNodes }) => {\
          if (!target.closest?.('.announcer')) return;\
          for (const { data } of addedNodes) if (data?.trim()) announced.push([performance.now(), data]);\
        };\
        new MutationObserver((records) => records.forEach(said))\
          .observe(chat.element.shadowRoot, { subtree: true, childList: true });";
    page.eval(listen, vec![]).await?;
    let begun = Instant::now();
    org.control().burst(None, 1000)?;
    page.until_any_text(THEIRS, "Message 1000").await?;
    let took = begun.elapsed();
    page.until("announced.length > 0").await?;
    let seen = "\
        const rows = [...chat.element.shadowRoot.querySelectorAll('.row .bubble')];\
        const { bottom } = rows.at(-1).getBoundingClientRect();\
        const log = chat.element.shadowRoot.querySelector('.transcript__log').getBoundingClientRect();\
        return rows.at(-1).textContent.includes('Message 1000') && bottom <= log.bottom + 2;";
    page.until_answer(seen, &[], Duration::from_secs(5))
        .await
        .context("the newest is in sight")?;
    let told = page.eval("return announced;", vec![]).await?;
    let longest = longest(&visitor).await?;
    println!(
        "  s18: 1 000 messages in {:.2} s, longest task {longest:.0} ms (bound 200 ms), told {told}",
        took.as_secs_f64(),
    );
    // The bound is that of a machine with nothing else to do; all at once they took a second.
    ensure!(longest < 500.0, "longest task {longest:.0} ms");
    // What a busy page told late counts for when it was due.
    let rare = "const span = announced.at(-1)[0] - announced[0][0];\
        return span >= (announced.length - 2) * 2000;";
    ensure!(page.eval(rare, vec![]).await? == json!(true), "{told}");
    let acks = org.control().requests(Operation::Ack).len();
    println!("  s18: receipts went out in {acks} calls");
    ensure!(acks < 200, "{acks}");
    let state = visitor.state().await?;
    ensure!(state["phase"] == "talking", "{state}");
    visitor.says("That was a lot").await?;
    org.hears("That was a lot").await?;
    page.assert_clean().await
}

async fn s21_s23_junk_changes_nothing(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let control = org.control();
    let id = control.conversations()[0].id.clone();
    let deep = ["[".repeat(10_000), "]".repeat(10_000)].concat();
    let entry = |payload: serde_json::Value| {
        json!({
            "conversationId": id,
            "conversationEntry": {
                "identifier": "junk", "entryType": "Message", "senderDisplayName": 7,
                "sender": null, "transcriptedTimestamp": "soon", "entryPayload": payload,
            },
        })
        .to_string()
    };
    let payloads = [
        json!(null),
        json!(7),
        json!([]),
        json!("{"),
        json!({ "abstractMessage": null }),
        json!({ "abstractMessage": { "staticContent": [] } }),
        json!({ "entries": null }),
        json!({ "sessionStatus": { "Ended": true } }),
    ];
    for name in [
        "error",
        "open",
        "message",
        "CONVERSATION_MESSAGE",
        "CONVERSATION_SESSION_STATUS_CHANGED",
        "CONVERSATION_PARTICIPANT_CHANGED",
        "CONVERSATION_ROUTING_RESULT",
        "CONVERSATION_CLOSE_CONVERSATION",
        "CONVERSATION_SOMETHING_NEW",
    ] {
        for data in ["", "null", "{", "[]", "{\"__proto__\":{\"x\":1}}", &deep] {
            control.raw_event(name, data);
        }
        if name != "CONVERSATION_CLOSE_CONVERSATION" {
            for payload in &payloads {
                control.raw_event(name, &entry(payload.clone()));
            }
        }
    }
    // The word stands where no word should be, and in another conversation.
    control.raw_event(
        "CONVERSATION_MESSAGE",
        &entry(json!({})).replace(&id, "00000000-0000-4000-8000-000000000000"),
    );
    control.say(None, "Sense at last")?;
    visitor.hears("Sense at last").await?;
    visitor.until_phase("talking").await?;
    visitor.until_state("connection", json!("live")).await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.is_empty(), "{ends:?}");
    ensure!(
        control.requests(Operation::Stream).len() == 1,
        "it was given up"
    );
    visitor.says("Indeed").await?;
    org.hears("Indeed").await?;
    visitor.page.assert_clean().await
}

async fn s12_s13_a_wish_of_the_server_makes_no_tight_loop(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.stream.recycle_ms = Some(20);
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    let control = org.control();
    for bytes in ["retry: 0\n\n", "retry: abc\n\n", ":\n\n"] {
        control.raw_bytes(bytes);
    }
    for id in ["…", "a b", &"7".repeat(64 * 1024), "\u{0}"] {
        control.raw_event_with_id("ping", Some(id), "{}");
    }
    control.say(None, "Through it all")?;
    visitor.hears("Through it all").await?;
    control.change(|settings| settings.stream.recycle_ms = None);
    control.say(None, "And on")?;
    visitor.hears("And on").await?;
    let tried = control.requests(Operation::Stream);
    let closest = tried
        .windows(2)
        .filter_map(|pair| pair.get(1)?.at.checked_sub(pair.first()?.at))
        .min();
    println!(
        "  s12: {} streams, closest {closest:?} ms apart (bound 200 ms)",
        tried.len()
    );
    ensure!(closest.is_none_or(|ms| ms >= 200), "{closest:?}");
    visitor.page.assert_clean().await
}

async fn a03_a_long_past_is_read_page_by_page_without_doubles(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    visitor.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    org.control().history(None, 10_000)?;
    let visitor = org.is_visited_in(&ctx, visitor.page, json!({})).await?;
    // From the answer on the wire to the first of the past on the screen.
    let watch = "window.painted = new Promise((done) => {\
        const isPast = () => chat.element.shadowRoot?.textContent.includes('Past 9999');\
        const look = () => (isPast() ? done(performance.now()) : requestAnimationFrame(look));\
        look();\
      });";
    visitor.page.eval(watch, vec![]).await?;
    visitor.opens().await?;
    let took = "const at = await painted;\
        const read = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/entries'));\
        return at - read[0].responseEnd;";
    let took = visitor.page.eval_async(took, vec![]).await?;
    let took = took.as_f64().context("a span")?;
    println!("  a03: {took:.0} ms from the answer to the paint (bound 300 ms)");
    ensure!(took < 1_000.0, "{took}");
    // The oldest line in sight, with all of the past that is near it once.
    let reads_back = "element.scrollTop = 0;\
        const lines = [...element.querySelectorAll('.bubble')].map(({ textContent }) => textContent);\
        const past = lines.flatMap((line) => line.match(/Past (\\d+)/)?.[1] ?? []).map(Number);\
        if (new Set(past).size < past.length || past.some((line, at) => at && line !== past[at - 1] + 1))\
          throw new Error(`not one after the other: ${past}`);\
        return Math.min(...past) <= arguments[1];";
    for pages in 1..=4 {
        let oldest = json!(10_000 - 50 * pages);
        visitor
            .page
            .until_element(LOG, reads_back, &[oldest])
            .await?;
    }
    let asked = org.control().requests(Operation::Entries);
    let pages = asked
        .iter()
        .filter(|seen| seen.query.contains("endTimestamp"));
    let pages = pages.count();
    println!("  a03: {pages} more pages for 200 lines");
    ensure!((4..=6).contains(&pages), "{pages}");
    visitor.page.assert_clean().await
}

async fn s19_a_line_of_a_kilobyte_a_second_is_slow_and_nothing_else(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.stream.bytes_per_second = Some(1_000);
    settings.stream.latency_ms = 300;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    visitor.page.slow_network(8, 1_000).await?;
    let begun = Instant::now();
    visitor.notes_receipts().await?;
    visitor.tries_to_say("Slowly").await?;
    visitor.has_seen_receipt("Sending").await?;
    org.hears("Slowly").await?;
    org.control().typing(None, true)?;
    org.control().say(None, "As slowly as you")?;
    visitor.hears("As slowly as you").await?;
    visitor.page.until_gone(">>> .row--typing").await?;
    visitor.sees_receipt("Delivered").await?;
    println!(
        "  s19: there and back in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    ensure!(org.times_heard("Slowly") == 1);
    let failed = visitor.events("error").await?;
    ensure!(failed.is_empty(), "{failed:?}");
    visitor.page.assert_clean().await
}
