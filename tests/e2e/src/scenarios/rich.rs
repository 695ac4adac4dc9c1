//! Rich messages: what can be chosen, filled in and looked at, from the assistant's own keywords.

use super::people::{
    Desk, FREE_HOST, HOST, OWN, THEIRS, Visitor, answered, host_path, moments, until_spoken,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_2_every_kind_of_content_is_drawn),
    test!(r6_2_a_choice_is_taken_once_and_shows_what_was_chosen),
    test!(r6_2_several_choices_and_a_day_are_forms),
    test!(r6_2_a_form_tells_its_faults_and_shows_what_was_sent),
    test!(r6_2_faults_of_the_backend_are_told_in_the_form),
    test!(r6_2_faults_of_what_is_no_form_stand_under_it),
    test!(r6_2_after_the_end_nothing_can_be_answered),
    test!(r6_2_a_story_comes_word_by_word_in_one_row),
    test!(r6_2_progress_moves_in_its_place),
    test!(r6_2_cards_are_leafed_through_by_button_and_by_key),
    test!(r6_2_a_picture_opens_in_a_dialog_and_gives_the_focus_back),
    test!(r6_2_without_pictures_there_are_links),
    test!(content_that_does_not_come_can_be_asked_for_again),
    test!(text_alone_does_not_load_the_late_half),
];

/// What a message holds, drawn.
const RICH: &str = ">>> .content > .rich";
/// The part of the wasm that draws it.
const LATE: &str = "_late.wasm";

/// A visitor who talks with the assistant.
pub async fn greeted(ctx: &Ctx, host: &str, config: Value) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    let page = ctx.page.clone();
    page.goto(&ctx.url(&host_path(host, &config))).await?;
    page.until("window.started").await?;
    let visitor = Visitor { page };
    visitor.opens().await?;
    until_spoken(&visitor.page, &config).await?;
    visitor.says("Hello").await?;
    visitor.hears("I am the assistant").await?;
    Ok((visitor, desk))
}

/// Under the strict policy, which knows no pictures.
async fn strict(ctx: &Ctx) -> Result<(Visitor, Desk)> {
    greeted(ctx, HOST, json!({ "images": false, "resume": true })).await
}

/// What is answered to a keyword, once it is drawn.
pub async fn asks(visitor: &Visitor, keyword: &str) -> Result<()> {
    let before = visitor.page.count(RICH).await?;
    visitor.says(keyword).await?;
    let more = before.saturating_add(1);
    visitor
        .page
        .until_count(RICH, more)
        .await
        .with_context(|| format!("“{keyword}”"))
}

async fn r6_2_every_kind_of_content_is_drawn(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    for (keyword, part, count) in [
        ("options", ".chip", 18),
        ("colours", ".rich__stack > .button", 4),
        ("sizes", ".option > .option__detail", 4),
        ("rooms", "fieldset input[type=checkbox]", 5),
        ("day", "input[type=date][min][max]", 1),
        ("time", ".rich__chips > .chip", 6),
        ("lamp", "article.card .button", 3),
        ("lamps", ".carousel__item", 5),
        ("guide", "a.card--link[rel~=noopener]", 1),
        ("picture", "a.lead", 1),
        ("video", "a.lead[target=_blank]", 1),
        ("sound", "a.lead", 1),
        ("manual", "a.lead bdi", 1),
        ("consent", ".rich__ways > .button", 2),
        ("unknown", ".rich__unknown", 1),
    ] {
        asks(&visitor, keyword).await?;
        let body = "return [...element.querySelectorAll('.rich')].at(-1)\
                    .querySelectorAll(arguments[1]).length === arguments[2];";
        visitor
            .page
            .until_element(">>> .transcript__rows", body, &[json!(part), json!(count)])
            .await
            .with_context(|| keyword.to_owned())?;
    }
    visitor.page.assert_clean().await
}

async fn r6_2_a_choice_is_taken_once_and_shows_what_was_chosen(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    asks(&visitor, "colours").await?;
    let page = &visitor.page;
    // By keyboard alone: the last of the buttons stands before the message field.
    page.press_with(&[Key::Shift], Key::Tab).await?;
    page.press(Key::Enter).await?;
    visitor.sees(OWN, "Linen").await?;
    visitor.hears("You chose Linen.").await?;
    page.until_focus(super::people::FIELD).await?;
    for reloads in [false, true] {
        if reloads {
            visitor.reloads().await?;
            page.find(RICH).await?;
        }
        page.until_count(">>> .rich .button:disabled", 4).await?;
        let chosen = page.texts(">>> .rich .button[aria-pressed=true]").await?;
        ensure!(chosen == ["Linen"], "{chosen:?}");
    }
    page.assert_clean().await
}

async fn r6_2_several_choices_and_a_day_are_forms(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    let page = &visitor.page;
    asks(&visitor, "rooms").await?;
    page.click(">>> .form [type=submit]").await?;
    page.until_text(">>> .field__fault", "Please fill this in.")
        .await?;
    page.click(">>> .field__box:nth-of-type(2)").await?;
    page.click(">>> .field__box:nth-of-type(4)").await?;
    page.click(">>> .form [type=submit]").await?;
    visitor.sees(OWN, "Living room, Kitchen").await?;
    visitor.hears("You chose").await?;
    page.until_text(">>> .form__value", "Living room, Kitchen")
        .await?;
    asks(&visitor, "day").await?;
    let day = "element.value = element.max; return element.value;";
    let day = page.eval_on(">>> input[type=date]", day).await?;
    page.click(">>> .form [type=submit]").await?;
    visitor.sees(OWN, day.as_str().unwrap_or("no day")).await?;
    page.assert_clean().await
}

/// Fills in the assistant's form, but for the address.
async fn fills_in(visitor: &Visitor, address: &str) -> Result<()> {
    let fill = "\
        for (const input of element.querySelectorAll('input, textarea, select')) {\
          const { type } = input;\
          if (type === 'checkbox') { if (input.required) input.checked = true; }\
          else if (type === 'email') input.value = arguments[1];\
          else if (input.pattern) input.value = '12345';\
          else if (type === 'number') input.value = input.min || 1;\
          else if (type === 'date') input.value = input.min;\
          else if (type === 'select-one') input.value = input.options[1].value;\
          else if (type === 'tel') input.value = '+44 20 7946 0000';\
          else input.value = 'Ada';\
        }\
        for (const group of element.querySelectorAll('fieldset'))\
          group.querySelector('input').checked = true;\
        return true;";
    visitor
        .page
        .until_element(">>> .form", fill, &[json!(address)])
        .await
        .map(drop)
}

async fn r6_2_a_form_tells_its_faults_and_shows_what_was_sent(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    let page = &visitor.page;
    asks(&visitor, "form").await?;
    page.click(">>> .form [type=submit]").await?;
    page.until_text(">>> .field__fault", "Please fill this in.")
        .await?;
    page.until_focus(">>> .form [aria-invalid=true]").await?;
    fills_in(&visitor, "ada").await?;
    page.click(">>> .form [type=submit]").await?;
    page.until_focus(">>> .form [type=email]").await?;
    let told = ">>> .field__fault:not(:empty)";
    page.until_text(told, "Write an address like name@example.com.")
        .await?;
    ensure!(page.count(told).await? == 1, "one fault is left");
    fills_in(&visitor, "ada@example.com").await?;
    page.click(">>> .form [type=submit]").await?;
    visitor.sees(OWN, "ada@example.com").await?;
    page.find(">>> .form__summary").await?;
    page.until_gone(">>> .form :is(input, select, textarea, button)")
        .await?;
    page.assert_clean().await
}

async fn r6_2_faults_of_the_backend_are_told_in_the_form(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    let page = &visitor.page;
    asks(&visitor, "form").await?;
    // An address that a browser lets through and the assistant does not.
    fills_in(&visitor, "ada@example").await?;
    let lets_through = "element.querySelector('[type=email]').setAttribute('type', 'text');\
                        element.querySelector('[autocomplete=email]').value = 'ada';";
    page.eval_on(">>> .form", lets_through).await?;
    page.click(">>> .form [type=submit]").await?;
    page.until_text(">>> .field__fault:not(:empty)", "not an e-mail address")
        .await?;
    page.until_focus(">>> .form [aria-invalid=true]").await?;
    let kept = "return element.value === 'ada';";
    page.until_element(">>> .form [type=email]", kept, &[])
        .await?;
    ensure!(
        page.texts(OWN).await?.len() == 2,
        "the refused answer is gone"
    );
    page.assert_clean().await
}

async fn r6_2_faults_of_what_is_no_form_stand_under_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    let page = &visitor.page;
    let faults = json!([{ "name": "choice", "text": "That is sold out." }]).to_string();
    desk.set("answers.send", json!({ "faulty": faults }))
        .await?;
    let choices = json!({ "choices": { "options": [{ "id": "r", "label": "Red" }] } });
    let consent = json!({ "consent": { "accept": "\u{202e}", "decline": "" } });
    for (content, words) in [(choices, "Red"), (consent, "Yes")] {
        let ask = "desk.tell({ message: { id: arguments[1], author: desk.sam, at: Date.now(),\
            body: { rich: { text: 'Which one?', content: arguments[0] } } } });";
        let given = vec![json!(content.to_string()), json!(words)];
        desk.does(ask, given).await?;
        page.until_any_text(">>> .rich button:enabled", words)
            .await?;
        page.click(">>> .row:last-child .rich button").await?;
        page.until_any_text(">>> .row:last-child [role=alert]", "That is sold out.")
            .await?;
        page.find(">>> .row:last-child .rich button:enabled")
            .await?;
    }
    ensure!(
        page.texts(OWN).await? == ["Hello"],
        "what was refused is gone"
    );
    page.assert_clean().await
}

async fn r6_2_after_the_end_nothing_can_be_answered(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = strict(&ctx).await?;
    let page = &visitor.page;
    asks(&visitor, "form").await?;
    asks(&visitor, "colours").await?;
    visitor.says("I need a human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    page.until_gone(">>> .rich :is(input, button):disabled")
        .await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    page.until_gone(">>> .rich :is(input, select, textarea, button):enabled")
        .await?;
    page.assert_clean().await
}

async fn r6_2_a_story_comes_word_by_word_in_one_row(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    visitor.listens_to_announcements().await?;
    let page = &visitor.page;
    let before = page.count(THEIRS).await?;
    let begins = "[...root.querySelectorAll('.bubble')].some(({ textContent }) => \
        textContent.includes('A boat builder') && !textContent.includes('fourth shade'))";
    moments::watch(page, "begins", begins).await?;
    visitor.says("story").await?;
    visitor.hears("It is on its fourth shade.").await?;
    moments::noted(page, "begins").await?;
    ensure!(page.count(THEIRS).await? == before.saturating_add(1));
    visitor.until_announced("fourth shade").await?;
    let told = visitor.announced().await?;
    let told = told.iter().filter(|said| said.contains("Harbour"));
    ensure!(told.count() == 1, "announced bit by bit");
    page.assert_clean().await
}

async fn r6_2_progress_moves_in_its_place(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    let page = &visitor.page;
    // What draws it is there already.
    asks(&visitor, "sizes").await?;
    let moves = "root.querySelector('.rich__progress')?.value > 0";
    moments::watch(page, "moves", moves).await?;
    visitor.says("progress").await?;
    visitor.hears("Found: two of our shops").await?;
    moments::noted(page, "moves").await?;
    page.until_gone(">>> .rich__progress").await?;
    page.assert_clean().await
}

async fn r6_2_cards_are_leafed_through_by_button_and_by_key(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = greeted(&ctx, FREE_HOST, json!({})).await?;
    let page = &visitor.page;
    asks(&visitor, "lamps").await?;
    page.find(">>> .carousel__item img[alt*=brass]").await?;
    let track = ">>> .carousel__track";
    page.click(">>> .carousel__step:last-child").await?;
    let moved = "return Math.abs(element.scrollLeft) > 100;";
    page.until_element(track, moved, &[]).await?;
    page.click(">>> .carousel__step:first-child").await?;
    let back = "return Math.abs(element.scrollLeft) < 5;";
    page.until_element(track, back, &[]).await?;
    page.focus(track).await?;
    page.press(Key::Right).await?;
    let nudged = "return Math.abs(element.scrollLeft) > 5;";
    page.until_element(track, nudged, &[]).await?;
    page.click(">>> .carousel__item:nth-child(2) .button")
        .await?;
    visitor.sees(OWN, "This one").await?;
    page.until_gone(">>> .carousel button.button:enabled")
        .await?;
    page.assert_clean().await
}

async fn r6_2_a_picture_opens_in_a_dialog_and_gives_the_focus_back(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = greeted(&ctx, FREE_HOST, json!({})).await?;
    let page = &visitor.page;
    asks(&visitor, "picture").await?;
    let loaded = "return element.complete && element.naturalWidth > 0;";
    page.until_element(">>> .rich__image img[loading=lazy][alt]", loaded, &[])
        .await?;
    page.focus(">>> .rich__image").await?;
    page.press(Key::Enter).await?;
    page.find(">>> .viewer[open] img[alt]").await?;
    page.until_focus(">>> .viewer__close").await?;
    page.press(Key::Escape).await?;
    page.until_gone(">>> .viewer").await?;
    page.until_focus(">>> .rich__image").await?;
    page.find(super::people::WINDOW).await?;
    page.assert_clean().await
}

async fn r6_2_without_pictures_there_are_links(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    for keyword in ["picture", "lamps", "guide"] {
        asks(&visitor, keyword).await?;
    }
    ensure!(visitor.page.count(">>> img").await? == 0);
    visitor.page.assert_clean().await
}

async fn content_that_does_not_come_can_be_asked_for_again(ctx: Ctx) -> Result<()> {
    ctx.server.fault(LATE, Fault::Status(503), Some(1));
    let (visitor, _desk) = strict(&ctx).await?;
    visitor.says("colours").await?;
    visitor.hears("Which colour").await?;
    visitor.page.click(">>> .content > .bubble__more").await?;
    visitor.page.until_count(RICH, 1).await?;
    ensure!(visitor.page.count(">>> .content > .bubble__more").await? == 0);
    Ok(())
}

async fn text_alone_does_not_load_the_late_half(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = strict(&ctx).await?;
    visitor.says("When are you open?").await?;
    visitor.hears("Monday to Friday").await?;
    let is_late = |ctx: &Ctx| {
        ctx.server
            .hits()
            .iter()
            .any(|hit| hit.target.contains(LATE))
    };
    ensure!(!is_late(&ctx));
    asks(&visitor, "sizes").await?;
    ensure!(is_late(&ctx));
    Ok(())
}
