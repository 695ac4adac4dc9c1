//! A chat with an org in several pages of one visitor, one after the other and side by side; and
//! what of it is left on their device.

use super::people::{BANNER, OWN, Org, PANEL, ROWS, START_NEW, Visitor, in_touch};
use crate::engine::Engine;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{EndRole, Fault, FaultRule, Operation, Settings};
use std::time::Duration;

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(a_page_loaded_anew_goes_on_with_a_token_of_the_same_person),
    test!(a_second_tab_is_the_same_person_in_the_same_chat),
    test!(a01_no_answer_that_cannot_be_read_loses_or_doubles_anything),
    test!(t04_r1_5_a_token_that_has_expired_is_said_and_a_new_chat_begins),
    test!(t02_clocks_that_disagree_change_neither_order_nor_ends),
    test!(t09_a_conversation_that_is_gone_is_said_once),
    test!(nothing_of_a_chat_is_left_where_it_should_not_be),
    test!(t07_a_visitor_who_is_forgotten_while_a_message_is_under_way_leaves_nothing),
    test!(t08_whoever_comes_next_on_the_same_device_sees_nothing_of_the_one_before),
    test!(verified_users_go_on_by_the_word_of_the_page),
    test!(verified_users_without_a_word_of_the_page_are_not_let_in),
    test!(a_chat_goes_on_once_the_half_that_talks_can_be_had),
];

fn count(org: &Org, operation: Operation) -> usize {
    org.control().requests(operation).len()
}

async fn a_page_loaded_anew_goes_on_with_a_token_of_the_same_person(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    org.control().say(None, "One moment")?;
    visitor.hears("One moment").await?;
    for turn in 1..=2 {
        let rows = visitor.page.texts(ROWS).await?;
        visitor.reloads().await?;
        visitor.until_phase("talking").await?;
        visitor.until_state("connection", json!("live")).await?;
        let now = visitor.page.texts(ROWS).await?;
        ensure!(now == rows, "{rows:?} became {now:?}");
        let text = format!("Turn {turn}");
        visitor.says(&text).await?;
        org.hears(&text).await?;
        org.control().say(None, &format!("Answer {turn}"))?;
        visitor.hears(&format!("Answer {turn}")).await?;
        ensure!(count(&org, Operation::Continuation) == turn);
    }
    ensure!(count(&org, Operation::Token) == 1);
    ensure!(count(&org, Operation::Create) == 1);
    ensure!(org.control().conversations().len() == 1);
    visitor.page.assert_clean().await
}

async fn a_second_tab_is_the_same_person_in_the_same_chat(ctx: Ctx) -> Result<()> {
    let (org, one) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().say(None, "Good morning")?;
    one.hears("Good morning").await?;
    let other = ctx.page.another().await?;
    let two = org.is_visited_in(&ctx, other, json!({})).await?;
    two.opens().await?;
    two.until_phase("talking").await?;
    two.hears("Good morning").await?;
    one.says("From the first tab").await?;
    two.sees(OWN, "From the first tab").await?;
    two.says("From the second tab").await?;
    one.sees(OWN, "From the second tab").await?;
    org.control().say(None, "I hear you both")?;
    for tab in [&one, &two] {
        tab.hears("I hear you both").await?;
        tab.page.until_count(OWN, 3).await?;
    }
    ensure!(one.page.texts(OWN).await?.len() == two.page.texts(OWN).await?.len());
    ensure!(count(&org, Operation::Token) == 1);
    ensure!(count(&org, Operation::Create) == 1);
    ensure!(org.times_heard("From the second tab") == 1);
    one.page.assert_clean().await?;
    two.page.assert_clean().await
}

async fn a01_no_answer_that_cannot_be_read_loses_or_doubles_anything(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    for (number, what) in [
        Fault::Html,
        Fault::Empty,
        Fault::Bom,
        Fault::Truncate,
        Fault::Twice,
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{what:?}");
        for on in [Operation::Message, Operation::Entries, Operation::List] {
            org.control().fault(FaultRule::once(on, what.clone()));
        }
        let text = format!("Words {number}");
        visitor.says(&text).await?;
        org.hears(&text).await?;
        ensure!(org.times_heard(&text) == 1, "{name}: doubled");
        org.control().clear_faults();
        visitor.reloads().await?;
        visitor.until_phase("talking").await?;
        ensure!(org.times_heard(&text) == 1, "{name}: doubled");
        let count = u64::try_from(number)? + 2;
        visitor.page.until_count(OWN, count).await?;
    }
    visitor.page.assert_clean().await
}

async fn t04_r1_5_a_token_that_has_expired_is_said_and_a_new_chat_begins(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    for is_reloaded in [false, true] {
        let (org, visitor) = in_touch(&ctx, Settings::default(), config.clone()).await?;
        org.control().say(None, "One moment")?;
        visitor.hears("One moment").await?;
        org.control().forget_log();
        org.control().expire_tokens();
        if is_reloaded {
            visitor.reloads().await?;
        } else {
            visitor.says("Are you there?").await?;
        }
        visitor.until_phase("lost").await?;
        visitor.sees(PANEL, "This chat cannot go on").await?;
        visitor.sees(PANEL, "It has expired.").await?;
        visitor.hears("One moment").await?;
        visitor.cannot_write().await?;
        let refused = org.control().log();
        let refused = refused.iter().filter(|seen| {
            // What nobody waits for is not tried again.
            let is_aside = matches!(seen.operation, Some(Operation::Typing | Operation::Ack));
            seen.method != "OPTIONS" && !is_aside && seen.status.is_some_and(|status| status >= 400)
        });
        let refused: Vec<_> = refused.map(|seen| (&seen.method, &seen.path)).collect();
        println!("  refused before it gave up: {}", refused.len());
        ensure!(refused.len() <= 3, "{refused:?}");
        org.control().forget_log();
        visitor.page.click(START_NEW).await?;
        visitor.has_new_window().await?;
        visitor.says("Hello again").await?;
        org.hears("Hello again").await?;
        org.control().accept(None, "Kim")?;
        visitor.until_phase("talking").await?;
        let log = org.control().log();
        ensure!(
            log.iter()
                .all(|seen| seen.status != Some(401) && seen.status != Some(403)),
            "the old token is still used"
        );
        ensure!(count(&org, Operation::Token) == 1);
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn t02_clocks_that_disagree_change_neither_order_nor_ends(ctx: Ctx) -> Result<()> {
    let hours = 2 * 3_600_000;
    for clock_skew_ms in [hours, -hours] {
        let settings = Settings {
            clock_skew_ms,
            ..Settings::default()
        };
        let config = json!({ "afterEnd": "reopen", "reopening": true });
        let (org, visitor) = in_touch(&ctx, settings, config).await?;
        org.control().say(None, "First")?;
        visitor.hears("First").await?;
        visitor.says("Second").await?;
        visitor.sees_receipt("Delivered").await?;
        org.control().say(None, "Third")?;
        visitor.hears("Third").await?;
        visitor.says("Fourth").await?;
        org.hears("Fourth").await?;
        org.control().say(None, "Fifth")?;
        visitor.hears("Fifth").await?;
        let texts = visitor
            .page
            .texts(">>> .row:not(.row--note) .bubble")
            .await?;
        let expected = ["Hello", "First", "Second", "Third", "Fourth", "Fifth"];
        ensure!(texts == expected, "{clock_skew_ms}: {texts:?}");
        // A message tells of an end that the stream keeps to itself.
        org.control().hold();
        org.control().end_session(None, &EndRole::Agent)?;
        visitor.tries_to_say("Too late").await?;
        visitor.until_phase("ended").await?;
        org.control().release(&[]);
        visitor.says("Once more").await?;
        org.hears("Once more").await?;
        visitor.until_phase("waiting").await?;
        org.control().accept(None, "Kim")?;
        visitor.until_phase("talking").await?;
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn t09_a_conversation_that_is_gone_is_said_once(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    visitor.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    org.control().reset();
    let visitor = org
        .is_visited_in(&ctx, visitor.page, json!({ "resume": true }))
        .await?;
    visitor.until_phase("lost").await?;
    visitor.sees(OWN, "Hello").await?;
    visitor.cannot_write().await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    visitor.says("Hello again").await?;
    org.hears("Hello again").await?;
    visitor.page.assert_clean().await
}

/// The names of everything that the page keeps.
pub async fn kept(visitor: &Visitor) -> Result<Value> {
    let body = "return [\
        ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(document.cookie ? ['cookie'] : []),\
        ...((await indexedDB.databases?.()) ?? []).map(({ name }) => name),\
    ];";
    visitor.page.eval_async(body, vec![]).await
}

async fn nothing_of_a_chat_is_left_where_it_should_not_be(ctx: Ctx) -> Result<()> {
    let listen = "window.lines = [];\
        for (const level of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'table', 'dir']) {\
          console[level] = (...given) => lines.push(given.map(String).join(' '));\
        }";
    let org = Org::opens().await?;
    let config = json!({ "id": "canary", "debug": true, "resume": true });
    let visitor = org.is_visited(&ctx, config).await?;
    let page = &visitor.page;
    page.eval(listen, vec![]).await?;
    ensure!(kept(&visitor).await? == json!([]));
    visitor.opens().await?;
    visitor.says("My card is 4111 1111 1111 1111").await?;
    org.hears("My card is").await?;
    org.control().accept(None, "Samantha Canary")?;
    visitor.until_phase("talking").await?;
    org.control().say(None, "Thank you, ada@example.org")?;
    visitor.hears("Thank you").await?;
    ensure!(kept(&visitor).await? == json!(["session-chat:canary"]));
    let bearers = org.control().log();
    let bearer = bearers
        .iter()
        .find_map(|seen| seen.headers.get("authorization"));
    let token = bearer.map_or("", |bearer| bearer.trim_start_matches("Bearer "));
    ensure!(token.len() > 20, "a token was seen");
    let said = page.eval("return lines.join('\\n');", vec![]).await?;
    visitor.reloads().await?;
    visitor.until_phase("talking").await?;
    let canaries = [
        "4111",
        "ada@example.org",
        "ada%40",
        "Samantha",
        "Canary",
        token,
    ];
    for seen in org.control().log() {
        let url = [&*seen.path, "?", &*seen.query].concat();
        let referer = seen.headers.get("referer").cloned().unwrap_or_default();
        for canary in canaries {
            ensure!(!url.contains(canary), "{canary} is in {url}");
            ensure!(!referer.contains('?'), "{referer}");
        }
    }
    let resources = "return performance.getEntriesByType('resource').map(({ name }) => name)\
        .concat([location.href, document.title]).join('\\n');";
    let mut lines = page.eval(resources, vec![]).await?.to_string();
    lines.push_str(&said.to_string());
    if page.engine() == Engine::Chromium {
        lines.push_str(&page.console().await?.join("\n"));
    }
    for canary in canaries {
        ensure!(!lines.contains(canary), "{canary} is in {lines}");
    }
    page.eval_async("await chat.clearSession();", vec![])
        .await?;
    visitor.until_phase("none").await?;
    ensure!(kept(&visitor).await? == json!([]));
    org.asked(Operation::Close, 1).await?;
    page.until_gone(BANNER).await?;
    let storage = "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);";
    let left = page.eval(storage, vec![]).await?.to_string();
    ensure!(!left.contains(token), "{left}");
    page.assert_clean().await
}

/// A page of verified users: what vouches for them is a function, which no address can hold.
async fn vouched(ctx: &Ctx, org: &Org, identity: &str, user: &str) -> Result<Visitor> {
    vouched_in(ctx, ctx.page.clone(), org, identity, user).await
}

/// The same in a given window.
pub async fn vouched_in(
    ctx: &Ctx,
    page: Page,
    org: &Org,
    identity: &str,
    user: &str,
) -> Result<Visitor> {
    page.goto(&ctx.url("/tests/pages/csp_strict_remote/"))
        .await?;
    page.until("window.started").await?;
    let jwt = org.control().identity_token(user, Duration::from_hours(1));
    let body = format!(
        "window.asked = 0;\
         const config = given[0];\
         config.backend.identity = {identity};\
         window.chat = await window.start(config);\
         return window.refusals;"
    );
    let config = org.config(json!({ "verifiedUsers": true, "resume": true }));
    let refusals = page.eval_async(&body, vec![config, json!(jwt)]).await?;
    ensure!(refusals == json!([]), "{refusals}");
    Ok(Visitor { page })
}

/// A deployment for verified users.
pub fn verified() -> Settings {
    Settings {
        verified: true,
        ..Settings::default()
    }
}

/// Everything that the page shows and keeps.
pub async fn everything(visitor: &Visitor) -> Result<String> {
    let body = "const root = chat.element.shadowRoot;\
        const fields = [...root.querySelectorAll('textarea, input')].map(({ value }) => value);\
        return JSON.stringify([root.textContent, fields, document.title,\
            { ...localStorage }, { ...sessionStorage }, chat.state()]);";
    Ok(visitor.page.eval(body, vec![]).await?.to_string())
}

async fn t07_a_visitor_who_is_forgotten_while_a_message_is_under_way_leaves_nothing(
    ctx: Ctx,
) -> Result<()> {
    let (org, one) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control()
        .fault(FaultRule::always(Operation::Message, Fault::Hang));
    let before = count(&org, Operation::Message);
    one.tries_to_say("Nobody shall read this").await?;
    org.asked(Operation::Message, before + 1).await?;
    one.page
        .eval_async("await chat.clearSession();", vec![])
        .await?;
    org.asked(Operation::Close, 1).await?;
    one.until_state("conversation", Value::Null).await?;
    ensure!(kept(&one).await? == json!([]), "{}", kept(&one).await?);
    let left = everything(&one).await?;
    ensure!(!left.contains("Nobody shall"), "{left}");
    org.until("no stream", |control| control.streams() == 0)
        .await?;
    // The page has something else to do, and nothing is asked for any more.
    org.control().clear_faults();
    org.control().forget_log();
    one.closes().await?;
    one.opens().await?;
    one.has_new_window().await?;
    let after = org.control().log();
    let is_public = |operation| matches!(operation, Some(Operation::Config | Operation::Hours));
    let after: Vec<_> = after
        .iter()
        .filter(|seen| seen.method != "OPTIONS" && !is_public(seen.operation))
        .map(|seen| &seen.path)
        .collect();
    ensure!(after.is_empty(), "asked for afterwards: {after:?}");
    ensure!(org.times_heard("Nobody shall read this") == 0);
    one.page.assert_clean().await
}

async fn t08_whoever_comes_next_on_the_same_device_sees_nothing_of_the_one_before(
    ctx: Ctx,
) -> Result<()> {
    let org = Org::with(verified()).await?;
    let says = "async () => { window.asked += 1; return given[1]; }";
    let ada = vouched(&ctx, &org, says, "ada").await?;
    ada.opens().await?;
    ada.says("I am Ada Lovelace").await?;
    org.hears("I am Ada").await?;
    org.control().accept(None, "Sam")?;
    ada.until_phase("talking").await?;
    ada.closes().await?;
    org.control().say(None, "Dear Ada")?;
    ada.until_state("unread", json!(1)).await?;
    ada.opens().await?;
    ada.page
        .type_into(super::people::FIELD, "Half a word of Ada")
        .await?;
    ada.page
        .eval_async("await chat.clearSession(); chat.destroy();", vec![])
        .await?;
    let bob = vouched(&ctx, &org, says, "bob").await?;
    bob.opens().await?;
    bob.has_new_window().await?;
    let seen = everything(&bob).await?;
    for canary in ["Ada", "Lovelace", "Half a word", "Dear"] {
        ensure!(!seen.contains(canary), "{canary} is in {seen}");
    }
    ensure!(bob.state().await?["unread"] == 0);
    bob.says("I am somebody else").await?;
    org.hears("I am somebody else").await?;
    ensure!(org.control().conversations().len() == 2);
    let seen = everything(&bob).await?;
    ensure!(!seen.contains("Ada"), "{seen}");
    bob.page.assert_clean().await
}

async fn verified_users_go_on_by_the_word_of_the_page(ctx: Ctx) -> Result<()> {
    let org = Org::with(verified()).await?;
    let says = "async () => { window.asked += 1; return given[1]; }";
    let visitor = vouched(&ctx, &org, says, "ada").await?;
    visitor.opens().await?;
    ensure!(visitor.page.eval("return asked;", vec![]).await? == 0);
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    ensure!(count(&org, Operation::Authenticated) == 1);
    // The page vouches anew, and the conversation goes on.
    let visitor = vouched(&ctx, &org, says, "ada").await?;
    visitor.until_phase("talking").await?;
    visitor.sees(OWN, "Hello").await?;
    visitor.says("Me again").await?;
    org.hears("Me again").await?;
    ensure!(count(&org, Operation::Token) == 0);
    ensure!(org.control().conversations().len() == 1);
    visitor.page.assert_clean().await
}

async fn verified_users_without_a_word_of_the_page_are_not_let_in(ctx: Ctx) -> Result<()> {
    for (identity, code) in [
        (
            "() => Promise.reject(new Error('signed out'))",
            "identity-missing",
        ),
        ("async () => 'a.b.c'", "identity-refused"),
    ] {
        let org = Org::with(verified()).await?;
        let visitor = vouched(&ctx, &org, identity, "ada").await?;
        visitor.opens().await?;
        visitor.tries_to_say("Hello").await?;
        visitor.until_phase("unavailable").await?;
        let errors = visitor.events("error").await?;
        let told = errors.iter().filter(|error| error["code"] == code);
        ensure!(told.count() == 1, "{code}: {errors:?}");
        ensure!(org.control().conversations().is_empty());
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn a_chat_goes_on_once_the_half_that_talks_can_be_had(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({ "resume": true })).await?;
    let late = "_late.wasm";
    ctx.server
        .fault(late, site_server::Fault::Status(503), Some(1));
    let before = ctx.server.hits().len();
    visitor.reloads().await?;
    org.control().say(None, "Are you still there?")?;
    visitor.hears("Are you still there?").await?;
    let hits = ctx.server.hits();
    let asked = hits.iter().skip(before);
    let times = asked.filter(|hit| hit.target.contains(late)).count();
    ensure!(times == 2, "{late} was asked for {times} times");
    visitor.says("I am").await?;
    org.hears("I am").await
}
