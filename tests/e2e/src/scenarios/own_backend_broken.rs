//! Thirteen backends of one's own, each with a mistake: the window survives every one of them, tells
//! the page, and loses nothing that the visitor wrote.

use super::people::{FIELD, OWN, THEIRS, Visitor, WINDOW, host_path};
use crate::page::PATIENCE;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(the_window_survives_each_of_thirteen_broken_backends),
    test!(a_flood_of_events_leaves_the_page_its_breath),
    test!(what_is_emitted_while_an_event_is_read_comes_after_it),
    test!(what_throws_when_it_is_read_is_no_event),
    test!(an_adapter_that_goes_on_after_its_chat_is_destroyed_is_not_heard),
];

/// A host page with a backend in the page itself.
const HOST: &str = "/tests/pages/csp_strict_remote/own_backend/";

/// Whatever the backend does wrong, in the order of a chat.
const TOUR: &str = "\
    const wait = (holds) => new Promise((go, give) => {\
      const due = Date.now() + 1500;\
      const look = () => {\
        if (holds()) go(true); else if (Date.now() > due) go(false); else setTimeout(look, 20);\
      };\
      look();\
    });\
    const isIn = (...phases) => wait(() => phases.includes(chat.state().phase));\
    await chat.open().catch(() => {});\
    await chat.send('Hello').catch(() => {});\
    await isIn('waiting');\
    try { memory.people.accepts(); memory.people.says(undefined, 'Hi'); } catch {}\
    await isIn('talking');\
    dispatchEvent(new Event('online'));\
    await wait(() => chat.state().connection === 'live');\
    try { memory.people.says(undefined, 'Still here?'); memory.people.ends(); } catch {}\
    dispatchEvent(new Event('online'));\
    await isIn('ended', 'lost');\
    return [chat.state(), events.filter(({ name }) => name === 'error').map(({ detail }) => detail)];";

async fn the_window_survives_each_of_thirteen_broken_backends(ctx: Ctx) -> Result<()> {
    ctx.goto(HOST).await?;
    ctx.page.until("window.started").await?;
    let all = ctx.page.eval("return broken;", vec![]).await?;
    let all: Vec<Value> = serde_json::from_value(all)?;
    ensure!(all.len() == 13, "{all:?}");
    for (number, mistake) in all.iter().enumerate() {
        let name = mistake["name"].to_string();
        survives(&ctx, number, &mistake["code"])
            .await
            .context(name)?;
    }
    Ok(())
}

async fn survives(ctx: &Ctx, number: usize, code: &Value) -> Result<()> {
    let config = json!({ "backend": { "timeoutMs": 300 } });
    let path = format!("{}&broken={number}", host_path(HOST, &config));
    ctx.goto(&path).await?;
    let page = ctx.page.clone();
    page.until("window.started").await?;
    let visitor = Visitor { page };
    let page = &visitor.page;
    if code == "config-value" {
        let body = "return await chat.open().then(() => null, ({ code, field }) => [code, field]);";
        let refused = page.eval_async(body, vec![]).await?;
        ensure!(
            refused == json!(["config-value", "backend.adapter.send"]),
            "{refused}"
        );
    } else {
        let told = page.eval_async(TOUR, vec![]).await?;
        let codes: Vec<_> = told[1].as_array().into_iter().flatten().collect();
        for error in &codes {
            let message = error["message"].as_str().unwrap_or_default();
            let is_named = message.contains("adapter") || error["code"] == "not-sent";
            ensure!(is_named && message.ends_with('.'), "{error}");
        }
        if let Some(code) = code.as_str() {
            let body = "return events.some(({ detail }) => detail?.code === arguments[0]);";
            page.until_answer(body, &[json!(code)], PATIENCE)
                .await
                .with_context(|| format!("waiting for {code}; there are {codes:?}"))?;
        }
        page.find(WINDOW).await?;
        // What the visitor wrote is there, sent or not.
        page.until_any_text(OWN, "Hello").await?;
    }
    let body = "\
        chat.destroy();\
        const next = await start({ id: `after-${given[0]}` }, memory.makeAdapter());\
        await next.open();";
    page.eval_async(body, vec![json!(number)]).await?;
    visitor.page.find(FIELD).await?;
    visitor.says("Once more").await?;
    visitor.until_phase("waiting").await?;
    visitor.page.assert_clean().await
}

async fn a_flood_of_events_leaves_the_page_its_breath(ctx: Ctx) -> Result<()> {
    ctx.goto(&host_path(HOST, &json!({}))).await?;
    ctx.page.until("window.started").await?;
    let visitor = Visitor {
        page: ctx.page.clone(),
    };
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("waiting").await?;
    let body = "\
        let turns = 0;\
        const turn = () => { turns += 1; if (!done()) setTimeout(turn); };\
        const done = () => events.filter(({ name }) => name === 'message').length >= 1001;\
        for (let number = 1; number <= 1000; number += 1)\
          memory.people.says(undefined, `Number ${number}`);\
        const early = events.filter(({ name }) => name === 'message').length;\
        turn();\
        while (!done()) await new Promise((go) => setTimeout(go));\
        const texts = events.filter(({ name }) => name === 'message').map(({ detail }) => detail.text);\
        return [early, turns, texts.slice(1)];";
    let told = visitor.page.eval_async(body, vec![]).await?;
    let early = told[0].as_u64().unwrap_or(u64::MAX);
    let turns = told[1].as_u64().unwrap_or_default();
    println!("       {early} at once, {turns} turns of the page between");
    ensure!(early < 100, "{early} events in one task");
    ensure!(turns >= 10, "the page had {turns} turns");
    let expected: Vec<_> = (1..=1000)
        .map(|number| json!(format!("Number {number}")))
        .collect();
    ensure!(told[2] == json!(expected), "lost, doubled or out of order");
    visitor.page.assert_clean().await
}

/// A visitor who waits; what the adapter was given by each `connect` is in `lines`.
async fn waits_with_lines(ctx: &Ctx) -> Result<Visitor> {
    ctx.goto(HOST).await?;
    ctx.page.until("window.started").await?;
    let body = "\
        window.lines = [];\
        const adapter = memory.makeAdapter();\
        const connect = (resume, line) => { lines.push(line); return adapter.connect(resume, line); };\
        await start({}, { ...adapter, connect });";
    ctx.page.eval_async(body, vec![]).await?;
    let visitor = Visitor {
        page: ctx.page.clone(),
    };
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("waiting").await?;
    Ok(visitor)
}

async fn what_is_emitted_while_an_event_is_read_comes_after_it(ctx: Ctx) -> Result<()> {
    let visitor = waits_with_lines(&ctx).await?;
    let body = "\
        const { emit } = lines.at(-1);\
        const message = (text, more) => ({\
          type: 'message', id: text, author: { role: 'agent', name: 'Sam' },\
          get text() { more(); return text; },\
        });\
        const nothing = () => {};\
        emit(message('One', () => {\
          emit(message('Two', () => chat.send('And I')));\
          emit(message('Three', nothing));\
        }));\
        emit(message('Four', nothing));";
    visitor.page.eval(body, vec![]).await?;
    visitor.hears("Four").await?;
    let heard = visitor.page.texts(THEIRS).await?;
    ensure!(heard == ["One", "Two", "Three", "Four"], "{heard:?}");
    visitor.page.until_any_text(OWN, "And I").await?;
    // One that emits itself anew as often as it is read: the page goes on.
    let body = "\
        let times = 0;\
        const again = { get type() { times += 1; if (!done) lines.at(-1).emit(again); return 'active'; } };\
        let done = false;\
        lines.at(-1).emit(again);\
        const early = times;\
        await new Promise((go) => setTimeout(go, 100));\
        done = true;\
        return [early, times];";
    let told = visitor.page.eval_async(body, vec![]).await?;
    let early = told[0].as_u64().unwrap_or(u64::MAX);
    let later = told[1].as_u64().unwrap_or_default();
    println!("       read {early} times at once, {later} times in all");
    ensure!(early < 100, "read {early} times in one task");
    ensure!(later > early, "it is not read on");
    visitor.says("Still here").await?;
    ensure!(visitor.events("error").await?.is_empty());
    visitor.page.assert_clean().await
}

async fn what_throws_when_it_is_read_is_no_event(ctx: Ctx) -> Result<()> {
    let visitor = waits_with_lines(&ctx).await?;
    // As libraries for state hand them out: whatever a revoked proxy is asked for, it throws.
    let body = "\
        const { emit } = lines.at(-1);\
        const bad = () => { throw Error('revoked'); };\
        const { proxy, revoke } = Proxy.revocable([], {});\
        revoke();\
        const list = new Proxy([], { get: bad });\
        const item = [];\
        Object.defineProperty(item, 0, { get: bad });\
        const author = { role: 'end-user' };\
        const values = [proxy, list, item];\
        emit(proxy);\
        for (const one of values)\
          emit({ type: 'message', id: 'm', author, text: 'No', answer: { to: 'q', values: one } });\
        emit({ type: 'message', id: 'n', author: { role: 'agent' }, text: 'Yes' });";
    visitor.page.eval(body, vec![]).await?;
    visitor.hears("Yes").await?;
    let errors = visitor.events("error").await?;
    let are_told = errors.iter().all(|error| error["code"] == "adapter-event");
    ensure!(!errors.is_empty() && are_told, "{errors:?}");
    visitor.says("Still here").await?;
    visitor.page.assert_clean().await
}

async fn an_adapter_that_goes_on_after_its_chat_is_destroyed_is_not_heard(ctx: Ctx) -> Result<()> {
    // A promise, and what is like one and answers twice.
    for answer in [
        "new Promise((go) => (kept.answer = go))",
        "{ then(go) { kept.answer = (ack) => { go(ack); go(ack); }; } }",
    ] {
        ctx.goto(HOST).await?;
        ctx.page.until("window.started").await?;
        let body = format!(
            "window.kept = {{ lines: [] }};\
             const adapter = memory.makeAdapter();\
             const connect = (resume, line) => {{\
               kept.lines.push(line);\
               return adapter.connect(resume, line);\
             }};\
             await start({{ storage: 'memory' }}, {{ ...adapter, connect, send: () => ({answer}) }});"
        );
        ctx.page.eval_async(&body, vec![]).await?;
        let visitor = Visitor {
            page: ctx.page.clone(),
        };
        visitor.opens().await?;
        visitor.says("Hello").await?;
        visitor.page.until("kept.answer").await?;
        let body = "\
            const told = [];\
            for (const name of ['error', 'message', 'ended', 'started'])\
              chat.on(name, ({ detail }) => told.push({ name, detail }));\
            chat.destroy();\
            const author = { role: 'agent', name: 'Sam' };\
            const goOn = () => {\
              for (const { emit } of kept.lines) {\
                emit({ type: 'message', id: 'late', author, text: 'Anybody there?' });\
                emit({ type: 'ended', by: 'agent' });\
                emit(null);\
              }\
            };\
            goOn();\
            kept.answer({ at: Date.now() });\
            kept.answer({ refused: 'ended' });\
            await new Promise((go) => setTimeout(go, 100));\
            goOn();\
            return [told, kept.lines.every(({ signal }) => signal.aborted)];";
        let told = visitor.page.eval_async(body, vec![]).await?;
        ensure!(told == json!([[], true]), "{answer}: {told}");
        ensure!(visitor.page.count("session-chat").await? == 0, "{answer}");
        visitor.page.assert_clean().await.context(answer)?;
        // Another chat of the page is as if there had been none.
        let next = "await start({ id: 'next', storage: 'memory' }, memory.makeAdapter());";
        visitor.page.eval_async(next, vec![]).await?;
        visitor.opens().await?;
        visitor.says("Hello again").await?;
        visitor.until_phase("waiting").await?;
        visitor.page.assert_clean().await.context(answer)?;
    }
    Ok(())
}
