//! An emulator of Salesforce's Enhanced Chat API v2, for whole-page tests and for trying a client
//! by hand.
//!
//! It speaks the wire of a *Custom Client* deployment: tokens, conversations, messages, files,
//! receipts, the end of sessions and conversations, configuration, hours, availability, and the
//! event stream. It is strict: what the service is not known to take is refused with 400 and a
//! sentence that says why. Where the service's behaviour is not known, a setting says what
//! happens.
//!
//! # Where to start
//!
//! * [`Emulator::start`] runs one on a free port of 127.0.0.1.
//! * [`Settings`] is what the deployment is like and how it misbehaves all the time.
//! * [`Control`] plays agents, bots and routing, and lets single things go wrong.
//! * [`FaultRule`] is how single requests go wrong.

mod control;
mod emulator;
mod fault;
mod log;
mod script;
mod settings;
mod socket;
mod state;
mod wire;

pub use control::Control;
pub use emulator::Emulator;
pub use fault::{Chance, Fault, FaultRule, Operation};
pub use log::Seen;
pub use settings::{
    Agents, Captcha, Chaos, ChoiceList, Cors, DisplayContext, FieldType, FileSettings, HiddenField,
    Hours, Leaving, Limits, LineEnd, ListSettings, MessageSettings, Opening, PayloadForm, PreChat,
    PreChatField, Repeated, Script, SessionSettings, Settings, StreamSettings, Terms, TimeUnit,
};
pub use state::conversation::{SeenConversation, SessionStatus};
pub use state::lifecycle::ControlError;
pub use state::party::{EndRole, Sender};
pub use state::publish::DropStreams;
