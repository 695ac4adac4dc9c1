//! The bot: greets, shows what was asked for, hands over to a person.

use super::{Actor, Heard, content};
use crate::state::new_id;
use crate::{ControlError, EndRole, Sender};

/// What a streamed answer says.
const STREAMED: &str = "This answer came word by word. While it was written, its parts arrived as \
    streaming tokens; what you read now is the whole message.";

impl Actor {
    pub(super) async fn greet(&self) -> Result<(), ControlError> {
        let hello = "Hello! I am the emulator's assistant, and no person. Ask me for one of \
            these, or just write **human**.";
        self.say(Sender::Bot, hello).await?;
        self.send(Sender::Bot, content::quick_replies()).await
    }

    pub(super) async fn bot_answers(&self, heard: &Heard) -> Result<(), ControlError> {
        let words = match heard {
            Heard::Words(words) => words.as_str(),
            Heard::Form(answers) => {
                let thanks = format!("Thank you for your {answers} answers.");
                return self.say(Sender::Bot, &thanks).await;
            }
            Heard::File(name) => {
                return self.say(Sender::Bot, &format!("I got {name}.")).await;
            }
        };
        let message = match words {
            "quick" => content::quick_replies(),
            "card" => content::cards(&self.shared),
            "link" => content::link(&self.shared),
            "list" => content::list(),
            "time" => content::times(),
            "date" => content::date(),
            "form" => content::form(),
            "file" => content::file(&self.shared),
            "survey" => content::survey(),
            "odd" => content::odd(),
            "markdown" => {
                let text = "**Bold**, *slanted*, `code`:\n\n- one\n- two\n\n\
                    and [a link](https://example.com).";
                return self.say(Sender::Bot, text).await;
            }
            "stream" => return self.stream().await,
            "progress" => return self.progress().await,
            "human" => return self.hand_over().await,
            "bye" => {
                self.say(Sender::Bot, "Goodbye!").await?;
                let about = Some(self.conversation.as_str());
                return self.control.end_session(about, &EndRole::Chatbot);
            }
            "menu" => content::buttons("This is what I can show."),
            other => content::buttons(&format!("I do not know “{other}”, but I know these.")),
        };
        self.send(Sender::Bot, message).await
    }

    async fn stream(&self) -> Result<(), ControlError> {
        let about = Some(self.conversation.as_str());
        let id = new_id();
        for (number, word) in (0..).zip(STREAMED.split_inclusive(' ')) {
            self.live()?;
            self.control.stream_token(about, &id, number, word)?;
            tokio::time::sleep(self.word()).await;
        }
        self.live()?;
        let message = crate::state::message::text(&id, STREAMED);
        self.control.send(about, message, Sender::Bot)?;
        Ok(())
    }

    /// How long the bot takes for a word.
    fn word(&self) -> std::time::Duration {
        std::time::Duration::from_millis(self.shared.state().settings.script_pace_ms / 6)
    }

    async fn progress(&self) -> Result<(), ControlError> {
        for step in [
            "Looking for your order",
            "Asking the warehouse",
            "Nearly there",
        ] {
            self.live()?;
            self.control.progress(Some(&self.conversation), step)?;
            self.pause(2).await;
        }
        self.say(Sender::Bot, "Your order is on its way.").await
    }

    /// The bot leaves, the end user moves up in the queue, and an agent accepts.
    async fn hand_over(&self) -> Result<(), ControlError> {
        let about = Some(self.conversation.as_str());
        self.say(Sender::Bot, "I will find somebody for you.")
            .await?;
        self.control.leave(about)?;
        self.control.waiting(about)?;
        for place in [3, 2, 1] {
            self.control
                .queue(about, place, Some(place.saturating_mul(30)))?;
            self.pause(2).await;
        }
        self.agent_joins("Sam").await
    }
}
