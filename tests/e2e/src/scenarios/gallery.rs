//! The gallery of contents, which the demo links to: every kind, as usual and at its worst.

use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_2_the_gallery_shows_every_kind_however_it_is_filled),
    test!(r6_2_the_gallery_fits_a_narrow_screen),
];

const GALLERY: &str = "/tests/pages/gallery/";

/// How many kinds of content there are, in each of the chats.
const KINDS: usize = 18;

/// Goes to the gallery and waits until all of it is drawn.
async fn visits(ctx: &Ctx, query: &str) -> Result<()> {
    ctx.goto(&[GALLERY, query].concat()).await?;
    let page = &ctx.page;
    page.eval_async("window.chats = await drawn;", vec![])
        .await?;
    let all = format!(
        "[...document.querySelectorAll('session-chat')].every(({{ shadowRoot }}) => \
         shadowRoot.querySelector(`.root[lang=${{document.documentElement.lang}}] dialog[open]`) && \
         shadowRoot.querySelectorAll('.content > .rich').length === {KINDS})"
    );
    if let Err(error) = page.until(&all).await {
        let counts = "return [...document.querySelectorAll('session-chat')].map(({ shadowRoot }) => \
                      shadowRoot.querySelectorAll('.content > .rich').length);";
        let counts = page.eval(counts, vec![]).await?;
        return Err(error.context(format!("{counts} of {KINDS} kinds are drawn")));
    }
    Ok(())
}

async fn r6_2_the_gallery_shows_every_kind_however_it_is_filled(ctx: Ctx) -> Result<()> {
    for query in ["", "?theme=dark&locale=ar"] {
        visits(&ctx, query).await?;
        ctx.page
            .assert_accessible(&["the gallery", query].concat())
            .await?;
        let requests = "return performance.getEntriesByType('resource')\
            .map(({ name }) => name).filter((name) => !name.startsWith(location.origin));";
        let foreign = ctx.page.eval(requests, vec![]).await?;
        ensure!(foreign == json!([]), "{foreign}");
        ctx.page.assert_clean().await?;
    }
    Ok(())
}

async fn r6_2_the_gallery_fits_a_narrow_screen(ctx: Ctx) -> Result<()> {
    ctx.page.set_viewport(320, 640).await?;
    visits(&ctx, "").await?;
    let wide = "const wide = [];\
        for (const { shadowRoot } of document.querySelectorAll('session-chat')) {\
          const log = shadowRoot.querySelector('.transcript__log');\
          const { right } = log.getBoundingClientRect();\
          const isOut = (one) => one.getBoundingClientRect().right > right + 1 && !one.closest('.carousel__track');\
          for (const one of [...log.querySelectorAll('*')].filter(isOut)) wide.push(one.className || one.localName);\
        }\
        if (document.documentElement.scrollWidth > innerWidth) wide.push('the page');\
        return wide;";
    let wide = ctx.page.eval(wide, vec![]).await.context("measuring")?;
    ensure!(wide == json!([]), "wider than the screen: {wide}");
    ctx.page.assert_clean().await
}
