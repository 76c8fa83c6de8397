//! How a mutation of a case goes: the policy first, then what was sent, then the deed, then the case as it stands.
//! Deliberately absent: any one deed.

use std::sync::Arc;

use async_graphql::Context;

use super::Reading;
use super::limits::CaseError;
use crate::casework::Practice;
use crate::casework::deed::Deed;
use crate::casework::kinds::CaseAct;
use crate::casework::noticing::give;
use crate::casework::opening::{Opening, open};
use crate::casework::refusals::Outcome;
use crate::casework::taking::{Wanted, may_ever, take};
use crate::kernel::error::{Result, settle};
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::scalars::Date;
use crate::linkage::{Pin, Request};

/// The caller's view and the reading of an input, when his role can have a part in the act: asked before anything that was
/// sent is looked at.
pub fn started<'a>(
    ctx: &'a Context<'_>,
    practice: &Practice,
    act: CaseAct,
) -> Result<(&'a Request, Reading)> {
    let request = ctx.data_unchecked::<Request>();
    let district = may_ever(request, practice, act)?;
    Ok((request, Reading::new(district, request.actor()?.scope)))
}

/// Does a deed, when nothing was wrong with what was sent.
pub async fn done(
    request: &Request,
    mut reading: Reading,
    practice: &Practice,
    id: CaseId,
    (deed, note): (Deed, Option<String>),
    (on, after_step): (Option<&Date>, Option<i32>),
) -> Outcome<CaseId> {
    let on = on.map(|day| reading.day("on", day));
    reading.finish()?;
    let wanted = Wanted {
        deed,
        on,
        note,
        after_step,
    };
    take(request, practice, id, wanted).await
}

/// Begins a case, when nothing was wrong with what was sent.
pub async fn opened(
    request: &Request,
    reading: Reading,
    practice: &Practice,
    opening: Opening,
) -> Outcome<CaseId> {
    reading.finish()?;
    open(request, practice, opening).await
}

/// The view of the district after an action, and why it was refused.
pub async fn settled<T>(
    request: &Request,
    done: Outcome<T>,
) -> Result<(Option<Arc<Pin>>, Vec<CaseError>)> {
    let district = request.actor()?.district.clone();
    let errors = match settle(done)? {
        Ok(_) => Vec::new(),
        Err(refusals) => refusals
            .iter()
            .map(|refusal| CaseError::of(refusal, request.lang))
            .collect(),
    };
    request.unpin(&district).await;
    Ok((request.pin(&district).await?, errors))
}

/// Lets running legs follow a limit or a calendar that changed, at once; without this they would with the next reminders.
pub async fn follow(
    request: &Request,
    district: &DistrictId,
    kinds: impl IntoIterator<Item = &'static Practice>,
) -> Result<()> {
    for practice in kinds {
        give(request, district, practice).await?;
    }
    Ok(())
}
