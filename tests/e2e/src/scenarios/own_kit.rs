//! Our own backends before the conformance kit that integrators hold theirs against: each through
//! a chat that a page draws, with the people of its own kind on the other side.

use super::people::Org;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::time::Duration;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(the_browsers_own_backend_keeps_every_rule_of_the_kit),
    test!(the_salesforce_backend_keeps_every_rule_of_the_kit_that_its_server_can),
];

/// A page that plays the pages of visitors, and has the people on the other side at hand.
const PAGE: &str = "/tests/pages/kit/";

/// How long all rules may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// How long each answer may take there, in milliseconds.
const ANSWER_MS: u64 = 15_000;

/// How many rules the kit has.
const RULES: usize = 28;

/// What a backend can do besides.
const ALL: [&str; 9] = [
    "end", "typing", "read", "stay", "older", "rate", "list", "clear", "upload",
];

/// What came of each rule: its id, and `passed`, `failed` or `skipped`.
async fn judged(
    ctx: &Ctx,
    config: &Value,
    capabilities: &[&str],
    mut options: Value,
) -> Result<Vec<(String, String)>> {
    options["timeoutMs"] = ANSWER_MS.into();
    ctx.goto(PAGE).await?;
    ctx.page.until("window.started").await?;
    let body = "judge(...arguments).then((report) => (window.report = report),\
                (error) => (window.report = { text: String(error?.stack ?? error) }));";
    let asked = vec![config.clone(), json!(capabilities), options];
    ctx.page.eval(body, asked).await?;
    ctx.page.until_within("window.report", PATIENCE).await?;
    let report = ctx.page.eval("return report;", vec![]).await?;
    let text = report["text"].as_str().unwrap_or_default();
    println!("       {}", text.replace('\n', "\n       "));
    ensure!(report["ok"] == true, "{text}");
    let outcome = |one: &Value| {
        let word = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        (word("rule"), word("outcome"))
    };
    let results = report["results"].as_array().into_iter().flatten();
    Ok(results.map(outcome).collect())
}

/// All rules in a chat that is read-only after an end, and a session that is opened again in one
/// that is not: no chat of ours is both.
async fn keeps_all_but(
    ctx: &Ctx,
    backend: &Value,
    capabilities: &[&str],
    skipped: &[&str],
) -> Result<()> {
    let config = json!({
        "backend": backend,
        "endUsersCanEnd": true,
        "multipleConversations": true,
        "offers": { "files": { "types": ["txt"] } },
    });
    let results = judged(ctx, &config, capabilities, json!({})).await?;
    ensure!(results.len() == RULES, "{} rules", results.len());
    let left: Vec<_> = results
        .iter()
        .filter(|(_, outcome)| outcome != "passed")
        .map(|(rule, _)| rule.as_str())
        .collect();
    ensure!(left == skipped, "not judged: {left:?}");

    let config = json!({ "backend": backend, "reopening": true, "afterEnd": "reopen" });
    let only = json!({ "only": ["opens-again"] });
    let results = judged(ctx, &config, &[], only).await?;
    ensure!(
        results == [("opens-again".to_owned(), "passed".to_owned())],
        "{results:?}"
    );
    ctx.page.assert_clean().await
}

async fn the_browsers_own_backend_keeps_every_rule_of_the_kit(ctx: Ctx) -> Result<()> {
    keeps_all_but(&ctx, &json!({ "kind": "local" }), &ALL, &[]).await
}

async fn the_salesforce_backend_keeps_every_rule_of_the_kit_that_its_server_can(
    ctx: Ctx,
) -> Result<()> {
    let org = Org::opens().await?;
    // Its API does not say that a session is about to end, and has no place for a rating.
    let missing = ["stay", "rate"];
    let able: Vec<_> = ALL
        .into_iter()
        .filter(|one| !missing.contains(one))
        .collect();
    let backend = &org.config(json!({}))["backend"];
    keeps_all_but(&ctx, backend, &able, &["hears-stay", "rates"]).await
}
