//! The mutations of micro-suggestions by the four phrases of the district's rule: 提和领, 审和转, 交和督, 商和办. One for
//! each deed; each answers with the micro-suggestion as it stands now, also when the deed was refused.
//! Deliberately absent: rules; `casework::taking` asks them.

pub mod consult_handle;
pub mod dispatch_supervise;
pub mod propose_claim;
pub mod review_forward;

use async_graphql::{Context, MergedObject, SimpleObject};

use super::{MicroSuggestion, load};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::limits::CaseError;
use crate::casework::kinds::CaseAct;
use crate::casework::refusals::Outcome;
use crate::casework::taking::{Wanted, may_ever, take};
use crate::kernel::error::{Result, settle};
use crate::kernel::id::CaseId;
use crate::kernel::scalars::Date;
use crate::linkage::Request;
use crate::micro_suggestions::machine::PRACTICE;

/// The type in the API.
const TYPE: &str = "MicroSuggestion";
/// The types of members in the API.
const MEMBER: &[&str] = &["Member", "ViceChair"];
/// The type of units in the API.
const UNIT: &[&str] = &["HandlingUnit"];

/// What became of an action in a micro-suggestion (办理结果).
#[derive(SimpleObject, Debug)]
pub struct MicroSuggestionPayload {
    /// The micro-suggestion as it stands now, also when the action was refused; null when there is none to see (微建议).
    micro_suggestion: Option<MicroSuggestion>,
    /// Why it was refused (被拒原因).
    errors: Vec<CaseError>,
}

/// The mutations of micro-suggestions.
#[derive(MergedObject, Default, Debug)]
pub struct MicroSuggestionMutation(
    propose_claim::ProposeClaimMutation,
    review_forward::ReviewForwardMutation,
    dispatch_supervise::DispatchSuperviseMutation,
    consult_handle::ConsultHandleMutation,
);

/// The caller's view and the reading of an input, when his role can have a part in the act: asked before anything that was
/// sent is looked at.
fn started<'a>(ctx: &'a Context<'_>, act: CaseAct) -> Result<(&'a Request, Reading)> {
    let request = ctx.data_unchecked::<Request>();
    let district = may_ever(request, &PRACTICE, act)?;
    Ok((request, Reading::new(district)))
}

async fn done(
    request: &Request,
    mut reading: Reading,
    id: CaseId,
    deed: Deed,
    note: Option<String>,
    (on, after_step): (Option<&Date>, Option<i32>),
) -> Result<MicroSuggestionPayload> {
    let on = on.map(|day| reading.day("on", day));
    let wanted = Wanted {
        deed,
        on,
        note,
        after_step,
    };
    let done = match reading.finish() {
        Ok(()) => take(request, &PRACTICE, id, wanted).await,
        Err(refused) => Err(refused),
    };
    payload(request, id, done).await
}

async fn payload(
    request: &Request,
    id: CaseId,
    done: Outcome<CaseId>,
) -> Result<MicroSuggestionPayload> {
    let district = request.actor()?.district.clone();
    let errors = match settle(done)? {
        Ok(_) => Vec::new(),
        Err(refusals) => refusals
            .iter()
            .map(|refusal| CaseError::of(refusal, request.lang))
            .collect(),
    };
    request.unpin(&district).await;
    let micro_suggestion = match request.pin(&district).await? {
        Some(pin) => load(request, &pin, id).await?,
        None => None,
    };
    Ok(MicroSuggestionPayload {
        micro_suggestion,
        errors,
    })
}
