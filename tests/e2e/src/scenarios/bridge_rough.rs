//! A bridge over a vendor's own widget where things go wrong: a clearing that fails, reloads, pages
//! that change under it, a widget that does not come, several tabs.

use super::people::site::{FRAME, LINE, NOTICE, OVER, START, Site, TITLE};
use super::people::timers;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r3_2_a_clearing_that_is_refused_is_tried_again),
    test!(r3_2_a_clearing_that_fails_is_shown_and_can_be_tried_again),
    test!(r3_2_a_clearing_that_hangs_has_a_limit),
    test!(a_reload_before_an_end_changes_nothing),
    test!(a_reload_during_an_end_does_not_unlock),
    test!(a_reload_after_an_end_is_a_fresh_page),
    test!(a_single_page_application_goes_on_with_the_bridge),
    test!(a_widget_that_is_blocked_is_told),
    test!(two_tabs_know_of_one_end),
    test!(what_a_widget_refuses_to_do_stays_within_the_bridge),
];

const OVER_TEXT: &str = "You can start a new one";
const CLEARING: &str = "We are putting the old chat away";
const FAILED: &str = "could not be put away";

async fn talking_where(ctx: &Ctx, clear: &Value) -> Result<Site> {
    let site = Site::arrives(ctx, "", &json!({})).await?;
    site.talks().await?;
    let body = "stub.clear = arguments[0];";
    site.page.eval(body, vec![clear.clone()]).await?;
    Ok(site)
}

async fn r3_2_a_clearing_that_is_refused_is_tried_again(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!(["reject", "held"])).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, CLEARING).await?;
    site.is_locked().await?;
    site.page.until("stub.letGo").await?;
    site.page.eval("stub.letGo();", vec![]).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    ensure!(site.called("clearSession").await? == 2);
    ensure!(site.events("failure").await?.is_empty());
    site.starts_anew().await?;
    site.stays_quiet().await
}

async fn r3_2_a_clearing_that_fails_is_shown_and_can_be_tried_again(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!(["reject", "reject"])).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, FAILED).await?;
    site.page.until_any_text(START, "Try again").await?;
    site.is_locked().await?;
    ensure!(site.events("failure").await?[0]["code"] == "clear-failed");
    site.page
        .assert_accessible("a clearing that failed")
        .await?;
    // Nothing is launched before it is cleared.
    ensure!(site.called("launchChat").await? == 0);
    site.starts_anew().await?;
    let calls = site
        .page
        .eval("return stub.calls.map(([name]) => name);", vec![])
        .await?;
    let expected = json!(["clearSession", "clearSession", "clearSession", "launchChat"]);
    ensure!(calls == expected, "{calls}");
    site.stays_quiet().await
}

async fn r3_2_a_clearing_that_hangs_has_a_limit(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!(["hang", "hang"])).await?;
    timers::hurry(&site.page).await?;
    site.ends(&json!({})).await?;
    site.is_locked().await?;
    site.page.until_any_text(LINE, FAILED).await?;
    site.is_locked().await?;
    // What follows has a limit, too, and takes its time.
    site.page.eval("calm();", vec![]).await?;
    site.starts_anew().await?;
    site.says("Hello again").await?;
    site.page.until("stub.sessions === 2").await?;
    site.stays_quiet().await
}

async fn a_reload_before_an_end_changes_nothing(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!([])).await?;
    site.page.reload().await?;
    site.page.until("window.started && stub.isReady").await?;
    ensure!(site.page.count(OVER).await? == 0);
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.is_locked().await
}

async fn a_reload_during_an_end_does_not_unlock(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!(["hang"])).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, CLEARING).await?;
    site.page.reload().await?;
    site.page.until("window.started").await?;
    // The end is told again, and this page clears what the old one could not.
    site.page
        .until_any_text(TITLE, "Sam ended this chat")
        .await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.is_locked().await?;
    ensure!(site.called("clearSession").await? == 1);
    ensure!(
        site.page
            .eval("return localStorage.length;", vec![])
            .await?
            == 0
    );
    site.starts_anew().await
}

async fn a_reload_after_an_end_is_a_fresh_page(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!([])).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.page.reload().await?;
    site.page.until("window.started && stub.isReady").await?;
    let state = site.page.eval("return bridge.state();", vec![]).await?;
    ensure!(
        state["covered"] == false && state["ended"].is_null(),
        "{state}"
    );
    site.talks().await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.is_locked().await
}

async fn a_single_page_application_goes_on_with_the_bridge(ctx: Ctx) -> Result<()> {
    let site = talking_where(&ctx, &json!([])).await?;
    let back = "document.body.querySelector('h1').textContent === 'Another page' \
                && document.querySelector('session-chat-bridge')";
    site.page.eval("navigate();", vec![]).await?;
    site.page.until(back).await?;
    // The vendor's frame was torn out with the old body: the application draws it anew.
    site.page.eval_async("await stub.draw();", vec![]).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.page.eval("navigate();", vec![]).await?;
    site.page.until(back).await?;
    site.page.eval_async("await stub.draw();", vec![]).await?;
    site.page
        .until_any_text(TITLE, "Sam ended this chat")
        .await?;
    site.page.until("stub.frame.closest('[inert]')").await?;
    site.is_locked().await?;
    site.starts_anew().await
}

async fn a_widget_that_is_blocked_is_told(ctx: Ctx) -> Result<()> {
    let config = json!({ "missingAfter": 1, "missingNotice": true });
    let site = Site::arrives(&ctx, "&when=without", &config).await?;
    site.page
        .until_any_text(NOTICE, "The chat could not be loaded")
        .await?;
    let failures = site.events("failure").await?;
    ensure!(
        failures.len() == 1 && failures[0]["code"] == "widget-missing",
        "{failures:?}"
    );
    ensure!(
        site.page
            .eval("return bridge.state().missing;", vec![])
            .await?
            == true
    );
    site.page
        .assert_accessible("a widget that did not come")
        .await?;
    // It comes after all.
    let late = "await import('/tests/pages/vendor_embedded/bootstrap.js');\
                await embeddedservice_bootstrap.init();";
    site.page.eval_async(late, vec![]).await?;
    site.page.until_gone(NOTICE).await?;
    site.talks().await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, OVER_TEXT).await?;
    site.stays_quiet().await
}

async fn two_tabs_know_of_one_end(ctx: Ctx) -> Result<()> {
    let first = talking_where(&ctx, &json!([])).await?;
    let beside = ctx.page.another().await?;
    let second = Site::arrives_in(&ctx, beside, "", &json!({})).await?;
    second.page.until("stub.isReady").await?;
    // The vendor tells one tab alone.
    first.ends(&json!({})).await?;
    first.page.until_any_text(LINE, OVER_TEXT).await?;
    second
        .page
        .until_any_text(TITLE, "Sam ended this chat")
        .await?;
    second.page.until_any_text(LINE, OVER_TEXT).await?;
    second.is_locked().await?;
    let left = "return localStorage.length;";
    ensure!(
        second.page.eval(left, vec![]).await? == 0,
        "an end is left behind"
    );
    first.is_locked().await?;
    first.starts_anew().await?;
    // The other tab stays as it is until its visitor does something there.
    second.is_locked().await?;
    second.starts_anew().await
}

async fn what_a_widget_refuses_to_do_stays_within_the_bridge(ctx: Ctx) -> Result<()> {
    let fields = json!({ "backend": { "hiddenFields": { "order": "1024" } } });
    let site = Site::arrives(&ctx, "", &fields).await?;
    site.talks().await?;
    let body = "\
        const { prechatAPI, utilAPI } = embeddedservice_bootstrap;\
        prechatAPI.setHiddenPrechatFields = () => {\
          stub.isAsked = true;\
          return Promise.reject(new Error('not now'));\
        };\
        utilAPI.removeAllComponents = () => new Promise((_, refuse) => (stub.refuse = refuse));\
        stub.tell('Ready');";
    site.page.eval(body, vec![]).await?;
    site.page.until("stub.isAsked").await?;
    let destroy = "bridge.destroy({ withWidget: true });";
    site.page.eval(destroy, vec![]).await?;
    site.page.until("stub.refuse").await?;
    // What the vendor takes away is its own for as long as it is at it.
    ensure!(site.page.count(FRAME).await? == 1);
    let refuse = "stub.refuse(new Error('not now'));";
    site.page.eval(refuse, vec![]).await?;
    site.page.until_gone(FRAME).await?;
    site.stays_quiet().await?;

    // There is nothing to wait for.
    for removal in ["() => {}", "() => { throw new Error('never'); }", "null"] {
        let site = Site::arrives(&ctx, "", &json!({})).await?;
        site.talks().await?;
        let body = format!(
            "embeddedservice_bootstrap.utilAPI.removeAllComponents = {removal}; {destroy}\
             return document.querySelectorAll('#embeddedMessagingFrame').length;"
        );
        let left = site.page.eval(&body, vec![]).await?;
        ensure!(left == 0, "{removal}: {left} frames are left");
        site.stays_quiet().await?;
    }
    Ok(())
}
