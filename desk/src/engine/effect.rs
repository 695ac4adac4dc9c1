//! What the engine asks the browser part to do, and the collector of one update.

use std::collections::BTreeSet;

use session_chat::{
    domain::{BackendEvent, ConversationId, Instant, MessageId},
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
    /// Keep the file that came with the event.
    SaveFile {
        /// The message it belongs to.
        id: MessageId,
        /// What kind of file it is, whatever its sender says: a media type.
        media: &'static str,
    },
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
    file: Option<Effect>,
    settings: bool,
    said: Vec<FromDesk>,
    left: BTreeSet<String>,
}

impl Out {
    pub const fn new(now: Instant, site: String) -> Self {
        Self {
            now,
            site,
            saved: BTreeSet::new(),
            file: None,
            settings: false,
            said: Vec::new(),
            left: BTreeSet::new(),
        }
    }

    pub fn save(&mut self, id: &ConversationId) {
        self.saved.insert(id.clone());
    }

    /// The conversations that have changed.
    pub const fn saved(&self) -> &BTreeSet<ConversationId> {
        &self.saved
    }

    pub fn save_file(&mut self, id: MessageId, media: &'static str) {
        self.file = Some(Effect::SaveFile { id, media });
    }

    pub fn save_settings(&mut self) {
        self.settings = true;
    }

    /// A conversation of this visitor is theirs no more.
    pub fn leave(&mut self, visitor: &str) {
        self.left.insert(visitor.to_owned());
    }

    /// Whose conversation is theirs no more.
    pub const fn left(&self) -> &BTreeSet<String> {
        &self.left
    }

    /// Tells all tabs of a visitor what concerns them, whichever conversation they look at.
    pub fn tell(&mut self, visitor: &str, event: BackendEvent) {
        self.say(visitor, None, None, event);
    }

    /// Tells all tabs of a visitor something about one conversation.
    pub fn tell_of(&mut self, visitor: &str, id: &ConversationId, event: BackendEvent) {
        self.say(visitor, None, Some(id), event);
    }

    /// Tells one tab of a visitor what concerns it, whichever conversation it looks at.
    pub fn answer(&mut self, to: &Caller, event: BackendEvent) {
        self.say(&to.visitor, Some(&to.tab), None, event);
    }

    /// Tells one tab of a visitor something about one conversation.
    pub fn answer_of(&mut self, to: &Caller, id: &ConversationId, event: BackendEvent) {
        self.say(&to.visitor, Some(&to.tab), Some(id), event);
    }

    fn say(
        &mut self,
        visitor: &str,
        tab: Option<&String>,
        conversation: Option<&ConversationId>,
        event: BackendEvent,
    ) {
        self.said.push(FromDesk::ToVisitor {
            visitor: visitor.to_owned(),
            tab: tab.cloned(),
            conversation: conversation.cloned(),
            event,
        });
    }

    pub fn open_desk(&mut self) {
        self.said.push(FromDesk::DeskOpen);
    }

    pub fn into_effects(self) -> Vec<Effect> {
        let settings = self.settings.then_some(Effect::SaveSettings);
        // A message is not kept before the file that it speaks of.
        self.file
            .into_iter()
            .chain(self.saved.into_iter().map(Effect::Save))
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
