//! Settings: those that `init` refuses, and those that are published while a chat runs.

use super::people::{BANNER, END, HOST, PANEL, ROWS, START_NEW, Visitor, Wire, host_path, talking};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r1_3_r2_1_r4_2_settings_that_exclude_each_other_mount_nothing),
    test!(a_wrong_setting_is_refused_by_its_path_and_mounts_nothing),
    test!(r1_6_published_settings_take_effect_and_say_so),
    test!(r1_6_a_desk_publishes_rules_for_chats_that_run_and_that_come),
    test!(r1_6_published_settings_that_exclude_each_other_are_not_applied),
];

/// Opens a host page with these settings and returns the refusal; nothing may stand on the page.
async fn refusal(ctx: &Ctx, config: &Value) -> Result<Value> {
    let page = &ctx.page;
    page.goto(&ctx.url(&host_path(HOST, config))).await?;
    page.until("window.started").await?;
    ensure!(
        page.count("session-chat").await? == 0,
        "{config} mounted something"
    );
    ensure!(
        page.eval("return chats.length;", vec![]).await? == 0,
        "{config} has a handle"
    );
    let probe = page.probe().await?;
    ensure!(probe.storage.is_empty(), "{config}: {:?}", probe.storage);
    ensure!(
        probe
            .alive
            .iter()
            .all(|one| one.starts_with("document:session-chat-")),
        "{config}: {:?}",
        probe.alive
    );
    page.assert_clean().await?;
    page.eval("return refusals[0];", vec![]).await
}

async fn r1_3_r2_1_r4_2_settings_that_exclude_each_other_mount_nothing(ctx: Ctx) -> Result<()> {
    let conflicts = [
        (
            json!({ "endChatWhenSessionEnds": true, "verifiedUsers": true }),
            ["endChatWhenSessionEnds", "verifiedUsers"],
        ),
        (
            json!({ "endChatWhenSessionEnds": true, "afterEnd": "reset" }),
            ["endChatWhenSessionEnds", "afterEnd"],
        ),
        (
            json!({ "endChatWhenSessionEnds": true, "afterEnd": "reopen", "reopening": true }),
            ["endChatWhenSessionEnds", "afterEnd"],
        ),
        (
            json!({ "endUsersCanEnd": true }),
            ["endUsersCanEnd", "multipleConversations"],
        ),
        (
            json!({ "endUsersCanEnd": true, "multipleConversations": true, "reopening": true }),
            ["endUsersCanEnd", "reopening"],
        ),
        (json!({ "afterEnd": "reopen" }), ["afterEnd", "reopening"]),
    ];
    for (config, [field, other]) in conflicts {
        let refusal = refusal(&ctx, &config).await?;
        ensure!(refusal["code"] == "config-conflict", "{config}: {refusal}");
        ensure!(refusal["field"] == field, "{config}: {refusal}");
        let sentence = refusal["message"].as_str().unwrap_or_default();
        ensure!(
            sentence.contains(field) && sentence.contains(other),
            "{sentence}"
        );
    }
    Ok(())
}

async fn a_wrong_setting_is_refused_by_its_path_and_mounts_nothing(ctx: Ctx) -> Result<()> {
    let wrong = [
        (json!({ "backend": {} }), "config-missing", "backend.kind"),
        (
            json!({ "backend": { "kind": "nobody" } }),
            "config-value",
            "backend.kind",
        ),
        (
            json!({ "openOnStart": "yes" }),
            "config-type",
            "openOnStart",
        ),
        (
            json!({ "brand": { "logo": "javascript:alert(1)" } }),
            "config-value",
            "brand.logo",
        ),
        (
            json!({ "otherChannels": [{ "label": "Mail" }] }),
            "config-missing",
            "otherChannels.0.url",
        ),
        (json!({ "colour": "red" }), "config-value", "colour"),
        (json!({ "target": "#nowhere" }), "config-target", "target"),
    ];
    for (config, code, field) in wrong {
        let refusal = refusal(&ctx, &config).await?;
        ensure!(
            refusal["code"] == code && refusal["field"] == field,
            "{config}: {refusal}"
        );
    }
    Ok(())
}

/// Publishes a change as a desk of another make might: ours has its own settings only.
async fn publish(visitor: &Visitor, wire: &Wire, change: Value) -> Result<()> {
    let body = "return JSON.parse(localStorage.getItem('session-chat:default')).kept.visitor;";
    let id = visitor.page.eval(body, vec![]).await?;
    wire.tells(&id, json!({ "settings": change })).await
}

async fn r1_6_published_settings_take_effect_and_say_so(ctx: Ctx) -> Result<()> {
    let config = json!({ "multipleConversations": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    let wire = Wire::tapped(&desk.page).await?;
    ensure!(visitor.page.count(END).await? == 0);
    let change = json!({ "endUsersCanEnd": true, "endChatWhenSessionEnds": true });
    publish(&visitor, &wire, change).await?;
    visitor
        .sees(BANNER, "The settings of this chat have changed.")
        .await?;
    ensure!(visitor.events("settings").await?.len() == 1);
    visitor.ends().await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    // R1.2 holds from now on.
    visitor.closes().await?;
    visitor.opens().await?;
    visitor.has_new_window().await?;
    visitor.page.assert_clean().await
}

async fn r1_6_a_desk_publishes_rules_for_chats_that_run_and_that_come(ctx: Ctx) -> Result<()> {
    let config = json!({ "multipleConversations": true });
    let (visitor, desk) = talking(&ctx, config).await?;
    let rules = [("ending", json!("yes")), ("afterEnd", json!("reset"))];
    desk.sets(&rules).await?;
    visitor
        .sees(BANNER, "The settings of this chat have changed.")
        .await?;
    visitor.page.find(END).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.page.until_gone(ROWS).await?;
    // Whoever comes later has the rules from the start, and nothing has changed for them.
    visitor.page.click(START_NEW).await?;
    visitor.reloads().await?;
    visitor.opens().await?;
    visitor.says("I need a human, please").await?;
    visitor.page.find(END).await?;
    ensure!(visitor.page.count(BANNER).await? == 0);
    visitor.page.assert_clean().await
}

async fn r1_6_published_settings_that_exclude_each_other_are_not_applied(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let wire = Wire::tapped(&desk.page).await?;
    publish(&visitor, &wire, json!({ "endUsersCanEnd": true })).await?;
    visitor
        .page
        .until("events.some(({ name }) => name === 'error')")
        .await?;
    let errors = visitor.events("error").await?;
    ensure!(errors[0]["code"] == "config-conflict", "{errors:?}");
    ensure!(visitor.page.count(END).await? == 0);
    ensure!(visitor.page.count(BANNER).await? == 0);
    desk.says("All as before").await?;
    visitor.hears("All as before").await?;
    visitor.page.assert_clean().await
}
