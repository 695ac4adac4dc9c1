//! Messages that change by themselves after they were said: a text that comes word by word, a bar
//! that fills. The clock says how far they have come, so a desk that was closed meanwhile has only
//! to look at it.

use serde::{Deserialize, Serialize};
use session_chat::domain::{
    Author, BackendEvent, Body, Instant, Message, MessageId,
    rich::{Content, Progress, Rich},
};

use super::{
    conversation::{Conversation, Silence},
    effect::Out,
    prepared::{self, PROGRESS_DONE, Prepared},
};

/// The time from one word to the next, in milliseconds.
pub const WORD_MS: u64 = 80;
/// The time from one step of a bar to the next, in milliseconds.
pub const PROGRESS_MS: u64 = 400;
/// How much of a hundred one step of a bar is.
const PROGRESS_STEP: u64 = 10;

/// A message that is not yet what it will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Growing {
    /// Which.
    message: MessageId,
    /// When it was said.
    since: Instant,
    /// How many steps it has taken since.
    step: u64,
    /// How it goes on.
    how: Growth,
}

/// How a message grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Growth {
    /// To this text, word by word.
    Words(String),
    /// To a full bar, under this text.
    Bar(String),
}

impl Growth {
    const fn pace(&self) -> u64 {
        match self {
            Self::Words(_) => WORD_MS,
            Self::Bar(_) => PROGRESS_MS,
        }
    }

    /// The number of the last step; at 0, the first, it is said.
    fn last(&self) -> u64 {
        match self {
            Self::Words(text) => {
                let words = u64::try_from(words(text).count()).unwrap_or(u64::MAX);
                words.saturating_sub(1)
            }
            // All of it is done, and then it is over.
            Self::Bar(_) => (100 / PROGRESS_STEP).saturating_add(1),
        }
    }

    /// The message after so many steps, and whether there is more of its text to come.
    fn at(&self, step: u64) -> (Body, bool) {
        let is_over = step >= self.last();
        match self {
            Self::Words(text) if is_over => (Body::Text(text.clone()), false),
            Self::Words(text) => {
                let step = usize::try_from(step).unwrap_or(usize::MAX);
                let shown = words(text).nth(step).unwrap_or_default();
                (Body::Text(shown.to_owned()), true)
            }
            Self::Bar(text) => {
                let percent = step.saturating_mul(PROGRESS_STEP).min(100);
                let content = Content::Progress(Progress {
                    percent: u8::try_from(percent).ok(),
                    done: is_over,
                });
                let text = if is_over { PROGRESS_DONE } else { text };
                let rich = Rich {
                    text: text.to_owned(),
                    content: prepared::written(&content),
                };
                (Body::Rich(rich), false)
            }
        }
    }
}

/// The text up to and with each of its words.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut end = 0_usize;
    text.split_inclusive(char::is_whitespace)
        .filter_map(move |piece| {
            end = end.saturating_add(piece.len());
            let is_word = !piece.trim_end().is_empty();
            is_word.then(|| text.get(..end).unwrap_or_default().trim_end())
        })
}

impl Growing {
    const fn next_at(&self) -> Instant {
        let step = self.step.saturating_add(1);
        self.since.plus(self.how.pace().saturating_mul(step))
    }

    /// Whether it has become what it was to be.
    fn is_over(&self) -> bool {
        self.step >= self.how.last()
    }
}

impl Conversation {
    /// Says a prepared message.
    pub(super) fn show(&mut self, out: &mut Out, author: Author, prepared: Prepared) {
        let rich = prepared.rich(out.now, &out.site);
        let how = match prepared {
            Prepared::Story => Growth::Words(rich.text),
            Prepared::Progress => Growth::Bar(rich.text),
            _ => {
                self.say(out, author, Body::Rich(rich));
                return;
            }
        };
        let (body, partial) = how.at(0);
        let message = self.say_part(out, author, body, partial);
        self.growing.push(Growing {
            message,
            since: out.now,
            step: 0,
            how,
        });
    }

    /// When a message changes next.
    pub(super) fn growing_at(&self) -> Option<Instant> {
        self.growing.iter().map(Growing::next_at).min()
    }

    /// Lets all messages grow to where they are by now.
    pub(super) fn grow(&mut self, out: &mut Out) {
        if self.growing_at().is_none_or(|at| at > out.now) {
            return;
        }
        // Nobody owes an answer to what is not yet said.
        if matches!(self.silence, Silence::Since(_)) {
            self.silence = Silence::Since(out.now);
        }
        for mut one in core::mem::take(&mut self.growing) {
            let elapsed = out.now.since(one.since);
            let step = elapsed.checked_div(one.how.pace()).unwrap_or_default();
            let step = step.min(one.how.last());
            if step > one.step {
                one.step = step;
                let (body, partial) = one.how.at(step);
                self.become_more(out, &one.message, body, partial);
            }
            if one.is_over() {
                // The steps before need not be kept: the clock knows them.
                out.save(&self.id);
            } else {
                self.growing.push(one);
            }
        }
    }

    fn become_more(&mut self, out: &mut Out, id: &MessageId, body: Body, partial: bool) {
        let known = self.messages.iter_mut().rev().find(|one| one.id == *id);
        let Some(message) = known else { return };
        message.body = body;
        message.partial = partial;
        let message = message.clone();
        self.tell(out, BackendEvent::Message(message));
    }

    /// Whoever leaves says no more: what was growing stays as it is, and that is all of it.
    /// Gives the messages that windows still take for a part.
    pub(super) fn cut_short(&mut self) -> Vec<Message> {
        let mut cut = Vec::new();
        for one in core::mem::take(&mut self.growing) {
            let mut messages = self.messages.iter_mut().rev();
            let known = messages.find(|known| known.id == one.message && known.partial);
            if let Some(message) = known {
                message.partial = false;
                cut.push(message.clone());
            }
        }
        cut
    }

    /// The same, and tells them.
    pub(super) fn stop_growing(&mut self, out: &mut Out) {
        for message in self.cut_short() {
            self.tell(out, BackendEvent::Message(message));
            out.save(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_one_at_a_time_and_together_are_the_text() {
        let how = Growth::Words("One *two*\n\nthree".into());
        let said: Vec<_> = (0..=how.last()).map(|step| how.at(step)).collect();
        let text = |text: &str| Body::Text(text.into());
        let expected = [
            (text("One"), true),
            (text("One *two*"), true),
            (text("One *two*\n\nthree"), false),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_text_of_one_word_is_whole_at_once() {
        let how = Growth::Words("Yes".into());
        assert_eq!(how.last(), 0);
        assert_eq!(how.at(0), (Body::Text("Yes".into()), false));
    }
}
