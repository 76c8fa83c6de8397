//! What a consultation is tied to, and withdrawing it. Deliberately absent: its sessions; holding ties them.

use async_graphql::ID;

use super::{ConsultationPayload, KIND};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::CASE;
use crate::kernel::id::CaseId;

crate::case_deeds! {
    /// The mutations of ties.
    ConsultationTiesMutation of KIND -> ConsultationPayload;

    /// Relates an event that is no session to one: a study, a visit before it (关联活动).
    consultation_relate(ConsultationRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Relate {
            event: reading.opaque("eventId", &input.event_id, &["Event"]),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Says out of which resident's opinion or other case it came (登记来源).
    consultation_derive(ConsultationDeriveInput) of Derive {
        /// The case that it came out of (来源).
        derived_from_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let from = CaseId(reading.opaque("derivedFromId", &input.derived_from_id, CASE));
        (Deed::Derive { from }, reading.note("note", input.note.as_deref()))
    };

    /// Withdraws one for good; it stays readable (作废).
    consultation_void(ConsultationVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
