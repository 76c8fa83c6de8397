//! The only source of time, cut to microseconds because PostgreSQL keeps no more; a fixed one for tests.
//! Deliberately absent: working days (a calendar of its own) and any other reader of the wall clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use chrono_tz::Asia::Shanghai;
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The wall clock of this machine.
    #[default]
    System,
    /// A clock that stands still until it is set, in microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this instant.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// Moves a fixed clock; the system's clock is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Self::Fixed(micros) = self {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// The instant, in UTC, to the microsecond.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one reader of the wall clock"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Fixed(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// The calendar day in China, where every district of this product lies.
    pub fn today(&self) -> NaiveDate {
        day_in_china(self.now())
    }

    /// A fresh UUIDv7: its order follows this clock.
    #[expect(clippy::disallowed_methods, reason = "the one maker of ids")]
    pub fn new_uuid(&self) -> Uuid {
        match self {
            Self::System => Uuid::now_v7(),
            Self::Fixed(_) => {
                let now = self.now();
                let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
                Uuid::new_v7(Timestamp::from_unix(
                    ContextV7::new(),
                    seconds,
                    now.timestamp_subsec_nanos(),
                ))
            }
        }
    }
}

/// The calendar day in China at an instant.
pub fn day_in_china(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Shanghai).date_naive()
}
