//! What is kept on the visitor's device, and when: nothing before the chat is opened, nothing
//! after it was cleared.

use super::people::{FREE_HOST, HOST, Scripted, Visitor, answered, host_path, served};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(before_the_first_open_nothing_is_stored_read_or_fetched),
    test!(intent_fetches_the_wasm_and_stores_nothing),
    test!(a_chat_writes_one_entry_and_no_cookie),
    test!(clearing_leaves_nothing_in_any_tab),
    test!(what_another_tab_writes_late_does_not_undo_the_clearing),
    test!(destroying_leaves_nothing_unless_it_is_to_be_kept),
    test!(session_storage_keeps_to_its_tab),
    test!(memory_storage_writes_nothing),
    test!(p01_blocked_storage_still_chats_and_says_so),
    test!(nothing_said_reaches_the_console),
];

/// Everything that a page can keep, by name.
const KEPT: &str = "\
    const databases = (await indexedDB.databases?.()) ?? [];\
    const caches = (await window.caches?.keys()) ?? [];\
    return [\
      ...Object.keys(localStorage).map((key) => `local ${key}`),\
      ...Object.keys(sessionStorage).map((key) => `session ${key}`),\
      ...databases.map(({ name }) => `database ${name}`),\
      ...caches.map((name) => `cache ${name}`),\
      ...(document.cookie ? [`cookie ${document.cookie}`] : []),\
    ];";

async fn kept(page: &Page) -> Result<Value> {
    page.eval_async(KEPT, vec![]).await
}

async fn used(page: &Page) -> Result<Vec<String>> {
    Ok(page.probe().await?.storage)
}

/// What the server was asked for, without the page's own files.
fn asked(ctx: &Ctx) -> Vec<String> {
    let hits = ctx.server.hits().into_iter().map(|hit| hit.target);
    hits.filter(|target| !target.starts_with("/tests/") && target != "/favicon.ico")
        .collect()
}

async fn before_the_first_open_nothing_is_stored_read_or_fetched(ctx: Ctx) -> Result<()> {
    for host in [HOST, FREE_HOST] {
        ctx.server.forget_hits();
        let page = &ctx.page;
        page.goto(&ctx.url(&host_path(host, &json!({})))).await?;
        page.until("window.started").await?;
        // The page's own idle time has come and gone.
        page.eval_async(
            "await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));",
            vec![],
        )
        .await?;
        ensure!(asked(&ctx) == ["/session-chat.js"], "{:?}", asked(&ctx));
        ensure!(used(page).await?.is_empty(), "{:?}", used(page).await?);
        ensure!(kept(page).await? == json!([]));
        page.assert_clean().await?;
    }
    Ok(())
}

async fn intent_fetches_the_wasm_and_stores_nothing(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!({})))).await?;
    page.until("window.started").await?;
    page.focus("#before").await?;
    page.press(Key::Tab).await?;
    page.until_focus(">>> .launcher").await?;
    let loaded = "performance.getEntriesByType('resource')\
        .some(({ name, responseEnd }) => name.endsWith('_bg.wasm') && responseEnd > 0)";
    page.until(loaded).await?;
    let asked = asked(&ctx);
    ensure!(asked.len() == 3, "loader, glue and wasm: {asked:?}");
    ensure!(used(page).await?.is_empty(), "{:?}", used(page).await?);
    page.assert_clean().await
}

async fn a_chat_writes_one_entry_and_no_cookie(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    desk.says("Good morning").await?;
    visitor.hears("Good morning").await?;
    visitor
        .page
        .until("localStorage.getItem('session-chat:default')?.includes('Good morning')")
        .await?;
    let kept = kept(&visitor.page).await?;
    ensure!(kept == json!(["local session-chat:default"]), "{kept}");
    let cookies = "return sessionChatProbe.report().storage\
        .filter((use) => use === 'document.cookie=' || use.startsWith('indexedDB'));";
    let cookies = visitor.page.eval(cookies, vec![]).await?;
    ensure!(cookies == json!([]), "{cookies}");
    ensure!(asked(&ctx).len() == 3, "{:?}", asked(&ctx));
    visitor.page.assert_clean().await
}

async fn clearing_leaves_nothing_in_any_tab(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let other = Visitor::arrives_beside(&ctx, json!({})).await?;
    other.opens().await?;
    other.until_phase("talking").await?;
    visitor
        .page
        .eval_async("await chat.clearSession();", vec![])
        .await?;
    desk.until_heard("clear").await?;
    visitor.has_new_window().await?;
    other.until_state("conversation", Value::Null).await?;
    for page in [&visitor.page, &other.page] {
        ensure!(kept(page).await? == json!([]), "{}", kept(page).await?);
    }
    ensure!(visitor.events("cleared").await?.len() == 1);
    // A stranger now, to the backend too.
    visitor.says("Me again").await?;
    visitor.until_phase("talking").await?;
    let visitors = desk
        .does(
            "return new Set(desk.heard.map(({ visitor }) => visitor)).size;",
            vec![],
        )
        .await?;
    ensure!(visitors == json!(2), "{visitors}");
    visitor.page.assert_clean().await
}

async fn what_another_tab_writes_late_does_not_undo_the_clearing(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    let other = Visitor::arrives_beside(&ctx, json!({})).await?.page;
    other
        .until("window.entry = localStorage.getItem('session-chat:default')")
        .await?;
    visitor
        .page
        .eval_async(
            "addEventListener('storage', () => (window.heard = true));\
             await chat.clearSession();",
            vec![],
        )
        .await?;
    visitor.has_new_window().await?;
    let write = "localStorage.setItem('session-chat:default', window.entry);";
    other.eval(write, vec![]).await?;
    visitor.page.until("window.heard").await?;
    visitor.has_new_window().await?;
    visitor.says("Me again").await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn destroying_leaves_nothing_unless_it_is_to_be_kept(ctx: Ctx) -> Result<()> {
    for (options, expected) in [
        ("{}", json!([])),
        (
            "{ keepConversation: true }",
            json!(["local session-chat:default"]),
        ),
    ] {
        let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
        let body = format!("chat.destroy({options});");
        visitor.page.eval(&body, vec![]).await?;
        let kept = kept(&visitor.page).await?;
        ensure!(kept == expected, "{options}: {kept}");
        visitor.page.assert_clean().await?;
    }
    Ok(())
}

async fn session_storage_keeps_to_its_tab(ctx: Ctx) -> Result<()> {
    let config = json!({ "storage": "session" });
    let (visitor, _desk) = answered(&ctx, HOST, &config).await?;
    let mine = kept(&visitor.page).await?;
    ensure!(mine == json!(["session session-chat:default"]), "{mine}");
    let other = Visitor::arrives_beside(&ctx, config).await?;
    other.opens().await?;
    other.has_new_window().await?;
    ensure!(kept(&other.page).await? == json!([]));
    visitor.reloads().await?;
    let nothing_said = json!({ "status": "none", "messages": [] });
    Scripted::remembers(&visitor.page, nothing_said).await?;
    visitor.opens().await?;
    visitor.sees(super::people::OWN, "Hello").await?;
    visitor.page.assert_clean().await
}

async fn memory_storage_writes_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "storage": "memory" })).await?;
    desk.says("Good morning").await?;
    visitor.hears("Good morning").await?;
    visitor.closes().await?;
    let touched = "return sessionChatProbe.report().storage\
        .filter((use) => !use.startsWith('BroadcastChannel'));";
    let touched = visitor.page.eval(touched, vec![]).await?;
    ensure!(touched == json!([]), "{touched}");
    ensure!(kept(&visitor.page).await? == json!([]));
    visitor.page.assert_clean().await
}

async fn p01_blocked_storage_still_chats_and_says_so(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &json!({})).await?;
    let block = "\
        const refuse = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };\
        for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = refuse;\
        for (const name of ['localStorage', 'sessionStorage'])\
          Object.defineProperty(window, name, { get: refuse });";
    visitor.page.eval(block, vec![]).await?;
    visitor.opens().await?;
    visitor.says("Does this work?").await?;
    visitor.until_phase("talking").await?;
    desk.says("It does").await?;
    visitor.hears("It does").await?;
    visitor
        .sees(
            super::people::BANNER,
            "This browser does not keep the chat. Reloading the page loses it.",
        )
        .await?;
    let errors = visitor.events("error").await?;
    ensure!(errors.len() == 1, "said once: {errors:?}");
    ensure!(errors[0]["code"] == "storage-unavailable", "{errors:?}");
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.page.eval("chat.destroy();", vec![]).await?;
    visitor.page.assert_clean().await
}

async fn nothing_said_reaches_the_console(ctx: Ctx) -> Result<()> {
    let listen = "window.lines = [];\
        for (const level of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'table', 'dir']) {\
          console[level] = (...given) => lines.push(given.map(String).join(' '));\
        }";
    for debug in [false, true] {
        let config = json!({ "id": debug.to_string(), "debug": debug });
        let (visitor, desk) = served(&ctx, HOST, &config).await?;
        visitor.page.eval(listen, vec![]).await?;
        visitor.opens().await?;
        visitor.says("My card is 4111 1111 1111 1111").await?;
        visitor.until_phase("talking").await?;
        desk.says("Thank you, ada@example.org").await?;
        visitor.hears("Thank you").await?;
        desk.ends(Some("4111 1111 1111 1111")).await?;
        visitor.until_phase("ended").await?;
        let lines = visitor
            .page
            .eval("return lines.join('\\n');", vec![])
            .await?;
        let lines = lines.as_str().unwrap_or_default();
        for canary in ["4111", "ada@example.org", "Thank you"] {
            ensure!(!lines.contains(canary), "{canary} is in {lines}");
        }
    }
    Ok(())
}
