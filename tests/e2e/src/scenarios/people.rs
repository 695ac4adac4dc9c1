//! The two people of most tests, a visitor at a host page and an agent at the desk, and what each
//! of them does and sees. Every test has a server and so an origin of its own: nobody else is on
//! the channel.

mod desk;
pub mod moments;
mod org;
mod parts;
mod scripted;
pub mod site;
pub mod timers;
mod tour;
mod visitor;
mod wire;

pub use self::{
    desk::Desk,
    org::{Org, in_touch},
    parts::until_loaded,
    scripted::{Scripted, answered, offering, served, until_spoken},
    tour::{
        HOLD, panics, tour_of_a_chat, tour_of_beginnings, tour_of_ends, tour_of_failures, trips,
    },
    visitor::Visitor,
    wire::Wire,
};

use crate::test::Ctx;
use anyhow::Result;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

/// A host page under the strict content-security policy, so that every chat is held to it.
pub const HOST: &str = "/tests/pages/csp_strict_widget/";
/// A host page without a policy.
pub const FREE_HOST: &str = "/tests/pages/widget/";
/// The desk, with an assistant who answers at once.
const DESK: &str = "/desk/?pace=0";

/// The window.
pub const WINDOW: &str = ">>> dialog.window[open]";
/// The message field.
pub const FIELD: &str = ">>> .composer__field";
/// What the visitor said.
pub const OWN: &str = ">>> .row--own .bubble";
/// What the others said.
pub const THEIRS: &str = ">>> .row:not(.row--own, .row--note, .row--typing) .bubble";
/// The notes between.
pub const NOTES: &str = ">>> .row--note .note";
/// How far own messages have come; the others have the time there, hidden from screen readers.
pub const RECEIPTS: &str = ">>> .row--own .meta:not([aria-hidden])";
/// All rows.
pub const ROWS: &str = ">>> .transcript__rows > li";
/// The line under the name in the header.
pub const STATUS: &str = ">>> .header__status";
/// The panel in the place of the message field.
pub const PANEL: &str = ">>> .panel";
/// *Start new chat*.
pub const START_NEW: &str = ">>> .panel .button--primary";
/// *End conversation* in the header.
pub const END: &str = ">>> .header__end";
/// *Keep chatting*, the first button of the confirmation.
pub const KEEP: &str = ">>> .confirmation .button:not(.button--danger)";
/// *End chat* in the confirmation.
pub const CONFIRM: &str = ">>> .confirmation .button--danger";
/// The line between header and transcript.
pub const BANNER: &str = ">>> .banner__text";
/// What a message will do, over the message field.
pub const HINT: &str = ">>> .composer__hint";

/// The settings with which end users can end their session (R2.1).
pub fn ending() -> Value {
    json!({ "endUsersCanEnd": true, "multipleConversations": true, "resume": true })
}

/// The path of a host page with this configuration.
pub fn host_path(host: &str, config: &Value) -> String {
    let query = Serializer::new(String::new())
        .append_pair("config", &config.to_string())
        .finish();
    format!("{host}?{query}")
}

/// A visitor and an agent who talk with each other.
pub async fn talking(ctx: &Ctx, config: Value) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    let visitor = Visitor::arrives(ctx, config).await?;
    visitor.opens().await?;
    visitor.says("I need a human, please").await?;
    desk.accepts().await?;
    visitor.until_phase("talking").await?;
    Ok((visitor, desk))
}
