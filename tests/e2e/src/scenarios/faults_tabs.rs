//! Faults of tabs and of a page's life, by their number in the list of faults: see
//! `tests/faults.md`.

use super::people::{
    FIELD, FREE_HOST, HOST, OWN, START_NEW, Scripted, Visitor, WINDOW, answered, ending, host_path,
    moments, talking,
};
use crate::engine::CHROMIUM_ONLY;
use crate::page::{Metrics, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(
        l01_what_arrives_while_the_browser_says_offline_is_shown,
        CHROMIUM_ONLY
    ),
    test!(l02_a_network_that_is_back_is_asked_at_once).alone(),
    test!(
        l05_a_page_that_was_left_comes_back_from_the_cache_and_has_missed_nothing,
        CHROMIUM_ONLY
    ),
    test!(l09_what_one_tab_sends_stands_in_the_others_at_once).alone(),
    test!(l09_what_is_read_in_one_tab_is_read_in_the_others).alone(),
    test!(l11_a_browser_without_channels_or_locks_fails_to_a_clear_state),
    test!(l12_a_duplicated_tab_is_a_tab_of_its_own),
    test!(l13_an_end_in_one_tab_keeps_what_is_being_written_in_the_other).alone(),
    test!(l14_a_hundred_mounts_leave_nothing, CHROMIUM_ONLY),
    test!(l15_whoever_looks_again_does_not_wait_for_the_next_sign_of_life).alone(),
];

async fn l01_what_arrives_while_the_browser_says_offline_is_shown(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.offline(true).await?;
    page.until("!navigator.onLine").await?;
    visitor.sees(super::people::BANNER, "offline").await?;
    desk.says("Still to be heard").await?;
    visitor.hears("Still to be heard").await?;
    visitor.says("So are you").await?;
    visitor.sees_receipt("Sent").await?;
    page.offline(false).await?;
    page.until_gone(super::people::BANNER).await?;
    page.assert_clean().await
}

async fn l02_a_network_that_is_back_is_asked_at_once(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    // The scripted desk hears in a later task, so its ear is a channel of the test's own.
    let body = "window.noted = {};\
        const channel = new BroadcastChannel('session-chat:main');\
        channel.onmessage = ({ data }) => {\
          if (data.body.toDesk?.command.connect) noted.asked ??= Date.now();\
        };\
        dispatchEvent(new Event('offline'));\
        noted.online = Date.now();\
        dispatchEvent(new Event('online'));";
    page.eval(body, vec![]).await?;
    let asked = moments::noted(page, "asked").await?;
    let online = moments::noted(page, "online").await?;
    moments::within(
        "asking again after the network was back",
        online,
        asked,
        500.0,
    )?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.until_phase("talking").await?;
    page.assert_clean().await
}

/// Leaves the page for another one and comes back; answers whether it was kept as it was.
async fn leaves_and_returns(
    ctx: &Ctx,
    page: &Page,
    meanwhile: impl AsyncFn() -> Result<()>,
) -> Result<bool> {
    let note = "window.persisted = null;\
        addEventListener('pageshow', ({ persisted }) => (window.persisted = persisted));";
    page.eval(note, vec![]).await?;
    page.goto(&ctx.url("/tests/pages/frame/")).await?;
    meanwhile().await?;
    page.back().await?;
    // A page that was kept has started long ago; that it is back is told it a moment later.
    page.until("window.started && window.persisted !== null")
        .await?;
    let kept = page
        .eval("return window.persisted ?? null;", vec![])
        .await?;
    if kept != json!(true) {
        let why =
            "return performance.getEntriesByType('navigation')[0].notRestoredReasons?.toJSON();";
        println!("       not kept: {}", page.eval(why, vec![]).await?);
    }
    Ok(kept == json!(true))
}

async fn l05_a_page_that_was_left_comes_back_from_the_cache_and_has_missed_nothing(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    let page = &visitor.page;
    desk.says("Before you left").await?;
    visitor.hears("Before you left").await?;
    // Its sign of life every few seconds would be heard by the page, which is not kept then.
    desk.is_slow_to_answer().await?;
    let kept = leaves_and_returns(&ctx, page, async || Ok(())).await?;
    desk.answers().await?;
    ensure!(kept, "nothing happened, and yet the page was not kept");
    visitor.until_state("connection", json!("live")).await?;
    desk.says("After you returned").await?;
    visitor.hears("After you returned").await?;
    leaves_and_returns(&ctx, page, async || desk.says("While you were away").await).await?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.hears("While you were away").await?;
    visitor.says("Here I am").await?;
    desk.hears("Here I am").await?;
    let said = page.texts(">>> .bubble").await?;
    for text in [
        "Before you left",
        "After you returned",
        "While you were away",
        "Here I am",
    ] {
        let times = said.iter().filter(|one| one.contains(text)).count();
        ensure!(times == 1, "{text} stands there {times} times: {said:?}");
    }
    page.assert_clean().await
}

async fn l09_what_one_tab_sends_stands_in_the_others_at_once(ctx: Ctx) -> Result<()> {
    let (one, desk) = talking(&ctx, json!({})).await?;
    let mut others = Vec::new();
    for _ in 0..2 {
        let other = Visitor::arrives_beside(&ctx, json!({})).await?;
        other.opens().await?;
        other.until_phase("talking").await?;
        others.push(other);
    }
    let text = "To be seen everywhere";
    let shown = format!(
        "[...root.querySelectorAll('.row--own')].some((row) => row.textContent.includes('{text}') \
         && !row.classList.contains('row--unsent'))"
    );
    for tab in others.iter().chain([&one]) {
        moments::watch(&tab.page, "shown", &shown).await?;
    }
    moments::watch_event(&one.page, "pressed", "keydown").await?;
    one.says(text).await?;
    let pressed = moments::noted(&one.page, "pressed").await?;
    for (number, tab) in others.iter().enumerate() {
        let shown = moments::noted(&tab.page, "shown").await?;
        moments::within(&format!("tab {}", number + 2), pressed, shown, 200.0)?;
    }
    desk.looks_at_first().await?;
    desk.hears(text).await?;
    for tab in others.iter().chain([&one]) {
        tab.sees_receipt("Read ·").await?;
        ensure!(tab.page.count(OWN).await? == 2, "each message stands once");
        tab.page.assert_clean().await?;
    }
    Ok(())
}

async fn l09_what_is_read_in_one_tab_is_read_in_the_others(ctx: Ctx) -> Result<()> {
    let (one, desk) = talking(&ctx, json!({})).await?;
    let two = Visitor::arrives_beside(&ctx, json!({})).await?;
    two.opens().await?;
    two.until_phase("talking").await?;
    for tab in [&one, &two] {
        tab.page.eval_async("await chat.close();", vec![]).await?;
    }
    desk.says("Are you there?").await?;
    desk.says("Hello?").await?;
    for tab in [&one, &two] {
        tab.until_state("unread", json!(2)).await?;
        moments::watch(
            &tab.page,
            "read",
            "!root.querySelector('.badge').textContent",
        )
        .await?;
    }
    one.opens().await?;
    let here = moments::noted(&one.page, "read").await?;
    let there = moments::noted(&two.page, "read").await?;
    moments::within("read in the other tab", here, there, 200.0)?;
    two.until_state("unread", json!(0)).await?;
    // What comes now is unread where nobody looks.
    one.page.eval_async("await chat.close();", vec![]).await?;
    desk.says("Once more").await?;
    two.until_state("unread", json!(1)).await?;
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn l11_a_browser_without_channels_or_locks_fails_to_a_clear_state(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    // Without locks nobody knows which tab is watched, and everything else is as it was.
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(page).await?;
    let body = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });\
                window.chat = await start({ backend: { kind: 'local' } });";
    page.eval_async(body, vec![]).await?;
    let visitor = Visitor { page: page.clone() };
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    visitor.closes().await?;
    desk.says("Are you there?").await?;
    visitor.until_state("unread", json!(1)).await?;
    visitor.opens().await?;
    visitor.hears("Are you there?").await?;
    page.assert_clean().await?;
    // Without channels there is no way to the desk at all.
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let body = "delete window.BroadcastChannel; window.BroadcastChannel = undefined;\
                window.chat = await start({ backend: { kind: 'local' } });";
    page.eval_async(body, vec![]).await?;
    page.click(">>> .launcher").await?;
    page.until_text(">>> .card", "The chat could not be loaded.")
        .await?;
    let refused = visitor.is_refused("open()").await?;
    ensure!(refused == json!("unsupported"), "{refused}");
    page.assert_clean().await
}

async fn l12_a_duplicated_tab_is_a_tab_of_its_own(ctx: Ctx) -> Result<()> {
    let config = json!({ "storage": "session", "resume": true });
    let (visitor, desk) = answered(&ctx, FREE_HOST, &config).await?;
    // A window that a page opens gets a copy of its session storage, as a duplicated tab does.
    let page = &visitor.page;
    // It opens one only for somebody who presses something.
    let open = "document.querySelector('#before').onclick = (event) => {\
        event.preventDefault(); window.twin = window.open(location.href); };";
    page.eval(open, vec![]).await?;
    page.click("#before").await?;
    page.until("twin.started && twin.chat.state().connection === 'live'")
        .await?;
    page.until("twin.chat.state().phase === 'talking'").await?;
    let body = "const connected = desk.heard.filter(({ command }) => command.connect);\
        const tabs = connected.map(({ tab }) => tab);\
        return [new Set(tabs).size, new Set(desk.heard.map(({ visitor }) => visitor)).size];";
    let count = desk.does(body, vec![]).await?;
    ensure!(count == json!([2, 1]), "tabs and visitors: {count}");
    // Each gets its own answers, and both are of one conversation.
    page.eval_async("await twin.chat.send('From the twin');", vec![])
        .await?;
    visitor.says("From the first").await?;
    page.until("desk.commands('send').length === 3").await?;
    let body = "const all = (one) => [...one.chat.element.shadowRoot\
          .querySelectorAll('.row--own:not(.row--unsent) .bubble')].map(({ textContent }) => textContent);\
        return all(window).includes('From the first') && all(twin).includes('From the twin');";
    page.until_answer(body, &[], crate::page::PATIENCE).await?;
    let same = "return chat.state().conversation === twin.chat.state().conversation;";
    ensure!(page.eval(same, vec![]).await? == json!(true));
    let clean = "return twin.sessionChatProbe.report().errors;";
    let errors = page.eval(clean, vec![]).await?;
    ensure!(errors == json!([]), "{errors}");
    page.eval("twin.close();", vec![]).await?;
    page.until("twin.closed").await?;
    page.assert_clean().await
}

async fn l13_an_end_in_one_tab_keeps_what_is_being_written_in_the_other(ctx: Ctx) -> Result<()> {
    let (one, _desk) = talking(&ctx, ending()).await?;
    let two = Visitor::arrives_beside(&ctx, ending()).await?;
    two.page.find(WINDOW).await?;
    two.until_phase("talking").await?;
    let draft = "Half a sentence that";
    two.page.type_into(FIELD, draft).await?;
    moments::watch(&two.page, "ended", "root.querySelector('.panel')").await?;
    moments::watch_event(&one.page, "pressed", "click").await?;
    one.ends().await?;
    let ended = moments::noted(&two.page, "ended").await?;
    // The last click is the one that confirms.
    let pressed = moments::noted(&one.page, "pressed").await?;
    moments::within("the end in the other tab", pressed, ended, 500.0)?;
    two.until_phase("ended").await?;
    two.cannot_write().await?;
    // It is kept for the next chat, where it can be copied or sent.
    two.page.click(START_NEW).await?;
    two.page.until_focus(FIELD).await?;
    let kept = two.page.eval_on(FIELD, "return element.value;").await?;
    ensure!(kept == json!(draft), "{kept} is left of the draft");
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

/// Starts a chat twice over, opens it, moves it about as a router does, and takes it away.
const MOUNTS: &str = "\
    const config = { backend: { kind: 'local' } };\
    for (let count = 0; count < given[0]; count += 1) {\
      const [one, again] = await Promise.all([sessionChat.init(config), sessionChat.init(config)]);\
      if (one !== again) throw Error('two instances');\
      await one.open();\
      const main = document.createElement('main');\
      if (count % 4 === 0) document.body.replaceChildren(main);\
      if (count % 4 === 1) { one.element.remove(); main.append(one.element); document.body.append(main); }\
      if (count % 4 === 2) await one.close();\
      one.destroy();\
      document.body.replaceChildren();\
      await new Promise((done) => setTimeout(done));\
    }\
    events.length = 0; sessionChatProbe.clear();\
    return sessionChatProbe.report().alive;";

async fn l14_a_hundred_mounts_leave_nothing(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    // What is made once for all of them is there.
    let alive = page.eval_async(MOUNTS, vec![json!(8)]).await?;
    let before = page.metrics().await?;
    let after_all = page.eval_async(MOUNTS, vec![json!(100)]).await?;
    let is_as_before =
        |now: &Metrics| now.listeners <= before.listeners && now.nodes <= before.nodes;
    let after = page.metrics_until(is_as_before).await?;
    println!("       100 mounts: {before:?} became {after:?}");
    ensure!(after_all == alive, "{alive} became {after_all}");
    ensure!(is_as_before(&after), "{before:?} became {after:?}");
    page.assert_clean().await
}

async fn l15_whoever_looks_again_does_not_wait_for_the_next_sign_of_life(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    // As after a long time behind other tabs: the desk counts as gone, and yet it is there. This
    // one sends no sign of life by itself.
    let body = "const voice = new BroadcastChannel('session-chat:main');\
                voice.postMessage({ v: 1, body: 'deskClosed' }); voice.close();\
                desk.chats.get(desk.visitor).messages.push(desk.message('While you were away'));";
    desk.does(body, vec![]).await?;
    page.until("chat.state().connection !== 'live'").await?;
    let shown = "[...root.querySelectorAll('.bubble')]\
                 .some(({ textContent }) => textContent.includes('While you were away'))";
    moments::watch(page, "shown", shown).await?;
    moments::watch_event(page, "seen", "visibilitychange").await?;
    page.eval(
        "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));",
        vec![],
    )
    .await?;
    let (seen, shown) = (
        moments::noted(page, "seen").await?,
        moments::noted(page, "shown").await?,
    );
    moments::within("catching up when it is seen again", seen, shown, 2_000.0)?;
    visitor.until_state("connection", json!("live")).await?;
    page.assert_clean().await
}
