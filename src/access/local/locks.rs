//! How guessing locks the guesser out. Every attempt is counted before its password is looked at, so that many at once
//! gain nothing, and is taken back when it was right. Three guards count it:
//!
//! - the name from this address: locked after five failures for 5 minutes, then twice as long each time, 12 hours at most;
//! - the name from wherever: locked after five failures likewise, one hour at most;
//! - the address, whatever the name: the same.
//!
//! The last two do not hold for a name that was signed in from this address in the last 90 days, so nobody is kept out of
//! where he always works by what others send; and the second does not hold for a right one-time code, so nobody is kept
//! out elsewhere either. Names that nobody has are guarded like all others. After 15 minutes without a failure the count
//! begins anew, after a day the waits do.
//! Deliberately absent: I/O.

use chrono::{DateTime, TimeDelta, Utc};

/// What a guard knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Failures since the last lock or success.
    pub failures: i32,
    /// Locks so far.
    pub level: i32,
    /// The last attempt.
    pub failed_at: Option<DateTime<Utc>>,
    /// Until when it is locked.
    pub locked_until: Option<DateTime<Utc>>,
}

/// The longest waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Longest {
    /// Of a name from an address.
    HalfADay,
    /// Of a name, and of an address.
    AnHour,
}

const FIRST_WAIT: TimeDelta = TimeDelta::minutes(5);
const WINDOW: TimeDelta = TimeDelta::minutes(15);
const DAY: TimeDelta = TimeDelta::days(1);

/// How long an address is familiar to a name.
pub const FAMILIAR: TimeDelta = TimeDelta::days(90);

impl Count {
    /// Until when it is locked, if it is now.
    pub fn locked(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.locked_until.filter(|until| *until > now)
    }

    /// Counts an attempt, which locks the guard when it is the `most`-th.
    pub fn counted(&self, most: i32, longest: Longest, now: DateTime<Utc>) -> Self {
        if self.locked(now).is_some() {
            return self.clone();
        }
        let silent = |longer: TimeDelta| self.failed_at.is_none_or(|at| now - at >= longer);
        let failures = if silent(WINDOW) { 0 } else { self.failures };
        let level = if silent(DAY) { 0 } else { self.level };
        let failures = failures.saturating_add(1);
        let mut next = Self {
            failures,
            level,
            failed_at: Some(now),
            locked_until: None,
        };
        if failures >= most {
            next.failures = 0;
            next.level = level.saturating_add(1);
            next.locked_until = Some(now + wait(level, longest));
        }
        next
    }

    /// Takes an attempt back that was right: others that came meanwhile stay counted.
    pub fn taken_back(&self, most: i32, locked_by_it: Option<DateTime<Utc>>) -> Self {
        if locked_by_it.is_some() && self.locked_until == locked_by_it {
            return Self {
                failures: most.saturating_sub(1),
                level: self.level.saturating_sub(1),
                locked_until: None,
                ..self.clone()
            };
        }
        Self {
            failures: self.failures.saturating_sub(1).max(0),
            ..self.clone()
        }
    }
}

/// How long the next lock lasts after so many before.
fn wait(level: i32, longest: Longest) -> TimeDelta {
    let longest = match longest {
        Longest::HalfADay => TimeDelta::hours(12),
        Longest::AnHour => TimeDelta::hours(1),
    };
    let doubled = 1_i32.checked_shl(level.clamp(0, 20).unsigned_abs());
    let wait = FIRST_WAIT.checked_mul(doubled.unwrap_or(i32::MAX));
    wait.unwrap_or(longest).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::<Utc>::default() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn the_fifth_failure_locks_and_each_lock_is_twice_as_long_up_to_the_longest() {
        for (longest, waits) in [
            (Longest::AnHour, [5, 10, 20, 40, 60, 60, 60, 60, 60]),
            (Longest::HalfADay, [5, 10, 20, 40, 80, 160, 320, 640, 720]),
        ] {
            let mut count = Count::default();
            let mut now = 0;
            for wait in waits {
                for _ in 0..4 {
                    count = count.counted(5, longest, at(now));
                    assert_eq!(count.locked(at(now)), None);
                }
                count = count.counted(5, longest, at(now));
                assert_eq!(count.locked(at(now)), Some(at(now + wait)));
                // Attempts while it is locked make nothing worse.
                assert_eq!(count.counted(5, longest, at(now)), count);
                now += wait;
                assert_eq!(count.locked(at(now)), None);
            }
        }
    }

    #[test]
    fn who_is_silent_is_forgotten() {
        let mut count = Count::default();
        for _ in 0..4 {
            count = count.counted(5, Longest::AnHour, at(0));
        }
        assert_eq!(count.counted(5, Longest::AnHour, at(14)).failures, 0);
        assert_eq!(count.counted(5, Longest::AnHour, at(15)).failures, 1);
        let locked = count.counted(5, Longest::AnHour, at(1));
        assert_eq!(locked.counted(5, Longest::AnHour, at(60)).level, 1);
        assert_eq!(locked.counted(5, Longest::AnHour, at(1 + 24 * 60)).level, 0);
    }

    #[test]
    fn a_right_attempt_is_taken_back_and_those_beside_it_are_not() {
        let mut count = Count::default();
        for _ in 0..4 {
            count = count.counted(5, Longest::AnHour, at(0));
        }
        let locked = count.counted(5, Longest::AnHour, at(0));
        assert_eq!(
            locked.taken_back(5, locked.locked_until),
            Count {
                failures: 4,
                ..count.clone()
            }
        );
        assert_eq!(count.taken_back(5, None).failures, 3);
        // A lock that another attempt made stays.
        assert_eq!(locked.taken_back(5, None).locked_until, locked.locked_until);
    }
}
