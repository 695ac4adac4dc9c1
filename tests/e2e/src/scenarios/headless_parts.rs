//! The chat without our window, part by part: what is asked and answered, typing, failed messages,
//! files, surveys, the saved transcript.

use super::headless::{FIELD, OWN, THEIRS, answered, arrives, says, until_told};
use super::people::{Scripted, Visitor};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r6_2_a_choice_is_answered_once),
    test!(r6_2_what_was_not_asked_for_is_no_answer),
    test!(r6_2_typing_is_told_both_ways),
    test!(r6_2_a_message_that_failed_is_tried_again),
    test!(r6_2_what_is_seen_is_not_unread),
    test!(r6_3_a_form_before_the_chat_starts_it),
    test!(r6_3_an_offer_that_cannot_be_read_locks_no_page),
    test!(r2_7_a_survey_is_answered_on_the_page_that_draws_it),
    test!(r6_3_the_transcript_is_saved_in_three_forms),
    test!(r6_5_files_are_judged_before_they_are_sent),
    test!(r4_7_a_silent_visitor_stays),
    test!(r6_4_conversations_are_listed_and_switched),
    test!(a_chat_of_ones_own_speaks_the_visitors_language),
];

/// The desk asks something.
async fn asks(desk: &Scripted, id: &str, content: &Value) -> Result<()> {
    let body = json!({ "rich": { "text": "Which one?", "content": content.to_string() } });
    let author = json!({ "role": "agent", "name": "Sam" });
    let ask = "const [id, author, body] = arguments;\
        desk.tell({ message: { id, author, at: Date.now(), body } });";
    desk.does(ask, vec![json!(id), author, body])
        .await
        .map(drop)
}

/// The code and the field of the refusal of a call.
async fn refusal(visitor: &Visitor, call: &str) -> Result<Value> {
    let body = format!(
        "return await chat.{call}.then(() => 'not refused', ({{ code, field }}) => [code, field]);"
    );
    visitor.page.eval_async(&body, vec![]).await
}

/// Waits until the last message of the transcript has this in the place of `key`.
async fn until_last(visitor: &Visitor, key: &str, value: Value) -> Result<()> {
    let condition = format!("chat.transcript().at(-1)?.{key} === {value}");
    visitor.page.until(&condition).await
}

fn choices() -> Value {
    let option = |id: &str, label: &str| json!({ "id": id, "label": label });
    json!({ "choices": { "options": [option("a", "Brass"), option("b", "Linen")] } })
}

async fn r6_2_a_choice_is_answered_once(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    asks(&desk, "question", &choices()).await?;
    visitor
        .page
        .find("[role=group] button:nth-child(2)")
        .await?;
    visitor.page.assert_accessible("a choice").await?;
    visitor
        .page
        .click("[role=group] button:nth-child(2)")
        .await?;
    visitor.page.until_any_text(OWN, "Linen").await?;
    visitor
        .page
        .find("[role=group] [aria-pressed=true][disabled]")
        .await?;
    visitor
        .page
        .until("desk.commands('send').length === 2")
        .await?;
    let sent = desk
        .does("return desk.commands('send').at(-1).answer;", vec![])
        .await?;
    let values = json!([{ "name": "choice", "value": "b" }]);
    ensure!(sent["to"] == "question", "{sent}");
    ensure!(sent["values"] == json!(values.to_string()), "{sent}");
    ensure!(refusal(&visitor, "answer('question', 'a')").await? == json!(["not-allowed", null]));
    ensure!(desk.heard("send").await? == 2);
    visitor.page.assert_clean().await
}

async fn r6_2_what_was_not_asked_for_is_no_answer(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    asks(&desk, "question", &choices()).await?;
    asks(&desk, "broken", &json!({ "choices": "<img src=x>" })).await?;
    visitor.page.until("chat.transcript().length === 3").await?;
    for (call, expected) in [
        ("answer('question', 'c')", json!(["answer-value", "choice"])),
        (
            "answer('question', [])",
            json!(["answer-missing", "choice"]),
        ),
        ("answer('broken', 'a')", json!(["not-allowed", null])),
        ("answer('nowhere', 'a')", json!(["not-allowed", null])),
        ("send('  ')", json!(["not-allowed", null])),
        ("send('a'.repeat(8001))", json!(["message-too-long", null])),
    ] {
        let refused = refusal(&visitor, call).await?;
        ensure!(refused == expected, "{call}: {refused}");
    }
    until_last(&visitor, "content", Value::Null).await?;
    ensure!(desk.heard("send").await? == 1);
    visitor.page.assert_clean().await
}

async fn r6_2_typing_is_told_both_ways(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    let author = json!({ "role": "agent", "name": "Sam" });
    desk.tells(json!({ "typing": { "author": author, "active": true } }))
        .await?;
    visitor
        .page
        .until_text(".chat__typing", "Sam is writing")
        .await?;
    desk.tells(json!({ "typing": { "author": author, "active": false } }))
        .await?;
    visitor.until_state("typing", Value::Null).await?;
    let told = visitor.events("typing").await?;
    ensure!(
        told[0]["author"] == author && told[1]["author"].is_null(),
        "{told:?}"
    );
    visitor.page.type_into(FIELD, "I was").await?;
    desk.until_heard("typing").await?;
    visitor.page.assert_clean().await
}

async fn r6_2_a_message_that_failed_is_tried_again(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    desk.set("answers.send", json!("rejected")).await?;
    says(&visitor, "Does this arrive?").await?;
    until_told(&visitor, "send-failed").await?;
    until_last(&visitor, "delivery", json!("refused")).await?;
    let failed = visitor.events("send-failed").await?;
    ensure!(
        failed.len() == 1 && failed[0]["why"] == "rejected",
        "{failed:?}"
    );
    desk.set("answers.send", json!("taken")).await?;
    visitor.page.click(".chat__retry").await?;
    until_last(&visitor, "delivery", json!("sent")).await?;
    visitor.page.until_gone(".chat__retry").await?;
    let retry = "retry(chat.transcript().at(-1).id)";
    ensure!(visitor.is_refused(retry).await? == "not-allowed");
    ensure!(visitor.is_refused("discard('nowhere')").await? == "not-allowed");
    visitor.page.assert_clean().await
}

async fn r6_2_what_is_seen_is_not_unread(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    visitor
        .page
        .eval_async("await chat.unseen();", vec![])
        .await?;
    desk.says("One").await?;
    visitor.until_state("unread", json!(1)).await?;
    until_last(&visitor, "firstUnread", json!(true)).await?;
    visitor
        .page
        .eval_async("await chat.seen();", vec![])
        .await?;
    visitor.until_state("unread", json!(0)).await?;
    desk.until_heard("read").await?;
    visitor.page.assert_clean().await
}

async fn r6_3_a_form_before_the_chat_starts_it(ctx: Ctx) -> Result<()> {
    let fields = json!([
        { "name": "name", "label": "Name", "required": true },
        { "name": "source", "kind": "hidden", "value": "shop" },
    ]);
    let offers = json!({ "preChat": { "title": "Hello", "fields": fields } });
    let visitor = arrives(&ctx, &json!({ "offers": offers })).await?;
    let desk = Scripted::stands_in(&visitor.page).await?;
    visitor.until_state("connection", json!("live")).await?;
    ensure!(
        visitor.page.count(FIELD).await? == 0,
        "a field beside the form"
    );
    ensure!(visitor.is_refused("send('Hello')").await? == "not-allowed");
    let missing = json!(["answer-missing", "name"]);
    ensure!(refusal(&visitor, "submitPreChat({})").await? == missing);
    visitor
        .page
        .assert_accessible("a form before the chat")
        .await?;
    visitor.page.type_into(".chat__before input", "Ada").await?;
    visitor.page.click(".chat__before button").await?;
    visitor.until_phase("talking").await?;
    visitor.page.until_any_text(OWN, "Name: Ada").await?;
    let sent = "return desk.commands('send')[0].answer;";
    let sent = desk.does(sent, vec![]).await?;
    let values = json!([
        { "name": "name", "value": "Ada" },
        { "name": "source", "value": "shop" },
    ]);
    ensure!(sent["to"] == "pre-chat", "{sent}");
    ensure!(sent["values"] == json!(values.to_string()), "{sent}");
    ensure!(visitor.is_refused("submitPreChat({ name: 'Ada' })").await? == "not-allowed");
    visitor.page.assert_clean().await
}

async fn r6_3_an_offer_that_cannot_be_read_locks_no_page(ctx: Ctx) -> Result<()> {
    let offers = json!({ "preChat": { "fields": "none" } });
    let visitor = arrives(&ctx, &json!({ "offers": offers })).await?;
    let _desk = Scripted::stands_in(&visitor.page).await?;
    until_told(&visitor, "error").await?;
    let errors = visitor.events("error").await?;
    ensure!(errors[0]["code"] == "offers-unreadable", "{errors:?}");
    ensure!(errors[0]["field"] == "offers.preChat.fields", "{errors:?}");
    says(&visitor, "Hello").await?;
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn r2_7_a_survey_is_answered_on_the_page_that_draws_it(ctx: Ctx) -> Result<()> {
    let survey = json!({ "scale": "numbers", "comment": true, "needsSession": true });
    let config = json!({ "offers": { "survey": survey } });
    let (visitor, desk) = answered(&ctx, &config).await?;
    ensure!(visitor.is_refused("rate({ score: 3 })").await? == "not-allowed");
    desk.ends(None).await?;
    visitor.page.find(".chat__survey").await?;
    visitor.page.assert_accessible("a survey").await?;
    let wrong = json!(["answer-value", "score"]);
    for score in ["11", "-1", "2.5", "'3'", "null"] {
        let call = format!("rate({{ score: {score} }})");
        ensure!(refusal(&visitor, &call).await? == wrong, "{score}");
    }
    visitor.page.click(".chat__survey [value='9']").await?;
    visitor
        .page
        .type_into(".chat__survey textarea", "Quick")
        .await?;
    visitor.page.click(".chat__survey button").await?;
    visitor.page.find(".chat__thanks").await?;
    let rated = desk.does("return desk.commands('rate')[0].rating;", vec![]);
    let rated = rated.await?;
    ensure!(
        rated == json!({ "score": 9, "comment": "Quick" }),
        "{rated}"
    );
    ensure!(visitor.is_refused("rate({ score: 9 })").await? == "not-allowed");
    visitor.page.assert_clean().await
}

async fn r6_3_the_transcript_is_saved_in_three_forms(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({ "brand": { "name": "Lumen" } })).await?;
    desk.says("<b>Hello</b> yourself").await?;
    visitor.page.until_any_text(THEIRS, "yourself").await?;
    let body = "return [chat.saved(), chat.saved('html'), chat.saved('json')];";
    let saved = visitor.page.eval(body, vec![]).await?;
    let [text, page, data] = [0, 1, 2].map(|at| saved[at].as_str().unwrap_or_default().to_owned());
    ensure!(
        text.contains("Lumen") && text.contains("<b>Hello</b> yourself"),
        "{text}"
    );
    ensure!(
        page.contains("&lt;b&gt;Hello") && !page.contains("<b>"),
        "{page}"
    );
    let data: Value = serde_json::from_str(&data)?;
    ensure!(
        data["messages"][1]["text"] == "<b>Hello</b> yourself",
        "{data}"
    );
    visitor.page.assert_clean().await
}

async fn r6_5_files_are_judged_before_they_are_sent(ctx: Ctx) -> Result<()> {
    let files = json!({ "types": ["txt", "png"], "maxBytes": 40 });
    let (visitor, desk) = answered(&ctx, &json!({ "offers": { "files": files } })).await?;
    ensure!(visitor.state().await?["canAttach"] == json!(true));
    for (name, text, code) in [
        ("a.html", "hello", "file-type"),
        ("a.txt", "", "file-empty"),
        (
            "a.txt",
            "a long text, of more than forty characters",
            "file-too-large",
        ),
        ("a.png", "%PDF-1.7", "file-fake"),
    ] {
        let call = format!("sendFile(new File(['{text}'], '{name}'))");
        let refused = refusal(&visitor, &call).await?;
        ensure!(refused == json!([code, null]), "{name}: {refused}");
    }
    ensure!(visitor.is_refused("sendFile('a.txt')").await? == "not-allowed");
    let body = "return await chat.sendFile(new File(['hello'], 'a.txt'));";
    let id = visitor.page.eval_async(body, vec![]).await?;
    until_last(&visitor, "delivery", json!("sent")).await?;
    until_last(&visitor, "content.file.name", json!("a.txt")).await?;
    let taken = desk.does("return desk.files;", vec![]).await?;
    ensure!(taken[0]["id"] == id && taken[0]["size"] == 5, "{taken}");
    visitor.page.assert_clean().await
}

async fn r4_7_a_silent_visitor_stays(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({})).await?;
    ensure!(visitor.is_refused("stay()").await? == "not-allowed");
    let warn = "desk.tell({ inactive: { endsAt: Date.now() + 60000 } });";
    desk.does(warn, vec![]).await?;
    visitor.until_phase("inactive").await?;
    let state = visitor.state().await?;
    ensure!(state["endsAt"].is_string(), "{state}");
    visitor.page.click(".chat__stay").await?;
    desk.until_heard("stay").await?;
    desk.tells(json!("active")).await?;
    visitor.until_phase("talking").await?;
    visitor.until_state("endsAt", Value::Null).await?;
    visitor.page.assert_clean().await
}

async fn r6_4_conversations_are_listed_and_switched(ctx: Ctx) -> Result<()> {
    let config = json!({ "multipleConversations": true });
    let (visitor, desk) = answered(&ctx, &config).await?;
    let list = "const { sam } = desk; const at = Date.now();\
        desk.list = [{ id: chat.state().conversation, at, last: 'Hello' },\
          { id: 'older', at, last: 'Before', participant: sam, unread: 2,\
            ended: { by: 'agent', at } }];";
    desk.does(list, vec![]).await?;
    visitor
        .page
        .eval_async("await chat.listConversations();", vec![])
        .await?;
    visitor
        .page
        .until("chat.state().conversations.length === 2")
        .await?;
    let older = visitor.state().await?["conversations"][1].take();
    ensure!(older["ended"] == "agent" && older["unread"] == 2, "{older}");
    ensure!(visitor.state().await?["unread"] == 2);
    ensure!(visitor.is_refused("switchTo('nowhere')").await? == "not-allowed");
    visitor
        .page
        .eval_async("await chat.switchTo('older');", vec![])
        .await?;
    visitor.until_state("conversation", json!("older")).await?;
    visitor.until_phase("ended").await?;
    visitor.page.assert_clean().await
}

async fn a_chat_of_ones_own_speaks_the_visitors_language(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, &json!({ "locale": "de" })).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor
        .page
        .until_text(".chat__ended", "hat diesen Chat um")
        .await?;
    visitor
        .page
        .eval_async("await chat.setLocale('en');", vec![])
        .await?;
    visitor.until_state("locale", json!("en")).await?;
    let status = visitor.state().await?["status"].take();
    ensure!(status == "Chat ended", "{status}");
    let refused = refusal(&visitor, "setLocale('de_DE')").await?;
    ensure!(refused == json!(["config-value", "locale"]), "{refused}");
    visitor.page.assert_clean().await
}
