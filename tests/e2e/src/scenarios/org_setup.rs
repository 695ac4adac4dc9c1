//! What a site owner has set up, and what they are told where it does not fit.

use super::people::{FIELD, Org, PANEL, Visitor};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{Captcha, Fault, FaultRule, Operation, Settings, Terms};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(each_fault_of_a_setup_is_told_apart_and_says_where_it_is_put_right),
    test!(r6_3_terms_that_the_page_does_not_give_are_told_and_lock_nobody_out),
    test!(a_stranger_proves_that_they_are_no_program_where_the_deployment_asks_for_it),
];

/// The one thing that a site owner is told, besides that a message was not sent.
async fn told(visitor: &Visitor) -> Result<(String, String)> {
    let heard = "events.some(({ name }) => name === 'error')";
    visitor.page.until(heard).await?;
    let mut errors = visitor.events("error").await?;
    errors.retain(|error| error["code"] != "not-sent");
    ensure!(errors.len() == 1, "{errors:?}");
    let word = |name: &str| errors[0][name].as_str().unwrap_or_default().to_owned();
    Ok((word("code"), word("message")))
}

/// A visitor who begins a chat by saying this.
async fn begins(ctx: &Ctx, org: &Org, more: Value, text: &str) -> Result<Visitor> {
    let visitor = org.is_visited(ctx, more).await?;
    visitor.opens().await?;
    visitor.says(text).await?;
    org.hears(text).await?;
    Ok(visitor)
}

async fn each_fault_of_a_setup_is_told_apart_and_says_where_it_is_put_right(
    ctx: Ctx,
) -> Result<()> {
    let org = Org::opens().await?;
    let of_type = |kind: &str| {
        org.control()
            .change(|settings| kind.clone_into(&mut settings.deployment_type));
    };
    let cases: [(&str, Value, &str, &[&str]); 3] = [
        (
            "web",
            json!({}),
            "deployment-type",
            &["type Web", "Custom Client", "Setup"],
        ),
        (
            "api",
            json!({ "orgId": "00D000000000009" }),
            "deployment-unknown",
            &["backend.orgId", "Setup, Company Information"],
        ),
        (
            "api",
            json!({ "deployment": "Another_Client" }),
            "deployment-unknown",
            &["backend.deployment", "Embedded Service Deployments"],
        ),
    ];
    for (kind, backend, code, words) in cases {
        of_type(kind);
        let visitor = org.is_visited(&ctx, json!({ "backend": backend })).await?;
        visitor.opens().await?;
        let (said, sentence) = told(&visitor).await?;
        ensure!(said == code, "{said} in place of {code}");
        for word in words {
            ensure!(sentence.contains(word), "{word} is not in: {sentence}");
        }
        // Looking makes nobody somebody, whatever is wrong.
        ensure!(org.control().requests(Operation::Token).is_empty());
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
        of_type("api");
    }
    // The stream alone refuses the org.
    org.control()
        .fault(FaultRule::once(Operation::Stream, Fault::status(400)));
    let visitor = begins(&ctx, &org, json!({}), "Hello").await?;
    let (said, sentence) = told(&visitor).await?;
    ensure!(said == "org-mismatch" && sentence.contains("backend.orgId"));
    visitor.page.eval("chat.destroy();", vec![]).await?;
    // An org id as spreadsheets have it is none of these.
    let org_id = format!("{}EAA", org.control().settings().org_id);
    let visitor = begins(
        &ctx,
        &org,
        json!({ "backend": { "orgId": org_id } }),
        "Hello again",
    )
    .await?;
    org.control().accept(None, "Sam")?;
    org.control().say(None, "I hear you")?;
    visitor.hears("I hear you").await?;
    ensure!(visitor.events("error").await?.is_empty());
    // A token that has run out is told as what it is.
    org.control().expire_tokens();
    visitor.says("Are you there?").await?;
    visitor.until_phase("lost").await?;
    let (said, sentence) = told(&visitor).await?;
    ensure!(said == "token-expired", "{said}");
    ensure!(sentence.contains("run out"), "{sentence}");
    visitor.page.assert_clean().await
}

/// A visitor of a page whose function gives these proofs, one after the other; nothing is no proof.
async fn proves(ctx: &Ctx, org: &Org, proofs: Value) -> Result<Visitor> {
    let page = ctx.page.clone();
    page.goto(&ctx.url("/tests/pages/csp_strict_remote/"))
        .await?;
    page.until("window.started").await?;
    let body = "\
        window.keys = [];\
        const config = given[0];\
        config.backend.captcha = async ({ siteKey }) => {\
          keys.push(siteKey);\
          const proof = given[1].shift();\
          if (!proof) throw new Error('closed');\
          return proof;\
        };\
        window.chat = await window.start(config);\
        return window.refusals;";
    let given = vec![org.config(json!({})), proofs];
    let refusals = page.eval_async(body, given).await?;
    ensure!(refusals == json!([]), "{refusals}");
    Ok(Visitor { page })
}

async fn a_stranger_proves_that_they_are_no_program_where_the_deployment_asks_for_it(
    ctx: Ctx,
) -> Result<()> {
    let captcha = Captcha::default();
    let org = Org::with(Settings {
        captcha: Some(captcha.clone()),
        ..Settings::default()
    })
    .await?;
    let tokens = || org.control().requests(Operation::Token);
    // Whoever closes the riddle has not sent anything, and can try again.
    let visitor = proves(&ctx, &org, json!([null, captcha.token])).await?;
    visitor.opens().await?;
    ensure!(visitor.page.eval("return keys.length;", vec![]).await? == 0);
    visitor.says("Hello").await?;
    visitor.sees(">>> .meta--failed", "Not sent").await?;
    ensure!(told(&visitor).await?.0 == "captcha-missing");
    ensure!(tokens().is_empty());
    visitor
        .page
        .click(">>> .meta--failed .meta__action")
        .await?;
    org.hears("Hello").await?;
    visitor.until_phase("waiting").await?;
    let asked = tokens();
    ensure!(asked.len() == 1 && asked[0].body["captchaToken"] == *captcha.token);
    let keys = visitor.page.eval("return keys;", vec![]).await?;
    ensure!(
        keys == json!([captcha.site_key, captcha.site_key]),
        "{keys}"
    );
    visitor.page.assert_clean().await?;
    // A proof that is not one is the site owner's to put right, and so is none at all.
    org.control().forget_log();
    let visitor = proves(&ctx, &org, json!(["yesterday's"])).await?;
    visitor.page.eval("localStorage.clear();", vec![]).await?;
    visitor.opens().await?;
    visitor.tries_to_say("Hello").await?;
    visitor.until_phase("unavailable").await?;
    let (code, sentence) = told(&visitor).await?;
    ensure!(code == "captcha-refused" && sentence.contains("Setup"));
    ensure!(tokens().len() == 1);
    org.control().forget_log();
    let visitor = org.is_visited(&ctx, json!({})).await?;
    visitor.opens().await?;
    let (code, sentence) = told(&visitor).await?;
    ensure!(code == "captcha-missing", "{code}");
    ensure!(sentence.contains("backend.captcha"), "{sentence}");
    visitor.page.find(FIELD).await?;
    visitor.tries_to_say("Hello").await?;
    visitor
        .sees(PANEL, "We cannot take messages right now.")
        .await
        .context("nobody can start")?;
    ensure!(tokens().is_empty(), "it would only be refused");
    visitor.page.assert_clean().await
}

async fn r6_3_terms_that_the_page_does_not_give_are_told_and_lock_nobody_out(
    ctx: Ctx,
) -> Result<()> {
    let org = Org::with(Settings {
        terms: Some(Terms {
            label: "I agree to the terms of service.".to_owned(),
            required: true,
        }),
        ..Settings::default()
    })
    .await?;
    let visitor = begins(&ctx, &org, json!({}), "Hello").await?;
    let (code, sentence) = told(&visitor).await?;
    ensure!(code == "terms-missing", "{code}");
    ensure!(sentence.contains("backend.terms"), "{sentence}");
    visitor.page.assert_clean().await
}
