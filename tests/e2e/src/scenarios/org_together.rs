//! What the tabs of one visitor of an org do together besides reading: one token for all of them,
//! and a chat that is cleared in one is cleared in all. And what one does that was asleep.

use super::org_going_on::{everything, kept, verified, vouched_in};
use super::people::{Org, Visitor, in_touch};
use crate::engine::{CHROMIUM_ONLY, Engine};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{DropStreams, Operation, Seen, Settings};
use std::time::{Duration, Instant};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(t05_five_tabs_that_are_refused_at_once_ask_for_one_token),
    test!(t07_a_chat_that_is_cleared_in_one_tab_is_cleared_in_the_other),
    test!(l03_a_page_that_was_frozen_catches_up_at_once, CHROMIUM_ONLY).alone(),
    test!(l04_whoever_wakes_up_has_one_new_token_before_the_stream).alone(),
];

/// The word of a page for its visitor, when it is let out, and how often it was asked for.
const SAYS: &str = "async () => { window.asked += 1; await window.held; return given[1]; }";

/// A visitor whom the page vouches for, and the agent Sam, in so many tabs.
async fn verified_tabs(ctx: &Ctx, count: usize) -> Result<(Org, Vec<Visitor>)> {
    let org = Org::with(verified()).await?;
    let mut tabs = Vec::new();
    for number in 0..count {
        let page = if number == 0 {
            ctx.page.clone()
        } else {
            ctx.page.another().await?
        };
        let tab = vouched_in(ctx, page, &org, SAYS, "ada").await?;
        if number == 0 {
            tab.opens().await?;
            tab.says("Hello").await?;
            org.hears("Hello").await?;
            org.control().accept(None, "Sam")?;
        }
        tab.until_phase("talking").await?;
        tab.until_state("connection", json!("live")).await?;
        tabs.push(tab);
    }
    Ok((org, tabs))
}

async fn t05_five_tabs_that_are_refused_at_once_ask_for_one_token(ctx: Ctx) -> Result<()> {
    // Elsewhere a window takes seconds to open.
    let count = if ctx.engine == Engine::Chromium { 5 } else { 3 };
    let (org, tabs) = verified_tabs(&ctx, count).await?;
    org.control().forget_log();
    for tab in &tabs {
        let holds = "window.asked = 0; window.held = new Promise((resolve) => { window.let_out = resolve; });";
        tab.page.eval(holds, vec![]).await?;
    }
    org.control().expire_tokens();
    for (number, tab) in tabs.iter().enumerate() {
        tab.says(&format!("From tab {number}")).await?;
    }
    // All of them are refused before there is another token.
    let is_refused = |seen: &&Seen| seen.status == Some(401);
    let refused = || {
        let posted = org.control().requests(Operation::Message);
        posted.iter().filter(is_refused).count()
    };
    org.until("all refusals", |_| refused() == count).await?;
    for tab in &tabs {
        tab.page.eval("let_out();", vec![]).await?;
    }
    for number in 0..count {
        org.hears(&format!("From tab {number}")).await?;
        let times = org.times_heard(&format!("From tab {number}"));
        ensure!(times == 1, "tab {number} was heard {times} times");
    }
    let (refused, renewed) = (
        refused(),
        org.control().requests(Operation::Authenticated).len(),
    );
    println!("  t05: {refused} refused, {renewed} asked for a token (bound 1)");
    ensure!(refused == count, "{refused} of {count} were refused");
    ensure!(renewed == 1, "{renewed} tokens");
    let mut asked = 0;
    for tab in &tabs {
        let count = tab.page.eval("return window.asked;", vec![]).await?;
        asked += count.as_u64().context("a number")?;
    }
    ensure!(asked == 1, "the page was asked {asked} times");
    org.control().say(None, "I hear all of you")?;
    for tab in &tabs {
        tab.hears("I hear all of you").await?;
        tab.page.until_gone(">>> .meta--failed").await?;
        tab.until_phase("talking").await?;
        tab.page.assert_clean().await?;
    }
    org.until("one stream", |control| control.streams() == 1)
        .await
}

async fn t07_a_chat_that_is_cleared_in_one_tab_is_cleared_in_the_other(ctx: Ctx) -> Result<()> {
    // The one that clears reads the stream, or the other one does.
    let ways: &[bool] = if ctx.engine == Engine::Chromium {
        &[true, false]
    } else {
        &[true]
    };
    for reads in ways {
        let config = json!({ "resume": true });
        let (org, one) = in_touch(&ctx, Settings::default(), config.clone()).await?;
        let page = ctx.page.another().await?;
        let other = org.is_visited_in(&ctx, page, config).await?;
        other.until_phase("talking").await?;
        other.until_state("connection", json!("live")).await?;
        let (clears, hears) = if *reads {
            (&one, &other)
        } else {
            (&other, &one)
        };
        let begun = Instant::now();
        clears
            .page
            .eval_async("await chat.clearSession();", vec![])
            .await?;
        hears.until_state("conversation", Value::Null).await?;
        println!("  t07: heard after {} ms", begun.elapsed().as_millis());
        hears.until_phase("none").await?;
        let told = hears.events("ended").await?;
        ensure!(told.is_empty(), "it was told as an end: {told:?}");
        ensure!(hears.events("cleared").await?.len() == 1);
        org.until("no stream", |control| control.streams() == 0)
            .await?;
        let closed = org.asked(Operation::Close, 1).await?;
        ensure!(closed.len() == 1, "{closed:?}");
        for tab in [&one, &other] {
            ensure!(kept(tab).await? == json!([]), "{}", kept(tab).await?);
            ensure!(!everything(tab).await?.contains("Hello"));
            tab.page.assert_clean().await?;
            tab.page.eval("chat.destroy();", vec![]).await?;
        }
    }
    Ok(())
}

/// How long somebody who was away takes to hear what was said meanwhile.
async fn catches_up(visitor: &Visitor, text: &str, begun: Instant, most: Duration) -> Result<()> {
    visitor.hears(text).await?;
    let took = begun.elapsed();
    println!(
        "       caught up after {} ms (bound {} ms)",
        took.as_millis(),
        most.as_millis()
    );
    ensure!(took <= most, "{took:?}");
    let bubbles = visitor.page.texts(super::people::THEIRS).await?;
    let times = bubbles.iter().filter(|said| said.contains(text)).count();
    ensure!(times == 1, "{bubbles:?}");
    visitor.page.assert_clean().await
}

async fn l03_a_page_that_was_frozen_catches_up_at_once(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    visitor.until_state("connection", json!("live")).await?;
    let freeze = json!({ "state": "frozen" });
    visitor
        .page
        .cdp("Page.setWebLifecycleState", freeze)
        .await?;
    org.control().drop_streams(DropStreams::Reset);
    org.control().forget_events();
    org.control().say(None, "While you were frozen")?;
    let begun = Instant::now();
    let thaw = json!({ "state": "active" });
    visitor.page.cdp("Page.setWebLifecycleState", thaw).await?;
    let bound = Duration::from_secs(2);
    catches_up(&visitor, "While you were frozen", begun, bound).await
}

async fn l04_whoever_wakes_up_has_one_new_token_before_the_stream(ctx: Ctx) -> Result<()> {
    let (org, tabs) = verified_tabs(&ctx, 1).await?;
    let visitor = tabs.first().context("a tab")?;
    // The night: the stream is dead without a word, the token is too old, and the clock has jumped.
    org.control().drop_streams(DropStreams::HalfOpen);
    org.control().expire_tokens();
    org.control().say(None, "While you slept")?;
    org.control().forget_log();
    let begun = Instant::now();
    let morning = "\
        const { Date } = window;\
        const now = Date.now.bind(Date);\
        Date.now = () => now() + 8 * 3600000;\
        document.dispatchEvent(new Event('visibilitychange'));\
        dispatchEvent(new Event('online'));";
    visitor.page.eval(morning, vec![]).await?;
    let bound = Duration::from_secs(3);
    catches_up(visitor, "While you slept", begun, bound).await?;
    let log = org.control().log();
    let asked: Vec<_> = log
        .iter()
        .filter(|seen| seen.method != "OPTIONS")
        .map(|seen| (seen.operation, seen.status))
        .collect();
    let renewed = asked
        .iter()
        .filter(|(operation, _)| *operation == Some(Operation::Authenticated));
    ensure!(renewed.count() == 1, "{asked:?}");
    let first = asked.iter().find(|(operation, _)| {
        matches!(
            operation,
            Some(Operation::Authenticated | Operation::Stream)
        )
    });
    ensure!(
        matches!(first, Some((Some(Operation::Authenticated), _))),
        "{asked:?}"
    );
    visitor.until_state("connection", json!("live")).await?;
    visitor.until_phase("talking").await
}
