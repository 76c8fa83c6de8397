//! The office's verdicts on posted events: verified, rejected, the same as another, an event of its own after all.
//! Deliberately absent: changing what an event says (change).

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::change::{EventChange, Opened, has_parts, open, sealed_reason, stepped};
use super::store::replace;
use crate::events::codes::EventErrorCode as Code;
use crate::events::entity::event_version;
use crate::events::kinds::EventStatus;
use crate::events::queries::standing;
use crate::events::rules::reading::{event_id, read_reason};
use crate::events::rules::status::Step;
use crate::events::words;
use crate::kernel::authz::Action;
use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::seal::Sealed;
use crate::linkage::{Request, Writing};

/// Finds an event true. Refuses unless it is posted or was rejected.
pub async fn verify(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
) -> Result<EventId, Failure<Code>> {
    decide(
        request,
        district,
        change,
        Step::Verify,
        "event.verified",
        false,
    )
    .await
}

/// Finds an event untrue, with the reason. Refuses unless it is posted or verified.
pub async fn reject(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
) -> Result<EventId, Failure<Code>> {
    decide(
        request,
        district,
        change,
        Step::Reject,
        "event.rejected",
        true,
    )
    .await
}

/// Lets an event count that was held, or marked a duplicate by mistake.
pub async fn release(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
) -> Result<EventId, Failure<Code>> {
    decide(
        request,
        district,
        change,
        Step::Release,
        "event.released",
        false,
    )
    .await
}

async fn decide(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
    step: Step,
    kind: &'static str,
    needs_reason: bool,
) -> Result<EventId, Failure<Code>> {
    let Opened {
        mut writing,
        standing,
        lead,
    } = open(request, district, &change.event, Action::JudgeEvent).await?;
    let mut next = stepped(&standing, step)?;
    next.row.reason = reason(&writing, (standing.row.id, lead), change.reason).await?;
    if needs_reason && next.row.reason.is_none() {
        return Err(Code::ReasonRequired.at("reason").into());
    }
    next.row.duplicate_of_id = None;
    replace(&mut writing, kind, &standing, next).await?;
    writing.commit().await?;
    Ok(standing.row.id)
}

/// The reason of a verdict as it is kept; none when nothing was said.
async fn reason(
    writing: &Writing,
    (id, lead): (EventId, NodeId),
    reason: Option<String>,
) -> Result<Option<Sealed>, Failure<Code>> {
    let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) else {
        return Ok(None);
    };
    let reason = read_reason(&reason)?;
    let key = words::key(writing, id, lead).await?;
    Ok(sealed_reason(&key, Some(reason))?)
}

/// Says that an event is the same as another, which must count. Refuses circles and chains: the original is no duplicate,
/// and nothing is a duplicate of the event.
pub async fn mark_duplicate(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
    original: &str,
) -> Result<EventId, Failure<Code>> {
    let Opened {
        mut writing,
        standing: marked,
        lead,
    } = open(request, district, &change.event, Action::JudgeEvent).await?;
    let id = marked.row.id;
    let mut next = stepped(&marked, Step::MarkDuplicate)?;
    next.row.reason = reason(&writing, (id, lead), change.reason).await?;
    let original = match event_id(original, district) {
        Some(original) => standing(&writing.tx, district, original).await?,
        None => None,
    };
    let Some(original) = original else {
        return Err(Code::UnknownEvent.at("originalId").into());
    };
    if original.row.id == id || !original.row.status.counts() {
        return Err(Code::OriginalNotCounted.at("originalId").into());
    }
    if has_duplicates(&writing, id).await? {
        return Err(Code::HasDuplicates.at("eventId").into());
    }
    if has_parts(&writing, id).await? {
        return Err(Code::HasParts.at("eventId").into());
    }
    next.row.duplicate_of_id = Some(original.row.id);
    replace(&mut writing, "event.marked_duplicate", &marked, next).await?;
    writing.commit().await?;
    Ok(id)
}

async fn has_duplicates(writing: &Writing, id: EventId) -> Result<bool, sea_orm::DbErr> {
    let count = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(event_version::Column::DuplicateOfId.eq(id))
        .filter(event_version::Column::Status.eq(EventStatus::Duplicate))
        .filter(event_version::Column::UntilNumber.is_null())
        .count(&writing.tx)
        .await?;
    Ok(count > 0)
}
