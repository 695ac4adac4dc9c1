//! A bridge over a messenger that says nothing of an end: the site tells it, and lets its visitors
//! end theirs.

use super::people::site::{LINE, NOTICE, OVER, SAID, START, Site, TITLE};
use super::people::timers;
use crate::engine::Engine;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r3_1_the_site_tells_an_end_by_a_call_and_by_an_event),
    test!(r3_1_the_sites_backend_tells_an_end_by_a_stream_and_by_an_answer),
    test!(r2_2_r2_3_an_end_user_ends_after_a_question),
    test!(r2_4_an_end_that_the_site_refuses_is_none),
    test!(r4_2_reset_clears_and_reopen_warns),
    test!(a_reset_that_hangs_is_shown),
    test!(r3_4_a_messenger_that_shows_itself_goes_out_of_reach_again),
    test!(r3_4_a_messenger_that_comes_late_stays_out_of_reach),
    test!(r3_1_an_answer_that_says_nothing_is_no_end_and_the_same_end_comes_twice),
    test!(r2_2_the_way_to_an_end_keeps_clear_of_the_messengers_own_field),
    test!(r3_6_a_site_that_tells_hears_of_the_end_after_a_reload),
    test!(after_a_trap_the_bridge_can_be_taken_away_and_made_anew),
];

/// *End conversation*.
const END: &str = "session-chat-bridge >>> .end:not([hidden])";
/// *Keep chatting*.
const KEEP: &str = "session-chat-bridge >>> .sheet:not([hidden]) .button:not(.button--danger)";
/// *End chat*.
const CONFIRM: &str = "session-chat-bridge >>> .sheet:not([hidden]) .button--danger";

fn over(backend: Value, settings: Value) -> Value {
    let mut config = settings;
    config["backend"] = backend;
    config["backend"]["kind"] = "zendesk".into();
    config
}

async fn talking(ctx: &Ctx, query: &str, config: &Value) -> Result<Site> {
    let site = Site::arrives(ctx, query, config).await?;
    site.page.until("bridge.state().ready").await?;
    site.talks().await?;
    Ok(site)
}

/// The messenger is hidden, and whatever is typed goes nowhere.
async fn is_hidden(site: &Site) -> Result<()> {
    // After a reload the end is known before there is a messenger to be hidden.
    site.page
        .until("getComputedStyle(stub.frame).display === 'none'")
        .await?;
    let (keys, sessions) = (
        site.number("stub.keys.length").await?,
        site.number("stub.sessions").await?,
    );
    site.page.type_text("still there\u{e007}").await?;
    let hidden = "return getComputedStyle(stub.frame).display;";
    ensure!(site.page.eval(hidden, vec![]).await? == "none");
    ensure!(
        site.number("stub.keys.length").await? == keys,
        "keys arrived"
    );
    ensure!(
        site.number("stub.sessions").await? == sessions,
        "a session began"
    );
    site.stays_quiet().await
}

async fn starts_anew(site: &Site) -> Result<()> {
    let sessions = site.number("stub.sessions").await?;
    site.page.click(START).await?;
    site.page.until_gone(OVER).await?;
    site.page
        .until("stub.isOpen && getComputedStyle(stub.frame).display !== 'none'")
        .await?;
    site.says("Hello again").await?;
    let another = format!("stub.sessions === {}", sessions + 1);
    site.page.until(&another).await
}

async fn r3_1_the_site_tells_an_end_by_a_call_and_by_an_event(ctx: Ctx) -> Result<()> {
    let several = over(json!({}), json!({ "multipleConversations": true }));
    let event = "dispatchEvent(new CustomEvent('session-chat-end', \
                 { detail: { by: 'agent', name: 'Sam', conversation: stub.conversation } }));";
    let call = "bridge.ended({ ended_reason: 'Ended by agent', agent: 'Sam' });";
    for (query, tells) in [("", event), ("&when=before", call)] {
        let site = talking(&ctx, query, &several).await?;
        site.page
            .eval("bridge.ended({ conversation: 'somebody-elses' });", vec![])
            .await?;
        ensure!(site.page.count(OVER).await? == 0, "another's end is one");
        site.page.eval(tells, vec![]).await?;
        site.page
            .until_any_text(TITLE, "Sam ended this chat")
            .await?;
        site.page
            .until_any_text(LINE, "You can start a new one")
            .await?;
        is_hidden(&site).await?;
        site.page
            .assert_accessible("a panel over a messenger")
            .await?;
        starts_anew(&site).await?;
        // The old conversation is read-only beside the new one: nothing is reset.
        let reset = "return stub.calls.some(([, name]) => name === 'resetWidget');";
        ensure!(site.page.eval(reset, vec![]).await? == false);
        site.stays_quiet().await?;
    }
    Ok(())
}

async fn r3_1_the_sites_backend_tells_an_end_by_a_stream_and_by_an_answer(ctx: Ctx) -> Result<()> {
    let released = json!({ "events": [
        { "type": "conversation:read", "payload": {} },
        { "type": "switchboard:releaseControl", "payload": { "reason": "ticketClosed" } },
    ] });
    let ways = [
        (json!({ "endsUrl": "/ends" }), "text/event-stream"),
        (
            json!({ "endsUrl": "/ends", "endsEvery": 1 }),
            "application/json",
        ),
    ];
    for (backend, kind) in ways {
        let is_stream = kind == "text/event-stream";
        let quiet = if is_stream { "retry: 50\n\n" } else { "" };
        ctx.server.put("/ends", kind, &[], quiet);
        let several = over(backend, json!({ "multipleConversations": true }));
        let site = talking(&ctx, "", &several).await?;
        ensure!(site.page.count(OVER).await? == 0);
        let told = if is_stream {
            format!("retry: 50\ndata: {released}\n\n")
        } else {
            released.to_string()
        };
        ctx.server.put("/ends", kind, &[], told);
        site.page
            .until_any_text(TITLE, "This chat ended automatically")
            .await?;
        is_hidden(&site).await?;
        // Told again and again, it is one end.
        ensure!(site.events("ended").await?.len() == 1);
        ctx.server.put("/ends", kind, &[], quiet);
        starts_anew(&site).await?;
        site.page.eval("bridge.destroy();", vec![]).await?;
    }
    Ok(())
}

fn ending() -> Value {
    over(
        json!({ "endUrl": "/end" }),
        json!({ "endUsersCanEnd": true, "multipleConversations": true }),
    )
}

async fn r2_2_r2_3_an_end_user_ends_after_a_question(ctx: Ctx) -> Result<()> {
    ctx.server.put("/end", "application/json", &[], "{}");
    let site = talking(&ctx, "", &ending()).await?;
    site.page.click(END).await?;
    site.page.until_focus(KEEP).await?;
    site.page.assert_accessible("the question").await?;
    site.page.press(Key::Escape).await?;
    site.page.until_focus(END).await?;
    let asked = || ctx.server.hits().iter().any(|hit| hit.target == "/end");
    ensure!(!asked(), "it was asked for before it was confirmed");
    site.page.click(END).await?;
    site.page.click(CONFIRM).await?;
    site.page
        .until_any_text(TITLE, "You ended this chat")
        .await?;
    ensure!(asked());
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    is_hidden(&site).await?;
    starts_anew(&site).await
}

async fn r2_4_an_end_that_the_site_refuses_is_none(ctx: Ctx) -> Result<()> {
    // Nothing is put there: the site answers 405.
    let site = talking(&ctx, "", &ending()).await?;
    site.page.click(END).await?;
    site.page.click(CONFIRM).await?;
    site.page
        .until_any_text(NOTICE, "The chat did not end")
        .await?;
    site.page
        .until_any_text(SAID, "The chat did not end")
        .await?;
    site.page
        .assert_accessible("an end that was refused")
        .await?;
    ensure!(site.events("ended").await?.is_empty());
    ensure!(site.events("failure").await?[0]["code"] == "end-refused");
    site.says("Still here").await?;
    site.page.click(&[NOTICE, " button"].concat()).await?;
    site.page.until_gone(NOTICE).await?;
    site.page.find(END).await.map(drop)
}

async fn r4_2_reset_clears_and_reopen_warns(ctx: Ctx) -> Result<()> {
    let reset = over(json!({}), json!({ "afterEnd": "reset" }));
    let site = talking(&ctx, "", &reset).await?;
    site.page
        .eval("bridge.ended({ by: 'agent' });", vec![])
        .await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    is_hidden(&site).await?;
    starts_anew(&site).await?;
    let reopen = over(
        json!({}),
        json!({ "afterEnd": "reopen", "reopening": true }),
    );
    let site = talking(&ctx, "", &reopen).await?;
    site.page
        .eval("bridge.ended({ by: 'agent' });", vec![])
        .await?;
    site.page
        .until_any_text(NOTICE, "Writing starts a new chat")
        .await?;
    site.page
        .assert_accessible("a chat that can be reopened")
        .await?;
    let state = site.page.eval("return bridge.state();", vec![]).await?;
    ensure!(state["covered"] == false, "{state}");
    site.says("One more thing").await?;
    site.stays_quiet().await
}

async fn a_reset_that_hangs_is_shown(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", &over(json!({}), json!({}))).await?;
    site.page.eval("stub.reset = 'hang';", vec![]).await?;
    timers::hurry(&site.page).await?;
    site.page.eval("bridge.ended();", vec![]).await?;
    site.page
        .until_any_text(LINE, "could not be put away")
        .await?;
    is_hidden(&site).await?;
    // What follows has a limit, too, and takes its time.
    site.page.eval("stub.reset = 'ok'; calm();", vec![]).await?;
    starts_anew(&site).await
}

async fn r3_4_a_messenger_that_shows_itself_goes_out_of_reach_again(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", &over(json!({}), json!({}))).await?;
    site.page.eval("bridge.ended();", vec![]).await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    let shows = "zE('messenger', 'show'); zE('messenger', 'open');";
    site.page.eval(shows, vec![]).await?;
    is_hidden(&site).await?;
    starts_anew(&site).await
}

async fn r3_4_a_messenger_that_comes_late_stays_out_of_reach(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", &over(json!({}), json!({}))).await?;
    site.page.eval("stub.reset = 'hang';", vec![]).await?;
    site.page.eval("bridge.ended();", vec![]).await?;
    site.page.find(OVER).await?;
    // Another page of the site, whose snippet comes after the bridge.
    let late = over(json!({}), json!({}));
    let site = Site::arrives(&ctx, "&when=before", &late).await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    is_hidden(&site).await?;
    starts_anew(&site).await
}

/// The bridge has asked its site for ends, and has taken in the answer that is there now.
async fn is_asked_again(ctx: &Ctx, site: &Site) -> Result<()> {
    let hits = || ctx.server.hits();
    let count = || hits().iter().filter(|hit| hit.target == "/ends").count();
    let before = count();
    // The answer to the first one may be of before.
    while count() < before + 3 {
        site.page.until("true").await?;
    }
    Ok(())
}

async fn r3_1_an_answer_that_says_nothing_is_no_end_and_the_same_end_comes_twice(
    ctx: Ctx,
) -> Result<()> {
    let put = |body: &str| {
        ctx.server
            .put("/ends", "application/json", &[], body.to_owned());
    };
    put("{}");
    let asks = json!({ "endsUrl": "/ends", "endsEvery": 1 });
    let config = over(asks, json!({ "multipleConversations": true }));
    let site = talking(&ctx, "", &config).await?;
    for idle in ["null", r#"{"ok":true}"#, ""] {
        put(idle);
        is_asked_again(&ctx, &site).await?;
        ensure!(site.page.count(OVER).await? == 0, "{idle} is an end");
    }
    for is_last in [false, true] {
        put(r#"{"by":"agent","name":"Sam"}"#);
        site.page
            .until_any_text(TITLE, "Sam ended this chat")
            .await?;
        put("");
        is_asked_again(&ctx, &site).await?;
        starts_anew(&site).await?;
        if !is_last {
            // An end that is told right after a start is taken for an echo of the last one.
            is_asked_again(&ctx, &site).await?;
            is_asked_again(&ctx, &site).await?;
        }
    }
    ensure!(site.events("ended").await?.len() == 2);
    site.stays_quiet().await
}

async fn r2_2_the_way_to_an_end_keeps_clear_of_the_messengers_own_field(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, "", &ending()).await?;
    site.page.find(END).await?;
    // The field stands at the bottom of the messenger's window, the launcher below it.
    let is_clear = "const frame = stub.frame.getBoundingClientRect();\
        const own = element.getBoundingClientRect();\
        return own.right <= frame.left || own.left >= frame.right\
          || own.bottom <= frame.bottom - 120;";
    site.page.until_element(END, is_clear, &[]).await?;
    site.page.click(END).await?;
    ensure!(site.page.eval_on(CONFIRM, is_clear).await? == true);
    site.page.press(Key::Escape).await?;
    site.says("Still here").await?;
    // The other engines' windows are wider than a phone.
    if ctx.engine != Engine::Chromium {
        return site.stays_quiet().await;
    }
    site.page.set_viewport(360, 740).await?;
    site.page
        .eval(
            "Object.assign(stub.frame.style, { inset: '0', width: '100%', height: '100%' });",
            vec![],
        )
        .await?;
    site.page.until_element(END, is_clear, &[]).await?;
    site.page.click(END).await?;
    ensure!(site.page.eval_on(CONFIRM, is_clear).await? == true);
    site.page
        .assert_accessible("the question on a phone")
        .await?;
    site.stays_quiet().await
}

async fn r3_6_a_site_that_tells_hears_of_the_end_after_a_reload(ctx: Ctx) -> Result<()> {
    let tells = over(json!({}), json!({ "notification": "host" }));
    let site = talking(&ctx, "", &tells).await?;
    site.page.eval("stub.reset = 'hang';", vec![]).await?;
    site.page
        .eval("bridge.ended({ by: 'agent', name: 'Sam' });", vec![])
        .await?;
    ensure!(site.events("ended").await?.len() == 1);
    let site = Site::arrives(&ctx, "&when=before", &tells).await?;
    site.page
        .until("events.some(({ name, detail }) => name === 'ended' && detail.actorName === 'Sam')")
        .await?;
    ensure!(site.page.count(OVER).await? == 0);
    is_hidden(&site).await
}

/// What the wasm writes next ends in a trap.
const TRAP: &str = "\
    const own = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent');\
    const set = () => { throw new WebAssembly.RuntimeError('trap'); };\
    Object.defineProperty(Node.prototype, 'textContent', { ...own, set });\
    try { bridge.ended({ by: 'agent' }); } catch ({ code }) { return code; }\
    finally { Object.defineProperty(Node.prototype, 'textContent', own); }";

async fn after_a_trap_the_bridge_can_be_taken_away_and_made_anew(ctx: Ctx) -> Result<()> {
    let config = over(json!({}), json!({ "storage": "memory" }));
    let site = talking(&ctx, "", &config).await?;
    ensure!(site.page.eval(TRAP, vec![]).await? == "stopped");
    site.page
        .until("events.some(({ detail }) => detail?.code === 'stopped')")
        .await?;
    // What the messenger tells meets nobody, and no error of ours.
    site.page
        .eval("zE('messenger', 'close'); zE('messenger', 'open');", vec![])
        .await?;
    let anew = "const old = bridge; bridge.destroy();\
        window.bridge = await init(arguments[0]);\
        return [bridge !== old, document.querySelectorAll('session-chat-bridge').length];";
    let anew = anew.replace("arguments[0]", "given[0]");
    ensure!(site.page.eval_async(&anew, vec![config]).await? == json!([true, 1]));
    site.page.until("bridge.state().ready").await?;
    site.page.eval("bridge.ended();", vec![]).await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    is_hidden(&site).await?;
    starts_anew(&site).await
}
