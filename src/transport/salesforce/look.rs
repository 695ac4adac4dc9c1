//! A look at the conversation after an absence: as many pages of its entries as were missed.

use super::entry::Entry;
use crate::domain::Instant;

/// How many pages one look reads at most: nobody waits for more of them.
const MOST_PAGES: u8 = 20;

/// What a look has found so far.
#[derive(Debug, Default)]
pub struct Look {
    /// Up to when all entries were known before it; none before anything was.
    since: Option<Instant>,
    /// What was found, oldest first.
    entries: Vec<Entry>,
    pages: u8,
    /// Up to which moment the last page was asked for.
    until: Option<Instant>,
    has_older: bool,
    is_whole: bool,
}

impl Look {
    /// Begins anew. What came over the stream since the last look that became whole may have left
    /// a gap behind it, so it is what was known before that counts.
    pub fn begin(&mut self, newest: Option<Instant>) {
        *self = Self {
            since: self.since.or(newest),
            ..Self::default()
        };
    }

    /// Puts a page in front of what was found. Returns up to which moment the next one is wanted,
    /// as long as there is a gap between it and what was known.
    pub fn add(&mut self, mut page: Vec<Entry>, is_full: bool) -> Option<Instant> {
        // A page may end between two entries of one moment, so that moment was asked for again.
        page.retain(|entry| {
            let mut same = self.entries.iter().take_while(|known| known.at <= entry.at);
            !same.any(|known| known.id == entry.id)
        });
        page.append(&mut self.entries);
        self.entries = page;
        self.pages = self.pages.saturating_add(1);
        self.has_older = is_full;
        let oldest = self.entries.first().map(|entry| entry.at);
        let is_gap = is_full && self.pages < MOST_PAGES && self.since.is_some();
        let until = oldest.filter(|oldest| is_gap && Some(*oldest) > self.since);
        self.is_whole = until.is_none();
        // A moment that is longer than a page is passed in the end.
        let is_again = until.is_some() && until == self.until;
        self.until = until.map(|until| Instant(until.0.saturating_sub(is_again.into())));
        self.until
    }

    /// No further page is to be had. Returns whether there is any.
    pub fn settle(&mut self) -> bool {
        self.is_whole = self.pages > 0;
        self.is_whole
    }

    /// What was found, and whether there is something older; nothing before it is whole.
    pub fn take(&mut self) -> Option<(Vec<Entry>, bool)> {
        let found = self.is_whole.then(|| core::mem::take(self))?;
        Some((found.entries, found.has_older))
    }
}
