//! What a case is tied to: other cases, either way, and events; through the request's loaders, and only what the caller may
//! see. Deliberately absent: making ties; deeds do.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, SimpleObject};
use futures_util::future::try_join_all;

use super::loading::{CaseAt, MasterAt};
use super::shown::Shown;
use crate::casework::Case;
use crate::casework::entity::case_link;
use crate::casework::kinds::{CaseKind, CaseState, LinkKind};
use crate::casework::sight::sight;
use crate::events::graphql::Event;
use crate::events::graphql::loading::{VersionAt, load};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{CaseId, EventId, GlobalId};
use crate::kernel::scalars::Date;
use crate::linkage::Request;

/// The most cases that one case lists.
const CASES: usize = 100;
/// The most ties that are looked at; those that the caller may not see are among them.
const LOOKED_AT: usize = 1000;
/// The most events that one case lists.
const EVENTS: usize = 50;

/// Which of two tied cases names the other (关联方向).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkDirection {
    /// This case names the other (本件指向).
    Outward,
    /// The other names this case (指向本件).
    Inward,
}

/// A case that another is tied to (关联办件).
#[derive(SimpleObject, Clone, Debug)]
pub struct RelatedCase {
    /// How they are tied, as the one that names the other says it (关联方式).
    pub relation: LinkKind,
    /// Which names the other (方向).
    pub direction: LinkDirection,
    /// The opaque id; `node` reads it (标识).
    pub id: ID,
    /// What kind of case (种类).
    pub kind: CaseKind,
    /// Its title (标题).
    pub title: String,
    /// Where it stands (状态).
    pub state: CaseState,
    /// The day of its first step (建件日期).
    pub opened_on: Date,
}

/// The name of a kind's type in the API.
pub fn type_name(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::MicroSuggestion => "MicroSuggestion",
        CaseKind::Proposal => "Proposal",
        CaseKind::SentimentReport => "SentimentReport",
        CaseKind::Consultation => "Consultation",
        CaseKind::OversightCampaign => "OversightCampaign",
        CaseKind::Finding => "Finding",
        CaseKind::PublicVoice => "PublicVoice",
    }
}

/// The case at the end of a line of mergers, whoever may see it: what came of it is answered to everybody whose case was
/// merged into it. None when nothing was merged.
pub async fn last_master(ctx: &Context<'_>, shown: &Shown) -> Result<Option<Arc<Case>>> {
    let (pin, mut at) = (&shown.pin, Arc::clone(&shown.case));
    let mut seen = BTreeSet::from([at.id()]);
    let into = |case: &Case| {
        let mut links = case.links.iter();
        let link = links.find(|link| link.relation == LinkKind::MergedInto)?;
        Some(CaseId(link.other_id))
    };
    while let Some(master) = into(&at).filter(|id| seen.insert(*id)) {
        let key = CaseAt(pin.district_id().clone(), pin.number, master);
        match load(ctx, MasterAt(key)).await? {
            Some(case) => at = case,
            None => break,
        }
    }
    Ok((seen.len() > 1).then_some(at))
}

/// The cases that one is tied to.
pub async fn related(ctx: &Context<'_>, shown: &Shown) -> Result<Vec<RelatedCase>> {
    let request = ctx.data_unchecked::<Request>();
    let (pin, district) = (&shown.pin, shown.pin.district_id());
    let of_case = |row: &&case_link::Model| row.other_kind == "case";
    let out = shown.case.links.iter().filter(of_case);
    let out = out.map(|row| (row.relation, LinkDirection::Outward, CaseId(row.other_id)));
    let inward = shown.case.inward.iter();
    let inward = inward.map(|row| (row.relation, LinkDirection::Inward, row.case_id));
    let ties: Vec<_> = out.chain(inward).take(LOOKED_AT).collect();
    let keys = ties
        .iter()
        .map(|(_, _, id)| CaseAt(district.clone(), pin.number, *id));
    let cases = try_join_all(keys.map(|key| load(ctx, key))).await?;
    let seen = ties.into_iter().zip(cases).filter_map(|(tie, case)| {
        let case = case?;
        let restricted = case.version.kind.is_restricted();
        let sight = sight(request.actor.as_ref(), district, restricted);
        sight.sees(&case).then_some((tie, case))
    });
    Ok(seen
        .take(CASES)
        .map(|((relation, direction, id), case)| RelatedCase {
            relation,
            direction,
            id: GlobalId::encode(type_name(case.version.kind), district, id.0),
            kind: case.version.kind,
            title: case.version.title.clone(),
            state: case.version.state,
            opened_on: case.version.opened_on.into(),
        })
        .collect())
}

/// The events that belong to one.
pub async fn events(ctx: &Context<'_>, shown: &Shown) -> Result<Vec<Event>> {
    let (request, pin) = (ctx.data_unchecked::<Request>(), &shown.pin);
    if !request.may(Action::ReadEvents, pin.district_id(), None) {
        return Ok(Vec::new());
    }
    let related = shown.case.links.iter();
    let related = related.filter(|link| link.other_kind == "event");
    let keys = related.take(EVENTS).map(|link| {
        let event = EventId(link.other_id);
        VersionAt(pin.district_id().clone(), pin.number, event)
    });
    let versions = try_join_all(keys.map(|key| load(ctx, key))).await?;
    let event = |version| Event {
        pin: Arc::clone(pin),
        version,
    };
    Ok(versions.into_iter().flatten().map(event).collect())
}
