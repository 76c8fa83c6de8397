//! When a delivery is tried again: soon at first, then ever more seldom, for seven days. Deliberately absent: sending.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// After so long a delivery is given up.
pub const LASTS: TimeDelta = TimeDelta::days(7);

/// The longest that an endpoint's own wish to wait is heeded.
pub const LONGEST_WISH: TimeDelta = TimeDelta::hours(24);

/// The longest that an endpoint rests which nobody answers at.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(5);

/// From each attempt to the next one, in seconds; the last holds for all further ones.
const STEPS: [i64; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3600,
    5 * 3600,
    10 * 3600,
    14 * 3600,
    20 * 3600,
    24 * 3600,
];

/// How long to wait after so many attempts, 1 or more, without what chance adds.
fn step(attempts: i32) -> TimeDelta {
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let seconds = STEPS.get(place).or(STEPS.last());
    TimeDelta::seconds(seconds.copied().unwrap_or(0))
}

/// Up to a tenth more, so that what failed together does not come back together. It follows from the delivery, so that
/// whoever looks again finds the same.
fn with_chance(wait: TimeDelta, message_id: &str, attempts: i32) -> TimeDelta {
    let hash = Sha256::digest(format!("{message_id}.{attempts}"));
    let thousandth = hash
        .iter()
        .take(4)
        .fold(0_i64, |sum, byte| (sum * 256 + i64::from(*byte)) % 1000);
    wait + TimeDelta::milliseconds(wait.num_milliseconds() / 10_000 * thousandth)
}

/// When a delivery that failed is tried again; none when it is given up. The attempt under way is counted. The endpoint's
/// wish can only put it off.
pub fn next_at(
    message_id: &str,
    attempts: i32,
    (first_at, now): (DateTime<Utc>, DateTime<Utc>),
    wish: Option<TimeDelta>,
) -> Option<DateTime<Utc>> {
    let end = first_at + LASTS;
    if now >= end {
        return None;
    }
    let own = now + with_chance(step(attempts), message_id, attempts);
    let wished = wish.map(|wish| now + wish.min(LONGEST_WISH));
    Some(wished.map_or(own, |wished| wished.max(own)).min(end))
}

/// Until when nothing is sent to an endpoint at all: as long as it wishes, or a while when nobody answered.
pub fn rests_until(
    now: DateTime<Utc>,
    unanswered: i64,
    wish: Option<TimeDelta>,
) -> Option<DateTime<Utc>> {
    if let Some(wish) = wish {
        return Some(now + wish.min(LONGEST_WISH));
    }
    let attempts = i32::try_from(unanswered).unwrap_or(i32::MAX);
    (attempts > 0).then(|| now + step(attempts).min(LONGEST_REST))
}

/// What `Retry-After` says: seconds, or an HTTP date.
pub fn wish_of(header: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(TimeDelta::seconds(i64::from(seconds)));
    }
    let at = DateTime::parse_from_rfc2822(header).ok()?;
    Some((at.with_timezone(&Utc) - now).max(TimeDelta::zero()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn attempts_go_on_for_seven_days_and_no_longer() {
        let first = at("2022-11-07T00:00:00Z");
        let mut now = first;
        let mut waits = Vec::new();
        for attempts in 1..100 {
            let Some(next) = next_at("msg_1", attempts, (first, now), None) else {
                assert_eq!(now, first + LASTS, "the last attempt is at the very end");
                break;
            };
            waits.push((next - now).num_seconds());
            now = next;
        }
        let (head, tail) = waits.split_at(9);
        for (wait, step) in head.iter().zip(STEPS) {
            assert!((step..=step + step / 10).contains(wait), "{waits:?}");
        }
        assert_eq!(tail.len(), 4, "{waits:?}");
        assert!(tail[..3].iter().all(|wait| *wait >= 24 * 3600), "{waits:?}");
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let now = at("2022-11-07T00:00:00Z");
        let all: std::collections::BTreeSet<_> = (0..20)
            .map(|n| next_at(&format!("msg_{n}"), 3, (now, now), None))
            .collect();
        assert_eq!(all.len(), 20);
        let again = next_at("msg_7", 3, (now, now), None);
        assert_eq!(again, next_at("msg_7", 3, (now, now), None));
    }

    #[test]
    fn a_wish_puts_off_and_never_hastens() {
        let now = at("2022-11-07T00:00:00Z");
        let after = |wish| next_at("msg_1", 2, (now, now), Some(wish)).unwrap() - now;
        assert_eq!(after(TimeDelta::hours(1)), TimeDelta::hours(1));
        assert!(after(TimeDelta::seconds(1)) >= TimeDelta::minutes(5));
        assert_eq!(after(TimeDelta::days(300)), LONGEST_WISH);
        let late = now - TimeDelta::days(7) + TimeDelta::hours(1);
        let next = next_at("msg_1", 2, (late, now), Some(TimeDelta::hours(8)));
        assert_eq!(next, Some(now + TimeDelta::hours(1)), "never past the end");
    }

    #[test]
    fn an_endpoint_rests_as_it_wishes_or_when_nobody_answers() {
        let now = at("2022-11-07T00:00:00Z");
        assert_eq!(rests_until(now, 0, None), None);
        let wish = Some(TimeDelta::minutes(7));
        assert_eq!(rests_until(now, 0, wish), Some(now + TimeDelta::minutes(7)));
        let seconds = |n| rests_until(now, n, None).map(|until| (until - now).num_seconds());
        assert_eq!(
            [seconds(1), seconds(2), seconds(9)],
            [Some(5), Some(300), Some(300)]
        );
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = at("2022-11-07T00:00:00Z");
        for (header, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Mon, 07 Nov 2022 00:10:00 GMT", Some(600)),
            ("Sun, 06 Nov 2022 00:10:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            let wish = wish_of(header, now).map(|wish| wish.num_seconds());
            assert_eq!(wish, seconds, "{header}");
        }
    }
}
