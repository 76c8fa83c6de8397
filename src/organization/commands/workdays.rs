//! Loads the working days of a year, as the State Council announced them, over those that the program carries.
//! Deliberately absent: taking a loaded year away; it is loaded anew.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::{Done, Keeping};
use crate::kernel::workdays::{Calendar, YearDays, is_weekend};
use crate::linkage::Request;
use crate::organization::entity::calendar_year;
use crate::organization::kinds::NodeKind;
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};
use crate::organization::rules::words::something_changes;

/// The most days of one list.
pub const MOST: usize = 60;

/// A year to load.
#[derive(Clone, Debug)]
pub struct LoadCalendarYear {
    /// Which year, 2021 to 2099.
    pub year: i32,
    /// Weekdays that are off.
    pub days_off: Vec<NaiveDate>,
    /// Days of a weekend that are worked.
    pub working_days: Vec<NaiveDate>,
    /// Whether it may take the place of a year that the program carries.
    pub replaces_announced: bool,
}

/// Loads a year. Refuses days of another year, weekends that are off anyway, weekdays that are worked anyway, and what
/// already stands.
pub async fn load_calendar_year(request: &Request, input: LoadCalendarYear) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let year = input.year;
    if !(2021..2100).contains(&year) {
        return Err(Refused::of(
            Code::InvalidYear,
            "year",
            "年度须在 2021 至 2099 之间。",
            "A year is from 2021 to 2099.",
        )
        .into());
    }
    if input.days_off.is_empty() {
        return Err(Refused::of(
            Code::NoDaysOff,
            "daysOff",
            "每年都有法定节假日，放假日不能为空。",
            "Every year has public holidays; the days off cannot be empty.",
        )
        .into());
    }
    if Calendar::built_in().year(year).is_some() && !input.replaces_announced {
        return Err(Refused::of(
            Code::YearAnnounced,
            "year",
            "该年度已有国务院办公厅公布的安排；确需替换的，请注明。",
            "The program carries the announced days of this year; say so if they are to be replaced.",
        )
        .into());
    }
    let days_off = days("daysOff", year, &input.days_off, false)?;
    let working_days = days("workingDays", year, &input.working_days, true)?;
    let wanted = YearDays {
        days_off,
        working_days,
    };
    something_changes(&organization.calendar.year(year), &Some(&wanted))?;
    let YearDays {
        days_off,
        working_days,
    } = wanted;
    let content = json!({"year": year, "daysOff": days_off, "workingDays": working_days});
    let (off, worked) = (json!(days_off).to_string(), json!(working_days).to_string());
    let loaded = organization
        .calendar_years
        .values()
        .find(|row| row.year == year);
    let id = match loaded {
        Some(row) => {
            let kind = NodeKind::CalendarYear;
            let verb = "calendar_year.loaded";
            keeping
                .replace::<calendar_year::Entity, _>(kind, row.id, verb, content, |since_number| {
                    calendar_year::Model {
                        since_number,
                        days_off: off,
                        working_days: worked,
                        ..row.clone()
                    }
                })
                .await?;
            row.id
        }
        None => {
            let (kind, verb) = (NodeKind::CalendarYear, "calendar_year.loaded");
            keeping
                .create::<calendar_year::Entity, _>(kind, verb, content, |stamp| {
                    calendar_year::Model {
                        district_id: stamp.district_id,
                        id: stamp.id,
                        since_number: stamp.since_number,
                        until_number: None,
                        year,
                        days_off: off,
                        working_days: worked,
                    }
                })
                .await?
        }
    };
    keeping.finish(id).await
}

/// The days of one list: each of the year, each once, each of a weekend or none of them.
fn days(
    field: &str,
    year: i32,
    list: &[NaiveDate],
    of_weekend: bool,
) -> Result<BTreeSet<NaiveDate>, Refused> {
    if list.len() > MOST {
        return Err(Refused::of(
            Code::TooManyDays,
            field,
            "日期不得超过 60 个。",
            "At most 60 days.",
        ));
    }
    let mut days = BTreeSet::new();
    for (place, day) in list.iter().enumerate() {
        let field = format!("{field}.{place}");
        if day.year() != year {
            return Err(Refused::of(
                Code::DayOfOtherYear,
                field,
                "日期不在该年度。",
                "The day is of another year.",
            ));
        }
        if is_weekend(*day) != of_weekend {
            let (zh, en) = match of_weekend {
                true => (
                    "调休上班日须为周末。",
                    "A make-up working day is of a weekend.",
                ),
                false => (
                    "放假日须为工作日，周末不必列入。",
                    "A day off is no weekend day.",
                ),
            };
            return Err(Refused::of(Code::DayOfWrongSort, field, zh, en));
        }
        if !days.insert(*day) {
            return Err(Refused::of(
                Code::DayTwice,
                field,
                "日期重复。",
                "The same day twice.",
            ));
        }
    }
    Ok(days)
}
