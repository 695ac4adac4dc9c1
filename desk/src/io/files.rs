//! Kept files as addresses of this page.

use std::collections::BTreeMap;

use leptos::prelude::{RwSignal, Set, Update, WithUntracked};
use session_chat::domain::MessageId;
use web_sys::{Blob, Url};

/// The addresses of this page's files, each made once. Dropped, they lead nowhere any more.
pub struct Addresses(RwSignal<BTreeMap<MessageId, String>>);

impl Addresses {
    /// Addresses that `shown` tells the components.
    pub fn new(shown: RwSignal<BTreeMap<MessageId, String>>) -> Self {
        Self(shown)
    }

    /// Whether there is one for this message's file.
    pub fn has(&self, id: &MessageId) -> bool {
        self.0.with_untracked(|known| known.contains_key(id))
    }

    /// Makes one.
    pub fn make(&self, id: MessageId, file: &Blob) {
        if self.has(&id) {
            return;
        }
        // Fails for what is no blob only.
        if let Ok(address) = Url::create_object_url_with_blob(file) {
            self.0.update(|known| {
                known.insert(id, address);
            });
        }
    }

    /// All of them.
    pub fn with<T>(&self, read: impl FnOnce(&BTreeMap<MessageId, String>) -> T) -> T {
        self.0.with_untracked(read)
    }
}

impl Drop for Addresses {
    fn drop(&mut self) {
        self.with(|known| {
            for address in known.values() {
                // Fails for what is no address of a blob only.
                let _ = Url::revoke_object_url(address);
            }
        });
        self.0.set(BTreeMap::new());
    }
}

/// How many bytes a file has.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole number far below 2^53, and never negative"
)]
pub fn size_of(file: &Blob) -> u64 {
    file.size() as u64
}

/// The same bytes as a file of this kind, whatever they said of themselves.
pub fn of_kind(file: &Blob, media: &str) -> Option<Blob> {
    let end = file.size();
    file.slice_with_f64_and_f64_and_content_type(0.0, end, media)
        .ok()
}
