//! Corrects and withdraws posted events: the version that stood is closed and stays readable for ever, the next is opened
//! with its reason. Deliberately absent: the office's verdicts (judge).

use std::collections::BTreeSet;

use super::post::{only_host, wholes};
use super::store::replace;
use crate::events::codes::EventErrorCode as Code;
use crate::events::content::Version;
use crate::events::draft::EventDraft;
use crate::events::queries::{contents, standing};
use crate::events::rules::judging::Surroundings;
use crate::events::rules::reading::{event_id, read, read_reason};
use crate::events::rules::status::{Step, after};
use crate::events::sets::intern;
use crate::events::{entity, kinds, loaders, words};
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Fault, Refusal};
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::seal::{DataKey, Sealed};
use crate::kernel::versions::load_at;
use crate::linkage::{Request, Writing};

/// A change of one event, as it was asked for.
#[derive(Clone, Debug)]
pub struct EventChange {
    /// The event: its opaque id or its UUID.
    pub event: String,
    /// Why.
    pub reason: Option<String>,
}

/// An event about to change, with the district locked.
#[derive(Debug)]
pub struct Opened {
    /// The transaction.
    pub writing: Writing,
    /// The version that stands.
    pub standing: Version,
    /// Its lead host.
    pub lead: NodeId,
}

/// Locks the district and loads the event. Refuses an unknown event, and forbids what the policy does not allow on the
/// events of its lead host.
pub async fn open(
    request: &Request,
    district: &DistrictId,
    event: &str,
    action: Action,
) -> Result<Opened, Failure<Code>> {
    let writing = request.write(district).await?;
    // Who may take the action on nobody's events is told so before he learns what exists.
    writing.require(action, writing.actor.scope)?;
    let unknown = || Code::UnknownEvent.at("eventId");
    let id = event_id(event, district).ok_or_else(unknown)?;
    let standing = standing(&writing.tx, district, id)
        .await?
        .ok_or_else(unknown)?;
    let lead = lead_of(&writing, &standing).await?;
    writing.require(action, Some(lead))?;
    Ok(Opened {
        writing,
        standing,
        lead,
    })
}

async fn lead_of(writing: &Writing, version: &Version) -> Result<NodeId, sea_orm::DbErr> {
    let set = version.row.host_set_id;
    let district = writing.ledger.district();
    let hosts = loaders::hosts(&writing.tx, district, BTreeSet::from([set])).await?;
    hosts
        .get(&set)
        .and_then(|hosts| hosts.first())
        .map(|(lead, _)| *lead)
        .ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("hosts of set {set}")))
}

/// Corrects an event: new content in full, and the reason. Refuses what a post would refuse, an event that was withdrawn
/// or marked a duplicate, and a correction that changes nothing.
pub async fn correct(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
    draft: &EventDraft,
) -> Result<EventId, Failure<Code>> {
    let Opened {
        mut writing,
        standing,
        lead,
    } = open(request, district, &change.event, Action::ChangeEvent).await?;
    let id = standing.row.id;
    let (outline, mut errors) = read(draft, district);
    let reason = read_reason(change.reason.as_deref().unwrap_or_default());
    let reason = reason.map_err(|error| errors.push(error)).ok();
    let only = only_host(&writing.actor);
    let status = after(Step::Correct, standing.row.status, only.is_none())
        .ok_or_else(|| Code::StatusForbids.at("eventId"))?;
    let campaigns =
        load_at::<entity::campaign::Entity>(&writing.tx, district, writing.ledger.head().number)
            .await?;
    let parents = wholes(&writing.tx, district, outline.parent.into_iter().collect()).await?;
    errors.extend(
        Surroundings::new(
            &writing.chain.organization,
            writing.today,
            only,
            campaigns,
            parents,
        )
        .judge(Some(id), &outline),
    );
    if outline.parent.is_some() && has_parts(&writing, id).await? {
        errors.push(Code::HasParts.at("parentId"));
    }
    let content = match outline.content() {
        Some(content) if errors.is_empty() => content,
        _ => {
            return Err(Failure::Refused(
                errors.into_iter().map(in_content).collect(),
            ));
        }
    };
    let stood = vec![standing.clone()];
    let stood = contents(&writing.tx, &writing.vault, district, stood).await?;
    if stood
        .get(&id)
        .is_some_and(|stood| stood.canonical() == content.canonical())
    {
        return Err(Code::NothingChanges.at("content").into());
    }
    let key = words::key(&writing, id, lead).await?;
    let narrative = content.narrative.as_deref();
    let narrative = narrative.map(|text| key.seal(words::field::NARRATIVE, text));
    let mut next = content.version(district, (id, status), narrative.transpose()?);
    next.row.reason = sealed_reason(&key, reason)?;
    next.row.duplicate_of_id = standing.row.duplicate_of_id;
    intern(&writing.tx, district, [content.hosts], [content.campaigns]).await?;
    replace(&mut writing, "event.corrected", &standing, next).await?;
    writing.commit().await?;
    Ok(id)
}

/// The reason of a version as it is kept.
pub fn sealed_reason(key: &DataKey, reason: Option<String>) -> Result<Option<Sealed>, Fault> {
    let reason = reason.map(|reason| key.seal(words::field::REASON, &reason));
    reason.transpose()
}

fn in_content(mut error: Refusal<Code>) -> Refusal<Code> {
    error.field = error.field.map(|field| match field.as_str() {
        "reason" => field,
        _ => format!("content.{field}"),
    });
    error
}

/// Withdraws an event for good, with the reason. Refuses when it has parts that stand, or was withdrawn already.
pub async fn void(
    request: &Request,
    district: &DistrictId,
    change: EventChange,
) -> Result<EventId, Failure<Code>> {
    let Opened {
        mut writing,
        standing,
        lead,
    } = open(request, district, &change.event, Action::ChangeEvent).await?;
    let mut next = stepped(&standing, Step::Void)?;
    let reason = read_reason(change.reason.as_deref().unwrap_or_default())?;
    let id = standing.row.id;
    let key = words::key(&writing, id, lead).await?;
    next.row.reason = sealed_reason(&key, Some(reason))?;
    next.row.duplicate_of_id = None;
    if has_parts(&writing, id).await? {
        return Err(Code::HasParts.at("eventId").into());
    }
    replace(&mut writing, "event.voided", &standing, next).await?;
    writing.commit().await?;
    Ok(id)
}

/// The same content in the status that a step leads to. Refuses when the status does not allow the step.
pub fn stepped(standing: &Version, step: Step) -> Result<Version, Refusal<Code>> {
    let status =
        after(step, standing.row.status, true).ok_or_else(|| Code::StatusForbids.at("eventId"))?;
    let mut next = standing.clone();
    next.row.status = status;
    next.row.reason = None;
    Ok(next)
}

/// Whether an event has parts that were not withdrawn.
pub async fn has_parts(writing: &Writing, id: EventId) -> Result<bool, sea_orm::DbErr> {
    let parts = crate::events::queries::parts(
        &writing.tx,
        writing.ledger.district(),
        writing.ledger.head().number,
        BTreeSet::from([id]),
    )
    .await?;
    Ok(parts
        .values()
        .flatten()
        .any(|part| part.status != kinds::EventStatus::Void))
}
