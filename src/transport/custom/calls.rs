//! The calls of an adapter, before and after they are made, and whom it works for.

use super::{fault::Fault, method::Method};
use crate::domain::{BackendEvent, EndedBy, Instant, MessageId};

/// The visitor, as an adapter gets to know them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// A random id, the same as long as the conversation.
    pub id: String,
    /// What the page calls them.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
}

/// What does not change while a page is open.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The methods that the adapter announces and has.
    pub capabilities: Vec<Method>,
    /// How long an answer may take, in milliseconds.
    pub timeout_ms: u64,
    /// A number from nought up to the given one.
    pub jitter: fn(u64) -> u64,
}

/// What an adapter threw, or rejected with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thrown {
    /// In its own words.
    pub words: String,
    /// How long it wants to be left alone, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order<V> {
    /// Call a method; the answer comes to [`Line::answered`] with this number.
    Call {
        /// The number of the call.
        number: u32,
        /// What to call.
        method: Method,
        /// With what, before the last argument.
        arguments: Vec<V>,
        /// The last argument, which gets the signal, and for `connect` the way to emit.
        beside: V,
        /// The file that goes along.
        file: Option<MessageId>,
    },
    /// Abort the signal of a call: nobody waits for it any more.
    Abandon(u32),
    /// The bytes of a file are not needed any more.
    LetGo(MessageId),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output<V> {
    /// Calls, in order.
    pub orders: Vec<Order<V>>,
    /// What the session hears, in order.
    pub events: Vec<BackendEvent>,
    /// What the author of the adapter is told.
    pub faults: Vec<Fault>,
}

impl<V> Default for Output<V> {
    fn default() -> Self {
        Self {
            orders: Vec::new(),
            events: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// What a call is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    Connect,
    Send(MessageId),
    Upload(MessageId),
    End(EndedBy),
    Older,
    Rate,
    List,
    Clear,
    /// Nobody waits for an answer.
    Aside(Method),
}

impl Aim {
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::Connect => Method::Connect,
            Self::Send(_) => Method::Send,
            Self::Upload(_) => Method::Upload,
            Self::End(_) => Method::End,
            Self::Older => Method::Older,
            Self::Rate => Method::Rate,
            Self::List => Method::List,
            Self::Clear => Method::Clear,
            Self::Aside(method) => *method,
        }
    }

    pub(super) const fn message(&self) -> Option<&MessageId> {
        match self {
            Self::Send(id) | Self::Upload(id) => Some(id),
            _ => None,
        }
    }
}

/// A call that was made and not answered.
#[derive(Clone, Debug)]
pub(super) struct UnderWay {
    pub(super) number: u32,
    pub(super) aim: Aim,
    pub(super) due: Instant,
}
