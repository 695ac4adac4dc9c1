//! What a backend of one's own can do besides: take files and ratings, hand out older messages and
//! the visitor's other chats. It is in the page itself.

use super::files::hands;
use super::people::{OWN, PANEL, Visitor, WINDOW, host_path};
use super::scrolling::READ_ALL;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_5_r2_7_an_adapter_takes_files_and_after_the_end_a_rating),
    test!(an_adapter_hands_out_older_messages_as_they_are_read),
    test!(r6_4_an_adapter_lists_the_chats_of_its_visitor),
];

/// A host page with a backend in the page itself.
const HOST: &str = "/tests/pages/csp_strict_remote/own_backend/";

/// A visitor who has written to it, and waits.
async fn waits(ctx: &Ctx, config: Value, text: &str) -> Result<Visitor> {
    ctx.goto(&host_path(HOST, &config)).await?;
    ctx.page.until("window.started").await?;
    let page = ctx.page.clone();
    let visitor = Visitor { page };
    visitor.opens().await?;
    visitor.says(text).await?;
    visitor.until_phase("waiting").await?;
    Ok(visitor)
}

/// Does something with the backend, `memory`, and its only chat, `kept`.
async fn with_memory(visitor: &Visitor, body: &str) -> Result<Value> {
    let body = format!("const [kept] = memory.chats.values(); {body}");
    visitor.page.eval(&body, vec![]).await
}

async fn r6_5_r2_7_an_adapter_takes_files_and_after_the_end_a_rating(ctx: Ctx) -> Result<()> {
    let offers = json!({ "files": { "types": ["txt"] }, "survey": { "scale": "stars" } });
    let visitor = waits(&ctx, json!({ "offers": offers }), "Hello").await?;
    let page = &visitor.page;
    hands(page, "change", &[("note.txt", "What I saw")]).await?;
    page.until_any_text(">>> .row--own .file", "note.txt")
        .await?;
    page.until("[...memory.chats.values()][0].files.length")
        .await?;
    let files = with_memory(&visitor, "return kept.files;").await?;
    ensure!(
        files == json!([{ "name": "note.txt", "text": "What I saw" }]),
        "{files}"
    );

    with_memory(
        &visitor,
        "memory.failing.add('rate'); memory.people.ends();",
    )
    .await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    page.click(">>> .survey__mark:nth-of-type(4)").await?;
    page.click(">>> .survey [type=submit]").await?;
    page.until_text(">>> .survey .field__fault", "was not sent")
        .await?;
    with_memory(&visitor, "memory.failing.clear();").await?;
    page.click(">>> .survey [type=submit]").await?;
    page.find(">>> .survey__thanks").await?;
    let rating = with_memory(&visitor, "return kept.rating;").await?;
    ensure!(rating == json!({ "score": 4, "comment": "" }), "{rating}");
    // The failure was told by name, and nothing else was.
    let errors = visitor.events("error").await?;
    let is_told = |error: &Value| {
        let message = error["message"].as_str().unwrap_or_default();
        error["code"] == "adapter-failed" && message.contains("rate")
    };
    ensure!(
        errors.len() == 1 && errors.iter().all(is_told),
        "{errors:?}"
    );
    page.assert_clean().await
}

async fn an_adapter_hands_out_older_messages_as_they_are_read(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let visitor = waits(&ctx, config, "Line 120").await?;
    let page = &visitor.page;
    // What was said on another machine; the next page finds the newest fifty.
    let body = "const now = Date.now();\
        const author = { role: 'agent', name: 'Sam' };\
        for (let line = 119; line >= 0; line -= 1)\
          kept.messages.unshift({ id: `line-${line}`, author, text: `Line ${line}`,\
            at: now - (121 - line) * 1000 });\
        chat.destroy({ keepConversation: true });";
    with_memory(&visitor, body).await?;
    page.eval_async("await start({ resume: true });", vec![])
        .await?;
    page.find(WINDOW).await?;
    visitor.hears("Line 119").await?;
    let lines = page.eval_async(READ_ALL, vec![]).await?;
    ensure!(lines == json!(121), "{lines} of 121 lines were reached");
    ensure!(page.count(">>> .transcript__older").await? == 0);
    ensure!(visitor.events("error").await?.is_empty());
    page.assert_clean().await
}

async fn r6_4_an_adapter_lists_the_chats_of_its_visitor(ctx: Ctx) -> Result<()> {
    const TO_CHATS: &str = ">>> .header__chats";
    const ITEMS: &str = ">>> .chats__open";
    let config = json!({ "multipleConversations": true });
    let visitor = waits(&ctx, config, "The first").await?;
    let page = &visitor.page;
    let first = visitor.state().await?["conversation"].clone();
    page.eval_async("await chat.startConversation();", vec![])
        .await?;
    visitor.until_phase("none").await?;
    visitor.says("The second").await?;
    visitor.until_phase("waiting").await?;
    let says = "memory.people.says(arguments[0], 'For the first');";
    page.eval(says, vec![first.clone()]).await?;
    page.click(TO_CHATS).await?;
    page.until_count(ITEMS, 2).await?;
    // The newest stands first: that is where something was said last.
    page.until_text(ITEMS, "For the first").await?;
    page.click(ITEMS).await?;
    visitor.hears("For the first").await?;
    let own = page.texts(OWN).await?;
    ensure!(own == ["The first"], "{own:?}");
    page.eval("memory.people.ends(arguments[0]);", vec![first])
        .await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    page.click(TO_CHATS).await?;
    page.until_any_text(ITEMS, "Chat ended").await?;
    page.click(">>> li:not(:has(.chats__ended)) .chats__open")
        .await?;
    visitor.says("Still here").await?;
    visitor.until_phase("waiting").await?;
    ensure!(visitor.events("error").await?.is_empty());
    page.assert_clean().await
}
