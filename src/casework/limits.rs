//! Time limits by leg, in working days, days or months, with the day from which they hold: defaults of a kind of case, and
//! a district's own rows over them. Deliberately absent: pauses and more time, which are of one leg of one case.

use chrono::{Days, Months, NaiveDate};

use super::entity::case_limit;
use super::kinds::{Leg, LimitUnit};
use crate::kernel::workdays::{Calendar, NoCalendar};

/// A time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl Limit {
    /// So many working days.
    pub const fn working_days(amount: u32) -> Self {
        Self {
            amount,
            unit: LimitUnit::WorkingDays,
        }
    }

    /// So many calendar days.
    pub const fn days(amount: u32) -> Self {
        Self {
            amount,
            unit: LimitUnit::Days,
        }
    }

    /// So many calendar months.
    pub const fn months(amount: u32) -> Self {
        Self {
            amount,
            unit: LimitUnit::Months,
        }
    }

    /// The last day in time of what begins on a day.
    pub fn after(self, from: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, NoCalendar> {
        let last = match self.unit {
            LimitUnit::WorkingDays => return calendar.add(from, self.amount),
            LimitUnit::Days => from.checked_add_days(Days::new(self.amount.into())),
            LimitUnit::Months => from.checked_add_months(Months::new(self.amount)),
        };
        Ok(last.unwrap_or(NaiveDate::MAX))
    }
}

/// A default limit: leg, whether of complex matters, how long.
pub type DefaultLimit = (Leg, bool, Limit);

/// The limits of one kind of case in one district.
#[derive(Clone, Debug)]
pub struct Limits {
    defaults: &'static [DefaultLimit],
    rows: Vec<case_limit::Model>,
}

impl Limits {
    /// The defaults with a district's rows over them.
    pub fn new(defaults: &'static [DefaultLimit], rows: Vec<case_limit::Model>) -> Self {
        Self { defaults, rows }
    }

    /// Every limit: the defaults, then the district's own by the day from which they hold.
    pub fn all(&self) -> (&'static [DefaultLimit], &[case_limit::Model]) {
        (self.defaults, &self.rows)
    }

    /// The limit of a leg that begins on a day; none when it has none.
    pub fn of(&self, leg: Leg, complex: bool, on: NaiveDate) -> Option<Limit> {
        let exactly = |complex: bool| {
            self.rows
                .iter()
                .filter(|row| row.leg == leg && row.is_complex == complex && row.valid_from <= on)
                .max_by_key(|row| row.valid_from)
                .and_then(|row| {
                    let amount = u32::try_from(row.amount).ok()?;
                    let unit = row.unit;
                    Some(Limit { amount, unit })
                })
                .or_else(|| {
                    let mut defaults = self.defaults.iter();
                    defaults
                        .find(|(of, is, _)| *of == leg && *is == complex)
                        .map(|(_, _, limit)| *limit)
                })
        };
        // A leg without a limit of its own for complex matters has that of all matters.
        exactly(complex).or_else(|| exactly(false))
    }

    /// The last day in time of a leg that begins on a day; none when it has no limit or the year has no calendar.
    pub fn due(
        &self,
        leg: Leg,
        complex: bool,
        on: NaiveDate,
        calendar: &Calendar,
    ) -> Option<NaiveDate> {
        self.of(leg, complex, on)?.after(on, calendar).ok()
    }
}
