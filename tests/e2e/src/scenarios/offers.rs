//! What is asked before a chat and after it: by the desk's own settings, and by a desk that says
//! what a test tells it to.

use super::people::{
    Desk, FIELD, HOST, OWN, PANEL, START_NEW, Scripted, Visitor, WINDOW, offering, served, talking,
};
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_3_a_form_before_the_chat_starts_it_and_the_agent_reads_it),
    test!(r6_3_faults_of_the_backend_are_told_in_the_form_before_the_chat),
    test!(r6_3_the_form_before_the_chat_by_keyboard_alone),
    test!(r6_3_a_page_has_a_form_of_its_own),
    test!(r6_3_an_offer_that_cannot_be_read_locks_nobody_out),
    test!(r6_3_a_fault_in_the_offers_of_the_page_is_told_with_its_field),
    test!(r6_3_closed_hours_say_when_we_are_back),
    test!(r2_7_a_survey_follows_the_end_and_reaches_the_desk),
    test!(r2_7_each_scale_is_answered_by_keyboard_and_once),
    test!(r4_8_a_survey_for_the_ends_of_agents_follows_no_other),
    test!(r2_7_a_rating_that_is_not_taken_can_be_sent_again),
];

/// The form before the chat.
const FORM: &str = ">>> .pre-chat";
const SUBMIT: &str = ">>> .pre-chat [type=submit]";
const SURVEY: &str = ">>> .survey";

/// Fills in the desk's own form.
async fn fills_in(page: &Page, order: &str) -> Result<()> {
    let fill = "\
        for (const input of element.querySelectorAll('input, select')) {\
          const { type } = input;\
          if (type === 'checkbox') input.checked = true;\
          else if (type === 'email') input.value = 'ada@example.com';\
          else if (type === 'select-one') input.value = input.options[1].value;\
          else if (input.pattern) input.value = arguments[1];\
          else if (type === 'text') input.value = 'Ada';\
        }\
        return true;";
    page.until_element(FORM, fill, &[json!(order)]).await?;
    page.click(SUBMIT).await
}

/// A visitor before the form of a desk that asks.
async fn asked(ctx: &Ctx) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    desk.sets(&[("preChat", json!(true))]).await?;
    let visitor = Visitor::arrives(ctx, json!({ "resume": true })).await?;
    visitor.opens().await?;
    visitor.page.find(SUBMIT).await?;
    Ok((visitor, desk))
}

async fn r6_3_a_form_before_the_chat_starts_it_and_the_agent_reads_it(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = asked(&ctx).await?;
    let page = &visitor.page;
    ensure!(page.count(FIELD).await? == 0, "a field beside the form");
    page.click(SUBMIT).await?;
    page.until_text(">>> .field__fault", "Please fill this in.")
        .await?;
    page.until_focus(">>> .pre-chat [aria-invalid=true]")
        .await?;
    fills_in(page, "12345").await?;
    visitor.sees(OWN, "ada@example.com").await?;
    visitor.hears("I am the assistant").await?;
    page.until_focus(FIELD).await?;
    page.until_gone(FORM).await?;
    // What goes along unseen is not told to the visitor.
    let said = page.texts(OWN).await?.join("\n");
    ensure!(!said.contains("demo"), "{said}");
    visitor.reloads().await?;
    visitor.sees(OWN, "ada@example.com").await?;
    ensure!(page.count(FORM).await? == 0, "asked again in the same chat");
    visitor.says("I need a human, please").await?;
    desk.accepts().await?;
    desk.has_fact("ada@example.com").await?;
    desk.page.until_any_text(".conversation", "Ada").await?;
    page.assert_clean().await
}

async fn r6_3_faults_of_the_backend_are_told_in_the_form_before_the_chat(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = asked(&ctx).await?;
    let page = &visitor.page;
    fills_in(page, "0000").await?;
    page.until_text(">>> .field__fault:not(:empty)", "We have no such order")
        .await?;
    page.until_focus(">>> .pre-chat [aria-invalid=true]")
        .await?;
    let kept = "return element.value === '0000';";
    page.until_element(">>> .pre-chat [pattern]", kept, &[])
        .await?;
    visitor.until_phase("none").await?;
    fills_in(page, "4711").await?;
    visitor.hears("I am the assistant").await?;
    ensure!(
        page.count(OWN).await? == 1,
        "the refused answers are still there"
    );
    page.assert_clean().await
}

/// A desk by script that offers something; the window is open.
async fn offered(ctx: &Ctx, offers: Value) -> Result<(Visitor, Scripted)> {
    let (visitor, desk) = served(ctx, HOST, &json!({})).await?;
    desk.set("offers", offers).await?;
    visitor.opens().await?;
    Ok((visitor, desk))
}

fn two_fields() -> Value {
    let form = json!({
        "title": "Hello",
        "text": "See our [terms](https://example.com/terms).",
        "submit": "Go on",
        "fields": [
            { "name": "name", "label": "Your name", "required": true, "autocomplete": "name" },
            { "name": "terms", "label": "I agree", "kind": "checkbox", "required": true },
            { "name": "page", "kind": "hidden", "value": "shop" },
        ],
    });
    json!({ "preChat": form.to_string() })
}

async fn r6_3_the_form_before_the_chat_by_keyboard_alone(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = offered(&ctx, two_fields()).await?;
    let page = &visitor.page;
    page.find(">>> .pre-chat a[rel~=noopener]").await?;
    page.until_focus(">>> .pre-chat input").await?;
    page.type_text("Ada").await?;
    page.press(Key::Tab).await?;
    page.press_letter(&[], ' ').await?;
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    visitor.sees(OWN, "Your name: Ada").await?;
    visitor.until_phase("talking").await?;
    page.until_focus(FIELD).await?;
    let sent = desk
        .does("return desk.commands('send')[0].answer;", vec![])
        .await?;
    ensure!(sent["to"] == "pre-chat", "{sent}");
    let values: Value = serde_json::from_str(sent["values"].as_str().unwrap_or_default())?;
    let expected = json!([
        { "name": "name", "value": "Ada" },
        { "name": "terms", "value": "true" },
        { "name": "page", "value": "shop" },
    ]);
    ensure!(values == expected, "{values}");
    desk.ends(None).await?;
    page.click(START_NEW).await?;
    page.until_focus(">>> .pre-chat input").await?;
    page.assert_clean().await
}

async fn r6_3_a_page_has_a_form_of_its_own(ctx: Ctx) -> Result<()> {
    let fields = json!([{ "name": "order", "label": "Order", "value": "77" }]);
    let config = json!({ "offers": { "preChat": { "fields": fields } } });
    let (visitor, _desk) = served(&ctx, HOST, &config).await?;
    visitor.opens().await?;
    let page = &visitor.page;
    page.until_text(">>> .pre-chat__title", "Before we start")
        .await?;
    ensure!(visitor.is_refused("send('hello')").await? == "not-allowed");
    page.click(SUBMIT).await?;
    visitor.sees(OWN, "Order: 77").await?;
    page.assert_clean().await
}

async fn r6_3_an_offer_that_cannot_be_read_locks_nobody_out(ctx: Ctx) -> Result<()> {
    let (visitor, _desk) = offered(&ctx, json!({ "preChat": "{\"fields\":3}" })).await?;
    let heard = "events.some(({ name }) => name === 'error')";
    visitor.page.until(heard).await?;
    let errors = visitor.events("error").await?;
    ensure!(
        errors.len() == 1 && errors[0]["code"] == "offers-unreadable",
        "{errors:?}"
    );
    visitor.says("Hello").await?;
    visitor.page.assert_clean().await
}

async fn r6_3_a_fault_in_the_offers_of_the_page_is_told_with_its_field(ctx: Ctx) -> Result<()> {
    let offers = json!({ "preChat": { "fields": [{ "label": "Order", "kind": "colour" }] } });
    let (visitor, _desk) = served(&ctx, HOST, &json!({ "offers": offers })).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor
        .page
        .until("events.some(({ name }) => name === 'error')")
        .await?;
    let errors = visitor.events("error").await?;
    ensure!(
        errors.len() == 1 && errors[0]["field"] == "offers.preChat.fields.0.kind",
        "{errors:?}"
    );
    visitor.page.assert_clean().await
}

async fn r6_3_closed_hours_say_when_we_are_back(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = served(&ctx, HOST, &json!({})).await?;
    let tomorrow = "desk.availability = { closed: { backAt: Date.now() + 864e5 } };";
    desk.does(tomorrow, vec![]).await?;
    desk.set("offers", two_fields()).await?;
    visitor.opens().await?;
    visitor.sees(PANEL, "Back on").await?;
    visitor.page.until_gone(FORM).await?;
    // Where a message can be left, the form comes first.
    desk.tells(json!({ "availability": { "away": { "backAt": null } } }))
        .await?;
    visitor.page.find(SUBMIT).await?;
    visitor.page.assert_clean().await
}

async fn r2_7_a_survey_follows_the_end_and_reaches_the_desk(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "resume": true })).await?;
    let page = &visitor.page;
    desk.sets(&[("survey", json!("stars"))]).await?;
    ensure!(page.count(SURVEY).await? == 0, "before the end");
    desk.ends(None).await?;
    page.find(PANEL).await?;
    page.click(">>> .survey__mark:nth-of-type(4)").await?;
    page.type_into(">>> .survey__comment", "Quick and kind")
        .await?;
    page.click(">>> .survey [type=submit]").await?;
    page.until_text(">>> .survey__thanks", "Thank you").await?;
    desk.has_fact("Quick and kind").await?;
    desk.has_in_history("4").await?;
    visitor.reloads().await?;
    page.until_text(">>> .survey__thanks", "Thank you").await?;
    // It is no part of the chat: the ways on are as they were.
    page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    ensure!(page.count(SURVEY).await? == 0);
    page.assert_clean().await
}

/// Talks with a desk that asks this after the end.
async fn surveyed(ctx: &Ctx, survey: &Value) -> Result<(Visitor, Scripted)> {
    offering(ctx, HOST, json!({ "survey": survey.to_string() })).await
}

async fn r2_7_each_scale_is_answered_by_keyboard_and_once(ctx: Ctx) -> Result<()> {
    for (scale, marks, score) in [("stars", 5, 2), ("faces", 5, 2), ("numbers", 11, 1)] {
        let (visitor, desk) = surveyed(&ctx, &json!({ "scale": scale })).await?;
        let page = &visitor.page;
        desk.ends(None).await?;
        page.until_count(">>> .survey__mark", marks).await?;
        page.focus(">>> .survey__input").await?;
        // An arrow chooses the next of a group, as in any form.
        page.press(Key::Right).await?;
        page.press(Key::Enter).await?;
        page.find(">>> .survey__thanks").await?;
        let rates = desk.does("return desk.commands('rate');", vec![]).await?;
        ensure!(
            rates[0]["rating"]["score"] == json!(score) && rates[1].is_null(),
            "{scale}: {rates}"
        );
        page.assert_clean().await?;
        page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn r4_8_a_survey_for_the_ends_of_agents_follows_no_other(ctx: Ctx) -> Result<()> {
    for (by, follows) in [("bot", false), ("agent", true)] {
        let survey = json!({ "endedBy": ["agent"] });
        let (visitor, desk) = surveyed(&ctx, &survey).await?;
        let end = "desk.end(arguments[0], null, null);";
        desk.does(end, vec![json!(by)]).await?;
        visitor.page.find(PANEL).await?;
        if follows {
            visitor.page.find(SURVEY).await?;
        } else {
            // The part that would draw it has come by now.
            visitor.page.click(">>> .panel__save").await?;
            visitor.page.find(">>> .save").await?;
            ensure!(visitor.page.count(SURVEY).await? == 0, "after a bot's end");
        }
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn r2_7_a_rating_that_is_not_taken_can_be_sent_again(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = surveyed(&ctx, &json!({})).await?;
    let page = &visitor.page;
    desk.set("answers.rate", json!(false)).await?;
    desk.ends(None).await?;
    page.click(">>> .survey [type=submit]").await?;
    page.until_text(">>> .survey .field__fault", "Please fill this in.")
        .await?;
    page.click(">>> .survey__mark:nth-of-type(5)").await?;
    page.click(">>> .survey [type=submit]").await?;
    page.until_text(">>> .survey .field__fault", "was not sent")
        .await?;
    page.find(">>> .survey__input:checked").await?;
    desk.set("answers.rate", json!(true)).await?;
    page.click(">>> .survey [type=submit]").await?;
    page.find(">>> .survey__thanks").await?;
    page.find(WINDOW).await?;
    page.assert_clean().await
}
