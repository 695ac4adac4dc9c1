//! The strict content-security policy: nothing that the chat does may violate it, in any state.

use super::people::{
    HOST, answered, panics, tour_of_a_chat, tour_of_beginnings, tour_of_ends, tour_of_failures,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(w07_a_chat_that_begins_violates_nothing),
    test!(w07_a_running_chat_violates_nothing),
    test!(w07_chats_that_are_over_violate_nothing),
    test!(w07_cards_violate_nothing),
    test!(w07_other_languages_and_a_dark_look_violate_nothing),
    test!(the_page_is_strict_and_would_tell),
];

/// Fails if anything was violated on the way to a state.
async fn obeys(ctx: &Ctx, state: &str) -> Result<()> {
    let violations = ctx.page.probe().await?.violations;
    ensure!(violations.is_empty(), "{state}: {violations:?}");
    Ok(())
}

async fn w07_a_chat_that_begins_violates_nothing(ctx: Ctx) -> Result<()> {
    tour_of_beginnings(&ctx, HOST, &json!({}), async |state| {
        obeys(&ctx, state).await
    })
    .await
}

async fn w07_a_running_chat_violates_nothing(ctx: Ctx) -> Result<()> {
    tour_of_a_chat(&ctx, HOST, &json!({}), async |state| {
        obeys(&ctx, state).await
    })
    .await
}

async fn w07_chats_that_are_over_violate_nothing(ctx: Ctx) -> Result<()> {
    tour_of_ends(&ctx, HOST, &json!({}), async |state| {
        obeys(&ctx, state).await
    })
    .await
}

async fn w07_cards_violate_nothing(ctx: Ctx) -> Result<()> {
    tour_of_failures(&ctx, HOST, &json!({}), async |state| {
        obeys(&ctx, state).await
    })
    .await
}

async fn w07_other_languages_and_a_dark_look_violate_nothing(ctx: Ctx) -> Result<()> {
    let look = json!({ "theme": "dark", "locale": "ar", "position": "start" });
    tour_of_ends(&ctx, HOST, &look, async |state| obeys(&ctx, state).await).await?;
    let (visitor, desk) =
        answered(&ctx, HOST, &json!({ "id": "6", "target": "#inline-one" })).await?;
    obeys(&ctx, "inline").await?;
    panics(&visitor.page, &desk).await?;
    obeys(&ctx, "inline, panicked").await
}

async fn the_page_is_strict_and_would_tell(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval("document.body.setAttribute('style', 'color: red');", vec![])
        .await?;
    page.until("sessionChatProbe.report().violations.length === 1")
        .await?;
    let refused = "try { document.body.innerHTML = '<p>'; return null; } \
                   catch (error) { return error.name; }";
    let name = page.eval(refused, vec![]).await?;
    // Engines without Trusted Types have no such sink to refuse.
    let expected = page
        .eval("return 'trustedTypes' in window;", vec![])
        .await?;
    ensure!(
        (name == json!("TypeError")) == (expected == Value::Bool(true)),
        "{name}"
    );
    Ok(())
}
