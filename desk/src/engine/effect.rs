//! What the engine asks the browser part to do, and the collector of one update.

use std::collections::BTreeSet;

use session_chat::{
    domain::{BackendEvent, ConversationId, Instant},
    transport::local::wire::FromDesk,
};

/// One thing to do. Effects of one update come in the order in which they must be done: what is
/// kept comes before what is said, so that nothing is acknowledged that a reload could lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write this conversation, as [`Engine::conversation`] gives it.
    ///
    /// [`Engine::conversation`]: super::Engine::conversation
    Save(ConversationId),
    /// Write the settings.
    SaveSettings,
    /// Say this on the channel.
    Broadcast(FromDesk),
}

/// Collects the effects of one update.
#[derive(Debug)]
pub(super) struct Out {
    /// The moment of the update.
    pub now: Instant,
    /// What the addresses of prepared messages begin with.
    pub site: String,
    saved: BTreeSet<ConversationId>,
    settings: bool,
    said: Vec<FromDesk>,
}

impl Out {
    pub const fn new(now: Instant, site: String) -> Self {
        Self {
            now,
            site,
            saved: BTreeSet::new(),
            settings: false,
            said: Vec::new(),
        }
    }

    pub fn save(&mut self, id: &ConversationId) {
        self.saved.insert(id.clone());
    }

    pub fn save_settings(&mut self) {
        self.settings = true;
    }

    /// Tells all tabs of a visitor.
    pub fn tell(&mut self, visitor: &str, event: BackendEvent) {
        self.said.push(FromDesk::ToVisitor {
            visitor: visitor.to_owned(),
            tab: None,
            event,
        });
    }

    /// Tells one tab of a visitor.
    pub fn answer(&mut self, to: &Caller, event: BackendEvent) {
        self.said.push(FromDesk::ToVisitor {
            visitor: to.visitor.clone(),
            tab: Some(to.tab.clone()),
            event,
        });
    }

    pub fn open_desk(&mut self) {
        self.said.push(FromDesk::DeskOpen);
    }

    pub fn into_effects(self) -> Vec<Effect> {
        let settings = self.settings.then_some(Effect::SaveSettings);
        self.saved
            .into_iter()
            .map(Effect::Save)
            .chain(settings)
            .chain(self.said.into_iter().map(Effect::Broadcast))
            .collect()
    }
}

/// The tab that speaks, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The visitor.
    pub visitor: String,
    /// The tab; answers that concern it alone go to it alone.
    pub tab: String,
    /// What the visitor calls themselves, if the page knows it. Foreign text.
    pub name: Option<String>,
}
