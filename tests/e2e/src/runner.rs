//! One browser and the tests that it runs, one after the other.

use crate::browser::Browser;
use crate::driver::{Driver, Programs};
use crate::engine::Engine;
use crate::rest::{AT_MOST, at_rest};
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, anyhow};
use site_server::{Assets, Server};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// No test may take longer; the slowest takes half a minute on a machine with nothing else to do.
const LIMIT: Duration = Duration::from_mins(3);

/// What every test of a run shares.
pub struct Bench {
    /// The site.
    pub assets: Arc<Assets>,
    /// The programs of each engine.
    pub programs: HashMap<Engine, Programs>,
    /// Where screenshots and logs go.
    pub out: PathBuf,
}

/// How many tests passed, and which failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Passed.
    pub passed: usize,
    /// Each that failed, in a line with its reason.
    pub failures: Vec<String>,
}

impl Count {
    /// Counts one test, or the line of one that failed.
    pub fn add(&mut self, result: Result<(), String>) {
        match result {
            Ok(()) => self.passed = self.passed.saturating_add(1),
            Err(failure) => self.failures.push(failure),
        }
    }

    /// Both counts of two runs together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.passed = self.passed.saturating_add(other.passed);
        self.failures.extend(other.failures);
        self
    }
}

/// The driver and the browser of one engine, started when first needed and anew after a failure,
/// so that one broken test does not break the next.
pub struct Worker<'a> {
    bench: &'a Bench,
    engine: Engine,
    /// Which of the browsers that run side by side.
    lane: usize,
    driver: Option<Driver>,
    browser: Option<Browser>,
    /// The ports that tests had: the browser keeps what was stored at each.
    seen: HashSet<u16>,
    /// How long the machine is waited for before something is measured.
    rest: Duration,
}

impl<'a> Worker<'a> {
    /// A worker that has not started anything yet.
    pub fn new(bench: &'a Bench, engine: Engine, lane: usize) -> Self {
        Self {
            bench,
            engine,
            lane,
            driver: None,
            browser: None,
            seen: HashSet::new(),
            rest: AT_MOST,
        }
    }

    /// Runs a test and says how it went. One that failed leaves a line about it.
    pub async fn run(&mut self, test: &Test) -> Result<(), String> {
        let begun = Instant::now();
        let result = self.one(test).await;
        report(self.engine, test.name, begun.elapsed(), &result);
        if result.is_err() {
            self.stop().await;
        }
        result.map_err(|error| {
            let engine = self.engine;
            format!("{engine:<8} {}: {}", short(test.name), headline(&error))
        })
    }

    /// Ends browser and driver.
    pub async fn stop(&mut self) {
        if let Some(browser) = self.browser.take() {
            let closing = tokio::time::timeout(Duration::from_secs(5), browser.close());
            // A browser that does not close in time ends with its driver.
            let _ = closing.await;
        }
        self.driver = None;
    }

    /// A context for one test or picture: a server of its own and a fresh window.
    pub async fn context(&mut self) -> Result<Ctx> {
        let server = self.server().await?;
        let browser = self.browser().await?;
        let page = browser.page().await?;
        Ok(Ctx {
            engine: self.engine,
            server: Rc::new(server),
            page,
            out: self.bench.out.clone(),
        })
    }

    /// A server on a port that no test of this engine had before: the system gives the same one
    /// twice within a few hundred, and the second test would find what the first one stored.
    async fn server(&mut self) -> Result<Server> {
        let mut passed_over = Vec::new();
        loop {
            let server = Server::start(Arc::clone(&self.bench.assets), 0)
                .await
                .context("starting a server")?;
            if self.seen.insert(server.port()) {
                return Ok(server);
            }
            // Kept until there is another one, so that its port is not given once more.
            passed_over.push(server);
        }
    }

    /// Forgets what the last test left in the browser.
    pub async fn reset(&self) -> Result<()> {
        match &self.browser {
            Some(browser) => browser.reset().await.context("clearing up after the test"),
            None => Ok(()),
        }
    }

    async fn browser(&mut self) -> Result<&Browser> {
        if self.browser.is_none() {
            let programs = self
                .bench
                .programs
                .get(&self.engine)
                .with_context(|| format!("no programs are known for {}", self.engine))?;
            let driver = Driver::start(self.engine, self.lane, programs, &self.bench.out).await?;
            self.browser = Some(Browser::start(self.engine, &driver, &programs.browser).await?);
            self.driver = Some(driver);
        }
        self.browser
            .as_ref()
            .context("the browser has just started")
    }

    async fn one(&mut self, test: &Test) -> Result<()> {
        let begin = tokio::time::timeout(LIMIT, self.context());
        let ctx = begin.await.context("no window opened in time")??;
        // One that has other things to do is waited for less and less.
        if test.alone && !at_rest(self.rest).await {
            self.rest /= 2;
        }
        // In a task, so that a failed assertion fails the test and not the run.
        let running = tokio::task::spawn_local((test.run)(ctx.clone()));
        let stop = running.abort_handle();
        let result = match tokio::time::timeout(LIMIT, running).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(anyhow!("{}", panic_message(panic))),
            Err(_) => {
                stop.abort();
                Err(anyhow!("it took longer than {} s", LIMIT.as_secs()))
            }
        };
        match result {
            Ok(()) => tokio::time::timeout(LIMIT, self.reset())
                .await
                .context("the browser did not clear up in time")?,
            Err(error) => Err(self.with_evidence(&ctx, test.name, error).await),
        }
    }

    /// Adds to an error what the page shows and said.
    async fn with_evidence(&self, ctx: &Ctx, name: &str, error: anyhow::Error) -> anyhow::Error {
        let mut evidence = Vec::new();
        let file = self
            .bench
            .out
            .join(format!("{}-{}.png", self.engine, name.replace("::", "-")));
        let look = async {
            if ctx.page.screenshot(&file).await.is_ok() {
                evidence.push(format!("screenshot: {}", file.display()));
            }
            if let Ok(probe) = ctx.page.probe().await {
                for line in [probe.errors, probe.violations, probe.dialogs].concat() {
                    evidence.push(format!("page: {line}"));
                }
            }
            if self.engine == Engine::Chromium {
                for line in ctx.page.console().await.unwrap_or_default() {
                    evidence.push(format!("console: {line}"));
                }
            }
        };
        // A browser that hangs has nothing to show.
        let _ = tokio::time::timeout(Duration::from_secs(10), look).await;
        evidence.insert(0, format!("{error:#}"));
        anyhow!("{}", evidence.join("\n"))
    }
}

fn panic_message(error: tokio::task::JoinError) -> String {
    if !error.is_panic() {
        return "it was stopped".to_owned();
    }
    let payload = error.into_panic();
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").to_owned()
}

/// A test's name without the one of this program.
fn short(name: &str) -> &str {
    name.split_once("::").map_or(name, |(_, rest)| rest)
}

/// The first line of an error, without the evidence below it.
#[must_use]
pub fn headline(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    text.lines().next().unwrap_or_default().to_owned()
}

fn report(engine: Engine, name: &str, took: Duration, result: &Result<()>) {
    let name = short(name);
    let seconds = took.as_secs_f64();
    match result {
        Ok(()) => println!("ok     {engine:<8} {name} ({seconds:.1} s)"),
        Err(error) => {
            let error = format!("{error:#}").replace('\n', "\n       ");
            println!("FAILED {engine:<8} {name} ({seconds:.1} s)\n       {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up() {
        let mut count = Count::default();
        count.add(Ok(()));
        count.add(Ok(()));
        count.add(Err("a: it failed".to_owned()));
        let both = count.clone().and(count);
        assert_eq!(
            both,
            Count {
                passed: 4,
                failures: vec!["a: it failed".to_owned(); 2],
            }
        );
    }

    #[test]
    fn a_failure_is_said_in_one_line() {
        let error = anyhow!("the cause\nscreenshot: a.png").context("what was tried");
        assert_eq!(headline(&error), "what was tried: the cause");
    }
}
