//! What is kept between page loads: when it is written, read and forgotten.

use core::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;

use crate::{
    browser::{clock, json},
    domain::{id::MessageId, stored::Stored},
    storage::{Envelope, Kept, StorageError, Store, keep_unsent},
};

/// How long a change may wait before it is written, in milliseconds: a burst is written once.
const PATIENCE_MS: u32 = 250;

/// Reads and writes the one entry of a widget.
pub struct Keeper {
    store: Box<dyn Store>,
    keeps_visitor: bool,
    visitor: RefCell<String>,
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
            timer: RefCell::default(),
            is_refused: Cell::new(false),
        }
    }

    /// The visitor's id.
    pub fn visitor(&self) -> String {
        self.visitor.borrow().clone()
    }

    /// What an earlier page or another tab has stored: the conversation in the window, and what
    /// waits in others. The visitor is that one from now on.
    pub fn read(&self) -> (Option<Stored>, Vec<Stored>) {
        let Some(kept) = self.kept() else {
            return (None, Vec::new());
        };
        self.visitor.replace(kept.visitor);
        (kept.chat, kept.parked)
    }

    fn kept(&self) -> Option<Kept> {
        // An entry of another version, or one that somebody has tampered with, is no entry.
        let envelope: Envelope = json::read(&self.store.read()?)?;
        envelope.open(clock::now())
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

    /// Writes at once. A refusal is an error the first time only.
    pub fn write(
        &self,
        mut chat: Option<Stored>,
        parked: Vec<Stored>,
        knows: &dyn Fn(&MessageId) -> bool,
    ) -> Result<(), StorageError> {
        self.timer.replace(None);
        if let Some(chat) = &mut chat {
            if let Some(theirs) = self.kept().and_then(|kept| kept.chat) {
                keep_unsent(chat, theirs, knows);
            }
        } else if !self.keeps_visitor {
            self.store.remove();
            return Ok(());
        }
        let kept = Kept {
            visitor: self.visitor(),
            chat,
            parked,
        };
        let result = json::write(&Envelope::seal(clock::now(), kept))
            .ok_or(StorageError::Refused)
            .and_then(|entry| self.store.write(&entry));
        if result.is_err() && self.is_refused.replace(true) {
            return Ok(());
        }
        result
    }

    /// Forgets everything, the visitor too: the next conversation is a stranger's.
    pub fn forget(&self) {
        self.timer.replace(None);
        self.store.remove();
        self.visitor.replace(clock::random_id());
    }
}
