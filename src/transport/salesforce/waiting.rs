//! What waits for the half of the wasm that talks, and what becomes of it while that does not come.

use crate::{
    domain::{BackendEvent, Command, MessageId},
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

impl<F> Wanted<F> {
    /// What becomes of it where the half did not come. A connection is wanted until it stands; who
    /// the visitor is and the bytes of their messages wait as well, for nobody says them twice. Of
    /// everything else the session hears, and asks again.
    pub fn after_failure(self) -> Result<Self, BackendEvent> {
        match self {
            Self::Command(command) if !matches!(command, Command::Connect { .. }) => {
                Err(unmet(Some(command)))
            }
            kept => Ok(kept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        effect::{Opens, Outgoing},
        event::SendRefusal,
    };

    #[test]
    fn a_message_that_cannot_go_out_comes_again_by_itself() {
        let send: Wanted<()> = Wanted::Command(Command::Send(Outgoing {
            id: "m1".into(),
            conversation: "c1".into(),
            text: String::new(),
            at: crate::domain::Instant(0),
            opens: Opens::Nothing,
            answer: None,
            content: None,
            alongside: false,
        }));
        let why = SendRefusal::Later { after_ms: None };
        let id = "m1".into();
        assert_eq!(send.after_failure(), Err(BackendEvent::Refused { id, why }));
    }

    #[test]
    fn a_connection_waits_with_whoever_it_is_for_and_the_bytes_of_their_messages() {
        let resume = Some("c1".into());
        let kept = || {
            [
                Wanted::Visitor("a.b.c".to_owned()),
                Wanted::Command(Command::Connect {
                    resume: resume.clone(),
                }),
                Wanted::File("m1".into(), ()),
            ]
        };
        for (wanted, still) in kept().into_iter().zip(kept()) {
            assert_eq!(wanted.after_failure(), Ok(still));
        }
    }
}
