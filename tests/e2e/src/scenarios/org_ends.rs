//! The end of a chat with an org: whoever ends it, however it is told, and what can be done then.

use super::people::{BANNER, FIELD, HINT, OWN, Org, PANEL, START_NEW, Visitor, ending, in_touch};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{
    EndRole, Fault, FaultRule, Leaving, Operation, SessionStatus, Settings, TimeUnit,
};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r1_2_whoever_is_said_to_have_ended_it_the_lock_is_the_same),
    test!(r1_1_a_session_based_chat_closes_with_its_session),
    test!(r1_2_a_closed_conversation_is_not_opened_by_writing),
    test!(r1_4_an_opt_out_ends_the_session_and_not_the_conversation),
    test!(r2_4_the_visitors_own_end_is_sent_once_and_may_be_refused),
    test!(r4_2_writing_after_the_end_opens_a_session_with_consent),
    test!(r1_5_an_end_while_away_is_found_again_in_each_tab),
    test!(r1_2_a_message_after_an_unheard_end_opens_nothing),
    test!(r1_2_an_agent_who_leaves_without_an_end_has_ended_it),
    test!(r1_1_waiting_pausing_and_errors_are_no_ends),
];

/// What a message request says about a new session, of all of them.
fn consents(org: &Org) -> Vec<Value> {
    let sent = org.control().requests(Operation::Message).into_iter();
    sent.map(|seen| seen.body["isNewMessagingSession"].clone())
        .collect()
}

async fn r1_2_whoever_is_said_to_have_ended_it_the_lock_is_the_same(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for (number, (role, by, words)) in [
        (EndRole::Agent, "agent", "Sam ended this chat"),
        (EndRole::EndUser, "end-user", "You ended this chat"),
        (EndRole::Chatbot, "bot", "The assistant ended this chat"),
        (
            EndRole::DigitalWorker,
            "bot",
            "The assistant ended this chat",
        ),
        (
            EndRole::Supervisor,
            "supervisor",
            "Our team ended this chat",
        ),
        (EndRole::System, "system", "This chat ended automatically"),
        (EndRole::Router, "system", "This chat ended automatically"),
        (EndRole::Missing, "unknown", "This chat ended"),
        (
            EndRole::Other("Robot".to_owned()),
            "unknown",
            "This chat ended",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        org.control().change(|settings| {
            settings.sessions.leaving =
                [Leaving::BeforeEnd, Leaving::AfterEnd, Leaving::Never][number % 3];
        });
        if number > 0 {
            // A page starts no more than three chats in half a minute.
            if number % 3 == 0 {
                visitor.reloads().await?;
                visitor.opens().await?;
            }
            visitor.page.click(START_NEW).await?;
            visitor.has_new_window().await?;
            let hello = format!("Hello {number}");
            visitor.says(&hello).await?;
            org.hears(&hello).await?;
            org.control().accept(None, "Sam")?;
            visitor.until_phase("talking").await?;
        }
        let name = format!("{role:?}");
        let before = visitor.events("ended").await?.len();
        org.control().end_session(None, &role)?;
        visitor.until_phase("ended").await.context(name.clone())?;
        visitor.sees(PANEL, words).await.context(name.clone())?;
        visitor.cannot_write().await.context(name.clone())?;
        let state = visitor.state().await?;
        ensure!(state["ended"]["by"] == by, "{name}: {state}");
        let ends = visitor.events("ended").await?;
        ensure!(ends.len() == before + 1, "{name}: {ends:?}");
    }
    ensure!(
        consents(&org)
            .iter()
            .all(|consent| *consent == json!(false))
    );
    visitor.page.assert_clean().await
}

async fn r1_1_a_session_based_chat_closes_with_its_session(ctx: Ctx) -> Result<()> {
    let settings = Settings {
        session_based: true,
        ..Settings::default()
    };
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, settings, config).await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    visitor.page.find(PANEL).await?;
    visitor.cannot_write().await?;
    visitor.reloads().await?;
    visitor.until_phase("ended").await?;
    visitor.page.find(PANEL).await?;
    visitor.cannot_write().await?;
    visitor.page.click(START_NEW).await?;
    visitor.says("Once more").await?;
    org.hears("Once more").await?;
    ensure!(org.control().conversations().len() == 2);
    visitor.page.assert_clean().await
}

async fn r1_2_a_closed_conversation_is_not_opened_by_writing(ctx: Ctx) -> Result<()> {
    let settings = Settings {
        session_based: true,
        ..Settings::default()
    };
    // A conversation that is closed cannot be opened again, whatever the page wants.
    let config = json!({ "afterEnd": "reopen", "reopening": true });
    let (org, visitor) = in_touch(&ctx, settings, config).await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    // The close, which comes behind the end, takes the field away: whoever is quick has still one.
    let writes = "\
        const field = chat.element.shadowRoot.querySelector('.composer__field');\
        if (!field) return;\
        field.value = 'One more thing';\
        const init = { bubbles: true, composed: true, cancelable: true };\
        field.dispatchEvent(new Event('input', init));\
        field.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Enter' }));";
    visitor.page.eval(writes, vec![]).await?;
    visitor.page.find(PANEL).await?;
    visitor.cannot_write().await?;
    // Nothing of it is on its way any more.
    let rests = "!/Sending|retry/.test(chat.element.shadowRoot.textContent)";
    visitor.page.until(rests).await?;
    ensure!(org.times_heard("One more thing") == 0);
    let all = org.control().conversations();
    ensure!(
        all.len() == 1 && all[0].sessions == 1,
        "a session was opened"
    );
    visitor.page.assert_clean().await
}

async fn r1_4_an_opt_out_ends_the_session_and_not_the_conversation(ctx: Ctx) -> Result<()> {
    for keywords in [json!([]), json!(["stop"])] {
        let config = json!({ "optOutKeywords": keywords });
        let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
        visitor.says("Stop").await?;
        visitor.until_phase("ended").await?;
        visitor.sees(PANEL, "You opted out of this chat").await?;
        visitor.cannot_write().await?;
        let state = visitor.state().await?;
        ensure!(state["ended"]["by"] == "opt-out", "{state}");
        let ended = |control: &session_chat_emulator::Control| {
            let all = control.conversations();
            all.iter()
                .all(|one| one.open && one.status == Some(SessionStatus::Ended))
        };
        org.until("the session is over", ended).await?;
        ensure!(org.control().requests(Operation::Close).is_empty());
        let ends = visitor.events("ended").await?;
        ensure!(ends.len() == 1, "{ends:?}");
        visitor.page.assert_clean().await?;
        visitor.page.eval("chat.destroy();", vec![]).await?;
    }
    Ok(())
}

async fn r2_4_the_visitors_own_end_is_sent_once_and_may_be_refused(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), ending()).await?;
    for what in [
        Fault::status(500),
        Fault::Reset {
            after_processing: false,
        },
    ] {
        org.control()
            .fault(FaultRule::always(Operation::Close, what));
        visitor.ends().await?;
        visitor
            .sees(BANNER, "The chat did not end. You can try again.")
            .await?;
        visitor.until_phase("talking").await?;
        visitor.page.until_focus(FIELD).await?;
        visitor.page.click(">>> .banner__dismiss").await?;
        visitor.page.until_gone(BANNER).await?;
        org.control().clear_faults();
    }
    visitor.says("Well then").await?;
    org.hears("Well then").await?;
    org.control().forget_log();
    visitor.ends().await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "You ended this chat").await?;
    visitor.cannot_write().await?;
    let closed = org.asked(Operation::Close, 1).await?;
    ensure!(
        closed.len() == 1 && closed[0].status == Some(204),
        "{closed:?}"
    );
    ensure!(!org.control().conversations()[0].open);
    let ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1 && ends[0]["by"] == "end-user", "{ends:?}");
    visitor.page.assert_clean().await
}

async fn r4_2_writing_after_the_end_opens_a_session_with_consent(ctx: Ctx) -> Result<()> {
    let config = json!({ "afterEnd": "reopen", "reopening": true, "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    visitor
        .sees(HINT, "Writing starts a new chat with someone new.")
        .await?;
    visitor.reloads().await?;
    visitor
        .sees(HINT, "Writing starts a new chat with someone new.")
        .await?;
    visitor.until_state("connection", json!("live")).await?;
    visitor.page.type_into(FIELD, "One").await?;
    ensure!(org.control().conversations()[0].sessions == 1);
    visitor.says(" more thing").await?;
    visitor.until_phase("waiting").await?;
    visitor.sees_note("A new chat starts here").await?;
    org.hears("One more thing").await?;
    org.control().accept(None, "Kim")?;
    visitor.until_phase("talking").await?;
    visitor.says("Hello Kim").await?;
    org.hears("Hello Kim").await?;
    let all = org.control().conversations();
    ensure!(all.len() == 1 && all[0].sessions == 2, "{}", all.len());
    let expected = [json!(false), json!(true), json!(false)];
    ensure!(consents(&org) == expected, "{:?}", consents(&org));
    org.control().end_session(None, &EndRole::Agent)?;
    visitor.until_phase("ended").await?;
    visitor.page.assert_clean().await
}

async fn r1_5_an_end_while_away_is_found_again_in_each_tab(ctx: Ctx) -> Result<()> {
    let mut settings = Settings::default();
    settings.sessions.times = TimeUnit::Seconds;
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, settings, config.clone()).await?;
    let other = org
        .is_visited_in(&ctx, ctx.page.another().await?, config.clone())
        .await?;
    other.until_phase("talking").await?;
    visitor.page.goto(&ctx.url("/tests/pages/frame/")).await?;
    org.control().say(None, "Are you there?")?;
    other.hears("Are you there?").await?;
    org.control().end_session(None, &EndRole::Agent)?;
    other.until_phase("ended").await?;
    let visitor = org
        .is_visited_in(&ctx, visitor.page.clone(), config)
        .await?;
    for tab in [&visitor, &other] {
        tab.until_phase("ended").await?;
        tab.hears("Are you there?").await?;
        tab.sees(PANEL, "Sam ended this chat").await?;
        tab.cannot_write().await?;
        tab.page.until_count(OWN, 1).await?;
    }
    visitor.reloads().await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    let clock = "const { ended } = chat.state(); \
        return Math.abs(Date.now() - new Date(ended.at ?? NaN)) < 120000 || ended;";
    let near = visitor.page.eval(clock, vec![]).await?;
    ensure!(near == json!(true), "told in seconds: {near}");
    visitor.page.assert_clean().await?;
    other.page.assert_clean().await
}

/// The newest text that was tried is not in the org, and stays in the window.
async fn opened_nothing(org: &Org, visitor: &Visitor, text: &str) -> Result<()> {
    visitor.until_phase("ended").await?;
    visitor.cannot_write().await?;
    ensure!(org.times_heard(text) == 0, "it was taken");
    let all = org.control().conversations();
    ensure!(
        all.len() == 1 && all[0].sessions == 1,
        "a session was opened"
    );
    ensure!(consents(org).iter().all(|consent| *consent == json!(false)));
    Ok(())
}

async fn r1_2_a_message_after_an_unheard_end_opens_nothing(ctx: Ctx) -> Result<()> {
    let config = json!({ "resume": true });
    let (org, visitor) = in_touch(&ctx, Settings::default(), config).await?;
    let control = org.control();
    control.hold();
    control.end_session(None, &EndRole::Agent)?;
    visitor.tries_to_say("Too late").await?;
    let sent = org.asked(Operation::Message, 2).await?;
    ensure!(
        sent[1].status.is_none_or(|status| status == 417),
        "{sent:?}"
    );
    opened_nothing(&org, &visitor, "Too late").await?;
    // Who it was is known, although the stream has said nothing yet.
    visitor.sees(PANEL, "Sam ended this chat").await?;
    control.release(&[]);
    control.accept(None, "Sam").err().context("no session")?;
    visitor.reloads().await?;
    opened_nothing(&org, &visitor, "Too late").await?;
    visitor.sees(OWN, "Too late").await?;
    visitor.sees(">>> .meta--failed", "Not sent").await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.is_empty(), "it ended before: {ends:?}");
    visitor.page.assert_clean().await
}

async fn r1_2_an_agent_who_leaves_without_an_end_has_ended_it(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    org.control().leave(None)?;
    visitor.sees_note("Sam left").await?;
    org.asked(Operation::Routing, 1).await?;
    visitor.until_phase("ended").await?;
    visitor.cannot_write().await?;
    visitor.page.assert_clean().await
}

async fn r1_1_waiting_pausing_and_errors_are_no_ends(ctx: Ctx) -> Result<()> {
    let (org, visitor) = in_touch(&ctx, Settings::default(), json!({})).await?;
    for status in [
        SessionStatus::Inactive,
        SessionStatus::Paused,
        SessionStatus::Consent,
        SessionStatus::Error,
    ] {
        org.control().status(None, status)?;
        let text = format!("After {status:?}");
        org.control().say(None, &text)?;
        visitor.hears(&text).await?;
        visitor.until_phase("talking").await?;
    }
    visitor.says("I am here").await?;
    org.hears("I am here").await?;
    let ends = visitor.events("ended").await?;
    ensure!(ends.is_empty(), "{ends:?}");
    visitor.page.assert_clean().await
}
