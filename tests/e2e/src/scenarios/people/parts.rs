//! Files of the chat that come when they are needed.

use crate::page::Page;
use anyhow::Result;
use serde_json::json;

/// Waits until such a file, `invite` or `notices`, runs or has failed to come; where several things
/// need it, they wait for it together.
pub async fn until_loaded(page: &Page, part: &str) -> Result<()> {
    let loaded = "\
        const [name] = given;\
        const isMeant = ([key]) => String(key).startsWith(`./session-chat-${name}-`);\
        const registry = globalThis[Symbol.for('session-chat')];\
        let entry;\
        while (!(entry = [...registry].find(isMeant))) await new Promise((done) => setTimeout(done));\
        await entry[1].catch(() => {});\
        await new Promise((done) => setTimeout(done));";
    page.eval_async(loaded, vec![json!(part)]).await.map(drop)
}
