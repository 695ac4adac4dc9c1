//! A store that forgets with the page, for kiosks and for browsers that refuse storage.

use core::cell::RefCell;

use super::{StorageError, Store};

/// An entry in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(RefCell<Option<String>>);

impl Store for MemoryStore {
    fn read(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    fn write(&self, entry: &str) -> Result<(), StorageError> {
        self.0.replace(Some(entry.to_owned()));
        Ok(())
    }

    fn remove(&self) {
        self.0.replace(None);
    }
}
