//! A streaming standby of the same PostgreSQL, and how far it is behind. Time is measured here alone: the primary's place in
//! its log is noted with the moment, and once the standby has come to that place it is at least as new as that moment; no
//! two clocks are compared. What is no standby of this primary, or would show more than the primary does, is never read
//! from. Deliberately absent: who may be answered by it, and writes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::db::{Limits, connect_standby};

/// Moments that are remembered at most: at two a second, ten minutes of being behind.
const MOST: usize = 1200;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(500);

/// How long either may take to say where it is.
const WITHIN: Duration = Duration::from_secs(1);

/// What is asked of the primary: of which database it is, and its place in the log.
const OF_PRIMARY: &str = "SELECT (pg_control_system()).system_identifier || '/' || current_database() AS identity, \
     CASE WHEN NOT pg_is_in_recovery() THEN (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint END AS place";

/// The same of the standby; no place where the role is past the walls, or there is no table of ours.
const OF_STANDBY: &str = "SELECT (pg_control_system()).system_identifier || '/' || current_database() AS identity, \
     CASE WHEN pg_is_in_recovery() AND row_security_active(to_regclass('journal_head')::oid) \
     THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint END AS place";

/// A standby.
#[derive(Debug)]
pub struct Standby {
    /// Its pool.
    pub pool: DatabaseConnection,
    /// Connections by which it is looked after, so that nobody who reads is in the way.
    looking: DatabaseConnection,
    seen: Mutex<Seen>,
    failing: Notify,
}

/// What is known of where both are.
#[derive(Debug, Default)]
struct Seen {
    /// Which database the primary has.
    identity: Option<String>,
    /// Places of the primary that the standby was not seen to have reached, the oldest first.
    ahead: VecDeque<(Instant, u64)>,
    /// It is at least as new as this; none while it does not answer, or is none of this primary.
    as_of: Option<Instant>,
}

/// Where a server is.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    identity: String,
    /// None where the server is not what it should be.
    at: Option<u64>,
}

impl Seen {
    fn primary_is_at(&mut self, moment: Instant, identity: String, place: u64) {
        if self.identity.as_ref() != Some(&identity) {
            *self = Self {
                identity: Some(identity),
                ..Self::default()
            };
        }
        if self.ahead.len() == MOST {
            self.ahead.pop_front();
        }
        self.ahead.push_back((moment, place));
    }

    /// False where it is none of this primary.
    fn standby_is_at(&mut self, standby: &Place) -> bool {
        if self.identity.is_none() {
            return true;
        }
        let place = standby
            .at
            .filter(|_| self.identity.as_ref() == Some(&standby.identity));
        let Some(place) = place else {
            return false;
        };
        while let Some((moment, needed)) = self.ahead.front().copied()
            && needed <= place
        {
            self.as_of = Some(moment);
            self.ahead.pop_front();
        }
        true
    }
}

impl Standby {
    /// By its URL; nothing is known of it yet, and it need not be there.
    pub async fn new(url: &str, limits: &Limits) -> Result<Self, DbErr> {
        let few = Limits {
            connections: 2,
            ..*limits
        };
        Ok(Self {
            pool: connect_standby(url, limits).await?,
            looking: connect_standby(url, &few).await?,
            seen: Mutex::default(),
            failing: Notify::new(),
        })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How old what it answers may be; none when nobody knows.
    pub fn lag(&self) -> Option<Duration> {
        self.seen().as_of.map(|at| at.elapsed())
    }

    /// It did not answer: nobody is sent to it until it was seen again, and who waits for it waits no longer.
    pub fn failed(&self) {
        *self.seen() = Seen::default();
        self.failing.notify_waiters();
    }

    /// Ends when it fails.
    pub fn failing(&self) -> Notified<'_> {
        self.failing.notified()
    }

    /// Looks where both are, again and again; without end.
    pub async fn tend(&self, primary: &DatabaseConnection) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look(primary).await;
        }
    }

    /// Whether it answers and is a standby of this primary, or why it is not read from.
    pub async fn check(&self, primary: &DatabaseConnection) -> Result<(), String> {
        let ours = place(primary, OF_PRIMARY).await;
        let ours = ours.map_err(|error| format!("the primary does not answer: {error}"))?;
        let theirs = place(&self.looking, OF_STANDBY).await;
        let theirs = theirs.map_err(|error| format!("the standby does not answer: {error}"))?;
        if theirs.identity != ours.identity {
            return Err(
                "WORKROOMS_STANDBY_URL leads to another database than a copy of DATABASE_URL's"
                    .to_owned(),
            );
        }
        match theirs.at {
            Some(_) => Ok(()),
            None => Err(
                "WORKROOMS_STANDBY_URL leads to a server that is no standby, has no tables of this program yet, or lets \
                 its role past row security"
                    .to_owned(),
            ),
        }
    }

    async fn look(&self, primary: &DatabaseConnection) {
        let moment = Instant::now();
        // While the primary does not answer the standby only grows older.
        if let Ok(Ok(Place {
            identity,
            at: Some(place),
        })) = timeout(WITHIN, place(primary, OF_PRIMARY)).await
        {
            self.seen().primary_is_at(moment, identity, place);
        }
        let replayed = timeout(WITHIN, place(&self.looking, OF_STANDBY)).await;
        let good = matches!(&replayed, Ok(Ok(place)) if self.seen().standby_is_at(place));
        if !good {
            if self.lag().is_some() {
                tracing::warn!(?replayed, "the standby is not read from");
            }
            self.failed();
        }
        let lag = self.lag().map_or(f64::INFINITY, |lag| lag.as_secs_f64());
        metrics::gauge!("workrooms_standby_lag_seconds").set(lag);
    }
}

/// Where a server says it is.
async fn place(db: &DatabaseConnection, sql: &str) -> Result<Place, DbErr> {
    let asked = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(asked).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a place in the log".to_owned()))?;
    let at: Option<i64> = row.try_get("", "place")?;
    Ok(Place {
        identity: row.try_get("", "identity")?,
        at: at.and_then(|at| u64::try_from(at).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standby(identity: &str, at: Option<u64>) -> Place {
        Place {
            identity: identity.to_owned(),
            at,
        }
    }

    #[test]
    fn a_standby_is_as_new_as_the_newest_moment_whose_place_it_has_come_to() {
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let mut seen = Seen::default();
        assert!(seen.standby_is_at(&standby("ours", Some(900))));
        assert_eq!(seen.as_of, None, "nobody knows what it should have");
        for (second, place) in [(1, 100), (2, 100), (3, 250)] {
            seen.primary_is_at(at(second), "ours".to_owned(), place);
        }
        for (place, as_of) in [(99, None), (100, Some(2)), (249, Some(2)), (250, Some(3))] {
            assert!(seen.standby_is_at(&standby("ours", Some(place))));
            assert_eq!(seen.as_of, as_of.map(at), "at {place}");
        }
        // One that is far behind is not forgotten to be so.
        for second in 0..2000 {
            seen.primary_is_at(at(10 + second), "ours".to_owned(), 300 + second);
        }
        assert_eq!(seen.ahead.len(), MOST);
        assert!(seen.standby_is_at(&standby("ours", Some(299))));
        assert_eq!(seen.as_of, Some(at(3)));
    }

    #[test]
    fn what_is_no_standby_of_this_primary_is_told() {
        let mut seen = Seen::default();
        seen.primary_is_at(Instant::now(), "ours".to_owned(), 100);
        for strange in [
            standby("another", Some(900)),
            standby("ours", None),
            standby("", None),
        ] {
            assert!(!seen.standby_is_at(&strange));
            assert_eq!(seen.as_of, None);
        }
        assert!(seen.standby_is_at(&standby("ours", Some(100))));
        assert!(seen.as_of.is_some());
        // Another primary, of which nothing is known but its place.
        seen.primary_is_at(Instant::now(), "another".to_owned(), 50);
        assert_eq!((seen.as_of, seen.ahead.len()), (None, 1));
    }
}
