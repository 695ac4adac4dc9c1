//! axe-core over every state of the window, light and dark, from left to right and from right to
//! left.

use super::people::{
    FREE_HOST, served, tour_of_a_chat, tour_of_beginnings, tour_of_ends, tour_of_failures,
    until_spoken,
};
use super::{files, rich};
use crate::engine::CHROMIUM_ONLY;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file. axe-core judges the document, which is the same everywhere: one engine
/// sees every state in every look, the others some of them.
pub const TESTS: &[Test] = &[
    test!(chats_that_begin_light, CHROMIUM_ONLY),
    test!(chats_that_begin_dark, CHROMIUM_ONLY),
    test!(chats_that_begin_light_rtl, CHROMIUM_ONLY),
    test!(chats_that_begin_dark_rtl, CHROMIUM_ONLY),
    test!(running_chats_light),
    test!(running_chats_dark, CHROMIUM_ONLY),
    test!(running_chats_light_rtl, CHROMIUM_ONLY),
    test!(running_chats_dark_rtl, CHROMIUM_ONLY),
    test!(ends_and_cards_light, CHROMIUM_ONLY),
    test!(ends_and_cards_dark, CHROMIUM_ONLY),
    test!(ends_and_cards_light_rtl, CHROMIUM_ONLY),
    test!(ends_and_cards_dark_rtl),
    test!(r6_2_contents_light),
    test!(r6_2_contents_dark_rtl, CHROMIUM_ONLY),
    test!(r6_3_around_the_chat_light),
    test!(r6_3_around_the_chat_dark_rtl, CHROMIUM_ONLY),
];

fn light() -> Value {
    json!({ "theme": "light" })
}

fn dark() -> Value {
    json!({ "theme": "dark" })
}

fn light_rtl() -> Value {
    json!({ "theme": "light", "locale": "ar" })
}

fn dark_rtl() -> Value {
    json!({ "theme": "dark", "locale": "ar" })
}

async fn look_at(ctx: &Ctx, state: &str) -> Result<()> {
    ctx.page.assert_accessible(state).await
}

async fn beginning(ctx: Ctx, look: Value) -> Result<()> {
    tour_of_beginnings(&ctx, FREE_HOST, &look, async |state| {
        look_at(&ctx, state).await
    })
    .await
}

async fn running(ctx: Ctx, look: Value) -> Result<()> {
    tour_of_a_chat(&ctx, FREE_HOST, &look, async |state| {
        look_at(&ctx, state).await
    })
    .await
}

async fn over(ctx: Ctx, look: Value) -> Result<()> {
    tour_of_ends(&ctx, FREE_HOST, &look, async |state| {
        look_at(&ctx, state).await
    })
    .await?;
    tour_of_failures(&ctx, FREE_HOST, &look, async |state| {
        look_at(&ctx, state).await
    })
    .await
}

/// Contents of every kind, open, with a fault and answered.
async fn contents(ctx: Ctx, look: Value) -> Result<()> {
    let (visitor, _desk) = rich::greeted(&ctx, FREE_HOST, look).await?;
    for keywords in [
        &["options", "sizes", "rooms", "time"][..],
        &["lamps", "guide", "picture", "manual"],
        &["consent", "unknown", "form"],
    ] {
        for keyword in keywords {
            rich::asks(&visitor, keyword).await?;
        }
        look_at(&ctx, &keywords.join(", ")).await?;
    }
    let page = &visitor.page;
    page.click(">>> .form [type=submit]").await?;
    page.until_focus(">>> .form [aria-invalid=true]").await?;
    look_at(&ctx, "a form with faults").await?;
    // By key: the button to the newest message may lie over it.
    page.focus(">>> .rich__ways > .button").await?;
    page.press(Key::Enter).await?;
    page.find(">>> .rich [aria-pressed]").await?;
    look_at(&ctx, "an answered question").await
}

/// The form before a chat with faults, a file under way, a toast, the list of chats, the survey in
/// each scale and the ways to save.
async fn around(ctx: Ctx, look: Value) -> Result<()> {
    let mut config = look;
    config["multipleConversations"] = json!(true);
    let (visitor, desk) = served(&ctx, FREE_HOST, &config).await?;
    let page = &visitor.page;
    let fields = json!([
        { "name": "name", "label": "Name", "required": true, "hint": "As on the order" },
        { "name": "topic", "label": "Topic", "kind": "select", "options": [{ "id": "a", "label": "A" }] },
        { "name": "terms", "label": "I agree", "kind": "checkbox", "required": true },
    ]);
    let form = json!({ "text": "See our [terms](https://example.com/).", "fields": fields });
    let offers =
        json!({ "preChat": form.to_string(), "files": "{}", "survey": "{\"comment\":true}" });
    desk.set("offers", offers).await?;
    let one = |id: &str, unread: u32, ended: Value| {
        let sam = json!({ "role": "agent", "name": "Sam" });
        json!({ "id": id, "participant": sam, "last": "It left", "at": 1, "unread": unread, "ended": ended })
    };
    let end = json!({ "at": 2 });
    desk.set("list", json!([one("a", 2, Value::Null), one("b", 0, end)]))
        .await?;
    visitor.opens().await?;
    until_spoken(page, &config).await?;
    page.click(">>> .pre-chat [type=submit]").await?;
    page.until_focus(">>> .pre-chat [aria-invalid=true]")
        .await?;
    look_at(&ctx, "the form before the chat").await?;
    let fills = "element.querySelector('input').value = 'Ada';\
                 element.querySelector('[type=checkbox]').checked = true; return true;";
    page.until_element(">>> .pre-chat", fills, &[]).await?;
    page.click(">>> .pre-chat [type=submit]").await?;
    visitor.until_phase("talking").await?;
    desk.set("answers.send", json!("silent")).await?;
    files::hands(page, "change", &[("note.txt", "note"), ("run.exe", "MZ")]).await?;
    page.until("desk.files.length === 1").await?;
    let progress = "desk.tell({ progress: { id: desk.files[0].id, percent: 50 } });";
    desk.does(progress, vec![]).await?;
    page.find(">>> .file progress").await?;
    page.find(">>> .toast__text").await?;
    look_at(&ctx, "a file under way and a toast").await?;
    page.click(">>> .header__chats").await?;
    page.until_count(">>> .chats__open", 2).await?;
    look_at(&ctx, "the list of chats").await?;
    page.click(">>> .header__chats").await?;
    page.until_gone(">>> .chats").await?;
    desk.ends(None).await?;
    for scale in ["stars", "faces", "numbers"] {
        let survey = json!({ "scale": scale, "comment": true });
        let offers = json!({ "offers": { "survey": survey.to_string() } });
        desk.tells(offers).await?;
        // What is shown stays as it is; what is drawn anew is the new one.
        page.click(">>> .header__chats").await?;
        page.find(">>> .chats").await?;
        page.click(">>> .header__chats").await?;
        page.find(">>> .survey__mark").await?;
        look_at(&ctx, &["a survey of ", scale].concat()).await?;
    }
    page.click(">>> .panel__save").await?;
    page.until_focus(">>> .save .button").await?;
    look_at(&ctx, "the ways to save").await
}

async fn r6_3_around_the_chat_light(ctx: Ctx) -> Result<()> {
    around(ctx, light()).await
}

async fn r6_3_around_the_chat_dark_rtl(ctx: Ctx) -> Result<()> {
    around(ctx, dark_rtl()).await
}

async fn r6_2_contents_light(ctx: Ctx) -> Result<()> {
    contents(ctx, light()).await
}

async fn r6_2_contents_dark_rtl(ctx: Ctx) -> Result<()> {
    contents(ctx, dark_rtl()).await
}

async fn chats_that_begin_light(ctx: Ctx) -> Result<()> {
    beginning(ctx, light()).await
}

async fn chats_that_begin_dark(ctx: Ctx) -> Result<()> {
    beginning(ctx, dark()).await
}

async fn chats_that_begin_light_rtl(ctx: Ctx) -> Result<()> {
    beginning(ctx, light_rtl()).await
}

async fn chats_that_begin_dark_rtl(ctx: Ctx) -> Result<()> {
    beginning(ctx, dark_rtl()).await
}

async fn running_chats_light(ctx: Ctx) -> Result<()> {
    running(ctx, light()).await
}

async fn running_chats_dark(ctx: Ctx) -> Result<()> {
    running(ctx, dark()).await
}

async fn running_chats_light_rtl(ctx: Ctx) -> Result<()> {
    running(ctx, light_rtl()).await
}

async fn running_chats_dark_rtl(ctx: Ctx) -> Result<()> {
    running(ctx, dark_rtl()).await
}

async fn ends_and_cards_light(ctx: Ctx) -> Result<()> {
    over(ctx, light()).await
}

async fn ends_and_cards_dark(ctx: Ctx) -> Result<()> {
    over(ctx, dark()).await
}

async fn ends_and_cards_light_rtl(ctx: Ctx) -> Result<()> {
    over(ctx, light_rtl()).await
}

async fn ends_and_cards_dark_rtl(ctx: Ctx) -> Result<()> {
    over(ctx, dark_rtl()).await
}
