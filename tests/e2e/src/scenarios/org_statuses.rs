//! Refusals of what is asked for beside tokens, conversations and messages. The table of every
//! status at every call is `tests/salesforce/statuses.txt`, held on the host; here is what a
//! visitor and a site owner see of each kind.

use super::people::{BANNER, FIELD, Org, PANEL, Visitor, in_touch};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{Agents, DropStreams, Fault, FaultRule, Operation, Settings};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(what_is_refused_before_a_chat_turns_nobody_away_without_a_reason),
    test!(what_is_refused_beside_a_talk_is_told_where_it_matters_and_nowhere_else),
    test!(an_org_that_is_locked_is_left_alone_until_the_visitor_looks),
];

/// The codes that the site owner was told since this was asked last.
async fn told(visitor: &Visitor) -> Result<Vec<Value>> {
    let errors = visitor.events("error").await?;
    visitor.page.eval("events.length = 0;", vec![]).await?;
    Ok(errors.iter().map(|error| error["code"].clone()).collect())
}

async fn what_is_refused_before_a_chat_turns_nobody_away_without_a_reason(ctx: Ctx) -> Result<()> {
    let org = Org::with(Settings {
        agents: Agents {
            available: true,
            checked: true,
        },
        ..Settings::default()
    })
    .await?;
    // What is asked for, how often it is refused, with what; whether there is a field, and what a
    // site owner is told.
    let cases: [(Operation, u16, bool, &[&str]); 5] = [
        (Operation::Config, 500, true, &[]),
        (Operation::Config, 404, true, &["deployment-unknown"]),
        (Operation::Config, 423, true, &["org-locked"]),
        (Operation::Hours, 503, true, &[]),
        // As in the vendor's own window.
        (Operation::Availability, 500, false, &[]),
    ];
    for (on, code, has_field, codes) in cases {
        let case = format!("{on:?} {code}");
        org.control()
            .fault(FaultRule::always(on, Fault::status(code)));
        let visitor = org.is_visited(&ctx, json!({})).await?;
        visitor.opens().await?;
        if has_field {
            visitor.page.find(FIELD).await?;
        } else {
            visitor.until_phase("unavailable").await?;
        }
        visitor.until_state("connection", json!("live")).await?;
        let said = told(&visitor).await?;
        ensure!(said == codes, "{case}: {said:?}");
        visitor.page.assert_clean().await.context(case)?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
        org.control().reset();
    }
    Ok(())
}

async fn what_is_refused_beside_a_talk_is_told_where_it_matters_and_nowhere_else(
    ctx: Ctx,
) -> Result<()> {
    let config = json!({ "endUsersCanEnd": true, "multipleConversations": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    visitor.until_state("connection", json!("live")).await?;
    let refuse = |on, code| {
        org.control()
            .fault(FaultRule::once(on, Fault::status(code)));
    };
    // Nobody waits for receipts and for signs of typing.
    refuse(Operation::Ack, 403);
    refuse(Operation::Typing, 500);
    org.control().say(None, "A question")?;
    visitor.hears("A question").await?;
    visitor.says("An answer").await?;
    org.hears("An answer").await?;
    // What was missed is looked for again.
    for on in [Operation::Entries, Operation::List] {
        refuse(on, 500);
        org.control().forget_events();
        org.control().drop_streams(DropStreams::Reset);
        let text = format!("After {on:?}");
        org.control().say(None, &text)?;
        visitor.hears(&text).await?;
    }
    visitor.until_phase("talking").await?;
    visitor.page.until_gone(BANNER).await?;
    ensure!(told(&visitor).await?.is_empty());
    // An end that is refused is told, by whichever status.
    for (code, codes) in [(409, vec![]), (423, vec!["org-locked"])] {
        refuse(Operation::Close, code);
        visitor.ends().await?;
        visitor.sees(BANNER, "The chat did not end.").await?;
        visitor.until_phase("talking").await?;
        visitor.page.click(">>> .banner__dismiss").await?;
        visitor.page.until_gone(BANNER).await?;
        let said = told(&visitor).await?;
        ensure!(said == codes, "{code}: {said:?}");
    }
    // One that only lacks a token that is good is not.
    refuse(Operation::Close, 401);
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    let closed = org.asked(Operation::Close, 4).await?;
    ensure!(closed.last().is_some_and(|seen| seen.status == Some(204)));
    // What could not be cleared there is forgotten here.
    refuse(Operation::Close, 500);
    visitor
        .page
        .eval_async("await chat.clearSession().catch(() => {});", vec![])
        .await?;
    visitor.until_state("conversation", Value::Null).await?;
    visitor.page.assert_clean().await
}

async fn an_org_that_is_locked_is_left_alone_until_the_visitor_looks(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    visitor.until_state("connection", json!("live")).await?;
    for on in [
        Operation::Stream,
        Operation::Entries,
        Operation::Continuation,
    ] {
        let case = format!("{on:?}");
        org.control().forget_log();
        org.control()
            .fault(FaultRule::always(on, Fault::status(423)));
        if on == Operation::Continuation {
            visitor.reloads().await?;
        } else {
            org.control().drop_streams(DropStreams::End);
        }
        visitor
            .sees(BANNER, "Answers no longer arrive")
            .await
            .with_context(|| case.clone())?;
        visitor.until_state("connection", json!("stale")).await?;
        visitor.until_phase("talking").await?;
        ensure!(visitor.page.count(PANEL).await? == 0, "{case}: it is lost");
        let said = told(&visitor).await?;
        ensure!(said.contains(&json!("org-locked")), "{case}: {said:?}");
        let asked = org.control().requests(on).len();
        ensure!(asked == 1, "{case}: asked {asked} times");
        org.control().clear_faults();
        visitor.page.click(">>> .banner__act").await?;
        visitor.page.until_gone(BANNER).await?;
        org.control().say(None, &case)?;
        visitor.hears(&case).await?;
    }
    visitor.page.assert_clean().await
}
