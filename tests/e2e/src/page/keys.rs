//! The keyboard.

use super::{Glances, PATIENCE, Page, said};
use anyhow::{Context as _, Result};
use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::Value;
use std::time::Instant;

impl Page {
    /// Presses and releases a key, wherever the focus is.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.press_with(&[], key).await
    }

    /// Presses a key while others are held: `press_with(&[Key::Shift], Key::Tab)`.
    pub async fn press_with(&self, held: &[Key], key: Key) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for held in held {
            keys = keys.then(down(char::from(*held)));
        }
        keys = keys.then(down(char::from(key))).then(up(char::from(key)));
        for held in held.iter().rev() {
            keys = keys.then(up(char::from(*held)));
        }
        self.play(keys).await
    }

    /// Presses a letter while others are held, for shortcuts.
    pub async fn press_letter(&self, held: &[Key], letter: char) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for held in held {
            keys = keys.then(down(char::from(*held)));
        }
        keys = keys.then(down(letter)).then(up(letter));
        for held in held.iter().rev() {
            keys = keys.then(up(char::from(*held)));
        }
        self.play(keys).await
    }

    /// Types a text wherever the focus is, key by key.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for letter in text.chars() {
            keys = keys.then(down(letter)).then(up(letter));
        }
        self.play(keys).await
    }

    /// Clicks into a field of the first frame and types there, as a visitor does in a vendor's window.
    pub async fn type_in_frame(&self, field: &str, text: &str) -> Result<()> {
        let types = async |element: Element| {
            element.click().await?;
            element.send_keys(text).await
        };
        self.in_frame(field, types).await
    }

    /// Clicks an element of the first frame.
    pub async fn click_in_frame(&self, selector: &str) -> Result<()> {
        let clicks = async |element: Element| element.click().await;
        self.in_frame(selector, clicks).await
    }

    /// Does something with an element of the first frame, once it is there and can be used: a frame
    /// of another site has a process of its own, and what the page has told it comes later there.
    async fn in_frame(
        &self,
        selector: &str,
        act: impl AsyncFn(Element) -> Result<(), CmdError>,
    ) -> Result<()> {
        let begun = Instant::now();
        let mut glances = Glances::new();
        loop {
            let client = self.client().await?;
            client.enter_frame(0).await?;
            // A frame that is not there yet, or goes while it is asked, has not painted either.
            let has_painted = client.execute_async(HAS_PAINTED, vec![]).await;
            let done = match has_painted {
                Ok(Value::Bool(true)) => Some(match client.find(Locator::Css(selector)).await {
                    Ok(element) => act(element).await,
                    Err(error) => Err(error),
                }),
                _ => None,
            };
            // Back to the page in any case: what comes next is about it.
            client.enter_parent_frame().await?;
            let is_too_early = match &done {
                Some(done) => done.as_ref().is_err_and(is_early),
                None => true,
            };
            if !is_too_early || begun.elapsed() >= PATIENCE {
                return done
                    .context("the frame did not load")?
                    .map_err(said)
                    .with_context(|| format!("in the frame, at {selector}"));
            }
            glances.pause().await;
        }
    }

    async fn play(&self, keys: KeyActions) -> Result<()> {
        let client = self.client().await?;
        client.perform_actions(keys).await.context("pressing keys")
    }
}

/// Answers whether the document has loaded and been painted: until then Firefox drops clicks.
const HAS_PAINTED: &str = r"
const answer = arguments[arguments.length - 1];
if (document.readyState !== 'complete') return answer(false);
const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });
frame().then(frame).then(() => answer(true));
";

/// The element is not there yet, is not shown yet, or was replaced on the way to it.
fn is_early(error: &CmdError) -> bool {
    error.is_no_such_element()
        || error.is_element_not_interactable()
        || error.is_stale_element_reference()
}

fn down(value: char) -> KeyAction {
    KeyAction::Down { value }
}

fn up(value: char) -> KeyAction {
    KeyAction::Up { value }
}
