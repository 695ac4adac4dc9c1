//! The stream of an org, and how it comes back: after ends, refusals, silence and absences. The
//! figures are printed beside their bounds.

use super::people::{BANNER, FIELD, Org, PANEL, THEIRS, Visitor, in_touch};
use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use session_chat_emulator::{DropStreams, Fault, FaultRule, LineEnd, Operation, Seen, Settings};
use std::time::{Duration, Instant, SystemTime};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(s01_a_stream_that_breaks_off_anywhere_loses_and_doubles_nothing),
    test!(
        s02_a_stream_that_ends_every_while_is_not_noticed,
        CHROMIUM_ONLY
    ),
    test!(s03_a_silent_stream_is_given_up, CHROMIUM_ONLY).alone(),
    test!(s05_a_stream_that_takes_no_token_asks_for_one_and_then_gives_up),
    test!(
        s06_s09_a_stream_that_is_refused_for_good_is_left_alone,
        CHROMIUM_ONLY
    ),
    test!(s07_a_wait_that_the_server_asks_for_is_kept, CHROMIUM_ONLY).alone(),
    test!(
        s08_s10_errors_and_pages_in_place_of_a_stream_are_tried_again,
        CHROMIUM_ONLY
    ),
    test!(s11_a_token_is_followed_within_the_server_and_never_beyond),
    test!(s24_l02_a_server_that_is_back_is_found_at_once).alone(),
    test!(a04_a_server_that_takes_no_last_id_is_asked_what_was_missed),
    test!(a_stream_that_is_blocked_alone_is_looked_for_instead),
    test!(a_proxy_stands_before_the_stream_and_before_nothing_else),
];

fn streams(org: &Org) -> Vec<Seen> {
    org.control().requests(Operation::Stream)
}

fn count(org: &Org, operation: Operation) -> usize {
    org.control().requests(operation).len()
}

/// The org says something, and the visitor reads it once. How long that took.
async fn hears_once(org: &Org, visitor: &Visitor, text: &str) -> Result<Duration> {
    let begun = Instant::now();
    org.control().say(None, text)?;
    visitor.hears_at_last(text).await?;
    let took = begun.elapsed();
    let all = visitor.page.texts(THEIRS).await?;
    let times = all.iter().filter(|said| said.contains(text)).count();
    ensure!(times == 1, "“{text}” stands there {times} times");
    Ok(took)
}

fn figure(what: &str, took: Duration, bound: &str) {
    println!("  {what}: {:.2} s (bound {bound})", took.as_secs_f64());
}

async fn s01_a_stream_that_breaks_off_anywhere_loses_and_doubles_nothing(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.stream.line_end = LineEnd::CrLf;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    let mut slowest = Duration::ZERO;
    for (number, how) in [
        DropStreams::End,
        DropStreams::Reset,
        DropStreams::ResetMidLine,
        DropStreams::ResetMidCharacter,
        DropStreams::ResetMidLineEnd,
    ]
    .into_iter()
    .enumerate()
    {
        org.control().drop_streams(how);
        let text = format!("Größe {number} ☕ ist da");
        let took = hears_once(&org, &visitor, &text)
            .await
            .with_context(|| format!("{how:?}"))?;
        slowest = slowest.max(took);
        let again = format!("Danach {number}");
        hears_once(&org, &visitor, &again).await?;
    }
    figure("s01 slowest of five", slowest, "2 s");
    ensure!(slowest < Duration::from_secs(10), "{slowest:?}");
    let all = streams(&org);
    ensure!(all.len() >= 6, "{}", all.len());
    let said = |seen: &Seen| seen.headers.contains_key("last-event-id");
    ensure!(all.iter().all(said), "without the last id: {all:?}");
    ensure!(count(&org, Operation::Continuation) == 0);
    visitor.page.assert_clean().await
}

async fn s02_a_stream_that_ends_every_while_is_not_noticed(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.stream.recycle_ms = Some(900);
    settings.stream.ping_ms = 200;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    visitor.page.focus(FIELD).await?;
    visitor.listens_to_announcements().await?;
    let watch = "\
        window.noticed = [];\
        const root = chat.element.shadowRoot;\
        new MutationObserver(() => {\
          const text = root.querySelector('.banner__text')?.textContent;\
          if (text) noticed.push(text);\
          if (!root.activeElement?.matches('.composer__field')) noticed.push('focus');\
        }).observe(root, { subtree: true, childList: true, characterData: true });";
    visitor.page.eval(watch, vec![]).await?;
    for number in 0..4 {
        let before = streams(&org).len();
        hears_once(&org, &visitor, &format!("Number {number}")).await?;
        org.asked(Operation::Stream, before + 1).await?;
    }
    let noticed = visitor.page.eval("return noticed;", vec![]).await?;
    ensure!(noticed == json!([]), "{noticed}");
    let told = visitor.announced().await?;
    ensure!(!told.iter().any(|said| said.contains("onnect")), "{told:?}");
    println!("  s02: {} streams, nothing noticed", streams(&org).len());
    visitor.page.assert_clean().await
}

/// A clock that goes on quickly wherever somebody waits for long.
const QUICK: &str = "(() => {\
    const { setTimeout: later } = window;\
    const now = Date.now.bind(Date);\
    let ahead = 0;\
    Date.now = () => now() + ahead;\
    window.setTimeout = (act, ms = 0, ...rest) => {\
      const due = Date.now() + ms;\
      const wake = () => { ahead = Math.max(ahead, due - now()); act(...rest); };\
      return later(ms < 10000 ? act : wake, ms < 10000 ? ms : 1500, ...rest);\
    };\
  })();";

async fn s03_a_silent_stream_is_given_up(ctx: Ctx) -> Result<()> {
    ctx.page.before_each_document(QUICK).await?;
    let mut settings = Settings::default();
    settings.stream.ping_ms = 200;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    hears_once(&org, &visitor, "Before the silence").await?;
    let before = streams(&org).len();
    org.control().drop_streams(DropStreams::HalfOpen);
    let clock = "return Date.now();";
    let begun = visitor.page.eval(clock, vec![]).await?.as_f64();
    hears_once(&org, &visitor, "After the silence").await?;
    let now = visitor.page.eval(clock, vec![]).await?.as_f64();
    let took = now.zip(begun).map(|(now, begun)| (now - begun) / 1000.0);
    let took = took.context("a clock")?;
    println!("  s03: {took:.1} s by the page's clock (bound 35 s and a try)");
    ensure!((30.0..40.0).contains(&took), "{took}");
    ensure!(streams(&org).len() == before + 1);
    visitor.page.assert_clean().await
}

async fn s05_a_stream_that_takes_no_token_asks_for_one_and_then_gives_up(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let refused = Fault::status(401);
    org.control()
        .fault(FaultRule::once(Operation::Stream, refused.clone()));
    org.control().drop_streams(DropStreams::Reset);
    hears_once(&org, &visitor, "After a new token").await?;
    ensure!(org.asked(Operation::Continuation, 1).await?.len() == 1);
    org.until("a stream again", |control| control.streams() == 1)
        .await?;
    org.control().forget_log();
    org.control()
        .fault(FaultRule::always(Operation::Stream, refused));
    org.control().drop_streams(DropStreams::Reset);
    visitor.until_phase("lost").await?;
    visitor.sees(PANEL, "It has expired.").await?;
    visitor.cannot_write().await?;
    let (tried, renewed) = (streams(&org).len(), count(&org, Operation::Continuation));
    println!("  s05: {tried} tries, {renewed} new tokens (bound 2 in a row)");
    ensure!(tried <= 3 && renewed <= 2);
    visitor.page.assert_clean().await
}

async fn s06_s09_a_stream_that_is_refused_for_good_is_left_alone(ctx: Ctx) -> Result<()> {
    for code in [204, 404, 410] {
        let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
        hears_once(&org, &visitor, "Before").await?;
        org.control().forget_log();
        org.control()
            .fault(FaultRule::always(Operation::Stream, Fault::status(code)));
        org.control().drop_streams(DropStreams::End);
        org.asked(Operation::Stream, 1).await?;
        org.control().say(None, "Not on a stream")?;
        visitor.until_phase("talking").await?;
        visitor.says("Still to be sent").await?;
        org.hears("Still to be sent").await?;
        visitor.page.find(FIELD).await?;
        visitor.hears("Before").await?;
        visitor.until_state("connection", json!("stale")).await?;
        visitor.sees(BANNER, "Answers no longer arrive").await?;
        ensure!(streams(&org).len() == 1, "{code} was tried again");
        org.control().say(None, "Seen by asking")?;
        visitor.page.click(">>> .banner__act").await?;
        visitor.hears("Seen by asking").await?;
        visitor.sees(BANNER, "Answers no longer arrive").await?;
        ensure!(streams(&org).len() == 2, "{code} was not asked once more");
        org.control().clear_faults();
        visitor.page.click(">>> .banner__act").await?;
        visitor.page.until_gone(BANNER).await?;
        hears_once(&org, &visitor, "On a stream again").await?;
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().forget_log();
    org.control()
        .fault(FaultRule::always(Operation::Stream, Fault::status(403)));
    org.control().drop_streams(DropStreams::End);
    visitor.until_phase("lost").await?;
    visitor
        .sees(PANEL, "This browser may no longer open it.")
        .await?;
    ensure!(streams(&org).len() == 1);
    visitor.page.assert_clean().await
}

async fn s07_a_wait_that_the_server_asks_for_is_kept(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for is_date in [false, true] {
        // Dates have whole seconds.
        let after = if is_date {
            date(Duration::from_secs(4))?
        } else {
            "3".to_owned()
        };
        let wait = Fault::Status {
            code: 429,
            body: None,
            retry_after: Some(after.clone()),
        };
        org.control().forget_log();
        org.control()
            .fault(FaultRule::once(Operation::Stream, wait));
        org.control().drop_streams(DropStreams::End);
        let tried = org.asked(Operation::Stream, 2).await?;
        let waited = tried[1].at.saturating_sub(tried[0].at);
        println!("  s07: asked for {after}, waited {waited} ms");
        // A date is kept by the clock, however much of the wait has gone before the first try.
        let is_kept = match httpdate::parse_http_date(&after) {
            Ok(date) => SystemTime::now() >= date,
            Err(_) => waited >= 2_900,
        };
        ensure!(is_kept && waited <= 6_000, "{after}: {waited}");
        hears_once(&org, &visitor, &format!("After {after}")).await?;
    }
    visitor.page.assert_clean().await
}

/// A date that lies ahead by so much, as headers have it.
fn date(ahead: Duration) -> Result<String> {
    let at = SystemTime::now().checked_add(ahead).context("a time")?;
    Ok(httpdate::fmt_http_date(at))
}

async fn s08_s10_errors_and_pages_in_place_of_a_stream_are_tried_again(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for what in [Fault::status(500), Fault::status(503), Fault::Html] {
        let case = format!("{what:?}");
        org.control().forget_log();
        org.control()
            .fault(FaultRule::times(Operation::Stream, what, 2));
        org.control().drop_streams(DropStreams::Reset);
        let took = hears_once(&org, &visitor, &format!("After {case}"))
            .await
            .with_context(|| case.clone())?;
        figure(&format!("s08 {case}, by looking"), took, "2 s");
        org.until("a stream again", |control| control.streams() == 1)
            .await?;
        let tried = streams(&org);
        let statuses: Vec<_> = tried.iter().filter_map(|seen| seen.status).collect();
        println!("  s08 {case}: {statuses:?}");
        ensure!((3..=4).contains(&statuses.len()), "{case}: {statuses:?}");
        // A stream that says something has proved itself.
        hears_once(&org, &visitor, &format!("Proof of {case}")).await?;
    }
    let shown = visitor.page.texts(THEIRS).await?;
    ensure!(
        !shown.iter().any(|text| text.contains("Sign in")),
        "{shown:?}"
    );
    visitor.page.assert_clean().await
}

async fn s11_a_token_is_followed_within_the_server_and_never_beyond(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let other = Org::opens().await?;
    let path = "/eventrouter/v1/sse";
    let urls = [path.to_owned(), other.emulator.base_url() + path];
    for code in [302, 307] {
        for (number, to) in urls.iter().cloned().enumerate() {
            org.control().forget_log();
            let what = Fault::Redirect { code, to };
            org.control()
                .fault(FaultRule::once(Operation::Stream, what));
            org.control().drop_streams(DropStreams::Reset);
            hears_once(&org, &visitor, &format!("After {code}, {number}")).await?;
            // The one that was sent elsewhere, and the one that came of it.
            org.asked(Operation::Stream, 2).await?;
            org.until("a stream", |control| control.streams() == 1)
                .await?;
        }
    }
    for seen in other.control().log() {
        let token = seen.headers.get("authorization");
        ensure!(token.is_none(), "a token went to another origin");
    }
    visitor.page.assert_clean().await
}

async fn s24_l02_a_server_that_is_back_is_found_at_once(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    hears_once(&org, &visitor, "Before").await?;
    for number in 0..2 {
        org.emulator.go_down().await;
        visitor
            .page
            .until("chat.state().connection !== 'live'")
            .await?;
        visitor.sees(BANNER, "Reconnecting").await?;
        let text = format!("While away {number}");
        visitor.says(&text).await?;
        visitor.sees_receipt("will retry").await?;
        org.control().say(None, &format!("Missed {number}"))?;
        org.emulator.come_back().await?;
        let begun = Instant::now();
        visitor
            .page
            .eval("dispatchEvent(new Event('online'));", vec![])
            .await?;
        visitor.until_state("connection", json!("live")).await?;
        let took = begun.elapsed();
        figure("s24 live after the network is back", took, "1 s");
        ensure!(took < Duration::from_secs(3), "{took:?}");
        visitor.hears(&format!("Missed {number}")).await?;
        org.hears(&text).await?;
        visitor.page.until_gone(BANNER).await?;
        ensure!(org.times_heard(&text) == 1);
    }
    hears_once(&org, &visitor, "After").await?;
    visitor.page.assert_clean().await
}

async fn a04_a_server_that_takes_no_last_id_is_asked_what_was_missed(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.cors.last_event_id = false;
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    hears_once(&org, &visitor, "On the stream").await?;
    for number in 0..2 {
        org.control().drop_streams(DropStreams::End);
        hears_once(&org, &visitor, &format!("While there was none {number}")).await?;
        hears_once(&org, &visitor, &format!("On the next one {number}")).await?;
    }
    let all = streams(&org);
    let told = all
        .iter()
        .filter(|seen| seen.method == "GET" && seen.headers.contains_key("last-event-id"));
    ensure!(told.count() == 0, "{all:?}");
    let errors = visitor.events("error").await?;
    ensure!(errors.is_empty(), "{errors:?}");
    visitor.page.assert_clean().await
}

async fn a_stream_that_is_blocked_alone_is_looked_for_instead(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.cors.streams = false;
    let org = Org::with(settings).await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    let took = hears_once(&org, &visitor, "By looking").await?;
    figure("without a stream", took, "30 s");
    visitor.says("I see it").await?;
    org.hears("I see it").await?;
    let errors = visitor.events("error").await?;
    let blocked = errors
        .iter()
        .filter(|error| error["code"] == "stream-blocked");
    ensure!(blocked.count() == 1, "{errors:?}");
    ensure!(streams(&org).iter().all(|seen| seen.status != Some(200)));
    visitor.page.assert_clean().await
}

/// Where a proxy stands that hands everything on to this server.
async fn proxy(port: u16) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let host = listener.local_addr()?.to_string();
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut there = TcpStream::connect(("127.0.0.1", port)).await?;
                copy_bidirectional(&mut here, &mut there).await
            });
        }
    });
    Ok(host)
}

async fn a_proxy_stands_before_the_stream_and_before_nothing_else(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let proxy = proxy(org.emulator.port()).await?;
    let backend = json!({ "backend": { "proxy": format!("http://{proxy}") } });
    let visitor = org.is_visited(&ctx, backend).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    hears_once(&org, &visitor, "That one?").await?;
    let through = |seen: &Seen| seen.headers.get("host").is_some_and(|host| *host == proxy);
    let streams = streams(&org);
    ensure!(!streams.is_empty() && streams.iter().all(through));
    for operation in [Operation::Config, Operation::Token, Operation::Message] {
        let direct = org.asked(operation, 1).await?;
        ensure!(!direct.iter().any(through), "{operation:?}");
    }
    visitor.page.assert_clean().await
}
