//! What is left of a session that has ended, for a page that keeps count (R5.1).

use super::people::{HOST, PANEL, answered, in_touch};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{EndRole, Settings};
use site_server::Fault;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r5_1_a_page_that_asks_for_records_gets_one_after_each_end),
    test!(r5_1_a_session_of_an_org_is_counted_and_timed_too),
    test!(r5_1_a_record_that_cannot_be_made_is_told_as_none),
    test!(r5_1_nothing_is_loaded_for_a_page_that_asks_for_none),
];

const LATE: &str = "_late.wasm";
const TOLD: &str = "events.filter(({ name }) => name === 'record').length";

async fn r5_1_a_page_that_asks_for_records_gets_one_after_each_end(ctx: Ctx) -> Result<()> {
    for after_end in ["readOnly", "reset"] {
        let config = json!({ "id": after_end, "afterEnd": after_end, "records": true });
        let (visitor, desk) = answered(&ctx, HOST, &config).await?;
        desk.says("Good morning").await?;
        visitor.hears("Good morning").await?;
        desk.ends(Some("Question answered")).await?;
        visitor.page.until(&format!("{TOLD} === 1")).await?;
        let ended = &visitor.events("ended").await?[0];
        let record = &visitor.events("record").await?[0];
        ensure!(record["endedBy"] == "agent", "{record}");
        ensure!(record["reason"] == "Question answered", "{record}");
        ensure!(record["endedAt"] == ended["at"], "{record} {ended}");
        ensure!(record["sent"] == 1 && record["isWhole"] == true, "{record}");
        ensure!(record["received"].as_u64() >= Some(1), "{record}");
        let people = record["participants"].to_string();
        ensure!(people.contains("\"agent\""), "{record}");
        ensure!(!record.to_string().contains("Good morning"), "{record}");
        visitor.page.assert_clean().await?;
    }
    Ok(())
}

async fn r5_1_a_session_of_an_org_is_counted_and_timed_too(ctx: Ctx) -> Result<()> {
    let config = json!({ "records": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    org.control().say(None, "Good morning")?;
    visitor.hears("Good morning").await?;
    visitor.says("Good morning to you").await?;
    org.hears("Good morning to you").await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.page.until(&format!("{TOLD} === 1")).await?;
    let record = &visitor.events("record").await?[0];
    let all = org.control().conversations();
    ensure!(record["conversation"] == *all[0].id, "{record}");
    ensure!(record["endedBy"] == "agent", "{record}");
    ensure!(record["sent"] == 2 && record["received"] == 1, "{record}");
    let sam = json!([{ "role": "agent", "name": "Sam" }]);
    ensure!(record["participants"] == sam, "{record}");
    let moments = ["startedAt", "queuedAt", "answeredAt", "endedAt"];
    let moments: Vec<_> = moments.iter().map(|name| record[name].as_str()).collect();
    ensure!(moments.iter().all(Option::is_some), "{record}");
    ensure!(
        moments[0] <= moments[2] && moments[2] <= moments[3],
        "{record}"
    );
    ensure!(record["waitMs"].is_u64(), "{record}");
    ensure!(!record.to_string().contains("Good morning"), "{record}");
    visitor.page.assert_clean().await
}

async fn r5_1_a_record_that_cannot_be_made_is_told_as_none(ctx: Ctx) -> Result<()> {
    ctx.server.fault(LATE, Fault::Status(404), None);
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "records": true })).await?;
    desk.ends(None).await?;
    visitor.page.until(&format!("{TOLD} === 1")).await?;
    let records = visitor.events("record").await?;
    ensure!(records == [Value::Null], "{records:?}");
    // The chat itself knows of nothing.
    visitor.until_phase("ended").await?;
    ensure!(visitor.events("error").await?.is_empty());
    visitor.page.assert_clean().await
}

async fn r5_1_nothing_is_loaded_for_a_page_that_asks_for_none(ctx: Ctx) -> Result<()> {
    ctx.server.forget_hits();
    let (visitor, desk) = answered(&ctx, HOST, &json!({})).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.page.find(PANEL).await?;
    ensure!(visitor.events("record").await?.is_empty());
    let hits = ctx.server.hits();
    ensure!(!hits.iter().any(|hit| hit.target.contains(LATE)));
    visitor.page.assert_clean().await
}
