//! Notices: what tells the visitor of something new that they do not see, once over all their
//! tabs, and only as far as they and the page agree.

use super::hostile::payloads;
use super::invitation::{CARD, DISMISS, comes, looks_away, settle};
use super::people::{Scripted, Visitor, WINDOW, timers, until_spoken};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_6_a_message_behind_a_closed_window_is_previewed),
    test!(r6_6_the_newest_preview_stands_and_can_be_put_away),
    test!(r6_6_hostile_texts_are_text_in_previews),
    test!(r6_6_an_end_is_previewed_where_the_chat_tells_of_it),
    test!(r6_6_two_tabs_notice_once),
    test!(r6_6_nothing_is_noticed_that_another_tab_shows),
    test!(r6_6_without_locks_every_tab_is_by_itself),
    test!(r6_6_a_sound_comes_after_a_deed_of_the_visitor_and_rarely),
    test!(r6_6_the_page_can_refuse_every_notice),
    test!(r6_6_the_system_notifies_while_nobody_sees_the_page),
    test!(r6_6_a_permission_is_asked_for_only_after_a_yes),
    test!(r6_6_the_page_asks_for_the_permission_by_a_call),
];

/// The number of unread messages on the launcher.
pub const BADGE: &str = ">>> .badge";
const LAUNCHER: &str = ">>> .launcher";
const MORE: &str = ">>> .callout__more";

/// A visitor who talks with Sam and has closed the window.
pub async fn aside(ctx: &Ctx, config: Value) -> Result<(Visitor, Scripted)> {
    let visitor = comes(ctx, &ctx.page, &config).await?;
    let desk = Scripted::stands_in(&visitor.page).await?;
    visitor.opens().await?;
    until_spoken(&visitor.page, &config).await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    visitor.closes().await?;
    Ok((visitor, desk))
}

/// The file whose timers are meant.
const PART: &str = "/session-chat-notices-";

/// Counts from now on how often a tab that nobody sees has let the others go first.
async fn counts_courtesies(page: &Page) -> Result<()> {
    timers::counted(page, PART, 1000).await
}

/// Waits until it has done so once, and has found out whether another tab shows the chat.
async fn has_been_courteous(page: &Page) -> Result<()> {
    page.until("runOut === 1").await?;
    // It asked for the locks before.
    page.eval_async("await navigator.locks.query();", vec![])
        .await?;
    settle(page).await
}

/// The time in which there is no second sound lasts until `runOut()`.
async fn holds_the_quiet(page: &Page) -> Result<()> {
    timers::held(page, PART, 3000).await
}

/// What was noticed in this way until now, as the page heard it.
async fn noticed(page: &Page, kind: &str) -> Result<Vec<Value>> {
    let body = "return heard.filter(({ name, kind }) => kind === arguments[0]);";
    let heard = page.eval(body, vec![json!(kind)]).await?;
    Ok(serde_json::from_value(heard)?)
}

async fn until_noticed(page: &Page, kind: &str, count: usize) -> Result<()> {
    let all = format!("heard.filter(({{ kind }}) => kind === '{kind}').length >= {count}");
    page.until(&all).await
}

/// Puts a class in the place of the browser's notifications: `shown` holds those that were made,
/// `asked` how often the permission was asked for, and `answer` is what comes of that.
pub async fn stands_for_the_system(page: &Page, permission: &str) -> Result<()> {
    let body = "\
        const [permission] = arguments;\
        window.shown = []; window.asked = 0; window.answer = 'granted';\
        window.Notification = class {\
          static permission = permission;\
          static async requestPermission() {\
            window.asked += 1;\
            return (Notification.permission = answer);\
          }\
          constructor(title, options) {\
            if (Notification.permission !== 'granted') return;\
            Object.assign(this, { title, options, isOpen: true });\
            shown.push(this);\
          }\
          close() { this.isOpen = false; }\
        };";
    page.eval(body, vec![json!(permission)]).await.map(drop)
}

/// Counts the sounds instead of making them: `sounds` of two notes each.
async fn stands_for_the_speaker(page: &Page) -> Result<()> {
    let body = "\
        window.sounds = 0;\
        const nothing = () => {};\
        const plug = { connect: (next) => next };\
        window.AudioContext = class {\
          state = 'suspended'; currentTime = 0; destination = {};\
          async resume() { this.state = 'running'; }\
          async suspend() { this.state = 'suspended'; }\
          async close() { this.state = 'closed'; }\
          createGain() {\
            const gain = { setValueAtTime: nothing, linearRampToValueAtTime: nothing, exponentialRampToValueAtTime: nothing };\
            return { ...plug, gain };\
          }\
          createOscillator() {\
            return { ...plug, frequency: {}, start: () => { window.sounds += 0.5; }, stop: nothing };\
          }\
        };";
    page.eval(body, vec![]).await.map(drop)
}

async fn r6_6_a_message_behind_a_closed_window_is_previewed(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({})).await?;
    let page = &visitor.page;
    desk.says("**Are you** there?").await?;
    page.until_text(CARD, "Sam").await?;
    page.until_text(CARD, "Are you there?").await?;
    page.until_text(BADGE, "1").await?;
    page.find(">>> .launcher[aria-label='Chat, 1 unread']")
        .await?;
    page.find(">>> [role=status] .callout").await?;
    ensure!(page.count(MORE).await? == 0, "nobody offers notifications");
    let heard = noticed(page, "preview").await?;
    let [notice] = &heard[..] else {
        anyhow::bail!("{heard:?}");
    };
    ensure!(
        notice["name"] == "Sam" && notice["text"] == "Are you there?",
        "{notice}"
    );
    let messages = visitor.events("message").await?;
    let id = messages.last().map(|message| message["id"].clone());
    ensure!(
        Some(&notice["id"]) == id.as_ref(),
        "{notice} of {messages:?}"
    );
    page.assert_accessible("a preview").await?;
    page.click(CARD).await?;
    page.find(WINDOW).await?;
    page.until_gone(CARD).await?;
    visitor.hears("Are you there?").await?;
    page.until_focus(super::people::FIELD).await?;
    page.assert_clean().await
}

async fn r6_6_the_newest_preview_stands_and_can_be_put_away(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({ "locale": "de" })).await?;
    let page = &visitor.page;
    for text in ["The first", "The second"] {
        desk.says(text).await?;
        page.until_text(CARD, text).await?;
        ensure!(page.count(CARD).await? == 1);
    }
    page.find(">>> .callout__close[aria-label=Ausblenden]")
        .await?;
    page.click(DISMISS).await?;
    page.until_gone(CARD).await?;
    page.until_focus(LAUNCHER).await?;
    desk.says("The third").await?;
    page.until_text(CARD, "The third").await?;
    page.press(Key::Escape).await?;
    page.until_gone(CARD).await?;
    // The count stays until the messages are seen.
    page.until_text(BADGE, "3").await?;
    page.click(LAUNCHER).await?;
    page.find(WINDOW).await?;
    page.until_element(BADGE, "return element.textContent === '';", &[])
        .await?;
    page.assert_clean().await
}

async fn r6_6_hostile_texts_are_text_in_previews(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({})).await?;
    let page = &visitor.page;
    for (number, text) in payloads()?.iter().step_by(12).enumerate() {
        // A mark of its own at the front: what follows may be cut off.
        let text = format!("{number}: {text}");
        let body = "desk.say(arguments[0], { role: 'bot', name: arguments[0] });";
        desk.does(body, vec![json!(text)]).await?;
        page.until_text(CARD, &format!("{number}: ")).await?;
        let body = "\
            const wrong = [...element.parentNode.querySelectorAll('*')]\
              .filter(({ localName }) => !['button', 'b', 'span'].includes(localName))\
              .map(({ localName }) => localName);\
            for (const node of element.querySelectorAll('*'))\
              for (const name of node.getAttributeNames())\
                if (!['class', 'dir'].includes(name)) wrong.push(name);\
            const { width } = element.getBoundingClientRect();\
            return [...wrong, ...(width > 300 ? [`${width} wide`] : []),\
              ...(/[\\u0000-\\u001f\\u202a-\\u202e\\u2066-\\u2069]/.test(element.textContent) ? ['controls'] : []),\
              ...(element.lastChild.textContent.length > 250 ? ['too long'] : [])];";
        let wrong = page.eval_on(CARD, body).await?;
        ensure!(wrong == json!([]), "{text}: {wrong}");
    }
    page.assert_clean().await
}

async fn r6_6_an_end_is_previewed_where_the_chat_tells_of_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({})).await?;
    desk.ends(None).await?;
    visitor.page.until_text(CARD, "This chat has ended").await?;
    visitor.page.click(CARD).await?;
    visitor.sees_note("Sam ended this chat at").await?;
    visitor.page.assert_clean().await?;
    for notification in ["host", "off"] {
        let config = json!({ "notification": notification, "storage": "memory" });
        let (visitor, desk) = aside(&ctx, config).await?;
        desk.ends(None).await?;
        visitor.until_phase("ended").await?;
        settle(&visitor.page).await?;
        ensure!(visitor.page.count(CARD).await? == 0, "{notification}");
        ensure!(noticed(&visitor.page, "preview").await?.is_empty());
    }
    Ok(())
}

/// A second tab of a visitor, whose window is closed as well, and where they have done something.
async fn beside(ctx: &Ctx, config: &Value) -> Result<Visitor> {
    let other = comes(ctx, &ctx.page.another().await?, config).await?;
    other.until_phase("talking").await?;
    if other.state().await?["open"] == json!(true) {
        other.closes().await?;
    }
    other.page.click("#before").await?;
    Ok(other)
}

/// How often these tabs together noticed something in this way, once both have come to rest.
async fn total(tabs: [&Visitor; 2], kind: &str) -> Result<usize> {
    let mut count = 0;
    for tab in tabs {
        settle(&tab.page).await?;
        count += noticed(&tab.page, kind).await?.len();
    }
    Ok(count)
}

async fn r6_6_two_tabs_notice_once(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true, "sound": true });
    let (one, desk) = aside(&ctx, config.clone()).await?;
    let two = beside(&ctx, &config).await?;
    for tab in [&one, &two] {
        stands_for_the_speaker(&tab.page).await?;
    }
    desk.says("Good news").await?;
    for tab in [&one, &two] {
        tab.page.until_text(BADGE, "1").await?;
    }
    while total([&one, &two], "sound").await? == 0 {}
    ensure!(total([&one, &two], "sound").await? == 1);
    ensure!(total([&one, &two], "preview").await? == 1);
    let mut made = 0;
    for tab in [&one, &two] {
        made += tab
            .page
            .eval("return sounds;", vec![])
            .await?
            .as_u64()
            .unwrap_or_default();
        tab.page.assert_clean().await?;
    }
    ensure!(made == 1, "{made} sounds");
    Ok(())
}

async fn r6_6_nothing_is_noticed_that_another_tab_shows(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true, "sound": true, "offers": { "notices": true } });
    let (one, desk) = aside(&ctx, config.clone()).await?;
    let two = beside(&ctx, &config).await?;
    stands_for_the_system(&two.page, "granted").await?;
    counts_courtesies(&two.page).await?;
    one.opens().await?;
    looks_away(&two.page, true).await?;
    desk.says("Right before your eyes").await?;
    one.hears("Right before your eyes").await?;
    // It arrives there too; L09 sees to it that it is read.
    two.page
        .until("events.some(({ detail }) => detail?.text === 'Right before your eyes')")
        .await?;
    has_been_courteous(&two.page).await?;
    ensure!(two.page.eval("return heard;", vec![]).await? == json!([]));
    ensure!(one.page.eval("return heard;", vec![]).await? == json!([]));
    // Nobody has it open any more: now the other tab tells.
    one.closes().await?;
    looks_away(&one.page, true).await?;
    stands_for_the_system(&one.page, "granted").await?;
    desk.says("Behind your back").await?;
    while total([&one, &two], "system").await? == 0 {}
    ensure!(total([&one, &two], "system").await? == 1);
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn r6_6_without_locks_every_tab_is_by_itself(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({ "sound": true })).await?;
    let page = &visitor.page;
    stands_for_the_speaker(page).await?;
    holds_the_quiet(page).await?;
    let body = "Object.defineProperty(navigator, 'locks', { value: undefined });";
    page.eval(body, vec![]).await?;
    desk.says("One").await?;
    page.until_text(CARD, "One").await?;
    page.until("sounds === 1").await?;
    desk.says("Two").await?;
    page.until_text(CARD, "Two").await?;
    settle(page).await?;
    ensure!(
        noticed(page, "sound").await?.len() == 1,
        "one in three seconds"
    );
    visitor.opens().await?;
    page.assert_clean().await
}

async fn r6_6_a_sound_comes_after_a_deed_of_the_visitor_and_rarely(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({ "sound": true })).await?;
    let page = &visitor.page;
    stands_for_the_speaker(page).await?;
    holds_the_quiet(page).await?;
    let inactive = "Object.defineProperty(navigator, 'userActivation',\
        { configurable: true, value: { hasBeenActive: arguments[0] } });";
    page.eval(inactive, vec![json!(false)]).await?;
    desk.says("Too early").await?;
    page.until_text(CARD, "Too early").await?;
    ensure!(noticed(page, "sound").await?.is_empty());
    page.eval(inactive, vec![json!(true)]).await?;
    desk.says("One").await?;
    until_noticed(page, "sound", 1).await?;
    desk.says("Two").await?;
    page.until_text(CARD, "Two").await?;
    settle(page).await?;
    ensure!(noticed(page, "sound").await?.len() == 1);
    // Three seconds later there is one again.
    let passes = "runOut();\
        const isQuiet = ({ held }) => held.some(({ name }) => name === 'session-chat-sound');\
        while (isQuiet(await navigator.locks.query())) await new Promise((done) => setTimeout(done));";
    page.eval_async(passes, vec![]).await?;
    desk.says("Three").await?;
    until_noticed(page, "sound", 2).await?;
    page.until("sounds === 2").await?;
    page.assert_clean().await
}

async fn r6_6_the_page_can_refuse_every_notice(ctx: Ctx) -> Result<()> {
    let config = json!({ "sound": true, "offers": { "notices": true } });
    let (visitor, desk) = aside(&ctx, config).await?;
    let page = &visitor.page;
    stands_for_the_speaker(page).await?;
    stands_for_the_system(page, "granted").await?;
    page.eval("refuse.push('notice');", vec![]).await?;
    desk.says("In sight").await?;
    until_noticed(page, "preview", 1).await?;
    until_noticed(page, "sound", 1).await?;
    looks_away(page, true).await?;
    desk.says("Out of sight").await?;
    until_noticed(page, "system", 1).await?;
    settle(page).await?;
    let seen = page.eval("return [shown.length, sounds];", vec![]).await?;
    ensure!(seen == json!([0, 0]), "{seen}");
    ensure!(page.count(CARD).await? == 0);
    page.until_text(BADGE, "2").await?;
    page.assert_clean().await
}

async fn r6_6_the_system_notifies_while_nobody_sees_the_page(ctx: Ctx) -> Result<()> {
    let config = json!({ "brand": { "name": "Lumen" }, "offers": { "notices": true } });
    let (visitor, desk) = aside(&ctx, config).await?;
    let page = &visitor.page;
    stands_for_the_system(page, "granted").await?;
    desk.says("While you look").await?;
    page.until_text(CARD, "While you look").await?;
    page.click(DISMISS).await?;
    looks_away(page, true).await?;
    desk.says("While you do **not**").await?;
    page.until("shown.length === 1").await?;
    ensure!(page.count(CARD).await? == 0, "a preview that nobody sees");
    let made = "const [{ title, options: { body, tag } }] = shown;\
        return [title, body, tag === heard.at(-1).id, asked];";
    let made = page.eval(made, vec![]).await?;
    ensure!(
        made == json!(["Lumen", "While you do not", true, 0]),
        "{made}"
    );
    // A click leads to the chat.
    page.eval("shown[0].onclick();", vec![]).await?;
    page.find(WINDOW).await?;
    page.until("!shown[0].isOpen").await?;
    visitor.hears("While you do").await?;
    // With the window open, too, and who comes back by themselves needs it no more.
    looks_away(page, true).await?;
    desk.says("Once more").await?;
    page.until("shown.length === 2").await?;
    looks_away(page, false).await?;
    page.until("!shown[1].isOpen").await?;
    page.assert_clean().await?;
    // Not where the page offers none, nor without a permission.
    for (offers, permission) in [
        (json!({}), "granted"),
        (json!({ "notices": true }), "denied"),
    ] {
        let config = json!({ "storage": "memory", "offers": offers });
        let (visitor, desk) = aside(&ctx, config).await?;
        let page = &visitor.page;
        stands_for_the_system(page, permission).await?;
        counts_courtesies(page).await?;
        looks_away(page, true).await?;
        desk.says("Nothing of this").await?;
        page.until_text(BADGE, "1").await?;
        has_been_courteous(page).await?;
        let made = page.eval("return [shown.length, asked];", vec![]).await?;
        ensure!(made == json!([0, 0]), "{permission}: {made}");
    }
    Ok(())
}

async fn r6_6_a_permission_is_asked_for_only_after_a_yes(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = aside(&ctx, json!({ "offers": { "notices": true } })).await?;
    let page = &visitor.page;
    stands_for_the_system(page, "default").await?;
    counts_courtesies(page).await?;
    looks_away(page, true).await?;
    desk.says("Not yet").await?;
    page.until_text(BADGE, "1").await?;
    has_been_courteous(page).await?;
    looks_away(page, false).await?;
    desk.says("Shall we call you?").await?;
    page.until_text(CARD, "Shall we call you?").await?;
    page.until_text(MORE, "Notify me").await?;
    page.assert_accessible("a preview with a question").await?;
    let seen = page.eval("return [shown.length, asked];", vec![]).await?;
    ensure!(seen == json!([0, 0]), "{seen}");
    page.click(MORE).await?;
    page.until("asked === 1").await?;
    page.until_gone(MORE).await?;
    page.until_focus(CARD).await?;
    looks_away(page, true).await?;
    desk.says("Here we are").await?;
    page.until("shown.length === 1").await?;
    looks_away(page, false).await?;
    // It is not asked again.
    desk.says("Once more").await?;
    page.until_text(CARD, "Once more").await?;
    ensure!(page.count(MORE).await? == 0);
    ensure!(page.eval("return asked;", vec![]).await? == json!(1));
    page.assert_clean().await
}

async fn r6_6_the_page_asks_for_the_permission_by_a_call(ctx: Ctx) -> Result<()> {
    let visitor = comes(&ctx, &ctx.page, &json!({})).await?;
    ensure!(visitor.is_refused("allowNotices()").await? == json!("not-allowed"));
    let visitor = comes(&ctx, &ctx.page, &json!({ "offers": { "notices": true } })).await?;
    let page = &visitor.page;
    stands_for_the_system(page, "default").await?;
    ctx.server.forget_hits();
    let allow = "return await chat.allowNotices();";
    for (answer, expected) in [
        ("default", "denied"),
        ("denied", "denied"),
        ("granted", "granted"),
    ] {
        page.eval("window.answer = arguments[0];", vec![json!(answer)])
            .await?;
        let answered = page.eval_async(allow, vec![]).await?;
        ensure!(answered == json!(expected), "{answer}: {answered}");
    }
    page.eval("delete window.Notification;", vec![]).await?;
    let answered = page.eval_async(allow, vec![]).await?;
    ensure!(
        answered == json!("unsupported"),
        "without notifications: {answered}"
    );
    // None of it opens the chat, or reads what is stored.
    let hits = ctx.server.hits();
    let wasm = hits.iter().filter(|hit| hit.target.contains("-local-"));
    ensure!(wasm.count() == 0);
    ensure!(page.probe().await?.storage.is_empty());
    page.assert_clean().await
}
