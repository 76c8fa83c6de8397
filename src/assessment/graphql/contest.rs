//! Leave, deductions and contests in the API. Their words are told to the office and the member alone. Deliberately absent:
//! recording them.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};

use crate::assessment::assessing::source_of;
use crate::assessment::commands::{ABSENCE, CONTEST, DEDUCTION, SCHEME};
use crate::assessment::entity::{
    AbsenceKind, ContestState, duty_absence, duty_contest, duty_deduction,
};
use crate::assessment::words::{Kept, field, open};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Date, Decimal, Long};
use crate::linkage::{Pin, Request};
use crate::organization::graphql::nodes::Member;

/// Days on which a member does no duty (请假与暂停履职).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyAbsence {
    /// The opaque id (标识).
    pub id: ID,
    /// On leave or suspended (类别).
    pub kind: AbsenceKind,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; null while it lasts (结束日的次日).
    pub to: Option<Date>,
    /// Why; null for all but the office and the member, and once it was erased (原因).
    pub reason: Option<String>,
    /// The journal number of the recording (版本序号).
    pub since_sequence: Long,
}

/// A deduction that the office recorded (扣分).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyDeduction {
    /// The opaque id (标识).
    pub id: ID,
    /// Of which day (日期).
    pub on: Date,
    /// The code of the rule (扣分规则代码).
    pub rule: String,
    /// The event that it is about; null for none (所涉活动).
    pub event_id: Option<ID>,
    /// Why; null for all but the office and the member, and once it was erased (原因).
    pub reason: Option<String>,
    /// The journal number of the recording (版本序号).
    pub since_sequence: Long,
}

/// What a member says against his score, and what was decided; until it is accepted it changes nothing, and then exactly one
/// item (申诉).
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyContest {
    /// The opaque id (标识).
    pub id: ID,
    /// Whose (委员).
    pub member: Member,
    /// Under which scheme (考核方案).
    pub scheme_id: ID,
    /// The event, case or deduction that it is about (申诉对象).
    pub source_id: ID,
    /// Why; null for all but the office and the member, and once it was erased (申诉理由).
    pub reason: Option<String>,
    /// Where it stands (状态).
    pub state: ContestState,
    /// Why it was decided so; null as the reason is, and while it is open (裁定理由).
    pub decision: Option<String>,
    /// Accepted: the code of the item that counts it, where no item would by itself (计分项).
    pub item: Option<String>,
    /// Accepted: the points that it has; null of a deduction, which falls away (分值).
    pub points: Option<Decimal>,
    /// The journal number of the filing, or of the decision (版本序号).
    pub since_sequence: Long,
}

/// Texts in their order; all of them none where the caller may not read them. One statement, for a member or for the office.
async fn words(request: &Request, pin: &Pin, texts: &[Kept<'_>]) -> Result<Vec<Option<String>>> {
    let district = pin.district_id();
    let may = |member: NodeId| request.may(Action::ReadPersonal, district, Some(member));
    if !texts.iter().all(|(member, ..)| may(*member)) {
        return Ok(vec![None; texts.len()]);
    }
    Ok(open(&request.db, &request.vault, district, texts).await?)
}

/// Leave and suspensions as the caller is told them.
pub async fn absences(
    request: &Request,
    pin: &Pin,
    rows: &[duty_absence::Model],
) -> Result<Vec<DutyAbsence>> {
    let texts: Vec<Kept<'_>> = (rows.iter())
        .map(|row| (row.member_id, field::ABSENCE, &row.reason))
        .collect();
    let reasons = words(request, pin, &texts).await?;
    let told = rows.iter().zip(reasons).map(|(row, reason)| DutyAbsence {
        id: GlobalId::encode(ABSENCE, pin.district_id(), row.id.0),
        kind: row.kind,
        from: row.valid_from.into(),
        to: row.valid_to.map(Date::from),
        reason,
        since_sequence: Long(row.since_number),
    });
    Ok(told.collect())
}

/// Deductions as the caller is told them.
pub async fn deductions(
    request: &Request,
    pin: &Pin,
    rows: &[duty_deduction::Model],
) -> Result<Vec<DutyDeduction>> {
    let texts: Vec<Kept<'_>> = (rows.iter())
        .map(|row| (row.member_id, field::DEDUCTION, &row.reason))
        .collect();
    let reasons = words(request, pin, &texts).await?;
    let district = pin.district_id();
    let told = rows.iter().zip(reasons).map(|(row, reason)| DutyDeduction {
        id: GlobalId::encode(DEDUCTION, district, row.id.0),
        on: row.on_day.into(),
        rule: row.rule.clone(),
        event_id: row
            .event_id
            .map(|id| GlobalId::encode("Event", district, id.0)),
        reason,
        since_sequence: Long(row.since_number),
    });
    Ok(told.collect())
}

/// Contests as the caller is told them.
pub async fn contests(
    request: &Request,
    pin: &Arc<Pin>,
    rows: impl Iterator<Item = &duty_contest::Model> + Clone,
) -> Result<Vec<DutyContest>> {
    let reasons = rows
        .clone()
        .map(|row| (row.member_id, field::CONTEST, &row.reason));
    let decided = rows.clone().filter_map(|row| {
        let decision = row.decision.as_ref()?;
        Some((row.member_id, field::DECISION, decision))
    });
    let texts: Vec<Kept<'_>> = reasons.chain(decided).collect();
    let mut reasons = words(request, pin, &texts).await?;
    let mut decided = reasons.split_off(rows.clone().count()).into_iter();
    let district = pin.district_id();
    let told = rows.zip(reasons).map(|(row, reason)| DutyContest {
        id: GlobalId::encode(CONTEST, district, row.id.0),
        member: Member::new(pin, row.member_id),
        scheme_id: GlobalId::encode(SCHEME, district, row.scheme_id.0),
        source_id: GlobalId::encode(&row.source_type, district, source_of(row).id()),
        reason,
        state: row.state,
        decision: row.decision.as_ref().and_then(|_| decided.next().flatten()),
        item: row.item.clone(),
        points: row.points.clone().map(Decimal::printed),
        since_sequence: Long(row.since_number),
    });
    Ok(told.collect())
}
