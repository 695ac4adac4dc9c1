//! A line whose adapter is the test.

use serde_json::{Value as Json, json};

use crate::{
    domain::{
        BackendEvent, Command, Instant,
        effect::{Opens, Outgoing},
    },
    transport::custom::{
        calls::{Order, Output, Terms, Thrown, Visitor},
        fault::Fault,
        line::Line,
        method::Method,
    },
};

pub const T0: Instant = Instant(1_767_225_600_000);
pub const TIMEOUT_MS: u64 = 1_000;

pub struct Rig {
    pub line: Line<Json>,
    pub now: Instant,
}

/// A line with an adapter that can do everything, before anything was asked.
pub fn rig() -> Rig {
    with(&Method::OPTIONAL)
}

/// The same with an adapter that can do this.
pub fn with(capabilities: &[Method]) -> Rig {
    let terms = Terms {
        capabilities: capabilities.into(),
        timeout_ms: TIMEOUT_MS,
        jitter: |_| 0,
    };
    let visitor = Visitor {
        id: "v".into(),
        name: Some("Ada".into()),
        email: None,
    };
    Rig {
        line: Line::new(terms, visitor, &[]),
        now: T0,
    }
}

/// A line that stands, with conversation `c` talking to Sam.
pub fn talking() -> Rig {
    talking_with(&Method::OPTIONAL)
}

pub fn talking_with(capabilities: &[Method]) -> Rig {
    let mut rig = with(capabilities);
    let output = rig.command(Command::Connect {
        resume: Some("c".into()),
    });
    rig.answer(number(&output, Method::Connect), talk());
    rig
}

/// A snapshot of a conversation `c` with Sam.
pub fn talk() -> Json {
    json!({ "conversation": "c", "state": { "type": "talking", "author": { "name": "Sam" } } })
}

pub fn outgoing(id: &str) -> Command {
    Command::Send(Outgoing {
        id: id.into(),
        conversation: "c".into(),
        text: "Hello".into(),
        at: T0,
        opens: Opens::Nothing,
        answer: None,
        content: None,
        alongside: false,
    })
}

impl Rig {
    pub fn command(&mut self, command: Command) -> Output<Json> {
        self.line.command(self.now, command)
    }

    pub fn answer(&mut self, number: u32, said: Json) -> Output<Json> {
        self.line.answered(self.now, number, Ok(said))
    }

    pub fn throw(&mut self, number: u32, words: &str) -> Output<Json> {
        let thrown = Thrown {
            words: words.into(),
            retry_after_ms: None,
        };
        self.line.answered(self.now, number, Err(thrown))
    }

    /// The line that stands, or is being dialled.
    pub fn emit(&mut self, number: u32, event: &Json) -> Output<Json> {
        self.line.heard(self.now, number, event)
    }

    /// Goes on to the next moment at which something is due.
    pub fn wait(&mut self) -> Output<Json> {
        self.now = self.line.wake_at().expect("nothing is due");
        self.line.wake(self.now)
    }
}

/// The number of the one call of this method.
pub fn number(output: &Output<Json>, wanted: Method) -> u32 {
    let found = numbers(output, wanted);
    assert_eq!(found.len(), 1, "{wanted:?}: {output:?}");
    found[0]
}

/// The numbers of the calls of this method.
pub fn numbers(output: &Output<Json>, wanted: Method) -> Vec<u32> {
    let calls = output.orders.iter().filter_map(|order| match order {
        Order::Call { number, method, .. } if *method == wanted => Some(*number),
        _ => None,
    });
    calls.collect()
}

/// The arguments of the one call of this method.
pub fn arguments(output: &Output<Json>, wanted: Method) -> Vec<Json> {
    let mut calls = output.orders.iter().filter_map(|order| match order {
        Order::Call {
            method,
            arguments,
            beside,
            ..
        } if *method == wanted => Some([arguments.clone(), vec![beside.clone()]].concat()),
        _ => None,
    });
    calls.next().expect("it was not called")
}

pub fn codes(output: &Output<Json>) -> Vec<&'static str> {
    output.faults.iter().map(Fault::code).collect()
}

/// The kinds of the events, by what their names begin with.
pub fn names(events: &[BackendEvent]) -> Vec<String> {
    let name = |event| {
        let said = format!("{event:?}");
        let end = said.find(|letter: char| !letter.is_alphanumeric());
        said[..end.unwrap_or(said.len())].to_owned()
    };
    events.iter().map(name).collect()
}
