//! The chat without our window, on a page that draws its own: talking, both ends, reloads, and what
//! is left behind.

use super::people::{Desk, Scripted, Visitor, host_path, trips};
use crate::page::PATIENCE;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(nothing_is_stored_or_opened_before_connect),
    test!(a_visitor_and_an_agent_talk_on_a_page_that_draws_its_own),
    test!(r1_2_r4_1_an_agents_end_locks_the_page),
    test!(r1_1_r1_2_the_end_of_a_session_ends_its_conversation_on_any_page),
    test!(r2_1_r2_4_a_visitor_ends_where_it_is_allowed),
    test!(r2_1_nobody_ends_where_it_is_not_allowed),
    test!(r2_4_an_end_that_the_backend_refuses_is_none),
    test!(a_reload_goes_on_with_the_transcript),
    test!(a_disconnected_chat_reads_only_and_catches_up),
    test!(two_chats_on_a_page_do_not_hear_each_other),
    test!(a_destroyed_chat_leaves_nothing),
    test!(after_a_panic_every_call_is_refused_and_a_fresh_chat_goes_on),
    test!(r1_3_r2_1_what_excludes_each_other_is_refused),
];

/// A page that draws its own chat, under the strict policy.
const OWN_PAGE: &str = "/tests/pages/csp_strict_headless/";
/// Its message field.
pub const FIELD: &str = ".chat__field";
/// What the visitor said there.
pub const OWN: &str = "[data-role=end-user] .chat__text";
/// What the others said there.
pub const THEIRS: &str = "li:not([data-role=end-user]) .chat__text";
const END: &str = ".chat__end";
const CONFIRM: &str = "dialog[open] .chat__confirm";
const ENDED: &str = ".chat__ended";
const START: &str = ".chat__start";

/// The settings with which end users can end their session (R2.1).
fn ending() -> Value {
    json!({ "endUsersCanEnd": true, "multipleConversations": true })
}

/// A visitor at the page.
pub async fn arrives(ctx: &Ctx, config: &Value) -> Result<Visitor> {
    arrives_at(ctx, &host_path(OWN_PAGE, config)).await
}

async fn arrives_at(ctx: &Ctx, path: &str) -> Result<Visitor> {
    ctx.goto(path).await?;
    let page = ctx.page.clone();
    page.until("window.started").await?;
    Ok(Visitor { page })
}

/// Writes something and sends it with Enter.
pub async fn says(visitor: &Visitor, text: &str) -> Result<()> {
    visitor.page.type_into(FIELD, text).await?;
    visitor.page.press(Key::Enter).await?;
    visitor.page.until_any_text(OWN, text).await
}

/// A visitor who talks with the desk by script.
pub async fn answered(ctx: &Ctx, config: &Value) -> Result<(Visitor, Scripted)> {
    let visitor = arrives(ctx, config).await?;
    let desk = Scripted::stands_in(&visitor.page).await?;
    visitor.until_state("connection", json!("live")).await?;
    says(&visitor, "Hello").await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}

/// A visitor who talks with an agent.
async fn talking(ctx: &Ctx, config: &Value) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    let visitor = arrives(ctx, config).await?;
    says(&visitor, "I need a human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}

/// Waits until the page has heard an event of this name.
pub async fn until_told(visitor: &Visitor, name: &str) -> Result<()> {
    let body = "return events.some(({ name }) => name === arguments[0]);";
    let told = [json!(name)];
    let waited = visitor.page.until_answer(body, &told, PATIENCE).await;
    waited.map(drop)
}

async fn nothing_is_stored_or_opened_before_connect(ctx: Ctx) -> Result<()> {
    let visitor = arrives_at(&ctx, &format!("{OWN_PAGE}?connect=no")).await?;
    let probe = visitor.page.probe().await?;
    ensure!(probe.storage.is_empty(), "{:?}", probe.storage);
    ensure!(probe.alive.is_empty(), "{:?}", probe.alive);
    let state = visitor.state().await?;
    let expected = [
        ("phase", json!("none")),
        ("connection", json!("offline")),
        ("canSend", json!(false)),
        ("conversation", Value::Null),
    ];
    for (key, value) in expected {
        ensure!(state[key] == value, "{key}: {state}");
    }
    ensure!(visitor.is_refused("send('Hello')").await? == "not-allowed");
    ensure!(visitor.page.count(FIELD).await? == 0, "there is a field");
    visitor
        .page
        .eval_async("await chat.connect();", vec![])
        .await?;
    visitor.page.find(FIELD).await?;
    let probe = visitor.page.probe().await?;
    let is_opened = |line: &String| line.starts_with("BroadcastChannel(session-chat:main");
    ensure!(probe.storage.iter().any(is_opened), "{:?}", probe.storage);
    visitor.page.assert_clean().await
}

async fn a_visitor_and_an_agent_talk_on_a_page_that_draws_its_own(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, &json!({})).await?;
    visitor.page.until_text(".chat__status", "Sam").await?;
    desk.hears("I need a human, please").await?;
    desk.says("Which lamp?").await?;
    visitor.page.until_any_text(THEIRS, "Which lamp?").await?;
    says(&visitor, "The blue one").await?;
    desk.hears("The blue one").await?;
    visitor
        .page
        .until_any_text(".chat__receipt", "Read")
        .await?;
    for name in [
        "started",
        "message",
        "phase",
        "connection",
        "announce",
        "change",
    ] {
        until_told(&visitor, name).await?;
    }
    let announced = visitor.events("announce").await?;
    let is_said = |one: &Value| {
        one["code"] == "message" && one["author"]["name"] == "Sam" && one["isUrgent"] == false
    };
    ensure!(announced.iter().any(is_said), "{announced:?}");
    visitor
        .page
        .assert_accessible("a chat of one's own")
        .await?;
    visitor.page.assert_clean().await
}

async fn r1_2_r4_1_an_agents_end_locks_the_page(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, &json!({})).await?;
    desk.ends(Some("Question answered")).await?;
    visitor.until_phase("ended").await?;
    visitor
        .page
        .until_any_text(ENDED, "Sam ended this chat at")
        .await?;
    visitor.page.until_gone(FIELD).await?;
    let state = visitor.state().await?;
    let ended = &state["ended"];
    ensure!(
        ended["by"] == "agent" && ended["actorName"] == "Sam",
        "{ended}"
    );
    ensure!(ended["reason"] == "Question answered", "{ended}");
    ensure!(ended["next"] == "readOnly", "{ended}");
    ensure!(
        state["canSend"] == false && state["canStartNew"] == true,
        "{state}"
    );
    for call in [
        "send('One more thing')",
        "endSession()",
        "stay()",
        "answer('a', 'b')",
    ] {
        let code = visitor.is_refused(call).await?;
        ensure!(code == "not-allowed", "{call}: {code}");
    }
    ensure!(visitor.events("ended").await?.len() == 1);
    // What is left of it (R5.1): who, when and how much, and nothing of what was said.
    let records = visitor.events("record").await?;
    ensure!(records.len() == 1, "{records:?}");
    let record = &records[0];
    ensure!(record["endedBy"] == "agent", "{record}");
    ensure!(record["reason"] == "Question answered", "{record}");
    let people = record["participants"].to_string();
    ensure!(people.contains("Sam"), "{record}");
    ensure!(record["isWhole"] == true && record["sent"] != 0, "{record}");
    let moments = ["startedAt", "endedAt"].map(|name| record[name].as_str());
    ensure!(moments[0].is_some() && moments.is_sorted(), "{record}");
    ensure!(
        record["text"].is_null() && record["messages"].is_null(),
        "{record}"
    );
    desk.has_conversations(1).await?;
    visitor.page.assert_accessible("a chat that ended").await?;
    visitor.page.click(START).await?;
    visitor.until_phase("none").await?;
    visitor.page.until_count("li", 0).await?;
    says(&visitor, "Hello again").await?;
    desk.has_conversations(2).await?;
    visitor.page.assert_clean().await
}

async fn r1_1_r1_2_the_end_of_a_session_ends_its_conversation_on_any_page(ctx: Ctx) -> Result<()> {
    let config = json!({ "endChatWhenSessionEnds": true });
    let (visitor, desk) = answered(&ctx, &config).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    ensure!(visitor.is_refused("send('More')").await? == "not-allowed");
    ensure!(desk.heard("send").await? == 1);
    visitor.page.reload().await?;
    visitor.page.until("window.started").await?;
    visitor.until_phase("none").await?;
    visitor.page.find(FIELD).await?;
    visitor.page.assert_clean().await
}

async fn r2_1_r2_4_a_visitor_ends_where_it_is_allowed(ctx: Ctx) -> Result<()> {
    let config = ending();
    let (visitor, desk) = talking(&ctx, &config).await?;
    visitor.page.click(END).await?;
    visitor.page.click(CONFIRM).await?;
    visitor.until_phase("ended").await?;
    visitor
        .page
        .until_any_text(ENDED, "You ended this chat")
        .await?;
    let state = visitor.state().await?;
    ensure!(state["ended"]["by"] == "end-user", "{state}");
    desk.page.find(".conversation--ended").await?;
    visitor.page.assert_clean().await
}

async fn r2_1_nobody_ends_where_it_is_not_allowed(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    ensure!(visitor.page.count(END).await? == 0, "there is a button");
    ensure!(visitor.is_refused("endSession()").await? == "not-allowed");
    ensure!(desk.heard("end").await? == 0);
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn r2_4_an_end_that_the_backend_refuses_is_none(ctx: Ctx) -> Result<()> {
    let config = ending();
    let (visitor, desk) = answered(&ctx, &config).await?;
    desk.set("answers.end", json!("refused")).await?;
    visitor.page.click(END).await?;
    visitor.page.click(CONFIRM).await?;
    desk.until_heard("end").await?;
    visitor
        .page
        .find(".chat__banner[data-code=end-refused]")
        .await?;
    visitor.until_phase("talking").await?;
    visitor
        .page
        .eval_async("await chat.dismissNotice();", vec![])
        .await?;
    visitor.until_state("banner", Value::Null).await?;
    ensure!(visitor.is_refused("dismissNotice()").await? == "not-allowed");
    says(&visitor, "Then we go on").await?;
    visitor.page.assert_clean().await
}

async fn a_reload_goes_on_with_the_transcript(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, &json!({})).await?;
    desk.says("Before the reload").await?;
    visitor
        .page
        .until_any_text(THEIRS, "Before the reload")
        .await?;
    visitor.page.reload().await?;
    visitor.page.until("window.started").await?;
    visitor.until_phase("talking").await?;
    visitor
        .page
        .until_any_text(THEIRS, "Before the reload")
        .await?;
    visitor
        .page
        .until_any_text(OWN, "I need a human, please")
        .await?;
    desk.says("And after it").await?;
    visitor.page.until_any_text(THEIRS, "And after it").await?;
    visitor.page.assert_clean().await
}

async fn a_disconnected_chat_reads_only_and_catches_up(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, &json!({})).await?;
    visitor
        .page
        .eval_async("await chat.disconnect();", vec![])
        .await?;
    visitor.until_state("connection", json!("offline")).await?;
    visitor
        .page
        .until_any_text(OWN, "I need a human, please")
        .await?;
    ensure!(visitor.is_refused("send('Heard?')").await? == "not-allowed");
    let probe = visitor.page.probe().await?;
    let is_open = probe
        .alive
        .iter()
        .any(|one| one.starts_with("BroadcastChannel"));
    ensure!(!is_open, "{:?}", probe.alive);
    desk.says("While you were away").await?;
    desk.ends(None).await?;
    visitor.until_phase("talking").await?;
    visitor
        .page
        .eval_async("await chat.connect();", vec![])
        .await?;
    visitor.until_phase("ended").await?;
    visitor
        .page
        .until_any_text(THEIRS, "While you were away")
        .await?;
    visitor.page.assert_clean().await
}

async fn two_chats_on_a_page_do_not_hear_each_other(ctx: Ctx) -> Result<()> {
    let config = json!([
        { "id": "one", "backend": { "kind": "local", "channel": "one" } },
        { "id": "two", "backend": { "kind": "local", "channel": "two" } },
    ]);
    let visitor = arrives(&ctx, &config).await?;
    let page = &visitor.page;
    let body = "const { Desk } = await import('/tests/pages/widget/scripted-desk.js');\
        window.desks = ['one', 'two'].map((channel) => new Desk(channel));\
        const again = await start({ id: 'one', backend: { kind: 'local', channel: 'one' } });\
        return [chats.length, again === chats[0], chats[0].id, chats[1].id];";
    let found = page.eval_async(body, vec![]).await?;
    ensure!(found == json!([3, true, "one", "two"]), "{found}");
    page.until("chats.every((chat) => chat.state().connection === 'live')")
        .await?;
    page.eval_async("await chats[0].send('To the first');", vec![])
        .await?;
    page.until("chats[0].state().phase === 'talking'").await?;
    let body = "desks[0].end();\
        return [chats[1].state().phase, chats[1].transcript().length, desks[1].commands('send').length];";
    let second = page.eval(body, vec![]).await?;
    ensure!(second == json!(["none", 0, 0]), "{second}");
    page.until("chats[0].state().phase === 'ended'").await?;
    ensure!(page.eval("return chats[1].state().phase;", vec![]).await? == "none");
    page.assert_clean().await
}

async fn a_destroyed_chat_leaves_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    let page = &visitor.page;
    desk.leaves().await?;
    page.until("localStorage.getItem('session-chat:default')")
        .await?;
    // The page's own listener is none of the chat's.
    page.eval(
        "chat.destroy(); document.querySelector('.chat').remove();",
        vec![],
    )
    .await?;
    page.until("sessionChatProbe.report().alive.length === 0")
        .await?;
    let left = page.eval("return localStorage.length;", vec![]).await?;
    ensure!(left == 0, "{left} keys are left");
    ensure!(visitor.is_refused("send('Hello')").await? == "destroyed");
    let body = "try { chat.state(); } catch ({ code }) { return code; }";
    ensure!(page.eval(body, vec![]).await? == "destroyed");
    let fresh = "const fresh = await start({}); return [fresh === chats[0], fresh.state().phase];";
    let fresh = page.eval_async(fresh, vec![]).await?;
    ensure!(fresh == json!([false, "none"]), "{fresh}");
    page.assert_clean().await
}

async fn after_a_panic_every_call_is_refused_and_a_fresh_chat_goes_on(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    let page = &visitor.page;
    trips(page, &desk).await?;
    until_told(&visitor, "error").await?;
    let errors = visitor.events("error").await?;
    ensure!(errors[0]["code"] == "stopped", "{errors:?}");
    ensure!(visitor.is_refused("send('Hello?')").await? == "stopped");
    let body = "window.chat = await start({}); return chat === chats[0];";
    ensure!(page.eval_async(body, vec![]).await? == json!(false));
    visitor.until_phase("talking").await?;
    page.until("chat.transcript().some(({ text }) => text === 'Hello')")
        .await?;
    let probe = page.probe().await?;
    let unexpected = |line: &&String| !line.contains("RuntimeError");
    let unexpected: Vec<_> = probe.errors.iter().filter(unexpected).collect();
    ensure!(unexpected.is_empty(), "{unexpected:?}");
    Ok(())
}

async fn r1_3_r2_1_what_excludes_each_other_is_refused(ctx: Ctx) -> Result<()> {
    let config = json!([
        { "endChatWhenSessionEnds": true, "verifiedUsers": true },
        { "endUsersCanEnd": true },
        { "launcher": "hidden" },
    ]);
    let visitor = arrives(&ctx, &config).await?;
    let codes = "return refusals.map(({ code, field }) => `${code} ${field}`);";
    let codes = visitor.page.eval(codes, vec![]).await?;
    let expected = json!([
        "config-conflict endChatWhenSessionEnds",
        "config-conflict endUsersCanEnd",
        "config-value launcher",
    ]);
    ensure!(codes == expected, "{codes}");
    ensure!(visitor.page.count(".chat").await? == 0);
    let probe = visitor.page.probe().await?;
    ensure!(probe.storage.is_empty(), "{:?}", probe.storage);
    visitor.page.assert_clean().await
}
