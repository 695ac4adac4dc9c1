//! The states that are pictured.

use super::{DESKTOP, Look, Screen};
use crate::screen;
use crate::test::Ctx;
use anyhow::Result;

/// Every picture.
pub const SCREENS: &[Screen] = &[
    screen!("shop", DESKTOP, shop),
    screen!(
        "shop-dark",
        Look {
            dark: true,
            ..DESKTOP
        },
        shop
    ),
];

/// The shop page, before any intent.
async fn shop(ctx: Ctx) -> Result<()> {
    ctx.goto("/").await
}
