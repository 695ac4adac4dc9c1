//! What a test does with a window: go somewhere, look, wait, click, type.
//!
//! Selectors are CSS; ` >>> ` steps into the open shadow root of what stands before it:
//! `session-chat >>> .launcher`. A selector with a leading `>>> ` starts at `<session-chat>`.
//!
//! Nothing here sleeps in the hope that something has happened: [`Page::until`] and everything
//! built on it asks again and again until a condition holds or time is up.

mod axe;
mod cdp;
mod keys;
mod probe;
mod query;
mod viewport;

pub use axe::AxeReport;
pub use cdp::Metrics;
pub use probe::Probe;

use crate::engine::Engine;
use crate::tabs::Tabs;
use anyhow::{Context as _, Result, anyhow, bail};
use fantoccini::Client;
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long a wait lasts unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The same for what the chat itself tries or asks for every half a minute.
pub const LONG_PATIENCE: Duration = Duration::from_secs(45);

/// Between the first two looks at a condition, and at most between any two.
const GLANCE: Duration = Duration::from_millis(5);
const LONGEST_GLANCE: Duration = Duration::from_millis(80);

/// What a window shows that nobody uses.
pub(crate) const EMPTY: &str = "about:blank";

/// Marks the page that is about to go. The driver of `WebKit` now and then takes the end of what
/// loaded before for that of what it was told to load, and goes on with the old page.
const LEAVING: &str = "globalThis.isBeingLeft = true;";

/// True in a page that has loaded and is not the one that was left.
const ARRIVED: &str = "!globalThis.isBeingLeft && document.readyState === 'complete'";

/// A window of the browser. Cloning it gives another handle of the same window.
#[derive(Clone)]
pub struct Page {
    tabs: Rc<Tabs>,
    window: WindowHandle,
    /// What is tested stands in the first frame of the window.
    framed: Rc<Cell<bool>>,
}

impl Page {
    /// A window that shows nothing yet.
    pub(crate) async fn open(tabs: &Rc<Tabs>) -> Result<Self> {
        let page = Self::of(tabs, &tabs.take().await?);
        page.client().await?;
        Ok(page)
    }

    /// A window that is there already.
    pub(crate) fn of(tabs: &Rc<Tabs>, window: &WindowHandle) -> Self {
        Self {
            tabs: Rc::clone(tabs),
            window: window.clone(),
            framed: Rc::default(),
        }
    }

    /// Opens another window of the same browser, which shares this one's storage.
    pub async fn another(&self) -> Result<Self> {
        Self::open(&self.tabs).await
    }

    /// The engine that shows this page.
    pub fn engine(&self) -> Engine {
        self.tabs.engine
    }

    /// The driver's client, acting on this window.
    pub(crate) async fn client(&self) -> Result<&Client> {
        if self.tabs.bring(&self.window).await? {
            self.step_into_frame().await?;
        }
        Ok(&self.tabs.client)
    }

    async fn step_into_frame(&self) -> Result<()> {
        if self.framed.get() {
            self.tabs.client.enter_frame(0).await?;
        }
        Ok(())
    }

    async fn step_out_of_frame(&self) -> Result<&Client> {
        let client = self.client().await?;
        if self.framed.get() {
            client.clone().enter_parent_frame().await?;
        }
        Ok(client)
    }

    /// Goes to an address and waits until it has loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        let client = self.step_out_of_frame().await?;
        self.framed.set(false);
        // Within a document, only its fragment changes.
        let stays = "location.href.split('#')[0] === arguments[0].split('#')[0]";
        let leaving = format!("if (!(arguments[0].includes('#') && {stays})) {LEAVING}");
        self.eval(&leaving, vec![json!(url)]).await?;
        client
            .goto(url)
            .await
            .map_err(said)
            .with_context(|| format!("going to {url}"))?;
        let is_empty = url == EMPTY;
        self.until(&format!(
            "{ARRIVED} && (location.href === '{EMPTY}') === {is_empty}"
        ))
        .await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        let client = self.step_out_of_frame().await?;
        self.eval(LEAVING, vec![]).await?;
        client.refresh().await?;
        self.until(ARRIVED).await?;
        self.step_into_frame().await
    }

    /// Goes back in the history.
    pub async fn back(&self) -> Result<()> {
        Ok(self.client().await?.back().await?)
    }

    /// Closes this window; the handle is of no use afterwards.
    pub async fn close(self) -> Result<()> {
        self.tabs.close(&self.window).await
    }

    /// The title of the document.
    pub async fn title(&self) -> Result<String> {
        Ok(self.client().await?.title().await?)
    }

    /// Runs the body of a function in the page (`arguments` holds the given ones) and returns
    /// what it returns.
    pub async fn eval(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let client = self.client().await?;
        client
            .execute(body, arguments)
            .await
            .map_err(said)
            .with_context(|| format!("running in the page: {}", shortened(body)))
    }

    /// Runs the body of an async function in the page and waits for what it returns.
    pub async fn eval_async(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!(
            "const finish = arguments[arguments.length - 1];\
             (async (...given) => {{ {body} }})(...[...arguments].slice(0, -1))\
             .then((value) => finish({{ value: value ?? null }}),\
             (error) => finish({{ error: String(error?.stack ?? error) }}));"
        );
        let client = self.client().await?;
        let answer = client
            .execute_async(&script, arguments)
            .await
            .map_err(said)
            .with_context(|| format!("running in the page: {}", shortened(body)))?;
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            bail!("the page's script threw {error}\nin: {}", shortened(body));
        }
        Ok(answer.get("value").cloned().unwrap_or_default())
    }

    /// Waits until the expression is true in the page.
    pub async fn until(&self, condition: &str) -> Result<()> {
        self.until_within(condition, PATIENCE).await
    }

    /// Waits until the expression is true in the page, but no longer than this.
    pub async fn until_within(&self, condition: &str, patience: Duration) -> Result<()> {
        let body = format!("return Boolean({condition});");
        self.until_answer(&body, &[], patience)
            .await
            .with_context(|| format!("waiting until {condition}"))
            .map(drop)
    }

    /// Asks the function body again and again until its answer is neither null, false, 0 nor "".
    pub async fn until_answer(
        &self,
        body: &str,
        arguments: &[Value],
        patience: Duration,
    ) -> Result<Value> {
        let begun = Instant::now();
        let mut glances = Glances::new();
        loop {
            match self.eval(body, arguments.to_vec()).await {
                Ok(answer) if truthy(&answer) => return Ok(answer),
                Ok(_) => {}
                Err(error) if is_outdated(&error) => {}
                Err(error) => return Err(error),
            }
            if begun.elapsed() > patience {
                bail!(
                    "it did not come true within {:.1} s",
                    patience.as_secs_f64()
                );
            }
            glances.pause().await;
        }
    }

    /// Saves what the window shows as a PNG.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let png = self.client().await?.screenshot().await?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, png).with_context(|| format!("writing {}", file.display()))
    }
}

/// The pauses between looks at a condition, each twice as long as the one before: most conditions
/// hold at once, and what takes long is not to be kept busy with questions.
struct Glances(Duration);

impl Glances {
    fn new() -> Self {
        Self(GLANCE)
    }

    async fn pause(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = self.0.saturating_mul(2).min(LONGEST_GLANCE);
    }
}

/// A driver's error with its code: some drivers give no message.
fn said(error: CmdError) -> anyhow::Error {
    match error {
        CmdError::Standard(error) => anyhow!("{:?}: {}", error.error, error.message),
        other => other.into(),
    }
}

/// What was found was replaced on its way out of the page, or the page was before it could answer,
/// for which the driver of `WebKit` has only these words: the look tells nothing of what is there.
fn is_outdated(error: &anyhow::Error) -> bool {
    let error = format!("{error:#}");
    error.contains("StaleElementReference") || error.contains("Could not parse script result")
}

/// JavaScript's idea of it, as far as JSON goes.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

fn shortened(script: &str) -> String {
    let line: String = script.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 200 {
        return line;
    }
    let mut start: String = line.chars().take(200).collect();
    start.push('…');
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_holds_as_in_javascript() {
        for held in [json!(true), json!(1), json!("a"), json!([]), json!({})] {
            assert!(truthy(&held), "{held}");
        }
        for not in [json!(null), json!(false), json!(0), json!("")] {
            assert!(!truthy(&not), "{not}");
        }
    }
}
