//! What the author of an adapter is told: what it did wrong, by the method and the field, and how
//! it is put right.

use super::{method::Method, reading::Flaw};

/// Something to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A method threw or rejected. Holds what it threw, in its own words.
    Failed(Method, String),
    /// A method did not answer in time. Holds how long that is, in milliseconds.
    Hung(Method, u64),
    /// A method answered something that is no answer.
    Answer(Method, Flaw),
    /// An answer was about another conversation than was asked for.
    Foreign,
    /// An event is none.
    Event(Flaw),
    /// It said something after it was told to stop.
    Late,
    /// It announces a method that it does not have.
    Lie(Method),
    /// Something was needed that it does not announce.
    Lack(Method),
}

impl Fault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Failed(..) => "adapter-failed",
            Self::Hung(..) => "adapter-timeout",
            Self::Answer(..) => "adapter-answer",
            Self::Foreign => "adapter-foreign",
            Self::Event(_) => "adapter-event",
            Self::Late => "adapter-late",
            Self::Lie(_) | Self::Lack(_) => "adapter-capability",
        }
    }

    /// What is wrong, and what to do about it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Failed(method, words) => about(
                *method,
                &[
                    " failed: ",
                    words,
                    ". Answer with what is known instead, or let it be: what can be tried again is.",
                ],
            ),
            Self::Hung(method, ms) => about(
                *method,
                &[
                    " did not answer within ",
                    &ms.to_string(),
                    " ms: settle its promise in any case, or raise backend.timeoutMs.",
                ],
            ),
            Self::Answer(method, flaw) => about(
                *method,
                &[" answered what cannot be used: ", &wish("the answer", flaw)],
            ),
            Self::Foreign => about(
                Method::Connect,
                &[
                    " answered with another conversation than it was asked for: answer with that \
                     one, or with state { type: \"lost\", reason: \"unknown\" }.",
                ],
            ),
            Self::Event(flaw) => [
                "backend.adapter emitted what is no event: ",
                &wish("the event", flaw),
            ]
            .concat(),
            Self::Late => "backend.adapter goes on after it was told to stop: emit nothing once \
                           the signal of connect is aborted."
                .to_owned(),
            Self::Lie(method) => [
                "backend.adapter announces \"",
                method.name(),
                "\" and has no such method: write it, or take it out of capabilities.",
            ]
            .concat(),
            Self::Lack(method) => [
                "This chat needs \"",
                method.name(),
                "\", which backend.adapter does not announce: add it to capabilities.",
            ]
            .concat(),
        }
    }
}

/// A sentence about a method.
fn about(method: Method, words: &[&str]) -> String {
    ["backend.adapter.", method.name(), &words.concat()].concat()
}

/// What belongs where something else was.
fn wish(whole: &str, flaw: &Flaw) -> String {
    let place = if flaw.path.is_empty() {
        whole
    } else {
        &flaw.path
    };
    [place, " must be ", flaw.wants, "."].concat()
}
