//! The keys that are known of an issuer. A token whose key is known and fresh is looked at without waiting. An unknown key,
//! and the end of the maximum age, have the keys read again: by one reading at a time, and not before the floor is over.
//! While the issuer cannot be read, the keys that are known hold. Deliberately absent: HTTP.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::proof::{Header, Key};
use super::reading::Reader;
use crate::kernel::clock::Clock;

/// What was read, and when.
#[derive(Clone, Debug, Default)]
struct Known {
    keys: Arc<[Key]>,
    read_at: Option<DateTime<Utc>>,
}

/// The keys of one issuer.
#[derive(Debug)]
pub struct Keys {
    reader: Reader,
    floor: TimeDelta,
    max_age: TimeDelta,
    known: Arc<RwLock<Known>>,
    /// When they were last asked for, with or without success; held by the reading under way.
    asked_at: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl Keys {
    /// Of an issuer that was never read.
    pub fn new(reader: Reader, floor: TimeDelta, max_age: TimeDelta) -> Self {
        Self {
            reader,
            floor,
            max_age,
            known: Arc::default(),
            asked_at: Arc::default(),
        }
    }

    /// The key that a token names.
    pub async fn find(&self, clock: &Clock, header: &Header) -> Option<Key> {
        let (known, fresh) = self.look(clock, header);
        if known.is_some() && fresh {
            return known;
        }
        self.read_again(clock, header).await;
        self.look(clock, header).0
    }

    /// The key that a token names among those known, and whether they are fresh.
    fn look(&self, clock: &Clock, header: &Header) -> (Option<Key>, bool) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let within = |at| is_within(at, self.max_age, clock.now());
        (
            header.choose(&known.keys),
            known.read_at.is_some_and(within),
        )
    }

    async fn read_again(&self, clock: &Clock, header: &Header) {
        let mut asked_at = Arc::clone(&self.asked_at).lock_owned().await;
        // Whoever held it may have read what is looked for here.
        let (known, fresh) = self.look(clock, header);
        let now = clock.now();
        let asked = asked_at.is_some_and(|at| is_within(at, self.floor, now));
        if asked || (known.is_some() && fresh) {
            return;
        }
        *asked_at = Some(now);
        let (reader, known) = (self.reader.clone(), Arc::clone(&self.known));
        // On its own: a caller who goes away does not break it off.
        let reading = tokio::spawn(async move {
            let _one_at_a_time = asked_at;
            match reader.read().await {
                Ok(keys) => {
                    let keys = keys.into();
                    let read_at = Some(now);
                    *known.write().unwrap_or_else(PoisonError::into_inner) =
                        Known { keys, read_at };
                }
                Err(why) => tracing::warn!(why, "the issuer's keys could not be read"),
            }
        });
        let _ = reading.await;
    }
}

/// Whether an instant lies less than so long ago. One that is yet to come, because the clock was set back, does not.
fn is_within(at: DateTime<Utc>, long: TimeDelta, now: DateTime<Utc>) -> bool {
    let passed = now.signed_duration_since(at);
    (TimeDelta::zero()..long).contains(&passed)
}
