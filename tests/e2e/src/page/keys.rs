//! The keyboard.

use super::{PATIENCE, Page, said};
use anyhow::{Context as _, Result};
use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;

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
        let element = self.enter_frame(field).await?;
        let typed = async {
            element.click().await?;
            element.send_keys(text).await
        };
        self.leave_frame(typed.await, field).await
    }

    /// Clicks an element of the first frame.
    pub async fn click_in_frame(&self, selector: &str) -> Result<()> {
        let element = self.enter_frame(selector).await?;
        self.leave_frame(element.click().await, selector).await
    }

    async fn enter_frame(&self, selector: &str) -> Result<Element> {
        let client = self.client().await?;
        client.enter_frame(0).await?;
        let wait = client.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::Css(selector)).await;
        if found.is_err() {
            client.enter_parent_frame().await?;
        }
        found.with_context(|| format!("looking for {selector} in the frame"))
    }

    /// Back to the page in any case: what comes next is about it.
    async fn leave_frame(&self, done: Result<(), CmdError>, selector: &str) -> Result<()> {
        self.client().await?.enter_parent_frame().await?;
        done.map_err(said)
            .with_context(|| format!("in the frame, at {selector}"))
    }

    async fn play(&self, keys: KeyActions) -> Result<()> {
        let client = self.client().await?;
        client.perform_actions(keys).await.context("pressing keys")
    }
}

fn down(value: char) -> KeyAction {
    KeyAction::Down { value }
}

fn up(value: char) -> KeyAction {
    KeyAction::Up { value }
}
