//! Faults of the outbox, by their number in the list of faults: see `tests/faults.md`.

use super::people::{
    Desk, FIELD, FREE_HOST, HOST, OWN, Scripted, Visitor, answered, host_path, moments,
};
use crate::engine::CHROMIUM_ONLY;
use crate::page::{PATIENCE, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(o08_what_was_written_while_nobody_was_there_arrives_once_and_in_order_after_a_reload)
        .alone(),
    test!(
        o09_a_process_that_is_killed_after_enter_loses_nothing,
        CHROMIUM_ONLY
    ),
    test!(o09_a_tab_that_is_closed_after_enter_loses_nothing),
    test!(o10_the_message_that_does_not_fit_stays_in_the_field),
    test!(o11_an_end_gives_back_what_was_not_sent_and_sends_nothing_by_itself),
    test!(o12_each_enter_and_each_click_sends_what_is_there_once),
];

async fn o08_what_was_written_while_nobody_was_there_arrives_once_and_in_order_after_a_reload(
    ctx: Ctx,
) -> Result<()> {
    let visitor = Visitor::arrives(&ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    let texts = ["One", "Two", "Three", "Four", "Five"];
    for text in texts {
        visitor.says(text).await?;
    }
    visitor.reloads().await?;
    visitor.page.until_count(OWN, 5).await?;
    visitor.sees_receipt("Not sent yet · will retry").await?;
    let arrived = "root.querySelectorAll('.row--own').length === 5 \
                   && !root.querySelector('.row--unsent')";
    moments::watch(&visitor.page, "arrived", arrived).await?;
    let ear = "const channel = new BroadcastChannel('session-chat:main');\
        channel.onmessage = ({ data }) => { if (data.body === 'deskOpen') noted.online ??= Date.now(); };";
    visitor.page.eval(ear, vec![]).await?;
    let desk = Desk::opens(&ctx).await?;
    let arrived = moments::noted(&visitor.page, "arrived").await?;
    let online = moments::noted(&visitor.page, "online").await?;
    moments::within(
        "five messages after the desk opened",
        online,
        arrived,
        3_000.0,
    )?;
    desk.looks_at_first().await?;
    desk.hears("Five").await?;
    let heard = desk.page.texts(".message--visitor .message__body").await?;
    ensure!(heard == texts, "{heard:?}");
    let shown = visitor.page.texts(OWN).await?;
    ensure!(shown == texts, "{shown:?}");
    visitor.page.assert_clean().await
}

/// How many processes are killed, and how many chats go with each: a hundred in all. A process
/// takes two seconds to start, so a hundred of them would take longer than the whole suite.
const KILLS: usize = 10;
const CHATS: usize = 10;

/// What is said in a chat of a page that is killed.
fn last_words(round: usize, chat: usize) -> String {
    format!("Last words {round}-{chat}")
}

/// A page with chats of their own, all open.
fn chats(round: usize) -> Value {
    let one = |chat: usize| json!({ "id": format!("{round}-{chat}"), "openOnStart": true, "resume": true });
    (0..CHATS).map(one).collect()
}

/// In every chat of the page, at once: writes something and presses Enter.
const ENTER: &str = "\
    for (const chat of chats) {\
      const field = chat.element.shadowRoot.querySelector('.composer__field');\
      field.value = `Last words ${chat.id}`;\
      const init = { bubbles: true, composed: true, cancelable: true };\
      field.dispatchEvent(new Event('input', init));\
      field.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Enter' }));\
    }";

async fn all_open(page: &Page) -> Result<()> {
    page.until("window.started").await?;
    page.until("chats.every(({ element }) => element.shadowRoot.querySelector('.composer__field'))")
        .await
}

async fn o09_a_process_that_is_killed_after_enter_loses_nothing(ctx: Ctx) -> Result<()> {
    // A window of the same origin, in a process of its own, sees what is left.
    ctx.goto("/tests/pages/frame/").await?;
    let mut lost = Vec::new();
    for round in 0..KILLS {
        let page = ctx.open(&host_path(FREE_HOST, &chats(round))).await?;
        all_open(&page).await?;
        page.eval(ENTER, vec![]).await?;
        page.crash().await?;
        for chat in 0..CHATS {
            let key = format!("session-chat:{round}-{chat}");
            // What one process has written, another one reads a moment later.
            let waits = "const kept = JSON.parse(localStorage.getItem(arguments[0]));\
                return kept?.kept.chat.outbox[0]?.text === arguments[1];";
            let waits = ctx
                .page
                .until_answer(
                    waits,
                    &[json!(key), json!(last_words(round, chat))],
                    PATIENCE,
                )
                .await;
            if waits.is_err() {
                let kept = "return localStorage.getItem(arguments[0]);";
                let kept = ctx.page.eval(kept, vec![json!(key)]).await?;
                lost.push(format!("{key}: {kept}"));
            }
        }
    }
    println!(
        "       {KILLS} kills, {} messages, {} lost",
        KILLS * CHATS,
        lost.len()
    );
    ensure!(lost.is_empty(), "lost: {lost:#?}");
    // And whoever comes back sends them, once.
    ctx.goto(&host_path(FREE_HOST, &chats(0))).await?;
    all_open(&ctx.page).await?;
    let desk = Scripted::stands_in(&ctx.page).await?;
    ctx.page
        .until(&format!("desk.commands('send').length >= {CHATS}"))
        .await?;
    ctx.page
        .until("chats.every((chat) => chat.state().phase === 'talking')")
        .await?;
    // One that was under way when the desk was heard of again goes out twice, under one id.
    let heard = "const sent = desk.commands('send').map(({ id, text }) => [id, text]);\
        return [...new Map(sent).values()].sort();";
    let heard = desk.does(heard, vec![]).await?;
    let expected: Vec<_> = (0..CHATS).map(|chat| last_words(0, chat)).collect();
    ensure!(heard == json!(expected), "{heard}");
    ctx.page.assert_clean().await
}

async fn o09_a_tab_that_is_closed_after_enter_loses_nothing(ctx: Ctx) -> Result<()> {
    let page = ctx.open(&host_path(FREE_HOST, &chats(0))).await?;
    all_open(&page).await?;
    page.eval(ENTER, vec![]).await?;
    page.close().await?;
    // What one process has written, another one reads a moment later.
    ctx.goto("/tests/pages/frame/").await?;
    let kept = format!(
        "Array.from({{ length: {CHATS} }}, (_, chat) => localStorage.getItem(`session-chat:0-${{chat}}`))\
         .every((kept) => kept?.includes('Last words'))"
    );
    ctx.page.until(&kept).await?;
    ctx.goto(&host_path(FREE_HOST, &chats(0))).await?;
    all_open(&ctx.page).await?;
    let desk = Scripted::stands_in(&ctx.page).await?;
    ctx.page
        .until("chats.every((chat) => chat.state().phase === 'talking')")
        .await?;
    // One that was under way when the desk was heard of again goes out twice, under one id.
    let heard = "const sent = desk.commands('send').map(({ id, text }) => [id, text]);\
        return [...new Map(sent).values()].sort();";
    let heard = desk.does(heard, vec![]).await?;
    let expected: Vec<_> = (0..CHATS).map(|chat| last_words(0, chat)).collect();
    ensure!(heard == json!(expected), "{heard}");
    ctx.page.assert_clean().await
}

async fn o10_the_message_that_does_not_fit_stays_in_the_field(ctx: Ctx) -> Result<()> {
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    let page = &visitor.page;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    let body = "for (let count = 1; count <= 50; count += 1) await chat.send(`Message ${count}`);";
    page.eval_async(body, vec![]).await?;
    let text = "The fifty-first message, with ümläuts";
    page.type_into(FIELD, text).await?;
    page.press(Key::Enter).await?;
    visitor
        .sees(super::people::BANNER, "Too many messages are waiting.")
        .await?;
    let field = page.eval_on(FIELD, "return element.value;").await?;
    ensure!(field == json!(text), "{field} is left in the field");
    let errors = visitor.events("error").await?;
    ensure!(
        errors.len() == 1 && errors[0]["code"] == "outbox-full",
        "{errors:?}"
    );
    let desk = Desk::opens(&ctx).await?;
    visitor.hears("I am the assistant of").await?;
    page.until_gone(">>> .row--unsent").await?;
    page.press(Key::Enter).await?;
    page.until_gone(super::people::BANNER).await?;
    desk.looks_at_first().await?;
    desk.hears(text).await?;
    let heard = desk.page.texts(".message--visitor .message__body").await?;
    let mut expected: Vec<_> = (1..=50).map(|count| format!("Message {count}")).collect();
    expected.push(text.to_owned());
    ensure!(heard == expected, "{heard:?}");
    page.assert_clean().await
}

async fn o11_an_end_gives_back_what_was_not_sent_and_sends_nothing_by_itself(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("silent")).await?;
    visitor.says("First of two").await?;
    visitor.says("Second of two").await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    page.until_count(">>> .row--own .meta--failed", 2).await?;
    let before = desk.heard("send").await?;
    desk.set("answers.send", json!("taken")).await?;
    page.click(super::people::START_NEW).await?;
    page.until_focus(FIELD).await?;
    let given_back = page.eval_on(FIELD, "return element.value;").await?;
    ensure!(given_back == "First of two\nSecond of two", "{given_back}");
    // Whatever would go out by itself has gone out by now: the desk has answered something later.
    page.eval("window.dispatchEvent(new Event('online'));", vec![])
        .await?;
    page.until("desk.commands('connect').length >= 2").await?;
    visitor.until_state("connection", json!("live")).await?;
    ensure!(desk.heard("send").await? == before, "it was sent by itself");
    visitor.until_phase("none").await?;
    page.assert_clean().await
}

/// Twenty texts, each written and sent with Enter in one go.
const TWENTY: &str = "\
    const field = element;\
    const init = { bubbles: true, composed: true, cancelable: true };\
    const begun = performance.now();\
    for (let count = 1; count <= 20; count += 1) {\
      field.value = `Message ${count}`;\
      field.dispatchEvent(new Event('input', init));\
      field.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Enter' }));\
      field.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Enter', repeat: true }));\
    }\
    return performance.now() - begun;";

/// Enter while an input method composes, as each engine tells it.
const COMPOSING: &str = "\
    const init = { bubbles: true, composed: true, cancelable: true, key: 'Enter' };\
    element.value = 'にほん';\
    element.dispatchEvent(new Event('input', init));\
    element.dispatchEvent(new CompositionEvent('compositionstart', init));\
    element.dispatchEvent(new KeyboardEvent('keydown', { ...init, isComposing: true }));\
    element.dispatchEvent(new KeyboardEvent('keydown', { ...init, keyCode: 229 }));\
    element.dispatchEvent(new CompositionEvent('compositionend', init));";

async fn o12_each_enter_and_each_click_sends_what_is_there_once(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    // As fast as the engine can, which is faster than anybody's fingers.
    let took = page.eval_on(FIELD, TWENTY).await?;
    println!("       twenty times Enter, twice each: {took} ms");
    page.until("desk.commands('send').length >= 21").await?;
    page.eval_on(FIELD, COMPOSING).await?;
    let left = page.eval_on(FIELD, "return element.value;").await?;
    ensure!(left == "にほん", "a composed text was sent: {left:?}");
    // Twice in one go, as the mouse of an impatient visitor does it.
    let twice = "const button = element; button.click(); button.click();\
                 button.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));";
    page.eval_on(">>> .composer__send", twice).await?;
    visitor.says("The last one").await?;
    visitor.sees_receipt("Sent").await?;
    page.until("desk.commands('send').at(-1).text === 'The last one'")
        .await?;
    let mut expected = vec!["Hello".to_owned()];
    expected.extend((1..=20).map(|count| format!("Message {count}")));
    expected.extend(["にほん", "The last one"].map(str::to_owned));
    let heard = "return desk.commands('send').map(({ text }) => text);";
    let heard = desk.does(heard, vec![]).await?;
    ensure!(heard == json!(expected), "{heard}");
    let shown = page.texts(OWN).await?;
    ensure!(shown == expected, "{shown:?}");
    page.assert_clean().await
}
