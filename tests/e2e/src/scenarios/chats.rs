//! A chat both ways: the bot, the agent, and what each sees of the other.

use super::people::{Desk, FIELD, NOTES, OWN, RECEIPTS, STATUS, Visitor, moments, talking};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_visitor_and_an_agent_chat_both_ways),
    test!(each_sees_the_other_writing),
    test!(a_message_is_sent_then_delivered_then_read),
    test!(r6_1_what_arrives_in_a_closed_window_is_counted),
    test!(r4_1_a_macro_is_one_click),
    test!(the_page_hears_of_a_chat_by_events_and_writes_by_its_handle),
    test!(shift_enter_is_a_new_line_and_blank_messages_are_not_sent),
];

async fn a_visitor_and_an_agent_chat_both_ways(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.sees(STATUS, "Here to help").await?;
    visitor.says("Hello").await?;
    visitor.hears("I am the assistant of").await?;
    visitor.until_phase("with-bot").await?;
    visitor.sees(STATUS, "Automated assistant").await?;
    visitor.says("I need a human").await?;
    visitor
        .hears("I am looking for someone who can help")
        .await?;
    visitor.until_phase("waiting").await?;
    visitor
        .sees(STATUS, "You are number 1 · about 2 minutes")
        .await?;
    visitor
        .sees_note("Looking for someone who can help")
        .await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    visitor.sees(">>> .header__name", "Sam").await?;
    visitor.sees(STATUS, "Support team").await?;
    visitor.sees_note("Sam joined").await?;
    desk.hears("Hello").await?;
    desk.says("Good morning, this is Sam").await?;
    visitor.hears("Good morning, this is Sam").await?;
    visitor.says("My lamp flickers").await?;
    desk.hears("My lamp flickers").await?;
    desk.says("Is it **switched on**?").await?;
    visitor.hears("Is it switched on?").await?;
    visitor
        .sees(">>> .row--agent .bubble strong", "switched on")
        .await?;
    let own = visitor.page.texts(OWN).await?;
    ensure!(
        own == ["Hello", "I need a human", "My lamp flickers"],
        "{own:?}"
    );
    visitor.page.assert_clean().await
}

async fn each_sees_the_other_writing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let says = "root.querySelector('.row--typing')?.textContent.includes('is writing')";
    moments::watch(&visitor.page, "typing", says).await?;
    desk.page.type_into(".reply", "Let me s").await?;
    moments::noted(&visitor.page, "typing").await?;
    desk.page.type_into(".reply", "ee").await?;
    desk.page.press(Key::Enter).await?;
    visitor.hears("Let me see").await?;
    visitor.page.until_gone(">>> .row--typing").await?;
    visitor.page.type_into(FIELD, "While you").await?;
    desk.page.find(".visitor-typing").await?;
    visitor.page.press(Key::Enter).await?;
    desk.hears("While you").await?;
    desk.page.until_gone(".visitor-typing").await?;
    visitor.page.assert_clean().await
}

async fn a_message_is_sent_then_delivered_then_read(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    desk.switches(false).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("I need a human").await?;
    visitor.until_phase("waiting").await?;
    // The bot has read what it answered; what waits for a person is only sent.
    visitor.says("It is about my order").await?;
    visitor.sees_receipt("Sent ·").await?;
    desk.switches(true).await?;
    // The agent takes the chat from the list and stays elsewhere: delivered, not read.
    hide(&desk.page, true).await?;
    desk.accepts().await?;
    visitor.sees_receipt("Delivered ·").await?;
    hide(&desk.page, false).await?;
    visitor.sees_receipt("Read ·").await?;
    let receipts = visitor.page.count(RECEIPTS).await?;
    ensure!(receipts == 1, "only the newest own message has a receipt");
    desk.says("I am looking").await?;
    visitor.hears("I am looking").await?;
    desk.page.until_any_text(".message__foot", "Seen").await?;
    visitor.page.assert_clean().await
}

/// Makes a page believe that it is hidden, or not any more: no driver minimises windows alike.
async fn hide(page: &Page, hidden: bool) -> Result<()> {
    let body = "const [hidden] = arguments;\
        const value = (of) => ({ configurable: true, get: () => of });\
        Object.defineProperty(document, 'hidden', value(hidden));\
        Object.defineProperty(document, 'visibilityState', value(hidden ? 'hidden' : 'visible'));\
        document.dispatchEvent(new Event('visibilitychange'));";
    page.eval(body, vec![json!(hidden)]).await.map(drop)
}

async fn r6_1_what_arrives_in_a_closed_window_is_counted(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.closes().await?;
    desk.says("Are you there?").await?;
    visitor.page.until_text(">>> .badge", "1").await?;
    desk.says("Hello?").await?;
    visitor.page.until_text(">>> .badge", "2").await?;
    let label = "return element.getAttribute('aria-label').includes('2');";
    visitor
        .page
        .until_element(">>> .launcher", label, &[])
        .await?;
    visitor
        .page
        .until("document.title === '(2) Host page'")
        .await?;
    visitor.until_state("unread", json!(2)).await?;
    visitor.opens().await?;
    visitor.hears("Hello?").await?;
    visitor.sees(">>> .unread", "New").await?;
    visitor.until_state("unread", json!(0)).await?;
    visitor.page.until("document.title === 'Host page'").await?;
    visitor
        .page
        .until_element(">>> .badge", "return element.textContent === '';", &[])
        .await?;
    let unread = visitor.events("unread").await?;
    let counts: Vec<_> = unread.iter().map(|detail| &detail["unread"]).collect();
    ensure!(counts == [1, 2, 0], "{counts:?}");
    visitor.page.assert_clean().await
}

async fn r4_1_a_macro_is_one_click(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.page.click(".macro").await?;
    visitor
        .hears("Hello, thanks for waiting. How can I help?")
        .await?;
    desk.sets(&[("macros", json!("First\nSecond *sentence*"))])
        .await?;
    desk.page.until_count(".macro", 2).await?;
    desk.page.click(".macro:last-child").await?;
    visitor.hears("Second sentence").await?;
    visitor.page.assert_clean().await
}

async fn the_page_hears_of_a_chat_by_events_and_writes_by_its_handle(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    let page = &visitor.page;
    page.eval_async("await chat.send('Hello from the page');", vec![])
        .await?;
    visitor.hears("I am the assistant of").await?;
    desk.has_conversations(1).await?;
    let state = visitor.state().await?;
    let started = visitor.events("started").await?;
    ensure!(
        started == [json!({ "conversation": state["conversation"] })],
        "{started:?} {state}"
    );
    page.until("events.filter(({ name }) => name === 'message').length === 2")
        .await?;
    let messages = visitor.events("message").await?;
    let (own, bot) = (&messages[0], &messages[1]);
    ensure!(
        own["role"] == "end-user" && own["text"] == "Hello from the page",
        "{own}"
    );
    ensure!(bot["role"] == "bot" && bot["name"] == "Assistant", "{bot}");
    let names = "return events.map(({ name }) => name);";
    let names = page.eval(names, vec![]).await?;
    for name in ["ready", "opened", "phase", "connection"] {
        let is_heard = names
            .as_array()
            .is_some_and(|names| names.contains(&json!(name)));
        ensure!(is_heard, "{name} is not among {names}");
    }
    page.assert_clean().await
}

async fn shift_enter_is_a_new_line_and_blank_messages_are_not_sent(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let page = &visitor.page;
    let before = page.count(OWN).await?;
    page.type_into(FIELD, "  ").await?;
    page.press(Key::Enter).await?;
    ensure!(
        page.count(">>> .composer__send:disabled").await? == 1,
        "it can be sent"
    );
    page.eval_on(FIELD, "element.select();").await?;
    page.type_text("one").await?;
    page.press_with(&[Key::Shift], Key::Enter).await?;
    page.type_text("two").await?;
    page.click(">>> .composer__send").await?;
    page.until_focus(FIELD).await?;
    page.until_count(OWN, before.saturating_add(1)).await?;
    page.until_any_text(OWN, "one\ntwo").await?;
    desk.hears("two").await?;
    desk.page.until_count(".message--visitor br", 1).await?;
    ensure!(page.texts(NOTES).await?.len() == 2, "no note but two");
    page.assert_clean().await
}
