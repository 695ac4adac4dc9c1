//! axe-core over every state of the window, light and dark, from left to right and from right to
//! left.

use super::people::{
    FREE_HOST, tour_of_a_chat, tour_of_beginnings, tour_of_ends, tour_of_failures,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::Result;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(chats_that_begin_light),
    test!(chats_that_begin_dark),
    test!(chats_that_begin_light_rtl),
    test!(chats_that_begin_dark_rtl),
    test!(running_chats_light),
    test!(running_chats_dark),
    test!(running_chats_light_rtl),
    test!(running_chats_dark_rtl),
    test!(ends_and_cards_light),
    test!(ends_and_cards_dark),
    test!(ends_and_cards_light_rtl),
    test!(ends_and_cards_dark_rtl),
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
