//! Isolation: whatever a host page's styles say, the chat looks the same, and nothing of the chat
//! is seen in the page.

use super::people::{Scripted, Visitor, answered, host_path};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(w05_hostile_styles_change_nothing_of_an_open_window),
    test!(w05_hostile_styles_change_nothing_of_a_closed_chat),
    test!(w05_hostile_styles_change_nothing_of_cards_and_panels),
    test!(hostile_styles_change_nothing_of_an_invitation),
    test!(nothing_of_the_chat_reaches_the_page),
    test!(documented_custom_properties_do_reach_the_chat),
];

const HOST: &str = "/tests/pages/isolation/";

/// What a page may say of all elements, of ours by their names, and of our element.
const DECLARATIONS: &[&str] = &[
    "all: unset",
    "animation: spin 1s infinite",
    "appearance: none",
    "background: yellow",
    "border: 9px solid lime",
    "border-radius: 0",
    "box-shadow: 0 0 9px red",
    "box-sizing: content-box",
    "clip-path: circle(1px)",
    "color: red",
    "color-scheme: dark",
    "contain: strict",
    "content-visibility: hidden",
    "cursor: help",
    "direction: rtl",
    "display: none",
    "display: inline",
    "filter: invert(1)",
    "flex: none",
    "float: left",
    "font: italic 900 31px/3 cursive",
    "font-variant: small-caps",
    "forced-color-adjust: none",
    "gap: 31px",
    "height: 3px",
    "hyphens: auto",
    "letter-spacing: 9px",
    "line-height: 4",
    "list-style: square inside",
    "margin: 31px",
    "max-height: 1px",
    "max-width: 1px",
    "min-height: 900px",
    "mix-blend-mode: difference",
    "opacity: 0.1",
    "order: 3",
    "outline: 9px solid red",
    "padding: 31px",
    "perspective: 9px",
    "pointer-events: none",
    "position: static",
    "quotes: none",
    "resize: both",
    "rotate: 9deg",
    "scale: 0.5",
    "tab-size: 1",
    "text-align: right",
    "text-decoration: underline wavy",
    "text-indent: 31px",
    "text-shadow: 0 0 9px red",
    "text-transform: uppercase",
    "top: 31px",
    "transform: rotate(9deg)",
    "transition: all 9s",
    "unicode-bidi: bidi-override",
    "user-select: none",
    "vertical-align: top",
    "visibility: hidden",
    "white-space: nowrap",
    "width: 3px",
    "word-break: break-all",
    "word-spacing: 31px",
    "writing-mode: vertical-rl",
    "z-index: -1",
    "zoom: 0.5",
];

/// What a page may say of what our text inherits from.
const INHERITED: &[&str] = &[
    "border-collapse: collapse",
    "caret-color: red",
    "color: red",
    "color-scheme: dark",
    "cursor: help",
    "direction: rtl",
    "font: italic 900 31px/3 cursive",
    "font-size: 8px",
    "font-variant: small-caps",
    "hyphens: auto",
    "letter-spacing: 9px",
    "line-height: 4",
    "list-style: square inside",
    "orphans: 9",
    "overflow-wrap: normal",
    "pointer-events: none",
    "quotes: none",
    "tab-size: 1",
    "text-align: right",
    "text-indent: 31px",
    "text-shadow: 0 0 9px red",
    "text-transform: uppercase",
    "user-select: none",
    "visibility: hidden",
    "white-space: nowrap",
    "word-break: break-all",
    "word-spacing: 31px",
    "writing-mode: vertical-rl",
];

/// Elements and classes that the chat has, and that a page may have rules for. A page that moves or
/// scales its own root moves and scales whatever is fixed in it, and is left out.
const SELECTORS: &[&str] = &[
    "button",
    "textarea",
    "dialog",
    "dialog[open]",
    "div",
    "p",
    "h2",
    "h3",
    "ul",
    "li",
    "svg",
    "path",
    "span",
    "a",
    "i",
    "header",
    "section",
    "[role]",
    "[aria-live]",
    "[dir]",
    "[part]",
    ".window",
    ".root",
    ".launcher",
    ".button",
    ".panel",
    ".header",
    ".row",
    ".bubble",
    ".menu",
    ".mount",
    ".corner",
    "[class]",
    ":focus",
    ":hover:not(html, body)",
    ":not(#no, html, body)",
    "#no, :not(html, body)",
];

/// Rules of other kinds.
const FURTHER: &[&str] = &[
    "*::before, *::after { content: 'X' !important; display: block !important }",
    "::placeholder { color: red !important; font-size: 31px !important }",
    "::selection { background: red !important }",
    "::-webkit-scrollbar { width: 31px !important }",
    "::backdrop { background: red !important }",
    "@keyframes row-in { from { scale: 9 } }",
    "@layer own { * { color: red !important } }",
    "@media all { * { color: red !important } }",
    ":root, body, main { display: grid !important; place-items: center !important }",
    ":root { font-size: 62.5% !important; line-height: 1 !important }",
    "body > * { max-width: 1px !important; color: red !important }",
    "body > :last-child { position: relative !important; left: 99px !important }",
    "session-chat:not(:hover) { all: unset !important; display: none !important }",
    "html body session-chat[lang][dir] { display: none !important; visibility: hidden !important }",
    "session-chat * { color: red !important }",
    "session-chat div, session-chat button { display: none !important }",
];

/// Names of custom properties as pages use them too, with values that do not fit.
const PROPERTIES: &[&str] = &[
    "a",
    "accent",
    "surface",
    "raised",
    "ink",
    "soft",
    "line",
    "agent",
    "danger",
    "radius",
    "font",
    "width",
    "height",
    "edge",
    "foot",
    "outline",
    "hover",
    "warn",
    "on-warn",
    "there",
    "shadow",
    "lift",
    "on-accent",
    "on-danger",
    "corner",
    "tail",
    "swift",
    "calm",
    "pick",
    "view-top",
    "view-height",
];

fn rules() -> Vec<String> {
    let mut rules = Vec::new();
    for declaration in DECLARATIONS {
        // What has our element in it, and is not shown, cannot show it.
        rules.push(format!(":not(html, body) {{ {declaration} !important }}"));
        rules.push(format!("session-chat {{ {declaration} !important }}"));
    }
    for declaration in INHERITED {
        rules.push(format!("html, body {{ {declaration} !important }}"));
    }
    for selector in SELECTORS {
        rules.push(format!(
            "{selector} {{ color: red !important; background: yellow !important; \
             font: 31px cursive !important; padding: 31px !important; opacity: 0.3 !important; \
             transform: rotate(9deg) !important }}"
        ));
    }
    rules.extend(FURTHER.iter().map(ToString::to_string));
    for name in PROPERTIES {
        rules.push(format!("*, :root {{ --{name}: 31px !important }}"));
        rules.push(format!("session-chat {{ --{name}: lime !important }}"));
    }
    rules
}

/// The chats of the page look the same whatever it says; prints how much was compared.
async fn stands(page: &Page, state: &str) -> Result<()> {
    let rules = rules();
    let report = page
        .eval_async("return attack(given[0]);", vec![json!(rules)])
        .await?;
    let harmful: Vec<String> = serde_json::from_value(report["harmful"].clone())?;
    println!(
        "{} {state}: {} of {} hostile rules change something ({} computed values of {} elements)",
        page.engine(),
        harmful.len(),
        rules.len(),
        report["values"],
        report["elements"],
    );
    ensure!(harmful.is_empty(), "{state}:\n  {}", harmful.join("\n  "));
    Ok(())
}

/// Nothing moves by itself while it is compared.
async fn until_still(page: &Page) -> Result<()> {
    page.until("chats.every(({ element }) => element.shadowRoot.getAnimations().length === 0)")
        .await
}

async fn w05_hostile_styles_change_nothing_of_an_open_window(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &super::people::ending()).await?;
    desk.says("**Bold** and `code` and https://example.org")
        .await?;
    visitor.hears("Bold").await?;
    visitor.page.click(">>> .header__options").await?;
    visitor.page.find(">>> .menu").await?;
    until_still(&visitor.page).await?;
    stands(&visitor.page, "open window").await
}

async fn w05_hostile_styles_change_nothing_of_a_closed_chat(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!({})))).await?;
    page.until("window.started").await?;
    stands(page, "before the first open").await
}

async fn w05_hostile_styles_change_nothing_of_cards_and_panels(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "locale": "ar" })).await?;
    desk.ends(Some("Solved")).await?;
    visitor.until_phase("ended").await?;
    until_still(&visitor.page).await?;
    stands(&visitor.page, "ended, from right to left").await?;
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "id": "other" })).await?;
    super::people::panics(&visitor.page, &desk).await?;
    stands(&visitor.page, "restart card").await
}

async fn hostile_styles_change_nothing_of_an_invitation(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    let offers = json!({ "invitation": { "text": "Can I help you?", "after": 0 } });
    let config = json!({ "offers": offers });
    page.goto(&ctx.url(&host_path(HOST, &config))).await?;
    page.find(">>> .callout").await?;
    until_still(page).await?;
    stands(page, "an invitation").await
}

async fn nothing_of_the_chat_reaches_the_page(ctx: Ctx) -> Result<()> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, &json!([])))).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(page).await?;
    page.eval("window.chat = null; remember();", vec![]).await?;
    page.eval_async(
        "window.chat = await start({ backend: { kind: 'local' } });",
        vec![],
    )
    .await?;
    let visitor = Visitor { page: page.clone() };
    let leaked = page.eval("return leaked();", vec![]).await?;
    ensure!(leaked == json!([]), "before the first open: {leaked}");
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    desk.says("Hello").await?;
    visitor.hears("Hello").await?;
    let leaked = page.eval("return leaked();", vec![]).await?;
    ensure!(leaked == json!([]), "while talking: {leaked}");
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    page.eval("chat.destroy();", vec![]).await?;
    let leaked = page.eval("return leaked();", vec![]).await?;
    ensure!(leaked == json!([]), "after destroy: {leaked}");
    page.assert_clean().await
}

async fn documented_custom_properties_do_reach_the_chat(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    page.eval(
        "document.documentElement.style.setProperty('--session-chat-accent', 'rgb(10, 20, 30)');",
        vec![],
    )
    .await?;
    let colour = "return getComputedStyle(element).backgroundColor === 'rgb(10, 20, 30)';";
    for selector in [">>> .row--own .bubble", ">>> .launcher"] {
        page.until_element(selector, colour, &[]).await?;
    }
    Ok(())
}
