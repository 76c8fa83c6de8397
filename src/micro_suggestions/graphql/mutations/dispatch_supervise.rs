//! Dispatch and supervise: what the hotline centre does (交和督). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{MicroSuggestionPayload, TYPE, UNIT, done, started};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::reading::WORK_ORDER;
use crate::casework::kinds::{CaseAct, Satisfaction};
use crate::casework::taking::NOTE;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::Date;

/// The most units that support a lead.
const CO_UNITS: usize = 10;

/// Dispatches one to a handling unit as a work order (交办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionDispatchInput {
    /// Which one (微建议).
    id: ID,
    /// The number of the work order, at most 50 characters (工单号).
    work_order: String,
    /// The unit that is responsible (主办单位).
    lead_unit_id: ID,
    /// Units that support it, at most 10 (协办单位).
    co_unit_ids: Option<Vec<ID>>,
    /// Whether the limit of complex matters holds (是否复杂事项).
    #[graphql(default)]
    is_complex: bool,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Urges the unit (督办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionUrgeInput {
    /// Which one (微建议).
    id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Grants or refuses more time (审批延期).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionExtensionDecideInput {
    /// Which one (微建议).
    id: ID,
    /// Whether it is granted (是否同意).
    granted: bool,
    /// The new last day that was asked for (申请的日期).
    until: Date,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Sends a reply back to be handled again, twice at most (发回重办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionReworkInput {
    /// Which one (微建议).
    id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Records a call-back to the public (回访).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionCallBackInput {
    /// Which one (微建议).
    id: ID,
    /// How satisfied whoever was reached is; null when nobody was (结果).
    outcome: Option<Satisfaction>,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// The mutations of 交和督.
#[derive(Default, Debug)]
pub struct DispatchSuperviseMutation;

/// The mutations of 交和督.
#[Object]
impl DispatchSuperviseMutation {
    /// Dispatches one to a handling unit as a work order (交办).
    async fn micro_suggestion_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionDispatchInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Dispatch)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Dispatch {
            work_order: reading.text("workOrder", &input.work_order, WORK_ORDER, false),
            lead: reading.node("leadUnitId", &input.lead_unit_id, UNIT),
            co_units: units(&mut reading, input.co_unit_ids),
            complex: input.is_complex,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Urges the unit (督办).
    async fn micro_suggestion_urge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionUrgeInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Urge)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Urge;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Grants or refuses more time (审批延期).
    async fn micro_suggestion_extension_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionExtensionDecideInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::DecideExtension)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::DecideExtension {
            granted: input.granted,
            until: reading.day("until", &input.until),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Sends a reply back to be handled again, twice at most (发回重办).
    async fn micro_suggestion_rework(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionReworkInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Rework)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Rework;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Records a call-back to the public (回访).
    async fn micro_suggestion_call_back(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionCallBackInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::CallBack)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::CallBack {
            outcome: input.outcome,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }
}

fn units(reading: &mut Reading, ids: Option<Vec<ID>>) -> Vec<NodeId> {
    let ids = ids.unwrap_or_default();
    reading.at_most("coUnitIds", ids.len(), CO_UNITS);
    ids.iter()
        .take(CO_UNITS)
        .enumerate()
        .map(|(n, id)| reading.node(&format!("coUnitIds.{n}"), id, UNIT))
        .collect()
}
