//! Languages: fetched when they are spoken, whole, and changed in a running window.

use super::people::{
    FIELD, HOST, STATUS, Scripted, THEIRS, Visitor, WINDOW, answered, served, until_spoken,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(english_is_there_and_every_other_language_is_one_request),
    test!(german_has_its_plurals_and_its_times),
    test!(arabic_runs_from_right_to_left_with_six_plural_forms),
    test!(the_pseudo_locale_shows_no_english_and_loses_nothing),
    test!(a_language_in_a_running_window_leaves_draft_focus_and_place),
    test!(the_language_of_the_page_is_spoken_where_none_is_set),
    test!(a_language_that_does_not_come_leaves_the_one_that_is_spoken),
];

const LOG: &str = ">>> .transcript__log";
const NEWER: &str = ">>> .transcript__newer";

/// The language files that were asked for.
fn asked(ctx: &Ctx) -> Vec<String> {
    let hits = ctx.server.hits().into_iter().map(|hit| hit.target);
    // Every language is a file of texts beside the wasm, and nothing else is.
    hits.filter(|target| target.contains(".json")).collect()
}

fn one_of(ctx: &Ctx, language: &str) -> Result<()> {
    let asked = asked(ctx);
    let is_it = matches!(&asked[..], [one] if one.ends_with(&format!(".{language}.json")));
    ensure!(is_it, "{language}: {asked:?}");
    Ok(())
}

fn spoken(locale: &str) -> Value {
    json!({ "locale": locale })
}

async fn speaks(visitor: &Visitor, locale: &str) -> Result<()> {
    let body = "await chat.setLocale(given[0]);";
    visitor.page.eval_async(body, vec![json!(locale)]).await?;
    until_spoken(&visitor.page, &spoken(locale)).await
}

async fn english_is_there_and_every_other_language_is_one_request(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &spoken("en")).await?;
    ensure!(asked(&ctx).is_empty(), "English: {:?}", asked(&ctx));
    visitor.page.assert_clean().await?;
    for locale in ["de", "ar", "en-XA"] {
        ctx.server.forget_hits();
        let mut config = spoken(locale);
        config["storage"] = json!("memory");
        let (visitor, _desk) = served(&ctx, HOST, &config).await?;
        ensure!(
            asked(&ctx).is_empty(),
            "before the first open: {:?}",
            asked(&ctx)
        );
        visitor.opens().await?;
        until_spoken(&visitor.page, &config).await?;
        one_of(&ctx, locale)?;
        visitor.page.assert_clean().await?;
    }
    Ok(())
}

/// The texts that the browser makes of numbers and times in a locale, without the marks of
/// direction.
async fn by_intl(visitor: &Visitor, locale: &str, body: &str) -> Result<String> {
    let script = format!(
        "const locale = arguments[0];\
         const number = (of) => new Intl.NumberFormat(locale).format(of);\
         const time = (of) => new Intl.DateTimeFormat(locale, {{ hour: 'numeric', minute: '2-digit' }}).format(of);\
         return ({body}).replace(/[\\u2066-\\u2069]/g, '');"
    );
    let text = visitor.page.eval(&script, vec![json!(locale)]).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// Waits in the queue with these minutes ahead.
async fn waits(desk: &Scripted, minutes: u32) -> Result<()> {
    let wait = u64::from(minutes).saturating_mul(60_000);
    desk.tells(json!({ "waiting": { "position": 3, "waitMs": wait } }))
        .await
}

/// Reads history, so that new messages are counted.
async fn reads_history(visitor: &Visitor, desk: &Scripted) -> Result<()> {
    let body = "for (let count = 1; count <= 60; count += 1) desk.say(`Line ${count}`);";
    desk.does(body, vec![]).await?;
    visitor.hears("Line 60").await?;
    visitor.until_state("unread", json!(0)).await?;
    let away = "const heard = new Promise((done) => \
          chat.element.shadowRoot.querySelector('.transcript__log').addEventListener('scroll', done, { once: true }));\
        chat.element.shadowRoot.querySelector('.transcript__log').scrollTop -= 900;\
        await heard;";
    visitor.page.eval_async(away, vec![]).await?;
    visitor.page.find(NEWER).await.map(drop)
}

async fn german_has_its_plurals_and_its_times(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &spoken("de")).await?;
    waits(&desk, 1).await?;
    visitor
        .sees(STATUS, "Sie sind Nummer 3 · etwa 1 Minute")
        .await?;
    waits(&desk, 1200).await?;
    visitor.sees(STATUS, "etwa 1.200 Minuten").await?;
    desk.tells(json!({ "talking": { "role": "agent", "name": "Sam" } }))
        .await?;
    reads_history(&visitor, &desk).await?;
    desk.says("Neu").await?;
    visitor.sees(NEWER, "1 neue Nachricht").await?;
    desk.says("Neu").await?;
    visitor.sees(NEWER, "2 neue Nachrichten").await?;
    desk.does("window.ended = Date.now(); desk.tell({ ended: { by: 'agent', actorName: 'Sam', at: ended } });", vec![])
        .await?;
    let time = by_intl(&visitor, "de", "time(ended)").await?;
    visitor
        .sees_note(&format!("Sam hat diesen Chat um {time} Uhr beendet"))
        .await?;
    visitor.page.assert_clean().await
}

async fn arabic_runs_from_right_to_left_with_six_plural_forms(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &spoken("ar")).await?;
    let page = &visitor.page;
    page.find(">>> .root[dir=rtl][lang=ar]").await?;
    page.until("chat.element.dir === 'rtl'").await?;
    let runs = "return getComputedStyle(element).direction === 'rtl';";
    for place in [WINDOW, FIELD, ">>> .header__name"] {
        page.until_element(place, runs, &[]).await?;
    }
    let forms = [
        (1, "نحو دقيقة واحدة"),
        (2, "نحو دقيقتين"),
        (3, "دقائق"),
        (11, "دقيقة"),
        (100, "دقيقة"),
    ];
    for (minutes, words) in forms {
        waits(&desk, minutes).await?;
        visitor.sees(STATUS, words).await?;
        if minutes > 2 {
            let number = by_intl(&visitor, "ar", &format!("number({minutes})")).await?;
            visitor.sees(STATUS, &number).await?;
        }
    }
    desk.tells(json!({ "talking": { "role": "agent", "name": "Sam" } }))
        .await?;
    reads_history(&visitor, &desk).await?;
    for words in ["رسالة جديدة", "رسالتان جديدتان", "رسائل جديدة"]
    {
        desk.says("1").await?;
        visitor.sees(NEWER, words).await?;
    }
    page.assert_clean().await
}

async fn the_pseudo_locale_shows_no_english_and_loses_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &spoken("en-XA")).await?;
    desk.ends(None).await?;
    visitor.page.find(super::people::PANEL).await?;
    visitor.page.click(">>> .header__options").await?;
    visitor.page.find(">>> .menu").await?;
    // Everything that the window says stands in brackets; what people say does not.
    let bare = "const root = chat.element.shadowRoot;\
        const said = [...root.querySelectorAll('.header__status, .note, .panel__title, .panel__text, .button, .menu__item')]\
          .map(({ textContent }) => textContent);\
        const named = [...root.querySelectorAll('[aria-label]:not(.launcher)')].map(({ ariaLabel }) => ariaLabel);\
        return [...said, ...named].filter((text) => !text.includes('[') || !text.endsWith(']'));";
    let bare = visitor.page.eval(bare, vec![]).await?;
    ensure!(bare == json!([]), "{bare:#}");
    visitor.page.assert_clean().await
}

async fn a_language_in_a_running_window_leaves_draft_focus_and_place(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    reads_history(&visitor, &desk).await?;
    page.until_focus(FIELD).await?;
    page.type_text("half a sentence").await?;
    let place = "const top = element.getBoundingClientRect().top;\
        const row = [...element.querySelectorAll('li')].find((row) => row.getBoundingClientRect().bottom > top);\
        return [row.querySelector('.bubble, .note').textContent, Math.round(row.getBoundingClientRect().top - top)];";
    let before = page.eval_on(LOG, place).await?;
    for (locale, words) in [
        ("de", "Nachricht schreiben"),
        ("ar", "كتابة رسالة"),
        ("en", "Write a message"),
    ] {
        ctx.server.forget_hits();
        speaks(&visitor, locale).await?;
        let has_it =
            "return element.placeholder === arguments[1] && element.value === 'half a sentence';";
        page.until_element(FIELD, has_it, &[json!(words)]).await?;
        page.until_focus(FIELD).await?;
        let same = "const [text, at] = arguments[1];".to_owned()
            + &place.replace("return [", "const now = [")
            + "return now[0] === text && Math.abs(now[1] - at) <= 1;";
        page.until_element(LOG, &same, std::slice::from_ref(&before))
            .await?;
        if locale == "en" {
            ensure!(asked(&ctx).is_empty(), "{:?}", asked(&ctx));
        } else {
            one_of(&ctx, locale)?;
        }
        ensure!(visitor.state().await?["locale"] == json!(locale));
    }
    page.type_text("!").await?;
    desk.says("Still here").await?;
    visitor.until_state("unread", json!(1)).await?;
    page.assert_clean().await
}

async fn the_language_of_the_page_is_spoken_where_none_is_set(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = served(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    let again = "chat.destroy(); document.documentElement.lang = 'de-AT';\
        window.chat = await sessionChat.init({ backend: { kind: 'local' } });";
    page.eval_async(again, vec![]).await?;
    visitor.opens().await?;
    page.find(">>> .root[lang=de-AT] dialog[open]").await?;
    visitor.sees(STATUS, "Wir helfen Ihnen gern").await?;
    one_of(&ctx, "de")?;
    page.assert_clean().await
}

async fn a_language_that_does_not_come_leaves_the_one_that_is_spoken(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &spoken("de")).await?;
    let page = &visitor.page;
    ctx.server
        .fault(".ar.json", site_server::Fault::Status(503), None);
    page.eval_async("await chat.setLocale('ar').catch(() => {});", vec![])
        .await?;
    desk.says("Noch da?").await?;
    visitor.sees(THEIRS, "Noch da?").await?;
    page.find(">>> .root[lang=de][dir=ltr] dialog[open]")
        .await?;
    ctx.server.clear_faults();
    speaks(&visitor, "ar").await?;
    page.find(">>> .root[lang=ar][dir=rtl]").await?;
    Ok(())
}
