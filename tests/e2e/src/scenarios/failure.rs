//! What happens when the wasm does not come, may not run, or dies.

use super::people::{
    FREE_HOST, HOLD, HOST, OWN, Scripted, THEIRS, Visitor, WINDOW, answered, host_path, panics,
    served,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(w03_wasm_that_does_not_come_is_told_and_a_second_try_succeeds),
    test!(w03_glue_that_does_not_come_is_told_and_a_second_try_succeeds),
    test!(w03_half_a_wasm_is_not_run),
    test!(w03_another_wasm_is_not_run),
    test!(a_slow_wasm_keeps_the_launcher_busy_and_opens_once),
    test!(w03_a_policy_without_wasm_is_named),
    test!(w03_a_wrong_media_type_works_all_the_same),
    test!(texts_that_do_not_come_leave_english),
    test!(w01_a_panic_draws_the_restart_card_and_start_again_recovers),
    test!(a_panic_stops_every_instance_and_each_starts_again),
    test!(w02_after_a_panic_the_handle_says_so_and_listeners_are_gone),
];

const CARD: &str = ">>> .card";

/// A visitor whose first try fails and whose second one does not.
async fn fails_once(ctx: &Ctx) -> Result<()> {
    let (visitor, _desk) = served(ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.click(">>> .launcher").await?;
    page.until_text(CARD, "The chat could not be loaded.")
        .await?;
    page.until_text(CARD, "Try again").await?;
    let error = visitor.events("error").await?;
    ensure!(
        error.len() == 1 && error[0]["code"] == "load-failed",
        "{error:?}"
    );
    let state = visitor.state().await?;
    ensure!(
        state["phase"] == "none" && state["open"] == json!(false),
        "{state}"
    );
    ctx.server.clear_faults();
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    page.until_gone(CARD).await?;
    visitor.says("Now it works").await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

async fn w03_wasm_that_does_not_come_is_told_and_a_second_try_succeeds(ctx: Ctx) -> Result<()> {
    ctx.server.fault("_bg.wasm", Fault::Status(503), None);
    fails_once(&ctx).await
}

async fn w03_glue_that_does_not_come_is_told_and_a_second_try_succeeds(ctx: Ctx) -> Result<()> {
    ctx.server
        .fault("/session-chat-local-", Fault::Status(404), None);
    fails_once(&ctx).await
}

async fn w03_half_a_wasm_is_not_run(ctx: Ctx) -> Result<()> {
    ctx.server.fault("_bg.wasm", Fault::Truncate, None);
    fails_once(&ctx).await
}

async fn w03_another_wasm_is_not_run(ctx: Ctx) -> Result<()> {
    let path = wasm_path(&ctx).await?;
    // The smallest module there is: it compiles, but it is not the one of this release.
    let empty: &[u8] = &[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    ctx.server.put(&path, "application/wasm", &[], empty);
    let (visitor, _desk) = served(&ctx, HOST, &json!({})).await?;
    let refused = visitor.is_refused("open()").await?;
    ensure!(refused == json!("load-failed"), "{refused}");
    visitor.page.find(CARD).await?;
    visitor.page.assert_clean().await
}

/// Where this release keeps its wasm.
async fn wasm_path(ctx: &Ctx) -> Result<String> {
    let (visitor, _desk) = served(ctx, HOST, &json!({})).await?;
    visitor.opens().await?;
    let hits = ctx.server.hits();
    let hit = hits.iter().find(|hit| hit.target.ends_with("_bg.wasm"));
    Ok(hit.context("the wasm was fetched")?.target.clone())
}

async fn a_slow_wasm_keeps_the_launcher_busy_and_opens_once(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = served(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(HOLD, vec![]).await?;
    page.click(">>> .launcher").await?;
    page.find(">>> .launcher[aria-busy=true]").await?;
    // Pressed again out of impatience.
    for _ in 0..3 {
        page.click(">>> .launcher").await?;
    }
    page.eval("letGo();", vec![]).await?;
    page.find(WINDOW).await?;
    page.until_gone(">>> .launcher[aria-busy]").await?;
    page.find(">>> .launcher[aria-expanded=true]").await?;
    ensure!(visitor.events("opened").await?.len() == 1);
    ensure!(visitor.events("ready").await?.len() == 1);
    let wasm = ctx.server.hits();
    let wasm = wasm.iter().filter(|hit| hit.target.contains("_bg.wasm"));
    ensure!(wasm.count() == 1, "fetched once");
    page.assert_clean().await
}

async fn w03_a_policy_without_wasm_is_named(ctx: Ctx) -> Result<()> {
    let policy = "default-src 'none'; script-src 'self'; style-src 'none'; connect-src 'self'";
    let html = include_str!("../../../pages/csp_strict_widget/index.html");
    let headers = [("content-security-policy", policy)];
    ctx.server
        .put(HOST, "text/html; charset=utf-8", &headers, html);
    let (visitor, _desk) = served(&ctx, HOST, &json!({})).await?;
    let body = "return await chat.open().then(() => null, ({ code, message }) => [code, message]);";
    let refused = visitor.page.eval_async(body, vec![]).await?;
    ensure!(refused[0] == "csp-wasm", "{refused}");
    let advice = refused[1].as_str().unwrap_or_default();
    ensure!(advice.contains("'wasm-unsafe-eval'"), "{advice}");
    visitor.page.find(CARD).await?;
    let error = visitor.events("error").await?;
    ensure!(
        error.len() == 1 && error[0]["code"] == "csp-wasm",
        "{error:?}"
    );
    Ok(())
}

async fn w03_a_wrong_media_type_works_all_the_same(ctx: Ctx) -> Result<()> {
    let wrong = Fault::ContentType("application/octet-stream".to_owned());
    ctx.server.fault("_bg.wasm", wrong, None);
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    visitor.page.assert_clean().await
}

async fn texts_that_do_not_come_leave_english(ctx: Ctx) -> Result<()> {
    ctx.server.fault(".de.json", Fault::Status(500), None);
    let (visitor, _desk) = served(&ctx, HOST, &json!({ "locale": "de" })).await?;
    visitor.opens().await?;
    visitor.sees(">>> .welcome", "How can we help?").await?;
    visitor.says("Hallo").await?;
    visitor.until_phase("talking").await?;
    ctx.server.clear_faults();
    visitor
        .page
        .eval_async("await chat.setLocale('de');", vec![])
        .await?;
    visitor.page.find(">>> .root[lang=de]").await?;
    visitor.sees(OWN, "Hallo").await?;
    visitor.page.assert_clean().await
}

/// The one error that a panic leaves in the console.
async fn only_the_panic_is_told(visitor: &Visitor) -> Result<()> {
    let probe = visitor.page.probe().await?;
    let unexpected: Vec<_> = [probe.errors, probe.violations, probe.dialogs]
        .concat()
        .into_iter()
        .filter(|line| !line.contains("RuntimeError"))
        .collect();
    ensure!(unexpected.is_empty(), "{unexpected:?}");
    Ok(())
}

async fn w01_a_panic_draws_the_restart_card_and_start_again_recovers(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    desk.says("First answer").await?;
    visitor.hears("First answer").await?;
    let conversation = visitor.state().await?["conversation"].take();
    panics(page, &desk).await?;
    page.until_text(CARD, "The chat has stopped.").await?;
    page.until_text(CARD, "Restart chat").await?;
    // Nothing of the dead window is left.
    page.until_gone(">>> .root").await?;
    let errors = visitor.events("error").await?;
    ensure!(
        errors.len() == 1 && errors[0]["code"] == "stopped",
        "{errors:?}"
    );
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    page.until_gone(CARD).await?;
    visitor.until_phase("talking").await?;
    visitor.sees(OWN, "Hello").await?;
    visitor.sees(THEIRS, "First answer").await?;
    visitor
        .sees(THEIRS, "This is the last message before the crash")
        .await?;
    let same = visitor.state().await?["conversation"].take();
    ensure!(same == conversation, "{same} is not {conversation}");
    visitor.says("We were interrupted").await?;
    desk.says("No harm done").await?;
    visitor.hears("No harm done").await?;
    only_the_panic_is_told(&visitor).await
}

async fn a_panic_stops_every_instance_and_each_starts_again(ctx: Ctx) -> Result<()> {
    let config = json!([
        { "id": "one", "target": "#inline-one", "openOnStart": true },
        { "id": "two", "target": "#inline-two", "openOnStart": true },
    ]);
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(FREE_HOST, &config))).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(page).await?;
    let fields = ["one", "two"].map(|id| format!("#inline-{id} session-chat >>> .composer__field"));
    for field in &fields {
        page.find(field).await?;
    }
    page.eval_async("await chats[0].send('Hello from one');", vec![])
        .await?;
    page.until("chats[0].state().phase === 'talking'").await?;
    let cards = ["one", "two"].map(|id| format!("#inline-{id} session-chat >>> .card"));
    panics(page, &desk).await?;
    for card in &cards {
        page.find(card).await?;
    }
    for (card, field) in cards.iter().zip(&fields) {
        page.click(card).await?;
        page.until_gone(card).await?;
        // The window takes more room than the card: the next card moves.
        page.find(field).await?;
    }
    page.until("chats[0].state().phase === 'talking' && chats[1].state().phase === 'none'")
        .await?;
    page.until_any_text("#inline-one session-chat >>> .row--own", "Hello from one")
        .await
}

async fn w02_after_a_panic_the_handle_says_so_and_listeners_are_gone(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    panics(page, &desk).await?;
    for call in ["send('x')", "clearSession()", "close()", "setLocale('de')"] {
        let refused = visitor.is_refused(call).await?;
        ensure!(refused == json!("stopped"), "{call}: {refused}");
    }
    let state = visitor.state().await?;
    ensure!(
        state["phase"] == "none" && state["open"] == json!(false),
        "{state}"
    );
    desk.leaves().await?;
    // Timers run out by themselves and find nobody, and the notices, which have seen to the restart,
    // stay for the next chat; all else is gone.
    page.until(
        "sessionChatProbe.report().alive.every((one) => one.startsWith('document:session-chat-') \
         || ['timeout', 'ResizeObserver', 'document:visibilitychange'].includes(one))",
    )
    .await?;
    let left: Value = page
        .eval(
            "return chat.element.shadowRoot.querySelector('.mount').childElementCount;",
            vec![],
        )
        .await?;
    ensure!(left == json!(0), "{left}");
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    only_the_panic_is_told(&visitor).await
}
