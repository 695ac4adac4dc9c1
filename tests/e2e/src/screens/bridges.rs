//! The states of a bridge, over the stand-in for a vendor's window.

use super::{DESKTOP, Look, PHONE, Screen};
use crate::scenarios::people::site::{LAUNCHER, LINE, NOTICE, Site};
use crate::screen;
use crate::test::Ctx;
use anyhow::Result;
use serde_json::{Value, json};

const DARK: Look = Look {
    dark: true,
    ..DESKTOP
};
const PHONE_DARK: Look = Look {
    dark: true,
    ..PHONE
};
const RTL: Look = Look {
    rtl: true,
    ..DESKTOP
};
const CONTRAST: Look = Look {
    forced_colours: true,
    ..DESKTOP
};

/// Every picture of a bridge.
pub const SCREENS: &[Screen] = &[
    screen!("bridge-ended", DESKTOP, ended),
    screen!("bridge-ended-dark", DARK, ended),
    screen!("bridge-ended-phone-dark", PHONE_DARK, ended),
    screen!("bridge-ended-rtl", RTL, ended_in_arabic),
    screen!("bridge-ended-forced-colours", CONTRAST, ended),
    screen!("bridge-not-cleared", DESKTOP, not_cleared),
    screen!("bridge-minimised", DESKTOP, minimised),
    screen!("bridge-confirming", DESKTOP, confirming),
    screen!("bridge-end-refused", DESKTOP, end_refused),
];

async fn talking(ctx: &Ctx, config: Value) -> Result<Site> {
    let site = Site::arrives(ctx, "", &config).await?;
    site.talks().await?;
    Ok(site)
}

/// What stands in the panel once the session is cleared.
const CLEARED: &str = "You can start a new one";
const CLEARED_ARABIC: &str = "يمكنك بدء محادثة جديدة";

async fn ends(ctx: &Ctx, line: &str) -> Result<()> {
    let site = talking(ctx, json!({})).await?;
    site.ends(&json!({})).await?;
    site.page.until_any_text(LINE, line).await
}

async fn ended(ctx: Ctx) -> Result<()> {
    ends(&ctx, CLEARED).await
}

async fn ended_in_arabic(ctx: Ctx) -> Result<()> {
    ends(&ctx, CLEARED_ARABIC).await
}

async fn not_cleared(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, json!({})).await?;
    let failing = "stub.clear = ['reject', 'reject', 'reject', 'reject'];";
    site.page.eval(failing, vec![]).await?;
    site.ends(&json!({})).await?;
    site.page
        .until_any_text(LINE, "could not be put away")
        .await
}

async fn minimised(ctx: Ctx) -> Result<()> {
    let site = talking(&ctx, json!({ "after": "minimised" })).await?;
    site.ends(&json!({})).await?;
    site.page.find(LAUNCHER).await.map(drop)
}

/// A messenger whose visitor asks for the end.
async fn asking(ctx: &Ctx) -> Result<Site> {
    let config = json!({
        "backend": { "kind": "zendesk", "endUrl": "/end" },
        "endUsersCanEnd": true,
        "multipleConversations": true,
    });
    let site = talking(ctx, config).await?;
    site.page
        .click("session-chat-bridge >>> .end:not([hidden])")
        .await?;
    site.page
        .find("session-chat-bridge >>> .sheet:not([hidden])")
        .await?;
    Ok(site)
}

async fn confirming(ctx: Ctx) -> Result<()> {
    asking(&ctx).await.map(drop)
}

async fn end_refused(ctx: Ctx) -> Result<()> {
    let site = asking(&ctx).await?;
    let confirm = "session-chat-bridge >>> .sheet:not([hidden]) .button--danger";
    site.page.click(confirm).await?;
    site.page.find(NOTICE).await.map(drop)
}
