//! An org behind a server of the vendor's kind, and a visitor who talks with its people over it.

use super::{Visitor, host_path};
use crate::page::{PATIENCE, Page};
use crate::test::Ctx;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use session_chat_emulator::{Control, Emulator, Operation, Seen, Settings};

/// A host page whose strict policy lets it call a server.
const HOST: &str = "/tests/pages/csp_strict_remote/";

/// An org.
pub struct Org {
    /// Its server.
    pub emulator: Emulator,
}

impl Org {
    /// An org with these settings; nobody in it does anything by themselves.
    pub async fn with(settings: Settings) -> Result<Self> {
        let emulator = Emulator::start(settings).await?;
        Ok(Self { emulator })
    }

    /// An org like most.
    pub async fn opens() -> Result<Self> {
        Self::with(Settings::default()).await
    }

    /// What its people do.
    pub fn control(&self) -> &Control {
        self.emulator.control()
    }

    /// The configuration of a page, with these settings besides the backend.
    pub fn config(&self, more: Value) -> Value {
        let mut config = more;
        let settings = self.control().settings();
        if let Some(config) = config.as_object_mut() {
            let backend = json!({
                "kind": "salesforce",
                "url": self.emulator.base_url(),
                "orgId": settings.org_id,
                "deployment": settings.deployment,
            });
            let held = config.entry("backend").or_insert_with(|| json!({}));
            if let (Some(held), Some(backend)) = (held.as_object_mut(), backend.as_object()) {
                for (name, value) in backend {
                    held.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        config
    }

    /// A visitor who has come to a page of this org, in the first window.
    pub async fn is_visited(&self, ctx: &Ctx, more: Value) -> Result<Visitor> {
        self.is_visited_in(ctx, ctx.page.clone(), more).await
    }

    /// A visitor who has come to a page of this org, in a given window.
    pub async fn is_visited_in(&self, ctx: &Ctx, page: Page, more: Value) -> Result<Visitor> {
        let path = host_path(HOST, &self.config(more));
        page.goto(&ctx.url(&path)).await?;
        page.until("window.started").await?;
        Ok(Visitor { page })
    }

    /// Waits until the server has seen or done something.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Control) -> bool) -> Result<()> {
        let came = self.control().until(is_so, PATIENCE).await;
        ensure!(came, "waited for the org: {what}");
        Ok(())
    }

    /// The requests of a kind, once there are so many.
    pub async fn asked(&self, operation: Operation, count: usize) -> Result<Vec<Seen>> {
        let what = format!("{count} of {operation:?}");
        self.until(&what, |control| control.requests(operation).len() >= count)
            .await?;
        Ok(self.control().requests(operation))
    }

    /// How often a visitor was heard saying exactly this.
    pub fn times_heard(&self, text: &str) -> usize {
        let all = self.control().conversations();
        let texts = all.iter().flat_map(|one| one.texts());
        texts.filter(|said| *said == text).count()
    }

    /// Waits until a visitor has said this.
    pub async fn hears(&self, text: &str) -> Result<()> {
        let heard = |control: &Control| {
            let all = control.conversations();
            all.iter()
                .any(|one| one.texts().iter().any(|said| said.contains(text)))
        };
        self.until(text, heard)
            .await
            .with_context(|| format!("hearing “{text}”"))
    }
}

/// A visitor and the agent Sam, who talk with each other.
pub async fn in_touch(ctx: &Ctx, settings: Settings, more: Value) -> Result<(Org, Visitor)> {
    let org = Org::with(settings).await?;
    let visitor = org.is_visited(ctx, more).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    org.hears("Hello").await?;
    org.control().accept(None, "Sam")?;
    visitor.until_phase("talking").await?;
    Ok((org, visitor))
}
