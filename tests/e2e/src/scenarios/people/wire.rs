//! What goes over the channel between widget and desk.

use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

/// The channel of a page that names none, to speak on: nobody hears themselves.
const SPEAK: &str = "window.voice ??= new BroadcastChannel('session-chat:main');";
/// The same, to listen.
const LISTEN: &str = "window.wire ??= new BroadcastChannel('session-chat:main');";

/// Hears every frame, in a window that stays open and is nobody's.
pub struct Wire {
    page: Page,
}

impl Wire {
    /// Listens from now on, in the window of `page`.
    pub async fn tapped(page: &Page) -> Result<Self> {
        let body = format!(
            "{LISTEN} window.frames_heard = []; \
             wire.onmessage = ({{ data }}) => frames_heard.push(data);"
        );
        page.eval(&body, vec![]).await?;
        Ok(Self { page: page.clone() })
    }

    /// Everything that was said until now, once whatever `speaker` has said is sure to be heard:
    /// a mark that its page sends arrives behind it.
    pub async fn heard(&self, speaker: &Page) -> Result<Vec<Value>> {
        let mark = format!("{SPEAK} voice.postMessage('mark');");
        speaker.eval(&mark, vec![]).await?;
        self.page.until("frames_heard.includes('mark')").await?;
        let heard = self
            .page
            .eval(
                "return frames_heard.splice(0).filter((frame) => frame !== 'mark');",
                vec![],
            )
            .await?;
        Ok(serde_json::from_value(heard)?)
    }

    /// The commands of a kind, `send` or `end` for example, that widgets said until now.
    pub async fn commands(&self, speaker: &Page, kind: &str) -> Result<Vec<Value>> {
        let frames = self.heard(speaker).await?;
        let commands = frames
            .iter()
            .filter_map(|frame| frame.pointer("/body/toDesk/command")?.get(kind).cloned());
        Ok(commands.collect())
    }

    /// Says to all widgets what a desk of another make might say.
    pub async fn tells(&self, visitor: &Value, event: Value) -> Result<()> {
        let frame =
            json!({ "v": 1, "body": { "toVisitor": { "visitor": visitor, "event": event } } });
        let body = format!("{SPEAK} voice.postMessage(arguments[0]);");
        self.page.eval(&body, vec![frame]).await.map(drop)
    }
}
