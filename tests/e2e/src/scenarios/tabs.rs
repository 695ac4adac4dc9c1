//! Two tabs of one visitor show one conversation.

use super::people::{Desk, FIELD, HINT, OWN, PANEL, ROWS, START_NEW, Visitor, WINDOW, talking};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_second_tab_shows_the_conversation_and_takes_part),
    test!(a_tab_that_was_open_before_takes_the_conversation_over),
    test!(an_end_is_shown_in_both_tabs_and_told_once_in_each),
    test!(r4_2_a_reset_clears_both_tabs),
    test!(r4_2_a_chat_reopened_in_one_tab_runs_in_the_other),
    test!(a_new_chat_in_one_tab_leaves_the_other_one_as_it_is),
    test!(channels_do_not_hear_each_other),
];

/// Another tab of the visitor, with its window open.
async fn beside(ctx: &Ctx, config: serde_json::Value) -> Result<Visitor> {
    let other = Visitor::arrives_beside(ctx, config).await?;
    other.opens().await?;
    Ok(other)
}

async fn a_second_tab_shows_the_conversation_and_takes_part(ctx: Ctx) -> Result<()> {
    let (one, desk) = talking(&ctx, json!({})).await?;
    desk.says("Good morning").await?;
    one.hears("Good morning").await?;
    let two = beside(&ctx, json!({})).await?;
    two.until_phase("talking").await?;
    two.hears("Good morning").await?;
    let rows = one.page.texts(">>> .bubble").await?;
    ensure!(two.page.texts(">>> .bubble").await? == rows, "{rows:?}");
    one.says("From the first tab").await?;
    two.sees(OWN, "From the first tab").await?;
    two.says("From the second tab").await?;
    one.sees(OWN, "From the second tab").await?;
    desk.hears("From the second tab").await?;
    desk.says("I hear you both").await?;
    one.hears("I hear you both").await?;
    two.hears("I hear you both").await?;
    for tab in [&one, &two] {
        tab.sees_receipt("Read ·").await?;
        ensure!(tab.page.count(OWN).await? == 3, "each message stands once");
        let state = tab.state().await?;
        ensure!(state["conversation"] == one.state().await?["conversation"]);
    }
    desk.has_conversations(1).await?;
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn a_tab_that_was_open_before_takes_the_conversation_over(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let one = Visitor::arrives(&ctx, json!({})).await?;
    one.opens().await?;
    let two = beside(&ctx, json!({})).await?;
    two.until_state("connection", json!("live")).await?;
    two.until_phase("none").await?;
    one.says("Hello").await?;
    one.hears("I am the assistant of").await?;
    two.until_phase("with-bot").await?;
    two.sees(OWN, "Hello").await?;
    two.hears("I am the assistant of").await?;
    two.says("A human, please").await?;
    one.sees(OWN, "A human, please").await?;
    desk.accepts().await?;
    one.until_phase("talking").await?;
    two.until_phase("talking").await?;
    desk.has_conversations(1).await?;
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn an_end_is_shown_in_both_tabs_and_told_once_in_each(ctx: Ctx) -> Result<()> {
    let (one, desk) = talking(&ctx, json!({})).await?;
    let two = beside(&ctx, json!({})).await?;
    two.until_phase("talking").await?;
    desk.ends(Some("Solved")).await?;
    for tab in [&one, &two] {
        tab.sees(PANEL, "Reason: Solved.").await?;
        tab.sees_note("Sam ended this chat at").await?;
        tab.cannot_write().await?;
        let ends = tab.events("ended").await?;
        ensure!(ends.len() == 1, "{ends:?}");
    }
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn r4_2_a_reset_clears_both_tabs(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reset" });
    let (one, desk) = talking(&ctx, config.clone()).await?;
    let two = beside(&ctx, config).await?;
    two.until_phase("talking").await?;
    desk.ends(None).await?;
    for tab in [&one, &two] {
        tab.sees(PANEL, "It is no longer kept here.").await?;
        tab.page.until_count(ROWS, 0).await?;
        tab.until_phase("ended").await?;
    }
    let kept = one.page.eval("return localStorage.length;", vec![]).await?;
    ensure!(kept == 0, "{kept} things are kept");
    two.page.click(START_NEW).await?;
    two.has_new_window().await?;
    one.until_phase("ended").await?;
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn r4_2_a_chat_reopened_in_one_tab_runs_in_the_other(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reopen", "reopening": true });
    let (one, desk) = talking(&ctx, config.clone()).await?;
    let two = beside(&ctx, config).await?;
    two.until_phase("talking").await?;
    desk.ends(None).await?;
    two.sees(HINT, "Writing starts a new chat").await?;
    one.says("A human, please").await?;
    two.sees(OWN, "A human, please").await?;
    for tab in [&one, &two] {
        tab.until_phase("waiting").await?;
        tab.sees_note("A new chat starts here").await?;
    }
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn a_new_chat_in_one_tab_leaves_the_other_one_as_it_is(ctx: Ctx) -> Result<()> {
    let (one, desk) = talking(&ctx, json!({})).await?;
    let two = beside(&ctx, json!({})).await?;
    two.until_phase("talking").await?;
    desk.ends(None).await?;
    two.page.find(PANEL).await?;
    one.page.click(START_NEW).await?;
    one.has_new_window().await?;
    one.says("A human, please").await?;
    desk.accepts().await?;
    one.until_phase("talking").await?;
    // What the other tab shows to be read is not taken away under the reader's eyes.
    two.until_phase("ended").await?;
    two.sees(OWN, "I need a human, please").await?;
    two.page.click(START_NEW).await?;
    two.page.until_gone(PANEL).await?;
    one.says("Still here").await?;
    desk.hears("Still here").await?;
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn channels_do_not_hear_each_other(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let config = json!({ "backend": { "kind": "local", "channel": "other" } });
    let visitor = Visitor::arrives(&ctx, config).await?;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    visitor.says("Anybody?").await?;
    let other = ctx.open("/desk/?channel=other").await?;
    other.until_count(".conversation", 1).await?;
    visitor.hears("I am the assistant of").await?;
    desk.has_conversations(0).await?;
    visitor.page.find(WINDOW).await?;
    visitor.page.find(FIELD).await?;
    visitor.page.assert_clean().await
}
