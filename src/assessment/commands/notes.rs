//! Records leave, suspensions and deductions of members, and takes back what was recorded wrongly; each with the reason,
//! which is sealed. Deliberately absent: absence from meetings as such; a deduction is what the office records of it.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{ABSENCE, DEDUCTION, member, said_of_absence, said_of_deduction};
use crate::assessment::entity::{AbsenceKind, duty_absence, duty_deduction};
use crate::assessment::queries::versions;
use crate::assessment::refusals::{AssessmentErrorCode as Code, Outcome, Refused};
use crate::assessment::rules::reading::reason;
use crate::assessment::words::{field, seal};
use crate::events::entity::event;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::versions::{close, open};
use crate::linkage::Request;

/// Leave or a suspension to record.
#[derive(Clone, Debug)]
pub struct AbsenceDraft {
    /// The member's opaque id.
    pub member: String,
    /// Which of the two.
    pub kind: AbsenceKind,
    /// The first day; none where it is no date.
    pub from: Option<NaiveDate>,
    /// The first day after; the inner one is none where it is no date.
    pub to: Option<Option<NaiveDate>>,
    /// Why.
    pub reason: String,
}

/// A deduction to record.
#[derive(Clone, Debug)]
pub struct DeductionDraft {
    /// The member's opaque id.
    pub member: String,
    /// Of which day; none where it is no date.
    pub on: Option<NaiveDate>,
    /// Under which rule of a scheme.
    pub rule: String,
    /// The opaque id of the event that it is about.
    pub event: Option<String>,
    /// Why.
    pub reason: String,
}

/// Records leave or a suspension.
pub async fn record_absence(
    request: &Request,
    district: &DistrictId,
    draft: &AbsenceDraft,
) -> Outcome<duty_absence::Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::AssessDuty, None)?;
    let days = || -> Result<(NaiveDate, Option<NaiveDate>), Refused> {
        let wrong = |field: &str| Code::DaysInvalid.of(field, ("", field));
        let from = draft.from.ok_or_else(|| wrong("from"))?;
        match draft.to {
            None => Ok((from, None)),
            Some(to) => {
                let to = to.filter(|to| *to > from).ok_or_else(|| wrong("to"))?;
                Ok((from, Some(to)))
            }
        }
    };
    let (id, days, why) = (
        member(&writing, &draft.member),
        days(),
        reason(&draft.reason),
    );
    let (id, (from, to), why) = match (id, days, why) {
        (Ok(id), Ok(days), Ok(why)) => (id, days, why),
        (id, days, why) => {
            let all = [id.err(), days.err(), why.err()];
            return Err(Failure::Refused(all.into_iter().flatten().collect()));
        }
    };
    let mut row = duty_absence::Model {
        district_id: district.clone(),
        id: NodeId(request.clock.new_uuid()),
        since_number: 0,
        until_number: None,
        member_id: id,
        kind: draft.kind,
        valid_from: from,
        valid_to: to,
        reason: seal(&writing, id, (field::ABSENCE, &why)).await?,
    };
    row.since_number = writing.record(Change {
        kind: "duty_absence.recorded",
        subject_kind: "duty_absence",
        subject_id: row.id.0,
        content: json!({ "member": id, "digest": digest(&said_of_absence(&row)) }),
        organization: false,
    });
    open::<duty_absence::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

/// Records a deduction under a rule that some scheme of the year has.
pub async fn record_deduction(
    request: &Request,
    district: &DistrictId,
    draft: &DeductionDraft,
) -> Outcome<duty_deduction::Model> {
    use chrono::Datelike;
    let mut writing = request.write(district).await?;
    writing.require(Action::AssessDuty, None)?;
    let (id, why) = (member(&writing, &draft.member), reason(&draft.reason));
    let on = draft
        .on
        .ok_or_else(|| Code::DaysInvalid.of("on", ("", "on")));
    let (id, on, why) = match (id, on, why) {
        (Ok(id), Ok(on), Ok(why)) => (id, on, why),
        (id, on, why) => {
            let all = [id.err(), on.err(), why.err()];
            return Err(Failure::Refused(all.into_iter().flatten().collect()));
        }
    };
    let schemes = versions(&writing.tx, district, i64::MAX).await?;
    let mut of_year = schemes.iter().filter(|one| one.row.year == on.year());
    if !of_year.any(|one| one.scheme.deduction(&draft.rule).is_some()) {
        return Err(Code::UnknownRule.of("rule", ("", "rule")).into());
    }
    let event_id = match &draft.event {
        None => None,
        Some(typed) => {
            let id = local(typed, district, &["Event"]).map(EventId);
            let found = match id {
                None => None,
                Some(id) => {
                    event::Entity::find()
                        .filter(event::Column::DistrictId.eq(district.clone()))
                        .filter(event::Column::Id.eq(id))
                        .one(&writing.tx)
                        .await?
                }
            };
            let found = found.ok_or_else(|| Code::UnknownSource.at("eventId"))?;
            Some(found.id)
        }
    };
    let mut row = duty_deduction::Model {
        district_id: district.clone(),
        id: NodeId(request.clock.new_uuid()),
        since_number: 0,
        until_number: None,
        member_id: id,
        on_day: on,
        rule: draft.rule.clone(),
        event_id,
        reason: seal(&writing, id, (field::DEDUCTION, &why)).await?,
    };
    row.since_number = writing.record(Change {
        kind: "duty_deduction.recorded",
        subject_kind: "duty_deduction",
        subject_id: row.id.0,
        content: json!({ "member": id, "digest": digest(&said_of_deduction(&row)) }),
        organization: false,
    });
    open::<duty_deduction::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

/// Takes back leave, a suspension or a deduction; what was scored at an earlier number stays.
pub async fn withdraw(request: &Request, district: &DistrictId, typed: &str) -> Outcome<()> {
    let mut writing = request.write(district).await?;
    writing.require(Action::AssessDuty, None)?;
    let absence = local(typed, district, &[ABSENCE]).map(NodeId);
    let deduction = local(typed, district, &[DEDUCTION]).map(NodeId);
    let stands = match (absence, deduction) {
        (Some(id), _) => duty_absence::Entity::find()
            .filter(duty_absence::Column::DistrictId.eq(district.clone()))
            .filter(duty_absence::Column::Id.eq(id))
            .filter(duty_absence::Column::UntilNumber.is_null())
            .one(&writing.tx)
            .await?
            .map(|row| {
                (
                    row.id,
                    row.member_id,
                    "duty_absence",
                    "duty_absence.withdrawn",
                )
            }),
        (_, Some(id)) => duty_deduction::Entity::find()
            .filter(duty_deduction::Column::DistrictId.eq(district.clone()))
            .filter(duty_deduction::Column::Id.eq(id))
            .filter(duty_deduction::Column::UntilNumber.is_null())
            .one(&writing.tx)
            .await?
            .map(|row| {
                (
                    row.id,
                    row.member_id,
                    "duty_deduction",
                    "duty_deduction.withdrawn",
                )
            }),
        _ => None,
    };
    let (id, of, subject_kind, kind) = stands.ok_or_else(|| Code::UnknownRecord.at("id"))?;
    let number = writing.record(Change {
        kind,
        subject_kind,
        subject_id: id.0,
        content: json!({ "member": of }),
        organization: false,
    });
    match absence {
        Some(_) => close::<duty_absence::Entity>(&writing.tx, district, id.0, number).await?,
        None => close::<duty_deduction::Entity>(&writing.tx, district, id.0, number).await?,
    }
    writing.commit().await?;
    Ok(())
}
