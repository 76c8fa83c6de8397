//! The mutation of calendar years. Deliberately absent: reading them.

use async_graphql::{Context, InputObject, Object};

use super::reading::{Reading, Typed};
use super::{Desk, payloads};
use crate::casework::graphql::doing::follow;
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::organization::commands::workdays::{LoadCalendarYear, MOST, load_calendar_year};
use crate::organization::graphql::units::CalendarYear;
use crate::practices::ALL;

/// The working days of a year (录入工作日历).
#[derive(InputObject, Clone, Debug)]
pub struct CalendarYearLoadInput {
    /// The year, 2021 to 2099 (年度).
    pub year: i32,
    /// Weekdays that are off, at most 60 (放假的工作日).
    pub days_off: Vec<Date>,
    /// Days of a weekend that are worked, at most 60 (调休上班日).
    pub working_days: Vec<Date>,
    /// Whether to replace a year whose announced days the program carries (替换已公布安排).
    #[graphql(default)]
    pub replaces_announced: bool,
}

impl Typed for CalendarYearLoadInput {
    type Plain = LoadCalendarYear;

    fn read(self, reading: &mut Reading) -> LoadCalendarYear {
        let mut days = |field: &str, list: &[Date]| {
            // One too many is enough for the command to refuse the list.
            let read = list.iter().take(MOST.saturating_add(1)).enumerate();
            read.map(|(place, day)| reading.day(&format!("{field}.{place}"), day))
                .collect()
        };
        LoadCalendarYear {
            year: self.year,
            days_off: days("daysOff", &self.days_off),
            working_days: days("workingDays", &self.working_days),
            replaces_announced: self.replaces_announced,
        }
    }
}

payloads! {
    /// What loading a year did (录入工作日历的结果).
    CalendarYearLoadPayload {
        /// The year; null when refused (工作日历).
        calendar_year: CalendarYear,
    }
}

/// The mutation of calendar years.
#[derive(Default, Debug)]
pub struct WorkdaysMutation;

/// The mutation of calendar years.
#[Object]
impl WorkdaysMutation {
    /// Loads the working days of a year over those that the program carries; for the office (录入工作日历).
    async fn calendar_year_load(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year and its days (年度与日期).")] input: CalendarYearLoadInput,
    ) -> Result<CalendarYearLoadPayload> {
        let desk = Desk::open(ctx)?;
        let outcome = match desk.read(input) {
            Ok(plain) => load_calendar_year(desk.request, plain).await,
            Err(failure) => Err(failure),
        };
        if outcome.is_ok() {
            let district = &desk.request.actor()?.district;
            follow(desk.request, district, ALL).await?;
        }
        desk.answer(outcome).await
    }
}
