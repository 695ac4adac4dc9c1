//! The end of a session by anybody but the visitor's button: what the window says, and once.

use super::people::{
    BANNER, Desk, FIELD, NOTES, PANEL, ROWS, START_NEW, STATUS, Visitor, Wire, talking,
};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(r4_1_an_agent_ends_with_a_reason_and_the_window_says_so),
    test!(r4_3_r4_4_an_end_frees_the_agent_and_leaves_the_ticket),
    test!(r4_1_without_a_reason_the_end_is_still_by_name),
    test!(the_bot_ends_a_chat),
    test!(r4_7_supervisors_systems_and_automations_have_their_wording),
    test!(r4_7_a_silent_visitor_is_asked_and_can_stay),
    test!(r4_7_a_session_nobody_writes_in_ends),
    test!(r1_4_an_opt_out_keyword_ends_the_session_only),
    test!(r4_5_notes_after_the_end_stay_among_agents),
    test!(an_end_behind_a_closed_window_is_counted_and_shown),
    test!(an_end_leaves_the_focus_alone_where_it_is_elsewhere_on_the_page),
    test!(what_was_not_sent_before_the_end_goes_into_the_next_chat),
];

const LAST_ROW: &str = ">>> .transcript__rows > li:last-child";

/// The one `ended` event that the page heard, without its time.
async fn the_end(visitor: &Visitor) -> Result<Value> {
    let mut ends = visitor.events("ended").await?;
    ensure!(ends.len() == 1, "one end, one event: {ends:?}");
    let at = ends[0]["at"].take();
    let is_now = "return Math.abs(Date.now() - Date.parse(arguments[0])) < 60000;";
    let is_now = visitor.page.eval(is_now, vec![at.clone()]).await?;
    ensure!(is_now == json!(true), "the end was at {at}");
    Ok(ends.remove(0))
}

/// How often something was announced.
async fn times_announced(visitor: &Visitor, text: &str) -> Result<usize> {
    let announced = visitor.announced().await?;
    Ok(announced.iter().filter(|one| one.contains(text)).count())
}

async fn r4_1_an_agent_ends_with_a_reason_and_the_window_says_so(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.listens_to_announcements().await?;
    visitor.page.focus(FIELD).await?;
    desk.says("Have a good day").await?;
    visitor.hears("Have a good day").await?;
    desk.ends(Some("Question answered")).await?;
    visitor.until_phase("ended").await?;
    visitor.sees(STATUS, "Chat ended").await?;
    visitor.sees(LAST_ROW, "Sam ended this chat at").await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.sees(PANEL, "Reason: Question answered.").await?;
    visitor
        .sees(PANEL, "You can still read and save it.")
        .await?;
    visitor.page.until_focus(START_NEW).await?;
    visitor.cannot_write().await?;
    let end = the_end(&visitor).await?;
    let expected = json!({
        "by": "agent",
        "reason": "Question answered",
        "actorName": "Sam",
        "at": null,
        "next": "readOnly",
    });
    ensure!(end == expected, "{end}");
    let mut ended = visitor.state().await?["ended"].take();
    ended["at"].take();
    ensure!(ended == expected, "{ended}");
    visitor.until_announced("Sam ended this chat").await?;
    ensure!(times_announced(&visitor, "ended").await? == 1);
    visitor.page.assert_clean().await
}

async fn r4_3_r4_4_an_end_frees_the_agent_and_leaves_the_ticket(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.page.until_text(".load", "1 of 3 active").await?;
    desk.ends(Some("Solved by phone")).await?;
    desk.page.until_text(".load", "0 of 3 active").await?;
    let status = "return element.value === 'open';";
    desk.page
        .until_element(".ticket-status", status, &[])
        .await?;
    desk.has_in_history("Sam ended the session: Solved by phone")
        .await?;
    desk.page.find(".conversation--ended").await?;
    visitor.until_phase("ended").await?;
    visitor.page.assert_clean().await
}

async fn r4_1_without_a_reason_the_end_is_still_by_name(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    let panel = visitor.page.text(PANEL).await?;
    ensure!(!panel.contains("Reason"), "{panel}");
    ensure!(the_end(&visitor).await?["reason"].is_null());
    visitor.page.assert_clean().await
}

async fn the_bot_ends_a_chat(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    let visitor = Visitor::arrives(&ctx, json!({})).await?;
    visitor.opens().await?;
    visitor.listens_to_announcements().await?;
    visitor.says("When are you open?").await?;
    visitor.hears("Monday to Friday, 9:00 to 18:00").await?;
    visitor.says("Thanks, that's all").await?;
    visitor.hears("Goodbye!").await?;
    visitor.until_phase("ended").await?;
    visitor
        .sees(LAST_ROW, "Assistant ended this chat at")
        .await?;
    visitor.sees(PANEL, "Assistant ended this chat").await?;
    visitor.page.until_focus(START_NEW).await?;
    let end = the_end(&visitor).await?;
    ensure!(
        end["by"] == "bot" && end["actorName"] == "Assistant",
        "{end}"
    );
    visitor.until_announced("Assistant ended this chat").await?;
    ensure!(times_announced(&visitor, "ended").await? == 1);
    desk.looks_at_first().await?;
    desk.has_in_history("The assistant ended the session")
        .await?;
    visitor.page.assert_clean().await
}

async fn r4_7_supervisors_systems_and_automations_have_their_wording(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    let wordings = [
        ("supervisor", "Sam ended this chat"),
        ("system", "This chat ended automatically"),
        ("automation", "This chat ended automatically"),
    ];
    for (by, words) in wordings {
        desk.sets(&[("endAs", json!(by))]).await?;
        desk.ends(None).await?;
        visitor.sees(PANEL, words).await?;
        let ends = visitor.events("ended").await?;
        ensure!(ends.last().is_some_and(|end| end["by"] == by), "{ends:?}");
        visitor.page.click(START_NEW).await?;
        visitor.has_new_window().await?;
        visitor.says("A human, please").await?;
        desk.accepts().await?;
        visitor.until_phase("talking").await?;
    }
    visitor.page.assert_clean().await
}

async fn r4_7_a_silent_visitor_is_asked_and_can_stay(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.listens_to_announcements().await?;
    let rule = |warn: &str| {
        [
            ("inactivity", json!(true)),
            ("warn", json!(warn)),
            ("end", json!("5")),
        ]
    };
    for stays_by_button in [true, false] {
        desk.sets(&rule("0.005")).await?;
        desk.says("Still there?").await?;
        visitor.until_phase("inactive").await?;
        visitor
            .sees(BANNER, "Are you still there? This chat ends at")
            .await?;
        visitor.sees(STATUS, "Ends at").await?;
        // Long enough that nobody is asked again while the test looks.
        desk.sets(&rule("5")).await?;
        if stays_by_button {
            visitor.page.click(">>> .banner__act").await?;
        } else {
            visitor.page.type_into(FIELD, "y").await?;
        }
        visitor.until_phase("talking").await?;
        visitor.page.until_gone(BANNER).await?;
    }
    visitor
        .until_announced("This chat ends soon unless you answer")
        .await?;
    desk.has_in_history("The visitor is still there").await?;
    visitor.page.assert_clean().await
}

async fn r4_7_a_session_nobody_writes_in_ends(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.sets(&[
        ("inactivity", json!(true)),
        ("warn", json!("0.005")),
        ("end", json!("0.01")),
    ])
    .await?;
    desk.says("Still there?").await?;
    visitor.until_phase("ended").await?;
    visitor
        .sees(PANEL, "This chat ended because nobody wrote for a while")
        .await?;
    visitor
        .sees(LAST_ROW, "because nobody wrote for a while")
        .await?;
    visitor.page.until_gone(BANNER).await?;
    ensure!(the_end(&visitor).await?["by"] == "inactivity");
    visitor.page.assert_clean().await
}

async fn r1_4_an_opt_out_keyword_ends_the_session_only(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({ "optOutKeywords": ["STOP"] })).await?;
    visitor.says("please do not stop").await?;
    desk.hears("please do not stop").await?;
    visitor.until_phase("talking").await?;
    visitor.says("stop").await?;
    visitor.until_phase("ended").await?;
    visitor.sees(PANEL, "You opted out of this chat").await?;
    visitor.sees_note("You opted out of this chat at").await?;
    ensure!(the_end(&visitor).await?["by"] == "opt-out");
    // The agent is told, has the record, and can write no more to them.
    desk.page.until_count(".message--visitor", 3).await?;
    desk.has_in_history("The visitor opted out").await?;
    desk.page.find(".composer__ended").await?;
    desk.has_fact("Conversation closedNo").await?;
    visitor.page.assert_clean().await
}

async fn r4_5_notes_after_the_end_stay_among_agents(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.ends(None).await?;
    visitor.until_phase("ended").await?;
    let rows = visitor.page.texts(ROWS).await?;
    let wire = Wire::tapped(&desk.page).await?;
    desk.page.type_into(".reply", "Call them on Monday").await?;
    desk.page.click(".composer .send").await?;
    desk.page
        .until_any_text(".message--internal", "Call them on Monday")
        .await?;
    let said = wire.heard(&desk.page).await?;
    let is_told = said
        .iter()
        .any(|frame| frame.to_string().contains("Monday"));
    ensure!(!is_told, "{said:?}");
    ensure!(visitor.page.texts(ROWS).await? == rows);
    desk.page.find(".message--internal").await?;
    visitor.page.assert_clean().await
}

async fn an_end_behind_a_closed_window_is_counted_and_shown(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.closes().await?;
    desk.ends(Some("No answer")).await?;
    visitor.page.until_text(">>> .badge", "1").await?;
    ensure!(the_end(&visitor).await?["by"] == "agent");
    visitor.opens().await?;
    visitor.sees(PANEL, "Reason: No answer.").await?;
    visitor.page.until_focus(START_NEW).await?;
    visitor.until_state("unread", json!(0)).await?;
    visitor.page.assert_clean().await
}

async fn an_end_leaves_the_focus_alone_where_it_is_elsewhere_on_the_page(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    visitor.page.focus("#before").await?;
    desk.ends(None).await?;
    visitor.sees(PANEL, "Sam ended this chat").await?;
    visitor.sees(NOTES, "Sam ended this chat").await?;
    ensure!(
        visitor.page.has_focus("#before").await?,
        "the end took the focus"
    );
    visitor.page.assert_clean().await
}

async fn what_was_not_sent_before_the_end_goes_into_the_next_chat(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = talking(&ctx, json!({})).await?;
    desk.is_slow_to_answer().await?;
    desk.page.click(".end-session").await?;
    desk.page.click(".end-confirm").await?;
    desk.page.find(".composer__ended").await?;
    // Written while the end was on its way.
    visitor.says("One more question").await?;
    desk.answers().await?;
    visitor.until_phase("ended").await?;
    visitor.sees(">>> .row--own .meta", "Not sent").await?;
    visitor.page.click(START_NEW).await?;
    visitor.has_new_window().await?;
    let has_it = "return element.value === 'One more question';";
    visitor.page.until_element(FIELD, has_it, &[]).await?;
    visitor.page.assert_clean().await
}
