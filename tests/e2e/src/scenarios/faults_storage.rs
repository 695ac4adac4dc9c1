//! Faults of storage, by their number in the list of faults: see `tests/faults.md`.

use super::people::{
    FREE_HOST, HOST, OWN, ROWS, Scripted, Visitor, WINDOW, answered, host_path, served,
};
use crate::engine::Engine;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Duration;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(p01_a_page_without_any_storage_still_chats),
    test!(p03_a_torn_entry_is_reset_and_the_other_chat_is_still_there),
    test!(p06_a_visitor_whose_data_were_evicted_begins_anew_without_an_error),
    test!(p07_keys_of_the_page_are_left_alone_and_its_clearing_loses_nothing),
    test!(p08_in_a_frame_of_another_site_each_embed_has_its_own),
    test!(p09_two_tabs_that_write_for_a_thousand_rounds_tear_nothing),
];

async fn p01_a_page_without_any_storage_still_chats(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    let gone = "for (const name of ['localStorage', 'sessionStorage'])\
                  Object.defineProperty(window, name, { get: () => null });";
    page.eval(gone, vec![]).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    desk.says("Good morning").await?;
    visitor.hears("Good morning").await?;
    let errors = visitor.events("error").await?;
    ensure!(errors.len() == 1, "said once: {errors:?}");
    page.eval("chat.destroy();", vec![]).await?;
    page.assert_clean().await
}

async fn p03_a_torn_entry_is_reset_and_the_other_chat_is_still_there(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    let config = json!([
        { "id": "whole", "resume": true, "openOnStart": true },
        { "id": "torn", "resume": true, "openOnStart": true },
    ]);
    let path = host_path(HOST, &config);
    ctx.goto(&path).await?;
    page.until("window.started").await?;
    page.eval_async(
        "for (const chat of chats) await chat.send(`From ${chat.id}`);",
        vec![],
    )
    .await?;
    let torn = "const key = 'session-chat:torn';\
        localStorage.setItem(key, localStorage.getItem(key).slice(0, -20));";
    // Torn once nobody writes any more: the page itself would mend it with its next word.
    page.goto(&ctx.url("/tests/pages/frame/")).await?;
    page.eval(torn, vec![]).await?;
    ctx.goto(&path).await?;
    page.until("window.started").await?;
    page.until("chats.every((chat) => chat.state().open)")
        .await?;
    let phases = "return chats.map((chat) => chat.state().conversation !== null);";
    let phases = page.eval(phases, vec![]).await?;
    ensure!(phases == json!([true, false]), "{phases}");
    page.assert_clean().await
}

async fn p06_a_visitor_whose_data_were_evicted_begins_anew_without_an_error(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({ "resume": true })).await?;
    let page = &visitor.page;
    page.goto(&ctx.url("/tests/pages/frame/")).await?;
    page.eval("localStorage.clear();", vec![]).await?;
    ctx.server.forget_hits();
    let (visitor, _desk) = served(&ctx, HOST, &json!({ "resume": true })).await?;
    page.eval_async(
        "await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));",
        vec![],
    )
    .await?;
    let asked: Vec<_> = ctx
        .server
        .hits()
        .into_iter()
        .map(|hit| hit.target)
        .collect();
    let asked: Vec<_> = asked
        .iter()
        .filter(|target| !target.starts_with("/tests/") && *target != "/favicon.ico")
        .collect();
    ensure!(
        asked == ["/session-chat.js"],
        "before anybody acts: {asked:?}"
    );
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.says("Hello again").await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

async fn p07_keys_of_the_page_are_left_alone_and_its_clearing_loses_nothing(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &json!({ "resume": true })).await?;
    let page = &visitor.page;
    let names = json!([
        "session-chat",
        "session-chat:",
        "session-chat:defaults",
        "session-chat:default:1",
        "Session-Chat:default",
        "default",
    ]);
    let put = "for (const name of arguments[0]) localStorage.setItem(name, `value of ${name}`);";
    page.eval(put, vec![names.clone()]).await?;
    visitor.opens().await?;
    visitor.says("Before it was cleared").await?;
    visitor.until_phase("talking").await?;
    let same =
        "return arguments[0].filter((name) => localStorage.getItem(name) !== `value of ${name}`);";
    let changed = page.eval(same, vec![names.clone()]).await?;
    ensure!(changed == json!([]), "{changed}");
    // The page clears everything, ours too, while a message is on its way.
    desk.set("answers.send", json!("silent")).await?;
    visitor.says("On its way").await?;
    page.eval("localStorage.clear();", vec![]).await?;
    desk.set("answers.send", json!("taken")).await?;
    desk.does("desk.take();", vec![]).await?;
    visitor.says("After it was cleared").await?;
    page.until_gone(">>> .row--unsent").await?;
    visitor.reloads().await?;
    page.find(WINDOW).await?;
    let texts = [
        "Before it was cleared",
        "On its way",
        "After it was cleared",
    ];
    page.until_count(OWN, 3).await?;
    let shown = page.texts(OWN).await?;
    ensure!(shown == texts, "{shown:?}");
    // What is forgotten is ours alone.
    page.eval(put, vec![names.clone()]).await?;
    page.eval_async("await chat.clearSession();", vec![])
        .await?;
    page.until_count(ROWS, 0).await?;
    let changed = page.eval(same, vec![names]).await?;
    ensure!(changed == json!([]), "{changed}");
    let ours = page.eval(
        "return localStorage.getItem('session-chat:default');",
        vec![],
    );
    ensure!(ours.await?.is_null());
    page.assert_clean().await
}

async fn p08_in_a_frame_of_another_site_each_embed_has_its_own(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    let inner = ctx.url(&host_path(FREE_HOST, &json!({ "resume": true })));
    // The same server under another name is another site.
    let outer = ctx
        .url("/tests/pages/frame/")
        .replace("127.0.0.1", "localhost");
    page.goto_framed(&outer, &inner, 900, 600).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(page).await?;
    let visitor = Visitor { page: page.clone() };
    visitor.opens().await?;
    visitor.says("From within a frame").await?;
    visitor.until_phase("talking").await?;
    desk.says("Heard in the frame").await?;
    visitor.hears("Heard in the frame").await?;
    let errors = visitor.events("error").await?;
    ensure!(errors.len() <= 1, "one quiet notice at most: {errors:?}");
    page.assert_clean().await?;
    if ctx.engine == Engine::Chromium {
        // It is kept for this embed, and nobody else finds it.
        visitor.reloads().await?;
        visitor.sees(OWN, "From within a frame").await?;
        let (alone, _desk) = served(&ctx, FREE_HOST, &json!({ "resume": true })).await?;
        let kept = alone
            .page
            .eval("return localStorage.length;", vec![])
            .await?;
        ensure!(kept == json!(0), "{kept} things are kept");
        alone.opens().await?;
        alone.has_new_window().await?;
        alone.page.assert_clean().await?;
    }
    Ok(())
}

/// How many messages each of the two tabs sends. It writes twice with each, before it is sent and
/// when it was taken: a thousand times in all.
const ROUNDS: u64 = 250;

/// Sends so many messages as fast as the desk takes them, and looks at the entry after each.
const WRITES: &str = "\
    const [rounds, name] = arguments;\
    window.torn = [];\
    const read = () => {\
      const entry = localStorage.getItem('session-chat:default');\
      try { return JSON.parse(entry).kept.chat.outbox.length; } catch { torn.push(entry); return 0; }\
    };\
    const run = async () => {\
      for (let round = 0; round < rounds; round += 1) {\
        await chat.send(`${name} ${round}`);\
        while (read() > 20) await new Promise((done) => setTimeout(done));\
      }\
    };\
    window.ran = null;\
    run().then(() => (window.ran = true), (error) => (window.ran = String(error.message)));";

async fn write_at_once(pages: [&Page; 2]) -> Result<()> {
    for (page, name) in pages.into_iter().zip(["one", "two"]) {
        page.eval(WRITES, vec![json!(ROUNDS), json!(name)]).await?;
    }
    for page in pages {
        // As long as the whole test has, or nearly.
        page.until_within("window.ran", Duration::from_secs(150))
            .await?;
        let ran = page.eval("return [ran, torn];", vec![]).await?;
        ensure!(ran == json!([true, []]), "{ran}");
    }
    Ok(())
}

async fn p09_two_tabs_that_write_for_a_thousand_rounds_tear_nothing(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (one, desk) = answered(&ctx, HOST, &config).await?;
    let two = Visitor::arrives_beside(&ctx, config).await?;
    two.page.find(WINDOW).await?;
    two.until_phase("talking").await?;
    write_at_once([&one.page, &two.page]).await?;
    let all = 2 * ROUNDS + 1;
    one.page
        .until(&format!("desk.commands('send').length >= {all}"))
        .await?;
    let body = "const ids = desk.commands('send').map(({ id }) => id);\
        const texts = desk.commands('send').map(({ text }) => text);\
        return [ids.length, new Set(ids).size, new Set(texts).size];";
    let heard = desk.does(body, vec![]).await?;
    ensure!(
        heard == json!([all, all, all]),
        "sent, ids, texts: {heard} of {all}"
    );
    // A tab may have put back what the other one had sent meanwhile: it goes out once more under
    // its own id, and whoever has it knows it by that.
    let body = "const { kept } = JSON.parse(localStorage.getItem('session-chat:default'));\
        const ids = new Set(desk.commands('send').map(({ id }) => id));\
        return kept.chat.outbox.filter(({ id }) => !ids.has(id));";
    let foreign = desk.does(body, vec![]).await?;
    ensure!(foreign == json!([]), "nobody has sent {foreign}");
    two.reloads().await?;
    two.page.find(WINDOW).await?;
    two.until_phase("talking").await?;
    two.page.until_gone(">>> .row--unsent").await?;
    let ids = "return new Set(desk.commands('send').map(({ id }) => id)).size;";
    let ids = desk.does(ids, vec![]).await?;
    ensure!(ids == json!(all), "{ids} messages, and {all} were written");
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}
