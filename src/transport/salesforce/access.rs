//! By what the server knows the visitor: tokens, and who vouches for whom.

use super::{
    advice::Advice,
    client::{Client, Output, Stream},
    http::Call,
    json::Object,
    tabs::Said,
};
use crate::{
    domain::{
        Instant,
        event::SendRefusal,
        snapshot::LostReason,
        time::{MINUTE, SECOND},
    },
    value::Value,
};

/// How long the tab that was asked for a token may take before this one asks the server itself:
/// longer than that one waits for its page and for the server.
const AWAITED_MS: u64 = 65 * SECOND;

/// By what the server knows the visitor.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The token of this page.
    pub token: Option<String>,
    /// The token of an earlier page, which can be had anew for this one.
    pub kept: Option<String>,
    /// The token that the server does not take any more, until there is another one.
    pub refused: Option<String>,
    /// Whether a token is on its way.
    pub is_asked: bool,
    /// Whether that waits for the word of the page; what it says unasked was meant for somebody
    /// who is forgotten.
    pub awaits_page: bool,
    /// Until when it is waited for from the tab that was asked for it.
    pub awaited_until: Option<Instant>,
    /// When the page is to vouch for its visitor again, so that nobody notices the end of a token.
    pub renew_at: Option<Instant>,
    /// Whether that is so long ago, because the machine slept, that the token may have ended.
    pub is_late: bool,
    /// How often in a row the server did not take it.
    pub refusals: u8,
}

impl Access {
    /// Whatever is on its way is not waited for any more.
    pub const fn ask_no_more(&mut self) {
        self.is_asked = false;
        self.awaits_page = false;
    }
}

impl<V: Value> Client<V> {
    /// Is the visitor of this name from now on. A token has two dots in it, what the widget itself
    /// calls a stranger has none.
    pub fn become_visitor(&mut self, visitor: String) -> Output {
        let is_token = visitor.matches('.').count() == 2;
        if self.access.token.as_ref() != Some(&visitor) {
            let was_on = self.line.is_on();
            self.line.off();
            self.access = Access {
                kept: is_token.then_some(visitor),
                ..Access::default()
            };
            if was_on {
                self.out.stream = Some(Stream::Close);
            }
            if !is_token {
                self.leave();
            }
        }
        self.done()
    }

    /// Goes on with the conversation: with the token there is, or with one that is still to be
    /// had.
    pub(super) fn go_on(&mut self) {
        if self.access.token.is_some() {
            if self.is_created && self.is_wanted && self.line.open(self.now) {
                self.open_stream();
            }
            if let (Some(by), Some(shown)) = (self.ending, self.shown.clone()) {
                self.end(&shown, by);
            }
            self.advance();
        } else {
            self.ask_token();
        }
    }

    /// Asks for a token. A token for nobody in particular is a new person, who may see nothing of
    /// an earlier one: whoever has a conversation and no token has lost it.
    pub(super) fn ask_token(&mut self) {
        if self.access.is_asked {
            return;
        }
        self.access.is_asked = true;
        let refused = self.access.refused.clone();
        if let Some(refused) = refused.filter(|_| self.follows) {
            self.access.awaited_until = Some(self.now.plus(AWAITED_MS));
            self.out.says.push(Said::Refused(refused));
        } else if self.place.is_verified {
            self.access.awaits_page = true;
            self.out.asks_identity = true;
        } else if self.access.kept.is_some() {
            let path = "/iamessage/api/v2/authorization/continuation-access-token";
            self.call("GET", Call::Continue, path.to_owned(), None);
        } else if self.is_created {
            self.access.is_asked = false;
            self.lose(LostReason::Expired);
        } else {
            self.ask_as_stranger();
        }
    }

    /// Asks for a token for somebody new, who may have to prove first that they are no program.
    fn ask_as_stranger(&mut self) {
        let key = self.deployment.as_ref().map(|known| known.captcha.clone());
        match key {
            Some(Some(_)) if !self.place.has_captcha => {
                self.out.report = Some(Advice::CaptchaMissing);
                self.not_let_in(LostReason::Forbidden);
            }
            Some(Some(key)) => {
                self.access.awaits_page = true;
                self.out.asks_captcha = Some(key);
            }
            // A page that is ready for it waits to be told whether it is asked.
            None if self.place.has_captcha && !self.is_config_lost => {
                self.access.is_asked = false;
                self.ask_before();
            }
            _ => self.call_token("unauthenticated", Object::default()),
        }
    }

    /// The visitor has proven that they are no program, or has not.
    pub fn captcha(&mut self, now: Instant, proof: Option<&str>) -> Output {
        self.now = now;
        if !core::mem::take(&mut self.access.awaits_page) {
            return self.done();
        }
        if let Some(proof) = proof {
            let body = Object::default().text("captchaToken", proof);
            self.call_token("unauthenticated", body);
        } else {
            self.access.is_asked = false;
            self.out.report = Some(Advice::CaptchaMissing);
            // Whoever has closed the riddle may want it again.
            if let Some(outgoing) = self.outgoing.take() {
                self.refuse(outgoing.id, SendRefusal::Rejected);
            }
        }
        self.done()
    }

    /// Renews the token if it is time. Returns whether no stream is to be opened before that is
    /// done: with a token that has ended, it would only be refused.
    pub(super) fn holds_stream(&mut self) -> bool {
        let now = self.now;
        if !self.follows
            && let Some(due) = self.access.renew_at.take_if(|due| *due <= now)
        {
            self.access.is_late = now.since(due) > MINUTE;
            self.ask_token();
        }
        self.access.is_late && self.access.is_asked
    }

    /// The page vouches for the visitor, or does not.
    pub fn identity(&mut self, now: Instant, jwt: Option<&str>) -> Output {
        self.now = now;
        if !core::mem::take(&mut self.access.awaits_page) {
            return self.done();
        }
        if let Some(jwt) = jwt {
            let body = Object::default()
                .text("authorizationType", "JWT")
                .text("customerIdentityToken", jwt);
            self.call_token("authenticated", body);
        } else {
            self.access.is_asked = false;
            self.out.report = Some(Advice::IdentityMissing);
            if self.access.token.is_none() {
                self.not_let_in(LostReason::Forbidden);
            } else {
                // The one there is has to do.
                self.go_on();
            }
        }
        self.done()
    }

    fn call_token(&mut self, kind: &str, more: Object) {
        let body = more
            .text("orgId", &self.place.org)
            .text("esDeveloperName", &self.place.deployment)
            .text("capabilitiesVersion", "1")
            .text("platform", "Web");
        let path = ["/iamessage/api/v2/authorization/", kind, "/access-token"].concat();
        self.call("POST", Call::Token, path, Some(body.end()));
    }
}
