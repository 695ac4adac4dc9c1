//! Hostile, odd and deceptive texts wherever foreign text is shown: nothing runs, nothing is
//! requested, nothing is shown but text. The texts are those of the shared corpora, which lie
//! beside the project; where they are absent, a few of our own stand in.

use super::people::{
    Desk, FREE_HOST, HOST, OWN, PANEL, Scripted, Visitor, answered, ending, talking,
};
use crate::engine::Engine;
use crate::page::{PATIENCE, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(the_texts_do_harm_where_nothing_holds_them_back),
    test!(messages_and_names_of_others_are_text),
    test!(r6_2_contents_are_text_wherever_they_hold_any),
    test!(messages_and_names_of_others_request_nothing),
    test!(own_messages_are_shown_as_they_were_written),
    test!(reasons_and_names_of_an_end_are_text),
    test!(a_desk_shows_what_visitors_write_as_text),
    test!(macros_are_text_at_the_desk_and_in_the_window),
];

/// How many messages go out at once: few enough for all to have rows of their own.
const BATCH: usize = 20;

/// What is tried where the corpora are absent; each of them does harm as HTML.
const OURS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<a href=\"javascript:alert(1)\">go</a>",
    "[go](javascript:alert(1))",
    "![](https://example.invalid/pixel.png)",
    "\u{202e}gnp.exe",
];

/// The texts of a corpus; ours where it is absent.
fn corpus(file: &str, key: &str, field: Option<&str>) -> Result<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpora")
        .join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("       {file} is not here; a few texts of our own stand in");
        return Ok(OURS.iter().map(ToString::to_string).collect());
    };
    let corpus: Value = serde_json::from_str(&text)?;
    let cases = corpus[key].as_array().context("a corpus holds a list")?;
    let text = |case: &Value| {
        field
            .map_or(case, |field| &case[field])
            .as_str()
            .map(Into::into)
    };
    Ok(cases.iter().filter_map(text).collect())
}

/// Texts that do harm as HTML.
pub fn payloads() -> Result<Vec<String>> {
    corpus("xss-payloads.json", "payloads", Some("payload"))
}

/// Everything there is.
fn texts() -> Result<Vec<String>> {
    let mut all = payloads()?;
    all.extend(corpus("unicode-spoof.json", "cases", Some("text"))?);
    all.extend(corpus("url-cases.json", "cases", Some("input"))?);
    all.extend(corpus("linkify.json", "links", Some("text"))?);
    all.extend(corpus("linkify.json", "not_links", None)?);
    all.extend(corpus("blns.json", "strings", None)?);
    Ok(all)
}

/// Fails if anything but text has come of the texts that are shown at `bodies`.
async fn is_text(page: &Page, root: &str, bodies: &str) -> Result<()> {
    let body = "const { offences } = await import('/tests/pages/hostile/attack.js');\
                const [root, bodies] = given;\
                const top = root ? document.querySelector(root).shadowRoot : document;\
                return offences(top, bodies);";
    let wrong = page
        .eval_async(body, vec![json!(root), json!(bodies)])
        .await?;
    ensure!(wrong == json!([]), "{wrong}");
    Ok(())
}

/// The same for the bubbles of the chat; the rest of its window is ours, but for names in it.
async fn bubbles_are_text(page: &Page) -> Result<()> {
    is_text(page, "session-chat", ".bubble:not(.typing), .meta, .note").await
}

async fn the_texts_do_harm_where_nothing_holds_them_back(ctx: Ctx) -> Result<()> {
    ctx.goto("/tests/pages/hostile/").await?;
    let texts = payloads()?;
    let body = "const { unguarded } = await import('/tests/pages/hostile/attack.js');\
                return unguarded(given[0], given[1]);";
    // Some are vectors of one engine only. The count for Chromium is that of the corpus.
    let enough = if texts.len() == OURS.len() {
        3
    } else if ctx.engine == Engine::Chromium {
        85
    } else {
        40
    };
    // What is refused is refused by another process: the slower the machine, the later it says so.
    let mut live = 0;
    for turns in [3, 20] {
        let given = vec![json!(texts), json!(turns)];
        let found = ctx.page.eval_async(body, given).await?;
        live = found.as_u64().unwrap_or_default();
        if live >= enough {
            break;
        }
    }
    ensure!(live >= enough, "only {live} of {} do harm", texts.len());
    Ok(())
}

/// The desk says every text, each under a name that is hostile as well.
async fn says_all(visitor: &Visitor, desk: &Scripted) -> Result<()> {
    for (number, texts) in texts()?.chunks(BATCH).enumerate() {
        let last = format!("Batch {number}");
        let body = "for (const text of arguments[0]) desk.say(text, { role: 'agent', name: text });\
                    desk.say(arguments[1]);";
        desk.does(body, vec![json!(texts), json!(last)]).await?;
        visitor.hears(&last).await?;
        bubbles_are_text(&visitor.page)
            .await
            .with_context(|| format!("one of {texts:?}"))?;
    }
    visitor.page.assert_clean().await
}

async fn messages_and_names_of_others_are_text(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, FREE_HOST, &json!({})).await?;
    let before = ctx.page.title().await?;
    says_all(&visitor, &desk).await?;
    ensure!(ctx.page.title().await? == before);
    Ok(())
}

/// How many kinds of content `rich` in attack.js knows.
const KINDS: usize = 12;

async fn r6_2_contents_are_text_wherever_they_hold_any(ctx: Ctx) -> Result<()> {
    let config = json!({ "images": false });
    let (visitor, _desk) = answered(&ctx, FREE_HOST, &config).await?;
    let payloads: Vec<_> = payloads()?.into_iter().step_by(3).collect();
    let rounds = (0..KINDS).map(|kind| (kind, payloads.clone()));
    let others = texts()?;
    let others = others
        .chunks(BATCH)
        .zip(0..)
        .map(|(texts, kind)| (kind, texts.to_vec()));
    for (number, (kind, texts)) in rounds.chain(others).enumerate() {
        let last = format!("Round {number}");
        let body = "const { rich } = await import('/tests/pages/hostile/attack.js');\
                    const [texts, kind, last] = given;\
                    for (const one of rich(texts, kind))\
                      desk.tell({ message: { ...desk.message(''), body: { rich: one } } });\
                    desk.say(last);";
        visitor
            .page
            .eval_async(body, vec![json!(texts), json!(kind), json!(last)])
            .await?;
        // What was provoked took the focus, and the transcript with it: back to its end.
        let body = "const root = chat.element.shadowRoot;\
                    root.querySelector('.transcript__newer')?.click();\
                    return [...root.querySelectorAll('.bubble')]\
                      .some(({ textContent }) => textContent === arguments[0]);";
        visitor
            .page
            .until_answer(body, &[json!(last)], PATIENCE)
            .await?;
        visitor.page.find(">>> .rich").await?;
        let body = "const { strangers } = await import('/tests/pages/hostile/attack.js');\
                    return strangers(chat.element.shadowRoot);";
        let wrong = visitor.page.eval_async(body, vec![]).await?;
        ensure!(wrong == json!([]), "kind {kind}: {wrong}");
    }
    visitor.page.assert_clean().await
}

async fn messages_and_names_of_others_request_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    ctx.server.forget_hits();
    says_all(&visitor, &desk).await?;
    let asked: Vec<String> = ctx
        .server
        .hits()
        .into_iter()
        .map(|hit| hit.target)
        .collect();
    let foreign = |target: &&String| !target.starts_with("/tests/pages/hostile/attack.js");
    let foreign: Vec<_> = asked.iter().filter(foreign).collect();
    ensure!(foreign.is_empty(), "{foreign:?}");
    Ok(())
}

async fn own_messages_are_shown_as_they_were_written(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, FREE_HOST, &json!({})).await?;
    let mut texts = payloads()?;
    texts.extend(corpus("blns.json", "strings", None)?);
    texts.retain(|text| !text.trim().is_empty() && text.len() < 2000);
    for (number, texts) in texts.chunks(BATCH / 4).enumerate() {
        let last = format!("Batch {number}");
        // The outbox is bounded: ten wait until the desk has heard the ten before.
        let body = "const all = [...given[0], given[1]];\
            while (all.length) {\
              const some = all.splice(0, 10);\
              const count = desk.commands('send').length + some.length;\
              for (const text of some) await chat.send(text);\
              while (desk.commands('send').length < count) await new Promise((done) => setTimeout(done));\
            }";
        visitor
            .page
            .eval_async(body, vec![json!(texts), json!(last)])
            .await?;
        visitor.sees(OWN, &last).await?;
        bubbles_are_text(&visitor.page).await?;
        shows(&visitor.page, texts).await?;
    }
    visitor.page.assert_clean().await
}

/// The own messages show these texts, letter by letter, as far as they are not drawn in parts.
async fn shows(page: &Page, texts: &[String]) -> Result<()> {
    let body = "\
        const shown = new Set([...document.querySelector('session-chat').shadowRoot\
          .querySelectorAll('.row--own .bubble')].map(({ textContent }) => textContent));\
        const plain = (text) => text.trim().replace(/\\r\\n?/g, '\\n');\
        const all = [...shown].map(plain);\
        return arguments[0].filter((text) => !all.includes(plain(text)));";
    let missing = page.eval(body, vec![json!(texts)]).await?;
    let missing: Vec<String> = serde_json::from_value(missing)?;
    // Control characters and a tower of marks are shown in another way, on purpose; the host tests
    // say in which.
    let odd = |text: &&String| {
        let is_mark = |one: &char| matches!(one, '\u{300}'..='\u{36f}' | '\u{e31}'..='\u{e4e}');
        text.chars().filter(is_mark).count() <= 8 && !text.chars().any(is_odd)
    };
    let missing: Vec<_> = missing.iter().filter(odd).collect();
    ensure!(missing.is_empty(), "not shown: {missing:?}");
    Ok(())
}

fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}' | '\u{61c}' | '\u{180e}')
}

async fn reasons_and_names_of_an_end_are_text(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, FREE_HOST, &json!({})).await?;
    for text in payloads()?.iter().step_by(15) {
        visitor.until_phase("talking").await?;
        desk.does(
            "desk.end('agent', arguments[0], arguments[0]);",
            vec![json!(text)],
        )
        .await?;
        visitor.page.find(PANEL).await?;
        is_text(&visitor.page, "session-chat", ".panel__text, .note").await?;
        visitor.page.click(super::people::START_NEW).await?;
        visitor.has_new_window().await?;
        visitor.says("Hello again").await?;
    }
    visitor.page.assert_clean().await
}

async fn a_desk_shows_what_visitors_write_as_text(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, ending()).await?;
    let texts = payloads()?;
    // The outbox is bounded: ten wait until the desk has heard the ten before.
    for (number, texts) in texts.chunks(10).enumerate() {
        let last = format!("Batch {number}");
        let body = "for (const text of [...given[0], given[1]]) await chat.send(text);";
        visitor
            .page
            .eval_async(body, vec![json!(texts), json!(last)])
            .await?;
        desk.hears(&last).await?;
    }
    visitor.says("That was all").await?;
    desk.hears("That was all").await?;
    is_text(&desk.page, "", ".message__body, .conversation__line").await?;
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    visitor.page.assert_clean().await
}

async fn macros_are_text_at_the_desk_and_in_the_window(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    for (number, texts) in lines(payloads()?).chunks(12).step_by(4).enumerate() {
        desk.sets(&[("macros", json!(texts.join("\n")))]).await?;
        let count = u64::try_from(texts.len())?;
        desk.page.until_count(".macro", count).await?;
        is_text(&desk.page, "", ".macro > span").await?;
        send_each(&desk).await?;
        let last = format!("Those were all of {number}.");
        desk.says(&last).await?;
        visitor.hears(&last).await?;
        bubbles_are_text(&visitor.page).await?;
    }
    visitor.page.assert_clean().await
}

/// A standard sentence is one line, and no two are the same.
fn lines(texts: Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = texts
        .into_iter()
        .filter(|text| !text.contains(['\n', '\r']) && text.len() < 500)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    lines.dedup();
    lines
}

async fn send_each(desk: &Desk) -> Result<()> {
    let body = "for (const one of document.querySelectorAll('.macro')) one.click(); return true;";
    desk.page.until_answer(body, &[], PATIENCE).await.map(drop)
}
