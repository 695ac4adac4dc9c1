//! The part that gives notices: when it is fetched, what it makes of little, and when it goes.

use super::invitation::{CARD, comes, looks_away, settle};
use super::notices::{BADGE, aside, stands_for_the_system};
use super::people::{NOTES, Scripted, until_loaded};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_6_notices_cost_nothing_until_there_are_some),
    test!(r6_6_notices_that_do_not_come_are_tried_again),
    test!(r6_6_a_picture_without_a_word_is_previewed_as_a_message),
    test!(r6_6_notices_go_with_their_chat),
];

fn fetched(ctx: &Ctx) -> usize {
    let hits = ctx.server.hits();
    let mine = hits
        .iter()
        .filter(|hit| hit.target.contains("/session-chat-notices-"));
    mine.count()
}

async fn r6_6_notices_cost_nothing_until_there_are_some(ctx: Ctx) -> Result<()> {
    let config = json!({ "sound": true, "offers": { "notices": true } });
    let visitor = comes(&ctx, &ctx.page, &config).await?;
    let page = &visitor.page;
    let desk = Scripted::stands_in(page).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    desk.says("Hello to you").await?;
    visitor.hears("Hello to you").await?;
    settle(page).await?;
    ensure!(fetched(&ctx) == 0, "while the window is before the visitor");
    ensure!(page.count(BADGE).await? == 0);
    visitor.closes().await?;
    // What the visitor says elsewhere is no news to them.
    let own = "const { visitor } = desk; const id = crypto.randomUUID();\
        desk.tell({ message: { id, author: { role: 'end-user' }, at: Date.now(), body: { text: 'Mine' } } });";
    desk.does(own, vec![]).await?;
    settle(page).await?;
    ensure!(fetched(&ctx) == 0, "for an own message");
    desk.says("Are you there?").await?;
    page.find(CARD).await?;
    desk.says("Really?").await?;
    page.until_text(CARD, "Really?").await?;
    ensure!(fetched(&ctx) == 1, "once");
    page.assert_clean().await
}

async fn r6_6_notices_that_do_not_come_are_tried_again(ctx: Ctx) -> Result<()> {
    ctx.server
        .fault("/session-chat-notices-", Fault::Status(404), None);
    let (visitor, desk) = aside(&ctx, json!({})).await?;
    let page = &visitor.page;
    desk.says("Lost").await?;
    visitor.until_state("unread", json!(1)).await?;
    until_loaded(page, "notices").await?;
    settle(page).await?;
    ensure!(page.count(CARD).await? == 0);
    ensure!(visitor.events("error").await?.is_empty());
    ctx.server.clear_faults();
    desk.says("Found").await?;
    page.until_text(CARD, "Found").await?;
    page.until_text(BADGE, "2").await?;
    page.assert_clean().await
}

async fn r6_6_notices_go_with_their_chat(ctx: Ctx) -> Result<()> {
    let config = json!({ "sound": true, "offers": { "notices": true } });
    let (visitor, desk) = aside(&ctx, config).await?;
    let page = &visitor.page;
    stands_for_the_system(page, "granted").await?;
    looks_away(page, true).await?;
    desk.says("Hello?").await?;
    page.until("shown.length === 1").await?;
    desk.leaves().await?;
    page.eval("chat.destroy();", vec![]).await?;
    ensure!(page.eval("return shown[0].isOpen;", vec![]).await? == json!(false));
    page.until(
        "sessionChatProbe.report().alive.every((one) => one.startsWith('document:session-chat-'))",
    )
    .await?;
    ensure!(page.count(NOTES).await? == 0);
    page.assert_clean().await
}

async fn r6_6_a_picture_without_a_word_is_previewed_as_a_message(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({})).await?;
    desk.does("desk.say('', { role: 'agent', name: 'Sam' });", vec![])
        .await?;
    visitor.page.until_text(CARD, "Sam").await?;
    visitor.page.until_text(CARD, "1 unread").await?;
    visitor.page.assert_clean().await
}
