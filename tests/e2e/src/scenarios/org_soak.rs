//! A05: a chat in two tabs over a line that goes wrong all the time, by chance and the same every
//! time.

use super::people::{Org, in_touch};
use crate::engine::{CHROMIUM_ONLY, Engine};
use crate::page::{LONG_PATIENCE, Page};
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Result, bail, ensure};
use serde_json::json;
use session_chat_emulator::Settings;
use std::time::Instant;

/// The tests of this file.
pub const TESTS: &[Test] = &[test!(
    a05_nothing_is_lost_or_doubled_and_both_tabs_agree,
    CHROMIUM_ONLY
)];

/// Where the random numbers begin.
const SEEDS: [u64; 3] = [1, 7, 2026];
/// How many messages go each way with each seed; a tab sends 22 a minute at most.
const EACH: usize = 14;
/// How late an answer is, if it is; the full length of the scenario has seconds.
const LATE_MS: u64 = 300;

/// Whether the numbered messages of a tab are these, in the order of the window; else which.
const SHOWN: &str = "\
    const rows = chat.element.shadowRoot.querySelectorAll('.row:not(.row--note) .bubble');\
    const texts = [...rows].map(({ textContent }) => textContent.match(/[VA]-\\w+/)?.[0]);\
    const shown = texts.filter(Boolean).join();";

async fn a05_nothing_is_lost_or_doubled_and_both_tabs_agree(ctx: Ctx) -> Result<()> {
    for seed in SEEDS {
        let begun = Instant::now();
        let (org, one) = in_touch(&ctx, Settings::rough(seed), json!({})).await?;
        let two = org
            .is_visited_in(&ctx, ctx.page.another().await?, json!({}))
            .await?;
        two.opens().await?;
        two.until_phase("talking").await?;
        org.control().trouble(seed, LATE_MS);
        for number in 0..EACH {
            let tab = if number % 3 == 2 { &two } else { &one };
            tab.says(&format!("V-{number}")).await?;
            org.control().say(None, &format!("A-{number}"))?;
            if number % 4 == 3 {
                org.control()
                    .drop_streams(session_chat_emulator::DropStreams::Reset);
            }
        }
        for number in 0..EACH {
            org.hears(&format!("V-{number}")).await?;
        }
        let mut asked = org.control().log();
        asked.retain(|seen| seen.method != "OPTIONS");
        let failed = asked
            .iter()
            .filter(|seen| seen.status.is_none_or(|status| status >= 500));
        println!(
            "  seed {seed}: {} requests, {} of them failed, {:.1} s",
            asked.len(),
            failed.count(),
            begun.elapsed().as_secs_f64()
        );
        org.control().clear_faults();
        org.control().say(None, "A-last")?;
        agree(&org, [&one.page, &two.page]).await?;
        println!(
            "  seed {seed}: agreed after {:.1} s",
            begun.elapsed().as_secs_f64()
        );
        for tab in [&one, &two] {
            tab.until_phase("talking").await?;
            tab.page.assert_clean().await?;
            tab.page.eval("chat.destroy();", vec![]).await?;
        }
    }
    ensure!(ctx.engine == Engine::Chromium);
    Ok(())
}

/// Waits until each tab shows each message once, in the order of the server.
async fn agree(org: &Org, tabs: [&Page; 2]) -> Result<()> {
    let all = org.control().conversations();
    let said: Vec<String> = all[0]
        .texts()
        .into_iter()
        .filter(|text| text.starts_with("V-") || text.starts_with("A-"))
        .map(str::to_owned)
        .collect();
    ensure!(said.len() == 2 * EACH + 1, "in the org: {said:?}");
    for tab in tabs {
        let same = format!("{SHOWN} return shown === arguments[0];");
        let waited = tab
            .until_answer(&same, &[json!(said.join(","))], LONG_PATIENCE)
            .await;
        if waited.is_err() {
            let shown = tab.eval(&format!("{SHOWN} return shown;"), vec![]).await?;
            bail!("the org has {said:?}, the tab shows {shown}");
        }
    }
    Ok(())
}
