//! What people hear who do not see the window: each thing once, and nothing of the past.

use super::people::{HOST, OWN, Scripted, THEIRS, Visitor, answered, served};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(each_message_is_announced_once),
    test!(history_is_not_announced_after_a_reload),
    test!(older_messages_are_not_announced),
    test!(an_end_is_announced_once_whoever_reports_it),
    test!(a_burst_is_announced_as_a_number),
    test!(typing_is_announced_once_in_a_while_and_never_in_the_log),
    test!(a_refused_end_and_a_failed_message_are_urgent_and_said_once),
    test!(no_region_speaks_beside_the_announcer),
    test!(another_language_repeats_nothing),
];

async fn times(visitor: &Visitor, text: &str) -> Result<usize> {
    let announced = visitor.announced().await?;
    Ok(announced
        .iter()
        .map(|said| said.matches(text).count())
        .sum())
}

/// Waits until the page has drawn whatever was on its way.
async fn settle(visitor: &Visitor) -> Result<()> {
    let frames = "for (let count = 0; count < 3; count += 1)\
        await new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });";
    visitor.page.eval_async(frames, vec![]).await.map(drop)
}

async fn each_message_is_announced_once(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    visitor.listens_to_announcements().await?;
    for text in ["The first answer", "The second answer"] {
        desk.says(text).await?;
        visitor.until_announced(text).await?;
    }
    // The same again is another message, and must be heard again.
    desk.says("The second answer").await?;
    visitor
        .page
        .until("announced.join(' ').split('The second answer').length === 3")
        .await?;
    visitor.says("My own words").await?;
    visitor.until_announced("Sent").await?;
    settle(&visitor).await?;
    ensure!(times(&visitor, "Sam said: The first answer").await? == 1);
    ensure!(times(&visitor, "Sam said: The second answer").await? == 2);
    ensure!(times(&visitor, "My own words").await? == 0);
    ensure!(times(&visitor, "Sent").await? == 1);
    visitor.page.assert_clean().await
}

async fn history_is_not_announced_after_a_reload(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "resume": true })).await?;
    for text in ["One of old", "Two of old", "Three of old"] {
        desk.says(text).await?;
        visitor.hears(text).await?;
    }
    let chat = desk
        .does("return [...desk.chats.values()][0];", vec![])
        .await?;
    visitor.reloads().await?;
    visitor.page.find(">>> .root").await?;
    visitor.listens_to_announcements().await?;
    let desk = Scripted::remembers(&visitor.page, chat).await?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.hears("Three of old").await?;
    desk.says("One of now").await?;
    visitor.until_announced("One of now").await?;
    ensure!(
        times(&visitor, "of old").await? == 0,
        "{:?}",
        visitor.announced().await?
    );
    ensure!(times(&visitor, "of now").await? == 1);
    visitor.page.assert_clean().await
}

async fn older_messages_are_not_announced(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &json!({})).await?;
    let history = "const message = (text, age) => desk.message(text, desk.sam, Date.now() - age);\
        const list = (count, age) => Array.from({ length: count }, (_, at) =>\
          message(`Line ${at} of old`, age - at));\
        desk.kept = { status: { talking: desk.sam }, messages: list(50, 100000),\
          archive: list(50, 200000) };";
    desk.does(history, vec![]).await?;
    visitor
        .page
        .eval_async("await chat.open();", vec![])
        .await?;
    visitor.page.find(">>> .root").await?;
    visitor.listens_to_announcements().await?;
    visitor.hears("Line 49 of old").await?;
    visitor
        .page
        .eval_on(">>> .transcript__log", "element.scrollTop = 0;")
        .await?;
    desk.until_heard("older").await?;
    visitor.page.until_gone(">>> .transcript__older").await?;
    desk.says("Something new").await?;
    visitor.until_announced("Something new").await?;
    let said = visitor.announced().await?;
    ensure!(said.iter().all(|said| !said.contains("of old")), "{said:?}");
    visitor.page.assert_clean().await
}

async fn an_end_is_announced_once_whoever_reports_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    visitor.listens_to_announcements().await?;
    let body = "desk.end('unknown', null, null); desk.end('agent', 'Solved'); desk.end('system');";
    desk.does(body, vec![]).await?;
    visitor.until_phase("ended").await?;
    visitor.until_announced("ended").await?;
    settle(&visitor).await?;
    let said = visitor.announced().await?;
    ensure!(times(&visitor, "ended").await? == 1, "{said:?}");
    visitor.page.assert_clean().await
}

async fn a_burst_is_announced_as_a_number(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    visitor.listens_to_announcements().await?;
    // However long it takes to hear all of them, they are of one moment.
    let body = "const { now } = Date; const at = now(); Date.now = () => at;\
        window.goOn = () => { Date.now = now; };\
        for (let count = 1; count <= 12; count += 1) desk.say(`Shout ${count}`);";
    desk.does(body, vec![]).await?;
    visitor.hears("Shout 12").await?;
    visitor.page.eval("goOn();", vec![]).await?;
    visitor.until_announced("9 new messages").await?;
    ensure!(
        times(&visitor, "Shout").await? == 3,
        "{:?}",
        visitor.announced().await?
    );
    visitor.page.assert_clean().await
}

async fn typing_is_announced_once_in_a_while_and_never_in_the_log(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    visitor.listens_to_announcements().await?;
    for _ in 0..3 {
        let typing = "for (const active of [true, false])\
            desk.tell({ typing: { author: desk.sam, active } });";
        desk.does(typing, vec![]).await?;
    }
    desk.does(
        "desk.tell({ typing: { author: desk.sam, active: true } });",
        vec![],
    )
    .await?;
    visitor
        .page
        .find(">>> .row--typing[aria-hidden=true]")
        .await?;
    visitor.until_announced("Sam is writing").await?;
    settle(&visitor).await?;
    ensure!(times(&visitor, "is writing").await? == 1);
    visitor.page.assert_clean().await
}

async fn a_refused_end_and_a_failed_message_are_urgent_and_said_once(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &super::people::ending()).await?;
    visitor.listens_to_announcements().await?;
    let urgent = "window.urgent = [];\
        new MutationObserver((records) => records.forEach(({ addedNodes }) =>\
          addedNodes.forEach(({ data }) => data?.trim() && urgent.push(data.trim()))))\
          .observe(chat.element.shadowRoot.querySelector('.announcer [aria-live=assertive]'),\
            { childList: true });";
    visitor.page.eval(urgent, vec![]).await?;
    desk.set("answers.send", json!("rejected")).await?;
    visitor.says("Never").await?;
    visitor.until_announced("Not sent").await?;
    desk.set("answers.end", json!("refused")).await?;
    visitor.ends().await?;
    visitor.until_announced("The chat did not end.").await?;
    settle(&visitor).await?;
    let urgent: Vec<String> =
        serde_json::from_value(visitor.page.eval("return urgent;", vec![]).await?)?;
    ensure!(
        urgent == ["Not sent", "The chat did not end. You can try again."],
        "{urgent:?}"
    );
    ensure!(times(&visitor, "did not end").await? == 1);
    visitor.page.assert_clean().await
}

/// Every element that a screen reader would read out by itself, with what it is.
const SPEAKING: &str = "return [...chat.element.shadowRoot.querySelectorAll('*')]\
    .filter((one) => one.ariaLive ? one.ariaLive !== 'off'\
      : ['log', 'status', 'alert', 'timer', 'marquee'].includes(one.role))\
    .map((one) => `${one.className} ${one.role ?? ''} ${one.ariaLive ?? ''}`.trim());";

async fn no_region_speaks_beside_the_announcer(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    desk.says("One voice").await?;
    visitor.hears("One voice").await?;
    let speaking: Value = visitor.page.eval(SPEAKING, vec![]).await?;
    let expected = json!([
        "notice status",
        "banner-place status polite",
        "spoken  polite",
        "spoken  assertive"
    ]);
    ensure!(speaking == expected, "{speaking}");
    visitor.page.assert_clean().await
}

async fn another_language_repeats_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    desk.says("Said in English").await?;
    visitor.hears("Said in English").await?;
    visitor.listens_to_announcements().await?;
    visitor
        .page
        .eval_async("await chat.setLocale('de');", vec![])
        .await?;
    visitor.page.find(">>> .root[lang=de] dialog[open]").await?;
    visitor.sees(THEIRS, "Said in English").await?;
    visitor.sees(OWN, "Hello").await?;
    settle(&visitor).await?;
    let said = visitor.announced().await?;
    ensure!(said.is_empty(), "{said:?}");
    visitor.page.assert_clean().await
}
