//! How many of something each holder has at once, up to a number: connections of an address, websockets of a caller.
//! Deliberately absent: waiting for one to end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many each holder has.
#[derive(Debug)]
pub struct Counts<K>(Arc<Mutex<HashMap<K, usize>>>);

impl<K> Clone for Counts<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// One of a holder's, for as long as it is held.
#[derive(Debug)]
pub struct Counted<K: Copy + Eq + Hash> {
    counts: Counts<K>,
    holder: K,
}

impl<K: Copy + Eq + Hash> Counts<K> {
    /// One more, unless he has as many as he may.
    pub fn take(&self, holder: K, most: usize) -> Option<Counted<K>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(holder).or_default();
        if *count >= most {
            if *count == 0 {
                counts.remove(&holder);
            }
            return None;
        }
        *count = count.saturating_add(1);
        Some(Counted {
            counts: self.clone(),
            holder,
        })
    }
}

impl<K: Copy + Eq + Hash> Drop for Counted<K> {
    fn drop(&mut self) {
        let counts = &self.counts.0;
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = counts.entry(self.holder) {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}
