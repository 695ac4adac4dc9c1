//! The recipes of `docs/recipes.md`, each opened as it stands; only the addresses of others have a
//! stand-in here.

use super::people::site::{LINE, START, Site, TITLE};
use super::people::{FIELD, OWN, PANEL, START_NEW, Scripted, Visitor, WINDOW};
use crate::own_server::OwnServer;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r3_1_an_experience_site_tells_the_ends_of_its_component),
    test!(r3_1_a_site_with_the_salesforce_snippet_tells_its_ends),
    test!(r3_1_a_site_with_zendesk_hears_of_ends_by_a_trigger),
    test!(r3_1_a_site_with_sunshine_conversations_hears_of_ends_by_a_webhook),
    test!(r7_5_a_site_with_a_backend_of_its_own_chats_over_it),
    test!(a_chat_comes_and_goes_without_a_framework),
    test!(a_chat_comes_and_goes_with_react),
    test!(a_chat_comes_and_goes_with_vue),
    test!(a_chat_comes_and_goes_with_svelte),
];

/// The vendor's scripts, and what stands in for them.
const EMBEDDED: (&str, &str) = (
    "https://acme.my.site.com/ESWHelp/assets/js/bootstrap.min.js",
    "/tests/pages/vendor_embedded/bootstrap.js",
);
const MESSENGER: (&str, &str) = (
    "https://static.zdassets.com/ekr/snippet.js?key=KEY",
    "/tests/pages/vendor_messenger/snippet.js",
);

/// An Experience site at its strictest: no inline script, and scripts of its own host alone.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'none'; \
    connect-src 'self'; frame-src http://localhost:* http://127.0.0.1:*";

/// Opens a recipe: its page with the probe, and these files of it, with the addresses of others
/// turned into those that stand in for them.
async fn opens(
    ctx: &Ctx,
    recipe: &str,
    files: &[&str],
    addresses: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Result<Site> {
    let folder = format!("docs/recipes/{recipe}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut met = vec![false; addresses.len()];
    for file in ["index.html"].iter().chain(files) {
        let path = format!("{folder}/{file}");
        let mut text = std::fs::read_to_string(root.join(&path)).context(path.clone())?;
        for ((from, to), met) in addresses.iter().zip(&mut met) {
            *met |= text.contains(from);
            text = text.replace(from, to);
        }
        if *file == "index.html" {
            let probe = "<head>\n    <script src=\"/tests/pages/probe.js\"></script>";
            let page = text.replacen("<head>", probe, 1);
            ctx.server
                .put(&format!("/{folder}/"), "text/html", headers, page);
        } else {
            ctx.server
                .put(&format!("/{path}"), "text/javascript", &[], text);
        }
    }
    ensure!(met.iter().all(|met| *met), "unused addresses in {recipe}");
    ctx.goto(&format!("/{folder}/")).await?;
    Ok(Site {
        page: ctx.page.clone(),
    })
}

/// Waits until the bridge is there.
async fn is_bridged(site: &Site) -> Result<()> {
    let bridge = "document.querySelector('session-chat-bridge')";
    site.page.until(bridge).await
}

/// The org ends the session: the visitor is told, locked out, and starts anew.
async fn org_ends(site: &Site) -> Result<()> {
    site.ends(&json!({})).await?;
    site.page
        .until_any_text(TITLE, "Sam ended this chat")
        .await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    site.is_locked().await?;
    site.starts_anew().await
}

async fn r3_1_an_experience_site_tells_the_ends_of_its_component(ctx: Ctx) -> Result<()> {
    // Where the site serves the static resource.
    let resource = ("/sfsites/c/resource/SessionChat/chat.js", "chat.js");
    let module = (
        "./session-chat-bridge.js",
        "/session-chat/session-chat-bridge.js",
    );
    let policy = [("content-security-policy", STRICT)];
    let addresses = [EMBEDDED, resource, module];
    let site = opens(&ctx, "experience-site", &["chat.js"], &addresses, &policy).await?;
    is_bridged(&site).await?;
    // What the component does by itself.
    let component =
        "embeddedservice_bootstrap.init('00D000000000001', 'Help', location.origin, {});";
    site.page.eval(component, vec![]).await?;
    site.talks().await?;
    org_ends(&site).await
}

async fn r3_1_a_site_with_the_salesforce_snippet_tells_its_ends(ctx: Ctx) -> Result<()> {
    let site = opens(&ctx, "salesforce-snippet", &["chat.js"], &[EMBEDDED], &[]).await?;
    is_bridged(&site).await?;
    site.talks().await?;
    let page = "return stub.calls.find(([name]) => name === 'setHiddenPrechatFields')[1].Page;";
    let told = site.page.eval(page, vec![]).await?;
    ensure!(told == "/docs/recipes/salesforce-snippet/", "{told}");
    org_ends(&site).await?;
    site.page.reload().await?;
    is_bridged(&site).await?;
    site.page.until("stub.isReady").await?;
    ensure!(site.page.count("session-chat-bridge").await? == 1);
    site.stays_quiet().await
}

/// What the site's server tells its pages, as a stream that has ended and is asked for again.
fn tells(ctx: &Ctx, lines: &str) {
    let stream = format!("retry: 50\n\n{lines}");
    ctx.server
        .put("/chat/ends", "text/event-stream", &[], stream);
}

/// A visitor of a site with the messenger, who has written something.
async fn messenger(ctx: &Ctx, recipe: &str) -> Result<Site> {
    tells(ctx, "");
    let site = opens(ctx, recipe, &["chat.js"], &[MESSENGER], &[]).await?;
    is_bridged(&site).await?;
    site.talks().await?;
    Ok(site)
}

/// The messenger's session ends by what the server tells: this is the headline.
async fn messenger_ends(ctx: &Ctx, site: &Site, event: &Value, title: &str) -> Result<()> {
    tells(ctx, &format!("id: 1\ndata: {event}\n\n"));
    site.page.until_any_text(TITLE, title).await?;
    site.page
        .until_any_text(LINE, "You can start a new one")
        .await?;
    tells(ctx, "");
    site.page.click(START).await?;
    site.page.until("stub.isOpen").await?;
    site.stays_quiet().await
}

async fn r3_1_a_site_with_zendesk_hears_of_ends_by_a_trigger(ctx: Ctx) -> Result<()> {
    let site = messenger(&ctx, "zendesk").await?;
    let trigger = json!({ "ended_reason": "Ended by agent", "agent": "Sam" });
    messenger_ends(&ctx, &site, &trigger, "Sam ended this chat").await
}

async fn r3_1_a_site_with_sunshine_conversations_hears_of_ends_by_a_webhook(
    ctx: Ctx,
) -> Result<()> {
    let site = messenger(&ctx, "sunshine").await?;
    // As ends.mjs hands it on: see tests/loader/recipes.test.mjs.
    let webhook = json!({ "events": [
        { "type": "switchboard:releaseControl", "payload": { "reason": "ticketClosed" } },
    ] });
    messenger_ends(&ctx, &site, &webhook, "This chat ended automatically").await
}

async fn r7_5_a_site_with_a_backend_of_its_own_chats_over_it(ctx: Ctx) -> Result<()> {
    let server = OwnServer::start().await?;
    let url = server.url();
    let address = ("https://chat.example", url.as_str());
    let site = opens(&ctx, "own-backend", &["chat.js"], &[address], &[]).await?;
    let visitor = Visitor { page: site.page };
    visitor.opens().await?;
    visitor.says("Hello").await?;
    server
        .until("the first word", |server| !server.chats().is_empty())
        .await?;
    server.accepts()?;
    server.says("Good morning")?;
    visitor.hears("Good morning").await?;
    server.ends()?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.page.reload().await?;
    visitor.opens().await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.page.click(START_NEW).await?;
    visitor.says("Hello again").await?;
    server
        .until("a second chat", |server| server.chats().len() == 2)
        .await?;
    visitor.page.assert_clean().await
}

/// Whatever listens or ticks now and did not before the chat came.
const LEFT_OVER: &str = "sessionChatProbe.report().alive.filter((one) => !before.includes(one))";

/// An application of two pages, one of them with a chat: it comes, goes, comes back with what was
/// said, and is never there twice.
async fn comes_and_goes(ctx: &Ctx, recipe: &str) -> Result<()> {
    let site = opens(ctx, recipe, &[], &[], &[]).await?;
    let page = site.page.clone();
    let visitor = Visitor { page: page.clone() };
    page.find(">>> .launcher").await?;
    let desk = Scripted::stands_in(&page).await?;
    page.click("a[href='#about']").await?;
    page.until_gone("session-chat").await?;
    page.eval("window.before = sessionChatProbe.report().alive;", vec![])
        .await?;
    page.click("a[href='#help']").await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    desk.until_heard("send").await?;
    desk.says("Good morning").await?;
    visitor.hears("Good morning").await?;

    let about = "location.hash = '#about';";
    page.eval(about, vec![]).await?;
    page.until_gone("session-chat").await?;
    page.until(&format!("!{LEFT_OVER}.length"))
        .await
        .with_context(|| format!("something is left over: {LEFT_OVER}"))?;

    // There and back faster than a chat can follow.
    let hurry = "for (const page of ['help', 'about', 'help', 'about', 'help']) {\
                   location.hash = page;\
                   await new Promise((go) => addEventListener('hashchange', go, { once: true }));\
                 }";
    page.eval_async(hurry, vec![]).await?;
    visitor.opens().await?;
    ensure!(page.count("session-chat").await? == 1, "two chats");
    page.until_any_text(OWN, "Hello").await?;
    visitor.says("Still here").await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    ensure!(page.count(WINDOW).await? == 1, "two windows");
    page.click(START_NEW).await?;
    page.find(FIELD).await?;
    page.assert_clean().await
}

async fn a_chat_comes_and_goes_without_a_framework(ctx: Ctx) -> Result<()> {
    comes_and_goes(&ctx, "plain").await
}

async fn a_chat_comes_and_goes_with_react(ctx: Ctx) -> Result<()> {
    comes_and_goes(&ctx, "react").await
}

async fn a_chat_comes_and_goes_with_vue(ctx: Ctx) -> Result<()> {
    comes_and_goes(&ctx, "vue").await
}

async fn a_chat_comes_and_goes_with_svelte(ctx: Ctx) -> Result<()> {
    comes_and_goes(&ctx, "svelte").await
}
