//! The transcript as text, page and data, copied and printed (R6.3).

use super::people::{HOST, Visitor, answered};
use crate::engine::Engine;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::fs;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_3_the_transcript_is_saved_as_text_page_and_data),
    test!(
        r6_3_a_saved_page_runs_nothing_from_the_disk,
        &[Engine::Chromium, Engine::Firefox]
    ),
    test!(r6_3_the_ways_to_save_by_keyboard_alone),
    // In Firefox a test's promises are none to the page.
    test!(
        r6_3_the_transcript_is_copied_and_where_it_cannot_be_that_is_said,
        &[Engine::Chromium, Engine::WebKit]
    ),
    test!(r6_3_the_transcript_is_printed_from_a_frame_of_its_own),
];

const SAVE: &str = ">>> .panel__save";
const HOSTILE: &str =
    "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">";

/// A chat with a hostile word in it that has ended.
async fn over(ctx: &Ctx) -> Result<Visitor> {
    let (visitor, desk) = answered(ctx, HOST, &json!({ "brand": { "name": "Lumen" } })).await?;
    desk.says(HOSTILE).await?;
    visitor.hears("<script>").await?;
    desk.ends(None).await?;
    // What the browser is handed is looked at here.
    let watch = "\
        window.saved = [];\
        const make = URL.createObjectURL;\
        URL.createObjectURL = (blob) => { saved.push(blob); return make.call(URL, blob); };\
        HTMLAnchorElement.prototype.click = function () { saved.at(-1).title = this.download; };";
    visitor.page.eval(watch, vec![]).await?;
    Ok(visitor)
}

/// Saves by the button of this name, and returns name, type and text.
async fn saved(page: &Page, way: &str) -> Result<(String, String, String)> {
    page.click(SAVE).await?;
    page.find(">>> .save").await?;
    let press = "[...element.querySelectorAll('button')]\
        .find(({ textContent }) => textContent === arguments[1]).click(); return true;";
    page.until_element(">>> .save", press, &[json!(way)])
        .await?;
    page.until_gone(">>> .save").await?;
    let body = "const blob = saved.pop(); return [blob.title, blob.type, await blob.text()];";
    let file = page.eval_async(body, vec![]).await?;
    // Names stand in isolates of their own direction.
    let part = |at: usize| {
        let said = file[at].as_str().unwrap_or_default();
        said.replace(['\u{2068}', '\u{2069}'], "")
    };
    Ok((part(0), part(1), part(2)))
}

fn end(name: &str) -> &str {
    name.rsplit_once('.').unwrap_or_default().1
}

async fn r6_3_the_transcript_is_saved_as_text_page_and_data(ctx: Ctx) -> Result<()> {
    let visitor = over(&ctx).await?;
    let page = &visitor.page;
    let (name, kind, text) = saved(page, "Text file").await?;
    ensure!(
        name.starts_with("session-chat-") && end(&name) == "txt",
        "{name}"
    );
    ensure!(kind.starts_with("text/plain"), "{kind}");
    ensure!(
        text.contains("Lumen") && text.contains("Hello") && text.contains(HOSTILE),
        "{text}"
    );
    ensure!(text.contains("Sam ended this chat"), "{text}");
    let (name, kind, html) = saved(page, "Web page").await?;
    ensure!(end(&name) == "html" && kind.starts_with("text/html"));
    ensure!(
        !html.contains("<script") && html.contains("&lt;script&gt;"),
        "{html}"
    );
    let (name, _, data) = saved(page, "Data (JSON)").await?;
    ensure!(end(&name) == "json");
    let data: Value = serde_json::from_str(&data).context("it is JSON")?;
    let roles: Vec<_> = data["messages"]
        .as_array()
        .context("a list")?
        .iter()
        .map(|message| message["role"].clone())
        .collect();
    ensure!(
        roles.contains(&json!("end-user")) && roles.contains(&json!("agent")),
        "{data}"
    );
    page.until_focus(SAVE).await?;
    page.assert_clean().await
}

async fn r6_3_a_saved_page_runs_nothing_from_the_disk(ctx: Ctx) -> Result<()> {
    let visitor = over(&ctx).await?;
    let (_, _, html) = saved(&visitor.page, "Web page").await?;
    visitor.page.assert_clean().await?;
    let file = ctx
        .out
        .join(format!("transcript-{}.html", ctx.page.engine()));
    fs::create_dir_all(&ctx.out)?;
    fs::write(&file, html)?;
    let address = url::Url::from_file_path(fs::canonicalize(&file)?)
        .ok()
        .context("the address of a file")?;
    visitor.page.goto(address.as_str()).await?;
    visitor.page.until_text("h1", "Lumen").await?;
    let title = visitor.page.title().await?;
    let elements = visitor
        .page
        .count("body :is(script, img, iframe, link, form)")
        .await?;
    fs::remove_file(&file)?;
    ensure!(
        title.contains("Lumen") && elements == 0,
        "{title}, {elements}"
    );
    visitor.page.until_any_text("article", "<script>").await
}

async fn r6_3_the_ways_to_save_by_keyboard_alone(ctx: Ctx) -> Result<()> {
    let visitor = over(&ctx).await?;
    let page = &visitor.page;
    page.focus(SAVE).await?;
    page.press(Key::Enter).await?;
    page.until_focus(">>> .save .button").await?;
    page.press(Key::Escape).await?;
    page.until_gone(">>> .save").await?;
    page.until_focus(SAVE).await?;
    page.press(Key::Enter).await?;
    page.until_focus(">>> .save .button").await?;
    // The window behind it is out of reach.
    page.find(">>> .window__body[inert]").await?;
    page.press(Key::Enter).await?;
    page.until("saved.length === 1").await?;
    page.until_focus(SAVE).await?;
    page.assert_clean().await
}

async fn r6_3_the_transcript_is_printed_from_a_frame_of_its_own(ctx: Ctx) -> Result<()> {
    let visitor = over(&ctx).await?;
    let page = &visitor.page;
    // The printing itself is the browser's, and would wait for a person.
    let watch = "\
        const { get } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');\
        window.printed = [];\
        Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get() {\
          const frame = get.call(this);\
          frame.print = () => printed.push(this.contentDocument.body.innerText);\
          return frame;\
        } });";
    page.eval(watch, vec![]).await?;
    page.click(SAVE).await?;
    page.find(">>> .save").await?;
    let press = "[...element.querySelectorAll('button')]\
        .find(({ textContent }) => textContent === 'Print').click(); return true;";
    page.until_element(">>> .save", press, &[]).await?;
    page.until("printed.length === 1").await?;
    let said = page.eval("return printed[0];", vec![]).await?;
    let said = said.as_str().unwrap_or_default();
    let said = said.replace(['\u{2068}', '\u{2069}'], "");
    ensure!(
        said.contains("<script>") && said.contains("Sam ended this chat"),
        "{said}"
    );
    page.assert_clean().await
}

async fn r6_3_the_transcript_is_copied_and_where_it_cannot_be_that_is_said(ctx: Ctx) -> Result<()> {
    let visitor = over(&ctx).await?;
    let page = &visitor.page;
    // The first try is let through, the second one refused.
    let clipboard = "\
        window.copied = [];\
        Clipboard.prototype.writeText = async (text) => {\
          if (copied.push(text) > 1) throw new DOMException('', 'NotAllowedError');\
        };";
    page.eval(clipboard, vec![]).await?;
    page.click(SAVE).await?;
    for said in ["Copied", "Could not copy"] {
        page.click(">>> .save__copy").await?;
        page.until_text(">>> .save__copy", said).await?;
        page.until_any_text(">>> .spoken", said).await?;
    }
    let copied = page.eval("return copied[0];", vec![]).await?;
    let copied = copied.as_str().unwrap_or_default();
    ensure!(
        copied.contains("Hello") && copied.contains("<script>"),
        "{copied}"
    );
    page.assert_clean().await
}
