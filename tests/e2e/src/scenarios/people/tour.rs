//! A tour of the window: through every state it can be in, on pages of one look.

use super::{
    BANNER, CONFIRM, END, KEEP, PANEL, START_NEW, Scripted, WINDOW, answered, ending, served,
    until_spoken,
};
use crate::page::Page;
use crate::test::Ctx;
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};
use site_server::Fault;

/// Markdown of every kind.
const RICH: &str = "# Opening hours\n\nWe are here **Monday** to *Friday*, see \
    https://example.org/hours and [the map](https://example.org/map).\n\n- by phone\n- by mail\n\n\
    1. `9:00`\n2. ~~20:00~~ 18:00\n\n> Closed on holidays\n\n```\ntotal  12.00\n```\n\n---\n🎉";

/// From now on nothing is fetched until `letGo()`.
pub const HOLD: &str = "const get = window.fetch;\
    window.fetch = (...given) => new Promise((go) => {\
      window.letGo = () => { window.fetch = get; go(get(...given)); };\
    });";

/// The next time the chat is written down, the page calls back into it: the wasm panics.
const TRIP: &str = "const write = Storage.prototype.setItem;\
    Storage.prototype.setItem = function (...given) {\
      Storage.prototype.setItem = write;\
      dispatchEvent(new Event('offline'));\
      write.apply(this, given);\
    };";

/// Makes the wasm panic behind a page that has a conversation.
pub async fn trips(page: &Page, desk: &Scripted) -> Result<()> {
    page.eval(TRIP, vec![]).await?;
    desk.says("This is the last message before the crash").await
}

/// The same while the visitor is elsewhere, and the window says so: its card stands until they
/// press it.
pub async fn panics(page: &Page, desk: &Scripted) -> Result<()> {
    let leave = "for (const { element } of chats) element.shadowRoot.activeElement?.blur();";
    page.eval(leave, vec![]).await?;
    trips(page, desk).await?;
    page.find(">>> .card").await.map(drop)
}

/// The settings of a look with further ones.
fn with(look: &Value, further: Value) -> Value {
    let mut all = look.clone();
    if let (Value::Object(all), Value::Object(further)) = (&mut all, further) {
        all.extend(further);
    }
    all
}

/// The part of the tour up to an agent who writes. `visit` is told the name of each state.
pub async fn tour_of_beginnings(
    ctx: &Ctx,
    host: &str,
    look: &Value,
    visit: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let (visitor, desk) = served(ctx, host, look).await?;
    let page = &visitor.page;
    visit("closed").await?;
    page.eval(HOLD, vec![]).await?;
    page.click(">>> .launcher").await?;
    page.find(">>> .launcher[aria-busy=true]").await?;
    visit("loading").await?;
    page.eval("letGo();", vec![]).await?;
    page.find(WINDOW).await?;
    until_spoken(page, look).await?;
    visitor.until_state("connection", json!("live")).await?;
    visit("empty").await?;
    let bot = json!({ "role": "bot", "name": "Assistant" });
    desk.set("greeting", json!({ "withBot": bot })).await?;
    desk.set("answers.send", json!("silent")).await?;
    visitor.says("Hello").await?;
    visitor.until_phase("starting").await?;
    visit("starting").await?;
    desk.set("answers.send", json!("taken")).await?;
    desk.does("desk.take();", vec![]).await?;
    visitor.until_phase("with-bot").await?;
    let say = "desk.say(arguments[0], arguments[1]);";
    desk.does(say, vec![json!(RICH), bot]).await?;
    visitor.hears("Opening hours").await?;
    visit("with the bot").await?;
    desk.tells(json!({ "waiting": { "position": 2, "waitMs": 180_000 } }))
        .await?;
    visitor.until_phase("waiting").await?;
    visit("waiting").await?;
    desk.does(
        "desk.note({ joined: desk.sam }); desk.tell({ talking: desk.sam });",
        vec![],
    )
    .await?;
    visitor.until_phase("talking").await?;
    desk.says("Hello, this is Sam").await?;
    visitor.hears("this is Sam").await?;
    visit("talking").await?;
    desk.does(
        "desk.tell({ typing: { author: desk.sam, active: true } });",
        vec![],
    )
    .await?;
    page.find(">>> .typing").await?;
    visit("typing").await?;
    page.assert_clean().await
}

/// The part of the tour with everything that can happen while an agent is there.
pub async fn tour_of_a_chat(
    ctx: &Ctx,
    host: &str,
    look: &Value,
    visit: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let (visitor, desk) = answered(ctx, host, &with(look, ending())).await?;
    let page = &visitor.page;
    // Higher than the window, so that there is something to scroll.
    let lines = "Line\n".repeat(20);
    for count in 1..=3 {
        desk.says(&format!("{lines}Message {count}")).await?;
    }
    visitor.hears("Message 3").await?;
    visit("long").await?;
    page.click(">>> .header__options").await?;
    page.find(">>> .menu").await?;
    visit("menu").await?;
    page.press(Key::Escape).await?;
    page.until_gone(">>> .menu").await?;
    page.click(END).await?;
    page.until_focus(KEEP).await?;
    visit("confirmation").await?;
    desk.set("answers.end", json!("silent")).await?;
    page.click(CONFIRM).await?;
    visitor.until_phase("ending").await?;
    visit("ending").await?;
    desk.tells(json!("endRefused")).await?;
    page.find(BANNER).await?;
    visit("end refused").await?;
    page.click(">>> .banner__dismiss").await?;
    let soon = "desk.tell({ inactive: { endsAt: Date.now() + 60000 } });";
    desk.does(soon, vec![]).await?;
    visitor.until_phase("inactive").await?;
    visit("inactive").await?;
    page.click(">>> .banner__act").await?;
    visitor.until_phase("talking").await?;
    desk.set("answers.send", json!("rejected")).await?;
    visitor.says("This does not arrive").await?;
    page.find(">>> .meta--failed").await?;
    visit("not sent").await?;
    page.eval_on(">>> .transcript__log", "element.scrollTop = 0;")
        .await?;
    page.find(">>> .transcript__newer").await?;
    desk.says("Seen only further down").await?;
    visitor.until_state("unread", json!(1)).await?;
    visit("new messages").await?;
    visitor.closes().await?;
    desk.says("Are you there?").await?;
    visitor.until_state("unread", json!(2)).await?;
    // The preview comes with a module of its own.
    page.until_text(">>> .callout__text", "Are you there?")
        .await?;
    visit("unread").await?;
    visitor.opens().await?;
    desk.leaves().await?;
    page.find(BANNER).await?;
    visit("desk gone").await?;
    page.assert_clean().await
}

/// The part of the tour in which chats are over, or never begin.
pub async fn tour_of_ends(
    ctx: &Ctx,
    host: &str,
    look: &Value,
    visit: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let elsewhere = json!([{ "label": "Write us a mail", "url": "mailto:help@example.org" }]);
    let ends = [
        ("ended", json!({ "id": "1", "otherChannels": elsewhere })),
        ("reset", json!({ "id": "2", "afterEnd": "reset" })),
        (
            "reopen",
            json!({ "id": "3", "afterEnd": "reopen", "reopening": true }),
        ),
    ];
    for (name, further) in ends {
        let (visitor, desk) = answered(ctx, host, &with(look, further)).await?;
        desk.ends(Some("Solved")).await?;
        visitor.until_phase("ended").await?;
        visit(name).await?;
        if name == "ended" {
            visitor.page.click(START_NEW).await?;
            visitor.has_new_window().await?;
            visit("anew").await?;
        }
        visitor.page.assert_clean().await?;
    }
    let (visitor, desk) = answered(ctx, host, &with(look, json!({ "id": "4" }))).await?;
    desk.tells(json!({ "lost": "expired" })).await?;
    visitor.page.find(PANEL).await?;
    visit("lost").await?;
    let (visitor, desk) = served(ctx, host, &with(look, json!({ "id": "5" }))).await?;
    let away = "desk.availability = { closed: { backAt: Date.now() + 86400000 } };";
    desk.does(away, vec![]).await?;
    visitor.opens().await?;
    until_spoken(&visitor.page, look).await?;
    visitor.page.find(PANEL).await?;
    visit("unavailable").await?;
    visitor.page.assert_clean().await
}

/// The part of the tour in which the wasm does not come, and in which it panics.
pub async fn tour_of_failures(
    ctx: &Ctx,
    host: &str,
    look: &Value,
    visit: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    ctx.server.fault("_bg.wasm", Fault::Status(503), None);
    let (visitor, _desk) = served(ctx, host, look).await?;
    visitor.page.click(">>> .launcher").await?;
    visitor.page.find(">>> .card").await?;
    visit("load failed").await?;
    visitor.page.assert_clean().await?;
    ctx.server.clear_faults();
    let (visitor, desk) = answered(ctx, host, look).await?;
    panics(&visitor.page, &desk).await?;
    visit("restart card").await
}
