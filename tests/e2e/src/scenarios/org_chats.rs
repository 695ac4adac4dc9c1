//! Chats with the people of an org, over a server of the vendor's kind: from the first word to the
//! last.

use super::people::{BANNER, FIELD, OWN, Org, PANEL, STATUS, THEIRS, Visitor, in_touch};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{
    Agents, DisplayContext, EndRole, Hours, Opening, Operation, PreChat, Seen, Sender, Settings,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_visitor_waits_meets_an_agent_and_talks),
    test!(whoever_only_looks_gets_no_token),
    test!(an_end_by_whomever_locks_the_field),
    test!(from_a_bot_to_an_agent_and_on_to_another_one_nothing_ends),
    test!(typing_and_receipts_go_both_ways),
    test!(a_message_that_comes_back_in_pieces_stands_once),
    test!(r6_3_the_form_of_the_deployment_starts_the_chat),
    test!(r4_2_the_form_of_each_session_is_asked_again_between_a_message_and_its_way),
    test!(r6_3_closed_hours_say_when_we_are_back),
    test!(r6_3_where_nobody_is_available_a_message_can_be_left),
];

async fn whoever_only_looks_gets_no_token(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.until_state("connection", json!("live")).await?;
    let control = org.control();
    ensure!(control.requests(Operation::Token).is_empty());
    ensure!(control.requests(Operation::Config).len() == 1);
    visitor.page.assert_clean().await
}

async fn a_visitor_waits_meets_an_agent_and_talks(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("Where is my order?").await?;
    visitor.until_phase("waiting").await?;
    org.hears("Where is my order?").await?;
    org.control().queue(None, 3, Some(120))?;
    visitor.page.until_text(STATUS, "3").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    org.control().typing(None, true)?;
    visitor.sees(">>> .row--typing", "").await?;
    org.control().say(None, "It left **today**.")?;
    visitor.hears("It left today.").await?;
    visitor.says("Thank you!").await?;
    org.hears("Thank you!").await?;
    visitor.page.assert_clean().await
}

async fn an_end_by_whomever_locks_the_field(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    visitor.cannot_write().await?;
    let state = visitor.state().await?;
    ensure!(state["ended"]["by"] == "agent", "{state}");
    ensure!(state["ended"]["actorName"] == "Sam", "{state}");
    visitor.page.assert_clean().await
}

fn text(text: &str) -> Value {
    json!({
        "messageType": "StaticContentMessage",
        "staticContent": { "formatType": "Text", "text": text },
    })
}

async fn from_a_bot_to_an_agent_and_on_to_another_one_nothing_ends(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    let control = org.control();
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    control.accept_bot(None, "Assistant")?;
    visitor.until_phase("with-bot").await?;
    visitor.sees(STATUS, "Automated assistant").await?;
    control.send(None, text("I am a program."), Sender::Bot)?;
    visitor.hears("I am a program.").await?;
    control.waiting(None)?;
    visitor.until_phase("waiting").await?;
    control.queue(None, 2, Some(60))?;
    visitor
        .sees(STATUS, "You are number 2 · about 1 minute")
        .await?;
    control.accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    visitor.sees_note("Sam joined").await?;
    control.transfer(None, "Kim")?;
    visitor.sees_note("Kim joined").await?;
    visitor.page.until_text(">>> .header__name", "Kim").await?;
    control.say(None, "I have read it all.")?;
    visitor.hears("I have read it all.").await?;
    visitor.says("Good").await?;
    org.hears("Good").await?;
    visitor.until_phase("talking").await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.is_empty(), "{ends:?}");
    visitor.page.assert_clean().await
}

/// Whether a request says that a message was read, and which one.
fn reads(seen: &Seen, id: &str) -> bool {
    let acks = seen.body["acks"].as_array();
    acks.into_iter()
        .flatten()
        .any(|ack| ack["entryType"] == "Read" && ack["conversationEntryId"] == id)
}

async fn typing_and_receipts_go_both_ways(ctx: Ctx) -> Result<()> {
    let settings = {
        let mut settings = Settings::default();
        settings.messages.acknowledge = false;
        settings
    };
    let (org, visitor) = in_touch(&ctx, settings, json!({})).await?;
    let control = org.control();
    control.typing(None, true)?;
    visitor.page.find(">>> .row--typing").await?;
    control.typing(None, false)?;
    visitor.page.until_gone(">>> .row--typing").await?;
    let id = control.say(None, "What is its number?")?;
    visitor.hears("What is its number?").await?;
    org.until("the message is read", |control| {
        let acks = control.requests(Operation::Ack);
        acks.iter().any(|ack| reads(ack, &id))
    })
    .await?;
    visitor.page.type_into(FIELD, "It is").await?;
    let typing = org.asked(Operation::Typing, 1).await?;
    ensure!(
        typing[0].body["entryType"] == "TypingStartedIndicator",
        "{typing:?}"
    );
    visitor.says(" 77").await?;
    visitor.sees_receipt("Sent").await?;
    org.hears("It is 77").await?;
    control.delivered(None, None)?;
    visitor.sees_receipt("Delivered").await?;
    control.read(None, None)?;
    visitor.sees_receipt("Read").await?;
    let odd: Vec<Seen> = control.log();
    let odd: Vec<_> = odd
        .iter()
        .filter(|seen| seen.status.is_some_and(|status| status >= 400))
        .collect();
    ensure!(odd.is_empty(), "refused: {odd:?}");
    visitor.page.assert_clean().await
}

async fn a_message_that_comes_back_in_pieces_stands_once(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    visitor.says("I saw it at https://example.com/lamp").await?;
    org.hears("I saw it at").await?;
    // What comes after both pieces shows that they have come.
    org.control().say(None, "That one?")?;
    visitor.hears("That one?").await?;
    for _ in 0..2 {
        let own = visitor.page.texts(OWN).await?;
        ensure!(own.len() == 2, "{own:?}");
        ensure!(visitor.page.count(THEIRS).await? == 1);
        visitor.reloads().await?;
        visitor.hears("That one?").await?;
        visitor.until_phase("talking").await?;
    }
    visitor.page.assert_clean().await
}

const SUBMIT: &str = ">>> .pre-chat [type=submit]";

/// Fills in the form before a chat, and sends it.
async fn fills_in(visitor: &Visitor, topic: &str) -> Result<()> {
    let fill = "\
        for (const input of element.querySelectorAll('input, select')) {\
          if (input.type === 'checkbox') input.checked = true;\
          else if (input.type === 'email') input.value = 'ada@example.com';\
          else if (input.type === 'select-one') input.value = arguments[1];\
          else if (input.type === 'text') input.value = 'Ada';\
        }\
        return true;";
    let topic = [json!(topic)];
    let page = &visitor.page;
    page.until_element(">>> .pre-chat", fill, &topic).await?;
    page.click(SUBMIT).await
}

async fn r6_3_the_form_of_the_deployment_starts_the_chat(ctx: Ctx) -> Result<()> {
    let org = Org::with(Settings {
        pre_chat: Some(PreChat::sample()),
        ..Settings::default()
    })
    .await?;
    let labels = json!({ "_firstName": "What may we call you?" });
    let attributes = json!({ "Page": "/lamps", "Phone": "+44 20 7946 0000" });
    let backend = json!({ "backend": { "labels": labels, "attributes": attributes } });
    let visitor = org.is_visited(&ctx, backend).await?;
    let page = &visitor.page;
    visitor.opens().await?;
    page.find(SUBMIT).await?;
    visitor
        .sees(">>> .pre-chat", "What may we call you?")
        .await?;
    visitor.sees(">>> .pre-chat", "Order Number").await?;
    ensure!(page.count(FIELD).await? == 0, "a field beside the form");
    page.click(SUBMIT).await?;
    page.until_text(">>> .field__fault", "Please fill this in.")
        .await?;
    ensure!(
        org.control().requests(Operation::Token).is_empty(),
        "before it is filled in"
    );
    fills_in(&visitor, "Billing").await?;
    visitor.sees(OWN, "ada@example.com").await?;
    visitor.until_phase("waiting").await?;
    page.until_focus(FIELD).await?;
    let created = org.asked(Operation::Create, 1).await?;
    let sent = &created[0].body["routingAttributes"];
    for (name, value) in [
        ("_firstName", "Ada"),
        ("_email", "ada@example.com"),
        ("Topic", "Billing"),
        ("Newsletter", "true"),
        ("Page", "/lamps"),
        ("Phone", "+44 20 7946 0000"),
    ] {
        ensure!(sent[name] == value, "{name}: {sent}");
    }
    ensure!(created.len() == 1 && created[0].status == Some(201));
    page.assert_clean().await
}

async fn r4_2_the_form_of_each_session_is_asked_again_between_a_message_and_its_way(
    ctx: Ctx,
) -> Result<()> {
    let org = Org::with(Settings {
        pre_chat: Some(PreChat {
            display_context: DisplayContext::Session,
            ..PreChat::sample()
        }),
        ..Settings::default()
    })
    .await?;
    let config = json!({ "afterEnd": "reopen", "reopening": true });
    let visitor = org.is_visited(&ctx, config).await?;
    let page = &visitor.page;
    visitor.opens().await?;
    fills_in(&visitor, "Billing").await?;
    visitor.until_phase("waiting").await?;
    org.control().accept(None, "Sam")?;
    org.control().say(None, "That one?")?;
    visitor.hears("That one?").await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    // Before somebody wants to go on, the transcript is what there is to see.
    visitor.sees(THEIRS, "That one?").await?;
    ensure!(page.count(SUBMIT).await? == 0);
    visitor.tries_to_say("One more thing").await?;
    page.find(SUBMIT).await?;
    page.until_focus(">>> .pre-chat input").await?;
    ensure!(org.times_heard("One more thing") == 0);
    fills_in(&visitor, "Delivery").await?;
    org.hears("One more thing").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees(OWN, "One more thing").await?;
    visitor.sees(THEIRS, "That one?").await?;
    page.until_focus(FIELD).await?;
    let all = org.control().conversations();
    ensure!(all.len() == 1 && all[0].sessions == 2, "{}", all.len());
    ensure!(all[0].routing_attributes["Topic"] == "Delivery");
    ensure!(org.times_heard("One more thing") == 1);
    page.assert_clean().await
}

fn now_ms() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    u64::try_from(now.as_millis()).context("a time")
}

async fn r6_3_closed_hours_say_when_we_are_back(ctx: Ctx) -> Result<()> {
    let start_time = now_ms()? + 36 * 3_600_000;
    let hours = Opening {
        start_time,
        end_time: start_time + 3_600_000,
    };
    let org = Org::with(Settings {
        hours: Hours::Open(vec![hours]),
        ..Settings::default()
    })
    .await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    visitor.sees(PANEL, "Back on").await?;
    visitor.cannot_write().await?;
    ensure!(org.control().requests(Operation::Token).is_empty());
    visitor.page.assert_clean().await
}

async fn r6_3_where_nobody_is_available_a_message_can_be_left(ctx: Ctx) -> Result<()> {
    let org = Org::with(Settings {
        agents: Agents {
            available: false,
            checked: true,
        },
        ..Settings::default()
    })
    .await?;
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.until_phase("unavailable").await?;
    visitor.sees(STATUS, "Nobody is online").await?;
    visitor.says("Please call me").await?;
    org.hears("Please call me").await?;
    visitor.until_phase("waiting").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    visitor.page.until_gone(BANNER).await?;
    visitor.page.assert_clean().await
}
