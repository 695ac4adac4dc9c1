//! A page that is loaded again, in every state: with `resume`, the window comes back as it was.

use super::people::{
    BANNER, Desk, END, FIELD, HINT, HOLD, HOST, KEEP, NOTES, OWN, PANEL, ROWS, START_NEW, STATUS,
    Visitor, WINDOW, ending, host_path, talking,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(without_a_conversation_nothing_comes_back),
    test!(starting_without_a_desk_the_message_waits_on_and_arrives_once),
    test!(with_the_bot_the_chat_goes_on),
    test!(waiting_keeps_its_place),
    test!(talking_goes_on_with_the_same_agent),
    test!(about_to_end_it_still_says_so),
    test!(with_the_confirmation_open_nothing_was_ended),
    test!(while_ending_the_end_is_not_lost),
    test!(r1_2_ended_it_is_read_only_with_a_way_to_a_new_chat),
    test!(r4_2_ended_and_to_be_reopened_the_warning_comes_back),
    test!(r1_5_a_conversation_the_desk_does_not_know_locks_nobody_out),
    test!(r1_5_an_end_that_was_missed_is_shown),
    test!(a_closed_window_stays_closed_and_keeps_its_count),
    test!(a_press_while_the_chat_comes_back_opens_it),
    test!(without_resume_the_chat_comes_back_when_the_window_opens),
    test!(destroy_forgets_a_chat_that_does_not_run_on_this_page_too),
];

/// Loads the page again and has the same window, with the same rows.
async fn comes_back(visitor: &Visitor) -> Result<()> {
    let rows = visitor.page.texts(ROWS).await?;
    visitor.reloads().await?;
    visitor.page.find(WINDOW).await?;
    visitor.until_state("connection", json!("live")).await?;
    let count = u64::try_from(rows.len())?;
    visitor.page.until_count(ROWS, count).await?;
    let now = visitor.page.texts(ROWS).await?;
    ensure!(now == rows, "{rows:?} became {now:?}");
    Ok(())
}

async fn without_a_conversation_nothing_comes_back(ctx: Ctx) -> Result<()> {
    let _desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.page.type_into(FIELD, "not sent").await?;
    visitor.reloads().await?;
    ensure!(visitor.page.count(WINDOW).await? == 0);
    let kept = visitor
        .page
        .eval("return localStorage.length;", vec![])
        .await?;
    ensure!(kept == 0, "{kept} things are kept");
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.page.assert_clean().await
}

async fn starting_without_a_desk_the_message_waits_on_and_arrives_once(ctx: Ctx) -> Result<()> {
    let visitor = Visitor::arrives(&ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.says("Is anybody there?").await?;
    visitor.until_phase("starting").await?;
    visitor.reloads().await?;
    visitor.page.find(WINDOW).await?;
    visitor.until_phase("starting").await?;
    visitor.sees(OWN, "Is anybody there?").await?;
    visitor.sees_receipt("Not sent yet · will retry").await?;
    visitor
        .sees(HINT, "Your message waits until someone is online.")
        .await?;
    let desk = Desk::opens(&ctx).await?;
    visitor.until_phase("with-bot").await?;
    visitor.hears("I am the assistant of").await?;
    desk.looks_at_first().await?;
    desk.hears("Is anybody there?").await?;
    ensure!(desk.page.count(".message--visitor").await? == 1);
    ensure!(visitor.page.count(OWN).await? == 1);
    visitor.page.assert_clean().await
}

async fn with_the_bot_the_chat_goes_on(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.hears("I am the assistant of").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("with-bot").await?;
    visitor.sees(STATUS, "Automated assistant").await?;
    visitor.says("When are you open?").await?;
    visitor.hears("Monday to Friday").await?;
    desk.has_conversations(1).await?;
    visitor.page.assert_clean().await
}

async fn waiting_keeps_its_place(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.says("A human, please").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees_note("Looking for someone").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("waiting").await?;
    visitor
        .sees(STATUS, "You are number 1 · about 2 minutes")
        .await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn talking_goes_on_with_the_same_agent(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    desk.says("One moment").await?;
    visitor.hears("One moment").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("talking").await?;
    visitor.sees(">>> .header__name", "Sam").await?;
    visitor.says("I wait").await?;
    desk.hears("I wait").await?;
    desk.says("Found it").await?;
    visitor.hears("Found it").await?;
    let messages = visitor.events("message").await?;
    ensure!(messages.len() == 2, "history is no news: {messages:?}");
    visitor.page.assert_clean().await
}

async fn about_to_end_it_still_says_so(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    let rule = [
        ("inactivity", json!(true)),
        ("warn", json!("0.005")),
        ("end", json!("5")),
    ];
    desk.sets(&rule).await?;
    desk.says("Still there?").await?;
    visitor.until_phase("inactive").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("inactive").await?;
    visitor.sees(BANNER, "Are you still there?").await?;
    visitor.page.assert_clean().await
}

async fn with_the_confirmation_open_nothing_was_ended(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    visitor.page.click(END).await?;
    visitor.page.until_focus(KEEP).await?;
    comes_back(&visitor).await?;
    visitor.until_phase("talking").await?;
    ensure!(visitor.page.count(">>> .confirmation").await? == 0);
    visitor.says("Still here").await?;
    desk.hears("Still here").await?;
    visitor.page.assert_clean().await
}

async fn while_ending_the_end_is_not_lost(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    desk.is_slow_to_answer().await?;
    visitor.ends().await?;
    visitor.until_phase("ending").await?;
    visitor.reloads().await?;
    visitor.page.find(WINDOW).await?;
    desk.answers().await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    visitor.page.assert_clean().await
}

async fn r1_2_ended_it_is_read_only_with_a_way_to_a_new_chat(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    desk.ends(Some("Solved")).await?;
    visitor.sees_note("Sam ended this chat").await?;
    for _ in 0..2 {
        comes_back(&visitor).await?;
        visitor.until_phase("ended").await?;
        visitor.cannot_write().await?;
        visitor.sees(STATUS, "Chat ended").await?;
        visitor.sees(PANEL, "Sam ended this chat").await?;
        visitor.sees(PANEL, "Reason: Solved.").await?;
        ensure!(visitor.page.count(NOTES).await? == 3, "one note of the end");
        ensure!(visitor.events("ended").await?.is_empty(), "it ended before");
    }
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello").await?;
    desk.has_conversations(2).await?;
    visitor.hears("I am the assistant of").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("with-bot").await?;
    visitor.page.assert_clean().await
}

async fn r4_2_ended_and_to_be_reopened_the_warning_comes_back(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reopen", "reopening": true, "resume": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    desk.ends(None).await?;
    visitor.sees(HINT, "Writing starts a new chat").await?;
    comes_back(&visitor).await?;
    visitor.until_phase("ended").await?;
    visitor.sees(HINT, "Writing starts a new chat").await?;
    visitor.says("A human, please").await?;
    visitor.until_phase("waiting").await?;
    desk.has_conversations(1).await?;
    visitor.page.assert_clean().await
}

async fn r1_5_a_conversation_the_desk_does_not_know_locks_nobody_out(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, json!({ "resume": true })).await?;
    // Another desk, which has never heard of the conversation that the browser keeps.
    let stranger = ctx.open("/desk/?channel=elsewhere").await?;
    stranger.find(".bar").await?;
    let config = json!({
        "resume": true,
        "backend": { "kind": "local", "channel": "elsewhere" },
    });
    let visitor = Visitor::arrives_in(&ctx, visitor.page, &config).await?;
    visitor.page.find(WINDOW).await?;
    visitor.until_phase("lost").await?;
    visitor.sees(PANEL, "This chat cannot go on").await?;
    visitor.sees(PANEL, "We cannot find it any more.").await?;
    visitor.sees(OWN, "I need a human, please").await?;
    visitor.cannot_write().await?;
    comes_back(&visitor).await?;
    visitor.until_phase("lost").await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello").await?;
    visitor.hears("I am the assistant of").await?;
    stranger.until_count(".conversation", 1).await?;
    visitor.page.assert_clean().await
}

async fn r1_5_an_end_that_was_missed_is_shown(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    visitor.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    desk.says("Are you there?").await?;
    desk.ends(Some("No answer")).await?;
    let config = json!({ "resume": true });
    let visitor = Visitor::arrives_in(&ctx, visitor.page, &config).await?;
    visitor.page.find(WINDOW).await?;
    visitor.until_phase("ended").await?;
    visitor.hears("Are you there?").await?;
    visitor.sees(PANEL, "Reason: No answer.").await?;
    visitor.cannot_write().await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["by"] == "agent", "{ends:?}");
    visitor.page.assert_clean().await
}

async fn a_closed_window_stays_closed_and_keeps_its_count(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    visitor.closes().await?;
    desk.says("Are you there?").await?;
    visitor.page.until_text(">>> .badge", "1").await?;
    visitor.reloads().await?;
    visitor.page.until_text(">>> .badge", "1").await?;
    visitor.until_state("connection", json!("live")).await?;
    desk.says("Hello?").await?;
    visitor.page.until_text(">>> .badge", "2").await?;
    ensure!(visitor.page.count(WINDOW).await? == 0, "the window is open");
    visitor.opens().await?;
    visitor.hears("Hello?").await?;
    visitor.page.assert_clean().await
}

async fn a_press_while_the_chat_comes_back_opens_it(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, json!({ "resume": true })).await?;
    let page = &visitor.page;
    visitor.closes().await?;
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    // A slow line: what the chat is made of is still on its way.
    page.eval(HOLD, vec![]).await?;
    let start = "window.chat = await start({ backend: { kind: 'local' }, resume: true });";
    page.eval_async(start, vec![]).await?;
    page.find(">>> .launcher[aria-busy=true]").await?;
    page.click(">>> .launcher").await?;
    page.eval("letGo();", vec![]).await?;
    page.find(WINDOW).await?;
    visitor.until_phase("talking").await?;
    page.until_focus(FIELD).await?;
    page.assert_clean().await
}

async fn without_resume_the_chat_comes_back_when_the_window_opens(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.reloads().await?;
    ensure!(visitor.state().await?["phase"] == "none", "it has looked");
    let probe = visitor.page.probe().await?;
    ensure!(probe.storage.is_empty(), "{:?}", probe.storage);
    desk.says("Are you there?").await?;
    visitor.opens().await?;
    visitor.until_phase("talking").await?;
    visitor.hears("Are you there?").await?;
    visitor.sees(OWN, "I need a human, please").await?;
    visitor.page.until_focus(FIELD).await?;
    visitor.page.assert_clean().await
}

async fn destroy_forgets_a_chat_that_does_not_run_on_this_page_too(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talking(&ctx, json!({})).await?;
    for (options, kept) in [("{ keepConversation: true }", 1), ("", 0)] {
        visitor.reloads().await?;
        let body = format!("chat.destroy({options}); return localStorage.length;");
        let left = visitor.page.eval(&body, vec![]).await?;
        ensure!(left == kept, "{options}: {left}");
    }
    visitor.reloads().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.page.assert_clean().await
}
