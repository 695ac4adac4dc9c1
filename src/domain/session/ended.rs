//! The session is over: who ended it, when, and what the end user can do now.

use super::{Live, Phase, Starting, core::Core, step::Step};
use crate::domain::{
    config::Notification,
    effect::{Announcement, Command, Effect, Focus, HostEvent, Opens},
    end::{EndInfo, EndedBy, Next},
    message::{Author, Body, Delivery, Message, Note},
    policy,
    time::Instant,
};

/// The session is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who, why and when.
    pub info: EndInfo,
    /// What the end user can do now.
    pub next: Next,
    /// What was written and not sent before the end.
    pub unsent: Option<String>,
}

impl Ended {
    /// This end, with nothing left unsent.
    pub const fn new(info: EndInfo, next: Next) -> Self {
        Self {
            info,
            next,
            unsent: None,
        }
    }

    pub fn on(self, core: &mut Core, step: Step, fx: &mut Vec<Effect>) -> Phase {
        match step {
            Step::Compose(draft) if self.next == Next::Reopen => {
                // What is asked before each session stands between a message and its way.
                let waits = core.offers.pre_chat_again && draft.answer.is_none();
                if core.compose(draft, Opens::Again, fx) && !waits {
                    core.conversation.outbox.put_newest_first();
                    core.conversation.queued_at = None;
                    Phase::Starting(Starting::default())
                } else {
                    Phase::Ended(self)
                }
            }
            Step::Compose(draft) => {
                Core::refuse(draft, fx);
                Phase::Ended(self)
            }
            Step::NewAsked => {
                let unsent = self.unsent.or_else(|| core.fail_unsent(fx));
                core.start_anew(unsent, fx)
            }
            // A session-based chat is new when the window opens again (R1.2); a cleared window
            // keeps the old transcript to be saved only until it closes.
            Step::Closed
                if self.next == Next::Reset || core.config.rules.end_chat_when_session_ends =>
            {
                core.forget(fx)
            }
            // A second report of the same end may know more than the first.
            Step::Ended(info) => {
                let info = self.info.clone().merge(info);
                if info != self.info {
                    core.correct_end(&info);
                    fx.push(Effect::Save);
                }
                // What is closed takes no message, though it could be opened again a moment ago.
                let next = core.next_after(&info);
                if next == self.next {
                    return Phase::Ended(Self { info, ..self });
                }
                if core.is_open {
                    fx.push(Effect::Focus(Focus::WaysOn));
                }
                let unsent = self.unsent.or_else(|| core.fail_unsent(fx));
                Phase::Ended(Self { info, next, unsent })
            }
            // Another tab of this visitor opened the conversation again, after its warning.
            Step::Running(with) if self.next == Next::Reopen => {
                core.conversation.queued_at = None;
                core.meet(&with, fx);
                Phase::Live(Live::with(with))
            }
            // The session is over: late news of it changes nothing, and nothing but the visitor
            // opens another one.
            Step::Running(_)
            | Step::Typed
            | Step::EndAsked
            | Step::EndCancelled
            | Step::EndConfirmed
            | Step::Stayed
            | Step::Closed
            | Step::Taken { .. }
            | Step::Idle
            | Step::Warned(_)
            | Step::Active
            | Step::EndRefused
            | Step::Lost(_)
            | Step::Availability(_)
            | Step::PreChatRefused
            | Step::StartRefused(_)
            | Step::Woke => Phase::Ended(self),
        }
    }
}

impl Core {
    /// The session is over: nothing more is sent, and everybody is told once.
    pub fn end(&mut self, mut info: EndInfo, fx: &mut Vec<Effect>) -> Phase {
        info.closes_conversation |= self.config.rules.end_chat_when_session_ends;
        let next = self.next_after(&info);
        self.conversation.typing = None;
        let unsent = self.fail_unsent(fx);
        self.note_end(&info);
        let by_visitor = info.by == EndedBy::EndUser;
        if !by_visitor && !self.is_watched && self.config.notification == Notification::Shown {
            self.conversation.unread = self.conversation.unread.saturating_add(1);
        }
        fx.push(Effect::Announce(Announcement::Ended(info.clone())));
        fx.push(Effect::Emit(HostEvent::Ended {
            end: info.clone(),
            next,
        }));
        if self.is_open {
            fx.push(Effect::Focus(Focus::WaysOn));
        }
        if next == Next::Reset {
            if let Some(id) = self.conversation.resumable() {
                fx.push(Effect::Backend(Command::Clear(id)));
            }
            fx.push(self.forgetting());
        } else {
            fx.push(Effect::SaveNow);
        }
        Phase::Ended(Ended { info, next, unsent })
    }

    /// What the end user can do after this end.
    pub const fn next_after(&self, info: &EndInfo) -> Next {
        let can_reopen = self.allowed.can_reopen;
        policy::next_after_end(&self.config.rules, can_reopen, info.closes_conversation)
    }

    /// The end user sent an opt-out keyword: the backend is told to end the session, and only the
    /// session (R1.4). Here it is over at once, whatever the backend makes of it.
    pub fn opt_out(&mut self, fx: &mut Vec<Effect>) -> Phase {
        let by = EndedBy::OptOut;
        if let Some(conversation) = self.conversation.id.clone() {
            fx.push(Effect::Backend(Command::End { conversation, by }));
        }
        let info = EndInfo {
            by,
            ..EndInfo::unknown(self.now)
        };
        self.end(info, fx)
    }

    /// Corrects the note of the last end.
    pub fn correct_end(&mut self, info: &EndInfo) {
        let transcript = &mut self.conversation.transcript;
        if let Some(id) = transcript.newest_end() {
            transcript.change(&id, |note| {
                note.body = Body::Note(Note::Ended(info.clone()));
            });
        }
    }

    /// Whether an end is one that the transcript tells of, or older than that.
    pub fn is_known_end(&self, info: &EndInfo) -> bool {
        self.last_end().is_some_and(|last| info.at <= last)
    }

    /// When the last session that the transcript tells of ended.
    fn last_end(&self) -> Option<Instant> {
        let mut messages = self.conversation.transcript.messages().rev();
        messages.find_map(|message| match &message.body {
            Body::Note(Note::Ended(info)) => Some(info.at),
            _ => None,
        })
    }

    /// An end that nobody reported, but that something shows: it is later than all that are known,
    /// whatever the visitor's clock says.
    pub fn found_end(&self) -> EndInfo {
        let last = self.last_end().map(|last| last.plus(1));
        EndInfo::unknown(self.now.max(last.unwrap_or_default()))
    }

    /// Puts the end among the messages. A conversation that is opened again has several.
    pub fn note_end(&mut self, info: &EndInfo) {
        let Some(conversation) = &self.conversation.id else {
            return;
        };
        let moment = info.at.0.to_string();
        let newest = self.conversation.transcript.messages().next_back();
        let at = newest.map_or(info.at, |newest| newest.at.max(info.at));
        let id = ["end:", conversation.as_str(), ":", &moment].concat();
        let note = Body::Note(Note::Ended(info.clone()));
        let end = Message::new(id.into(), Author::system(), at, note);
        self.conversation.transcript.insert(end);
    }

    /// Whatever has not been sent now never will be; returns it as one text, so that it can be
    /// sent in the next chat instead.
    pub fn fail_unsent(&mut self, fx: &mut Vec<Effect>) -> Option<String> {
        let unsent = self.conversation.outbox.drain();
        if unsent.is_empty() {
            return None;
        }
        fx.push(Effect::Announce(Announcement::NotSent));
        for pending in &unsent {
            self.conversation
                .transcript
                .change(&pending.id, |message| message.delivery = Delivery::Failed);
        }
        let texts: Vec<_> = unsent.into_iter().map(|pending| pending.text).collect();
        Some(texts.join("\n"))
    }
}
