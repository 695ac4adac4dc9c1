//! Files from the visitor: by button, by pasting and by dropping (R6.5).

use super::people::{
    Desk, FREE_HOST, HOST, OWN, ROWS, Scripted, Visitor, answered, host_path, offering,
};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_5_a_file_reaches_the_desk_and_can_be_fetched_again),
    test!(r6_5_files_come_by_button_by_pasting_and_by_dropping),
    test!(r6_5_words_are_pasted_and_dropped_as_words_and_no_file_leaves_the_page),
    test!(r6_5_what_cannot_be_sent_is_told_and_nothing_goes_out),
    test!(r6_5_progress_is_shown_and_a_file_can_be_stopped),
    test!(o14_a_file_that_is_refused_can_be_tried_again_and_texts_go_on),
    test!(r6_5_hostile_names_are_text),
    test!(r6_5_where_no_files_are_taken_there_is_no_button),
];

const BUTTON: &str = ">>> .attach";
const TOAST: &str = ">>> .toast__text";
const FILE: &str = ">>> .row--own .file";

/// The first bytes of a PNG with nothing behind them, and one that is whole: a pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/// Hands files to the window in a way, `change`, `paste` or `drop`: each with a name and what it
/// holds, as text or, if that begins with `base64:`, as bytes.
pub async fn hands(page: &Page, way: &str, files: &[(&str, &str)]) -> Result<()> {
    let body = "\
        const [way, files] = arguments;\
        const held = new DataTransfer();\
        for (const [name, content] of files) {\
          const bytes = content.startsWith('base64:')\
            ? Uint8Array.from(atob(content.slice(7)), (one) => one.charCodeAt(0)) : content;\
          held.items.add(new File([bytes], name));\
        }\
        const root = chat.element.shadowRoot;\
        if (way === 'change') {\
          const input = root.querySelector('.attach__input');\
          input.files = held.files;\
          input.dispatchEvent(new Event('change'));\
        } else {\
          const event = new Event(way, { bubbles: true, cancelable: true });\
          const source = way === 'paste' ? 'clipboardData' : 'dataTransfer';\
          Object.defineProperty(event, source, { value: held });\
          root.querySelector('.composer__field').dispatchEvent(event);\
        }";
    page.eval(body, vec![json!(way), json!(files)])
        .await
        .map(drop)
}

fn pixel() -> String {
    ["base64:", PIXEL].concat()
}

/// A chat with a scripted desk that takes files.
async fn taking(ctx: &Ctx, files: Value) -> Result<(Visitor, Scripted)> {
    let offers = json!({ "files": files.to_string() });
    let (visitor, desk) = offering(ctx, HOST, offers).await?;
    visitor.page.find(BUTTON).await?;
    Ok((visitor, desk))
}

async fn r6_5_a_file_reaches_the_desk_and_can_be_fetched_again(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    desk.sets(&[("files", json!(true))]).await?;
    let page = ctx.page.clone();
    page.goto(&ctx.url(&host_path(FREE_HOST, &json!({ "resume": true }))))
        .await?;
    page.until("window.started").await?;
    let visitor = Visitor { page };
    let page = &visitor.page;
    visitor.opens().await?;
    visitor.says("I need a human, please").await?;
    desk.accepts().await?;
    page.find(BUTTON).await?;
    hands(page, "change", &[("note.txt", "What I saw")]).await?;
    page.until_any_text(FILE, "note.txt").await?;
    let said = page.texts(OWN).await?;
    ensure!(said.len() == 1, "its name is said twice: {said:?}");
    visitor.sees_receipt("Read").await?;
    desk.page
        .until_any_text(".transcript__rows", "note.txt")
        .await?;
    visitor.reloads().await?;
    page.find(">>> .row--own a[download]").await?;
    let body = "return await (await fetch(element.href)).text();";
    let text = page
        .eval_async(
            &format!(
                "const element = chat.element.shadowRoot.querySelector('.row--own a[download]');\
                 if (element.target || !element.rel.includes('noopener')) throw Error(element.outerHTML);\
                 {body}"
            ),
            vec![],
        )
        .await?;
    ensure!(text == "What I saw", "{text}");
    page.assert_clean().await
}

async fn r6_5_files_come_by_button_by_pasting_and_by_dropping(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({})).await?;
    let page = &visitor.page;
    for (number, way) in ["change", "paste", "drop"].into_iter().enumerate() {
        let name = format!("{way}.png");
        hands(page, way, &[(&name, &pixel())]).await?;
        page.until_any_text(FILE, &name).await?;
        let came = format!("desk.files.length === {}", number + 1);
        page.until(&came).await?;
    }
    // Two at once, in their order.
    hands(page, "change", &[("a.txt", "a"), ("b.txt", "bb")]).await?;
    page.until("desk.files.length === 5").await?;
    let sizes = desk
        .does("return desk.files.map(({ size }) => size);", vec![])
        .await?;
    ensure!(sizes == json!([70, 70, 70, 1, 2]), "{sizes}");
    let sent = desk
        .does("return desk.commands('send').at(-1);", vec![])
        .await?;
    let content: Value = serde_json::from_str(sent["content"].as_str().unwrap_or_default())?;
    ensure!(content["file"]["name"] == "b.txt" && content["file"]["bytes"] == 2);
    // It is painted, so the strict policy has nothing to refuse.
    page.until_count(">>> .file canvas", 3).await?;
    page.until_focus(super::people::FIELD).await?;
    page.assert_clean().await
}

/// What becomes of what is pasted or dragged, by the names of the events: whether the browser is left
/// to do what it does with it.
async fn is_left(page: &Page, has_words: bool, has_file: bool) -> Result<Value> {
    let body = "\
        const [hasWords, hasFile] = arguments;\
        const field = chat.element.shadowRoot.querySelector('dialog');\
        return ['paste', 'dragover', 'drop'].map((type) => {\
          const held = new DataTransfer();\
          if (hasWords) {\
            held.setData('text/plain', 'two cells');\
            held.setData('text/html', '<td>two</td><td>cells</td>');\
          }\
          if (hasFile) held.items.add(new File(['a picture'], 'cells.png'));\
          const event = new Event(type, { bubbles: true, cancelable: true });\
          const source = type === 'paste' ? 'clipboardData' : 'dataTransfer';\
          Object.defineProperty(event, source, { value: held });\
          return field.dispatchEvent(event);\
        });";
    page.eval(body, vec![json!(has_words), json!(has_file)])
        .await
}

async fn r6_5_words_are_pasted_and_dropped_as_words_and_no_file_leaves_the_page(
    ctx: Ctx,
) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({})).await?;
    let page = &visitor.page;
    let left = is_left(page, true, false).await?;
    ensure!(left == json!([true, true, true]), "words: {left}");
    ensure!(page.count(">>> dialog[data-drop]").await? == 0);
    let left = is_left(page, true, true).await?;
    ensure!(left[0] == true, "the cells of a table: {left}");
    hands(page, "paste", &[("alone.png", &pixel())]).await?;
    page.until_any_text(FILE, "alone.png").await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    let left = is_left(page, false, true).await?;
    ensure!(
        left[1] == false && left[2] == false,
        "after the end: {left}"
    );
    page.assert_clean().await
}

async fn r6_5_what_cannot_be_sent_is_told_and_nothing_goes_out(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({ "maxBytes": 2000, "maxCount": 2 })).await?;
    let page = &visitor.page;
    let large = "x".repeat(2001);
    for (files, told) in [
        (
            vec![("run.exe", "MZ")],
            "run.exe cannot be sent. These can: png",
        ),
        (vec![("page.html", "<b>")], "page.html cannot be sent"),
        (vec![("empty.txt", "")], "empty.txt is empty."),
        (
            vec![("large.txt", &*large)],
            "large.txt is too large: at most 2 kB.",
        ),
        (
            vec![("fake.png", "<script>alert(1)</script>")],
            "not the kind of file",
        ),
        (
            vec![("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c")],
            "At most 2 files at a time.",
        ),
    ] {
        hands(page, "change", &files).await?;
        page.until_any_text(TOAST, told).await?;
    }
    // Of two at once, each is told.
    let both = [("one.exe", "MZ"), ("two.exe", "MZ")];
    hands(page, "change", &both).await?;
    for (name, _) in both {
        page.until_any_text(TOAST, name).await?;
    }
    page.click(">>> .toast__dismiss").await?;
    page.until_gone(">>> .toast").await?;
    ensure!(page.count(ROWS).await? == 1, "only the greeting");
    ensure!(desk.heard("send").await? == 1);
    page.assert_clean().await
}

async fn r6_5_progress_is_shown_and_a_file_can_be_stopped(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({})).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("silent")).await?;
    hands(page, "change", &[("slow.txt", "slow")]).await?;
    page.until("desk.files.length === 1").await?;
    let progress = "desk.tell({ progress: { id: desk.files[0].id, percent: 50 } });";
    desk.does(progress, vec![]).await?;
    page.until_element(">>> .file progress", "return element.value === 50;", &[])
        .await?;
    page.focus(">>> .file__way button").await?;
    page.press(Key::Enter).await?;
    page.until_gone(FILE).await?;
    page.until("desk.commands('cancel').length === 1").await?;
    // What comes after it is not held up.
    desk.set("answers.send", json!("taken")).await?;
    visitor.says("Never mind").await?;
    visitor.sees_receipt("Sent").await?;
    page.assert_clean().await
}

async fn o14_a_file_that_is_refused_can_be_tried_again_and_texts_go_on(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({})).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("rejected")).await?;
    hands(page, "change", &[("note.txt", "note")]).await?;
    visitor.sees(">>> .meta--failed", "Not sent").await?;
    // There is nothing to edit in a file.
    let ways = page.texts(">>> .meta__action").await?;
    ensure!(ways == ["Retry", "Delete"], "{ways:?}");
    desk.set("answers.send", json!("taken")).await?;
    visitor.says("A text").await?;
    page.click(">>> .meta__action").await?;
    page.until("desk.files.length === 2").await?;
    page.until_gone(">>> .meta--failed").await?;
    page.assert_clean().await
}

async fn r6_5_hostile_names_are_text(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = taking(&ctx, json!({})).await?;
    let page = &visitor.page;
    for name in [
        "<img src=x onerror=alert(1)>.txt",
        "\u{202e}txt.gnp.txt",
        "a\u{0}b\r\n.txt",
        &("long".repeat(60) + ".txt"),
    ] {
        let before = page.count(FILE).await?;
        hands(page, "change", &[(name, "hello")]).await?;
        page.until_count(FILE, before + 1).await?;
    }
    page.until("desk.files.length === 4").await?;
    let body = "return [...element.querySelectorAll('.file *')].map(({ localName }) => localName)\
                .filter((name) => !['div', 'svg', 'path', 'span', 'bdi'].includes(name));";
    let strange = page.eval_on(">>> .transcript__rows", body).await?;
    ensure!(strange == json!([]), "{strange}");
    let names = page.texts(FILE).await?;
    ensure!(!names.join("").contains('\u{202e}'), "{names:?}");
    ensure!(desk.heard("send").await? == 5);
    page.assert_clean().await
}

async fn r6_5_where_no_files_are_taken_there_is_no_button(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    ensure!(page.count(BUTTON).await? == 0);
    // Nor is there one where nothing can be sent.
    let taken = json!({ "offers": { "files": "{}" } });
    desk.tells(taken).await?;
    page.find(BUTTON).await?;
    desk.ends(None).await?;
    page.until_gone(BUTTON).await?;
    ensure!(page.texts(OWN).await? == ["Hello"]);
    page.assert_clean().await
}
