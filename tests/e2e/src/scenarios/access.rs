//! axe-core over every state of the window, light and dark, from left to right and from right to
//! left.

use super::people::{FREE_HOST, tour_of_a_chat, tour_of_ends, tour_of_failures};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::Result;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_running_chat_light),
    test!(a_running_chat_dark),
    test!(a_running_chat_light_rtl),
    test!(a_running_chat_dark_rtl),
    test!(ends_and_cards_light),
    test!(ends_and_cards_dark),
    test!(ends_and_cards_light_rtl),
    test!(ends_and_cards_dark_rtl),
];

async fn look_at(ctx: &Ctx, state: &str) -> Result<()> {
    ctx.page.assert_accessible(state).await
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

async fn a_running_chat_light(ctx: Ctx) -> Result<()> {
    running(ctx, json!({ "theme": "light" })).await
}

async fn a_running_chat_dark(ctx: Ctx) -> Result<()> {
    running(ctx, json!({ "theme": "dark" })).await
}

async fn a_running_chat_light_rtl(ctx: Ctx) -> Result<()> {
    running(ctx, json!({ "theme": "light", "locale": "ar" })).await
}

async fn a_running_chat_dark_rtl(ctx: Ctx) -> Result<()> {
    running(ctx, json!({ "theme": "dark", "locale": "ar" })).await
}

async fn ends_and_cards_light(ctx: Ctx) -> Result<()> {
    over(ctx, json!({ "theme": "light" })).await
}

async fn ends_and_cards_dark(ctx: Ctx) -> Result<()> {
    over(ctx, json!({ "theme": "dark" })).await
}

async fn ends_and_cards_light_rtl(ctx: Ctx) -> Result<()> {
    over(ctx, json!({ "theme": "light", "locale": "ar" })).await
}

async fn ends_and_cards_dark_rtl(ctx: Ctx) -> Result<()> {
    over(ctx, json!({ "theme": "dark", "locale": "ar" })).await
}
