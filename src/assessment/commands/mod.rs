//! What the office and members do in assessment. Deliberately absent: rules.

pub mod contests;
pub mod notes;
pub mod schemes;

use serde_json::{Value, json};

use super::entity::{assessment_scheme, duty_absence, duty_contest, duty_deduction};
use super::refusals::{AssessmentErrorCode as Code, Refused};
use crate::events::rules::reading::local;
use crate::kernel::id::NodeId;
use crate::linkage::Writing;

/// The names of the types in opaque ids.
pub const SCHEME: &str = "AssessmentScheme";
/// Leave and suspensions.
pub const ABSENCE: &str = "DutyAbsence";
/// Deductions.
pub const DEDUCTION: &str = "DutyDeduction";
/// Contests.
pub const CONTEST: &str = "DutyContest";

/// The member behind an opaque id.
fn member(writing: &Writing, id: &str) -> Result<NodeId, Refused> {
    let id = local(id, writing.ledger.district(), &["Member", "ViceChair"]).map(NodeId);
    let members = &writing.chain.organization.members;
    id.filter(|id| members.contains_key(id))
        .ok_or_else(|| Code::UnknownMember.at("memberId"))
}

/// All that a version of a scheme says beside its content; the journal holds its digest.
pub fn said_of_scheme(row: &assessment_scheme::Model) -> Value {
    json!({ "version": row.version, "digest": row.digest })
}

/// What leave or a suspension says, its reason sealed.
pub fn said_of_absence(row: &duty_absence::Model) -> Value {
    json!({
        "member": row.member_id, "kind": row.kind, "from": row.valid_from, "to": row.valid_to,
        "reason": row.reason,
    })
}

/// What a deduction says, its reason sealed.
pub fn said_of_deduction(row: &duty_deduction::Model) -> Value {
    json!({
        "member": row.member_id, "on": row.on_day, "rule": row.rule, "event": row.event_id,
        "reason": row.reason,
    })
}

/// What a contest says, its words sealed.
pub fn said_of_contest(row: &duty_contest::Model) -> Value {
    json!({
        "member": row.member_id, "scheme": row.scheme_id, "type": row.source_type,
        "source": row.source_id, "reason": row.reason, "state": row.state,
        "decision": row.decision, "item": row.item, "points": row.points,
    })
}
