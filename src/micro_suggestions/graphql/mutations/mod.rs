//! The mutations of micro-suggestions by the four phrases of the district's rule: 提和领, 审和转, 交和督, 商和办. One for
//! each deed; each answers with the micro-suggestion as it stands now, also when the deed was refused.
//! Deliberately absent: rules; `casework::taking` asks them.

pub mod consult_handle;
pub mod dispatch_supervise;
pub mod propose_claim;
pub mod review_forward;

use async_graphql::MergedObject;

use super::{KIND, MicroSuggestionPayload};

/// The mutations of micro-suggestions.
#[derive(MergedObject, Default, Debug)]
pub struct MicroSuggestionMutation(
    propose_claim::MicroSuggestionProposeMutation,
    propose_claim::ProposeClaimMutation,
    review_forward::ReviewForwardMutation,
    dispatch_supervise::DispatchSuperviseMutation,
    consult_handle::ConsultHandleMutation,
);
