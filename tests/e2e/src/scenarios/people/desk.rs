//! What an agent does and sees.

use super::DESK;
use crate::page::Page;
use crate::test::Ctx;
use anyhow::{Context as _, Result};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// An agent at the desk.
#[derive(Clone)]
pub struct Desk {
    /// Their window of the browser.
    pub page: Page,
}

impl Desk {
    /// Opens the desk in a window of its own.
    pub async fn opens(ctx: &Ctx) -> Result<Self> {
        let page = ctx.open(DESK).await?;
        page.find(".bar").await?;
        Ok(Self { page })
    }

    /// Accepts the conversation that waits longest, and has it open.
    pub async fn accepts(&self) -> Result<()> {
        self.page.click(".conversation--waiting .accept").await?;
        self.page.find(".reply").await.map(drop)
    }

    /// Opens the first conversation of the list.
    pub async fn looks_at_first(&self) -> Result<()> {
        self.page.click(".conversation .conversation__open").await?;
        self.page.find(".transcript__rows").await.map(drop)
    }

    /// Waits for so many conversations in the list.
    pub async fn has_conversations(&self, count: u64) -> Result<()> {
        self.page.until_count(".conversation", count).await
    }

    /// Says something to the visitor, in Markdown.
    pub async fn says(&self, text: &str) -> Result<()> {
        self.page.type_into(".reply", text).await?;
        self.page.press(Key::Enter).await?;
        let is_sent = "return element.value === '';";
        self.page
            .until_element(".reply", is_sent, &[])
            .await
            .map(drop)
    }

    /// Reads something that the visitor said.
    pub async fn hears(&self, text: &str) -> Result<()> {
        self.page
            .until_any_text(".message--visitor .message__body", text)
            .await
    }

    /// Ends the session, with a reason or without.
    pub async fn ends(&self, reason: Option<&str>) -> Result<()> {
        self.page.click(".end-session").await?;
        if let Some(reason) = reason {
            self.page.type_into(".end-reason", reason).await?;
        }
        self.page.click(".end-confirm").await?;
        self.page.find(".composer__ended").await.map(drop)
    }

    /// Goes online or offline.
    pub async fn switches(&self, online: bool) -> Result<()> {
        self.page.click(".online-switch").await?;
        let body = "return element.getAttribute('aria-checked') === arguments[1];";
        self.page
            .until_element(".online-switch", body, &[json!(online.to_string())])
            .await
            .map(drop)
    }

    /// Publishes settings: each by the name of its field, a truth for a box and a text otherwise.
    pub async fn sets(&self, settings: &[(&str, Value)]) -> Result<()> {
        self.page.click(".settings").await?;
        self.page.find(".settings-dialog[open]").await?;
        for (name, value) in settings {
            let body = "const { elements } = document.querySelector('.settings-form');\
                 const [name, value] = arguments;\
                 if (typeof value === 'boolean') elements[name].checked = value;\
                 else elements[name].value = value;";
            self.page
                .eval(body, vec![json!(name), value.clone()])
                .await
                .with_context(|| format!("setting {name}"))?;
        }
        self.page.click(".settings-save").await?;
        self.page.until_gone(".settings-dialog[open]").await
    }

    /// The event history of the open conversation has a line that says this.
    pub async fn has_in_history(&self, text: &str) -> Result<()> {
        self.page.until_any_text(".history li", text).await
    }

    /// The facts of the open conversation say this, name and value together.
    pub async fn has_fact(&self, text: &str) -> Result<()> {
        self.page.until_any_text(".fact", text).await
    }

    /// Leaves the desk for another page.
    pub async fn leaves(&self, ctx: &Ctx) -> Result<()> {
        self.page.goto(&ctx.url("/tests/pages/frame/")).await
    }

    /// Whatever the desk says from now on is held back, as if it took long to answer.
    pub async fn is_slow_to_answer(&self) -> Result<()> {
        let body = "\
            const { prototype } = BroadcastChannel;\
            const say = prototype.postMessage;\
            const held = [];\
            prototype.postMessage = function (frame) { held.push(() => say.call(this, frame)); };\
            window.answer = () => { prototype.postMessage = say; held.forEach((one) => one()); };";
        self.page.eval(body, vec![]).await.map(drop)
    }

    /// The desk says what was held back, and goes on as usual.
    pub async fn answers(&self) -> Result<()> {
        self.page.eval("answer();", vec![]).await.map(drop)
    }
}
