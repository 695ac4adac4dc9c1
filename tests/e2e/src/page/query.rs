//! Finding elements, through shadow roots too, and acting on them as a person would.

use super::{Glances, PATIENCE, Page, said};
use anyhow::{Context as _, Result, bail};
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Defines `find(selector)` and `all(selector)`, which step into open shadow roots.
const FIND: &str = r#"
const roots = (selector) => {
  const parts = selector.split(">>>").map((part) => part.trim());
  if (parts[0] === "") parts[0] = "session-chat";
  const last = parts.pop();
  let root = document;
  for (const part of parts) {
    root = root?.querySelector(part)?.shadowRoot;
  }
  return [root, last];
};
const find = (selector) => { const [root, last] = roots(selector); return root?.querySelector(last) ?? null; };
const all = (selector) => { const [root, last] = roots(selector); return [...(root?.querySelectorAll(last) ?? [])]; };
"#;

/// The element once it can be used: shown, enabled and, if it is to be clicked, no longer moving and
/// with nothing above its middle.
const READY: &str = r"
const element = find(given[0]);
if (!element || element.disabled || element.getAttribute('aria-disabled') === 'true') return null;
element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });
const box = () => { const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height].join(); };
const isShown = () => element.isConnected && element.getClientRects().length > 0
  && (element.checkVisibility?.({ visibilityProperty: true }) ?? true);
if (!given[1]) return isShown() ? element : null;
// What slides in is where it will be once it has arrived; a window that does not paint arrives nowhere.
const moves = ({ playState, effect }) => playState === 'running' && Number.isFinite(effect.getComputedTiming().endTime);
const moving = (element.getRootNode().getAnimations?.() ?? []).filter(moves);
const rest = Promise.all(moving.map(({ finished }) => finished.catch(() => {})));
await Promise.race([rest, new Promise((done) => setTimeout(done, 1000))]);
const before = box();
await frame();
await frame();
if (!isShown() || before !== box()) return null;
const { left, right, top, bottom } = element.getClientRects()[0];
const middle = (one, other, size) => (Math.max(0, one) + Math.min(size, other)) / 2;
const above = element.getRootNode().elementFromPoint(middle(left, right, innerWidth), middle(top, bottom, innerHeight));
return element.contains(above) ? element : null;
";

/// What the element that never became ready is like.
const HINDRANCE: &str = r"
const element = find(arguments[0]);
const window = `window ${innerWidth}×${innerHeight}, ${document.visibilityState}`;
if (!element) return `there is none; ${window}`;
const { x, y, width, height } = element.getBoundingClientRect();
const above = element.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
return `disabled: ${element.disabled}, at ${[x, y, width, height]}, in its middle `
  + `${above?.localName}.${above?.className}; ${window}`;
";

/// The active element, in the innermost shadow root.
const ACTIVE: &str = r"
let active = document.activeElement;
while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
";

impl Page {
    /// The element that a selector names now, if any.
    pub async fn query(&self, selector: &str) -> Result<Option<Element>> {
        let found = self
            .eval(
                &format!("{FIND} return find(arguments[0]);"),
                vec![json!(selector)],
            )
            .await?;
        self.element(&found).await
    }

    /// The element, once it is there.
    pub async fn find(&self, selector: &str) -> Result<Element> {
        let found = self
            .until_answer(
                &format!("{FIND} return find(arguments[0]);"),
                &[json!(selector)],
                PATIENCE,
            )
            .await
            .with_context(|| format!("waiting for {selector}"))?;
        match self.element(&found).await? {
            Some(element) => Ok(element),
            None => bail!("the driver gave no element for {selector}: {found}"),
        }
    }

    /// How many elements the selector names now.
    pub async fn count(&self, selector: &str) -> Result<u64> {
        let body = format!("{FIND} return all(arguments[0]).length;");
        let count = self.eval(&body, vec![json!(selector)]).await?;
        Ok(count.as_u64().unwrap_or_default())
    }

    /// Waits until exactly this many elements match.
    pub async fn until_count(&self, selector: &str, count: u64) -> Result<()> {
        let body = format!("{FIND} return all(arguments[0]).length === arguments[1];");
        self.until_answer(&body, &[json!(selector), json!(count)], PATIENCE)
            .await
            .with_context(|| format!("waiting for {count} of {selector}"))
            .map(drop)
    }

    /// Waits until nothing matches any more.
    pub async fn until_gone(&self, selector: &str) -> Result<()> {
        self.until_count(selector, 0).await
    }

    /// Waits until a function body over the found `element` answers truthily, for instance
    /// `return element.open`. Further arguments are `arguments[1]` and so on.
    pub async fn until_element(
        &self,
        selector: &str,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value> {
        let script =
            format!("{FIND} const element = find(arguments[0]); if (!element) return null; {body}");
        let mut all = vec![json!(selector)];
        all.extend_from_slice(arguments);
        self.until_answer(&script, &all, PATIENCE)
            .await
            .with_context(|| format!("waiting until {selector}: {body}"))
    }

    /// Waits until the text of an element contains this.
    pub async fn until_text(&self, selector: &str, text: &str) -> Result<()> {
        self.until_element(
            selector,
            "return element.textContent.includes(arguments[1]);",
            &[json!(text)],
        )
        .await
        .with_context(|| format!("waiting for the text “{text}”"))
        .map(drop)
    }

    /// Waits until the text of one of the matches contains this, whatever marks the direction of
    /// names in it.
    pub async fn until_any_text(&self, selector: &str, text: &str) -> Result<()> {
        self.until_any_text_within(selector, text, PATIENCE).await
    }

    /// The same, but no longer than this.
    pub async fn until_any_text_within(
        &self,
        selector: &str,
        text: &str,
        patience: Duration,
    ) -> Result<()> {
        let body = format!(
            "{FIND} return all(arguments[0]).some((one) => \
             one.textContent.replace(/[\\u2066-\\u2069]/g, '').includes(arguments[1]));"
        );
        let waited = self
            .until_answer(&body, &[json!(selector), json!(text)], patience)
            .await;
        if let Err(error) = waited {
            let texts = self.texts(selector).await?;
            return Err(error.context(format!(
                "waiting for the text “{text}” in one of {selector}, which say {texts:?}"
            )));
        }
        Ok(())
    }

    /// Evaluates a function body over the `element` that must be there now.
    pub async fn eval_on(&self, selector: &str, body: &str) -> Result<Value> {
        let script = format!(
            "{FIND} const element = find(arguments[0]); \
             if (!element) throw new Error('nothing matches ' + arguments[0]); {body}"
        );
        self.eval(&script, vec![json!(selector)]).await
    }

    /// The text content of an element, once it is there.
    pub async fn text(&self, selector: &str) -> Result<String> {
        self.find(selector).await?;
        let text = self
            .eval_on(selector, "return element.textContent;")
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The text contents of all matches, in document order.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let body = format!("{FIND} return all(arguments[0]).map((one) => one.textContent);");
        let texts = self.eval(&body, vec![json!(selector)]).await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// Clicks with the mouse, once the element is shown, enabled and still.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let begun = Instant::now();
        loop {
            let element = self.ready(selector, true).await?;
            match element.click().await {
                // It was drawn anew between the look and the click: what stands there now is meant.
                Err(error) if error.is_stale_element_reference() && begun.elapsed() < PATIENCE => {}
                clicked => {
                    return clicked
                        .map_err(said)
                        .with_context(|| format!("clicking {selector}"));
                }
            }
        }
    }

    /// Clicks into a field and types, key by key.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let begun = Instant::now();
        loop {
            let element = self.ready(selector, false).await?;
            match element.send_keys(text).await {
                // As with a click: nothing was typed yet.
                Err(error) if error.is_stale_element_reference() && begun.elapsed() < PATIENCE => {}
                typed => {
                    return typed
                        .map_err(said)
                        .with_context(|| format!("typing into {selector}"));
                }
            }
        }
    }

    /// Puts the focus on an element by script, as a starting point for the keyboard.
    pub async fn focus(&self, selector: &str) -> Result<()> {
        self.find(selector).await?;
        self.eval_on(selector, "element.focus();").await.map(drop)
    }

    /// Whether the focus is on the element that the selector names.
    pub async fn has_focus(&self, selector: &str) -> Result<bool> {
        let body = format!("{FIND} {ACTIVE} return active === find(arguments[0]);");
        let answer = self.eval(&body, vec![json!(selector)]).await?;
        Ok(answer == json!(true))
    }

    /// Waits until the focus is on the element that the selector names.
    pub async fn until_focus(&self, selector: &str) -> Result<()> {
        let body =
            format!("{FIND} {ACTIVE} return active !== null && active === find(arguments[0]);");
        let waited = self.until_answer(&body, &[json!(selector)], PATIENCE).await;
        if let Err(error) = waited {
            let now = self.active().await?;
            return Err(error.context(format!(
                "waiting for the focus on {selector}; it is on {now}"
            )));
        }
        Ok(())
    }

    /// What has the focus, in words: element, id or class, label.
    pub async fn active(&self) -> Result<String> {
        let body = format!(
            "{ACTIVE} if (!active) return 'nothing'; \
             const name = active.getAttribute('aria-label') ?? active.textContent.trim().slice(0, 40); \
             const id = active.id ? '#' + active.id : ''; \
             const classes = [...active.classList].map((one) => '.' + one).join(''); \
             return active.localName + id + classes + ' “' + name + '”';"
        );
        let words = self.eval(&body, vec![]).await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    async fn ready(&self, selector: &str, to_click: bool) -> Result<Element> {
        let begun = Instant::now();
        let mut glances = Glances::new();
        loop {
            let found = self
                .eval_async(
                    &format!("{FIND} {READY}"),
                    vec![json!(selector), json!(to_click)],
                )
                .await?;
            if let Some(element) = self.element(&found).await? {
                return Ok(element);
            }
            if begun.elapsed() > PATIENCE {
                let look = format!("{FIND} {HINDRANCE}");
                let why = self.eval(&look, vec![json!(selector)]).await?;
                bail!(
                    "{selector} did not become clickable within {:.0} s: {why}",
                    PATIENCE.as_secs_f64(),
                );
            }
            glances.pause().await;
        }
    }

    /// The handle in a driver's answer.
    async fn element(&self, answer: &Value) -> Result<Option<Element>> {
        let id = answer
            .get("element-6066-11e4-a52e-4f735466cecf")
            .and_then(Value::as_str);
        let client = self.client().await?;
        Ok(id.map(|id| Element::from_element_id(client.clone(), ElementRef::from(id.to_owned()))))
    }
}
