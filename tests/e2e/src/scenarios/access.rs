//! axe-core over every state of the window, light and dark, from left to right and from right to
//! left.

use super::people::{
    FREE_HOST, tour_of_a_chat, tour_of_beginnings, tour_of_ends, tour_of_failures,
};
use super::rich;
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
