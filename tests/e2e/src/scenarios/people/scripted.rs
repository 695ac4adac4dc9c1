//! A desk that says what a test tells it to: `tests/pages/widget/scripted-desk.js`.

use super::{Visitor, host_path};
use crate::page::Page;
use crate::test::Ctx;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// A desk by script, in the visitor's own page.
#[derive(Clone)]
pub struct Scripted {
    page: Page,
}

impl Scripted {
    /// A desk on the channel of a page that names none.
    pub async fn stands_in(page: &Page) -> Result<Self> {
        Self::remembers(page, Value::Null).await
    }

    /// The same, and it knows a conversation of whoever asks for one.
    pub async fn remembers(page: &Page, kept: Value) -> Result<Self> {
        let body = "const { Desk } = await import('/tests/pages/widget/scripted-desk.js');\
                    window.desk = new Desk('main', given[0]);";
        page.eval_async(body, vec![kept]).await?;
        Ok(Self { page: page.clone() })
    }

    /// Runs the body of a function with `desk` and the given `arguments`.
    pub async fn does(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.page
            .eval(&format!("const {{ desk }} = window; {body}"), arguments)
            .await
            .context("the scripted desk")
    }

    /// Says a text as the agent Sam.
    pub async fn says(&self, text: &str) -> Result<()> {
        let body = "desk.say(arguments[0]);";
        self.does(body, vec![json!(text)]).await.map(drop)
    }

    /// Says an event to the visitor.
    pub async fn tells(&self, event: Value) -> Result<()> {
        let body = "desk.tell(arguments[0]);";
        self.does(body, vec![event]).await.map(drop)
    }

    /// Ends the session as the agent Sam.
    pub async fn ends(&self, reason: Option<&str>) -> Result<()> {
        let body = "desk.end('agent', arguments[0]);";
        self.does(body, vec![json!(reason)]).await.map(drop)
    }

    /// Changes how the desk is or answers: `set("answers.end", json!("refused"))`.
    pub async fn set(&self, path: &str, value: Value) -> Result<()> {
        let body = format!("desk.{path} = arguments[0];");
        self.does(&body, vec![value]).await.map(drop)
    }

    /// How many commands of a kind the desk has heard.
    pub async fn heard(&self, kind: &str) -> Result<usize> {
        let body = "return desk.commands(arguments[0]).length;";
        let count = self.does(body, vec![json!(kind)]).await?;
        Ok(count
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or_default())
    }

    /// Waits until the desk has heard a command of this kind.
    pub async fn until_heard(&self, kind: &str) -> Result<()> {
        self.page
            .until(&format!("desk.commands('{kind}').length > 0"))
            .await
    }

    /// Leaves, as when its window is closed.
    pub async fn leaves(&self) -> Result<()> {
        self.does("desk.close();", vec![]).await.map(drop)
    }
}

/// A visitor at this host page with a scripted desk in it; the window is still closed.
pub async fn served(ctx: &Ctx, host: &str, config: &Value) -> Result<(Visitor, Scripted)> {
    let page = ctx.page.clone();
    page.goto(&ctx.url(&host_path(host, config))).await?;
    page.until("window.started").await?;
    let desk = Scripted::stands_in(&page).await?;
    Ok((Visitor { page }, desk))
}

/// The same, and the visitor talks with Sam.
pub async fn answered(ctx: &Ctx, host: &str, config: &Value) -> Result<(Visitor, Scripted)> {
    let (visitor, desk) = served(ctx, host, config).await?;
    visitor.opens().await?;
    until_spoken(&visitor.page, config).await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}

/// The same, and the desk offers something around the chat.
pub async fn offering(ctx: &Ctx, host: &str, offers: Value) -> Result<(Visitor, Scripted)> {
    let (visitor, desk) = served(ctx, host, &json!({})).await?;
    desk.set("offers", offers).await?;
    visitor.opens().await?;
    visitor.says("Hello").await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}

/// Waits until the window speaks the language of the configuration: it is built anew when the
/// texts arrive, and whoever holds an element of it until then holds an old one.
pub async fn until_spoken(page: &Page, config: &Value) -> Result<()> {
    let Some(locale) = config["locale"].as_str() else {
        return Ok(());
    };
    let spoken = format!(">>> .root[lang={locale}] dialog[open]");
    page.find(&spoken).await.map(drop)
}
