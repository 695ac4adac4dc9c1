//! A text that the server made two messages of: it cuts off a web address at the beginning or at
//! the end. End users send no links as such, so a link of theirs beside a text is always a piece of
//! it. Whoever sent it knows by the id; other tabs, and every page that is loaded later, do not.

use super::{client::Client, json::some_text};
use crate::{
    domain::{BackendEvent, Body, Instant, Message, rich::Rich, time::SECOND},
    value::Value,
};

/// How far apart the pieces of one text are written down at most: a text and a link that were sent
/// one after the other are further apart.
const SPLIT_MS: u64 = 2 * SECOND;
/// How long a link is held back that may be the beginning of a text.
const HOLD_MS: u64 = SECOND;

/// What the stream said last, as far as it may be a piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The last message, if it is a text of the end user.
    spoken: Option<Message>,
    /// A link of the end user, and until when its text may follow.
    held: Option<(Message, Instant)>,
}

impl Split {
    /// When a link is not held back any more.
    pub fn due(&self) -> Option<Instant> {
        self.held.as_ref().map(|(_, due)| *due)
    }

    /// An own link that was found by a look is not told once more.
    pub fn found(&mut self, message: &Message) {
        self.held.take_if(|(held, _)| held.id == message.id);
    }

    /// What was said last from now on.
    pub fn follow(&mut self, last: Option<&Message>) {
        self.spoken = last.filter(|last| is_own_text(last)).cloned();
    }
}

impl<V: Value> Client<V> {
    /// The address in a link of the end user that this page did not send as a message of its own.
    fn address(&self, message: &Message) -> Option<String> {
        let Body::Rich(Rich { content, .. }) = &message.body else {
            return None;
        };
        let is_whole = !message.is_own() || self.sent_text(&message.id).is_some();
        let content = V::from_json(content).filter(|_| !is_whole)?;
        some_text(&content, &["link", "url"]).filter(|url| !url.is_empty())
    }

    /// Whether this is the link that the server made of the beginning or the end of a message that
    /// was sent from this page.
    pub(super) fn is_piece_of_own(&self, message: &Message) -> bool {
        let is_in = |url: &str| self.sent.iter().any(|(_, sent)| has(sent, url));
        self.address(message).is_some_and(|url| is_in(&url))
    }

    /// Puts a message of the end user, as the stream says it, together with the piece before it.
    /// Returns whether there is something to tell: a link waits for the text that may follow.
    pub(super) fn put_together(&mut self, message: &mut Message) -> bool {
        if let Some(url) = self.address(message) {
            self.release();
            let Some(spoken) = &mut self.draft.split.spoken else {
                return self.hold(message);
            };
            if !is_near(spoken, message) {
                return self.hold(message);
            }
            join(spoken, &url, false);
            message.clone_from(spoken);
            return true;
        }
        let held = self.draft.split.held.take();
        if let Some((link, _)) = held {
            let url = self.address(&link);
            match url.filter(|_| is_own_text(message) && is_near(message, &link)) {
                Some(url) => join(message, &url, true),
                None => self.tell(BackendEvent::Message(link)),
            }
        }
        // What comes once more is not taken apart again.
        if let Some(spoken) = &self.draft.split.spoken
            && spoken.id == message.id
        {
            message.body.clone_from(&spoken.body);
        }
        self.draft.split.follow(Some(message));
        true
    }

    fn hold(&mut self, message: &Message) -> bool {
        self.draft.split.spoken = None;
        self.draft.split.held = Some((message.clone(), self.now.plus(HOLD_MS)));
        false
    }

    /// Somebody else has spoken: what was said before is whole.
    pub(super) fn part(&mut self) {
        self.release();
        self.draft.split.spoken = None;
    }

    fn release(&mut self) {
        if let Some((link, _)) = self.draft.split.held.take() {
            self.tell(BackendEvent::Message(link));
        }
    }

    /// A link that no text followed in time is a message.
    pub(super) fn release_due(&mut self) {
        if self.draft.split.due().is_some_and(|due| due <= self.now) {
            self.release();
        }
    }

    /// Puts the pieces in a list of messages together, the oldest of which come first. Where the
    /// list is cut off from what is older, a link at its beginning is left out, if it comes again
    /// with the page before: its text may be there.
    pub(super) fn put_all_together(&self, messages: Vec<Message>, is_cut: bool) -> Vec<Message> {
        let mut whole: Vec<Message> = Vec::with_capacity(messages.len());
        for mut message in messages {
            if self.is_piece_of_own(&message) {
                continue;
            }
            let comes_again = is_cut && whole.is_empty() && self.book.oldest() == Some(message.at);
            let before = whole.last_mut().filter(|before| is_near(before, &message));
            match (self.address(&message), before) {
                (Some(url), Some(before)) if is_own_text(before) => join(before, &url, false),
                (Some(_), None) if comes_again => {}
                (None, Some(before)) if is_own_text(&message) => {
                    if let Some(url) = self.address(before) {
                        join(&mut message, &url, true);
                        whole.pop();
                    }
                    whole.push(message);
                }
                _ => whole.push(message),
            }
        }
        whole
    }
}

/// Whether a message is a text that the end user wrote.
fn is_own_text(message: &Message) -> bool {
    message.is_own() && message.answer.is_none() && matches!(message.body, Body::Text(_))
}

fn is_near(one: &Message, other: &Message) -> bool {
    one.at.since(other.at).max(other.at.since(one.at)) <= SPLIT_MS
}

/// Whether a text holds an address, which a server may have written with a slash at its end.
fn has(text: &str, url: &str) -> bool {
    text.contains(url.trim_end_matches('/'))
}

/// Puts an address back where it was cut off.
fn join(message: &mut Message, url: &str, is_first: bool) {
    if let Body::Text(text) = &mut message.body
        && !has(text, url)
    {
        *text = if is_first {
            [url, " ", text].concat()
        } else {
            [text, " ", url].concat()
        };
    }
}
