//! The browser's local or session storage. It may be blocked, full or emptied at any moment, so
//! it is asked for anew each time and every answer may be *no*.

use super::{StorageError, Store};

/// An entry in the browser's storage.
#[derive(Debug)]
pub struct WebStore {
    key: String,
    is_local: bool,
}

impl WebStore {
    /// An entry that all tabs of this origin share and that outlives the browser.
    pub const fn local(key: String) -> Self {
        Self {
            key,
            is_local: true,
        }
    }

    /// An entry of this tab alone.
    pub const fn session(key: String) -> Self {
        Self {
            key,
            is_local: false,
        }
    }

    fn storage(&self) -> Option<web_sys::Storage> {
        let window = web_sys::window()?;
        let storage = if self.is_local {
            window.local_storage()
        } else {
            window.session_storage()
        };
        storage.ok().flatten()
    }
}

impl Store for WebStore {
    fn read(&self) -> Option<String> {
        self.storage()?.get_item(&self.key).ok().flatten()
    }

    fn write(&self, entry: &str) -> Result<(), StorageError> {
        let storage = self.storage().ok_or(StorageError::Refused)?;
        storage
            .set_item(&self.key, entry)
            .map_err(|_| StorageError::Refused)
    }

    fn remove(&self) {
        if let Some(storage) = self.storage() {
            // Removing fails only where reading fails too, and then there is nothing to remove.
            let _ = storage.remove_item(&self.key);
        }
    }
}
