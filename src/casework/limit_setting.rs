//! Sets a district's own time limit of a leg from a day on; the default holds before, and what stood stays readable.
//! Deliberately absent: changing legs that began before the day.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::entity::case_limit;
use super::kinds::{CaseKind, Leg};
use super::limits::Limit;
use super::practice::Practice;
use super::refusals::{CaseErrorCode as Code, Outcome};
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::journal::Change;
use crate::kernel::versions::{close, open};
use crate::linkage::Request;

/// The longest limit, in its unit.
const MOST: u32 = 250;

/// A limit to set.
#[derive(Clone, Copy, Debug)]
pub struct LimitWanted {
    /// Of which kind of case.
    pub kind: CaseKind,
    /// Of which leg.
    pub leg: Leg,
    /// Whether of complex matters.
    pub complex: bool,
    /// How long: 1 to 250 of its unit.
    pub limit: Limit,
    /// Legs that begin on or after this day have it.
    pub from: NaiveDate,
}

/// Sets a limit. Refuses legs that have none, days that are over, numbers outside 1 to 250, and what already stands.
pub async fn set_limit(
    request: &Request,
    practice: &Practice,
    wanted: LimitWanted,
) -> Outcome<case_limit::Model> {
    let district = request.actor()?.district.clone();
    let mut writing = request.write(&district).await?;
    writing.require(Action::KeepLimits, None)?;
    if matches!(wanted.leg, Leg::Mend | Leg::Promise) {
        return Err(Code::LegWithoutLimit.at("leg").into());
    }
    if !practice.limits.iter().any(|(leg, _, _)| *leg == wanted.leg) {
        return Err(Code::LegOfOtherKind.at("leg").into());
    }
    // What was judged by a limit stays judged by it.
    if wanted.from < writing.today {
        return Err(Code::LimitInPast.at("from").into());
    }
    if !(1..=MOST).contains(&wanted.limit.amount) {
        return Err(Code::LimitOutside.at("amount").into());
    }
    let amount = i32::try_from(wanted.limit.amount).unwrap_or(i32::MAX);
    let stands = case_limit::Entity::find()
        .filter(case_limit::Column::DistrictId.eq(district.clone()))
        .filter(case_limit::Column::Kind.eq(wanted.kind))
        .filter(case_limit::Column::Leg.eq(wanted.leg))
        .filter(case_limit::Column::IsComplex.eq(wanted.complex))
        .filter(case_limit::Column::ValidFrom.eq(wanted.from))
        .filter(case_limit::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    if stands
        .as_ref()
        .is_some_and(|row| (row.amount, row.unit) == (amount, wanted.limit.unit))
    {
        return Err(Code::NothingChanges.at("amount").into());
    }
    let id = stands
        .as_ref()
        .map_or_else(|| NodeId(request.clock.new_uuid()), |row| row.id);
    let number = writing.record(Change {
        kind: "case_limit.set",
        subject_kind: "case_limit",
        subject_id: id.0,
        content: json!({
            "kind": wanted.kind,
            "leg": wanted.leg,
            "complex": wanted.complex,
            "amount": amount,
            "unit": wanted.limit.unit,
            "from": wanted.from,
        }),
        organization: false,
    });
    if stands.is_some() {
        close::<case_limit::Entity>(&writing.tx, &district, id.0, number).await?;
    }
    let row = case_limit::Model {
        district_id: district,
        id,
        since_number: number,
        until_number: None,
        kind: wanted.kind,
        leg: wanted.leg,
        is_complex: wanted.complex,
        amount,
        unit: wanted.limit.unit,
        valid_from: wanted.from,
    };
    open::<case_limit::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}
