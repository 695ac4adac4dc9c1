//! The transcript as a place to scroll in: few rows for many messages, and each where it was.

use super::people::{HOST, ROWS, Scripted, Visitor, WINDOW, served};
use crate::engine::CHROMIUM_ONLY;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(five_thousand_messages_are_few_elements_wherever_one_reads),
    test!(all_messages_are_reached_by_scrolling_each_once_and_in_order),
    test!(messages_that_arrive_below_leave_what_is_read_in_its_place),
    test!(older_pages_that_come_in_above_leave_what_is_read_in_its_place),
    test!(
        a_window_of_another_size_leaves_what_is_read_in_its_place,
        CHROMIUM_ONLY
    ),
    test!(the_button_counts_new_messages_and_brings_to_the_end),
    test!(
        at_the_end_one_stays_there_whatever_changes_its_size,
        CHROMIUM_ONLY
    ),
    test!(away_from_the_end_nothing_is_taken_for_seen),
];

const LOG: &str = ">>> .transcript__log";
const NEWER: &str = ">>> .transcript__newer";
const OLDER: &str = ">>> .transcript__older";

/// What the window may hold in all, by the budget of the design.
const ELEMENTS: u64 = 500;

/// A desk that remembers so many messages and has so many older ones in its archive. Some lines
/// are long, so that the rows are of many heights.
async fn remembered(ctx: &Ctx, kept: u32, archived: u32) -> Result<(Visitor, Scripted)> {
    let (visitor, desk) = served(ctx, HOST, &json!({})).await?;
    let body = "const [kept, archived] = arguments;\
        const now = Date.now(), all = kept + archived;\
        const line = (at) => desk.message(`Line ${at}${'  and more words'.repeat(at % 7 * 3)}`,\
          desk.sam, now - (all - at) * 1000);\
        const list = (from, to) => Array.from({ length: to - from }, (_, at) => line(from + at));\
        desk.kept = { status: { talking: desk.sam }, archive: list(0, archived),\
          messages: list(archived, all) };";
    desk.does(body, vec![json!(kept), json!(archived)]).await?;
    visitor
        .page
        .eval_async("await chat.open();", vec![])
        .await?;
    visitor.page.find(WINDOW).await?;
    let newest = format!("Line {}", kept.saturating_add(archived).saturating_sub(1));
    visitor.hears(&newest).await?;
    until_at_end(&visitor.page).await?;
    Ok((visitor, desk))
}

/// How far the end is below what is in sight.
const BELOW: &str = "element.scrollHeight - element.scrollTop - element.clientHeight";

async fn until_at_end(page: &Page) -> Result<()> {
    let body = format!("return {BELOW} <= 1;");
    page.until_element(LOG, &body, &[]).await.map(drop)
}

/// Scrolls as a wheel does: by so many pixels, and lets the page hear of it.
async fn scrolls(page: &Page, by: i32) -> Result<()> {
    let body = "const log = chat.element.shadowRoot.querySelector('.transcript__log');\
        const before = log.scrollTop;\
        const heard = new Promise((done) => log.addEventListener('scroll', done, { once: true }));\
        log.scrollTop += given[0];\
        if (log.scrollTop !== before) await heard;";
    page.eval_async(body, vec![json!(by)]).await.map(drop)
}

/// Waits until what has changed was drawn, and nothing moves any more.
const DRAWN: &str = "\
    const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });\
    await frame();\
    await frame();\
    const dialog = chat.element.shadowRoot.querySelector('dialog');\
    await Promise.all(dialog.getAnimations().map(({ finished }) => finished));\
    const log = dialog.querySelector('.transcript__log');\
    const top = log.getBoundingClientRect().top;\
    const box = (row) => row.getBoundingClientRect();\
    const rows = [...log.querySelectorAll('li')];\
    const text = (row) => row.querySelector('.bubble, .note').textContent;";

/// The first row in sight, be it a part of it: what it says, and where it begins.
const FIRST: &str = "const row = rows.find((row) => box(row).bottom > top);\
    return [text(row), box(row).top - top];";

/// Where the row that says this begins.
const AGAIN: &str = "const row = rows.find((row) => text(row) === given[0]);\
    return row ? box(row).top - top : 'nowhere';";

/// What stands where, to be compared later.
struct Landmark {
    text: Value,
    top: f64,
}

impl Landmark {
    async fn of(page: &Page) -> Result<Self> {
        let found = page.eval_async(&[DRAWN, FIRST].concat(), vec![]).await?;
        Ok(Self {
            text: found[0].clone(),
            top: found[1].as_f64().unwrap_or(f64::NAN),
        })
    }

    /// The same row stands where it stood, to a pixel.
    async fn holds(&self, page: &Page) -> Result<()> {
        let again = [DRAWN, AGAIN].concat();
        let now = page.eval_async(&again, vec![self.text.clone()]).await?;
        let top = now.as_f64().unwrap_or(f64::NAN);
        ensure!(
            (top - self.top).abs() <= 1.0,
            "{} went from {} to {}",
            self.text,
            self.top,
            now
        );
        Ok(())
    }
}

/// Whether the window holds no more elements than it may.
async fn is_lean(page: &Page) -> Result<()> {
    let count = page.count(">>> *").await?;
    ensure!(count < ELEMENTS, "{count} elements");
    ensure!(page.count(ROWS).await? > 20, "there are rows at all");
    Ok(())
}

async fn five_thousand_messages_are_few_elements_wherever_one_reads(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 5000, 0).await?;
    let page = &visitor.page;
    is_lean(page).await?;
    for _ in 0..12 {
        scrolls(page, -1500).await?;
        is_lean(page).await?;
    }
    desk.says("One more").await?;
    visitor.until_state("unread", json!(1)).await?;
    is_lean(page).await?;
    page.click(NEWER).await?;
    visitor.hears("One more").await?;
    is_lean(page).await?;
    page.assert_clean().await
}

/// Scrolls to the start, step by step, and returns the numbers of all lines in order. Each step
/// is less than a window, so a line that is left out was never in sight.
pub const READ_ALL: &str = "\
    const log = chat.element.shadowRoot.querySelector('.transcript__log');\
    const seen = [];\
    const look = () => {\
      const lines = [...log.querySelectorAll('.row .bubble')]\
        .map(({ textContent }) => Number(textContent.match(/Line (\\d+)/)?.[1]));\
      if (lines.some((line, at) => at > 0 && line !== lines[at - 1] + 1)) throw new Error(`gap in ${lines}`);\
      seen.push(...lines);\
    };\
    const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });\
    for (let still = 0; still < 3;) {\
      const before = log.scrollTop, first = log.querySelector('li');\
      log.scrollTop -= 400;\
      await frame();\
      await frame();\
      look();\
      still = !log.querySelector('.transcript__older') && log.scrollTop === before && log.querySelector('li') === first ? still + 1 : 0;\
    }\
    return [...new Set(seen)].length;";

async fn all_messages_are_reached_by_scrolling_each_once_and_in_order(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 100, 120).await?;
    let page = &visitor.page;
    let lines = page.eval_async(READ_ALL, vec![]).await?;
    ensure!(lines == json!(220), "{lines} of 220 lines were reached");
    ensure!(page.count(OLDER).await? == 0, "there are no older ones");
    // Three pages of at most fifty, each asked for once.
    ensure!(desk.heard("older").await? == 3);
    is_lean(page).await?;
    page.assert_clean().await
}

async fn messages_that_arrive_below_leave_what_is_read_in_its_place(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 400, 0).await?;
    let page = &visitor.page;
    scrolls(page, -900).await?;
    let landmark = Landmark::of(page).await?;
    for count in 1..=3 {
        desk.says(&format!("News {count}")).await?;
        visitor.until_state("unread", json!(count)).await?;
        landmark.holds(page).await?;
    }
    let burst = "for (let count = 1; count <= 100; count += 1) desk.say(`Burst ${count}`);";
    desk.does(burst, vec![]).await?;
    visitor.until_state("unread", json!(103)).await?;
    landmark.holds(page).await?;
    // Somebody who writes stands below the messages, and a banner above them.
    let typing = "desk.tell({ typing: { author: desk.sam, active: true } });";
    desk.does(typing, vec![]).await?;
    landmark.holds(page).await?;
    is_lean(page).await?;
    page.assert_clean().await
}

async fn older_pages_that_come_in_above_leave_what_is_read_in_its_place(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 60, 200).await?;
    let page = &visitor.page;
    desk.set("answers.older", json!("silent")).await?;
    for count in 1..=4 {
        // Near the start and not at it: the row in sight has others above.
        let near = "element.scrollTop = Math.min(element.scrollTop, 300);\
            return desk.commands('older').length === arguments[1];";
        page.until_element(LOG, near, &[json!(count)]).await?;
        page.find(OLDER).await?;
        let landmark = Landmark::of(page).await?;
        let older = "const [{ archive }] = desk.chats.values();\
            const messages = archive.splice(-50);\
            desk.tell({ older: { messages, hasOlder: archive.length > 0 } });";
        desk.does(older, vec![]).await?;
        page.until_gone(OLDER).await?;
        landmark.holds(page).await?;
    }
    is_lean(page).await?;
    page.assert_clean().await
}

async fn a_window_of_another_size_leaves_what_is_read_in_its_place(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = remembered(&ctx, 400, 0).await?;
    let page = &visitor.page;
    scrolls(page, -1500).await?;
    let landmark = Landmark::of(page).await?;
    for (width, height) in [(1000, 500), (500, 700), (1280, 900)] {
        page.set_viewport(width, height).await?;
        landmark.holds(page).await?;
    }
    let narrow = "chat.element.style.setProperty('--session-chat-width', arguments[0]);";
    for width in ["300px", "460px"] {
        page.eval(narrow, vec![json!(width)]).await?;
        landmark.holds(page).await?;
    }
    page.assert_clean().await
}

async fn the_button_counts_new_messages_and_brings_to_the_end(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 400, 0).await?;
    let page = &visitor.page;
    ensure!(page.count(NEWER).await? == 0, "it is at the end");
    scrolls(page, -2500).await?;
    page.until_text(NEWER, "Go to newest messages").await?;
    desk.says("First").await?;
    page.until_text(NEWER, "1 new message").await?;
    desk.says("Second").await?;
    page.until_text(NEWER, "2 new messages").await?;
    page.click(NEWER).await?;
    visitor.hears("Second").await?;
    until_at_end(page).await?;
    page.until_gone(NEWER).await?;
    visitor.until_state("unread", json!(0)).await?;
    desk.says("Third").await?;
    visitor.hears("Third").await?;
    until_at_end(page).await?;
    // Back to the end by the wheel is the end, too.
    scrolls(page, -700).await?;
    desk.says("Fourth").await?;
    page.until_text(NEWER, "1 new message").await?;
    scrolls(page, 5000).await?;
    page.until_gone(NEWER).await?;
    visitor.until_state("unread", json!(0)).await?;
    page.assert_clean().await
}

async fn at_the_end_one_stays_there_whatever_changes_its_size(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 100, 0).await?;
    let page = &visitor.page;
    for (width, height) in [(1000, 500), (600, 800), (1000, 420), (1280, 900)] {
        page.set_viewport(width, height).await?;
        until_at_end(page).await?;
    }
    let typing = "desk.tell({ typing: { author: desk.sam, active: arguments[0] } });";
    for active in [true, false] {
        desk.does(typing, vec![json!(active)]).await?;
        page.until_count(">>> .row--typing", u64::from(active))
            .await?;
        until_at_end(page).await?;
    }
    // A banner, a field of many lines, and the panel in its place take room from it.
    desk.does(
        "desk.tell({ inactive: { endsAt: Date.now() + 60000 } });",
        vec![],
    )
    .await?;
    page.find(">>> .banner__act").await?;
    until_at_end(page).await?;
    page.until_focus(super::people::FIELD).await?;
    for _ in 0..4 {
        page.press_with(&[Key::Shift], Key::Enter).await?;
    }
    until_at_end(page).await?;
    desk.ends(Some("Done")).await?;
    page.find(super::people::PANEL).await?;
    until_at_end(page).await?;
    ensure!(page.count(NEWER).await? == 0);
    page.assert_clean().await
}

async fn away_from_the_end_nothing_is_taken_for_seen(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = remembered(&ctx, 100, 0).await?;
    let page = &visitor.page;
    scrolls(page, -1200).await?;
    desk.says("Unseen").await?;
    visitor.until_state("unread", json!(1)).await?;
    let landmark = Landmark::of(page).await?;
    visitor.closes().await?;
    desk.says("Unseen, too").await?;
    visitor.until_state("unread", json!(2)).await?;
    visitor.opens().await?;
    landmark.holds(page).await?;
    page.until_text(NEWER, "2 new messages").await?;
    page.assert_clean().await
}
