//! The pure core: no browser, no clock, no randomness, no words.
//!
//! Time and ids come in with the event; what must be done comes out as effects; what may be seen
//! comes out as a view. Everything here is tested on the host.

pub mod config;
pub mod conversation;
pub mod effect;
pub mod end;
pub mod error;
pub mod event;
pub mod export;
pub mod files;
pub mod id;
mod known;
pub mod message;
pub mod offer;
pub mod outbox;
pub mod policy;
pub mod record;
pub mod rich;
pub mod session;
pub mod snapshot;
pub mod stored;
pub mod text;
pub mod time;
pub mod transcript;
pub mod transcript_window;
pub mod view;

pub use config::Config;
pub use effect::{Command, Effect};
pub use end::{EndInfo, EndedBy, Next};
pub use event::{BackendEvent, Event};
pub use id::{ConversationId, MessageId};
pub use message::{Author, Body, Delivery, Message};
pub use session::{Outcome, Session};
pub use snapshot::Snapshot;
pub use time::Instant;
pub use view::View;
