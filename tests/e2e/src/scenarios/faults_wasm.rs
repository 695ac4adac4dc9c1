//! Faults of the wasm, by their number in the list of faults: see `tests/faults.md`.

use super::people::{
    FIELD, FREE_HOST, HOST, OWN, Scripted, Visitor, WINDOW, answered, host_path, moments, panics,
    served, trips,
};
use crate::engine::CHROMIUM_ONLY;
use crate::page::{Metrics, PATIENCE, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(w01_a_panic_shows_the_card_at_once_and_the_chat_is_back_with_what_waited).alone(),
    test!(
        w01_whoever_was_writing_gets_the_chat_back_by_itself_three_times,
        CHROMIUM_ONLY
    )
    .alone(),
    test!(w02_a_trap_in_an_event_of_the_page_is_the_end_of_the_module_too),
    test!(w02_what_a_built_in_of_the_page_throws_is_noticed_where_it_passed_through),
    test!(w03_a_wasm_that_cannot_be_had_is_told_in_time).alone(),
    test!(w04_a_long_day_does_not_grow, CHROMIUM_ONLY),
];

const CARD: &str = ">>> .card";

async fn w01_a_panic_shows_the_card_at_once_and_the_chat_is_back_with_what_waited(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("silent")).await?;
    visitor.says("Not taken yet").await?;
    moments::watch(page, "card", "root.querySelector('.card')").await?;
    // The wasm dies in the middle of the event that the panic is made with.
    moments::watch_event(page, "panic", "offline").await?;
    panics(page, &desk).await?;
    let (panic, card) = (
        moments::noted(page, "panic").await?,
        moments::noted(page, "card").await?,
    );
    moments::within("the card after a panic", panic, card, 100.0)?;
    desk.set("answers.send", json!("taken")).await?;
    moments::watch_event(page, "pressed", "click").await?;
    let back = "root.querySelector('dialog.window[open] .composer__field') \
                && root.querySelectorAll('.row--own').length === 2";
    moments::watch(page, "back", back).await?;
    page.click(CARD).await?;
    let (pressed, back) = (
        moments::noted(page, "pressed").await?,
        moments::noted(page, "back").await?,
    );
    moments::within(
        "the chat after the card was pressed",
        pressed,
        back,
        2_000.0,
    )?;
    page.until_gone(">>> .row--unsent").await?;
    let texts = page.texts(OWN).await?;
    ensure!(texts == ["Hello", "Not taken yet"], "{texts:?}");
    let errors = page.probe().await?.errors;
    ensure!(errors.len() <= 2, "no flood: {errors:?}");
    Ok(())
}

/// Counts how often the chat is about to start by itself.
const WATCH_RESTARTS: &str = "\
    const { setTimeout: later } = window;\
    window.restarts = 0;\
    window.setTimeout = (act, ms, ...more) => {\
      if (ms === 500) restarts += 1;\
      return later(act, ms, ...more);\
    };";

async fn w01_whoever_was_writing_gets_the_chat_back_by_itself_three_times(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(WATCH_RESTARTS, vec![]).await?;
    page.type_into(FIELD, "I was about to say").await?;
    for crash in 1..=3 {
        moments::watch_event(page, "panic", "offline").await?;
        trips(page, &desk).await?;
        page.until(&format!("restarts === {crash}")).await?;
        let back = "root.querySelector('.composer__field')?.value === 'I was about to say'";
        moments::watch(page, "back", back).await?;
        let (panic, back) = (
            moments::noted(page, "panic").await?,
            moments::noted(page, "back").await?,
        );
        moments::within("the chat by itself after a panic", panic, back, 2_000.0)?;
        page.until_gone(CARD).await?;
        page.until_focus(FIELD).await?;
        page.eval("noted = {};", vec![]).await?;
    }
    trips(page, &desk).await?;
    page.until_focus(CARD).await?;
    page.until("events.filter(({ name }) => name === 'error').length === 4")
        .await?;
    ensure!(page.eval("return restarts;", vec![]).await? == json!(3));
    page.click(CARD).await?;
    page.until("chat.state().phase === 'talking'").await
}

/// Errors of the page: one in a task of its own, one in a listener while the wasm moves the focus.
const OWN_ERRORS: &str = "\
    addEventListener('focusin', () => {\
      window.refused = true;\
      throw Error('mine');\
    });\
    setTimeout(() => {\
      window.thrown = true;\
      throw new WebAssembly.RuntimeError('mine');\
    });";

async fn w02_a_trap_in_an_event_of_the_page_is_the_end_of_the_module_too(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.focus("#before").await?;
    page.eval("trap(); goOnline();", vec![]).await?;
    page.find(CARD).await?;
    let refused = visitor.is_refused("send('x')").await?;
    ensure!(refused == json!("stopped"), "{refused}");
    let errors = visitor.events("error").await?;
    ensure!(
        errors.len() == 1 && errors[0]["code"] == "stopped",
        "{errors:?}"
    );
    // An error of the page itself is its own affair, even in what the wasm waits for.
    page.click(CARD).await?;
    visitor.until_phase("talking").await?;
    page.eval(OWN_ERRORS, vec![]).await?;
    page.until("window.thrown").await?;
    page.focus("#before").await?;
    page.eval("chat.open();", vec![]).await?;
    page.until("window.refused").await?;
    page.until_focus(FIELD).await?;
    desk.says("Still here").await?;
    visitor.hears("Still here").await
}

/// The next element that the wasm makes cannot be made.
const NO_ELEMENT: &str = "\
    for (const [type, name] of [[Document, 'createElement'], [Node, 'cloneNode']]) {\
      const make = type.prototype[name];\
      type.prototype[name] = function (...given) {\
        if (window.isBroken || !Error().stack.includes('/session-chat-local-'))\
          return make.apply(this, given);\
        window.isBroken = true;\
        throw Error('no element');\
      };\
    }";

async fn w02_what_a_built_in_of_the_page_throws_is_noticed_where_it_passed_through(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = served(&ctx, FREE_HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(NO_ELEMENT, vec![]).await?;
    page.click(">>> .launcher").await?;
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    page.eval("window.isBroken = false;", vec![]).await?;
    page.focus("#before").await?;
    desk.says("What cannot be drawn").await?;
    page.click(CARD).await?;
    visitor.hears("What cannot be drawn").await?;
    let errors = visitor.events("error").await?;
    let codes: Vec<_> = errors.iter().map(|error| &error["code"]).collect();
    ensure!(codes == ["stopped", "stopped"], "{codes:?}");
    Ok(())
}

async fn w03_a_wasm_that_cannot_be_had_is_told_in_time(ctx: Ctx) -> Result<()> {
    for (part, fault) in [
        ("_bg.wasm", Fault::Status(404)),
        ("_bg.wasm", Fault::Truncate),
        ("_bg.wasm", Fault::Drop),
        ("/session-chat-local-", Fault::Truncate),
    ] {
        let what = format!("{fault:?} of {part}");
        ctx.server.fault(part, fault, None);
        let (visitor, _desk) = served(&ctx, FREE_HOST, &json!({})).await?;
        let page = &visitor.page;
        moments::watch(page, "card", "root.querySelector('.card')").await?;
        moments::watch_event(page, "pressed", "click").await?;
        page.click(">>> .launcher").await?;
        let (pressed, card) = (
            moments::noted(page, "pressed").await?,
            moments::noted(page, "card").await?,
        );
        moments::within(&what, pressed, card, 3_000.0)?;
        let errors = visitor.events("error").await?;
        ensure!(errors.len() == 1, "{what}, said once: {errors:?}");
        // The page itself goes on.
        page.click("#before").await?;
        page.until("location.hash === '#before'").await?;
        let wrong = page.probe().await?.errors;
        // What a browser says of half a script is its own affair; it is said once.
        ensure!(wrong.len() <= 1, "{what}: {wrong:?}");
        ctx.server.clear_faults();
        page.click(CARD).await?;
        page.find(WINDOW).await?;
    }
    Ok(())
}

/// Keeps hold of the wasm's memory, so that it can be measured.
const HOLD_MEMORY: &str = "\
    const { instantiate } = WebAssembly;\
    window.memories = new Set();\
    WebAssembly.instantiate = async (...given) => {\
      const made = await instantiate.apply(WebAssembly, given);\
      for (const one of Object.values((made.instance ?? made).exports))\
        if (one instanceof WebAssembly.Memory) memories.add(one);\
      return made;\
    };";

/// What the test itself gathers is let go.
const LET_GO: &str = "events.length = 0; desk.heard.length = 0; sessionChatProbe.clear();\
    for (const chat of desk.chats.values()) chat.messages.length = 0;";

/// So many messages from Sam, a hundred at a time; each hundred is seen before the next.
async fn hears_many(page: &Page, from: u32, to: u32) -> Result<()> {
    let body = format!(
        "const [from, to] = given;\
         for (let count = from; count < to; count += 1) {{\
           desk.say(`Message ${{count}}, with *some* more to it than its number`);\
           if (count % 100 !== 99) continue;\
           while (!events.some(({{ detail }}) => detail?.text?.startsWith(`Message ${{count}},`)))\
             await new Promise((done) => setTimeout(done));\
           {LET_GO}\
         }}"
    );
    page.eval_async(&body, vec![json!(from), json!(to)])
        .await
        .map(drop)
}

/// The desk goes and comes, and the window is closed and opened.
const COMINGS_AND_GOINGS: &str = "\
    const voice = new BroadcastChannel('session-chat:main');\
    const until = async (holds) => { while (!holds()) await new Promise((done) => setTimeout(done)); };\
    const [reconnects, openings] = given;\
    for (let count = 0; count < reconnects; count += 1) {\
      voice.postMessage({ v: 1, body: 'deskClosed' });\
      await until(() => chat.state().connection !== 'live');\
      voice.postMessage({ v: 1, body: 'deskOpen' });\
      await until(() => chat.state().connection === 'live');\
    }\
    for (let count = 0; count < openings; count += 1) {\
      await chat.close();\
      await until(() => !chat.state().open);\
      await chat.open();\
      await until(() => chat.state().open);\
    }\
    voice.close();";

/// All nodes of the page, those in shadow roots too.
const NODES: &str = "\
    const count = (root) => {\
      let nodes = 0;\
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);\
      do { nodes += 1; if (walker.currentNode.shadowRoot) nodes += count(walker.currentNode.shadowRoot); }\
      while (walker.nextNode());\
      return nodes;\
    };\
    return count(document);";

/// Everything that could grow, after a few comings and goings that fill what is filled once.
async fn measure(page: &Page, is_so: impl Fn(&Metrics) -> bool) -> Result<(Metrics, f64, f64)> {
    page.eval_async(COMINGS_AND_GOINGS, vec![json!(3), json!(3)])
        .await?;
    page.eval(LET_GO, vec![]).await?;
    let wasm = "return [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);";
    let wasm = page.eval(wasm, vec![]).await?;
    let wasm = wasm.as_f64().filter(|bytes| *bytes > 0.0);
    let nodes = page.eval(NODES, vec![]).await?.as_f64();
    let metrics = page.metrics_until(is_so).await?;
    Ok((
        metrics,
        wasm.context("the wasm has a memory")?,
        nodes.context("a page has nodes")?,
    ))
}

async fn w04_a_long_day_does_not_grow(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.before_each_document(HOLD_MEMORY).await?;
    let visitor = Visitor { page: page.clone() };
    ctx.goto(&host_path(FREE_HOST, &json!({}))).await?;
    page.until("window.started").await?;
    Scripted::stands_in(page).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    hears_many(page, 0, 500).await?;
    let (before, wasm_before, _) = measure(page, |_| true).await?;
    hears_many(page, 500, 5_000).await?;
    page.eval_async(COMINGS_AND_GOINGS, vec![json!(500), json!(200)])
        .await?;
    let is_as_before =
        |now: &Metrics| now.listeners <= before.listeners && now.nodes <= before.nodes + 50.0;
    let (after, wasm_after, nodes) = measure(page, is_as_before).await?;
    let grown = (after.heap + wasm_after - before.heap - wasm_before) / 1e6;
    println!(
        "       heap and wasm {grown:+.1} MB after the first 500 messages (wasm {:.1} MB), \
         {nodes} nodes, {:+} kept by nobody's document, {:+} listeners",
        wasm_after / 1e6,
        after.nodes - before.nodes,
        after.listeners - before.listeners,
    );
    ensure!(grown <= 10.0, "it has grown by {grown:.1} MB, 10 at most");
    ensure!(nodes <= 2_000.0, "{nodes} nodes, 2000 at most");
    ensure!(
        after.listeners <= before.listeners,
        "{before:?} became {after:?}"
    );
    ensure!(
        after.nodes <= before.nodes + 50.0,
        "{before:?} became {after:?}"
    );
    let body = "return chat.element.shadowRoot.textContent.includes('Message 4999,');";
    page.until_answer(body, &[], PATIENCE).await?;
    page.assert_clean().await
}
