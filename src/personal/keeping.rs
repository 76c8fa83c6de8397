//! For how long words are kept: setting it, and erasing what is past its time, in batches, by the program itself.
//! Deliberately absent: members' fields, which are kept as long as the office is.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::{KeptKind, retention};
use super::erasing::erase_in;
use super::refusals::{Outcome, PersonalDataErrorCode as Code};
use super::subject::Subject;
use crate::casework::entity::{case_step, case_version};
use crate::casework::kinds::CaseState;
use crate::casework::noticing::program;
use crate::events::entity::event_version;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{CaseId, DistrictId, EventId, NodeId};
use crate::kernel::journal::Change;
use crate::kernel::seal::{Guards, data_key};
use crate::kernel::versions::{close, load_at, open};
use crate::kernel::viewpoint::Errand;
use crate::linkage::Request;

/// Subjects of one transaction.
const BATCH: u64 = 200;

/// The most months.
const MOST: i32 = 1200;

/// States in which a case is over.
const OVER: [CaseState; 13] = [
    CaseState::Closed,
    CaseState::Escalated,
    CaseState::Archived,
    CaseState::Void,
    CaseState::Withdrawn,
    CaseState::Declined,
    CaseState::Converted,
    CaseState::Merged,
    CaseState::NotFiled,
    CaseState::NotAdopted,
    CaseState::Cancelled,
    CaseState::Verified,
    CaseState::Told,
];

/// A time to set.
#[derive(Clone, Copy, Debug)]
pub struct RetentionWanted {
    /// Of what.
    pub kind: KeptKind,
    /// For how many months, 1 to 1200; none without end.
    pub months: Option<i32>,
    /// From which day on.
    pub from: NaiveDate,
}

/// Sets for how long words of a kind are kept. Refuses months outside 1 to 1200, and what already stands.
pub async fn set(request: &Request, wanted: RetentionWanted) -> Outcome<retention::Model> {
    let district = request.actor()?.district.clone();
    let mut writing = request.write(&district).await?;
    writing.require(Action::KeepPersonalData, None)?;
    if wanted
        .months
        .is_some_and(|months| !(1..=MOST).contains(&months))
    {
        return Err(Code::MonthsOutside.at("months").into());
    }
    let number = writing.ledger.head().number;
    let rows = load_at::<retention::Entity>(&writing.tx, &district, number).await?;
    let stands = rows
        .iter()
        .find(|row| row.kind == wanted.kind && row.valid_from == wanted.from);
    if stands.is_some_and(|row| row.months == wanted.months) {
        return Err(Code::NothingChanges.at("months").into());
    }
    let id = stands.map_or_else(|| NodeId(request.clock.new_uuid()), |row| row.id);
    let number = writing.record(Change {
        kind: "retention.set",
        subject_kind: "retention",
        subject_id: id.0,
        content: json!({ "kind": wanted.kind, "months": wanted.months, "from": wanted.from }),
        organization: false,
    });
    if stands.is_some() {
        close::<retention::Entity>(&writing.tx, &district, id.0, number).await?;
    }
    let row = retention::Model {
        district_id: district,
        id,
        since_number: number,
        until_number: None,
        kind: wanted.kind,
        months: wanted.months,
        valid_from: wanted.from,
    };
    open::<retention::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

/// For how many months words of each kind are kept on a day; those without end are left out.
pub fn in_force(rows: &[retention::Model], on: NaiveDate) -> BTreeMap<KeptKind, u32> {
    let newest = |kind: KeptKind| {
        let rows = rows.iter();
        let row = rows
            .filter(|row| row.kind == kind && row.valid_from <= on)
            .max_by_key(|row| row.valid_from)?;
        Some((kind, u32::try_from(row.months?).ok()?))
    };
    KeptKind::ALL.into_iter().filter_map(newest).collect()
}

/// Erases what is past its time in a district, or only counts it; gives how much of each kind.
pub async fn apply(
    request: &Request,
    district: &DistrictId,
    dry: bool,
) -> Result<BTreeMap<KeptKind, u64>> {
    let view = request.on_errand(Errand::Expire, program(district));
    let today = view.clock.today();
    let rows = load_at::<retention::Entity>(&view.db, district, i64::MAX).await?;
    let mut done = BTreeMap::new();
    for (kind, months) in in_force(&rows, today) {
        let Some(last) = today.checked_sub_months(Months::new(months)) else {
            continue;
        };
        let count: &mut u64 = done.entry(kind).or_default();
        let mut after = None;
        loop {
            let subjects = past(&view.db, (district, kind), last, after).await?;
            let Some(newest) = subjects.last().map(|subject| subject.id()) else {
                break;
            };
            after = Some(newest);
            let here = match dry {
                true => u64::try_from(subjects.len()).unwrap_or(u64::MAX),
                false => erase_all(&view, district, subjects).await?,
            };
            *count = count.saturating_add(here);
        }
    }
    Ok(done)
}

async fn erase_all(view: &Request, district: &DistrictId, subjects: Vec<Subject>) -> Result<u64> {
    let mut writing = view.write(district).await?;
    let mut erased: u64 = 0;
    for subject in subjects {
        if erase_in(&mut writing, subject, ("personal.expired", None)).await? {
            erased = erased.saturating_add(1);
        }
    }
    if erased > 0 {
        writing.commit().await?;
    }
    Ok(erased)
}

/// The next subjects of a kind that hold words and whose last day was on or before a day, in the order of their ids.
async fn past(
    conn: &impl ConnectionTrait,
    (district, kind): (&DistrictId, KeptKind),
    last: NaiveDate,
    after: Option<Uuid>,
) -> std::result::Result<Vec<Subject>, DbErr> {
    let guards = match kind.case() {
        None => Guards::Narrative,
        Some(case) if case.is_restricted() => Guards::RestrictedCase,
        Some(_) => Guards::Case,
    };
    let over = match kind.case() {
        None => event_version::Entity::find()
            .select_only()
            .column(event_version::Column::Id)
            .filter(event_version::Column::DistrictId.eq(district.clone()))
            .filter(event_version::Column::UntilNumber.is_null())
            .filter(event_version::Column::EndedOn.lte(last))
            .into_query(),
        Some(case) => {
            let moved = case_step::Entity::find()
                .select_only()
                .column(case_step::Column::CaseId)
                .filter(case_step::Column::DistrictId.eq(district.clone()))
                .filter(case_step::Column::TakenOn.gt(last))
                .into_query();
            case_version::Entity::find()
                .select_only()
                .column(case_version::Column::Id)
                .filter(case_version::Column::DistrictId.eq(district.clone()))
                .filter(case_version::Column::UntilNumber.is_null())
                .filter(case_version::Column::Kind.eq(case))
                .filter(case_version::Column::State.is_in(OVER))
                .filter(case_version::Column::Id.not_in_subquery(moved))
                .into_query()
        }
    };
    let mut query = data_key::Entity::find()
        .filter(data_key::Column::DistrictId.eq(district.clone()))
        .filter(data_key::Column::Guards.eq(guards))
        .filter(data_key::Column::SubjectId.in_subquery(over))
        .order_by_asc(data_key::Column::SubjectId)
        .limit(BATCH);
    if let Some(after) = after {
        query = query.filter(data_key::Column::SubjectId.gt(after));
    }
    let rows = query.all(conn).await?;
    let subject = |row: data_key::Model| match kind.case() {
        None => Subject::Event(EventId(row.subject_id)),
        Some(case) => Subject::Case(CaseId(row.subject_id), case),
    };
    Ok(rows.into_iter().map(subject).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: KeptKind, months: Option<i32>, from: &str) -> retention::Model {
        retention::Model {
            district_id: DistrictId::parse("430503").unwrap(),
            id: NodeId(Uuid::nil()),
            since_number: 1,
            until_number: None,
            kind,
            months,
            valid_from: from.parse().unwrap(),
        }
    }

    #[test]
    fn the_newest_that_has_begun_is_in_force() {
        let rows = [
            row(KeptKind::Event, Some(12), "2022-01-01"),
            row(KeptKind::Event, Some(24), "2022-06-01"),
            row(KeptKind::Event, None, "2023-01-01"),
            row(KeptKind::Finding, Some(6), "2023-01-01"),
        ];
        for (on, wanted) in [
            ("2021-12-31", vec![]),
            ("2022-05-31", vec![(KeptKind::Event, 12)]),
            ("2022-12-31", vec![(KeptKind::Event, 24)]),
            ("2023-01-01", vec![(KeptKind::Finding, 6)]),
        ] {
            let found: Vec<_> = in_force(&rows, on.parse().unwrap()).into_iter().collect();
            assert_eq!(found, wanted, "{on}");
        }
    }
}
