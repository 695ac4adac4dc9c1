//! The scenario: who says what and when, what goes wrong, and what came of it.

use crate::tab::Tab;
use anyhow::{Context as _, Result, ensure};
use session_chat::domain::view::PhaseName;
use session_chat::transport::salesforce::place::Place;
use session_chat_emulator::{Control, DropStreams, Emulator, Settings};
use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How late an answer is, if it is, in milliseconds.
const LATE_MS: u64 = 3_000;
/// How long what was said may take to be everywhere.
const PATIENCE: Duration = Duration::from_mins(5);
/// How long the beginning may take, before anything goes wrong.
const BEGINNING: Duration = Duration::from_secs(10);
/// After how many messages all streams are torn.
const TORN_EVERY: usize = 20;

/// How long a run is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many tabs the visitor has.
    pub tabs: usize,
    /// How many messages go each way.
    pub each: usize,
    /// How long they take to be said.
    pub span: Duration,
}

impl Size {
    /// The scenario as it is written: 600 messages each way in ten minutes, in three tabs.
    pub const FULL: Self = Self {
        tabs: 3,
        each: 600,
        span: Duration::from_mins(10),
    };
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// Where its random numbers began.
    pub seed: u64,
    /// How many requests the server saw.
    pub requests: usize,
    /// How many of them it broke off or answered with a failure.
    pub failed: usize,
    /// How many messages were said, both ways.
    pub messages: usize,
    /// How many of them the server or a tab does not have; each counts as often as it is missing.
    pub lost: usize,
    /// How many the server or a tab has more than once.
    pub doubled: usize,
    /// How many tabs show them in another order than the server has them.
    pub disordered: usize,
    /// How long it took by the clocks of everybody in it.
    pub took: Duration,
    /// How long it took by the clock on the wall.
    pub waited: Duration,
}

impl Report {
    /// Whether nothing was lost or doubled, and all tabs agree.
    pub const fn is_good(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.disordered == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "seed {}: {} requests, {} of them failed, {} messages, {} lost, {} doubled, \
             {} tabs in another order, {:.1} s in {:.1} s",
            self.seed,
            self.requests,
            self.failed,
            self.messages,
            self.lost,
            self.doubled,
            self.disordered,
            self.took.as_secs_f64(),
            self.waited.as_secs_f64()
        )
    }
}

/// Runs the scenario with one seed after the other, on a clock that runs ahead whenever
/// nobody has anything to do: ten minutes are over in seconds. Fails where not even the beginning
/// of one comes about.
pub fn soak(seeds: impl IntoIterator<Item = u64>, size: Size) -> Result<Vec<Report>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let mut reports = Vec::new();
        for seed in seeds {
            reports.push(
                run(seed, size)
                    .await
                    .with_context(|| format!("seed {seed}"))?,
            );
        }
        Ok(reports)
    })
}

async fn run(seed: u64, size: Size) -> Result<Report> {
    let (begun, wall) = (tokio::time::Instant::now(), Instant::now());
    let emulator = Rc::new(Emulator::start(Settings::rough(seed)).await?);
    let control = emulator.control();
    let tabs = begin(&emulator, size.tabs).await?;
    control.trouble(seed, LATE_MS);
    let pause = size.span.checked_div(u32::try_from(size.each)?);
    let mut turns = tokio::time::interval(pause.context("at least one message")?);
    for (number, tab) in (0..size.each).zip(tabs.iter().cycle()) {
        turns.tick().await;
        tab.says(&format!("V-{number}"));
        control.say(None, &format!("A-{number}"))?;
        if number.checked_rem(TORN_EVERY) == Some(TORN_EVERY - 1) {
            control.drop_streams(DropStreams::Reset);
        }
    }
    let every = |control: &Control| said(control).len() >= size.each.saturating_mul(2);
    control.until(every, PATIENCE).await;
    let (requests, failed) = counted(control);
    control.clear_faults();
    control.say(None, "A-last")?;
    let all = said(control);
    for tab in &tabs {
        let agrees = tab.until(|seen| numbered(&seen.texts) == all);
        // What is not there by then is counted below.
        let _ = tokio::time::timeout(PATIENCE, agrees).await;
    }
    let expected: Vec<_> = (0..size.each)
        .flat_map(|number| [format!("V-{number}"), format!("A-{number}")])
        .chain(["A-last".to_owned()])
        .collect();
    let shown = tabs.iter().map(|tab| numbered(&tab.seen().texts));
    let lists: Vec<_> = shown.chain([all.clone()]).collect();
    Ok(Report {
        seed,
        requests,
        failed,
        messages: expected.len(),
        lost: lists.iter().map(|list| missing(&expected, list)).sum(),
        doubled: lists.iter().map(|list| repeated(list)).sum(),
        disordered: lists.iter().filter(|list| **list != all).count(),
        took: begun.elapsed(),
        waited: wall.elapsed(),
    })
}

/// A visitor and an agent who talk, before anything goes wrong.
async fn begin(emulator: &Rc<Emulator>, count: usize) -> Result<Vec<Tab>> {
    let control = emulator.control();
    let settings = control.settings();
    let place = Place {
        url: emulator.base_url(),
        org: settings.org_id,
        deployment: settings.deployment,
        ..Place::default()
    };
    let talks = async |tab: &Tab| {
        let talks = tab.until(|seen| seen.phase == PhaseName::Talking);
        tokio::time::timeout(BEGINNING, talks)
            .await
            .with_context(|| format!("a tab does not talk: {:?}", tab.seen()))
    };
    let first = Tab::open(place.clone(), Rc::clone(emulator), None);
    first.says("Hello");
    let heard = |control: &Control| {
        control
            .conversations()
            .iter()
            .any(|one| !one.texts().is_empty())
    };
    let came = control.until(heard, BEGINNING).await;
    ensure!(came, "the first message did not arrive: {:?}", first.seen());
    control.accept(None, "Sam")?;
    talks(&first).await?;
    let earlier = first.seen();
    let mut tabs = vec![first];
    while tabs.len() < count {
        let tab = Tab::open(place.clone(), Rc::clone(emulator), Some(earlier.clone()));
        talks(&tab).await?;
        tabs.push(tab);
    }
    Ok(tabs)
}

/// The numbered messages that the server has, in its order.
fn said(control: &Control) -> Vec<String> {
    let all = control.conversations();
    let texts: Vec<_> = all
        .iter()
        .flat_map(|one| one.texts())
        .map(str::to_owned)
        .collect();
    numbered(&texts)
}

fn numbered(texts: &[String]) -> Vec<String> {
    let is_numbered = |text: &&String| text.starts_with("V-") || text.starts_with("A-");
    texts.iter().filter(is_numbered).cloned().collect()
}

fn missing(expected: &[String], list: &[String]) -> usize {
    let there: HashSet<_> = list.iter().collect();
    expected.iter().filter(|text| !there.contains(text)).count()
}

fn repeated(list: &[String]) -> usize {
    let once: HashSet<_> = list.iter().collect();
    list.len().saturating_sub(once.len())
}

/// How many requests there were, and how many of them came to nothing.
fn counted(control: &Control) -> (usize, usize) {
    let all = control.log();
    let has_failed = |status: Option<u16>| status.is_none_or(|status| status >= 500);
    let failed = all.iter().filter(|seen| has_failed(seen.status));
    (all.len(), failed.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_is_missing_and_what_is_there_twice_is_counted() {
        let expected = list(&["V-0", "A-0", "V-1"]);
        assert_eq!(missing(&expected, &list(&["A-0", "V-0", "V-1"])), 0);
        assert_eq!(missing(&expected, &list(&["V-0", "V-0"])), 2);
        assert_eq!(repeated(&list(&["V-0", "A-0", "V-0", "V-0"])), 2);
        assert_eq!(numbered(&list(&["Hello", "V-0", "A-last"])).len(), 2);
    }
}
