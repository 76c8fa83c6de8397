//! Wakes readers of the journal after a commit. What it carries is a hint and nothing more: a district and a number. Whoever
//! was away, or whose hint was lost, asks the journal for everything after his last number, so that nothing hangs on a hint
//! but how soon it is read. Deliberately absent: entries of the journal, which are read from where they are true.

mod link;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::id::DistrictId;

/// The bus of one program; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Bus(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The newest number that is known of each district that is watched.
    watched: Mutex<HashMap<DistrictId, watch::Sender<i64>>>,
    /// What was committed here, and other programs over the same database do not know yet: a number a district.
    untold: Mutex<BTreeMap<DistrictId, i64>>,
    /// There is something untold.
    tell: Notify,
}

impl Bus {
    /// A write committed here, up to a number.
    pub fn wake(&self, district: &DistrictId, number: i64) {
        self.heard(district, number);
        let mut untold = held(&self.0.untold);
        let newest = untold.entry(district.clone()).or_insert(number);
        *newest = number.max(*newest);
        drop(untold);
        self.0.tell.notify_one();
    }

    /// A write committed somewhere, up to a number.
    pub fn heard(&self, district: &DistrictId, number: i64) {
        if let Some(newest) = held(&self.0.watched).get(district) {
            newest.send_if_modified(|newest| {
                let newer = number > *newest;
                *newest = number.max(*newest);
                newer
            });
        }
    }

    /// The newest number of a district that has been heard of, and a wake-up at each newer one; 0 before the first. Take it
    /// before the first look at the journal, so that no write falls between.
    pub fn watch(&self, district: &DistrictId) -> watch::Receiver<i64> {
        let mut watched = held(&self.0.watched);
        let newest = watched.entry(district.clone());
        newest.or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// The districts that somebody watches; those that nobody does any longer are forgotten.
    fn watched(&self) -> Vec<DistrictId> {
        let mut watched = held(&self.0.watched);
        watched.retain(|_, newest| newest.receiver_count() > 0);
        watched.keys().cloned().collect()
    }

    /// Waits until other programs have something to be told, and takes it.
    async fn untold(&self) -> BTreeMap<DistrictId, i64> {
        loop {
            let untold = std::mem::take(&mut *held(&self.0.untold));
            if !untold.is_empty() {
                return untold;
            }
            self.0.tell.notified().await;
        }
    }
}

/// What a lock guards is whole at every moment, whoever panicked while he held it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn district(code: &str) -> DistrictId {
        DistrictId::parse(code).unwrap()
    }

    #[test]
    fn only_newer_numbers_of_ones_own_district_wake() {
        let bus = Bus::default();
        let (here, there) = (district("430503"), district("430502"));
        bus.wake(&here, 3);
        let mut newest = bus.watch(&here);
        assert_eq!(*newest.borrow_and_update(), 0);
        bus.wake(&here, 4);
        assert!(newest.has_changed().unwrap());
        assert_eq!(*newest.borrow_and_update(), 4);
        bus.heard(&here, 4);
        bus.wake(&here, 2);
        bus.wake(&there, 9);
        assert!(!newest.has_changed().unwrap());
        assert_eq!(*newest.borrow(), 4);
    }

    #[tokio::test]
    async fn others_are_told_the_newest_number_of_what_was_committed_here() {
        let bus = Bus::default();
        let (here, there) = (district("430503"), district("430502"));
        bus.wake(&here, 3);
        bus.wake(&here, 5);
        bus.wake(&here, 4);
        bus.wake(&there, 1);
        bus.heard(&there, 7);
        assert_eq!(bus.untold().await, BTreeMap::from([(there, 1), (here, 5)]));
    }

    #[test]
    fn what_nobody_watches_is_forgotten() {
        let bus = Bus::default();
        let (here, there) = (district("430503"), district("430502"));
        let first = bus.watch(&here);
        drop(bus.watch(&there));
        assert_eq!(bus.watched(), vec![here.clone()]);
        let second = bus.watch(&here);
        drop(first);
        assert_eq!(bus.watched(), [here]);
        drop(second);
        assert!(bus.watched().is_empty());
    }
}
