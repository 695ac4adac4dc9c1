//! Several conversations of one visitor (R6.4).

use super::people::{Desk, FIELD, HOST, NOTES, OWN, PANEL, Visitor, ending, served};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_4_two_chats_stand_side_by_side_and_do_not_mix),
    test!(r6_4_an_ended_chat_is_in_the_list_and_is_read),
    test!(r6_4_the_list_by_keyboard_alone),
    test!(r6_4_what_was_not_sent_waits_for_its_chat_through_a_reload),
    test!(r6_4_single_conversation_mode_hides_it_all),
    test!(r6_4_hostile_lines_in_the_list_are_text),
];

const TO_CHATS: &str = ">>> .header__chats";
const ITEMS: &str = ">>> .chats__open";
const START: &str = ">>> .chats .button--primary";

/// *Start new chat* from the list.
async fn starts_beside(visitor: &Visitor) -> Result<()> {
    visitor.page.click(TO_CHATS).await?;
    visitor.page.click(START).await?;
    visitor.has_new_window().await
}

/// A visitor with two chats, the second in the window.
async fn two(ctx: &Ctx) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    let visitor = Visitor::arrives(ctx, ending()).await?;
    visitor.opens().await?;
    visitor.says("The first, to a human please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    starts_beside(&visitor).await?;
    visitor.says("The second").await?;
    visitor.hears("I am the assistant").await?;
    Ok((visitor, desk))
}

async fn r6_4_two_chats_stand_side_by_side_and_do_not_mix(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = two(&ctx).await?;
    let page = &visitor.page;
    desk.has_conversations(2).await?;
    // The agent is in the first one, which is not in the window.
    desk.says("For the first").await?;
    visitor.until_state("unread", json!(1)).await?;
    let said = page.texts(">>> .bubble").await?.join("\n");
    ensure!(!said.contains("For the first"), "{said}");
    page.click(TO_CHATS).await?;
    page.until_count(ITEMS, 2).await?;
    page.until_any_text(ITEMS, "For the first").await?;
    page.until_text(">>> .chats__unread", "1").await?;
    // The newest stands first: that is where something was said last.
    page.click(ITEMS).await?;
    visitor.hears("For the first").await?;
    visitor.until_state("unread", json!(0)).await?;
    visitor.says("Thank you").await?;
    desk.hears("Thank you").await?;
    let own = page.texts(OWN).await?;
    ensure!(
        own == ["The first, to a human please", "Thank you"],
        "{own:?}"
    );
    // The page that comes next goes on with the chat that was in the window.
    visitor.reloads().await?;
    visitor.hears("For the first").await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

async fn r6_4_an_ended_chat_is_in_the_list_and_is_read(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = two(&ctx).await?;
    let page = &visitor.page;
    desk.ends(Some("Solved")).await?;
    page.click(TO_CHATS).await?;
    page.until_any_text(ITEMS, "Chat ended").await?;
    ensure!(visitor.events("ended").await?.is_empty(), "told as news");
    let ended = ">>> li:has(.chats__ended) .chats__open";
    page.click(ended).await?;
    visitor.sees(OWN, "The first, to a human please").await?;
    visitor
        .sees(PANEL, "You can still read and save it")
        .await?;
    visitor.sees(NOTES, "ended this chat").await?;
    visitor.cannot_write().await?;
    page.click(TO_CHATS).await?;
    page.click(">>> li:not(:has(.chats__ended)) .chats__open")
        .await?;
    visitor.says("Still here").await?;
    visitor.sees_receipt("Read").await?;
    page.assert_clean().await
}

async fn r6_4_the_list_by_keyboard_alone(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = two(&ctx).await?;
    let page = &visitor.page;
    page.focus(TO_CHATS).await?;
    page.press(Key::Enter).await?;
    page.until_focus(ITEMS).await?;
    page.press(Key::Tab).await?;
    page.until_focus(">>> .chats li:nth-child(2) .chats__open")
        .await?;
    page.press(Key::Enter).await?;
    visitor.sees(OWN, "The first, to a human please").await?;
    page.until_focus(FIELD).await?;
    page.focus(TO_CHATS).await?;
    page.press(Key::Enter).await?;
    page.until_focus(ITEMS).await?;
    // Something new is said, and the list is drawn anew: nobody is pulled out of it.
    page.focus(">>> .chats__open[aria-current]").await?;
    desk.says("For the first").await?;
    page.until_any_text(ITEMS, "For the first").await?;
    page.until_focus(">>> .chats__open[aria-current]").await?;
    // Back without going anywhere.
    page.focus(TO_CHATS).await?;
    page.press(Key::Enter).await?;
    page.until_focus(FIELD).await?;
    page.until_gone(ITEMS).await?;
    page.assert_clean().await
}

async fn r6_4_what_was_not_sent_waits_for_its_chat_through_a_reload(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = two(&ctx).await?;
    let page = &visitor.page;
    desk.leaves(&ctx).await?;
    visitor.says("For the second, later").await?;
    page.click(TO_CHATS).await?;
    page.click(">>> li:last-child .chats__open").await?;
    visitor.reloads().await?;
    page.find(FIELD).await?;
    let desk = Desk::opens(&ctx).await?;
    desk.has_conversations(2).await?;
    page.click(TO_CHATS).await?;
    page.click(">>> .chats__open:not([aria-current])").await?;
    visitor.sees(OWN, "For the second, later").await?;
    visitor.sees_receipt("Read").await?;
    page.assert_clean().await
}

async fn r6_4_single_conversation_mode_hides_it_all(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("I need a human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    ensure!(visitor.page.count(TO_CHATS).await? == 0);
    ensure!(
        visitor.is_refused("startConversation()").await? == "not-allowed",
        "a chat beside the only one"
    );
    visitor.page.assert_clean().await
}

async fn r6_4_hostile_lines_in_the_list_are_text(ctx: Ctx) -> Result<()> {
    let config = json!({ "multipleConversations": true });
    let (visitor, desk) = served(&ctx, HOST, &config).await?;
    let text = "<img src=x onerror=alert(1)>\u{202e}gnp.exe";
    let one = json!({
        "id": text, "last": text, "at": 1, "unread": 3,
        "participant": { "role": "agent", "name": text },
    });
    desk.set("list", json!([one])).await?;
    visitor.opens().await?;
    let page = &visitor.page;
    page.click(TO_CHATS).await?;
    page.find(ITEMS).await?;
    ensure!(page.count(">>> .chats img").await? == 0);
    let said = page.texts(ITEMS).await?.join("");
    ensure!(
        said.contains("<img src=x") && !said.contains('\u{202e}'),
        "{said}"
    );
    page.assert_clean().await
}
