//! The widget's half of the talk with the desk: a pure state machine.

use super::wire::{ANSWER_MS, DESK_GONE_MS, Frame, FromDesk, FromWidget};
use crate::domain::{
    BackendEvent, Command, ConversationId, Instant, event::SendRefusal, snapshot::Availability,
};

/// Who this widget is on the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The visitor: random, the same in all tabs.
    pub visitor: String,
    /// This tab: random, new for each page load.
    pub tab: String,
    /// What the page calls the visitor.
    pub name: Option<String>,
}

/// What to do after something happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Frames to post, in order.
    pub frames: Vec<Frame<FromWidget>>,
    /// What the session must hear, in order.
    pub events: Vec<BackendEvent>,
}

/// The talk with the desk.
#[derive(Clone, Debug)]
pub struct Link {
    identity: Identity,
    resume: Option<ConversationId>,
    desk: Desk,
}

/// What is known of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Desk {
    /// Nobody asked for it yet.
    Unwanted,
    /// It was asked, and has not answered yet.
    Asked(Instant),
    /// It did not answer, or said that it closes.
    Gone,
    /// It answered; it was last heard at this moment.
    Open(Instant),
}

impl Link {
    /// A link that has not been asked to connect.
    pub const fn new(identity: Identity) -> Self {
        Self {
            identity,
            resume: None,
            desk: Desk::Unwanted,
        }
    }

    /// Who speaks.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Speaks for another visitor from now on: the one that another tab of this browser is.
    pub fn become_visitor(&mut self, visitor: String) {
        self.identity.visitor = visitor;
    }

    /// The session wants something said.
    pub fn command(&mut self, now: Instant, command: Command) -> Output {
        match command {
            Command::Connect { resume } => {
                self.resume = resume;
                let mut output = self.ask(now);
                output.events.push(BackendEvent::Connecting);
                output
            }
            Command::Disconnect => {
                self.desk = Desk::Unwanted;
                Output::default()
            }
            Command::Leave(conversation) => {
                self.resume = self
                    .resume
                    .take()
                    .filter(|resumed| *resumed != conversation);
                Output::default()
            }
            command => match self.desk {
                Desk::Open(_) => self.say(command),
                Desk::Unwanted | Desk::Asked(_) | Desk::Gone => Self::unheard(&command),
            },
        }
    }

    /// A frame came in.
    pub fn frame(&mut self, now: Instant, frame: Frame<FromDesk>) -> Output {
        match frame.body {
            FromDesk::DeskOpen => match self.desk {
                Desk::Gone => self.ask(now),
                Desk::Open(_) => {
                    self.desk = Desk::Open(now);
                    Output::default()
                }
                // It may have opened after it was asked. The patience is that of the first time.
                Desk::Asked(since) => self.ask(since),
                Desk::Unwanted => Output::default(),
            },
            FromDesk::DeskClosed => self.lose(),
            FromDesk::ToVisitor {
                visitor,
                tab,
                conversation,
                event,
            } if visitor == self.identity.visitor
                && tab.as_ref().is_none_or(|tab| *tab == self.identity.tab)
                && self.is_shown(conversation.as_ref()) =>
            {
                self.hear(now, event)
            }
            // Meant for somebody else.
            FromDesk::ToVisitor { .. } => Output::default(),
        }
    }

    /// The moment of [`Link::wake_at`] has come.
    pub fn wake(&mut self, now: Instant) -> Output {
        if self.wake_at().is_some_and(|due| due <= now) {
            self.lose()
        } else {
            Output::default()
        }
    }

    /// When the desk has been silent for too long.
    pub const fn wake_at(&self) -> Option<Instant> {
        match self.desk {
            Desk::Asked(since) => Some(since.plus(ANSWER_MS)),
            Desk::Open(heard) => Some(heard.plus(DESK_GONE_MS)),
            Desk::Unwanted | Desk::Gone => None,
        }
    }

    /// Whether something about this conversation concerns the window: of those that it does not
    /// show it hears nothing.
    fn is_shown(&self, conversation: Option<&ConversationId>) -> bool {
        conversation.is_none() || conversation == self.resume.as_ref()
    }

    fn ask(&mut self, now: Instant) -> Output {
        self.desk = Desk::Asked(now);
        self.say(Command::Connect {
            resume: self.resume.clone(),
        })
    }

    fn hear(&mut self, now: Instant, event: BackendEvent) -> Output {
        let is_open = matches!(self.desk, Desk::Open(_));
        match &event {
            BackendEvent::Connected(_) if self.desk == Desk::Unwanted => return Output::default(),
            BackendEvent::Connected(snapshot) => {
                self.resume.clone_from(&snapshot.conversation);
            }
            // The rules and the offers come before the snapshot that is judged by them.
            BackendEvent::Settings(_) | BackendEvent::Offers(_)
                if matches!(self.desk, Desk::Asked(_) | Desk::Gone) =>
            {
                return Output {
                    frames: Vec::new(),
                    events: vec![event],
                };
            }
            // Said to the other tabs of this visitor; this one will hear it in its snapshot.
            _ if !is_open => return Output::default(),
            _ => {}
        }
        self.desk = Desk::Open(now);
        Output {
            frames: Vec::new(),
            events: vec![event],
        }
    }

    fn lose(&mut self) -> Output {
        let was = core::mem::replace(&mut self.desk, Desk::Gone);
        let away = BackendEvent::Availability(Availability::Away { back_at: None });
        let events = match was {
            Desk::Unwanted => {
                self.desk = Desk::Unwanted;
                Vec::new()
            }
            Desk::Gone => Vec::new(),
            Desk::Asked(_) => vec![away],
            Desk::Open(_) => vec![BackendEvent::Disconnected, away],
        };
        Output {
            frames: Vec::new(),
            events,
        }
    }

    fn say(&mut self, command: Command) -> Output {
        if let Command::Send(outgoing) = &command {
            self.resume = Some(outgoing.conversation.clone());
        }
        let Identity { visitor, tab, name } = self.identity.clone();
        let body = FromWidget::ToDesk {
            visitor,
            tab,
            name,
            command,
        };
        Output {
            frames: vec![Frame::new(body)],
            events: Vec::new(),
        }
    }

    /// What the session hears when nobody is at the desk to take a command.
    fn unheard(command: &Command) -> Output {
        let answer = match command {
            Command::Send(outgoing) => Some(BackendEvent::Refused {
                id: outgoing.id.clone(),
                why: SendRefusal::Later { after_ms: None },
            }),
            Command::End { .. } => Some(BackendEvent::EndRefused),
            Command::Clear(_) | Command::ClearAll => Some(BackendEvent::ClearFailed),
            Command::Rate { .. } => Some(BackendEvent::Rated { is_taken: false }),
            // Nobody waits for an answer to these, or it comes with the next snapshot.
            Command::Connect { .. }
            | Command::Disconnect
            | Command::Typing(_)
            | Command::Read { .. }
            | Command::Stay(_)
            | Command::Older { .. }
            | Command::Conversations
            | Command::Cancel(_)
            | Command::Leave(_) => None,
        };
        Output {
            frames: Vec::new(),
            events: answer.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        EndedBy,
        snapshot::{Allowed, Snapshot, Status},
    };

    const T0: Instant = Instant(1_000);

    fn link() -> Link {
        Link::new(Identity {
            visitor: "v".into(),
            tab: "t".into(),
            name: None,
        })
    }

    fn to_visitor(tab: Option<&str>, event: BackendEvent) -> Frame<FromDesk> {
        Frame::new(FromDesk::ToVisitor {
            visitor: "v".into(),
            tab: tab.map(Into::into),
            conversation: None,
            event,
        })
    }

    fn snapshot(conversation: Option<&str>) -> BackendEvent {
        BackendEvent::Connected(Box::new(Snapshot {
            conversation: conversation.map(Into::into),
            status: Status::None,
            ends_at: None,
            messages: Vec::new(),
            has_older: false,
            allowed: Allowed::default(),
            availability: Availability::Online,
        }))
    }

    /// The conversations that the desk is asked for.
    fn asked(output: &Output) -> Vec<Option<ConversationId>> {
        let asked = output.frames.iter().filter_map(|frame| {
            let FromWidget::ToDesk { command, .. } = &frame.body;
            match command {
                Command::Connect { resume } => Some(resume.clone()),
                _ => None,
            }
        });
        asked.collect()
    }

    fn open() -> Link {
        let mut link = link();
        link.command(T0, Command::Connect { resume: None });
        link.frame(T0, to_visitor(Some("t"), snapshot(Some("c"))));
        link
    }

    #[test]
    fn a_desk_that_does_not_answer_is_nobody_online() {
        let mut link = link();
        let output = link.command(T0, Command::Connect { resume: None });
        assert_eq!(asked(&output), [None]);
        let due = link.wake_at().unwrap();
        assert_eq!(
            link.wake(due).events,
            [BackendEvent::Availability(Availability::Away {
                back_at: None
            })]
        );
        assert_eq!(link.wake_at(), None, "no orphan timer");
    }

    #[test]
    fn a_desk_that_opens_later_is_asked_for_the_same_conversation() {
        let mut link = open();
        assert_eq!(
            link.frame(T0, Frame::new(FromDesk::DeskClosed))
                .events
                .len(),
            2
        );
        let output = link.frame(T0, Frame::new(FromDesk::DeskOpen));
        assert_eq!(asked(&output), [Some("c".into())]);
    }

    #[test]
    fn a_desk_that_opens_after_it_was_asked_is_asked_at_once() {
        let mut link = link();
        link.command(T0, Command::Connect { resume: None });
        let due = link.wake_at();
        let output = link.frame(T0.plus(1), Frame::new(FromDesk::DeskOpen));
        assert_eq!(asked(&output), [None]);
        assert_eq!(link.wake_at(), due);
    }

    #[test]
    fn a_conversation_left_behind_is_not_asked_for_again() {
        let mut link = open();
        link.command(T0, Command::Leave("c".into()));
        link.frame(T0, Frame::new(FromDesk::DeskClosed));
        assert_eq!(
            asked(&link.frame(T0, Frame::new(FromDesk::DeskOpen))),
            [None]
        );
    }

    #[test]
    fn answers_to_other_tabs_and_visitors_are_not_heard() {
        let mut link = link();
        link.command(T0, Command::Connect { resume: None });
        assert_eq!(
            link.frame(T0, to_visitor(Some("other"), snapshot(None))),
            Output::default()
        );
        let foreign = Frame::new(FromDesk::ToVisitor {
            visitor: "w".into(),
            tab: None,
            conversation: None,
            event: snapshot(None),
        });
        assert_eq!(link.frame(T0, foreign), Output::default());
        assert_eq!(
            link.frame(T0, to_visitor(None, BackendEvent::Active)),
            Output::default()
        );
    }

    #[test]
    fn r6_4_what_is_said_in_another_conversation_is_not_heard() {
        let mut link = open();
        let about = |conversation: Option<&str>| {
            Frame::new(FromDesk::ToVisitor {
                visitor: "v".into(),
                tab: None,
                conversation: conversation.map(Into::into),
                event: BackendEvent::Active,
            })
        };
        for (conversation, is_heard) in [(Some("c"), true), (Some("d"), false), (None, true)] {
            let events = link.frame(T0, about(conversation)).events;
            assert_eq!(!events.is_empty(), is_heard, "{conversation:?}");
        }
        link.command(T0, Command::Leave("c".into()));
        assert_eq!(link.frame(T0, about(Some("c"))), Output::default());
    }

    #[test]
    fn a_silent_desk_counts_as_gone_and_a_beacon_keeps_it() {
        let mut link = open();
        let due = link.wake_at().unwrap();
        link.frame(T0.plus(5_000), Frame::new(FromDesk::DeskOpen));
        assert_eq!(link.wake(due), Output::default());
        assert_eq!(
            link.wake(due.plus(5_000)).events.first(),
            Some(&BackendEvent::Disconnected)
        );
    }

    #[test]
    fn r2_4_an_end_that_reaches_nobody_is_refused() {
        let mut link = link();
        let end = Command::End {
            conversation: "c".into(),
            by: EndedBy::EndUser,
        };
        assert_eq!(link.command(T0, end).events, [BackendEvent::EndRefused]);
        let clear = Command::Clear("c".into());
        assert_eq!(link.command(T0, clear).events, [BackendEvent::ClearFailed]);
    }
}
