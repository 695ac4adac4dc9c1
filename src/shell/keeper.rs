//! What is kept between page loads: when it is written, read and forgotten.

use core::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;

use crate::{
    browser::{clock, json},
    domain::{
        id::{ConversationId, MessageId},
        stored::Stored,
    },
    storage::{Envelope, Kept, StorageError, Store, is_of_later_version, keep_unsent},
};

/// How long a change may wait before it is written, in milliseconds: a burst is written once, and
/// the other tabs know within a fifth of a second.
const PATIENCE_MS: u32 = 150;

/// Reads and writes the one entry of a widget.
pub struct Keeper {
    store: Box<dyn Store>,
    keeps_visitor: bool,
    visitor: RefCell<String>,
    /// The conversation that this tab has read or written last.
    own: RefCell<Option<ConversationId>>,
    /// Whether that one is forgotten since.
    is_forgotten: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    /// Whether a refusal was told: once is enough.
    is_refused: Cell<bool>,
}

impl Keeper {
    /// A keeper of this entry; `keeps_visitor` says whether they may come back to conversations
    /// that are not in the window.
    pub fn new(store: Box<dyn Store>, keeps_visitor: bool) -> Self {
        Self {
            store,
            keeps_visitor,
            visitor: RefCell::new(clock::random_id()),
            own: RefCell::default(),
            is_forgotten: Cell::new(false),
            timer: RefCell::default(),
            is_refused: Cell::new(false),
        }
    }

    /// The visitor's id.
    pub fn visitor(&self) -> String {
        self.visitor.borrow().clone()
    }

    /// The visitor has this id from now on.
    pub fn become_visitor(&self, visitor: String) {
        self.visitor.replace(visitor);
    }

    /// What an earlier page or another tab has stored: the conversation in the window, and what
    /// waits in others. The visitor is that one from now on.
    pub fn read(&self) -> (Option<Stored>, Vec<Stored>) {
        let Some(kept) = self.kept() else {
            return (None, Vec::new());
        };
        self.visitor.replace(kept.visitor);
        self.remember(kept.chat.as_ref());
        (kept.chat, kept.parked)
    }

    /// Whether another tab that knows the same messages has shown all of them.
    pub fn is_read(&self, own: &Stored) -> bool {
        let chat = self.kept().and_then(|kept| kept.chat);
        chat.is_some_and(|theirs| theirs.unread == 0 && theirs.knows_as_much_as(own))
    }

    fn kept(&self) -> Option<Kept> {
        // An entry of another version, or one that somebody has tampered with, is no entry.
        let envelope: Envelope = json::read(&self.store.read()?)?;
        let kept = envelope.open(clock::now())?;
        // Another tab may write once more before it hears that the conversation was forgotten.
        let is_own = kept.chat.as_ref().is_some_and(|chat| self.is_own(chat));
        let is_stale = is_own && self.is_forgotten.get();
        (!is_stale).then_some(kept)
    }

    fn is_own(&self, chat: &Stored) -> bool {
        self.own.borrow().as_ref() == Some(&chat.conversation)
    }

    /// Calls `write` soon, unless it will be called anyway.
    pub fn soon(&self, write: impl FnOnce() + 'static) {
        let mut timer = self.timer.borrow_mut();
        if timer.is_none() {
            *timer = Some(Timeout::new(PATIENCE_MS, write));
        }
    }

    /// Whether a change waits to be written.
    pub fn is_waiting(&self) -> bool {
        self.timer.borrow().is_some()
    }

    fn remember(&self, chat: Option<&Stored>) {
        if let Some(chat) = chat {
            self.own.replace(Some(chat.conversation.clone()));
            self.is_forgotten.set(false);
        }
    }

    /// Writes at once. A refusal is an error the first time only.
    pub fn write(
        &self,
        mut chat: Option<Stored>,
        parked: Vec<Stored>,
        knows: &dyn Fn(&MessageId) -> bool,
    ) -> Result<(), StorageError> {
        self.timer.replace(None);
        let is_later = self
            .store
            .read()
            .as_deref()
            .is_some_and(is_of_later_version);
        let theirs = self.kept().and_then(|kept| kept.chat);
        // What another tab has begun since is not this one's to remove.
        let is_own = theirs.as_ref().is_none_or(|theirs| self.is_own(theirs));
        if let Some(chat) = &mut chat {
            if let Some(theirs) = theirs {
                // What another tab has shown stays read, whichever of the two writes last.
                if theirs.knows_as_much_as(chat) {
                    chat.unread = chat.unread.min(theirs.unread);
                }
                keep_unsent(chat, theirs, knows);
            }
        } else if !self.keeps_visitor {
            if is_own && !is_later {
                self.store.remove();
            }
            return Ok(());
        }
        self.remember(chat.as_ref());
        let kept = Kept {
            visitor: self.visitor(),
            chat,
            parked,
        };
        let result = if is_later {
            Err(StorageError::Refused)
        } else {
            self.put(kept)
        };
        if result.is_err() && self.is_refused.replace(true) {
            return Ok(());
        }
        result
    }

    /// Puts this into the store, the messages only if there is room: the backend has them too.
    fn put(&self, kept: Kept) -> Result<(), StorageError> {
        let mut envelope = Envelope::seal(clock::now(), kept);
        let put = |envelope: &Envelope| {
            let entry = json::write(envelope).ok_or(StorageError::Refused)?;
            self.store.write(&entry)
        };
        put(&envelope).or_else(|_| {
            envelope.drop_messages();
            put(&envelope)
        })
    }

    /// Forgets everything, the visitor too: the next conversation is a stranger's.
    pub fn forget(&self) {
        self.timer.replace(None);
        self.store.remove();
        self.visitor.replace(clock::random_id());
        self.is_forgotten.set(true);
    }
}
