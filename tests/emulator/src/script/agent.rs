//! The agent behind the bot.

use super::{Actor, Heard};
use crate::{ControlError, EndRole, Sender};

/// What the agent says in turn.
const ANSWERS: &[&str] = &[
    "I see. Can you tell me a little more?",
    "One moment, I am looking into it.",
    "I have found it: it will be put right today. Is there anything else? Write **transfer** to \
     be passed on, or **bye** to end.",
];

impl Actor {
    pub(super) async fn agent_joins(&self, name: &str) -> Result<(), ControlError> {
        self.control.accept(Some(&self.conversation), name)?;
        let hello = format!("Hello, I am {name}. How can I help?");
        self.say(Sender::Agent, &hello).await
    }

    pub(super) async fn agent_answers(&mut self, heard: &Heard) -> Result<(), ControlError> {
        let about = Some(self.conversation.as_str());
        self.control.read(about, None)?;
        let words = match heard {
            Heard::Words(words) => words.as_str(),
            Heard::Form(_) => "a form",
            Heard::File(_) => "a file",
        };
        match words {
            "bye" => {
                self.say(Sender::Agent, "Thank you for writing. Goodbye!")
                    .await?;
                self.control.end_session(about, &EndRole::Agent)
            }
            "transfer" => {
                self.say(Sender::Agent, "I am passing you on to Kim.")
                    .await?;
                self.control.leave(about)?;
                self.pause(2).await;
                self.agent_joins("Kim").await
            }
            _ => {
                let turn = self.answers.checked_rem(ANSWERS.len()).unwrap_or(0);
                let answer = ANSWERS.get(turn).copied().unwrap_or_default();
                self.answers = self.answers.saturating_add(1);
                self.say(Sender::Agent, answer).await
            }
        }
    }
}
