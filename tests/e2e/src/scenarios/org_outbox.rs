//! What becomes of a message on its way to an org: answers that are late, lost, or refusals. See
//! `tests/faults.md`.

use super::people::{FIELD, OWN, Org, Visitor, in_touch, moments, timers};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use session_chat_emulator::{Fault, FaultRule, Operation, Settings};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(o02_o03_a_message_is_sent_whether_its_echo_comes_first_or_never).alone(),
    test!(o04_what_fails_three_times_arrives_and_nothing_overtakes_it),
    test!(o05_what_is_refused_for_good_is_not_tried_again),
    test!(o06_a_wait_that_is_asked_for_holds_for_all_and_for_nobodys_typing),
];

/// Notes when messages are posted, by the page's clock: a driver's script may have one of its own.
const WATCH_POSTS: &str = "\
    const { Date, fetch } = window;\
    window.posts = [];\
    window.fetch = (url, init) => {\
      if (String(url).endsWith('/message')) posts.push(Date.now());\
      return fetch(url, init);\
    };";

/// When messages were posted, by the page's clock, in seconds after the first.
async fn posts(visitor: &Visitor) -> Result<Vec<f64>> {
    let body = "return posts.map((at) => (at - posts[0]) / 1000);";
    let posts = visitor.page.eval(body, vec![]).await?;
    Ok(serde_json::from_value(posts)?)
}

/// A visitor and an agent who talk, with a clock that is fast.
async fn in_fast_touch(ctx: &Ctx) -> Result<(Org, Visitor)> {
    let mut settings = Settings::default();
    settings.stream.ping_ms = 200;
    let org = Org::with(settings).await?;
    let visitor = org.is_visited(ctx, json!({})).await?;
    timers::hurry(&visitor.page).await?;
    visitor.page.eval(WATCH_POSTS, vec![]).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    visitor.page.eval("posts.length = 0;", vec![]).await?;
    Ok((org, visitor))
}

/// Notes when a message was answered.
const WATCH_ANSWERS: &str = "\
    const { fetch } = window;\
    window.noted ??= {};\
    window.fetch = async (url, init) => {\
      const answer = await fetch(url, init);\
      if (String(url).endsWith('/message')) noted.answered = Date.now();\
      return answer;\
    };";

/// Notes, under the word, when the receipt of the own message with this text says it.
async fn watch_receipt(visitor: &Visitor, text: &str, word: &str) -> Result<()> {
    let says = format!(
        "[...root.querySelectorAll('.row--own')].some(({{ textContent }}) => \
         textContent.includes('{text}') && textContent.includes('{word}'))"
    );
    moments::watch(&visitor.page, word, &says).await
}

/// The texts of an org's newest conversation, from this one on.
fn heard_since(org: &Org, text: &str) -> Vec<String> {
    let all = org.control().conversations();
    let texts = all.last().map(|one| one.texts()).unwrap_or_default();
    let texts = texts.into_iter().map(str::to_owned);
    texts.skip_while(|said| said != text).collect()
}

async fn o02_o03_a_message_is_sent_whether_its_echo_comes_first_or_never(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    // The echo comes a second before the answer.
    let late = Fault::Delay {
        ms: 1_000,
        after_processing: true,
    };
    org.control()
        .fault(FaultRule::once(Operation::Message, late));
    let before = org.control().requests(Operation::Message).len();
    visitor.page.eval(WATCH_ANSWERS, vec![]).await?;
    watch_receipt(&visitor, "Echoed first", "Delivered").await?;
    visitor.says("Echoed first").await?;
    let delivered = moments::noted(&visitor.page, "Delivered").await?;
    ensure!(visitor.page.count(OWN).await? == 2);
    let answered = moments::noted(&visitor.page, "answered").await?;
    ensure!(delivered < answered, "the answer came first");
    // The echo never comes, and nobody says that it has arrived.
    org.control().change(|settings| {
        settings.messages.echo = false;
        settings.messages.acknowledge = false;
    });
    watch_receipt(&visitor, "Never echoed", "Sent").await?;
    moments::watch_event(&visitor.page, "pressed", "keydown").await?;
    visitor.says("Never echoed").await?;
    let sent = moments::noted(&visitor.page, "Sent").await?;
    // The last key is the one that sends.
    let pressed = moments::noted(&visitor.page, "pressed").await?;
    moments::within("o03: sent", pressed, sent, 1_000.0)?;
    ensure!(visitor.page.count(OWN).await? == 3);
    for text in ["Echoed first", "Never echoed"] {
        ensure!(org.times_heard(text) == 1, "{text}");
    }
    let posted = org.control().requests(Operation::Message).len();
    ensure!(posted == before + 2, "{posted} requests");
    visitor.page.assert_clean().await
}

async fn o04_what_fails_three_times_arrives_and_nothing_overtakes_it(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_fast_touch(&ctx).await?;
    org.control()
        .fault(FaultRule::times(Operation::Message, Fault::status(500), 3));
    for text in ["First", "Second", "Third"] {
        visitor.says(text).await?;
    }
    org.hears("Third").await?;
    let heard = heard_since(&org, "First");
    ensure!(heard == ["First", "Second", "Third"], "{heard:?}");
    visitor.sees_receipt("Delivered").await?;
    visitor.page.until_count(OWN, 4).await?;
    visitor.page.until_gone(">>> .meta--failed").await?;
    let posts = posts(&visitor).await?;
    let gaps: Vec<_> = posts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    println!("  o04: {gaps:.1?} s between tries (bound 2 to 16 s, 30 s in all)");
    ensure!(posts.len() == 6, "{posts:?}");
    // A busy machine may be late by what is little for it and ten times as much for the page.
    ensure!(
        gaps[..3].iter().all(|gap| (1.9..40.0).contains(gap)),
        "{gaps:?}"
    );
    visitor.page.assert_clean().await
}

async fn o05_what_is_refused_for_good_is_not_tried_again(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    let failed = ">>> .meta--failed";
    for code in [400, 413, 422] {
        org.control()
            .fault(FaultRule::once(Operation::Message, Fault::status(code)));
        let before = org.control().requests(Operation::Message).len();
        let text = format!("Refused with {code}");
        visitor.says(&text).await?;
        visitor.sees(failed, "Not sent: not accepted").await?;
        let actions = visitor.page.texts(">>> .meta__action").await?;
        ensure!(actions.len() == 3, "{actions:?}");
        // What follows it has gone: it would have been tried again by then.
        visitor.says(&format!("After {code}")).await?;
        org.hears(&format!("After {code}")).await?;
        let posted = org.control().requests(Operation::Message).len();
        ensure!(posted == before + 2, "{code}: {posted} requests");
        ensure!(org.times_heard(&text) == 0, "{code}");
        visitor
            .page
            .click(">>> .meta__action:last-of-type")
            .await
            .with_context(|| code.to_string())?;
        visitor.page.until_gone(failed).await?;
    }
    visitor.until_phase("talking").await?;
    visitor.page.assert_clean().await
}

async fn o06_a_wait_that_is_asked_for_holds_for_all_and_for_nobodys_typing(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_fast_touch(&ctx).await?;
    let wait = Fault::Status {
        code: 429,
        body: None,
        retry_after: Some("20".to_owned()),
    };
    org.control()
        .fault(FaultRule::once(Operation::Message, wait));
    visitor.notes_receipts().await?;
    visitor.says("First").await?;
    visitor.has_seen_receipt("will retry").await?;
    visitor.says("Second").await?;
    visitor.page.type_into(FIELD, "Third").await?;
    let written = visitor.page.eval_on(FIELD, "return element.value;").await?;
    ensure!(written == "Third", "{written}");
    org.hears("Second").await?;
    let posts = posts(&visitor).await?;
    println!("  o06: posted at {posts:.1?} s (bound none before 20 s)");
    ensure!(posts.len() == 3 && posts[1] >= 20.0, "{posts:?}");
    let heard = heard_since(&org, "First");
    ensure!(heard == ["First", "Second"], "{heard:?}");
    visitor.page.assert_clean().await
}
