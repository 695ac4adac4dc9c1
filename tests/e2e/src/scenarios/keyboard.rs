//! The window by keyboard alone, and the focus: always somewhere, whatever is taken away.

use super::people::{
    BANNER, CONFIRM, END, FIELD, HOST, KEEP, PANEL, START_NEW, Scripted, Visitor, WINDOW, answered,
    ending, served,
};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::json;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_whole_chat_by_keyboard_alone),
    test!(the_menu_is_walked_by_arrows_and_left_by_escape_and_tab),
    test!(r2_3_the_confirmation_holds_the_focus_until_it_is_answered),
    test!(escape_closes_the_window_from_everywhere_in_it),
    test!(a_window_opened_by_the_page_gives_the_focus_back_to_it),
    test!(r4_1_an_end_by_the_agent_finds_the_focus_wherever_it_is),
    test!(r2_4_the_focus_is_kept_while_the_end_is_on_its_way),
    test!(banners_that_go_give_the_focus_back),
    test!(messages_that_go_give_the_focus_back),
];

const LAUNCHER: &str = ">>> .launcher";
const OPTIONS: &str = ">>> .header__options";
const MINIMISE: &str = ">>> .header__minimise";
const LOG: &str = ">>> .transcript__log";
const MENU: &str = ">>> .menu";
const SHEET: &str = ">>> .confirmation";
const STAY: &str = ">>> .banner__act";
const DISMISS: &str = ">>> .banner__dismiss";

/// The tools in the header from the last to the first, as Shift and Tab come by.
const TOOLS_BACKWARDS: &[&str] = &[LOG, MINIMISE, OPTIONS, END];

/// Writes down from now on if the page is drawn several times while nothing has the focus: in
/// between it may go with what is taken away, as long as nobody can press a key meanwhile.
const WATCH: &str = "\
    const { body, documentElement } = document;\
    window.lost = [];\
    let last = 'nothing yet', bare = 0;\
    const look = () => {\
      const active = document.activeElement;\
      const inner = active?.shadowRoot?.activeElement ?? active;\
      if (inner && inner !== body && inner !== documentElement) {\
        last = `${inner.localName}.${inner.className}`;\
        bare = 0;\
      } else {\
        bare += 1;\
        if (bare === 8) lost.push(`the focus was on ${last}`);\
      }\
      requestAnimationFrame(look);\
    };\
    look();";

async fn watches_the_focus(page: &Page) -> Result<()> {
    page.eval(WATCH, vec![]).await.map(drop)
}

async fn never_lost(page: &Page) -> Result<()> {
    let lost = page.eval("return lost;", vec![]).await?;
    ensure!(lost == json!([]), "{lost}");
    page.assert_clean().await
}

/// Presses Tab once for each of these, and finds the focus there.
async fn tabs(page: &Page, held: &[Key], stops: &[&str]) -> Result<()> {
    for stop in stops {
        page.press_with(held, Key::Tab).await?;
        page.until_focus(stop)
            .await
            .with_context(|| format!("after Tab with {} keys held", held.len()))?;
    }
    Ok(())
}

/// From the message field back to a tool in the header or to the transcript.
async fn back_to(page: &Page, tool: &str) -> Result<()> {
    page.until_focus(FIELD).await?;
    let way = TOOLS_BACKWARDS.iter().position(|stop| *stop == tool);
    let way = way.with_context(|| format!("no tool is {tool}"))?;
    tabs(page, &[Key::Shift], &TOOLS_BACKWARDS[..=way]).await
}

/// Types a message where the focus is, and sends it.
async fn writes(visitor: &Visitor, text: &str) -> Result<()> {
    let page = &visitor.page;
    page.until_focus(FIELD).await?;
    page.type_text(text).await?;
    page.press(Key::Enter).await?;
    page.until_any_text(super::people::OWN, text).await?;
    page.until_focus(FIELD).await
}

/// *Start new chat* by Enter, and talks again.
async fn starts_anew(visitor: &Visitor) -> Result<()> {
    visitor.page.until_focus(START_NEW).await?;
    visitor.page.press(Key::Enter).await?;
    visitor.has_new_window().await?;
    writes(visitor, "Hello again").await?;
    visitor.until_phase("talking").await?;
    visitor.page.find(END).await.map(drop)
}

/// An item of the menu: the first or last of those in sight, or the one after the first.
fn item(place: &str) -> String {
    let which = match place {
        "first" => ":nth-child(1 of .menu__item:not(.menu__item--phone))",
        "last" => ":nth-last-child(1 of .menu__item:not(.menu__item--phone))",
        _ => ":nth-child(2 of .menu__item:not(.menu__item--phone))",
    };
    format!("{MENU} {which}")
}

/// A chat in which the focus is watched; it is in the field.
async fn watched(ctx: &Ctx) -> Result<(Visitor, Scripted)> {
    let (visitor, desk) = answered(ctx, HOST, &ending()).await?;
    visitor.page.until_focus(FIELD).await?;
    visitor.page.find(END).await?;
    watches_the_focus(&visitor.page).await?;
    Ok((visitor, desk))
}

async fn a_whole_chat_by_keyboard_alone(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &ending()).await?;
    let page = &visitor.page;
    tabs(page, &[], &["#before", LAUNCHER]).await?;
    watches_the_focus(page).await?;
    page.press(Key::Enter).await?;
    page.find(WINDOW).await?;
    writes(&visitor, "Hello").await?;
    visitor.until_phase("talking").await?;
    desk.says("This is Sam").await?;
    visitor.hears("This is Sam").await?;
    page.until_focus(FIELD).await?;
    back_to(page, END).await?;
    page.press(Key::Enter).await?;
    page.until_focus(KEEP).await?;
    page.press(Key::Escape).await?;
    page.until_focus(END).await?;
    page.press_letter(&[], ' ').await?;
    page.until_focus(KEEP).await?;
    tabs(page, &[], &[CONFIRM]).await?;
    page.press(Key::Enter).await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    starts_anew(&visitor).await?;
    page.press(Key::Escape).await?;
    page.until_gone(WINDOW).await?;
    page.until_focus(LAUNCHER).await?;
    page.press(Key::Enter).await?;
    page.until_focus(FIELD).await?;
    back_to(page, MINIMISE).await?;
    page.press(Key::Enter).await?;
    page.until_gone(WINDOW).await?;
    page.until_focus(LAUNCHER).await?;
    tabs(page, &[Key::Shift], &["#before"]).await?;
    ensure!(desk.heard("end").await? == 1);
    never_lost(page).await
}

async fn the_menu_is_walked_by_arrows_and_left_by_escape_and_tab(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = watched(&ctx).await?;
    let page = &visitor.page;
    back_to(page, OPTIONS).await?;
    page.press(Key::Enter).await?;
    page.until_focus(&item("first")).await?;
    for (key, place) in [
        (Key::Up, "last"),
        (Key::Down, "first"),
        (Key::End, "last"),
        (Key::Home, "first"),
        (Key::Down, "nth"),
    ] {
        page.press(key).await?;
        page.until_focus(&item(place)).await?;
    }
    for key in [Key::Escape, Key::Tab] {
        page.press(key).await?;
        page.until_gone(MENU).await?;
        page.until_focus(OPTIONS).await?;
        page.find(WINDOW).await?;
        page.press(Key::Enter).await?;
        page.until_focus(&item("first")).await?;
    }
    never_lost(page).await
}

async fn r2_3_the_confirmation_holds_the_focus_until_it_is_answered(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    back_to(page, END).await?;
    page.press(Key::Enter).await?;
    page.until_focus(KEEP).await?;
    tabs(page, &[], &[CONFIRM]).await?;
    tabs(page, &[Key::Shift], &[KEEP]).await?;
    desk.says("Wait, there is more").await?;
    visitor.hears("there is more").await?;
    page.until_focus(KEEP).await?;
    page.press(Key::Enter).await?;
    page.until_gone(SHEET).await?;
    page.until_focus(END).await?;
    ensure!(desk.heard("end").await? == 0);
    never_lost(page).await
}

async fn escape_closes_the_window_from_everywhere_in_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    for stop in TOOLS_BACKWARDS {
        back_to(page, stop).await?;
        page.press(Key::Escape).await?;
        page.until_gone(WINDOW).await?;
        page.until_focus(LAUNCHER).await?;
        page.press(Key::Enter).await?;
        page.find(WINDOW).await?;
    }
    page.until_focus(FIELD).await?;
    desk.ends(None).await?;
    page.until_focus(START_NEW).await?;
    page.press(Key::Escape).await?;
    page.until_gone(WINDOW).await?;
    page.until_focus(LAUNCHER).await?;
    page.press(Key::Enter).await?;
    page.until_focus(START_NEW).await?;
    never_lost(page).await
}

async fn a_window_opened_by_the_page_gives_the_focus_back_to_it(ctx: Ctx) -> Result<()> {
    let hidden = json!({ "launcher": "hidden" });
    let (visitor, _desk) = served(&ctx, HOST, &hidden).await?;
    let page = &visitor.page;
    let open = "document.querySelector('#before').onclick = (event) => {\
        event.preventDefault();\
        chat.open();\
    };";
    page.eval(open, vec![]).await?;
    tabs(page, &[], &["#before"]).await?;
    watches_the_focus(page).await?;
    for _ in 0..2 {
        page.press(Key::Enter).await?;
        page.until_focus(FIELD).await?;
        page.press(Key::Escape).await?;
        page.until_gone(WINDOW).await?;
        page.until_focus("#before").await?;
    }
    never_lost(page).await
}

async fn r4_1_an_end_by_the_agent_finds_the_focus_wherever_it_is(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    let end = async |place: &str| {
        desk.ends(None).await?;
        starts_anew(&visitor)
            .await
            .with_context(|| format!("from {place}"))
    };
    end("the field").await?;
    for stop in TOOLS_BACKWARDS {
        back_to(page, stop).await?;
        end(stop).await?;
    }
    back_to(page, OPTIONS).await?;
    page.press(Key::Enter).await?;
    page.until_focus(">>> .menu__item:not(.menu__item--phone)")
        .await?;
    end("the menu").await?;
    page.until_gone(MENU).await?;
    for goes_on in [false, true] {
        back_to(page, END).await?;
        page.press(Key::Enter).await?;
        page.until_focus(KEEP).await?;
        if goes_on {
            tabs(page, &[], &[CONFIRM]).await?;
        }
        end("the confirmation").await?;
    }
    never_lost(page).await
}

async fn r2_4_the_focus_is_kept_while_the_end_is_on_its_way(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    for (answer, place) in [("endRefused", FIELD), ("ended", START_NEW)] {
        desk.set("answers.end", json!("silent")).await?;
        back_to(page, END).await?;
        page.press(Key::Enter).await?;
        page.until_focus(KEEP).await?;
        tabs(page, &[], &[CONFIRM]).await?;
        page.press(Key::Enter).await?;
        visitor.until_phase("ending").await?;
        page.until_focus(FIELD).await?;
        if answer == "ended" {
            desk.ends(None).await?;
        } else {
            desk.tells(json!(answer)).await?;
            page.find(DISMISS).await?;
        }
        page.until_focus(place).await?;
        if place == FIELD {
            tabs(page, &[Key::Shift], &[LOG, DISMISS]).await?;
            page.press(Key::Enter).await?;
            page.until_gone(BANNER).await?;
        }
    }
    never_lost(page).await
}

async fn banners_that_go_give_the_focus_back(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    let soon = "desk.tell({ inactive: { endsAt: Date.now() + 60000 } });";
    for by_visitor in [true, false] {
        desk.does(soon, vec![]).await?;
        page.find(STAY).await?;
        tabs(page, &[Key::Shift], &[LOG, STAY]).await?;
        if by_visitor {
            page.press(Key::Enter).await?;
        } else {
            desk.tells(json!("active")).await?;
        }
        visitor.until_phase("talking").await?;
        page.until_gone(BANNER).await?;
        page.until_focus(FIELD).await?;
    }
    desk.does(soon, vec![]).await?;
    page.find(STAY).await?;
    tabs(page, &[Key::Shift], &[LOG, STAY]).await?;
    desk.ends(None).await?;
    starts_anew(&visitor).await?;
    desk.set("answers.end", json!("refused")).await?;
    back_to(page, END).await?;
    page.press(Key::Enter).await?;
    page.until_focus(KEEP).await?;
    tabs(page, &[], &[CONFIRM]).await?;
    page.press(Key::Enter).await?;
    page.find(DISMISS).await?;
    page.until_focus(FIELD).await?;
    tabs(page, &[Key::Shift], &[LOG, DISMISS]).await?;
    page.press(Key::Enter).await?;
    page.until_gone(BANNER).await?;
    page.until_focus(FIELD).await?;
    never_lost(page).await
}

async fn messages_that_go_give_the_focus_back(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = watched(&ctx).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("rejected")).await?;
    writes(&visitor, "Never").await?;
    let delete = ">>> .meta__action:last-child";
    page.find(delete).await?;
    tabs(page, &[Key::Shift], &[delete]).await?;
    page.press(Key::Enter).await?;
    page.until_gone(delete).await?;
    page.until_focus(FIELD).await?;
    desk.says("See https://example.org/map").await?;
    let link = ">>> .row a";
    page.find(link).await?;
    tabs(page, &[Key::Shift], &[link]).await?;
    // More than stand in the document at rest, so that the link leaves it.
    let many = "for (let count = 1; count <= 100; count += 1) desk.say(`Line ${count}`);";
    desk.does(many, vec![]).await?;
    page.until_gone(link).await?;
    page.until_focus(FIELD).await?;
    never_lost(page).await
}
