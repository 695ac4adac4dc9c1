//! A site that keeps a vendor's own widget, and its visitor: the vendor's window is a frame of
//! another site.

use super::host_path;
use crate::page::{PATIENCE, Page};
use crate::test::Ctx;
use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// The site, under the strict policy.
const SITE: &str = "/tests/pages/csp_strict_bridge/";
/// The vendor's window.
pub const FRAME: &str = "#embeddedMessagingFrame";
/// The panel after an end.
pub const OVER: &str = "session-chat-bridge >>> .panel:not([hidden])";
/// Its headline.
pub const TITLE: &str = "session-chat-bridge >>> .panel:not([hidden]) .panel__title";
/// What it says under that.
pub const LINE: &str = "session-chat-bridge >>> .panel:not([hidden]) .panel__line";
/// *Start new chat*, or *Try again*.
pub const START: &str = "session-chat-bridge >>> .panel:not([hidden]) .button--primary";
/// *Close* in the panel.
pub const CLOSE: &str =
    "session-chat-bridge >>> .panel:not([hidden]) .button:not(.button--primary)";
/// The launcher that opens the panel.
pub const LAUNCHER: &str = "session-chat-bridge >>> .launcher:not([hidden])";
/// The notice.
pub const NOTICE: &str = "session-chat-bridge >>> .notice:not([hidden])";
/// What is said aloud.
pub const SAID: &str = "session-chat-bridge >>> [role=status]";

/// A visitor of the site.
#[derive(Clone)]
pub struct Site {
    /// Their window of the browser.
    pub page: Page,
}

impl Site {
    /// Comes to the site; `query` is `&name=value` for the vendor and the order of the scripts.
    pub async fn arrives(ctx: &Ctx, query: &str, config: &Value) -> Result<Self> {
        Self::arrives_in(ctx, ctx.page.clone(), query, config).await
    }

    /// The same in a window of their own.
    pub async fn arrives_in(ctx: &Ctx, page: Page, query: &str, config: &Value) -> Result<Self> {
        let path = [host_path(SITE, config), query.to_owned()].concat();
        page.goto(&ctx.url(&path)).await?;
        page.until("window.started").await?;
        Ok(Self { page })
    }

    /// Opens the vendor's window and says something, which begins a session.
    pub async fn talks(&self) -> Result<()> {
        self.page.until("stub.isReady").await?;
        if self.page.eval("return stub.isOpen;", vec![]).await? == false {
            self.page.click_in_frame("#launch").await?;
            self.page.until("stub.isOpen").await?;
        }
        self.says("Hello").await?;
        self.page.until("stub.conversation").await
    }

    /// Writes into the vendor's window.
    pub async fn says(&self, text: &str) -> Result<()> {
        let typed = format!("{text}\u{e007}");
        self.page.type_in_frame("#field", &typed).await
    }

    /// The org ends the session.
    pub async fn ends(&self, how: &Value) -> Result<()> {
        let body = "stub.end(arguments[0]);";
        self.page.eval(body, vec![how.clone()]).await.map(drop)
    }

    /// A number of the stand-in.
    pub async fn number(&self, of: &str) -> Result<u64> {
        let number = self.page.eval(&format!("return {of};"), vec![]).await?;
        Ok(number.as_u64().unwrap_or_default())
    }

    /// How often a function of the vendor's was called.
    pub async fn called(&self, name: &str) -> Result<u64> {
        let count = format!("stub.calls.filter(([name]) => name === '{name}').length");
        self.number(&count).await
    }

    /// The events of this name that the site has heard.
    pub async fn events(&self, name: &str) -> Result<Vec<Value>> {
        let body = "return events.filter(({ name }) => name === arguments[0])\
                    .map(({ detail }) => detail);";
        let events = self.page.eval(body, vec![json!(name)]).await?;
        Ok(serde_json::from_value(events)?)
    }

    /// The vendor's window is out of reach: what is typed goes nowhere, and no session begins.
    pub async fn is_locked(&self) -> Result<()> {
        let (keys, sessions) = (
            self.number("stub.keys.length").await?,
            self.number("stub.sessions").await?,
        );
        // A vendor's script that takes the focus back does not get it.
        self.robs().await?;
        self.page.type_text("still there\u{e007}").await?;
        // What the frame tells after that is told behind any key that has reached it.
        self.robs().await?;
        let frame = "const { visibility, pointerEvents } = getComputedStyle(stub.frame);\
                     return [visibility, pointerEvents, Boolean(stub.frame.closest('[inert]')),\
                     document.activeElement === stub.frame];";
        let frame = self.page.eval(frame, vec![]).await?;
        ensure!(frame == json!(["hidden", "none", true, false]), "{frame}");
        ensure!(
            self.number("stub.keys.length").await? == keys,
            "keys arrived"
        );
        ensure!(
            self.number("stub.sessions").await? == sessions,
            "a session began"
        );
        self.stays_quiet().await
    }

    /// The vendor's script takes the focus, and has had the time to.
    async fn robs(&self) -> Result<()> {
        let before = self.number("stub.grabs").await?;
        // A frame that is being drawn anew hears nothing; the next one does. One word a second: those
        // that are still on their way would be deeds of a later moment.
        let rob = "const isDue = !(performance.now() - window.robbed < 1000);\
            if (isDue) {\
              window.robbed = performance.now();\
              stub.frame.contentWindow?.postMessage({ grab: true }, '*');\
            }\
            return stub.grabs > arguments[0];";
        self.page
            .until_answer(rob, &[json!(before)], PATIENCE)
            .await?;
        self.page.eval("delete window.robbed;", vec![]).await?;
        self.page
            .until("document.activeElement !== stub.frame")
            .await
    }

    /// No dialog of the browser, no error, no violation of the policy.
    pub async fn stays_quiet(&self) -> Result<()> {
        self.page.assert_clean().await
    }

    /// Starts a new chat from the panel by keyboard alone, and has the vendor's window again.
    pub async fn starts_anew(&self) -> Result<()> {
        self.page.focus(OVER).await?;
        self.page.press(Key::Tab).await?;
        self.page.until_focus(START).await?;
        self.page.press(Key::Enter).await?;
        self.page.until_gone(OVER).await?;
        let reach = "stub.isOpen && getComputedStyle(stub.frame).visibility === 'visible' \
                     && !stub.frame.closest('[inert]')";
        self.page.until(reach).await
    }
}
