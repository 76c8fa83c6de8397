//! What assessment holds of a member, for telling him all of it: leave and suspensions, deductions, contests with their
//! decisions, words opened. Deliberately absent: scores, which are kept nowhere and follow from what else is told.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::exporting::Exporting;
use crate::assessment::entity::{duty_absence, duty_contest, duty_deduction};
use crate::assessment::words::{Kept, field, open};
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;

/// All of it, every version.
pub async fn told(of: &Exporting<'_>, member: NodeId) -> Result<Value> {
    macro_rules! rows {
        ($entity:ident) => {
            $entity::Entity::find()
                .filter($entity::Column::DistrictId.eq(of.district.clone()))
                .filter($entity::Column::MemberId.eq(member))
                .order_by_asc($entity::Column::SinceNumber)
                .all(of.db)
                .await?
        };
    }
    let (absences, deductions) = (rows!(duty_absence), rows!(duty_deduction));
    let contests = rows!(duty_contest);
    let mut texts: Vec<Kept<'_>> = Vec::new();
    texts.extend(
        absences
            .iter()
            .map(|row| (member, field::ABSENCE, &row.reason)),
    );
    texts.extend(
        deductions
            .iter()
            .map(|row| (member, field::DEDUCTION, &row.reason)),
    );
    texts.extend(
        contests
            .iter()
            .map(|row| (member, field::CONTEST, &row.reason)),
    );
    let decided = contests.iter().filter_map(|row| row.decision.as_ref());
    texts.extend(decided.map(|sealed| (member, field::DECISION, sealed)));
    let mut words = open(of.db, of.vault, of.district, &texts)
        .await?
        .into_iter();
    let mut next = || words.next().flatten();
    let absences: Vec<Value> = (absences.iter())
        .map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number, "kind": row.kind,
                "from": row.valid_from, "to": row.valid_to, "reason": next(),
            })
        })
        .collect();
    let deductions: Vec<Value> = (deductions.iter())
        .map(|row| {
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number, "on": row.on_day,
                "rule": row.rule, "event": row.event_id, "reason": next(),
            })
        })
        .collect();
    let contests: Vec<(&duty_contest::Model, Option<String>)> =
        contests.iter().map(|row| (row, next())).collect();
    let contests: Vec<Value> = (contests.into_iter())
        .map(|(row, reason)| {
            let decision = row.decision.as_ref().and_then(|_| next());
            json!({
                "sequence": row.since_number, "supersededBy": row.until_number, "scheme": row.scheme_id,
                "type": row.source_type, "source": row.source_id, "reason": reason,
                "state": row.state, "decision": decision, "item": row.item, "points": row.points,
            })
        })
        .collect();
    Ok(json!({ "absences": absences, "deductions": deductions, "contests": contests }))
}
