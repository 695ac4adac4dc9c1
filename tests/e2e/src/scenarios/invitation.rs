//! The invitation: offered when it is due, once, and only to who is not disturbed by it.

use super::people::{HOST, Scripted, Visitor, WINDOW, host_path, until_loaded};
use crate::engine::CHROMIUM_ONLY;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_3_an_invitation_in_time_is_said_and_opens_the_chat),
    test!(r6_3_an_invitation_costs_nothing_until_it_may_be_due),
    test!(r6_3_an_invitation_comes_with_the_scrolling),
    test!(r6_3_an_invitation_comes_when_the_pointer_leaves),
    test!(r6_3_the_page_invites_by_a_call),
    test!(r6_3_the_page_can_refuse_an_invitation),
    test!(r6_3_an_invitation_is_put_away_by_button_and_by_key),
    test!(r6_3_nobody_is_invited_twice),
    test!(r6_3_nobody_is_invited_while_writing_elsewhere),
    test!(r6_3_nobody_is_invited_who_does_not_see_it),
    test!(r6_3_nobody_is_invited_who_has_used_the_chat),
    test!(r6_3_an_invitation_that_does_not_come_is_not_missed),
    test!(r6_3_an_invitation_that_waits_goes_with_its_chat),
    test!(r6_3_an_invitation_runs_in_the_direction_of_its_language),
    test!(
        r6_3_an_invitation_moves_only_for_who_likes_it,
        CHROMIUM_ONLY
    ),
];

/// The card.
pub const CARD: &str = ">>> .callout__text";
/// What puts it away.
pub const DISMISS: &str = ">>> .callout__close";
const LAUNCHER: &str = ">>> .launcher";
const TEXT: &str = "Can I help you find something?";

/// Comes to a page that starts a chat once it listens to what can be refused: `heard` holds those
/// events, `refuse` the names and kinds that it refuses.
pub async fn comes(ctx: &Ctx, page: &Page, config: &Value) -> Result<Visitor> {
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let listen = "\
        window.heard = []; window.refuse ??= [];\
        for (const name of ['invited', 'notice'])\
          document.addEventListener(`session-chat-${name}`, (event) => {\
            heard.push({ name, ...event.detail });\
            if (refuse.includes(name) || refuse.includes(event.detail.kind)) event.preventDefault();\
          });";
    page.eval(listen, vec![]).await?;
    let start = "window.chat = await start({ backend: { kind: 'local' }, ...given[0] });";
    page.eval_async(start, vec![config.clone()]).await?;
    page.until("window.chat").await?;
    Ok(Visitor { page: page.clone() })
}

/// Waits until the page has done and drawn whatever was on its way.
pub async fn settle(page: &Page) -> Result<()> {
    let frames = "for (let count = 0; count < 5; count += 1)\
        await new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });";
    page.eval_async(frames, vec![]).await.map(drop)
}

fn offer(invitation: &Value) -> Value {
    let mut invitation = invitation.clone();
    invitation["text"] = json!(TEXT);
    json!({ "offers": { "invitation": invitation } })
}

/// A visitor to whom this invitation is offered.
async fn offered(ctx: &Ctx, invitation: Value) -> Result<Visitor> {
    comes(ctx, &ctx.page, &offer(&invitation)).await
}

/// How often the page heard of an invitation.
async fn times(page: &Page) -> Result<u64> {
    let body = "return heard.filter(({ name }) => name === 'invited').length;";
    Ok(page.eval(body, vec![]).await?.as_u64().unwrap_or_default())
}

/// There is none, and none is on its way.
async fn none_comes(page: &Page) -> Result<()> {
    settle(page).await?;
    ensure!(page.count(CARD).await? == 0, "there is an invitation");
    ensure!(times(page).await? == 0, "the page heard of an invitation");
    Ok(())
}

/// The files of the chat that were asked for.
fn asked(ctx: &Ctx) -> Vec<String> {
    let hits = ctx.server.hits().into_iter().map(|hit| hit.target);
    hits.filter(|target| target.starts_with("/session-chat"))
        .collect()
}

/// Makes the page ten windows high and goes so far down, in percent of the way.
async fn scrolls(page: &Page, percent: u32) -> Result<()> {
    let body = "const heard = new Promise((done) => addEventListener('scroll', done, { once: true }));\
        document.body.style.height = '1000vh';\
        scrollTo({ top: (document.documentElement.scrollHeight - innerHeight) * given[0] / 100, behavior: 'instant' });\
        await heard;";
    page.eval_async(body, vec![json!(percent)]).await.map(drop)
}

/// The pointer goes from one element to another, or out of the page, at this height.
async fn points(page: &Page, height: i32, leaves: bool) -> Result<()> {
    let body = "document.querySelector('h1').dispatchEvent(new MouseEvent('mouseout', {\
        bubbles: true, clientX: 300, clientY: arguments[0],\
        relatedTarget: arguments[1] ? null : document.body }));";
    page.eval(body, vec![json!(height), json!(leaves)])
        .await
        .map(drop)
}

/// The pointer leaves the page by its upper edge, as often as it takes until that is watched for:
/// a pointer that rests on the page may have stirred before.
async fn leaves(page: &Page) -> Result<()> {
    points(page, 5, false).await?;
    until_loaded(page, "invite").await?;
    for _ in 0..3 {
        settle(page).await?;
        points(page, -1, true).await?;
    }
    Ok(())
}

async fn r6_3_an_invitation_in_time_is_said_and_opens_the_chat(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "after": 0 })).await?;
    let page = &visitor.page;
    page.until_text(CARD, TEXT).await?;
    page.find(">>> [role=status] .callout").await?;
    page.find(">>> .callout__close[aria-label=Dismiss]").await?;
    ensure!(times(page).await? == 1);
    ensure!(page.probe().await?.storage.is_empty());
    page.assert_accessible("an invitation").await?;
    let _desk = Scripted::stands_in(page).await?;
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    page.until_gone(CARD).await?;
    visitor.says("Yes, please").await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

async fn r6_3_an_invitation_costs_nothing_until_it_may_be_due(ctx: Ctx) -> Result<()> {
    let invitation = json!({ "after": 600, "scroll": 50, "exit": true });
    let visitor = offered(&ctx, invitation).await?;
    let page = &visitor.page;
    none_comes(page).await?;
    ensure!(asked(&ctx) == ["/session-chat.js"], "{:?}", asked(&ctx));
    ensure!(page.probe().await?.storage.is_empty());
    points(page, 200, false).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    ensure!(asked(&ctx).len() == 2, "{:?}", asked(&ctx));
    ensure!(page.probe().await?.storage.is_empty());
    // Without an offer nothing is watched at all.
    ctx.server.forget_hits();
    let visitor = comes(&ctx, &ctx.page, &json!({})).await?;
    scrolls(&visitor.page, 100).await?;
    points(&visitor.page, -1, true).await?;
    none_comes(&visitor.page).await?;
    ensure!(asked(&ctx) == ["/session-chat.js"], "{:?}", asked(&ctx));
    visitor.page.assert_clean().await
}

async fn r6_3_an_invitation_comes_with_the_scrolling(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "scroll": 60 })).await?;
    let page = &visitor.page;
    scrolls(page, 30).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    scrolls(page, 61).await?;
    page.until_text(CARD, TEXT).await?;
    page.assert_clean().await
}

async fn r6_3_an_invitation_comes_when_the_pointer_leaves(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "exit": true })).await?;
    let page = &visitor.page;
    points(page, 5, false).await?;
    until_loaded(page, "invite").await?;
    // By the side, and onto something that hangs over the upper edge.
    points(page, 300, true).await?;
    points(page, -1, false).await?;
    none_comes(page).await?;
    points(page, -1, true).await?;
    page.until_text(CARD, TEXT).await?;
    page.assert_clean().await
}

async fn r6_3_the_page_invites_by_a_call(ctx: Ctx) -> Result<()> {
    let visitor = comes(&ctx, &ctx.page, &json!({})).await?;
    let page = &visitor.page;
    ensure!(visitor.is_refused("invite()").await? == json!("config-missing"));
    page.eval("chat.hide();", vec![]).await?;
    ensure!(visitor.is_refused("invite('Hello?')").await? == json!("not-allowed"));
    page.eval("chat.show();", vec![]).await?;
    let _desk = Scripted::stands_in(page).await?;
    visitor.opens().await?;
    ensure!(visitor.is_refused("invite('Hello?')").await? == json!("not-allowed"));
    visitor.closes().await?;
    let invite = "return await chat.invite('Still there?');";
    ensure!(page.eval_async(invite, vec![]).await? == json!(true));
    page.until_text(CARD, "Still there?").await?;
    ensure!(visitor.is_refused("invite('Hello?')").await? == json!("not-allowed"));
    let heard = page.eval("return heard;", vec![]).await?;
    ensure!(
        heard == json!([{ "name": "invited", "text": "Still there?" }]),
        "{heard}"
    );
    // Opened in any other way, the chat takes it away as well.
    page.eval_async("await chat.open();", vec![]).await?;
    page.find(WINDOW).await?;
    page.until_gone(CARD).await?;
    page.assert_clean().await
}

async fn r6_3_the_page_can_refuse_an_invitation(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "scroll": 10 })).await?;
    let page = &visitor.page;
    page.eval("refuse.push('invited');", vec![]).await?;
    scrolls(page, 20).await?;
    page.until("heard.length === 1").await?;
    ensure!(
        page.eval_async("return await chat.invite();", vec![])
            .await?
            == json!(false)
    );
    scrolls(page, 90).await?;
    settle(page).await?;
    ensure!(page.count(CARD).await? == 0);
    ensure!(
        times(page).await? == 2,
        "a refused one does not come again by itself"
    );
    page.eval("refuse.length = 0;", vec![]).await?;
    ensure!(
        page.eval_async("return await chat.invite();", vec![])
            .await?
            == json!(true)
    );
    page.find(CARD).await?;
    page.assert_clean().await
}

/// A page with an invitation on it.
async fn invited(ctx: &Ctx) -> Result<&Page> {
    offered(ctx, json!({ "after": 0 })).await?;
    ctx.page.find(CARD).await?;
    Ok(&ctx.page)
}

async fn r6_3_an_invitation_is_put_away_by_button_and_by_key(ctx: Ctx) -> Result<()> {
    // By its button, reached by the keyboard: the focus goes to the launcher.
    let page = invited(&ctx).await?;
    page.focus("#before").await?;
    page.press(Key::Tab).await?;
    page.until_focus(CARD).await?;
    page.press(Key::Tab).await?;
    page.until_focus(DISMISS).await?;
    page.press(Key::Enter).await?;
    page.until_gone(CARD).await?;
    page.until_focus(LAUNCHER).await?;
    // By Escape from inside.
    let page = invited(&ctx).await?;
    page.focus(CARD).await?;
    page.press(Key::Escape).await?;
    page.until_gone(CARD).await?;
    page.until_focus(LAUNCHER).await?;
    // From outside, where the focus stays.
    let page = invited(&ctx).await?;
    page.focus("#before").await?;
    page.press(Key::Escape).await?;
    page.until_gone(CARD).await?;
    page.until_focus("#before").await?;
    // Not with an Escape that the page has used.
    let page = invited(&ctx).await?;
    let uses = "document.body.addEventListener('keydown', (event) => event.preventDefault());";
    page.eval(uses, vec![]).await?;
    page.focus("#before").await?;
    page.press(Key::Escape).await?;
    settle(page).await?;
    page.find(CARD).await?;
    page.assert_clean().await
}

async fn r6_3_nobody_is_invited_twice(ctx: Ctx) -> Result<()> {
    let invitation = json!({ "after": 0, "scroll": 10, "exit": true });
    let visitor = offered(&ctx, invitation.clone()).await?;
    let page = &visitor.page;
    page.find(CARD).await?;
    page.click(DISMISS).await?;
    page.until_gone(CARD).await?;
    scrolls(page, 50).await?;
    points(page, -1, true).await?;
    settle(page).await?;
    ensure!(page.count(CARD).await? == 0);
    ensure!(visitor.is_refused("invite()").await? == json!("not-allowed"));
    // Nor by a chat that the page starts anew.
    let again =
        "chat.destroy(); window.chat = await start({ backend: { kind: 'local' }, ...given[0] });";
    page.eval_async(again, vec![offer(&invitation)]).await?;
    scrolls(page, 90).await?;
    settle(page).await?;
    ensure!(page.count(CARD).await? == 0);
    ensure!(times(page).await? == 1);
    page.assert_clean().await
}

async fn r6_3_nobody_is_invited_while_writing_elsewhere(ctx: Ctx) -> Result<()> {
    let fields = [
        "const field = document.createElement('input');",
        "const field = document.createElement('p'); field.contentEditable = true; field.textContent = 'x';",
        "const field = document.createElement('div');\
         const inner = document.createElement('textarea');\
         field.attachShadow({ mode: 'open' }).append(inner); window.inner = inner;",
    ];
    for make in fields {
        let visitor = offered(&ctx, json!({ "exit": true })).await?;
        let page = &visitor.page;
        let focus = format!(
            "{make} document.querySelector('main').prepend(field); (window.inner ?? field).focus();"
        );
        page.eval(&focus, vec![]).await?;
        leaves(page).await?;
        none_comes(page).await?;
        // A window behind another one tells of no change of the focus.
        let leave = "document.querySelector('#before').focus(); document.dispatchEvent(new FocusEvent('focusout'));";
        page.eval(leave, vec![]).await?;
        page.until_text(CARD, TEXT).await?;
        page.until_focus("#before").await?;
        page.assert_clean().await?;
    }
    Ok(())
}

async fn r6_3_nobody_is_invited_who_does_not_see_it(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "scroll": 1 })).await?;
    let page = &visitor.page;
    looks_away(page, true).await?;
    page.eval("chat.hide();", vec![]).await?;
    scrolls(page, 20).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    looks_away(page, false).await?;
    none_comes(page).await?;
    page.eval("chat.show();", vec![]).await?;
    page.until_text(CARD, TEXT).await?;
    page.assert_clean().await
}

/// Makes the page one that nobody sees, or one that is seen again, as if the visitor had gone to
/// another tab and come back.
pub async fn looks_away(page: &Page, is_away: bool) -> Result<()> {
    let body = "\
        Object.defineProperty(document, 'hidden', { configurable: true, value: arguments[0] });\
        const state = arguments[0] ? 'hidden' : 'visible';\
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });\
        document.dispatchEvent(new Event('visibilitychange'));";
    page.eval(body, vec![json!(is_away)]).await.map(drop)
}

async fn r6_3_nobody_is_invited_who_has_used_the_chat(ctx: Ctx) -> Result<()> {
    let visitor = offered(&ctx, json!({ "scroll": 1 })).await?;
    let page = &visitor.page;
    let _desk = Scripted::stands_in(page).await?;
    visitor.opens().await?;
    scrolls(page, 20).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    visitor.closes().await?;
    scrolls(page, 40).await?;
    none_comes(page).await?;
    page.assert_clean().await?;
    // Nor who tried to.
    let visitor = offered(&ctx, json!({ "scroll": 1 })).await?;
    let page = &visitor.page;
    ctx.server.fault("_bg.wasm", Fault::Status(503), None);
    page.click(LAUNCHER).await?;
    page.find(">>> .card").await?;
    scrolls(page, 20).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    page.find(">>> .card").await.map(drop)
}

async fn r6_3_an_invitation_that_does_not_come_is_not_missed(ctx: Ctx) -> Result<()> {
    let fault = || {
        ctx.server
            .fault("/session-chat-invite-", Fault::Status(404), Some(1));
    };
    fault();
    let visitor = offered(&ctx, json!({ "scroll": 1, "exit": true })).await?;
    let page = &visitor.page;
    scrolls(page, 20).await?;
    until_loaded(page, "invite").await?;
    none_comes(page).await?;
    ensure!(visitor.events("error").await?.is_empty());
    // The next trigger fetches it anew.
    leaves(page).await?;
    page.until_text(CARD, TEXT).await?;
    page.assert_clean().await?;
    fault();
    let visitor = offered(&ctx, json!({})).await?;
    ensure!(visitor.is_refused("invite()").await? == json!("load-failed"));
    let invite = "return await chat.invite();";
    ensure!(visitor.page.eval_async(invite, vec![]).await? == json!(true));
    visitor.page.find(CARD).await?;
    visitor.page.assert_clean().await
}

async fn r6_3_an_invitation_that_waits_goes_with_its_chat(ctx: Ctx) -> Result<()> {
    let alive = "return sessionChatProbe.report().alive.sort().join();";
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let before = page.eval(alive, vec![]).await?;
    let same = format!("return (() => {{ {alive} }})() === arguments[0];");
    let states = [
        (
            "not fetched",
            "",
            json!({ "after": 600, "scroll": 50, "exit": true }),
        ),
        (
            "watching",
            "dispatchEvent(new Event('scroll'));",
            json!({ "scroll": 90, "exit": true }),
        ),
        ("shown", "", json!({ "after": 0 })),
    ];
    for (id, (state, act, invitation)) in (0..).zip(states) {
        let mut config = offer(&invitation);
        config["id"] = json!(format!("chat-{id}"));
        let start = "window.chat = await start({ backend: { kind: 'local' }, ...given[0] });";
        page.eval_async(start, vec![config]).await?;
        page.eval(act, vec![]).await?;
        match state {
            "watching" => until_loaded(page, "invite").await?,
            "shown" => page.find(CARD).await.map(drop)?,
            _ => {}
        }
        settle(page).await?;
        page.eval("chat.destroy();", vec![]).await?;
        let waited = page
            .until_answer(&same, std::slice::from_ref(&before), crate::page::PATIENCE)
            .await;
        if waited.is_err() {
            let after = page.eval(alive, vec![]).await?;
            anyhow::bail!("{state}: {before} became {after}");
        }
    }
    page.assert_clean().await
}

async fn r6_3_an_invitation_runs_in_the_direction_of_its_language(ctx: Ctx) -> Result<()> {
    let mut config = offer(&json!({ "after": 0 }));
    config["locale"] = json!("ar");
    config["offers"]["invitation"]["text"] = json!("هل يمكنني مساعدتك؟");
    let visitor = comes(&ctx, &ctx.page, &config).await?;
    let page = &visitor.page;
    page.until_text(CARD, "هل يمكنني").await?;
    let sides = "const card = element.getBoundingClientRect();\
        const cross = element.nextSibling.getBoundingClientRect();\
        return cross.left - card.left < card.right - cross.right;";
    page.until_element(CARD, sides, &[]).await?;
    page.find(">>> .callout__close[aria-label=\"إخفاء\"]")
        .await?;
    let runs = "return getComputedStyle(element.lastChild).direction === 'rtl';";
    page.until_element(CARD, runs, &[]).await?;
    page.assert_accessible("an invitation from right to left")
        .await
}

async fn r6_3_an_invitation_moves_only_for_who_likes_it(ctx: Ctx) -> Result<()> {
    for (motion, expected) in [("reduce", 0), ("no-preference", 1)] {
        ctx.page
            .emulate_media(&[("prefers-reduced-motion", motion)])
            .await?;
        let visitor = comes(&ctx, &ctx.page, &json!({})).await?;
        let body = "await chat.invite('Hello?');\
            return chat.element.shadowRoot.getAnimations({ subtree: true }).length\
              || chat.element.shadowRoot.querySelector('.callout').getAnimations().length;";
        let moving = visitor.page.eval_async(body, vec![]).await?;
        ensure!(moving == json!(expected), "{motion}: {moving}");
    }
    Ok(())
}
