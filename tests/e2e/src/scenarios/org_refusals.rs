//! What an org refuses, at each step of the way: what the visitor sees, and what the site owner is
//! told to put right.

use super::files::hands;
use super::people::{BANNER, FIELD, Org, PANEL, Visitor, in_touch, timers};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{Fault, FaultRule, Operation, Settings};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_start_that_is_refused_for_good_tells_the_site_owner_why),
    test!(a_start_that_is_refused_for_now_is_tried_again),
    test!(a_create_whose_answer_was_lost_makes_one_conversation),
    test!(a_message_that_is_refused_for_now_is_sent_once),
    test!(a_message_that_is_refused_for_good_can_be_tried_again),
    test!(a_message_behind_an_expired_token_goes_with_a_new_one),
    test!(a_message_that_is_forbidden_loses_the_chat),
    test!(o14_a_file_that_is_refused_can_be_tried_again),
    test!(a_server_that_cannot_be_reached_or_read_is_said_to_the_site_owner),
];

/// The codes that the site owner was told.
async fn told(visitor: &Visitor) -> Result<Vec<Value>> {
    let errors = visitor.events("error").await?;
    Ok(errors.iter().map(|error| error["code"].clone()).collect())
}

async fn a_start_that_is_refused_for_good_tells_the_site_owner_why(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let of_type = Fault::Status {
        code: 400,
        body: Some(json!({ "message": "Invalid deploymentType. Must be api", "code": 400 })),
        retry_after: None,
    };
    for (on, what, code) in [
        (Operation::Token, Fault::status(401), "deployment-unknown"),
        (Operation::Token, Fault::status(403), "deployment-unknown"),
        (Operation::Token, Fault::status(404), "deployment-unknown"),
        (Operation::Token, of_type, "deployment-type"),
        (Operation::Token, Fault::status(423), "org-locked"),
        (
            Operation::Create,
            Fault::status(400),
            "conversation-refused",
        ),
        (
            Operation::Create,
            Fault::status(403),
            "conversation-refused",
        ),
        (Operation::Create, Fault::status(404), "deployment-unknown"),
        (Operation::Create, Fault::status(412), "org-full"),
        (Operation::Create, Fault::status(423), "org-locked"),
    ] {
        let case = format!("{on:?} {what:?}");
        org.control().fault(FaultRule::always(on, what));
        let visitor = org.is_visited(&ctx, json!({})).await?;
        visitor.opens().await?;
        visitor.tries_to_say("Hello").await?;
        visitor
            .until_phase("unavailable")
            .await
            .with_context(|| case.clone())?;
        visitor
            .sees(PANEL, "We cannot take messages right now.")
            .await?;
        ensure!(visitor.page.count(FIELD).await? == 0, "{case}");
        let codes = told(&visitor).await?;
        ensure!(codes == [code], "{case}: {codes:?}");
        let asked = org.control().requests(on).len();
        ensure!(asked == 1, "{case}: asked {asked} times");
        visitor.page.assert_clean().await?;
        org.control().reset();
    }
    Ok(())
}

/// What passes, most of it quickly.
fn passing() -> Vec<Fault> {
    let wait = Fault::Status {
        code: 429,
        body: None,
        retry_after: Some("1".to_owned()),
    };
    let delay = Fault::Delay {
        ms: 1500,
        after_processing: false,
    };
    let reset = Fault::Reset {
        after_processing: false,
    };
    vec![wait, Fault::status(500), Fault::status(503), reset, delay]
}

async fn a_start_that_is_refused_for_now_is_tried_again(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    for on in [Operation::Token, Operation::Create] {
        for what in passing() {
            let case = format!("{on:?} {what:?}");
            let is_late = matches!(what, Fault::Delay { .. });
            let is_reset = matches!(what, Fault::Reset { .. });
            org.control().fault(FaultRule::once(on, what));
            let visitor = org.is_visited(&ctx, json!({})).await?;
            // Where the server is late by its own clock, the page would give up by a hurried one.
            if !is_late {
                timers::hurry(&visitor.page).await?;
            }
            visitor.opens().await?;
            visitor.notes_receipts().await?;
            visitor.says("Hello").await?;
            let word = if is_late { "Sending" } else { "will retry" };
            // Browsers try once more by themselves where a connection broke.
            if !is_reset {
                visitor
                    .has_seen_receipt(word)
                    .await
                    .with_context(|| case.clone())?;
            }
            org.hears("Hello").await.with_context(|| case.clone())?;
            visitor.until_phase("waiting").await?;
            ensure!(org.times_heard("Hello") == 1, "{case}");
            ensure!(org.control().conversations().len() == 1, "{case}");
            ensure!(told(&visitor).await?.is_empty(), "{case}");
            visitor.page.assert_clean().await?;
            visitor.page.eval("chat.destroy();", vec![]).await?;
            org.control().reset();
        }
    }
    Ok(())
}

async fn a_create_whose_answer_was_lost_makes_one_conversation(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    let lost = Fault::Reset {
        after_processing: true,
    };
    org.control()
        .fault(FaultRule::once(Operation::Create, lost));
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    visitor.until_phase("waiting").await?;
    let created = org.control().requests(Operation::Create);
    ensure!(
        created.last().and_then(|seen| seen.status) == Some(409),
        "{created:?}"
    );
    ensure!(org.control().conversations().len() == 1);
    visitor.page.assert_clean().await
}

async fn a_message_that_is_refused_for_now_is_sent_once(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let mut faults = passing();
    faults.push(Fault::Reset {
        after_processing: true,
    });
    faults.push(Fault::Twice);
    for (number, what) in faults.into_iter().enumerate() {
        let case = format!("{what:?}");
        org.control()
            .fault(FaultRule::once(Operation::Message, what));
        let text = format!("Number {number}");
        visitor.says(&text).await?;
        org.hears(&text).await.with_context(|| case.clone())?;
        let count = u64::try_from(number)? + 2;
        // All receipts are those of messages that have arrived.
        visitor
            .page
            .until_count(">>> .row--own", count)
            .await
            .with_context(|| case.clone())?;
        visitor
            .sees_receipt("Delivered")
            .await
            .with_context(|| format!("{case}: {:?}", org.control().requests(Operation::Message)))?;
        visitor.page.until_gone(">>> .meta--failed").await?;
        ensure!(org.times_heard(&text) == 1, "{case}");
    }
    ensure!(told(&visitor).await?.is_empty());
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn a_message_that_is_refused_for_good_can_be_tried_again(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for (number, code) in [400, 404, 412, 413, 415, 423].into_iter().enumerate() {
        org.control()
            .fault(FaultRule::once(Operation::Message, Fault::status(code)));
        let text = format!("Number {number}");
        visitor.says(&text).await?;
        visitor
            .sees(">>> .meta--failed", "Not sent")
            .await
            .with_context(|| code.to_string())?;
        visitor.until_phase("talking").await?;
        ensure!(org.times_heard(&text) == 0, "{code}");
        visitor
            .page
            .click(">>> .meta--failed .meta__action")
            .await?;
        org.hears(&text).await.with_context(|| code.to_string())?;
        visitor.page.until_gone(">>> .meta--failed").await?;
        ensure!(org.times_heard(&text) == 1, "{code}");
    }
    visitor.page.assert_clean().await
}

async fn a_message_behind_an_expired_token_goes_with_a_new_one(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for turn in 1..=2 {
        org.control()
            .fault(FaultRule::once(Operation::Message, Fault::status(401)));
        let text = format!("Turn {turn}");
        visitor.says(&text).await?;
        org.hears(&text).await?;
        ensure!(org.times_heard(&text) == 1);
        org.control().say(None, &format!("Answer {turn}"))?;
        visitor.hears(&format!("Answer {turn}")).await?;
        let renewed = org.control().requests(Operation::Continuation).len();
        ensure!(renewed == turn, "{renewed} new tokens");
    }
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn a_message_that_is_forbidden_loses_the_chat(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control()
        .fault(FaultRule::always(Operation::Message, Fault::status(403)));
    visitor.tries_to_say("May I?").await?;
    visitor.until_phase("lost").await?;
    visitor
        .sees(PANEL, "This browser may no longer open it.")
        .await?;
    visitor.cannot_write().await?;
    visitor.sees(">>> .meta--failed", "Not sent").await?;
    ensure!(org.control().requests(Operation::Message).len() == 2);
    visitor.page.assert_clean().await
}

async fn o14_a_file_that_is_refused_can_be_tried_again(ctx: Ctx) -> Result<()> {
    let config = json!({ "offers": { "files": {} } });
    let mut settings = Settings::default();
    // Files that a script makes have no type.
    settings
        .files
        .types
        .push("application/octet-stream".to_owned());
    let (org, visitor) = in_touch(&ctx, settings, config).await?;
    for (number, code) in [413, 415].into_iter().enumerate() {
        org.control()
            .fault(FaultRule::once(Operation::File, Fault::status(code)));
        let name = format!("{code}.txt");
        hands(&visitor.page, "change", &[(&name, "What I saw")]).await?;
        visitor.sees(">>> .meta--failed", "Not sent").await?;
        visitor
            .page
            .click(">>> .meta--failed .meta__action")
            .await?;
        visitor.page.until_gone(">>> .meta--failed").await?;
        let sent = org.asked(Operation::File, number * 2 + 2).await?;
        let statuses: Vec<_> = sent.iter().filter_map(|seen| seen.status).collect();
        ensure!(statuses.last() == Some(&202), "{statuses:?}");
    }
    // One that passes by itself, and one whose answer was lost.
    for (what, name) in [
        (Fault::status(503), "503.txt"),
        (
            Fault::Reset {
                after_processing: true,
            },
            "lost.txt",
        ),
    ] {
        org.control().fault(FaultRule::once(Operation::File, what));
        hands(&visitor.page, "change", &[(name, "What I saw")]).await?;
        visitor.sees(">>> .row--own .file", name).await?;
        let named = |entry: &Value| entry.to_string().contains(name);
        org.until(name, |control| {
            let all = control.conversations();
            all[0].entries.iter().filter(|entry| named(entry)).count() == 1
        })
        .await?;
        visitor.sees_receipt("Delivered").await?;
    }
    visitor.page.until_count(">>> .row--own .file", 4).await?;
    visitor.page.until_gone(">>> .meta--failed").await?;
    visitor.page.assert_clean().await
}

/// A visitor who opens the chat, and a site owner who is told this alone.
async fn is_advised(ctx: &Ctx, org: &Org, code: &str) -> Result<Visitor> {
    let visitor = org.is_visited(ctx, json!({})).await?;
    visitor.opens().await?;
    visitor
        .page
        .until("events.some(({ name }) => name === 'error')")
        .await?;
    let codes = told(&visitor).await?;
    ensure!(codes == [code], "{codes:?}");
    Ok(visitor)
}

async fn a_server_that_cannot_be_reached_or_read_is_said_to_the_site_owner(ctx: Ctx) -> Result<()> {
    let org = Org::opens().await?;
    // The server answers, and the page may not read it.
    org.control()
        .change(|settings| settings.cors.origins = Some(vec!["https://example.com".to_owned()]));
    is_advised(&ctx, &org, "origin-refused").await?;
    // Nothing is there.
    org.emulator.go_down().await;
    let visitor = is_advised(&ctx, &org, "server-unreachable").await?;
    // What is written waits, and goes once it is there.
    visitor.says("Hello").await?;
    visitor.sees_receipt("will retry").await?;
    org.control()
        .change(|settings| settings.cors.origins = None);
    org.emulator.come_back().await?;
    org.hears("Hello").await?;
    visitor.until_phase("waiting").await?;
    visitor.page.until_gone(BANNER).await?;
    ensure!(org.times_heard("Hello") == 1);
    Ok(())
}
