//! Moments, by the clock of the machine, which all windows share: how long something took is the
//! difference of two of them, whichever window each was noted in.

use crate::page::Page;
use anyhow::{Context as _, Result, ensure};
use serde_json::json;

/// Milliseconds since 1970.
pub type Moment = f64;

/// Notes, under this name, when the expression over `root`, the shadow root, is true for the first
/// time from now on. Nothing of it waits for a timer, which a window behind another may not have.
pub async fn watch(page: &Page, name: &str, holds: &str) -> Result<()> {
    let body = format!(
        "window.noted ??= {{}};\
         const root = chat.element.shadowRoot;\
         const [name] = arguments;\
         delete noted[name];\
         const look = () => {{ if (!(name in noted) && ({holds})) noted[name] = Date.now(); }};\
         new MutationObserver(look).observe(root, \
           {{ subtree: true, childList: true, attributes: true, characterData: true }});\
         look();"
    );
    page.eval(&body, vec![json!(name)]).await.map(drop)
}

/// Notes when an event of the page happens, before anybody else hears of it.
pub async fn watch_event(page: &Page, name: &str, event: &str) -> Result<()> {
    let body = "window.noted ??= {};\
                const [name, event] = arguments;\
                addEventListener(event, () => (noted[name] = Date.now()), true);";
    page.eval(body, vec![json!(name), json!(event)])
        .await
        .map(drop)
}

/// The moment under this name, once it is there.
pub async fn noted(page: &Page, name: &str) -> Result<Moment> {
    page.until(&format!("noted?.['{name}']")).await?;
    let moment = page
        .eval(&format!("return noted['{name}'];"), vec![])
        .await?;
    moment.as_f64().context("a moment is a number")
}

/// Fails, with the number, if it took longer; prints how long it took.
pub fn within(what: &str, from: Moment, to: Moment, most_ms: f64) -> Result<()> {
    let took = to - from;
    println!("       {what}: {took:.0} ms of {most_ms:.0}");
    ensure!(
        took <= most_ms,
        "{what}: {took:.0} ms, {most_ms:.0} at most"
    );
    Ok(())
}
