//! What the visitor does, called by the page for them.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::File;

use super::{Headless, outlet::Page, refusal::Refusal};
use crate::{
    api::{
        error::ApiError,
        guard::{self, ensure},
    },
    browser::json,
    domain::{
        Delivery, Event, MessageId, Session, View,
        offer::{Files, PRE_CHAT, Rating, Summary},
        rich::Answer,
        view::{Foot, Panel, PhaseName, SurveyState},
    },
    i18n::Key,
    shell::{Shell, look_into},
};

#[wasm_bindgen]
impl Headless {
    /// Sends a text. Returns the id of its message.
    pub fn send(&self, text: String) -> Result<String, JsValue> {
        self.may_now(guard::may_send)?;
        let is_empty = text.trim().is_empty();
        self.may(|_| ensure(!is_empty, "There is nothing to send: the text is empty."))?;
        Ok(sent(&self.shell, &self.page, |shell| {
            Some(shell.send(text))
        })?)
    }

    /// Judges a file as the window does and sends it. The promise is one of the message's id.
    #[wasm_bindgen(js_name = sendFile)]
    pub fn send_file(&self, file: &File) -> Result<Promise, JsValue> {
        self.may_now(guard::may_send)?;
        let files = self.page.view().actions.attach;
        let files: Option<Files> = files.and_then(|files| json::read(&files));
        let files = files.ok_or(ApiError::NotAllowed(
            "Files are not taken: see offers.files.",
        ))?;
        Ok(Promise::new(&mut |done, failed| {
            let (shell, page, chosen) = (self.shell.clone(), self.page.clone(), file.clone());
            look_into(&files, file, move |verdict| {
                let outcome = verdict
                    .map_err(Refusal::File)
                    // The chat may have ended meanwhile.
                    .and_then(|()| Ok(guard::may_send(&page.view())?))
                    .and_then(|()| sent(&shell, &page, |shell| shell.attach(chosen)));
                match outcome {
                    Ok(id) => settle(&done, &id.into()),
                    Err(refusal) => settle(&failed, &refusal.into()),
                }
            });
        }))
    }

    /// Answers what a message asks with `values`, a list of [`Entry`] as JSON, which the script has
    /// judged; `words` say the same. [`PRE_CHAT`] is answered before the chat.
    ///
    /// [`Entry`]: crate::domain::rich::Entry
    pub fn answer(&self, to: String, values: String, words: String) -> Result<String, JsValue> {
        self.may_answer(&to)?;
        let to = MessageId::from(to);
        let words = if words.trim().is_empty() {
            self.page.say(|texts, _| texts.get(Key::Sent).to_owned())
        } else {
            words
        };
        let answer = Answer { to, values };
        Ok(sent(&self.shell, &self.page, |shell| {
            Some(shell.answer(words, answer))
        })?)
    }

    /// Refuses an answer that cannot be given now, whatever it is.
    #[wasm_bindgen(js_name = mayAnswer)]
    pub fn may_answer(&self, to: &str) -> Result<(), JsValue> {
        let to = MessageId::from(to);
        if to.as_str() == PRE_CHAT {
            let is_asked = |view: &View| matches!(view.foot, Foot::Panel(Panel::PreChat { .. }));
            self.may_now(|view| ensure(is_asked(view), "Nothing is asked before the chat now."))?;
        } else {
            self.may_now(|view| {
                let sentence = "Nothing can be answered now: no session runs.";
                ensure(view.actions.answer, sentence)
            })?;
            let is_answered = |session: &Session| session.transcript().answer_to(&to).is_some();
            let is_answered = self.shell.read(is_answered);
            self.may(|_| ensure(!is_answered, "This is answered already."))?;
        }
        Ok(())
    }

    /// The visitor pressed a key.
    pub fn typing(&self) {
        self.shell.dispatch(Event::Typed);
    }

    /// The newest message is before the visitor's eyes, or is not any more.
    pub fn sees(&self, is_seen: bool) {
        self.shell
            .dispatch(if is_seen { Event::Seen } else { Event::Unseen });
    }

    /// Tries a message again that was given up.
    pub fn retry(&self, message: String) -> Result<(), JsValue> {
        self.may_now(guard::may_send)?;
        let id = self.unsent(message, &[Delivery::Failed, Delivery::Refused])?;
        self.shell.dispatch(Event::Retried(id));
        Ok(())
    }

    /// Takes back a message that has not been sent.
    pub fn discard(&self, message: String) -> Result<(), JsValue> {
        let id = self.unsent(
            message,
            &[Delivery::Failed, Delivery::Refused, Delivery::Sending],
        )?;
        self.shell.dispatch(Event::Discarded(id));
        Ok(())
    }

    /// The visitor is still there.
    pub fn stay(&self) -> Result<(), JsValue> {
        self.may_now(|view| {
            ensure(
                view.phase == PhaseName::Inactive,
                "The session is not about to end.",
            )
        })?;
        self.shell.dispatch(Event::Stayed);
        Ok(())
    }

    /// Asks for older messages.
    pub fn older(&self) -> Result<(), JsValue> {
        self.may_now(|view| ensure(view.has_older, "There are no older messages."))?;
        self.shell.dispatch(Event::OlderWanted);
        Ok(())
    }

    /// *Start new chat*.
    #[wasm_bindgen(js_name = startConversation)]
    pub fn start_conversation(&self) -> Result<(), JsValue> {
        self.may_now(guard::may_start)?;
        self.shell.dispatch(Event::NewAsked);
        Ok(())
    }

    /// Ends the session at once: the page has asked the visitor.
    #[wasm_bindgen(js_name = endSession)]
    pub fn end_session(&self) -> Result<(), JsValue> {
        self.may_now(guard::may_end)?;
        self.shell.dispatch(Event::EndAsked);
        self.shell.dispatch(Event::EndConfirmed);
        Ok(())
    }

    /// Answers the survey; the script has judged whether it is due after this end.
    pub fn rate(&self, score: u8, comment: String) -> Result<(), JsValue> {
        let is_open = |view: &View| {
            let survey = view.survey.as_ref();
            survey.is_some_and(|one| matches!(one.state, SurveyState::Open | SurveyState::Failed))
        };
        self.may_now(|view| {
            ensure(
                is_open(view),
                "No survey is due, or it is answered already.",
            )
        })?;
        self.shell.dispatch(Event::Rated(Rating {
            score: Some(score),
            comment,
        }));
        Ok(())
    }

    /// Asks the backend for the visitor's conversations.
    #[wasm_bindgen(js_name = listConversations)]
    pub fn list_conversations(&self) -> Result<(), JsValue> {
        self.may_now(|_| self.has_several())?;
        self.shell.dispatch(Event::Listed(true));
        Ok(())
    }

    /// Goes on with another conversation.
    #[wasm_bindgen(js_name = switchTo)]
    pub fn switch_to(&self, conversation: &str) -> Result<(), JsValue> {
        self.may_now(|_| self.has_several())?;
        let all: Vec<Summary> = json::read(&self.page.view().conversations).unwrap_or_default();
        let mut all = all.into_iter();
        let to = all.find(|one| one.id.as_str() == conversation);
        let to = to.ok_or(ApiError::NotAllowed(
            "This is none of the visitor's conversations.",
        ))?;
        self.shell.dispatch(Event::Switched(Box::new(to)));
        Ok(())
    }

    /// Forgets the conversation here and at the backend.
    #[wasm_bindgen(js_name = clearSession)]
    pub fn clear_session(&self) -> Result<(), JsValue> {
        self.may_now(|_| Ok(()))?;
        self.shell.dispatch(Event::ClearAsked);
        Ok(())
    }

    /// The visitor has read the banner.
    #[wasm_bindgen(js_name = dismissNotice)]
    pub fn dismiss_notice(&self) -> Result<(), JsValue> {
        self.may_now(|view| {
            let banner = view.banner.filter(|banner| banner.is_dismissible());
            ensure(banner.is_some(), "There is no notice to dismiss.")
        })?;
        self.shell.dispatch(Event::NoticeDismissed);
        Ok(())
    }
}

impl Headless {
    /// The visitor's own message, if it has come no further than this.
    fn unsent(&self, message: String, states: &[Delivery]) -> Result<MessageId, Refusal> {
        let id = MessageId::from(message);
        let is_so = self.shell.read(|session| {
            let message = session.transcript().get(&id);
            message.is_some_and(|it| it.is_own() && states.contains(&it.delivery))
        });
        ensure(is_so, "This is no message that was not sent.")?;
        Ok(id)
    }

    fn has_several(&self) -> Result<(), ApiError> {
        ensure(
            self.options.session().rules.multiple_conversations,
            "There is one conversation at a time: see multipleConversations.",
        )
    }
}

/// Sends by `act`. Returns the id of the message that went into the transcript.
fn sent(
    shell: &Shell,
    page: &Page,
    act: impl FnOnce(&Shell) -> Option<MessageId>,
) -> Result<String, Refusal> {
    page.take_fault();
    let id = act(shell).filter(|id| shell.read(|session| session.transcript().contains(id)));
    match (id, page.take_fault()) {
        (Some(id), _) => Ok(id.as_str().to_owned()),
        (None, Some(code)) => Err(Refusal::NotTaken(code)),
        (None, None) => {
            let sentence = "The chat did not take this message now.";
            Err(ApiError::NotAllowed(sentence).into())
        }
    }
}

/// Settles a promise.
fn settle(with: &Function, value: &JsValue) {
    // The browser's own functions do not throw.
    let _ = with.call1(&JsValue::UNDEFINED, value);
}
