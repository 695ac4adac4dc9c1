//! What waits for the half of the wasm that talks, and what becomes of it while that does not come.

use crate::{
    domain::{BackendEvent, Command, MessageId, policy},
    transport::unmet,
};

/// One thing that waits; `F` is a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted<F> {
    /// Who the visitor is.
    Visitor(String),
    /// Something to do.
    Command(Command),
    /// The bytes of a message.
    File(MessageId, F),
}

/// All that waits, in order.
#[derive(Debug)]
pub struct Waiting<F> {
    wanted: Vec<Wanted<F>>,
    failures: u32,
}

impl<F> Default for Waiting<F> {
    fn default() -> Self {
        Self {
            wanted: Vec::new(),
            failures: 0,
        }
    }
}

impl<F> Waiting<F> {
    /// Whether nothing does.
    pub const fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// One more thing waits.
    pub fn push(&mut self, wanted: Wanted<F>) {
        self.wanted.push(wanted);
    }

    /// Takes what waits.
    pub fn take(&mut self) -> Vec<Wanted<F>> {
        core::mem::take(&mut self.wanted)
    }

    /// The half did not come. Returns what the session hears of it, and when the half is to be
    /// fetched again, in how many milliseconds: a connection is wanted until it stands. Who the
    /// visitor is and the bytes of their messages wait as well, for nobody says them twice.
    pub fn fail(&mut self) -> (Vec<BackendEvent>, Option<u64>) {
        let mut told = Vec::new();
        let mut is_wanted = false;
        for wanted in self.take() {
            match wanted {
                Wanted::Command(command) if !is_about_connection(&command) => {
                    told.push(unmet(Some(command)));
                }
                kept => {
                    if let Wanted::Command(command) = &kept {
                        is_wanted = matches!(command, Command::Connect { .. });
                    }
                    self.wanted.push(kept);
                }
            }
        }
        if is_wanted {
            told.push(BackendEvent::Disconnected);
        }
        let after_ms = policy::retry_delay(self.failures, None);
        self.failures = self.failures.saturating_add(1);
        (told, is_wanted.then_some(after_ms))
    }
}

const fn is_about_connection(command: &Command) -> bool {
    matches!(command, Command::Connect { .. } | Command::Disconnect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        effect::{Opens, Outgoing},
        event::SendRefusal,
    };

    fn connect() -> Wanted<()> {
        let resume = Some("c1".into());
        Wanted::Command(Command::Connect { resume })
    }

    fn send() -> Wanted<()> {
        Wanted::Command(Command::Send(Outgoing {
            id: "m1".into(),
            conversation: "c1".into(),
            text: String::new(),
            at: crate::domain::Instant(0),
            opens: Opens::Nothing,
            answer: None,
            content: None,
            alongside: false,
        }))
    }

    #[test]
    fn a_chat_that_is_to_go_on_is_tried_again_less_and_less_often() {
        let mut waiting = Waiting::default();
        waiting.push(Wanted::Visitor("a.b.c".to_owned()));
        waiting.push(connect());
        let mut delays = Vec::new();
        for _ in 0..7 {
            let (told, after_ms) = waiting.fail();
            assert_eq!(told, [BackendEvent::Disconnected]);
            delays.extend(after_ms);
        }
        assert_eq!(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        // Whoever it is for is not forgotten.
        let visitor = Wanted::Visitor("a.b.c".to_owned());
        assert_eq!(waiting.take(), [visitor, connect()]);
        assert!(waiting.is_empty());
    }

    #[test]
    fn a_message_that_cannot_go_out_comes_again_by_itself_and_finds_its_bytes() {
        let mut waiting = Waiting::default();
        waiting.push(Wanted::File("m1".into(), ()));
        waiting.push(send());
        let (told, after_ms) = waiting.fail();
        let why = SendRefusal::Later { after_ms: None };
        let refused = BackendEvent::Refused {
            id: "m1".into(),
            why,
        };
        assert_eq!((told, after_ms), (vec![refused], None));
        assert_eq!(waiting.take(), [Wanted::File("m1".into(), ())]);
    }

    #[test]
    fn nothing_is_tried_again_for_a_window_that_was_closed() {
        let mut waiting = Waiting::default();
        waiting.push(connect());
        waiting.fail();
        waiting.push(Wanted::Command(Command::Disconnect));
        assert_eq!(waiting.fail(), (Vec::new(), None));
        // Opened anew, it is wanted again.
        waiting.push(connect());
        assert!(waiting.fail().1.is_some());
    }
}
