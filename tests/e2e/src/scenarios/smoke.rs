//! The test bench itself: what every other test relies on, in each engine.

use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::json;
use site_server::{Fault, STRICT};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_page_is_reached_and_served_as_a_careful_site_would),
    test!(clicks_and_keys_arrive_inside_a_shadow_root),
    test!(two_windows_of_one_visitor_share_storage_and_channels),
    test!(another_test_finds_nothing_of_this_one),
    test!(a_window_behind_goes_on_running),
    test!(the_probe_records_what_a_page_must_not_do),
    test!(a_fault_hits_once_and_the_next_request_succeeds),
    test!(axe_sees_through_shadow_roots_under_the_strict_policy),
    test!(a_phone_sized_window_can_be_had),
    test!(emulated_media_reach_the_page, CHROMIUM_ONLY),
];

const BENCH: &str = "/tests/pages/csp_strict_bench/";

async fn a_page_is_reached_and_served_as_a_careful_site_would(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    ensure!(ctx.page.title().await? == "Bench");
    let headers = ctx
        .page
        .eval_async(
            "const answer = await fetch(location.href); \
             return Object.fromEntries(answer.headers);",
            vec![],
        )
        .await?;
    ensure!(
        headers.get("content-security-policy") == Some(&json!(STRICT)),
        "{headers}"
    );
    ensure!(
        headers.get("cache-control") == Some(&json!("no-cache")),
        "{headers}"
    );
    ctx.page.assert_clean().await
}

async fn clicks_and_keys_arrive_inside_a_shadow_root(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    ctx.goto(BENCH).await?;
    page.click("bench-box >>> button").await?;
    page.until_text("bench-box >>> output", "clicked trusted")
        .await?;
    page.type_into("bench-box >>> textarea", "grüß Gott")
        .await?;
    page.until_focus("bench-box >>> textarea").await?;
    page.press_with(&[Key::Shift], Key::Tab).await?;
    page.until_focus("bench-box >>> button").await?;
    page.press(Key::Tab).await?;
    page.until_focus("bench-box >>> textarea").await?;
    // Engines differ in where the caret stands after Tab.
    page.press(Key::End).await?;
    page.type_text("!").await?;
    page.press(Key::Escape).await?;
    page.until_text("bench-box >>> output", "escape after grüß Gott!")
        .await?;
    page.press(Key::Enter).await?;
    page.until_text("bench-box >>> output", "enter").await
}

async fn two_windows_of_one_visitor_share_storage_and_channels(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    let other = ctx.open(BENCH).await?;
    ctx.page
        .eval("localStorage.setItem('kept', 'here');", vec![])
        .await?;
    other
        .until("localStorage.getItem('kept') === 'here'")
        .await?;
    other.eval("join();", vec![]).await?;
    ctx.page
        .eval("join(); channel.postMessage('hello');", vec![])
        .await?;
    other.until("heard.includes('hello')").await?;
    other.close().await?;
    ctx.page.until("document.title === 'Bench'").await
}

async fn another_test_finds_nothing_of_this_one(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    let left = ctx
        .page
        .eval(
            "return [localStorage.length, sessionStorage.length, document.cookie];",
            vec![],
        )
        .await?;
    ensure!(left == json!([0, 0, ""]), "{left}");
    ctx.page
        .eval(
            "localStorage.setItem('kept', 1); document.cookie = 'kept=1';",
            vec![],
        )
        .await
        .map(drop)
}

async fn a_window_behind_goes_on_running(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    let front = ctx.open(BENCH).await?;
    front.eval("join();", vec![]).await?;
    ctx.page
        .eval(
            "join(); globalThis.ticks = 0; const tick = () => { ticks += 1; \
             if (ticks < 5) setTimeout(tick, 10); else channel.postMessage('ticked'); }; tick();",
            vec![],
        )
        .await?;
    front.until("heard.includes('ticked')").await
}

async fn the_probe_records_what_a_page_must_not_do(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    ctx.goto(BENCH).await?;
    ensure!(
        page.probe().await?.alive.is_empty(),
        "the bench page starts with nothing alive"
    );
    page.eval("document.querySelector('#misbehave').click();", vec![])
        .await?;
    page.until("sessionChatProbe.report().violations.length > 0")
        .await?;
    page.until("sessionChatProbe.report().errors.length >= 3")
        .await?;
    let probe = page.probe().await?;
    ensure!(
        probe.errors.iter().any(|line| line.contains("told off")),
        "{probe:?}"
    );
    ensure!(
        probe.errors.iter().any(|line| line.contains("thrown")),
        "{probe:?}"
    );
    ensure!(
        probe.errors.iter().any(|line| line.contains("rejected")),
        "{probe:?}"
    );
    ensure!(probe.dialogs == ["alert: no"], "{probe:?}");
    ensure!(
        probe
            .storage
            .iter()
            .any(|line| line == "localStorage.setItem(a)"),
        "{probe:?}"
    );
    ensure!(
        probe.storage.iter().any(|line| line == "document.cookie="),
        "{probe:?}"
    );
    let mut alive = probe.alive.clone();
    alive.sort();
    ensure!(
        alive == ["BroadcastChannel:left-open", "interval", "window:resize"],
        "{probe:?}"
    );
    ensure!(page.assert_clean().await.is_err());
    Ok(())
}

async fn a_fault_hits_once_and_the_next_request_succeeds(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    ctx.server.forget_hits();
    ctx.server.fault("bench.js?", Fault::Status(503), Some(1));
    let fetch = "return (await fetch('bench.js?again')).status;";
    ensure!(ctx.page.eval_async(fetch, vec![]).await? == json!(503));
    ensure!(ctx.page.eval_async(fetch, vec![]).await? == json!(200));
    ensure!(ctx.server.hits().len() == 2, "{:?}", ctx.server.hits());
    Ok(())
}

async fn axe_sees_through_shadow_roots_under_the_strict_policy(ctx: Ctx) -> Result<()> {
    ctx.goto(BENCH).await?;
    ctx.page.assert_accessible("the bench page").await?;
    ctx.page
        .eval_on(
            "bench-box >>> textarea",
            "element.removeAttribute('aria-label');",
        )
        .await?;
    let report = ctx.page.axe(None).await?;
    ensure!(
        report
            .violations
            .iter()
            .any(|rule| rule.starts_with("label:")),
        "{report}"
    );
    let probe = ctx.page.probe().await?;
    ensure!(probe.violations.is_empty(), "{probe:?}");
    Ok(())
}

async fn a_phone_sized_window_can_be_had(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto_sized(&ctx.url(BENCH), 390, 780).await?;
    ensure!(page.viewport().await? == (390, 780));
    page.click("bench-box >>> button").await?;
    page.until_text("bench-box >>> output", "clicked trusted")
        .await?;
    let other = ctx.open(BENCH).await?;
    other.until("document.title === 'Bench'").await?;
    page.reload().await?;
    ensure!(page.viewport().await? == (390, 780));
    ctx.goto(BENCH).await?;
    let got = page.set_viewport(700, 600).await?;
    ensure!(got == (700, 600), "{got:?}");
    Ok(())
}

async fn emulated_media_reach_the_page(ctx: Ctx) -> Result<()> {
    ctx.page
        .emulate_media(&[
            ("prefers-color-scheme", "dark"),
            ("forced-colors", "active"),
        ])
        .await?;
    ctx.goto(BENCH).await?;
    ctx.page
        .until("matchMedia('(prefers-color-scheme: dark) and (forced-colors: active)').matches")
        .await
}
