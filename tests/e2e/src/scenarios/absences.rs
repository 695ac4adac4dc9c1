//! Nobody at the desk, a desk that goes and comes back, agents who change.

use super::people::{BANNER, Desk, HINT, ROWS, STATUS, Visitor, talking};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_message_waits_until_a_desk_opens),
    test!(whoever_waits_for_an_agent_is_told_when_nobody_is_online),
    test!(a_desk_that_is_loaded_again_has_lost_nothing),
    test!(what_is_written_while_the_desk_is_away_arrives_later),
    test!(an_agent_who_gives_a_chat_back_leaves_and_another_joins),
];

async fn a_message_waits_until_a_desk_opens(ctx: Ctx) -> Result<()> {
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    visitor.sees(STATUS, "Nobody is online").await?;
    visitor
        .sees(HINT, "Your message waits until someone is online.")
        .await?;
    visitor.says("Is anybody there?").await?;
    visitor.says("My lamp flickers").await?;
    visitor.until_phase("starting").await?;
    visitor.sees(BANNER, "Nobody is online.").await?;
    visitor.sees_receipt("Not sent yet · will retry").await?;
    let desk = Desk::opens(&ctx).await?;
    desk.has_conversations(1).await?;
    visitor.page.until_gone(BANNER).await?;
    visitor.hears("I am the assistant of").await?;
    desk.looks_at_first().await?;
    desk.hears("My lamp flickers").await?;
    let said = desk.page.texts(".message--visitor .message__body").await?;
    ensure!(
        said == ["Is anybody there?", "My lamp flickers"],
        "{said:?}"
    );
    visitor.page.assert_clean().await
}

async fn whoever_waits_for_an_agent_is_told_when_nobody_is_online(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    desk.switches(false).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("I need a human").await?;
    visitor.hears("Nobody is online right now").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees(STATUS, "You are number 1").await?;
    let status = visitor.page.text(STATUS).await?;
    ensure!(
        !status.contains("minute"),
        "{status}: nobody can know the wait"
    );
    visitor
        .sees(HINT, "Your message waits until someone is online.")
        .await?;
    desk.switches(true).await?;
    visitor.sees(STATUS, "about 2 minutes").await?;
    visitor
        .page
        .until_element(HINT, "return element.textContent === '';", &[])
        .await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn a_desk_that_is_loaded_again_has_lost_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.says("One moment").await?;
    visitor.hears("One moment").await?;
    let rows = visitor.page.texts(ROWS).await?;
    desk.page.reload().await?;
    desk.looks_at_first().await?;
    desk.hears("I need a human, please").await?;
    desk.page
        .until_any_text(".message--agent .message__body", "One moment")
        .await?;
    desk.has_in_history("Sam accepted").await?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.until_phase("talking").await?;
    visitor.page.until_gone(BANNER).await?;
    ensure!(
        visitor.page.texts(ROWS).await? == rows,
        "the transcript changed"
    );
    visitor.says("Take your time").await?;
    desk.hears("Take your time").await?;
    desk.says("I have it").await?;
    visitor.hears("I have it").await?;
    visitor.page.assert_clean().await
}

async fn what_is_written_while_the_desk_is_away_arrives_later(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.leaves(&ctx).await?;
    visitor.sees(BANNER, "Nobody is online.").await?;
    visitor.says("First").await?;
    visitor.says("Second").await?;
    visitor.sees_receipt("Not sent yet · will retry").await?;
    visitor.until_phase("talking").await?;
    let back = Desk::opens(&ctx).await?;
    back.looks_at_first().await?;
    back.hears("Second").await?;
    let said = back.page.texts(".message--visitor .message__body").await?;
    ensure!(
        said == ["I need a human, please", "First", "Second"],
        "{said:?}"
    );
    visitor.sees_receipt("Read ·").await?;
    visitor.page.until_gone(BANNER).await?;
    visitor.page.assert_clean().await
}

async fn an_agent_who_gives_a_chat_back_leaves_and_another_joins(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.page.click(".requeue").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees_note("Sam left").await?;
    desk.sets(&[("agentName", json!("Ida"))]).await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    visitor.sees_note("Ida joined").await?;
    visitor.sees(">>> .header__name", "Ida").await?;
    visitor.page.assert_clean().await
}
