//! The page's clock, in a hurry; and timers of one file of the chat, of one length, which a test
//! counts or lets run out by hand: what waits for so long is then sure to have waited, and nobody
//! waits for it.

use crate::page::Page;
use anyhow::Result;
use serde_json::json;

/// A clock that is ten times as fast, for all that the page itself waits for, until `calm()`.
const FAST: &str = "\
    const { Date, setTimeout: later } = window;\
    const real = Date.now.bind(Date);\
    let begun = real(), from = begun, times = 10;\
    Date.now = () => from + (real() - begun) * times;\
    window.setTimeout = (act, ms = 0, ...rest) => later(act, ms / times, ...rest);\
    window.calm = () => { from = Date.now(); begun = real(); times = 1; };";

/// From now on the page's clock is ten times as fast; that of its frames and of others is not.
pub async fn hurry(page: &Page) -> Result<()> {
    page.eval(FAST, vec![]).await.map(drop)
}

/// The length of a timer and the call of who made it say whether it is meant.
const MEANT: &str = "\
    const { setTimeout: later } = window;\
    const [part, length] = arguments;\
    const isMeant = (ms) => ms === length && Error().stack.includes(part);";

/// From now on `runOut` counts those that have run out. `part` is of the name of the file.
pub async fn counted(page: &Page, part: &str, ms: u32) -> Result<()> {
    let body = format!(
        "{MEANT} window.runOut = 0;\
         window.setTimeout = (act, ms, ...rest) => {{\
           const counts = isMeant(ms);\
           return later(() => {{ act(...rest); if (counts) window.runOut += 1; }}, ms);\
         }};"
    );
    page.eval(&body, vec![json!(part), json!(ms)])
        .await
        .map(drop)
}

/// From now on they run out no more until `runOut()` is called.
pub async fn held(page: &Page, part: &str, ms: u32) -> Result<()> {
    let body = format!(
        "{MEANT} const kept = [];\
         window.runOut = () => kept.splice(0).forEach((act) => act());\
         window.setTimeout = (act, ms, ...rest) =>\
           isMeant(ms) ? void kept.push(() => act(...rest)) : later(act, ms, ...rest);"
    );
    page.eval(&body, vec![json!(part), json!(ms)])
        .await
        .map(drop)
}
