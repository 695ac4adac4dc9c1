//! A site keeps a vendor's own widget, and a bridge stands over it: every end is noticed, told and
//! cleared, and only the visitor starts anew.

use super::people::site::{CLOSE, LAUNCHER, LINE, NOTICE, OVER, SAID, START, Site, TITLE};
use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r3_1_r3_3_whoever_ends_it_the_visitor_is_told_and_locked_out),
    test!(r3_1_the_second_generation_of_the_client_is_bridged_without_a_word_in_its_log),
    test!(r3_1_an_end_before_ready_is_one),
    test!(r3_1_duplicates_and_foreign_events_are_no_second_end),
    test!(r3_4_keyboard_and_screen_reader_reach_start_new_chat),
    test!(r3_6_the_site_tells_its_visitor_itself),
    test!(r3_6_the_notification_is_off),
    test!(the_state_after_an_end_is_the_one_the_site_chose),
    test!(r3_5_nothing_is_logged_unless_asked_and_never_who_or_what),
    test!(the_panel_stands_where_the_vendors_window_stood),
    test!(the_panel_fills_a_phone_and_follows_a_resize, CHROMIUM_ONLY),
    test!(a_bridge_speaks_the_language_of_the_page),
    test!(a_destroyed_bridge_leaves_nothing),
    test!(what_a_bridge_cannot_do_is_refused_by_name),
];

async fn talking(ctx: &Ctx, query: &str, config: Value) -> Result<Site> {
    let site = Site::arrives(ctx, query, &config).await?;
    site.talks().await?;
    Ok(site)
}

/// Waits for the panel of a session that is cleared.
async fn is_over(site: &Site, title: &str) -> Result<()> {
    site.page.until_any_text(TITLE, title).await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await
}

async fn r3_1_r3_3_whoever_ends_it_the_visitor_is_told_and_locked_out(ctx: Ctx) -> Result<()> {
    let site = Site::arrives(&ctx, "&when=before", &json!({})).await?;
    let ends = [
        (json!({ "by": "Agent" }), "Sam ended this chat"),
        (
            json!({ "by": "Chatbot", "shape": "object", "status": "ENDED" }),
            "Sam ended this chat",
        ),
        (
            json!({ "by": "EndUser", "name": "Guest", "status": "ended" }),
            "You ended this chat",
        ),
        (
            json!({ "by": "Supervisor", "name": "Automated Process" }),
            "Our team ended this chat",
        ),
        (json!({ "by": null, "shape": "object" }), "This chat ended"),
    ];
    for (round, (end, title)) in (1_u64..).zip(ends) {
        site.talks().await?;
        site.ends(&end).await?;
        site.page.until_any_text(TITLE, title).await?;
        // The vendor's window is locked from the first moment on, not only once it is cleared.
        site.is_locked().await?;
        is_over(&site, title).await?;
        site.is_locked().await?;
        ensure!(site.called("clearSession").await? == round, "{end}");
        ensure!(site.called("launchChat").await? == round - 1, "{end}");
        site.starts_anew().await?;
    }
    ensure!(site.events("ended").await?.len() == 5);
    ensure!(site.events("started").await?.len() == 5);
    site.stays_quiet().await
}

async fn r3_1_the_second_generation_of_the_client_is_bridged_without_a_word_in_its_log(
    ctx: Ctx,
) -> Result<()> {
    let fields = json!({ "backend": { "hiddenFields": { "order": "1024" } } });
    let site = talking(&ctx, "&generation=2", fields).await?;
    site.ends(&json!({})).await?;
    is_over(&site, "Sam ended this chat").await?;
    site.is_locked().await?;
    site.starts_anew().await?;
    let calls = site.page.eval("return stub.calls;", vec![]).await?;
    let fields = json!(["setHiddenPrechatFields", { "order": "1024" }]);
    let expected = json!([fields, ["clearSession", true], fields, ["launchChat"]]);
    ensure!(calls == expected, "{calls}");
    // The proxy logs an error for every member that is asked for in vain.
    site.stays_quiet().await
}

async fn r3_1_an_end_before_ready_is_one(ctx: Ctx) -> Result<()> {
    for query in [
        "&early=yes&when=before",
        "&early=yes&when=before&generation=2",
    ] {
        let site = Site::arrives(&ctx, query, &json!({})).await?;
        is_over(&site, "Sam ended this chat").await?;
        site.is_locked().await?;
        site.starts_anew().await?;
    }
    Ok(())
}

async fn r3_1_duplicates_and_foreign_events_are_no_second_end(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", json!({})).await?;
    site.ends(&json!({ "conversation": "somebody-elses" }))
        .await?;
    let state = site.page.eval("return bridge.state();", vec![]).await?;
    ensure!(
        state["ended"].is_null() && state["covered"] == false,
        "{state}"
    );
    let own = site.page.eval("return stub.conversation;", vec![]).await?;
    let again = json!({ "conversation": own, "shape": "object" });
    for _ in 0..3 {
        site.ends(&again).await?;
    }
    site.page
        .eval("stub.tell('Ready'); stub.tell('Ready');", vec![])
        .await?;
    is_over(&site, "Sam ended this chat").await?;
    site.ends(&again).await?;
    site.is_locked().await?;
    ensure!(site.called("clearSession").await? == 1);
    site.starts_anew().await?;
    // What is still on its way of the old one does not end the new one.
    site.ends(&again).await?;
    site.says("Hello again").await?;
    site.page.until("stub.sessions === 2").await?;
    site.ends(&again).await?;
    ensure!(site.events("ended").await?.len() == 1);
    ensure!(site.page.count(OVER).await? == 0);
    site.stays_quiet().await
}

async fn r3_4_keyboard_and_screen_reader_reach_start_new_chat(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", json!({})).await?;
    let page = &site.page;
    page.eval("stub.frame.focus();", vec![]).await?;
    page.until("document.activeElement === stub.frame").await?;
    site.ends(&json!({})).await?;
    // Out of the vendor's window, and not onto a button: the next key stroke does nothing.
    page.until_focus(OVER).await?;
    is_over(&site, "Sam ended this chat").await?;
    page.until_any_text(SAID, "Sam ended this chat").await?;
    site.is_locked().await?;
    page.until_focus(OVER).await?;
    page.assert_accessible("a panel over a vendor's window")
        .await?;
    page.press(Key::Tab).await?;
    page.until_focus(START).await?;
    page.press(Key::Tab).await?;
    page.until_focus(CLOSE).await?;
    page.press(Key::Escape).await?;
    page.until_gone(OVER).await?;
    page.until_focus(LAUNCHER).await?;
    page.assert_accessible("a launcher over a vendor's window")
        .await?;
    page.press(Key::Enter).await?;
    page.until_focus(OVER).await?;
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until_gone(OVER).await?;
    page.until("stub.isOpen").await?;
    site.says("By keyboard").await?;
    page.until("stub.sessions === 2").await
}

async fn r3_6_the_site_tells_its_visitor_itself(ctx: Ctx) -> Result<()> {
    let ways = [
        ("&host=tells", json!({})),
        ("", json!({ "notification": "host" })),
    ];
    for (query, config) in ways {
        let site = talking(&ctx, query, config).await?;
        site.ends(&json!({})).await?;
        site.page.until("bridge.state().covered").await?;
        site.is_locked().await?;
        let ended = site.events("ended").await?;
        ensure!(ended.len() == 1 && ended[0]["by"] == "agent", "{ended:?}");
        ensure!(ended[0]["actorName"] == "Sam", "{ended:?}");
        for part in [OVER, LAUNCHER, NOTICE] {
            ensure!(site.page.count(part).await? == 0, "{part} is shown");
        }
        ensure!(site.page.text(SAID).await?.is_empty());
        site.page.eval("bridge.startNewChat();", vec![]).await?;
        site.page
            .until("stub.isOpen && !bridge.state().covered")
            .await?;
        site.stays_quiet().await?;
    }
    Ok(())
}

async fn r3_6_the_notification_is_off(ctx: Ctx) -> Result<()> {
    let config = json!({ "notification": "off", "after": "minimised" });
    let site = talking(&ctx, "", config).await?;
    site.ends(&json!({})).await?;
    site.page.find(LAUNCHER).await?;
    site.is_locked().await?;
    ensure!(site.page.text(SAID).await?.is_empty());
    ensure!(site.page.count(NOTICE).await? == 0);
    site.page.click(LAUNCHER).await?;
    is_over(&site, "Sam ended this chat").await?;
    site.starts_anew().await?;
    site.stays_quiet().await
}

async fn the_state_after_an_end_is_the_one_the_site_chose(ctx: Ctx) -> Result<()> {
    for after in ["minimised", "hidden"] {
        let site = talking(&ctx, "", json!({ "after": after })).await?;
        site.ends(&json!({})).await?;
        site.page
            .until_any_text(NOTICE, "Sam ended this chat")
            .await?;
        site.is_locked().await?;
        site.page.assert_accessible(after).await?;
        site.page.click(&[NOTICE, " button"].concat()).await?;
        site.page.until_gone(NOTICE).await?;
        let launchers = site.page.count(LAUNCHER).await?;
        ensure!(launchers == u64::from(after == "minimised"), "{after}");
        site.page.eval("bridge.show();", vec![]).await?;
        is_over(&site, "Sam ended this chat").await?;
        site.starts_anew().await?;
    }
    Ok(())
}

async fn the_panel_stands_where_the_vendors_window_stood(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", json!({})).await?;
    let place = |selector: &str| {
        format!(
            "const at = ({selector}).getBoundingClientRect(); \
             return [at.left, at.top, at.width, at.height].map(Math.round).join();"
        )
    };
    let panel = "document.querySelector('session-chat-bridge').shadowRoot.querySelector('.panel')";
    let frame = site.page.eval(&place("stub.frame"), vec![]).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(TITLE, "Sam ended").await?;
    let over = site.page.eval(&place(panel), vec![]).await?;
    ensure!(
        over == frame,
        "the window was at {frame}, the panel is at {over}"
    );
    is_over(&site, "Sam ended").await?;
    // The vendor has drawn its small launcher anew, and nothing jumped.
    let over = site.page.eval(&place(panel), vec![]).await?;
    ensure!(
        over == frame,
        "the window was at {frame}, the panel is at {over}"
    );
    site.starts_anew().await
}

async fn a_bridge_speaks_the_language_of_the_page(ctx: Ctx) -> Result<()> {
    let config = json!({ "texts": { "bridge-over": "…" } });
    let site = talking(&ctx, "&lang=ar", config).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, "…").await?;
    let start = site.page.text(START).await?;
    ensure!(
        start
            .chars()
            .any(|letter| ('\u{600}'..'\u{700}').contains(&letter)),
        "{start}"
    );
    let dir = "return getComputedStyle(element).direction;";
    ensure!(site.page.eval_on(OVER, dir).await? == "rtl");
    site.page
        .eval_async("await bridge.setLocale('de');", vec![])
        .await?;
    site.page
        .until_any_text(TITLE, "Sam hat diesen Chat beendet")
        .await?;
    site.page.assert_accessible("another language").await
}

async fn a_destroyed_bridge_leaves_nothing(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", json!({})).await?;
    site.page.eval("stub.clear = ['hang'];", vec![]).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(TITLE, "Sam ended").await?;
    site.page.eval("bridge.destroy();", vec![]).await?;
    ensure!(site.page.count("session-chat-bridge").await? == 0);
    let left = "return [document.adoptedStyleSheets.length, \
                document.querySelectorAll('[inert]').length, localStorage.length];";
    ensure!(site.page.eval(left, vec![]).await? == json!([0, 0, 0]));
    let code = "try { bridge.state(); } catch ({ code }) { return code; }";
    ensure!(site.page.eval(code, vec![]).await? == "destroyed");
    site.page
        .until("!sessionChatProbe.report().alive.some((one) => /window:(onEmbedded|storage|session-chat|blur|focusin)/.test(one))")
        .await?;
    // A new bridge is a fresh one.
    let again = "window.bridge = await init({ backend: { kind: 'embedded-service' } });";
    site.page.eval_async(again, vec![]).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(TITLE, "Sam ended").await
}

async fn what_a_bridge_cannot_do_is_refused_by_name(ctx: Ctx) -> Result<()> {
    let refusals = [
        (json!({ "afterEnd": "reset" }), "config-value", "afterEnd"),
        (
            json!({ "endUsersCanEnd": true, "multipleConversations": true }),
            "config-value",
            "endUsersCanEnd",
        ),
        (
            json!({ "backend": { "frame": "::" } }),
            "config-value",
            "backend.frame",
        ),
        (
            json!({ "backend": { "colour": "red" } }),
            "config-value",
            "backend.colour",
        ),
        (json!({ "launcher": "hidden" }), "config-value", "launcher"),
        (json!({ "after": "gone" }), "config-value", "after"),
        (
            json!({ "backend": { "hiddenFields": { "order": 7 } } }),
            "config-type",
            "backend.hiddenFields.order",
        ),
    ];
    for (config, code, field) in refusals {
        let site = Site::arrives(&ctx, "&when=without", &config).await?;
        let refused = site.page.eval("return refusals;", vec![]).await?;
        ensure!(refused[0]["code"] == code, "{config}: {refused}");
        ensure!(refused[0]["field"] == field, "{config}: {refused}");
        ensure!(
            site.page.count("session-chat-bridge").await? == 0,
            "{config}"
        );
    }
    Ok(())
}

async fn r3_5_nothing_is_logged_unless_asked_and_never_who_or_what(ctx: Ctx) -> Result<()> {
    for debug in [false, true] {
        let site = talking(&ctx, "", json!({ "debug": debug })).await?;
        let listen = "window.said = []; for (const name of ['log', 'info', 'debug']) \
                      console[name] = (...words) => said.push(words.join(' ')); \
                      return stub.conversation;";
        let conversation = site.page.eval(listen, vec![]).await?;
        site.ends(&json!({})).await?;
        is_over(&site, "Sam ended this chat").await?;
        let said = site.page.eval("return said.join('\\n');", vec![]).await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(said.contains("SessionStatusUpdate") == debug, "{said}");
        ensure!(said.is_empty() != debug, "{said}");
        let id = conversation.as_str().unwrap_or_default();
        ensure!(
            !id.is_empty() && !said.contains(id) && !said.contains("Sam"),
            "{said}"
        );
        site.stays_quiet().await?;
    }
    Ok(())
}

async fn the_panel_fills_a_phone_and_follows_a_resize(ctx: Ctx) -> Result<()> {
    ctx.page.set_viewport(360, 700).await?;
    let site = talking(&ctx, "", json!({})).await?;
    site.ends(&json!({})).await?;
    is_over(&site, "Sam ended this chat").await?;
    let place = "const { left, top, right, bottom } = element.getBoundingClientRect(); \
                 return [left, top, right, bottom].map(Math.round);";
    let phone = site.page.eval_on(OVER, place).await?;
    ensure!(phone == json!([0, 0, 360, 700]), "{phone}");
    site.page.assert_accessible("a panel on a phone").await?;
    ctx.page.set_viewport(1280, 900).await?;
    let is_in_corner = "const { left, right, bottom } = element.getBoundingClientRect(); \
                        return left > 800 && right < 1280 && bottom < 900;";
    site.page.until_element(OVER, is_in_corner, &[]).await?;
    site.starts_anew().await
}
