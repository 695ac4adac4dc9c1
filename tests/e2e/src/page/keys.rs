//! The keyboard.

use super::Page;
use anyhow::{Context as _, Result};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
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
