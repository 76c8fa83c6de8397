//! Reads what the hotline says of units over months, and which cases units lead; for all units asked in one statement.
//! Deliberately absent: permission; the caller asks first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::hotline_figure::{Column, Entity, Model};
use crate::casework::case::word;
use crate::casework::entity::case_fact;
use crate::casework::kinds::{Fact, Party};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::versions::standing_at;

/// The figures of units for the months that lie wholly in a span, as they stood at a number.
pub async fn figures(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    span: &Span,
    units: &BTreeSet<NodeId>,
) -> Result<BTreeMap<NodeId, Vec<Model>>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<Entity>(number))
        .filter(Column::UnitId.is_in(units.iter().copied()))
        .filter(Column::Month.gte(span.from));
    if let Some(to) = span.to {
        let last = to.checked_sub_months(Months::new(1));
        query = query.filter(Column::Month.lte(last.unwrap_or(NaiveDate::MIN)));
    }
    let mut by_unit = BTreeMap::<NodeId, Vec<Model>>::new();
    for row in query.all(conn).await? {
        by_unit.entry(row.unit_id).or_default().push(row);
    }
    Ok(by_unit)
}

/// The cases that each of some units leads, as it stood at a number.
pub async fn led(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    units: &BTreeSet<NodeId>,
) -> Result<BTreeMap<NodeId, BTreeSet<CaseId>>, DbErr> {
    let rows: Vec<(CaseId, Option<NodeId>)> = case_fact::Entity::find()
        .select_only()
        .columns([case_fact::Column::CaseId, case_fact::Column::NodeId])
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::Fact.eq(Fact::Party))
        .filter(case_fact::Column::Value.eq(word(&Party::LeadUnit)))
        .filter(case_fact::Column::NodeId.is_in(units.iter().copied()))
        .filter(standing_at::<case_fact::Entity>(number))
        .into_tuple()
        .all(conn)
        .await?;
    let mut led = BTreeMap::<NodeId, BTreeSet<CaseId>>::new();
    for (case, unit) in rows {
        if let Some(unit) = unit {
            led.entry(unit).or_default().insert(case);
        }
    }
    Ok(led)
}
