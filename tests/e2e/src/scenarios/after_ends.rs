//! What the visitor can do once a session is over, and what they cannot.

use super::people::{FIELD, HINT, OWN, PANEL, ROWS, START_NEW, STATUS, Visitor, Wire, talking};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r1_2_read_only_refuses_typing_paste_drop_enter_and_the_handle),
    test!(r1_2_start_new_chat_is_a_new_conversation),
    test!(r4_2_the_handle_starts_a_new_chat_too),
    test!(r4_2_reset_clears_the_window_and_waits_for_the_visitor),
    test!(r4_2_a_reset_window_is_new_once_closed_or_loaded_again),
    test!(r4_2_reopen_says_so_before_the_message_opens_a_new_session),
    test!(r4_2_reopen_is_read_only_where_the_conversation_is_closed),
    test!(r1_1_a_session_based_chat_is_new_after_closing),
    test!(r1_1_a_session_based_chat_is_new_after_loading_again),
];

/// Tries to get a text in by everything but the keyboard.
const SMUGGLE: &str = "\
    const root = chat.element.shadowRoot;\
    const dataTransfer = new DataTransfer();\
    dataTransfer.setData('text/plain', 'smuggled');\
    const init = { bubbles: true, composed: true, cancelable: true };\
    for (const target of [root.activeElement, ...root.querySelectorAll('dialog, .transcript__log, .panel')]) {\
      target?.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: dataTransfer }));\
      for (const type of ['dragenter', 'dragover', 'drop'])\
        target?.dispatchEvent(new DragEvent(type, { ...init, dataTransfer }));\
      target?.dispatchEvent(new InputEvent('beforeinput', { ...init, data: 'smuggled', inputType: 'insertText' }));\
      target?.dispatchEvent(new InputEvent('input', { ...init, data: 'smuggled' }));\
      target?.dispatchEvent(new Event('submit', init));\
    }";

/// Tries everything that could send something; nothing may reach the desk or the window.
async fn cannot_send(visitor: &Visitor, wire: &Wire) -> Result<()> {
    let page = &visitor.page;
    visitor.cannot_write().await?;
    let rows = page.texts(ROWS).await?;
    // Beside the button, which Enter would press.
    for place in [">>> .transcript__log", "#before"] {
        page.focus(place).await?;
        page.type_text("typed").await?;
        page.press(Key::Enter).await?;
    }
    page.focus(">>> .transcript__log").await?;
    page.press_letter(&[Key::Control], 'v').await?;
    page.eval(SMUGGLE, vec![]).await?;
    for call in ["send('by the handle')", "endSession()"] {
        let code = visitor.is_refused(call).await?;
        ensure!(code == "not-allowed", "{call}: {code}");
    }
    visitor.cannot_write().await?;
    ensure!(
        page.texts(ROWS).await? == rows,
        "the transcript has changed"
    );
    let sent = wire.commands(page, "send").await?;
    ensure!(sent.is_empty(), "{sent:?}");
    visitor.until_phase("ended").await
}

async fn r1_2_read_only_refuses_typing_paste_drop_enter_and_the_handle(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let wire = Wire::tapped(&desk.page).await?;
    visitor.says("Before the end").await?;
    desk.hears("Before the end").await?;
    let before = wire.commands(&visitor.page, "send").await?;
    ensure!(before.len() == 1, "the wire hears what is sent: {before:?}");
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    cannot_send(&visitor, &wire).await?;
    desk.has_conversations(1).await?;
    let heard = desk.page.count(".message--visitor").await?;
    ensure!(heard == 2, "{heard} messages at the desk");
    visitor.page.assert_clean().await
}

async fn r1_2_start_new_chat_is_a_new_conversation(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let old = visitor.state().await?["conversation"].take();
    desk.ends(None).await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.sees(STATUS, "Here to help").await?;
    // Nothing has started by the button alone.
    desk.has_conversations(1).await?;
    visitor.says("Another human, please").await?;
    visitor.until_phase("waiting").await?;
    desk.has_conversations(2).await?;
    let new = visitor.state().await?["conversation"].take();
    ensure!(new.is_string() && new != old, "{old} {new}");
    desk.accepts().await?;
    desk.says("Hello again").await?;
    visitor.hears("Hello again").await?;
    let own = visitor.page.texts(OWN).await?;
    ensure!(own == ["Another human, please"], "{own:?}");
    visitor.page.assert_clean().await
}

async fn r4_2_the_handle_starts_a_new_chat_too(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let code = visitor.is_refused("startConversation()").await?;
    ensure!(code == "not-allowed", "while a chat runs: {code}");
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor
        .page
        .eval_async("await chat.startConversation();", vec![])
        .await?;
    visitor.has_new_window().await?;
    visitor
        .page
        .eval_async("await chat.send('From the page');", vec![])
        .await?;
    desk.has_conversations(2).await?;
    visitor.page.assert_clean().await
}

/// The keys of the widget that the browser keeps.
async fn kept(visitor: &Visitor) -> Result<Value> {
    let body = "return Object.keys(localStorage).filter((key) => key.startsWith('session-chat'));";
    visitor.page.eval(body, vec![]).await
}

async fn r4_2_reset_clears_the_window_and_waits_for_the_visitor(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "afterEnd": "reset" })).await?;
    ensure!(kept(&visitor).await? == json!(["session-chat:default"]));
    let wire = Wire::tapped(&desk.page).await?;
    visitor.page.focus(FIELD).await?;
    desk.ends(Some("Solved")).await?;
    visitor.until_phase("ended").await?;
    visitor.page.until_count(ROWS, 0).await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.sees(PANEL, "Reason: Solved.").await?;
    visitor.sees(PANEL, "It is no longer kept here.").await?;
    visitor.page.until_focus(START_NEW).await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["next"] == "reset", "{ends:?}");
    ensure!(kept(&visitor).await? == json!([]), "something is kept");
    desk.has_in_history("The visitor cleared the conversation")
        .await?;
    // R3.4: the next keystroke opens nothing.
    visitor.page.type_text("h").await?;
    cannot_send(&visitor, &wire).await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello").await?;
    desk.has_conversations(2).await?;
    visitor.hears("I am the assistant of").await?;
    visitor.page.assert_clean().await
}

async fn r4_2_a_reset_window_is_new_once_closed_or_loaded_again(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reset", "resume": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "It is no longer kept here.").await?;
    visitor.closes().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.says("A human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "It is no longer kept here.").await?;
    visitor.reloads().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.page.assert_clean().await
}

async fn r4_2_reopen_says_so_before_the_message_opens_a_new_session(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reopen", "reopening": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    let wire = Wire::tapped(&desk.page).await?;
    let conversation = visitor.state().await?["conversation"].take();
    visitor.page.focus(FIELD).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.sees(STATUS, "Chat ended").await?;
    visitor.sees_note("Sam ended this chat at").await?;
    visitor
        .sees(HINT, "Writing starts a new chat with someone new.")
        .await?;
    visitor.page.until_focus(FIELD).await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["next"] == "reopen", "{ends:?}");
    // Typing alone opens nothing.
    visitor.page.type_into(FIELD, "One more").await?;
    let sent = wire.commands(&visitor.page, "send").await?;
    ensure!(sent.is_empty(), "{sent:?}");
    visitor.until_phase("ended").await?;
    visitor.says(" human, please").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees_note("A new chat starts here").await?;
    visitor
        .page
        .until_element(HINT, "return element.textContent === '';", &[])
        .await?;
    desk.has_conversations(1).await?;
    desk.has_in_history("Session 2 started").await?;
    desk.accepts().await?;
    desk.hears("One more human, please").await?;
    desk.says("Welcome back").await?;
    visitor.hears("Welcome back").await?;
    visitor.sees_note("Sam ended this chat at").await?;
    let again = visitor.state().await?["conversation"].take();
    ensure!(again == conversation, "{conversation} {again}");
    visitor.page.assert_clean().await
}

async fn r4_2_reopen_is_read_only_where_the_conversation_is_closed(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reopen", "reopening": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    desk.sets(&[("closes", json!(true))]).await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.cannot_write().await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["next"] == "readOnly", "{ends:?}");
    visitor.page.assert_clean().await
}

async fn r1_1_a_session_based_chat_is_new_after_closing(ctx: Ctx) -> Result<()> {
    let config = json!({ "endChatWhenSessionEnds": true, "resume": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    desk.sets(&[("closes", json!(true))]).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.cannot_write().await?;
    desk.has_fact("Conversation closedYes").await?;
    let wire = Wire::tapped(&desk.page).await?;
    cannot_send(&visitor, &wire).await?;
    visitor.closes().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    // The bot's end counts like the agent's.
    visitor.says("Bye").await?;
    visitor.until_phase("ended").await?;
    visitor.closes().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    desk.has_conversations(2).await?;
    visitor.says("Hello").await?;
    desk.has_conversations(3).await?;
    visitor.page.assert_clean().await
}

async fn r1_1_a_session_based_chat_is_new_after_loading_again(ctx: Ctx) -> Result<()> {
    let config = json!({
        "endChatWhenSessionEnds": true,
        "endUsersCanEnd": true,
        "multipleConversations": true,
        "resume": true,
    });
    let (visitor, desk) = talking(&ctx, config).await?;
    visitor.ends().await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    // Who the visitor is stays, for the list of their chats; nothing of the chat does.
    let body = "return JSON.parse(localStorage['session-chat:default']).kept;";
    let kept = visitor.page.eval(body, vec![]).await?;
    ensure!(
        kept["chat"].is_null() && kept["parked"] == json!([]),
        "{kept}"
    );
    visitor.reloads().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.says("Hello").await?;
    desk.has_conversations(2).await?;
    visitor.page.assert_clean().await
}
