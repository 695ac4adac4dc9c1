//! The window on a phone, with large letters, and from right to left.

use super::people::{
    CONFIRM, END, FIELD, HOST, KEEP, OWN, PANEL, START_NEW, Scripted, THEIRS, Visitor, WINDOW,
    answered, ending, host_path, until_spoken,
};
use crate::engine::CHROMIUM_ONLY;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(
        r6_1_the_window_fills_the_screen_and_nothing_runs_out_of_it,
        CHROMIUM_ONLY
    ),
    test!(r6_1_the_page_behind_cannot_be_reached, CHROMIUM_ONLY),
    test!(r6_1_the_page_behind_cannot_be_scrolled, CHROMIUM_ONLY),
    test!(r2_2_the_end_moves_into_the_options_menu),
    test!(r2_2_beside_a_page_the_end_stands_in_the_header_alone),
    test!(closing_gives_the_focus_back_to_the_launcher, CHROMIUM_ONLY),
    test!(letters_of_twice_the_size_are_not_cut_off, CHROMIUM_ONLY),
    test!(a_page_at_four_times_its_size_still_fits, CHROMIUM_ONLY),
    test!(r2_7_a_survey_fits_small_screens, CHROMIUM_ONLY),
    test!(from_right_to_left_everything_is_mirrored, CHROMIUM_ONLY),
];

const LAUNCHER: &str = ">>> .launcher";
const OPTIONS: &str = ">>> .header__options";
const MINIMISE: &str = ">>> .header__minimise";
const IN_MENU: &str = ">>> .menu__item--end";

/// The screen of a phone.
const PHONE: (u32, u32) = (360, 740);

/// Words and addresses that do not break by themselves.
const UNBROKEN: &str = "https://example.org/a-path-without-any-place-to-break-it-that-goes-on-and-on \
    Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen\n\n\
    ```\nlet total = orders.iter().map(|order| order.price).sum::<u64>() / orders.len();\n```";

/// A visitor with such a screen who talks with Sam.
async fn talks_on(ctx: &Ctx, screen: (u32, u32), config: &Value) -> Result<(Visitor, Scripted)> {
    let page = ctx.page.clone();
    // Two addresses that differ behind the # alone are one page.
    ctx.goto("/tests/pages/frame/").await?;
    let url = ctx.url(&host_path(HOST, config));
    page.goto_sized(&url, screen.0, screen.1).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(&page).await?;
    let visitor = Visitor { page };
    visitor.opens().await?;
    until_spoken(&visitor.page, config).await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}

/// Fails with every text of the chat that cannot be read in full: cut off by an element around it
/// that does not scroll, or beside the screen. A box of text is higher than its letters, by
/// whatever air its font has above and below.
const CUT_OFF: &str = "\
    const dialog = chat.element.shadowRoot.querySelector('dialog');\
    await Promise.all(dialog.getAnimations({ subtree: true })\
      .filter(({ effect }) => effect.getComputedTiming().endTime < 5000).map(({ finished }) => finished));\
    const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);\
    const range = document.createRange();\
    const wrong = [];\
    const isCut = (node, { left, right, top, bottom, height }) => {\
      const air = Math.max(0, height - parseFloat(getComputedStyle(node).fontSize)) / 2;\
      top += air;\
      bottom -= air;\
      if (left < -1 || right > innerWidth + 1) return 'the screen';\
      for (; node !== dialog.parentElement; node = node.parentElement) {\
        const box = node.getBoundingClientRect();\
        const { overflowX, overflowY } = getComputedStyle(node);\
        if (overflowX !== 'visible' && (left < box.left - 1 || right > box.right + 1)) return node.className;\
        if (['hidden', 'clip'].includes(overflowY) && (top < box.top - 1 || bottom > box.bottom + 1)) return node.className;\
        if (['auto', 'scroll'].includes(overflowY)) ({ top, bottom } = box);\
      }\
      return null;\
    };\
    while (texts.nextNode()) {\
      const { currentNode: text, currentNode: { parentElement } } = texts;\
      if (!text.data.trim() || parentElement.closest('.spoken, .announcer')) continue;\
      range.selectNodeContents(text);\
      for (const box of range.getClientRects()) {\
        const by = box.width > 0 && isCut(parentElement, box);\
        if (by) wrong.push(`“${text.data}” by ${by}`);\
      }\
    }\
    for (const one of dialog.querySelectorAll('.transcript__log, .panel, .menu, .confirmation, textarea'))\
      if (one.scrollWidth > one.clientWidth) wrong.push(`${one.className} scrolls sideways`);\
    if (document.scrollingElement.scrollWidth > innerWidth) wrong.push('the page scrolls sideways');\
    return [...new Set(wrong)];";

async fn can_be_read(page: &Page, state: &str) -> Result<()> {
    let wrong = page.eval_async(CUT_OFF, vec![]).await?;
    ensure!(wrong == json!([]), "{state}: {wrong:#}");
    Ok(())
}

/// Makes letters twice as large, as a browser does that enlarges text and nothing else. What was
/// enlarged before is measured anew: what came since has inherited it.
const TWICE: &str = "\
    const all = [...chat.element.shadowRoot.querySelectorAll('dialog, dialog *')];\
    for (const { style } of all)\
      for (const size of ['font-size', 'line-height']) style.removeProperty(size);\
    const sizes = all.map((one) => {\
      const { fontSize, lineHeight } = getComputedStyle(one);\
      return [one, parseFloat(fontSize), parseFloat(lineHeight)];\
    });\
    for (const [one, fontSize, lineHeight] of sizes) {\
      one.style.setProperty('font-size', `${fontSize * 2}px`);\
      if (lineHeight) one.style.setProperty('line-height', `${lineHeight * 2}px`);\
    }";

/// Through the states of the window with much text in them.
async fn reads_everywhere(
    visitor: &Visitor,
    desk: &Scripted,
    look: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let page = &visitor.page;
    desk.says(UNBROKEN).await?;
    visitor.hears("orders.len()").await?;
    look("talking").await?;
    page.click(OPTIONS).await?;
    page.find(">>> .menu").await?;
    look("menu").await?;
    page.press(Key::Escape).await?;
    page.until_gone(">>> .menu").await?;
    visitor
        .page
        .eval_async("await chat.endSession();", vec![])
        .await?;
    page.until_focus(KEEP).await?;
    look("confirmation").await?;
    page.press(Key::Escape).await?;
    page.until_gone(KEEP).await?;
    desk.does(
        "desk.tell({ inactive: { endsAt: Date.now() + 60000 } });",
        vec![],
    )
    .await?;
    page.find(">>> .banner__act").await?;
    look("inactive").await?;
    desk.set("answers.send", json!("rejected")).await?;
    page.eval_async("await chat.send('This does not arrive');", vec![])
        .await?;
    page.find(">>> .meta--failed").await?;
    look("not sent").await?;
    desk.ends(Some("Everything was answered and the lamp burns again"))
        .await?;
    page.find(PANEL).await?;
    look("ended").await?;
    page.click(START_NEW).await?;
    page.find(">>> .welcome").await?;
    look("anew").await?;
    page.assert_clean().await
}

async fn r6_1_the_window_fills_the_screen_and_nothing_runs_out_of_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talks_on(&ctx, PHONE, &ending()).await?;
    let page = &visitor.page;
    let fills = "const { left, top, right, bottom } = element.getBoundingClientRect();\
        return left === 0 && top === 0 && right === innerWidth && bottom === innerHeight;";
    page.until_element(WINDOW, fills, &[]).await?;
    reads_everywhere(&visitor, &desk, async |state| {
        can_be_read(page, state).await
    })
    .await
}

async fn r6_1_the_page_behind_cannot_be_reached(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talks_on(&ctx, PHONE, &ending()).await?;
    let page = &visitor.page;
    page.until_element(WINDOW, "return element.matches(':modal');", &[])
        .await?;
    let reached = "const found = new Set();\
        for (let x = 1; x < innerWidth; x += 24)\
          for (let y = 1; y < innerHeight; y += 24) found.add(document.elementFromPoint(x, y)?.localName);\
        return [...found];";
    let reached = page.eval(reached, vec![]).await?;
    ensure!(reached == json!(["session-chat"]), "{reached}");
    page.until_focus(FIELD).await?;
    for held in [&[][..], &[Key::Shift]] {
        for _ in 0..8 {
            page.press_with(held, Key::Tab).await?;
            let is_inside = "return element.contains(element.getRootNode().activeElement);";
            page.until_element(WINDOW, is_inside, &[]).await?;
        }
    }
    page.assert_clean().await
}

/// Makes the page behind so high that there is something to scroll.
const HIGH: &str = "document.body.style.setProperty('height', '5000px');";

async fn r6_1_the_page_behind_cannot_be_scrolled(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talks_on(&ctx, PHONE, &ending()).await?;
    let page = &visitor.page;
    page.eval(HIGH, vec![]).await?;
    let fingers = json!({ "enabled": true, "maxTouchPoints": 1 });
    page.cdp("Emulation.setTouchEmulationEnabled", fingers)
        .await?;
    let lines = "Line\n".repeat(30);
    for is_long in [false, true] {
        if is_long {
            desk.says(&format!("{lines}and the end")).await?;
            visitor.hears("and the end").await?;
        }
        for y in [30, 370, 720] {
            for by in [-300, 300] {
                let top = turned(page, y, by).await?;
                ensure!(top == 0.0, "from {y} by {by}: the page went to {top}");
            }
        }
    }
    // The same on the page itself moves it.
    visitor.closes().await?;
    let is_gone = "return getComputedStyle(element).visibility === 'hidden';";
    page.until_element(">>> dialog.window", is_gone, &[])
        .await?;
    turned(page, 370, -300).await?;
    page.until("scrollY > 0")
        .await
        .context("it scrolls nothing")?;
    page.assert_clean().await
}

/// Turns the wheel, and returns where the page is then.
async fn turned(page: &Page, from: u32, by: i32) -> Result<f64> {
    let gesture = json!({
        "x": 180, "y": from, "yDistance": by, "speed": 3000, "gestureSourceType": "mouse",
    });
    page.cdp("Input.synthesizeScrollGesture", gesture).await?;
    // The page hears of it with its next frame.
    let top = "for (let count = 0; count < 2; count += 1) await new Promise(requestAnimationFrame);\
        return scrollY;";
    let top = page.eval_async(top, vec![]).await?;
    top.as_f64().context("the page is somewhere")
}

/// Whether an element that is there is in sight.
async fn is_in_sight(page: &Page, selector: &str) -> Result<bool> {
    let body = "return element.getClientRects().length > 0;";
    Ok(page.eval_on(selector, body).await? == json!(true))
}

async fn r2_2_the_end_moves_into_the_options_menu(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talks_on(&ctx, PHONE, &ending()).await?;
    let page = &visitor.page;
    page.find(END).await?;
    ensure!(!is_in_sight(page, END).await?, "it is in the header still");
    for confirms in [false, true] {
        page.click(OPTIONS).await?;
        page.click(IN_MENU).await?;
        page.until_focus(KEEP).await?;
        if confirms {
            page.click(CONFIRM).await?;
            visitor.until_phase("ended").await?;
            page.until_focus(START_NEW).await?;
        } else {
            page.press(Key::Escape).await?;
            page.until_gone(KEEP).await?;
            page.until_focus(OPTIONS).await?;
        }
    }
    ensure!(desk.heard("end").await? == 1);
    page.assert_clean().await
}

async fn r2_2_beside_a_page_the_end_stands_in_the_header_alone(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = answered(&ctx, HOST, &ending()).await?;
    let page = &visitor.page;
    page.find(END).await?;
    ensure!(is_in_sight(page, END).await?, "it is not in the header");
    page.click(OPTIONS).await?;
    page.find(">>> .menu").await?;
    ensure!(!is_in_sight(page, IN_MENU).await?, "it is in the menu, too");
    page.assert_clean().await
}

async fn closing_gives_the_focus_back_to_the_launcher(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = talks_on(&ctx, PHONE, &ending()).await?;
    let page = &visitor.page;
    for by_escape in [true, false] {
        page.until_focus(FIELD).await?;
        ensure!(
            page.eval_on(LAUNCHER, "return getComputedStyle(element).visibility;")
                .await?
                == "hidden"
        );
        if by_escape {
            page.press(Key::Escape).await?;
        } else {
            page.click(MINIMISE).await?;
        }
        page.until_gone(WINDOW).await?;
        page.until_focus(LAUNCHER).await?;
        page.until_element(
            LAUNCHER,
            "return getComputedStyle(element).visibility === 'visible';",
            &[],
        )
        .await?;
        page.press(Key::Enter).await?;
        page.find(WINDOW).await?;
    }
    page.assert_clean().await
}

async fn letters_of_twice_the_size_are_not_cut_off(ctx: Ctx) -> Result<()> {
    for locale in ["en", "de"] {
        let mut config = ending();
        config["locale"] = json!(locale);
        config["storage"] = json!("memory");
        let (visitor, desk) = talks_on(&ctx, PHONE, &config).await?;
        let page = &visitor.page;
        // What cannot be read is found.
        let hide = "element.style.setProperty('height', '9px');\
            element.style.setProperty('overflow', 'hidden');";
        page.eval_on(">>> .header__status", hide).await?;
        ensure!(can_be_read(page, "hidden").await.is_err());
        page.eval_on(">>> .header__status", "element.removeAttribute('style');")
            .await?;
        reads_everywhere(&visitor, &desk, async |state| {
            page.eval(TWICE, vec![]).await?;
            can_be_read(page, state).await
        })
        .await
        .with_context(|| locale)?;
    }
    Ok(())
}

async fn a_page_at_four_times_its_size_still_fits(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talks_on(&ctx, (320, 256), &ending()).await?;
    let page = &visitor.page;
    reads_everywhere(&visitor, &desk, async |state| {
        can_be_read(page, state).await
    })
    .await
}

/// Where a thing stands from the left, and its mirror image from the right.
async fn edges(page: &Page, selector: &str) -> Result<(f64, f64)> {
    let body = "const { left, right } = element.getBoundingClientRect();\
        return [left, innerWidth - right];";
    let edges = page.eval_on(selector, body).await?;
    let side = |at: usize| edges[at].as_f64().context("a length");
    Ok((side(0)?, side(1)?))
}

async fn from_right_to_left_everything_is_mirrored(ctx: Ctx) -> Result<()> {
    // Things whose size does not depend on the words in them.
    let things = [
        ">>> .header .avatar",
        OPTIONS,
        MINIMISE,
        ">>> .composer__send",
        FIELD,
    ];
    let mut seen = Vec::new();
    for locale in ["en", "ar"] {
        let config = json!({ "locale": locale, "storage": "memory" });
        let (visitor, desk) = talks_on(&ctx, PHONE, &config).await?;
        let page = &visitor.page;
        desk.says("1").await?;
        visitor.hears("1").await?;
        can_be_read(page, locale).await?;
        let mut places = Vec::new();
        for thing in things {
            places.push(edges(page, thing).await?);
        }
        let (own, theirs) = (edges(page, OWN).await?, edges(page, THEIRS).await?);
        // Short ones, so each stands at its own side alone.
        places.extend([(own.1, 0.0), (theirs.0, 0.0)]);
        if locale == "ar" {
            places.truncate(things.len());
            places.extend([(0.0, own.0), (0.0, theirs.1)]);
        }
        page.press(Key::Escape).await?;
        page.until_focus(LAUNCHER).await?;
        places.push(edges(page, LAUNCHER).await?);
        page.assert_clean().await?;
        seen.push(places);
    }
    let (from_left, from_right) = (&seen[0], &seen[1]);
    for (one, other) in from_left.iter().zip(from_right) {
        let is_mirrored = (one.0 - other.1).abs() <= 1.0 && (one.1 - other.0).abs() <= 1.0;
        ensure!(is_mirrored, "{from_left:?}\n{from_right:?}");
    }
    Ok(())
}

async fn r2_7_a_survey_fits_small_screens(ctx: Ctx) -> Result<()> {
    let survey = json!({ "scale": "numbers", "comment": true });
    for screen in [(320, 640), PHONE, (640, 320)] {
        let id = format!("{}x{}", screen.0, screen.1);
        let config = json!({ "id": id, "offers": { "survey": survey } });
        let (visitor, desk) = talks_on(&ctx, screen, &config).await?;
        let page = &visitor.page;
        desk.ends(None).await?;
        page.until_count(">>> .survey__mark", 11).await?;
        can_be_read(page, &id).await?;
        page.click(">>> .survey__mark:last-child").await?;
        page.find(">>> .survey__mark:last-child :checked").await?;
        page.click(">>> .survey [type=submit]").await?;
        page.find(">>> .survey__thanks").await?;
        page.click(START_NEW).await?;
        page.find(FIELD).await?;
        page.assert_clean().await?;
    }
    Ok(())
}
