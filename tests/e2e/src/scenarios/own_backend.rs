//! A backend of one's own, the example of the README, against a server of its kind: the whole life
//! of a chat under the strict policy.

use super::people::{BANNER, OWN, PANEL, RECEIPTS, ROWS, START_NEW, Visitor, ending, host_path};
use crate::own_server::OwnServer;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r7_5_a_chat_from_the_first_word_to_the_next_chat),
    test!(r1_5_a_reload_goes_on_and_finds_an_end_that_nobody_heard),
    test!(r2_3_r2_4_a_visitor_ends_and_is_refused_while_the_server_is_down),
    test!(a_server_that_goes_and_comes_loses_nothing),
    test!(nothing_is_left_when_the_chat_is_destroyed),
    test!(an_object_that_is_no_backend_is_refused_by_name),
    test!(the_example_keeps_every_rule_of_the_kit),
];

/// A host page whose strict policy lets it call a server.
const HOST: &str = "/tests/pages/csp_strict_remote/own_backend/";

/// A visitor at a page whose backend is this server.
async fn arrives(ctx: &Ctx, server: &OwnServer, config: &Value) -> Result<Visitor> {
    let path = format!("{}&server={}", host_path(HOST, config), server.url());
    ctx.goto(&path).await?;
    let page = ctx.page.clone();
    page.until("window.started").await?;
    Ok(Visitor { page })
}

/// A visitor and Sam, who talk with each other.
async fn talking(ctx: &Ctx, config: &Value) -> Result<(OwnServer, Visitor)> {
    let server = OwnServer::start().await?;
    let visitor = arrives(ctx, &server, config).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("waiting").await?;
    server.accepts()?;
    visitor.until_phase("talking").await?;
    Ok((server, visitor))
}

async fn r7_5_a_chat_from_the_first_word_to_the_next_chat(ctx: Ctx) -> Result<()> {
    let (server, visitor) = talking(&ctx, &json!({})).await?;
    server.writes()?;
    visitor.page.find(">>> .row--typing").await?;
    server.says("Which **lamp**?")?;
    visitor.hears("Which lamp?").await?;
    for text in ["The blue one", "with the long cord", "by the door"] {
        visitor.says(text).await?;
    }
    server
        .until("all words", |server| server.heard().len() == 4)
        .await?;
    ensure!(
        server.heard() == ["Hello", "The blue one", "with the long cord", "by the door"],
        "{:?}",
        server.heard()
    );
    visitor.page.find(RECEIPTS).await?;
    for what in ["typing", "read"] {
        let is_seen = |server: &OwnServer| {
            let chats = server.chats();
            chats
                .iter()
                .any(|chat| chat.seen.iter().any(|one| one == what))
        };
        server.until(what, is_seen).await?;
    }

    server.ends()?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.cannot_write().await?;
    visitor.page.until_count(OWN, 4).await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["by"] == "agent", "{ends:?}");

    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello again").await?;
    visitor.until_phase("waiting").await?;
    ensure!(server.chats().len() == 2, "no second conversation");
    server.accepts()?;
    visitor.until_phase("talking").await?;
    ensure!(visitor.events("error").await?.is_empty());
    visitor.page.assert_clean().await
}

async fn r1_5_a_reload_goes_on_and_finds_an_end_that_nobody_heard(ctx: Ctx) -> Result<()> {
    let (server, visitor) = talking(&ctx, &json!({ "resume": true })).await?;
    server.says("One moment")?;
    visitor.hears("One moment").await?;
    let rows = visitor.page.texts(ROWS).await?;
    visitor.reloads().await?;
    visitor.until_phase("talking").await?;
    visitor.until_state("connection", json!("live")).await?;
    ensure!(visitor.page.texts(ROWS).await? == rows);
    visitor.says("Still here").await?;
    server
        .until("the second word", |server| server.heard().len() == 2)
        .await?;

    let away = ctx.url("/tests/pages/frame/");
    visitor.page.goto(&away).await?;
    server.ends()?;
    visitor.page.back().await?;
    visitor.page.until("window.started").await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.cannot_write().await?;
    visitor.page.assert_clean().await
}

async fn r2_3_r2_4_a_visitor_ends_and_is_refused_while_the_server_is_down(ctx: Ctx) -> Result<()> {
    let (server, visitor) = talking(&ctx, &ending()).await?;
    server.goes_down().await;
    visitor.ends().await?;
    visitor.sees(BANNER, "did not end").await?;
    visitor.until_phase("talking").await?;
    server.comes_back().await?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    let chats = server.chats();
    ensure!(chats[0].state["by"] == "end-user", "{:?}", chats[0].state);
    Ok(())
}

async fn a_server_that_goes_and_comes_loses_nothing(ctx: Ctx) -> Result<()> {
    let (server, visitor) = talking(&ctx, &json!({})).await?;
    for turn in 1..=2 {
        server.goes_down().await;
        visitor
            .until_state("connection", json!("connecting"))
            .await?;
        let text = format!("Said into the dark {turn}");
        visitor.says(&text).await?;
        server.says(&format!("Said meanwhile {turn}"))?;
        server.comes_back().await?;
        visitor
            .hears_at_last(&format!("Said meanwhile {turn}"))
            .await?;
        let heard = text.clone();
        server
            .until(&text, move |server| server.heard().contains(&heard))
            .await?;
    }
    let times = |text: &str| server.heard().iter().filter(|one| *one == text).count();
    ensure!(times("Said into the dark 1") == 1, "{:?}", server.heard());
    ensure!(times("Said into the dark 2") == 1, "{:?}", server.heard());
    visitor.page.until_count(OWN, 3).await?;
    let errors = visitor.events("error").await?;
    let are_told = errors.iter().all(|error| error["code"] == "adapter-failed");
    ensure!(are_told, "{errors:?}");
    Ok(())
}

async fn nothing_is_left_when_the_chat_is_destroyed(ctx: Ctx) -> Result<()> {
    let (server, visitor) = talking(&ctx, &json!({})).await?;
    visitor.page.eval("chat.destroy();", vec![]).await?;
    server.says("Anybody there?")?;
    visitor
        .page
        // The page itself listens to the events of its chats.
        .until(
            "sessionChatProbe.report().alive.every((one) => one.startsWith('document:session-chat-'))",
        )
        .await?;
    ensure!(visitor.page.count("session-chat").await? == 0);
    visitor.page.assert_clean().await
}

async fn an_object_that_is_no_backend_is_refused_by_name(ctx: Ctx) -> Result<()> {
    ctx.goto(HOST).await?;
    ctx.page.until("window.started").await?;
    for (backend, field) in [
        ("{ adapter: 7 }", "backend.adapter"),
        ("{ adapter: {} }", "backend.adapter.connect"),
        (
            "{ adapter: { ...good, capabilities: ['fly'] } }",
            "backend.adapter.capabilities",
        ),
        ("{ adapter: good, timeoutMs: 5 }", "backend.timeoutMs"),
        ("{ adapter: good, url: 'x' }", "backend.url"),
    ] {
        let body = format!(
            "const good = memory.makeAdapter();\
             const one = await start({{ backend: {backend} }});\
             const refused = await one.open().then(() => null, (error) => error);\
             one.destroy();\
             return [refused?.code, refused?.field, refused?.message];"
        );
        let refused = ctx.page.eval_async(&body, vec![]).await?;
        ensure!(
            refused[0] == "config-value" && refused[1] == field,
            "{backend}: {refused}"
        );
    }
    Ok(())
}

async fn the_example_keeps_every_rule_of_the_kit(ctx: Ctx) -> Result<()> {
    let server = OwnServer::start().await?;
    let path = format!("{HOST}?server={}", server.url());
    ctx.goto(&path).await?;
    ctx.page.until("window.started").await?;
    let report = ctx.page.eval_async("return await judge();", vec![]).await?;
    let text = report["text"].as_str().unwrap_or_default();
    println!("       {}", text.replace('\n', "\n       "));
    ensure!(report["ok"] == true, "{text}");
    let passed = report["passed"].as_u64().unwrap_or_default();
    ensure!(passed >= 20, "only {passed} rules were judged:\n{text}");
    Ok(())
}
