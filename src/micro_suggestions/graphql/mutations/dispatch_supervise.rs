//! Dispatch and supervise: what the hotline centre does (交和督). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::ID;

use super::{KIND, MicroSuggestionPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::{REFERENCE, UNIT};
use crate::casework::kinds::Satisfaction;
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of 交和督.
    DispatchSuperviseMutation of KIND -> MicroSuggestionPayload;

    /// Dispatches one to a handling unit as a work order (交办).
    micro_suggestion_dispatch(MicroSuggestionDispatchInput) of Dispatch {
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
    } => |reading, input| {
        let deed = Deed::Dispatch {
            work_order: reading.text("workOrder", &input.work_order, REFERENCE, false),
            lead: reading.node("leadUnitId", &input.lead_unit_id, UNIT),
            co_units: reading.nodes("coUnitIds", input.co_unit_ids.as_deref(), UNIT, 10),
            complex: input.is_complex,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Urges the unit (督办).
    micro_suggestion_urge(MicroSuggestionUrgeInput) of Urge {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Urge, reading.said("reason", &input.reason));

    /// Grants or refuses more time (审批延期).
    micro_suggestion_extension_decide(MicroSuggestionExtensionDecideInput) of DecideExtension {
        /// Whether it is granted (是否同意).
        granted: bool,
        /// The new last day that was asked for (申请的日期).
        until: Date,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::DecideExtension {
            granted: input.granted,
            until: reading.day("until", &input.until),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Sends a reply back to be handled again, twice at most (发回重办).
    micro_suggestion_rework(MicroSuggestionReworkInput) of Rework {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Rework, reading.said("reason", &input.reason));

    /// Records a call-back to the public (回访).
    micro_suggestion_call_back(MicroSuggestionCallBackInput) of CallBack {
        /// How satisfied whoever was reached is; null when nobody was (结果).
        outcome: Option<Satisfaction>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::CallBack {
            outcome: input.outcome,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };
}
