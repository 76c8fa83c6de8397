//! The plan of a campaign and what was done of it: divisions and months, groups, rounds. Read from the deeds of a case.
//! Deliberately absent: refusing.

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::casework::Case;
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseAct, RoundMethod};
use crate::kernel::id::NodeId;

/// What was planned when a campaign was launched.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The first month, by its first day.
    pub from: NaiveDate,
    /// How many months.
    pub months: i32,
    /// The divisions to visit.
    pub divisions: &'a [String],
    /// What is looked at.
    pub items: &'a [String],
    /// The groups that take part.
    pub groups: &'a [NodeId],
}

impl<'a> Plan<'a> {
    /// The plan of a campaign; none before it is launched.
    pub fn of(case: &'a Case) -> Option<Self> {
        case.last(CaseAct::Launch)
            .and_then(|step| Self::in_deed(&step.deed))
    }

    /// The plan that a deed launches.
    pub fn in_deed(deed: &'a Deed) -> Option<Self> {
        match deed {
            Deed::Launch {
                from,
                months,
                divisions,
                items,
                groups,
            } => Some(Self {
                from: *from,
                months: *months,
                divisions,
                items,
                groups,
            }),
            _ => None,
        }
    }

    /// Its months, each by its first day.
    pub fn months(self) -> impl Iterator<Item = NaiveDate> {
        let months = u32::try_from(self.months).unwrap_or_default();
        (0..months).filter_map(move |n| self.from.checked_add_months(Months::new(n)))
    }

    /// Every division in every month.
    pub fn cells(self) -> impl Iterator<Item = (&'a str, NaiveDate)> {
        let divisions = self.divisions.iter();
        divisions.flat_map(move |division| self.months().map(move |month| (&**division, month)))
    }
}

/// A round as it was recorded.
#[derive(Clone, Copy, Debug)]
pub struct Round<'a> {
    /// The event that it is.
    pub event: Uuid,
    /// The day on which it was recorded as held.
    pub on: NaiveDate,
    /// The division that was visited.
    pub division: &'a str,
    /// The month that it is for, by its first day.
    pub month: NaiveDate,
    /// The group.
    pub group: NodeId,
    /// How it looked.
    pub method: RoundMethod,
    /// Whether the unit was consulted with.
    pub consulted: bool,
}

impl Round<'_> {
    /// Whether it is for a division and a month.
    pub fn is_for(&self, division: &str, month: NaiveDate) -> bool {
        self.division == division && self.month == month
    }
}

/// The rounds of a campaign, the first recorded first.
pub fn rounds(case: &Case) -> impl Iterator<Item = Round<'_>> {
    case.steps.iter().filter_map(|step| match &step.deed {
        Deed::RecordRound {
            event,
            division,
            month,
            group,
            method,
            consulted,
        } => Some(Round {
            event: *event,
            on: step.row.taken_on,
            division,
            month: *month,
            group: *group,
            method: *method,
            consulted: *consulted,
        }),
        _ => None,
    })
}

/// A division and a month as one word: `430503007/2022-04`.
pub fn cell(division: &str, month: NaiveDate) -> String {
    format!("{division}/{}", month.format("%Y-%m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_has_every_division_in_every_month() {
        let deed = Deed::Launch {
            from: NaiveDate::from_ymd_opt(2022, 12, 1).unwrap(),
            months: 2,
            divisions: vec!["430503007".into(), "430503101".into()],
            items: Vec::new(),
            groups: Vec::new(),
        };
        let cells = Plan::in_deed(&deed).unwrap().cells();
        let cells: Vec<_> = cells
            .map(|(division, month)| cell(division, month))
            .collect();
        assert_eq!(
            cells,
            [
                "430503007/2022-12",
                "430503007/2023-01",
                "430503101/2022-12",
                "430503101/2023-01"
            ]
        );
    }
}
