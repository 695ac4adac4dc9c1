//! Who answers when no test does: a bot that shows everything it can send, and an agent behind it.

mod agent;
mod bot;
mod content;

use crate::settings::Script;
use crate::state::Shared;
use crate::state::entry::Kind;
use crate::{Control, ControlError, Sender};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What the script reacts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// A conversation was made.
    Created,
    /// The end user sent the message with this id.
    Said(String),
}

/// What the end user sent, as far as the script understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Heard {
    /// Words, or the identifier of a chosen option, which is a word too.
    Words(String),
    /// A form with so many answers.
    Form(usize),
    /// A file of this name.
    File(String),
}

/// Lets the script react, if there is one. Each conversation has an actor that does one thing
/// after the other.
pub(crate) fn react(shared: &Arc<Shared>, conversation: &str, happening: Happening) {
    let mut state = shared.state();
    if state.settings.script == Script::None {
        return;
    }
    let actors = &mut state.actors;
    actors.retain(|_, actor| !actor.is_closed());
    let actor = actors.entry(conversation.to_owned()).or_insert_with(|| {
        let (sender, happenings) = unbounded_channel();
        let actor = Actor::new(shared, conversation);
        tokio::spawn(actor.run(happenings));
        sender
    });
    // Cannot fail: those that are closed were just removed.
    let _ = actor.send(happening);
}

/// Plays the bot and the agent of one conversation.
struct Actor {
    control: Control,
    shared: Arc<Shared>,
    conversation: String,
    /// How many answers the agent has given.
    answers: usize,
}

impl Actor {
    fn new(shared: &Arc<Shared>, conversation: &str) -> Self {
        Self {
            control: Control::new(Arc::clone(shared)),
            shared: Arc::clone(shared),
            conversation: conversation.to_owned(),
            answers: 0,
        }
    }

    async fn run(mut self, mut happenings: UnboundedReceiver<Happening>) {
        while let Some(happening) = happenings.recv().await {
            // An error says that the session ended meanwhile: there is nobody to talk to.
            let _ = self.react(happening).await;
        }
    }

    async fn react(&mut self, happening: Happening) -> Result<(), ControlError> {
        let heard = match happening {
            Happening::Created => None,
            Happening::Said(message) => self.heard(&message),
        };
        if self.is_there("Agent") {
            if let Some(heard) = heard {
                self.agent_answers(&heard).await?;
            }
            return Ok(());
        }
        if !self.is_there("Chatbot") {
            self.pause(1).await;
            self.control
                .accept_bot(Some(&self.conversation), content::BOT)?;
            self.greet().await?;
        }
        if let Some(heard) = heard {
            self.bot_answers(&heard).await?;
        }
        Ok(())
    }

    /// What a message says.
    fn heard(&self, message: &str) -> Option<Heard> {
        let state = self.shared.state();
        let entries = &state.conversation(&self.conversation)?.entries;
        let entry = entries
            .iter()
            .find(|entry| entry.draft.kind == Kind::Message && entry.draft.id == message)?;
        let message = entry.draft.payload.get("abstractMessage")?;
        let text = |path| message.pointer(path).and_then(Value::as_str);
        if let Some(name) = text("/staticContent/attachments/0/name") {
            return Some(Heard::File(name.to_owned()));
        }
        if let Some(Value::Array(values)) = message.pointer("/formResponse/inputValues") {
            return Some(Heard::Form(values.len()));
        }
        let words = text("/choicesResponse/selectedOptions/0/optionIdentifier")
            .or_else(|| text("/staticContent/text"))?;
        Some(Heard::Words(words.trim().to_lowercase()))
    }

    fn is_there(&self, role: &str) -> bool {
        let state = self.shared.state();
        let found = state.conversation(&self.conversation);
        found.is_some_and(|found| found.party(role).is_some())
    }

    /// Waits as long as somebody takes to answer, or several times that.
    async fn pause(&self, times: u32) {
        let pace = self.shared.state().settings.script_pace_ms;
        tokio::time::sleep(Duration::from_millis(pace).saturating_mul(times)).await;
    }

    /// Types for a while, then says a text, if the session is not over by then.
    async fn say(&self, sender: Sender, text: &str) -> Result<(), ControlError> {
        let message = crate::state::message::text(&crate::state::new_id(), text);
        self.send(sender, message).await
    }

    /// Types for a while, then sends a message, if the session is not over by then.
    async fn send(&self, sender: Sender, message: Value) -> Result<(), ControlError> {
        let about = Some(self.conversation.as_str());
        self.live()?;
        self.control.typing_as(about, true, sender)?;
        self.pause(1).await;
        self.live()?;
        self.control.typing_as(about, false, sender)?;
        self.control.send(about, message, sender)?;
        Ok(())
    }

    fn live(&self) -> Result<(), ControlError> {
        self.shared.state().live(&self.conversation).map(drop)
    }
}
