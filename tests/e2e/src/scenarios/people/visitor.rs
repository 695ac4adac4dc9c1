//! What a visitor does and sees.

use super::{
    CONFIRM, END, FIELD, HOST, KEEP, NOTES, OWN, PANEL, RECEIPTS, ROWS, THEIRS, WINDOW, host_path,
};
use crate::page::{LONG_PATIENCE, PATIENCE, Page};
use crate::test::Ctx;
use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

/// A visitor at a host page.
#[derive(Clone)]
pub struct Visitor {
    /// Their window of the browser.
    pub page: Page,
}

impl Visitor {
    /// Comes to a host page with this configuration, in the first window.
    pub async fn arrives(ctx: &Ctx, config: Value) -> Result<Self> {
        Self::arrives_in(ctx, ctx.page.clone(), &config).await
    }

    /// Comes to the host page in a window of their own, too: a second tab of the same visitor.
    pub async fn arrives_beside(ctx: &Ctx, config: Value) -> Result<Self> {
        Self::arrives_in(ctx, ctx.page.another().await?, &config).await
    }

    /// Comes to a host page with this configuration in a given window.
    pub async fn arrives_in(ctx: &Ctx, page: Page, config: &Value) -> Result<Self> {
        page.goto(&ctx.url(&host_path(HOST, config))).await?;
        page.until("window.started").await?;
        Ok(Self { page })
    }

    /// Loads the page again.
    pub async fn reloads(&self) -> Result<()> {
        self.page.reload().await?;
        self.page.until("window.started").await
    }

    /// Presses the launcher, and has the window.
    pub async fn opens(&self) -> Result<()> {
        self.page.click(">>> .launcher").await?;
        self.page.find(WINDOW).await.map(drop)
    }

    /// Minimises the window.
    pub async fn closes(&self) -> Result<()> {
        self.page.click(">>> .header__minimise").await?;
        self.page.until_gone(WINDOW).await
    }

    /// Writes something and sends it with Enter; it stands in the transcript.
    pub async fn says(&self, text: &str) -> Result<()> {
        self.tries_to_say(text).await?;
        self.page.until_any_text(OWN, text).await
    }

    /// Writes something and presses Enter, whatever becomes of it.
    pub async fn tries_to_say(&self, text: &str) -> Result<()> {
        let typed = format!("{text}{}", char::from(Key::Enter));
        self.page.type_into(FIELD, &typed).await
    }

    /// Ends the chat by the button in the header, and confirms it.
    pub async fn ends(&self) -> Result<()> {
        self.page.click(END).await?;
        // The confirmation has come to rest.
        self.page.until_focus(KEEP).await?;
        self.page.click(CONFIRM).await
    }

    /// Reads something that somebody else said.
    pub async fn hears(&self, text: &str) -> Result<()> {
        self.page.until_any_text(THEIRS, text).await
    }

    /// The same where it may take as long as the chat waits between two tries.
    pub async fn hears_at_last(&self, text: &str) -> Result<()> {
        self.page
            .until_any_text_within(THEIRS, text, LONG_PATIENCE)
            .await
    }

    /// Reads a note between the messages.
    pub async fn sees_note(&self, text: &str) -> Result<()> {
        self.page.until_any_text(NOTES, text).await
    }

    /// Reads something anywhere in the window.
    pub async fn sees(&self, selector: &str, text: &str) -> Result<()> {
        self.page.until_any_text(selector, text).await
    }

    /// The receipt of the newest own message says this.
    pub async fn sees_receipt(&self, text: &str) -> Result<()> {
        self.page.until_any_text(RECEIPTS, text).await
    }

    /// Notes from now on what the receipts of own messages say: some of it stands for a second.
    pub async fn notes_receipts(&self) -> Result<()> {
        let body = "\
            window.receipts = new Set();\
            const root = chat.element.shadowRoot;\
            const note = () => {\
              for (const { textContent } of root.querySelectorAll(arguments[0])) receipts.add(textContent);\
            };\
            new MutationObserver(note)\
              .observe(root, { subtree: true, childList: true, characterData: true });\
            note();";
        let receipts = RECEIPTS.trim_start_matches(">>> ");
        self.page.eval(body, vec![json!(receipts)]).await.map(drop)
    }

    /// A receipt has said this since.
    pub async fn has_seen_receipt(&self, text: &str) -> Result<()> {
        let body = "return [...receipts].some((said) => said.includes(arguments[0]));";
        self.page
            .until_answer(body, &[json!(text)], PATIENCE)
            .await
            .with_context(|| format!("waiting for a receipt that says “{text}”"))
            .map(drop)
    }

    /// The chat as the host page sees it.
    pub async fn state(&self) -> Result<Value> {
        self.page.eval("return chat.state();", vec![]).await
    }

    /// Waits until a part of the state has this value.
    pub async fn until_state(&self, key: &str, value: Value) -> Result<()> {
        let body = "return chat.state()[arguments[0]] === arguments[1];";
        let arguments = [json!(key), value.clone()];
        let waited = self.page.until_answer(body, &arguments, PATIENCE).await;
        if let Err(error) = waited {
            let state = self.state().await?;
            return Err(error.context(format!("waiting for {key} = {value}; it is {state}")));
        }
        Ok(())
    }

    /// Waits until the chat is in this phase.
    pub async fn until_phase(&self, phase: &str) -> Result<()> {
        self.until_state("phase", json!(phase)).await
    }

    /// The details of all events of a name that the host page heard.
    pub async fn events(&self, name: &str) -> Result<Vec<Value>> {
        let body = "return events.filter(({ name }) => name === arguments[0])\
                    .map(({ detail }) => detail);";
        let events = self.page.eval(body, vec![json!(name)]).await?;
        Ok(serde_json::from_value(events)?)
    }

    /// Listens from now on to what is said to those who do not see the window.
    pub async fn listens_to_announcements(&self) -> Result<()> {
        let body = "\
            window.announced = [];\
            const said = ({ target, addedNodes }) => {\
              if (!target.closest?.('.announcer')) return;\
              for (const { data } of addedNodes)\
                if (data?.trim()) announced.push(data.replace(/[\\u2066-\\u2069\\u00a0]/g, ''));\
            };\
            new MutationObserver((records) => records.forEach(said))\
              .observe(chat.element.shadowRoot, { subtree: true, childList: true });";
        self.page.eval(body, vec![]).await.map(drop)
    }

    /// What was announced since, in order.
    pub async fn announced(&self) -> Result<Vec<String>> {
        let said = self.page.eval("return announced;", vec![]).await?;
        Ok(serde_json::from_value(said)?)
    }

    /// Waits until this was announced.
    pub async fn until_announced(&self, text: &str) -> Result<()> {
        let body = "return announced.some((said) => said.includes(arguments[0]));";
        self.page
            .until_answer(body, &[json!(text)], PATIENCE)
            .await
            .with_context(|| format!("waiting for “{text}” to be announced"))
            .map(drop)
    }

    /// Calls a method of the handle, which must be refused, and returns the code of the refusal.
    pub async fn is_refused(&self, call: &str) -> Result<Value> {
        let body =
            format!("return await chat.{call}.then(() => 'not refused', ({{ code }}) => code);");
        self.page.eval_async(&body, vec![]).await
    }

    /// Nothing can be written: there is no field, and the panel says why.
    pub async fn cannot_write(&self) -> Result<()> {
        self.page.find(PANEL).await?;
        let field = ">>> :is(textarea, input, [contenteditable])";
        ensure!(self.page.count(field).await? == 0, "there is a field");
        let state = self.state().await?;
        ensure!(state["canSend"] == json!(false), "{state}");
        Ok(())
    }

    /// An empty window with a field to write into, as for a new visitor.
    pub async fn has_new_window(&self) -> Result<()> {
        self.page.until_focus(FIELD).await?;
        self.page.until_count(ROWS, 0).await?;
        self.page.until_gone(PANEL).await?;
        self.page.find(">>> .welcome").await?;
        self.until_phase("none").await?;
        self.until_state("conversation", Value::Null).await?;
        self.until_state("ended", Value::Null).await
    }
}
