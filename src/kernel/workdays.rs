//! Chinese working days: weekdays that are no public holiday, and the weekends that are worked instead (调休), as the
//! State Council announces them year by year. A year without an announcement has no calendar: nothing is guessed.
//! Deliberately absent: hours of the day, and lunar dates.

use std::collections::{BTreeMap, BTreeSet};

use chinese_holiday::{Ymd, chinese_holiday};
use chrono::{Datelike, NaiveDate, Weekday};

/// The years whose announcements the program carries.
pub const BUILT_IN: std::ops::RangeInclusive<i32> = 2021..=2026;

/// How one year differs from plain weeks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearDays {
    /// Weekdays that are off.
    pub days_off: BTreeSet<NaiveDate>,
    /// Days of a weekend that are worked.
    pub working_days: BTreeSet<NaiveDate>,
}

/// The working days of the years that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, YearDays>,
}

/// A year whose working days are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCalendar {
    /// Which year.
    pub year: i32,
}

/// Whether a day is of a weekend.
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

impl Calendar {
    /// The years that the program carries.
    pub fn built_in() -> Self {
        let years = BUILT_IN.map(|year| {
            let mut days = YearDays::default();
            let first = NaiveDate::from_ymd_opt(year, 1, 1);
            let of_year = first.into_iter().flat_map(|day| day.iter_days());
            for day in of_year.take_while(|day| day.year() == year) {
                match (is_off(day), is_weekend(day)) {
                    (true, false) => drop(days.days_off.insert(day)),
                    (false, true) => drop(days.working_days.insert(day)),
                    _ => {}
                }
            }
            (year, days)
        });
        Self {
            years: years.collect(),
        }
    }

    /// The same with another year, or with other days of one.
    #[must_use]
    pub fn with_year(mut self, year: i32, days: YearDays) -> Self {
        self.years.insert(year, days);
        self
    }

    /// How a year differs from plain weeks; none when it is not known.
    pub fn year(&self, year: i32) -> Option<&YearDays> {
        self.years.get(&year)
    }

    /// Whether a day is worked. Fails for a year that is not known.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, NoCalendar> {
        let year = day.year();
        let days = self.years.get(&year).ok_or(NoCalendar { year })?;
        Ok(match is_weekend(day) {
            true => days.working_days.contains(&day),
            false => !days.days_off.contains(&day),
        })
    }

    /// The day that lies so many working days after another, which itself does not count: one after a Friday is Monday.
    pub fn add(&self, from: NaiveDate, working_days: u32) -> Result<NaiveDate, NoCalendar> {
        let (mut day, mut left) = (from, working_days);
        while left > 0 {
            day = day.succ_opt().ok_or(NoCalendar { year: day.year() })?;
            if self.is_working_day(day)? {
                left = left.saturating_sub(1);
            }
        }
        Ok(day)
    }

    /// How many working days lie after `from`, up to and with `to`; none when `to` is not after it.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, NoCalendar> {
        let mut count = 0_u32;
        for day in from.iter_days().skip(1).take_while(|day| *day <= to) {
            if self.is_working_day(day)? {
                count = count.saturating_add(1);
            }
        }
        Ok(count)
    }
}

fn is_off(day: NaiveDate) -> bool {
    // The source ends here: the last days of a year belong to the announcement for the next, which may be loaded later.
    if (day.year(), day.month()) == (*BUILT_IN.end(), 12) && day.day() > 25 {
        return is_weekend(day);
    }
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(day.year()).unwrap_or_default();
    chinese_holiday(Ymd::new(year, part(day.month()), part(day.day()))).is_holiday()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_are_those_that_another_source_carries() {
        let calendar = Calendar::built_in();
        let all = day("2021-01-01").iter_days();
        for day in all.take_while(|day| *day < NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()) {
            let (year, month, of_month) = (day.year(), day.month(), day.day());
            let other = tyme4rs::tyme::solar::SolarDay::from_ymd(
                isize::try_from(year).unwrap(),
                usize::try_from(month).unwrap(),
                usize::try_from(of_month).unwrap(),
            );
            let worked = match other.get_legal_holiday() {
                Some(legal) => legal.is_work(),
                None => !is_weekend(day),
            };
            assert_eq!(calendar.is_working_day(day), Ok(worked), "{day}");
        }
    }

    #[test]
    fn make_up_weekends_count_and_holidays_do_not() {
        let calendar = Calendar::built_in();
        for (from, days, to) in [
            ("2022-09-30", 0, "2022-09-30"),
            ("2022-09-30", 1, "2022-10-08"),
            ("2022-09-30", 2, "2022-10-09"),
            ("2022-09-30", 3, "2022-10-10"),
            ("2022-09-30", 5, "2022-10-12"),
            ("2022-01-28", 1, "2022-01-29"),
            ("2022-01-28", 2, "2022-01-30"),
            ("2022-01-28", 3, "2022-02-07"),
            ("2024-02-09", 1, "2024-02-18"),
            ("2022-12-30", 1, "2023-01-03"),
            ("2022-11-11", 1, "2022-11-14"),
        ] {
            assert_eq!(
                calendar.add(day(from), days),
                Ok(day(to)),
                "{from} + {days}"
            );
            assert_eq!(
                calendar.between(day(from), day(to)),
                Ok(days),
                "{from} to {to}"
            );
        }
        assert_eq!(
            calendar.between(day("2022-10-10"), day("2022-10-01")),
            Ok(0)
        );
    }

    #[test]
    fn a_year_that_is_not_known_is_not_guessed() {
        let calendar = Calendar::built_in();
        let unknown = Err(NoCalendar { year: 2027 });
        assert_eq!(calendar.add(day("2026-12-31"), 1), unknown);
        let friday = day("2027-01-01");
        let known = calendar.with_year(
            2027,
            YearDays {
                days_off: [friday].into(),
                working_days: BTreeSet::new(),
            },
        );
        assert_eq!(known.add(day("2026-12-31"), 1), Ok(day("2027-01-04")));
    }
}
