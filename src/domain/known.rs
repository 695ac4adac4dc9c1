//! Which messages are known, by id.
//!
//! The standard set of hashes would do, for three times the bytes: it brings a hash that withstands
//! ids chosen to collide, which here could slow down nobody but the visitor who is sent them.

use super::id::MessageId;

/// How many ids a bucket holds on average before there are more buckets.
const CROWD: usize = 8;

/// A set of ids.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Each id in the bucket that its hash names; none at all, or a power of two.
    buckets: Vec<Vec<MessageId>>,
    len: usize,
}

impl Known {
    /// Whether an id is there.
    pub fn contains(&self, id: &MessageId) -> bool {
        self.buckets
            .get(self.place(id))
            .is_some_and(|bucket| bucket.contains(id))
    }

    /// Adds an id. Returns whether it is new.
    pub fn insert(&mut self, id: MessageId) -> bool {
        if self.contains(&id) {
            return false;
        }
        if self.len >= self.buckets.len().saturating_mul(CROWD) {
            let more = self.buckets.len().saturating_mul(2).max(CROWD);
            let old = core::mem::take(&mut self.buckets);
            self.buckets.resize_with(more, Vec::new);
            for id in old.into_iter().flatten() {
                self.put(id);
            }
        }
        self.put(id);
        self.len = self.len.saturating_add(1);
        true
    }

    /// Takes an id out.
    pub fn remove(&mut self, id: &MessageId) {
        let place = self.place(id);
        if let Some(bucket) = self.buckets.get_mut(place) {
            let before = bucket.len();
            bucket.retain(|known| known != id);
            self.len = self.len.saturating_sub(before.saturating_sub(bucket.len()));
        }
    }

    fn put(&mut self, id: MessageId) {
        let place = self.place(&id);
        if let Some(bucket) = self.buckets.get_mut(place) {
            bucket.push(id);
        }
    }

    /// The bucket of an id: Fowler, Noll and Vo's hash, of which the last bits count.
    fn place(&self, id: &MessageId) -> usize {
        let hash = id.as_str().bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        hash as usize & self.buckets.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_there_once_until_it_is_taken_out() {
        let mut known = Known::default();
        let id = |number: u32| MessageId::from(number.to_string());
        assert!(!known.contains(&id(0)));
        known.remove(&id(0));
        for number in 0..10_000 {
            assert!(known.insert(id(number)));
            assert!(!known.insert(id(number)));
        }
        let fullest = known.buckets.iter().map(Vec::len).max().unwrap();
        assert!(fullest < 10 * CROWD, "{fullest} in one bucket");
        for number in (0..10_000).step_by(2) {
            known.remove(&id(number));
        }
        for number in 0..10_000 {
            assert_eq!(known.contains(&id(number)), number % 2 == 1);
        }
        assert_eq!(known.len, 5_000);
    }
}
