//! What an org sends besides texts, and what is answered to it.

use super::files::hands;
use super::people::{OWN, Org, ROWS, THEIRS, Visitor, in_touch};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{Operation, Sender, Settings};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_2_buttons_and_quick_replies_are_answered_once),
    test!(r6_2_cards_and_forms_are_answered_and_stay_so),
    test!(r6_2_a_streamed_text_becomes_one_row_and_progress_goes),
    test!(a02_what_this_version_does_not_know_has_a_placeholder),
    test!(r6_5_files_go_up_and_come_down),
];

/// No pictures under the strict policy.
async fn with_bot(ctx: &Ctx) -> Result<(Org, Visitor)> {
    let config = json!({ "images": false, "resume": true, "offers": { "files": {} } });
    let mut settings = Settings::default();
    // Files that a script makes have no type.
    settings
        .files
        .types
        .push("application/octet-stream".to_owned());
    in_touch(ctx, settings, config).await
}

fn title(title: &str) -> Value {
    json!({ "itemType": "TitleItem", "title": title })
}

fn option(id: &str, words: &str) -> Value {
    json!({
        "itemType": "TitleOptionItem",
        "titleItem": title(words),
        "optionIdentifier": id,
    })
}

fn choices(format: &str, options: &[Value]) -> Value {
    json!({
        "messageType": "ChoicesMessage",
        "choices": { "formatType": format, "text": "Which one?", "optionItems": options },
    })
}

/// What was sent with the newest message.
async fn last_sent(org: &Org, count: usize) -> Result<Value> {
    let sent = org.asked(Operation::Message, count).await?;
    let last = sent.last().context("a message")?;
    Ok(last.body["message"].clone())
}

/// Whatever can be pressed or filled in.
const OPEN: &str =
    ">>> .content > .rich :is(button:not(.carousel__step), input, select, textarea):enabled";

async fn r6_2_buttons_and_quick_replies_are_answered_once(ctx: Ctx) -> Result<()> {
    let (org, visitor) = with_bot(&ctx).await?;
    let page = &visitor.page;
    for (number, (format, button, [id, words])) in [
        (
            "Buttons",
            ">>> .rich__stack > .button",
            ["red", "A red one"],
        ),
        ("QuickReplies", ">>> .chip", ["blue", "A blue one"]),
        ("ListPicker", ">>> .option", ["old", "An old one"]),
    ]
    .into_iter()
    .enumerate()
    {
        let options = [option(id, words), option("none", "None of these")];
        let asked = org
            .control()
            .send(None, choices(format, &options), Sender::Bot)?;
        page.click(&format!("{button}:enabled"))
            .await
            .with_context(|| format.to_owned())?;
        visitor.sees(OWN, words).await?;
        let sent = last_sent(&org, number + 2).await?;
        ensure!(sent["inReplyToMessageId"] == json!(asked), "{sent}");
        let chosen = &sent["choicesResponse"]["selectedOptions"];
        ensure!(chosen == &json!([{ "optionIdentifier": id }]), "{sent}");
        page.until_gone(OPEN).await?;
    }
    let rows = page.texts(OWN).await?;
    visitor.reloads().await?;
    visitor.sees(OWN, "A red one").await?;
    visitor.until_phase("talking").await?;
    page.until_gone(OPEN).await?;
    ensure!(page.texts(OWN).await? == rows, "{rows:?}");
    page.assert_clean().await
}

fn carousel() -> Value {
    let card = |name: &str, id: &str| {
        json!({
            "titleItem": title(name),
            "interactionItems": [
                option(id, &format!("Choose {name}")),
                {
                    "itemType": "TitleLinkItem",
                    "titleItem": title("Read more"),
                    "url": "https://example.com/plans",
                },
            ],
        })
    };
    json!({
        "messageType": "ChoicesMessage",
        "choices": {
            "formatType": "Carousel",
            "title": "Our plans",
            "items": [card("Basic", "basic"), card("Family", "family")],
        },
    })
}

fn form() -> Value {
    let inputs = [
        json!({
            "inputType": "TextInput", "id": "name", "label": title("Your name"),
            "required": true, "maximumCharacterCount": 80, "textInputType": "Singleline",
            "keyboardType": "Default",
        }),
        json!({
            "inputType": "SelectInput", "id": "topic", "label": title("Topic"),
            "required": false, "multipleSelection": false,
            "optionItems": [option("billing", "Billing"), option("other", "Other")],
        }),
        json!({
            "inputType": "DatePickerInput", "id": "day", "label": title("Day"),
            "required": true, "dateFormat": "DD/MM/YYYY",
        }),
        json!({
            "inputType": "DateTimePickerInput", "id": "call", "label": title("When to call"),
            "required": true, "dateTimeFormat": "DD/MM/YYYY hh:mm",
        }),
    ];
    let sections: Vec<Value> = inputs
        .iter()
        .map(|input| json!({ "sectionType": "SingleInputSection", "input": input }))
        .collect();
    json!({
        "messageType": "FormMessage",
        "form": { "formatType": "Inputs", "formTitle": title("Your request"), "sections": sections },
    })
}

async fn r6_2_cards_and_forms_are_answered_and_stay_so(ctx: Ctx) -> Result<()> {
    let (org, visitor) = with_bot(&ctx).await?;
    let page = &visitor.page;
    org.control().send(None, carousel(), Sender::Bot)?;
    page.until_count(">>> .carousel__item", 2).await?;
    page.click(">>> .carousel__item button.button").await?;
    visitor.sees(OWN, "Choose Basic").await?;
    let sent = last_sent(&org, 2).await?;
    let chosen = &sent["choicesResponse"]["selectedOptions"];
    ensure!(
        chosen == &json!([{ "optionIdentifier": "basic" }]),
        "{sent}"
    );
    org.control().send(None, form(), Sender::Bot)?;
    let submit = ">>> .form [type=submit]";
    page.click(submit).await?;
    page.until_text(">>> .field__fault:not(:empty)", "Please fill this in.")
        .await?;
    let fill = "\
        for (const input of element.querySelectorAll('input, select')) {\
          if (input.type === 'date') input.value = '2026-03-04';\
          else if (input.type === 'datetime-local') input.value = '2026-03-04T10:30';\
          else if (input.type === 'select-one') input.value = 'other';\
          else input.value = 'Ada';\
        }\
        return true;";
    page.until_element(">>> .form", fill, &[]).await?;
    page.click(submit).await?;
    page.find(">>> .form__summary").await?;
    let sent = last_sent(&org, 3).await?;
    // The visitor's time zone is that of the browser.
    let moment = "return new Date('2026-03-04T10:30').toISOString().replace('.000', '');";
    let moment = page.eval(moment, vec![]).await?;
    let expected = json!([
        {
            "inputValueType": "SingleInputValue", "inputId": "name",
            "value": { "valueType": "TextValue", "textValue": "Ada" },
        },
        {
            "inputValueType": "SelectedOptionsInputValue", "inputId": "topic",
            "selectedOptions": [{ "optionIdentifier": "other" }],
        },
        {
            "inputValueType": "SingleInputValue", "inputId": "day",
            "value": { "valueType": "DateTimeValue", "dateTimeValue": "2026-03-04T00:00:00Z" },
        },
        {
            "inputValueType": "SingleInputValue", "inputId": "call",
            "value": { "valueType": "DateTimeValue", "dateTimeValue": moment },
        },
    ]);
    ensure!(sent["formResponse"]["inputValues"] == expected, "{sent}");
    page.until_gone(OPEN).await?;
    let rows = page.count(ROWS).await?;
    visitor.reloads().await?;
    visitor.sees(OWN, "Choose Basic").await?;
    visitor.sees(OWN, "Your name: Ada").await?;
    visitor.sees(OWN, "Topic: Other").await?;
    page.find(">>> .form__summary").await?;
    page.until_gone(OPEN).await?;
    page.until_count(ROWS, rows).await?;
    page.assert_clean().await
}

async fn r6_2_a_streamed_text_becomes_one_row_and_progress_goes(ctx: Ctx) -> Result<()> {
    let (org, visitor) = with_bot(&ctx).await?;
    let (page, control) = (&visitor.page, org.control());
    visitor.listens_to_announcements().await?;
    control.progress(None, "Looking it up")?;
    visitor.sees(THEIRS, "Looking it up").await?;
    page.find(">>> .rich__progress").await?;
    let id = "0d9b5c1e-6f2a-4b3c-8d4e-5f6a7b8c9d0e";
    for (number, part) in [(0, "It left "), (2, "seven "), (1, "at ")] {
        control.stream_token(None, id, number, part)?;
    }
    visitor.hears("It left at seven").await?;
    let before = page.count(ROWS).await?;
    let whole = json!({
        "id": id,
        "messageType": "StaticContentMessage",
        "staticContent": { "formatType": "Text", "text": "It left at seven o'clock." },
    });
    control.send(None, whole, Sender::Bot)?;
    visitor.hears("It left at seven o'clock.").await?;
    page.until_gone(">>> .rich__progress").await?;
    ensure!(page.count(ROWS).await? == before, "another row");
    visitor.until_announced("seven o'clock").await?;
    let told = visitor.announced().await?;
    let told = told.iter().filter(|said| said.contains("It left"));
    ensure!(told.count() == 1, "announced bit by bit");
    page.assert_clean().await
}

async fn a02_what_this_version_does_not_know_has_a_placeholder(ctx: Ctx) -> Result<()> {
    let (org, visitor) = with_bot(&ctx).await?;
    let (page, control) = (&visitor.page, org.control());
    let odd = json!({ "messageType": "HologramMessage", "hologram": { "formatType": "Cube" } });
    control.send(None, odd, Sender::Bot)?;
    page.find(">>> .rich__unknown").await?;
    let odd = json!({
        "messageType": "StaticContentMessage",
        "staticContent": { "formatType": "Hologram", "text": "A new kind of text." },
    });
    control.send(None, odd, Sender::Bot)?;
    visitor.hears("A new kind of text.").await?;
    let payload = json!({ "flavour": 7, "entries": null });
    control.raw_entry(None, "CONVERSATION_FLAVOUR", "Flavour", payload)?;
    control.say(None, "Still here")?;
    visitor.hears("Still here").await?;
    let rows = page.count(ROWS).await?;
    visitor.reloads().await?;
    visitor.hears("Still here").await?;
    page.until_count(ROWS, rows).await?;
    page.assert_clean().await
}

async fn r6_5_files_go_up_and_come_down(ctx: Ctx) -> Result<()> {
    let (org, visitor) = with_bot(&ctx).await?;
    let page = &visitor.page;
    page.find(">>> .attach").await?;
    hands(page, "change", &[("note.txt", "What I saw")]).await?;
    let file = ">>> .row--own .file";
    page.until_any_text(file, "note.txt").await?;
    let sent = org.asked(Operation::File, 1).await?;
    let parts = &sent[0].body;
    ensure!(
        parts[1]["fileName"] == "note.txt" && parts[1]["bytes"] == 10,
        "{parts}"
    );
    ensure!(
        parts[0]["value"]["isNewMessagingSession"] == json!(false),
        "{parts}"
    );
    visitor.sees_receipt("Delivered").await?;
    let url = format!("{}/file.txt", org.emulator.base_url());
    let down = json!({
        "messageType": "StaticContentMessage",
        "staticContent": {
            "formatType": "Attachments",
            "text": "Here is yours.",
            "attachments": [
                { "id": "f", "name": "answer.txt", "mimeType": "text/plain", "url": url },
            ],
        },
    });
    org.control().send(None, down, Sender::Agent)?;
    visitor.hears("Here is yours.").await?;
    let link = ">>> .row:not(.row--own) a[rel~=noopener]";
    page.until_any_text(link, "answer.txt").await?;
    ensure!(page.count(file).await? == 1, "its echo stands beside it");
    visitor.reloads().await?;
    visitor.sees(">>> .row--own", "note.txt").await?;
    page.until_any_text(link, "answer.txt").await?;
    page.until_count(">>> .row--own", 2).await?;
    page.assert_clean().await
}
