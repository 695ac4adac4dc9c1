//! The host page: several chats on it, chats that are taken away, pages that change under them,
//! and the public surface.

use super::people::{FREE_HOST, HOST, OWN, Scripted, Visitor, answered, host_path, served};
use crate::page::{PATIENCE, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(l14_init_twice_returns_the_first),
    test!(instances_side_by_side_have_chats_of_their_own),
    test!(destroy_leaves_nothing_in_any_state),
    test!(a_destroyed_chat_says_so_and_can_be_started_again),
    test!(a_replaced_body_keeps_the_launcher_and_the_conversation),
    test!(a_page_that_moves_the_element_keeps_the_conversation),
    test!(the_public_surface_is_the_pinned_one),
    test!(the_plain_script_replays_what_was_called_before),
    test!(w08_foreign_frames_and_messages_change_nothing),
    test!(an_element_in_the_page_source_stays_empty),
];

async fn l14_init_twice_returns_the_first(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = served(&ctx, HOST, &json!({})).await?;
    let body = "\
        const local = { backend: { kind: 'local' } };\
        const again = await sessionChat.init({ ...local, theme: 'dark' });\
        const [one, two] = await Promise.all([1, 2].map(() => sessionChat.init({ ...local, id: 'x' })));\
        return [again === chat, one === two, one === chat,\
          document.querySelectorAll('session-chat').length, chat.element.dataset.theme ?? null];";
    let same = visitor.page.eval_async(body, vec![]).await?;
    ensure!(same == json!([true, true, false, 2, null]), "{same}");
    visitor.page.assert_clean().await
}

async fn instances_side_by_side_have_chats_of_their_own(ctx: Ctx) -> Result<()> {
    let config = json!([
        { "id": "one", "target": "#inline-one", "openOnStart": true },
        { "id": "two", "target": "#inline-two", "openOnStart": true },
        { "id": "three" },
    ]);
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &config))).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(page).await?;
    page.eval_async(
        "for (const chat of chats) await chat.send(`I am ${chat.id}`);",
        vec![],
    )
    .await?;
    page.until("chats.every((chat) => chat.state().phase === 'talking')")
        .await
        .context(
            page.eval(
                "return JSON.stringify([chats.map((chat) => chat.state()),desk.heard]);",
                vec![],
            )
            .await?
            .to_string(),
        )?;
    let body = "const of = (id) =>\
          desk.heard.find(({ command }) => command.send?.text === `I am ${id}`).visitor;\
        for (const id of ['one', 'two', 'three']) desk.say(`You are ${id}`, desk.sam, of(id));\
        desk.end('agent', 'Done', 'Sam', of('two'));";
    desk.does(body, vec![]).await?;
    page.until("chats[1].state().phase === 'ended'").await?;
    let said = "return chats.map(({ element }) =>\
        [...element.shadowRoot.querySelectorAll('.bubble')].map((one) => one.textContent));";
    let expected =
        ["one", "two", "three"].map(|id| json!([format!("I am {id}"), format!("You are {id}")]));
    let answer = format!(
        "const said = (() => {{ {said} }})(); \
         return JSON.stringify(said) === JSON.stringify(arguments[0]);"
    );
    page.until_answer(&answer, &[json!(expected)], PATIENCE)
        .await?;
    let phases = page
        .eval("return chats.map((chat) => chat.state().phase);", vec![])
        .await?;
    ensure!(phases == json!(["talking", "ended", "talking"]), "{phases}");
    let keys = page
        .eval("return Object.keys(localStorage).sort();", vec![])
        .await?;
    let expected = json!(["session-chat:one", "session-chat:three", "session-chat:two"]);
    ensure!(keys == expected, "{keys}");
    page.eval("chats[0].destroy();", vec![]).await?;
    page.until("document.querySelectorAll('session-chat').length === 2")
        .await?;
    desk.does(
        "desk.say('Still here?', desk.sam, desk.heard.find(({ command }) =>\
        command.send?.text === 'I am three').visitor);",
        vec![],
    )
    .await?;
    page.until("chats[2].element.shadowRoot.textContent.includes('Still here?')")
        .await?;
    page.assert_clean().await
}

/// What is on the page and what is at work, apart from the scripted desk and the page's own.
const LEFT: &str = "return [\
    ...sessionChatProbe.report().alive.sort(),\
    ...[...document.querySelectorAll('session-chat')].map(() => 'element'),\
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),\
    `body ${document.body.childElementCount}`, `head ${document.head.childElementCount}`,\
    `sheets ${document.adoptedStyleSheets.length}`, document.title,\
    ].join('\\n');";

/// Destroys a chat that `begin` has brought into a state; as much is left as there was before.
async fn leaves_nothing(
    ctx: &Ctx,
    state: &str,
    begin: impl AsyncFn(&Visitor, &Scripted) -> Result<()>,
) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let before = page.eval(LEFT, vec![]).await?;
    let desk = Scripted::stands_in(page).await?;
    let start = "window.chat = await start({ backend: { kind: 'local' } });";
    page.eval_async(start, vec![]).await?;
    let visitor = Visitor { page: page.clone() };
    begin(&visitor, &desk).await?;
    page.eval("chat.destroy();", vec![]).await?;
    desk.leaves().await?;
    let same = format!("return (() => {{ {LEFT} }})() === arguments[0];");
    let waited = page
        .until_answer(&same, std::slice::from_ref(&before), PATIENCE)
        .await;
    if waited.is_err() {
        let after = page.eval(LEFT, vec![]).await?;
        anyhow::bail!("{state}: {before} became {after}");
    }
    page.assert_clean().await.context(state.to_owned())
}

async fn destroy_leaves_nothing_in_any_state(ctx: Ctx) -> Result<()> {
    leaves_nothing(&ctx, "before the first open", async |_, _| Ok(())).await?;
    leaves_nothing(&ctx, "while it loads", async |visitor, _| {
        visitor
            .page
            .eval("chat.open().catch(() => {});", vec![])
            .await
            .map(drop)
    })
    .await?;
    leaves_nothing(&ctx, "open", async |visitor, _| visitor.opens().await).await?;
    leaves_nothing(&ctx, "talking", async |visitor, desk| {
        visitor.opens().await?;
        visitor.says("Hello").await?;
        visitor.until_phase("talking").await?;
        desk.does(
            "desk.tell({ typing: { author: desk.sam, active: true } });",
            vec![],
        )
        .await?;
        visitor.page.find(">>> .typing").await.map(drop)
    })
    .await?;
    leaves_nothing(
        &ctx,
        "unread behind a closed window",
        async |visitor, desk| {
            visitor.opens().await?;
            visitor.says("Hello").await?;
            visitor.until_phase("talking").await?;
            visitor.closes().await?;
            desk.says("Are you there?").await?;
            visitor.page.until("document.title.startsWith('(1)')").await
        },
    )
    .await?;
    leaves_nothing(&ctx, "ended", async |visitor, desk| {
        visitor.opens().await?;
        visitor.says("Hello").await?;
        visitor.until_phase("talking").await?;
        desk.ends(None).await?;
        visitor.until_phase("ended").await
    })
    .await?;
    leaves_nothing(&ctx, "with a message on its way", async |visitor, desk| {
        desk.set("answers.send", json!("silent")).await?;
        visitor.opens().await?;
        visitor.says("Hello").await
    })
    .await
}

async fn a_destroyed_chat_says_so_and_can_be_started_again(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval("window.old = chat; chat.destroy();", vec![])
        .await?;
    for call in [
        "open()",
        "close()",
        "send('x')",
        "startConversation()",
        "endSession()",
        "clearSession()",
        "setLocale('de')",
    ] {
        let refused = visitor.is_refused(call).await?;
        ensure!(refused == json!("destroyed"), "{call}: {refused}");
    }
    for call in [
        "state()",
        "show()",
        "hide()",
        "on('ended', () => {})",
        "destroy()",
    ] {
        let body =
            format!("try {{ chat.{call}; return null; }} catch ({{ code }}) {{ return code; }}");
        let refused = page.eval(&body, vec![]).await?;
        ensure!(refused == json!("destroyed"), "{call}: {refused}");
    }
    page.eval_async(
        "window.chat = await start({ backend: { kind: 'local' } });",
        vec![],
    )
    .await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.says("Once more").await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

/// The launcher is on the page, the window open, and the conversation goes on.
async fn goes_on(visitor: &Visitor, desk: &Scripted, text: &str) -> Result<()> {
    visitor.page.find("body > session-chat").await?;
    visitor.page.find(super::people::WINDOW).await?;
    visitor.until_phase("talking").await?;
    desk.says(text).await?;
    visitor.hears(text).await?;
    visitor.sees(OWN, "Hello").await?;
    visitor.page.click(">>> .header__minimise").await?;
    visitor.page.click(">>> .launcher").await?;
    visitor.page.find(super::people::WINDOW).await?;
    visitor.page.until_focus(super::people::FIELD).await
}

async fn a_replaced_body_keeps_the_launcher_and_the_conversation(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, FREE_HOST, &json!({})).await?;
    let swaps = [
        // As Turbo does it.
        "const body = document.createElement('body'); body.append('The next page');\
         document.documentElement.replaceChild(body, document.body);",
        // As a router does it that owns the whole body.
        "document.body.replaceChildren(document.createElement('main'));",
        "document.body.innerHTML = '<p>Another page</p>';",
    ];
    for (count, swap) in swaps.into_iter().enumerate() {
        visitor.page.eval(swap, vec![]).await?;
        goes_on(&visitor, &desk, &format!("After page {count}")).await?;
    }
    ensure!(visitor.events("started").await?.len() == 1);
    visitor.page.assert_clean().await
}

async fn a_page_that_moves_the_element_keeps_the_conversation(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(
        "document.querySelector('main').append(chat.element);",
        vec![],
    )
    .await?;
    desk.says("You have moved").await?;
    visitor.hears("You have moved").await?;
    page.find("main > session-chat").await?;
    page.assert_clean().await
}

/// Everything of `surface.json` that a page can see.
const SURFACE: &str = "return {\
    exports: Object.keys(sessionChat),\
    handle: Object.keys(chat),\
    frozen: Object.isFrozen(chat),\
    elementPrototype: Object.getOwnPropertyNames(Object.getPrototypeOf(chat.element)),\
    elementAttributes: chat.element.getAttributeNames(),\
    state: Object.keys(chat.state()),\
    events: [...new Set(events.map(({ name }) => name))],\
    ownProperties: Object.getOwnPropertyNames(chat.element),\
    };";

fn names(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    let mut names: Vec<_> = texts
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

async fn the_public_surface_is_the_pinned_one(ctx: Ctx) -> Result<()> {
    let pinned: Value = serde_json::from_str(include_str!("../../../loader/surface.json"))?;
    let (visitor, desk) = served(&ctx, HOST, &json!({})).await?;
    for state in ["before the first open", "talking", "ended"] {
        let seen = visitor.page.eval(SURFACE, vec![]).await?;
        for list in ["exports", "handle", "elementPrototype", "state"] {
            ensure!(
                names(&seen[list]) == names(&pinned[list]),
                "{state}, {list}: {}",
                seen[list]
            );
        }
        for list in ["elementAttributes", "events"] {
            let known = names(&pinned[list]);
            for name in names(&seen[list]) {
                ensure!(
                    known.contains(&name),
                    "{state}, {list}: {name} is not pinned"
                );
            }
        }
        ensure!(seen["frozen"] == json!(true), "the handle can be changed");
        ensure!(seen["ownProperties"] == json!([]), "{seen}");
        if state == "before the first open" {
            visitor.opens().await?;
            visitor.says("Hello").await?;
            visitor.until_phase("talking").await?;
        } else if state == "talking" {
            desk.ends(None).await?;
            visitor.until_phase("ended").await?;
        }
    }
    visitor.page.assert_clean().await
}

async fn the_plain_script_replays_what_was_called_before(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url("/tests/pages/plain_script/")).await?;
    Scripted::stands_in(page).await?;
    page.until("window.messages?.includes('Said before the script was there')")
        .await?;
    page.find(super::people::WINDOW).await?;
    page.until_any_text(OWN, "Said before the script was there")
        .await?;
    let phase = "return (await sessionChat('state')).phase;";
    ensure!(page.eval_async(phase, vec![]).await? != json!("none"));
    let refused = "return await sessionChat('startConversation')\
        .then(() => null, ({ code }) => code);";
    page.until("desk.commands('send').length > 0").await?;
    let refused = page.eval_async(refused, vec![]).await?;
    ensure!(refused == json!("not-allowed"), "{refused}");
    page.eval_async("await sessionChat('close');", vec![])
        .await?;
    page.until_gone(super::people::WINDOW).await?;
    let globals = "return Object.getOwnPropertyNames(window)\
        .filter((name) => !globalsBefore.includes(name));";
    let globals = names(&page.eval(globals, vec![]).await?);
    // All but the last are the test's and its driver's own.
    let expected = [
        "desk",
        "globalsBefore",
        "messages",
        "ret_nodes",
        "sessionChat",
    ];
    ensure!(
        globals.iter().all(|name| expected.contains(&name.as_str())),
        "{globals:?}"
    );
    only_the_refusal_is_told(page).await
}

/// A refused call that nobody awaits is said once in the console; here somebody awaited it.
async fn only_the_refusal_is_told(page: &Page) -> Result<()> {
    let errors = page.probe().await?.errors;
    ensure!(
        errors.iter().all(|line| line.contains("A chat is running")),
        "{errors:?}"
    );
    Ok(())
}

async fn w08_foreign_frames_and_messages_change_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let before = visitor.state().await?;
    let noise = "\
        const channel = new BroadcastChannel('session-chat:main');\
        const odd = [null, 1, 'text', [], {}, { v: 1 }, { v: 1, body: null }, { v: 2, body: 'deskClosed' },\
          { v: 1, body: 'unknown' }, { v: 1, body: { toVisitor: {} } },\
          { v: 1, body: { toVisitor: { visitor: 'somebody else', event: { ended: { at: 1 } } } } },\
          { v: 1, body: { toVisitor: { visitor: desk.visitor, event: { message: {} } } } },\
          { v: 1, body: { toVisitor: { visitor: desk.visitor, event: { ended: { by: 'nobody', at: 1 } } } } },\
          { v: 1, body: { toVisitor: { visitor: desk.visitor, event: 'noSuchEvent' } } },\
          { v: 1, body: { toVisitor: { visitor: desk.visitor, tab: 'other', event: { lost: 'unknown' } } } },\
          JSON.parse('{\"__proto__\":{\"polluted\":1},\"v\":1,\"body\":\"deskOpen\"}'), new Map(), new Date(NaN)];\
        for (let count = 0; count < 60; count += 1)\
          for (const one of odd) { channel.postMessage(one); window.postMessage(one, '*'); }\
        channel.close();";
    desk.does(noise, vec![]).await?;
    desk.says("Behind all that").await?;
    visitor.hears("Behind all that").await?;
    let mut after = visitor.state().await?;
    after["unread"] = before["unread"].clone();
    ensure!(after == before, "{before} became {after}");
    let polluted = visitor
        .page
        .eval("return ({}).polluted ?? null;", vec![])
        .await?;
    ensure!(polluted.is_null());
    visitor.page.assert_clean().await
}

async fn an_element_in_the_page_source_stays_empty(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = served(&ctx, FREE_HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(
        "document.querySelector('main').append(document.createElement('session-chat'));\
         document.querySelector('main > session-chat').remove();\
         document.querySelector('main').append(document.createElement('session-chat'));",
        vec![],
    )
    .await?;
    let shadow = "return document.querySelector('main > session-chat').shadowRoot;";
    ensure!(page.eval(shadow, vec![]).await?.is_null());
    page.assert_clean().await
}
