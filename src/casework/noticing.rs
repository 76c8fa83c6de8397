//! What the program does in cases by itself. Where a limit or a calendar changed under a running leg, it moves the last day
//! that stands of the case, as a step, so that lists and figures say what the leg says.
//! Reminders: at 80 % of a leg's limit, at the crossing of its last day, and on each working day after it, when the next
//! above is told, up to the leaders. Each stands in the journal, so the crossing is an event that others can follow; the
//! state of the case is left alone. A second look on the same day gives nothing twice, and after a pause of the program
//! only the crossing and the present day are told. Deliberately absent: sending them anywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::case::Case;
use super::deed::Deed;
use super::entity::{case_notice, case_version};
use super::kinds::LegOwner;
use super::legs::{LegRun, legs};
use super::limits::Limits;
use super::practice::{Effect, Practice};
use super::queries::cases;
use super::taking::{Wanted, limits, write};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::{Failure, Fault, Problem, Result};
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::journal::Change;
use crate::kernel::viewpoint::Errand;
use crate::kernel::workdays::{Calendar, NoCalendar};
use crate::linkage::{Request, Writing};

/// Cases that are looked at in one transaction.
const CASES: u64 = 100;

/// A reminder that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Working days past due; 0 when it is nearly due.
    pub overdue_days: i32,
    /// Who is told.
    pub told: LegOwner,
}

/// The reminders of a running leg that are due on a day.
pub fn due(
    run: &LegRun,
    calendar: &Calendar,
    today: NaiveDate,
) -> std::result::Result<Vec<Due>, NoCalendar> {
    let (Some(last), None, false) = (run.due_on, run.ended_on, run.is_paused) else {
        return Ok(Vec::new());
    };
    let nearly = Due {
        overdue_days: 0,
        told: run.owner,
    };
    if today <= last {
        let whole = calendar
            .between(run.began_on, last)?
            .saturating_sub(run.paused);
        // 80 % of the limit, counted in fifths so that no fraction is rounded away.
        let near = u64::from(run.used).saturating_mul(5) >= u64::from(whole).saturating_mul(4);
        return Ok(if near { vec![nearly] } else { Vec::new() });
    }
    let days = calendar.between(last, today)?;
    let of = |day: u32| Due {
        overdue_days: i32::try_from(day).unwrap_or(i32::MAX),
        told: above(run.owner, day.saturating_sub(1)),
    };
    Ok(match days {
        // The limit ended before days off; nobody works on them.
        0 => Vec::new(),
        1 => vec![of(1)],
        more => vec![of(1), of(more)],
    })
}

/// Who stands so many steps above an owner: unit, hotline centre, office, leaders.
fn above(owner: LegOwner, steps: u32) -> LegOwner {
    let mut at = owner;
    for _ in 0..steps {
        at = match at {
            LegOwner::Unit => LegOwner::Hotline,
            LegOwner::Hotline | LegOwner::Author | LegOwner::Organizer | LegOwner::Group => {
                LegOwner::Office
            }
            LegOwner::Office | LegOwner::Leader => return LegOwner::Leader,
        };
    }
    at
}

/// The program itself, as the journal names it: the nil token, which nobody can hold.
pub fn program(district: &DistrictId) -> Actor {
    Actor {
        id: Uuid::nil(),
        role: Role::SystemAdmin,
        district: district.clone(),
        scope: None,
    }
}

/// Moves the last days that changed and gives the reminders of a kind of case that are due today in a district; gives how
/// many of both.
pub async fn give(request: &Request, district: &DistrictId, practice: &Practice) -> Result<usize> {
    let view = request.on_errand(Errand::Remind, program(district));
    let (mut given, mut after) = (0_usize, None);
    loop {
        let mut writing = view.write(district).await?;
        let ids = waiting(&writing, practice, after).await?;
        let Some(last) = ids.last().copied() else {
            return Ok(given);
        };
        after = Some(last);
        let here = give_some(&mut writing, practice, &ids.into_iter().collect()).await?;
        given = given.saturating_add(here);
        // Nothing to tell takes no number, and the lock goes with the transaction.
        if here > 0 {
            writing.commit().await?;
        }
    }
}

/// The next cases that wait for somebody.
async fn waiting(
    writing: &Writing,
    practice: &Practice,
    after: Option<CaseId>,
) -> std::result::Result<Vec<CaseId>, DbErr> {
    let mut query = case_version::Entity::find()
        .select_only()
        .column(case_version::Column::Id)
        .filter(case_version::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(case_version::Column::Kind.eq(practice.kind))
        .filter(case_version::Column::Leg.is_not_null())
        .filter(case_version::Column::UntilNumber.is_null())
        .order_by_asc(case_version::Column::Id)
        .limit(CASES);
    if let Some(after) = after {
        query = query.filter(case_version::Column::Id.gt(after));
    }
    query.into_tuple().all(&writing.tx).await
}

async fn give_some(
    writing: &mut Writing,
    practice: &Practice,
    ids: &BTreeSet<CaseId>,
) -> Result<usize> {
    let district = writing.ledger.district().clone();
    let number = writing.ledger.head().number;
    let found = cases(&writing.tx, &district, number, ids).await?;
    let known: BTreeSet<(CaseId, i32, i32)> = case_notice::Entity::find()
        .filter(case_notice::Column::DistrictId.eq(district.clone()))
        .filter(case_notice::Column::CaseId.is_in(ids.iter().copied()))
        .all(&writing.tx)
        .await?
        .into_iter()
        .map(|row| (row.case_id, row.leg_step, row.overdue_days))
        .collect();
    let limits = limits(writing, practice).await?;
    let mut given = 0_usize;
    for case in found.into_values() {
        let (today, chain) = (writing.today, Arc::clone(&writing.chain));
        let calendar = &chain.organization.calendar;
        let runs = legs(&case.steps, practice.leg_of, &limits, calendar, today);
        let Some(run) = runs.into_iter().next_back() else {
            continue;
        };
        if case.version.leg_due_on != run.due_on {
            let due_on = run.due_on;
            move_due(writing, practice, &limits, case.clone(), due_on).await?;
            given = given.saturating_add(1);
        }
        let due = match (run.unknown_year, due(&run, calendar, today)) {
            (None, Ok(due)) => due,
            (Some(year), _) | (None, Err(NoCalendar { year })) => {
                tracing::warn!(
                    year,
                    "the working days of a year are not loaded; no reminders"
                );
                continue;
            }
        };
        for one in due {
            if known.contains(&(case.id(), run.step, one.overdue_days)) {
                continue;
            }
            tell(writing, &case, &run, one).await?;
            given = given.saturating_add(1);
        }
    }
    Ok(given)
}

async fn move_due(
    writing: &mut Writing,
    practice: &Practice,
    limits: &Limits,
    case: Case,
    due_on: Option<NaiveDate>,
) -> Result<()> {
    let today = writing.today;
    let wanted = Wanted {
        deed: Deed::MoveDue { due_on },
        on: Some(today),
        note: None,
        after_step: None,
    };
    let moved = write(
        writing,
        practice,
        limits,
        case,
        wanted,
        today,
        Effect::default(),
    )
    .await;
    match moved {
        Ok(_) => Ok(()),
        Err(Failure::Problem(problem)) => Err(problem),
        // No rule is asked, so none refuses.
        Err(Failure::Refused(_)) => Err(Fault::new("the program was refused a step").into()),
    }
}

async fn tell(writing: &mut Writing, case: &Case, run: &LegRun, due: Due) -> Result<()> {
    let number = writing.record(Change {
        kind: match due.overdue_days {
            0 => "case.nearly_due",
            1 => "case.overdue",
            _ => "case.still_overdue",
        },
        subject_kind: "case_notice",
        subject_id: case.id().0,
        content: json!({
            "leg": run.leg,
            "owner": run.owner,
            "told": due.told,
            "dueOn": run.due_on,
            "overdueDays": due.overdue_days,
        }),
        organization: false,
    });
    let row = case_notice::Model {
        district_id: writing.ledger.district().clone(),
        case_id: case.id(),
        leg_step: run.step,
        overdue_days: due.overdue_days,
        number,
        on_day: writing.today,
        leg: run.leg,
        leg_owner: run.owner,
        told: due.told,
    };
    case_notice::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&writing.tx)
        .await
        .map_err(Problem::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::kinds::Leg;

    fn run(began_on: &str, used: u32, due_on: &str) -> LegRun {
        LegRun {
            leg: Leg::Reply,
            owner: LegOwner::Unit,
            step: 6,
            began_on: began_on.parse().unwrap(),
            ended_on: None,
            limit: Some(crate::casework::limits::Limit::working_days(5)),
            due_on: Some(due_on.parse().unwrap()),
            used,
            paused: 0,
            is_paused: false,
            extended: false,
            unknown_year: None,
        }
    }

    #[test]
    fn reminders_climb_day_by_day() {
        let calendar = Calendar::built_in();
        let told = |used, today: &str| {
            let run = run("2022-11-07", used, "2022-11-14");
            let due = due(&run, &calendar, today.parse().unwrap()).unwrap();
            due.into_iter()
                .map(|one| (one.overdue_days, one.told))
                .collect::<Vec<_>>()
        };
        let first = (1, LegOwner::Unit);
        assert_eq!(told(3, "2022-11-10"), []);
        assert_eq!(told(4, "2022-11-11"), [(0, LegOwner::Unit)], "four of five");
        assert_eq!(told(5, "2022-11-14"), [(0, LegOwner::Unit)]);
        assert_eq!(told(6, "2022-11-15"), [first]);
        assert_eq!(told(7, "2022-11-16"), [first, (2, LegOwner::Hotline)]);
        assert_eq!(told(8, "2022-11-17"), [first, (3, LegOwner::Office)]);
        assert_eq!(told(9, "2022-11-18"), [first, (4, LegOwner::Leader)]);
        assert_eq!(
            told(9, "2022-11-20"),
            [first, (4, LegOwner::Leader)],
            "a Sunday adds none"
        );
        assert_eq!(told(10, "2022-11-21"), [first, (5, LegOwner::Leader)]);
    }

    #[test]
    fn a_clock_that_stands_still_reminds_nobody() {
        let mut run = run("2022-11-07", 9, "2022-11-14");
        run.is_paused = true;
        let today = "2022-11-20".parse().unwrap();
        assert_eq!(due(&run, &Calendar::built_in(), today), Ok(Vec::new()));
    }
}
