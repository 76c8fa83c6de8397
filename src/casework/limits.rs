//! Time limits in working days, by leg, with the day from which they hold: defaults of a kind of case, and a district's
//! own rows over them. Deliberately absent: counting the days.

use chrono::NaiveDate;

use super::entity::case_limit;
use super::kinds::Leg;

/// A default limit: leg, whether of complex matters, working days.
pub type DefaultLimit = (Leg, bool, u32);

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

    /// The limit of a leg that begins on a day, in working days; none when it has none.
    pub fn of(&self, leg: Leg, complex: bool, on: NaiveDate) -> Option<u32> {
        let exactly = |complex: bool| {
            self.rows
                .iter()
                .filter(|row| row.leg == leg && row.is_complex == complex && row.valid_from <= on)
                .max_by_key(|row| row.valid_from)
                .and_then(|row| u32::try_from(row.working_days).ok())
                .or_else(|| {
                    let mut defaults = self.defaults.iter();
                    defaults
                        .find(|(of, is, _)| *of == leg && *is == complex)
                        .map(|(_, _, days)| *days)
                })
        };
        // A leg without a limit of its own for complex matters has that of all matters.
        exactly(complex).or_else(|| exactly(false))
    }
}
