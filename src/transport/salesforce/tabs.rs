//! What the tabs that show one conversation say to each other, besides what the stream says.
//!
//! One of them reads the stream for all. It asks for another token for all of them, too: what the
//! server does not take from one tab it takes from none.

use super::{
    client::{Client, Output},
    http::Call,
    token,
};
use crate::{
    domain::{BackendEvent, ConversationId, Instant},
    value::Value,
};

/// What one tab says to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The server does not take this token: is there another one? The tab that reads is asked.
    Refused(String),
    /// The tab that reads has this token, and renews it then.
    Token(String, Option<Instant>),
    /// The tab that reads cannot get one.
    NoToken,
    /// The conversation is forgotten.
    Cleared(ConversationId),
}

impl<V: Value> Client<V> {
    /// Whether another tab reads the stream and asks for tokens.
    pub const fn follow(&mut self, follows: bool) {
        self.follows = follows;
    }

    /// The tab that has read the stream so far is gone: this one reads it from here on.
    pub fn take_over(&mut self, now: Instant) -> Output {
        self.now = now;
        self.follows = false;
        self.ask_alone();
        if self.line.is_on() {
            self.line.off();
            self.go_on();
        }
        self.done()
    }

    /// Another tab that shows this conversation has said something.
    pub fn told(&mut self, now: Instant, about: &str, said: Said) -> Output {
        self.now = now;
        let is_shown = |shown: &ConversationId| shown.as_str() == about;
        // Whoever is here now may be somebody else.
        if !self.shown.as_ref().is_some_and(is_shown) {
            return self.done();
        }
        match (said, self.follows) {
            (Said::Refused(refused), false) => match &self.access.token {
                Some(own) if *own != refused => self.say_token(),
                Some(_) => self.refuse_token(),
                None if self.access.is_asked => {}
                None => self.out.says.push(Said::NoToken),
            },
            // Said before the tab that reads has heard that it is worth nothing.
            (Said::Token(token, _), true) if self.access.refused.as_ref() == Some(&token) => {}
            (Said::Token(token, renew_at), true) if self.is_own(&token) => {
                if self.access.token.as_ref() != Some(&token) {
                    self.use_token(token);
                }
                self.access.renew_at = renew_at;
                if self.access.awaited_until.take().is_some() {
                    self.access.is_asked = false;
                    self.go_on();
                }
            }
            // Somebody else may be logged in there, or here.
            (Said::NoToken | Said::Token(..), true) => self.ask_alone(),
            (Said::Cleared(_), _) => {
                self.drop_calls();
                self.tell(BackendEvent::Cleared);
            }
            // Of two that take themselves for the one that reads, one is about to give way.
            (Said::Refused(_), true) | (Said::Token(..) | Said::NoToken, false) => {}
        }
        self.done()
    }

    /// Whether a token is one of this visitor, as far as the one they had tells.
    fn is_own(&self, token: &str) -> bool {
        let own = self.access.token.as_ref().or(self.access.refused.as_ref());
        own.is_some_and(|own| token::are_of_one::<V>(own, token))
    }

    /// Says which token there is. Only the tab that reads is heard saying so.
    pub fn share_token(&mut self) -> Output {
        self.say_token();
        self.done()
    }

    pub(super) fn say_token(&mut self) {
        let token = self.access.token.clone();
        let said = token.map(|token| Said::Token(token, self.access.renew_at));
        self.out.says.extend(said);
    }

    /// The tab that was asked for a token did not answer, or had none: the server is asked.
    pub(super) fn ask_alone(&mut self) {
        if self.access.awaited_until.take().is_some() {
            self.access.is_asked = false;
            self.access.refused = None;
            self.ask_token();
        }
    }

    /// Speaks for the visitor by this token from now on.
    pub(super) fn use_token(&mut self, token: String) {
        self.outdated.clone_from(&self.under_way);
        self.access.kept = None;
        self.access.refused = None;
        self.out.keep = Some(token.clone());
        self.access.token = Some(token);
    }

    /// Whether a call that was answered was made with a token that is not used any more.
    pub(super) fn is_outdated(&mut self, call: &Call) -> bool {
        let at = self.outdated.iter().position(|outdated| outdated == call);
        at.map(|at| self.outdated.swap_remove(at)).is_some()
    }

    /// Makes a call anew that only failed because its token was too old. Returns whether it is one
    /// that somebody waits for.
    pub(super) fn make_again(&mut self, call: &Call) -> bool {
        match call {
            Call::Newest(_) => self.look(),
            Call::Older(conversation) => {
                self.turned_back = None;
                self.turn_back(conversation.clone());
            }
            Call::List { is_wanted } => self.list(*is_wanted),
            Call::End { .. } | Call::Create(_) | Call::Message(_) | Call::File(_) => self.go_on(),
            _ => return false,
        }
        true
    }
}
