//! The end of a session by the visitor: asked for, confirmed or not, granted or refused (R2).

use super::people::{
    BANNER, CONFIRM, Desk, END, FIELD, KEEP, PANEL, START_NEW, STATUS, Visitor, WINDOW, Wire,
    ending, talking,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r2_1_end_users_cannot_end_unless_they_may),
    test!(r2_3_r2_4_a_confirmed_end_is_sent_once_and_noted),
    test!(r2_3_the_page_asks_in_an_open_window),
    test!(r2_3_escape_and_the_button_cancel_and_the_focus_returns),
    test!(r2_3_nothing_else_can_be_reached_while_it_is_asked),
    test!(r2_4_the_field_is_locked_until_the_backend_answers),
    test!(r2_4_a_refused_end_is_said_and_the_chat_goes_on),
    test!(r2_4_an_end_that_reaches_nobody_is_said_and_the_chat_goes_on),
    test!(r2_5_other_channels_are_offered_only_where_end_users_cannot_end),
    test!(r2_6_an_end_with_the_bot_closes_and_one_with_people_does_not),
    test!(an_end_by_the_agent_takes_the_confirmation_away),
];

async fn r2_1_end_users_cannot_end_unless_they_may(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, json!({})).await?;
    ensure!(visitor.page.count(END).await? == 0);
    visitor.page.click(">>> .header__options").await?;
    visitor.sees(">>> .menu__item", "Save transcript").await?;
    ensure!(visitor.page.count(">>> .menu__item--end").await? == 0);
    ensure!(visitor.state().await?["canEnd"] == json!(false));
    let code = visitor.is_refused("endSession()").await?;
    ensure!(code == "not-allowed", "{code}");
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn r2_3_the_page_asks_in_an_open_window(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, ending()).await?;
    visitor.closes().await?;
    visitor
        .page
        .eval_async("await chat.endSession();", vec![])
        .await?;
    visitor.page.find(WINDOW).await?;
    visitor.page.until_focus(KEEP).await?;
    visitor.page.press(Key::Escape).await?;
    visitor.page.until_gone(KEEP).await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn r2_3_r2_4_a_confirmed_end_is_sent_once_and_noted(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.listens_to_announcements().await?;
    let wire = Wire::tapped(&desk.page).await?;
    visitor.page.click(END).await?;
    visitor.page.until_focus(KEEP).await?;
    visitor.sees(">>> .confirmation", "End this chat?").await?;
    visitor
        .sees(">>> .confirmation", "Sam will no longer see your messages.")
        .await?;
    let asked = wire.commands(&visitor.page, "end").await?;
    ensure!(asked.is_empty(), "before it is confirmed: {asked:?}");
    visitor.page.click(CONFIRM).await?;
    visitor.until_phase("ended").await?;
    visitor.page.until_gone(">>> .confirmation").await?;
    visitor.sees_note("You ended this chat at").await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    visitor.sees(STATUS, "Chat ended").await?;
    visitor.page.until_focus(START_NEW).await?;
    visitor.cannot_write().await?;
    let asked = wire.commands(&visitor.page, "end").await?;
    ensure!(asked.len() == 1, "{asked:?}");
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["by"] == "end-user", "{ends:?}");
    visitor.until_announced("You ended this chat").await?;
    let announced = visitor.announced().await?;
    let times = announced.iter().filter(|one| one.contains("ended")).count();
    ensure!(times == 1, "{announced:?}");
    desk.has_in_history("The visitor ended the session").await?;
    desk.page.find(".composer__ended").await?;
    visitor.page.assert_clean().await
}

async fn r2_3_escape_and_the_button_cancel_and_the_focus_returns(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    let wire = Wire::tapped(&desk.page).await?;
    for by_escape in [true, false] {
        visitor.page.click(END).await?;
        visitor.page.until_focus(KEEP).await?;
        if by_escape {
            visitor.page.press(Key::Escape).await?;
        } else {
            visitor.page.press(Key::Enter).await?;
        }
        visitor.page.until_gone(">>> .confirmation").await?;
        visitor.page.until_focus(END).await?;
        ensure!(
            visitor.state().await?["open"] == json!(true),
            "the window closed"
        );
    }
    let asked = wire.commands(&visitor.page, "end").await?;
    ensure!(asked.is_empty(), "{asked:?}");
    visitor.says("I am still here").await?;
    desk.hears("I am still here").await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn r2_3_nothing_else_can_be_reached_while_it_is_asked(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, ending()).await?;
    visitor.page.click(END).await?;
    visitor.page.until_focus(KEEP).await?;
    visitor
        .page
        .until_element(">>> .window__body", "return element.inert;", &[])
        .await?;
    visitor.page.press(Key::Tab).await?;
    visitor.page.until_focus(CONFIRM).await?;
    visitor.page.press(Key::Escape).await?;
    visitor
        .page
        .until_element(">>> .window__body", "return !element.inert;", &[])
        .await?;
    visitor.page.assert_clean().await
}

async fn r2_4_the_field_is_locked_until_the_backend_answers(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    let wire = Wire::tapped(&visitor.page).await?;
    visitor.page.type_into(FIELD, "half a sent").await?;
    desk.is_slow_to_answer().await?;
    visitor.ends().await?;
    visitor.until_phase("ending").await?;
    visitor.sees(STATUS, "Ending this chat").await?;
    visitor
        .page
        .until_element(FIELD, "return element.readOnly;", &[])
        .await?;
    visitor.page.focus(FIELD).await?;
    visitor.page.press(Key::Enter).await?;
    ensure!(visitor.page.count(">>> .composer__send:disabled").await? == 1);
    let code = visitor.is_refused("send('late')").await?;
    ensure!(code == "not-allowed", "{code}");
    let sent = wire.commands(&visitor.page, "send").await?;
    ensure!(sent.is_empty(), "{sent:?}");
    ensure!(
        visitor.events("ended").await?.is_empty(),
        "it has not ended yet"
    );
    desk.answers().await?;
    visitor.until_phase("ended").await?;
    visitor.page.until_focus(START_NEW).await?;
    visitor.page.assert_clean().await
}

async fn r2_4_a_refused_end_is_said_and_the_chat_goes_on(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.listens_to_announcements().await?;
    desk.sets(&[("refuse", json!(true))]).await?;
    visitor.ends().await?;
    did_not_end(&visitor).await?;
    desk.has_in_history("it was refused").await?;
    visitor.says("Well then").await?;
    desk.hears("Well then").await?;
    desk.says("Good that you stay").await?;
    visitor.hears("Good that you stay").await?;
    visitor.page.click(">>> .banner__dismiss").await?;
    visitor.page.until_gone(BANNER).await?;
    desk.sets(&[("refuse", json!(false))]).await?;
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    visitor.page.assert_clean().await
}

async fn r2_4_an_end_that_reaches_nobody_is_said_and_the_chat_goes_on(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.listens_to_announcements().await?;
    desk.leaves(&ctx).await?;
    visitor.sees(BANNER, "Nobody is online.").await?;
    visitor.ends().await?;
    did_not_end(&visitor).await?;
    let desk = Desk::opens(&ctx).await?;
    desk.looks_at_first().await?;
    visitor.says("Are you back?").await?;
    desk.hears("Are you back?").await?;
    visitor.page.assert_clean().await
}

/// The window says that the chat did not end, and it did not.
async fn did_not_end(visitor: &Visitor) -> Result<()> {
    visitor.until_phase("talking").await?;
    visitor
        .sees(BANNER, "The chat did not end. You can try again.")
        .await?;
    visitor.page.until_focus(FIELD).await?;
    visitor.until_announced("The chat did not end").await?;
    ensure!(visitor.events("ended").await?.is_empty());
    ensure!(visitor.page.count(PANEL).await? == 0);
    Ok(())
}

async fn r2_5_other_channels_are_offered_only_where_end_users_cannot_end(ctx: Ctx) -> Result<()> {
    let channels = json!([{ "label": "Write a letter", "url": "mailto:help@example.com" }]);
    let (visitor, desk) = talking(&ctx, json!({ "otherChannels": channels })).await?;
    visitor.page.click(">>> .header__options").await?;
    visitor.sees(">>> a.menu__item", "Write a letter").await?;
    desk.ends(None).await?;
    visitor.sees(">>> .panel a", "Write a letter").await?;
    visitor.page.click(START_NEW).await?;
    let mut config = ending();
    config["otherChannels"] = channels;
    let visitor = Visitor::arrives(&ctx, config).await?;
    visitor.opens().await?;
    visitor.says("A human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    visitor.page.click(">>> .header__options").await?;
    visitor.sees(">>> .menu__item", "End conversation").await?;
    ensure!(visitor.page.count(">>> .menu a").await? == 0);
    desk.ends(None).await?;
    visitor.page.find(PANEL).await?;
    ensure!(visitor.page.count(">>> .panel a").await? == 0);
    visitor.page.assert_clean().await
}

async fn r2_6_an_end_with_the_bot_closes_and_one_with_people_does_not(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    desk.has_fact("Conversation closedNo").await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello").await?;
    visitor.hears("I am the assistant of").await?;
    visitor.page.click(END).await?;
    visitor
        .sees(
            ">>> .confirmation",
            "Assistant will no longer see your messages.",
        )
        .await?;
    visitor.page.click(CONFIRM).await?;
    visitor.until_phase("ended").await?;
    desk.page
        .click(".conversation--ended:not(.conversation--open) .conversation__open")
        .await?;
    desk.has_fact("Conversation closedYes").await?;
    visitor.page.assert_clean().await
}

async fn an_end_by_the_agent_takes_the_confirmation_away(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.page.click(END).await?;
    visitor.page.until_focus(KEEP).await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.page.until_gone(">>> .confirmation").await?;
    visitor.page.until_focus(START_NEW).await?;
    visitor.page.assert_clean().await
}
