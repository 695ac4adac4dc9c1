//! Several tabs of one visitor: one stream for all of them, and another tab that reads on.

use super::people::{Org, Visitor, in_touch};
use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;
use session_chat_emulator::{EndRole, Fault, FaultRule, Operation, Settings};
use std::time::{Duration, Instant};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(l07_three_tabs_have_one_stream_and_all_of_them_hear_it),
    test!(l08_the_tab_that_reads_is_closed_and_another_one_reads_on).alone(),
    test!(l06_a_page_that_is_left_gives_the_stream_away_and_takes_it_up_again),
    test!(l11_without_locks_each_tab_reads_for_itself),
    test!(l10_a_tab_that_reads_and_is_frozen_gives_way, CHROMIUM_ONLY).alone(),
    test!(s22_of_streams_that_race_only_the_newest_is_heard),
    test!(l14_a_chat_that_is_destroyed_leaves_no_stream_open),
];

/// Another tab of the same visitor, in which the chat is open and live.
async fn tab(ctx: &Ctx, org: &Org) -> Result<Visitor> {
    let page = ctx.page.another().await?;
    let visitor = org
        .is_visited_in(ctx, page, json!({ "resume": true }))
        .await?;
    visitor.until_phase("talking").await?;
    visitor.until_state("connection", json!("live")).await?;
    Ok(visitor)
}

async fn l07_three_tabs_have_one_stream_and_all_of_them_hear_it(ctx: Ctx) -> Result<()> {
    let (org, first) = in_touch(&ctx, Settings::default(), json!({ "resume": true })).await?;
    let tabs = [first, tab(&ctx, &org).await?, tab(&ctx, &org).await?];
    org.until("one stream", |control| control.streams() == 1)
        .await?;
    org.control().say(None, "To all of you")?;
    for tab in &tabs {
        tab.hears("To all of you").await?;
    }
    ensure!(
        org.control().requests(Operation::Token).len() == 1,
        "a second person was made"
    );
    org.control().end_session(None, &EndRole::Agent)?;
    for tab in &tabs {
        tab.until_phase("ended").await?;
        tab.page.assert_clean().await?;
    }
    Ok(())
}

async fn l08_the_tab_that_reads_is_closed_and_another_one_reads_on(ctx: Ctx) -> Result<()> {
    let (org, first) = in_touch(&ctx, Settings::default(), json!({ "resume": true })).await?;
    let second = tab(&ctx, &org).await?;
    let seen = org.control().requests(Operation::Stream).len();
    let begun = Instant::now();
    first.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    // What is said in the gap is neither lost nor doubled.
    org.control().say(None, "In the gap")?;
    org.until("another stream", |control| {
        control.requests(Operation::Stream).len() > seen && control.streams() == 1
    })
    .await?;
    let took = begun.elapsed();
    org.control().say(None, "After it")?;
    second.hears("In the gap").await?;
    second.hears("After it").await?;
    let bubbles = second.page.texts(super::people::THEIRS).await?;
    let gaps = bubbles.iter().filter(|text| text.contains("In the gap"));
    ensure!(gaps.count() == 1, "{bubbles:?}");
    println!(
        "       another tab reads after {} ms, navigation included",
        took.as_millis()
    );
    ensure!(took < Duration::from_secs(3), "{took:?}");
    second.page.assert_clean().await
}

async fn l06_a_page_that_is_left_gives_the_stream_away_and_takes_it_up_again(
    ctx: Ctx,
) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({ "resume": true })).await?;
    visitor.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    org.until("no stream", |control| control.streams() == 0)
        .await?;
    org.control().say(None, "While you were away")?;
    visitor.page.back().await?;
    visitor.page.until("window.started").await?;
    visitor.hears("While you were away").await?;
    let bubbles = visitor.page.texts(super::people::THEIRS).await?;
    ensure!(bubbles.len() == 1, "{bubbles:?}");
    org.until("one stream", |control| control.streams() == 1)
        .await
}

async fn l11_without_locks_each_tab_reads_for_itself(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let visitor = org.is_visited(&ctx, json!({ "resume": true })).await?;
    let body = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });";
    visitor.page.eval(body, vec![]).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    org.control().say(None, "I hear you")?;
    visitor.hears("I hear you").await?;
    visitor.page.assert_clean().await
}

async fn l10_a_tab_that_reads_and_is_frozen_gives_way(ctx: Ctx) -> Result<()> {
    let (org, first) = in_touch(&ctx, Settings::default(), json!({ "resume": true })).await?;
    let second = tab(&ctx, &org).await?;
    let seen = org.control().requests(Operation::Stream).len();
    let freeze = json!({ "state": "frozen" });
    first.page.cdp("Page.setWebLifecycleState", freeze).await?;
    let begun = Instant::now();
    org.control().say(None, "Is anybody there?")?;
    second.hears("Is anybody there?").await?;
    let took = begun.elapsed();
    println!(
        "  l10: heard after {:.1} s (bound 10 s)",
        took.as_secs_f64()
    );
    ensure!(took < Duration::from_secs(14), "{took:?}");
    ensure!(org.control().requests(Operation::Stream).len() > seen);
    let thaw = json!({ "state": "active" });
    first.page.cdp("Page.setWebLifecycleState", thaw).await?;
    org.control().say(None, "Both of you")?;
    for tab in [&first, &second] {
        tab.hears("Is anybody there?").await?;
        tab.hears("Both of you").await?;
        let bubbles = tab.page.texts(super::people::THEIRS).await?;
        ensure!(bubbles.len() == 2, "{bubbles:?}");
    }
    org.until("one stream", |control| control.streams() == 1)
        .await?;
    first.page.assert_clean().await?;
    second.page.assert_clean().await
}

async fn s22_of_streams_that_race_only_the_newest_is_heard(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let late = |ms| Fault::Delay {
        ms,
        after_processing: false,
    };
    let back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));";
    for number in 0..5 {
        // The first of the new ones is answered when there is a newer one already.
        org.control()
            .fault(FaultRule::once(Operation::Stream, late(600)));
        let before = org.control().requests(Operation::Stream).len();
        visitor.page.eval(back, vec![]).await?;
        org.asked(Operation::Stream, before + 1).await?;
        visitor.page.eval(back, vec![]).await?;
        org.asked(Operation::Stream, before + 2).await?;
        org.control().say(None, &format!("Number {number}"))?;
        visitor.hears(&format!("Number {number}")).await?;
    }
    org.until("one stream", |control| control.streams() == 1)
        .await?;
    let bubbles = visitor.page.texts(super::people::THEIRS).await?;
    let expected: Vec<_> = (0..5).map(|number| format!("Number {number}")).collect();
    ensure!(bubbles == expected, "{bubbles:?}");
    visitor.until_state("connection", json!("live")).await?;
    visitor.page.assert_clean().await
}

/// A page has six connections to a server: a stream that stays open is one less for the next chat.
async fn l14_a_chat_that_is_destroyed_leaves_no_stream_open(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.until("a stream", |control| control.streams() == 1)
        .await?;
    let destroy = "chat.destroy({ keepConversation: true });";
    visitor.page.eval(destroy, vec![]).await?;
    org.until("no stream", |control| control.streams() == 0)
        .await?;
    visitor.page.assert_clean().await
}
