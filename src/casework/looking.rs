//! What a deed names besides its case, looked up before the rules decide: a master, an event, a work order's number,
//! campaigns. Deliberately absent: deciding.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::content::{Content, Particulars};
use super::deed::Deed;
use super::entity::{adoption_point, case_fact, case_link, case_step, case_version};
use super::kinds::{CaseAct, CaseKind, CaseState, Fact, LinkKind};
use super::opening::Opening;
use super::points::Points;
use super::queries::cases;
use super::sight::sight;
use crate::events::entity::{campaign, event_version};
use crate::events::kinds::{EventKind, EventStatus};
use crate::events::queries::versions_at;
use crate::kernel::id::{CaseId, DistrictId, EventId, NodeId};
use crate::kernel::versions::load_at;
use crate::linkage::Writing;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The state of the master, when it is of the same kind.
    pub master: Option<CaseState>,
    /// Whether the master is itself merged into the case, directly or through others.
    pub circle: bool,
    /// The kind of the event, when it counts.
    pub event: Option<EventKind>,
    /// Its first day.
    pub event_on: Option<NaiveDate>,
    /// Where it was, as a division code.
    pub event_place: Option<String>,
    /// Kind and state of the case that it is a part of.
    pub whole: Option<(CaseKind, CaseState)>,
    /// Kinds and states of the cases that are parts of it.
    pub parts: Vec<(CaseKind, CaseState)>,
    /// Whether the number is another case's of the kind.
    pub reference_taken: bool,
    /// Kinds and states of the cases that it came out of; none where one is not there.
    pub sources: Vec<Option<(CaseKind, CaseState)>>,
    /// Whether the master that it was merged into, directly or through others, has been replied to.
    pub master_replied: bool,
    /// Whether other cases, not withdrawn, are merged into it.
    pub merged: bool,
    /// Whether the event is a session of another consultation.
    pub session_of_another: bool,
    /// The campaign that it is a part of.
    pub campaign: CampaignOf,
    /// Whether every campaign stands.
    pub campaigns_known: bool,
    /// The points of adoptions.
    pub points: Points,
    /// What the case says, when the deed says it anew; none also when that was erased.
    pub stands: Option<Content>,
}

/// What a finding must know of its campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignOf {
    /// The day on which it was launched.
    pub launched_on: Option<NaiveDate>,
    /// The groups that take part, and the body that organises it.
    pub groups: Vec<NodeId>,
    /// Whether the event is a recorded round of it.
    pub has_round: bool,
}

impl Found {
    fn take_in(&mut self, event: Option<event_version::Model>) {
        self.event = event.as_ref().map(|row| row.kind);
        self.event_on = event.as_ref().map(|row| row.began_on);
        self.event_place = event.and_then(|row| row.place_code);
    }
}

/// Looks up what a deed names, as the district stands now.
pub async fn look_up(
    writing: &Writing,
    kind: CaseKind,
    case: CaseId,
    deed: &Deed,
) -> Result<Found, DbErr> {
    let (conn, district) = (&writing.tx, writing.ledger.district());
    let number = writing.ledger.head().number;
    let mut found = Found::default();
    match deed {
        Deed::Merge { master } => {
            found.master = standing(conn, district, *master)
                .await?
                .filter(|row| row.kind == kind)
                .map(|row| row.state);
            found.circle = leads_to(conn, district, *master, case).await?;
        }
        Deed::Relate { event } | Deed::Hold { event, .. } | Deed::RecordRound { event, .. } => {
            found.take_in(counted(conn, district, number, *event).await?);
            if matches!(deed, Deed::Hold { .. }) {
                found.session_of_another = held_elsewhere(conn, district, case, *event).await?;
            }
        }
        Deed::Void | Deed::Withdraw => found.merged = has_merged(conn, district, case).await?,
        Deed::Dispatch {
            work_order: number, ..
        }
        | Deed::File { number } => {
            found.reference_taken = is_taken(conn, district, kind, case, number).await?;
        }
        Deed::Issue { number: issue } => {
            found.reference_taken = is_taken(conn, district, kind, case, issue).await?;
            found.points = points(conn, district, number).await?;
        }
        Deed::ReportUp | Deed::Adopt { .. } => {
            found.points = points(conn, district, number).await?;
        }
        Deed::Derive { from } => {
            found.sources = sources(writing, &[*from]).await?;
            found.circle = *from == case || came_from(conn, district, *from, case).await?;
        }
        Deed::Close { .. } => found.parts = parts(conn, district, case).await?,
        Deed::Evaluate { .. } => {
            let master = last_master(conn, district, case).await?;
            found.master_replied = master != case && has_reply(conn, district, master).await?;
        }
        _ => {}
    }
    Ok(found)
}

/// Looks up what an opening names, as the district stands now.
pub async fn look_up_opening(writing: &Writing, opening: &Opening) -> Result<Found, DbErr> {
    let (conn, district) = (&writing.tx, writing.ledger.district());
    let number = writing.ledger.head().number;
    let mut found = Found::default();
    let asked: BTreeSet<_> = opening.campaigns.iter().copied().collect();
    let known: BTreeSet<_> = match asked.is_empty() {
        true => BTreeSet::new(),
        false => campaign::Entity::find()
            .filter(campaign::Column::DistrictId.eq(district.clone()))
            .filter(campaign::Column::Id.is_in(asked.iter().copied()))
            .filter(campaign::Column::UntilNumber.is_null())
            .all(conn)
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect(),
    };
    found.campaigns_known = asked == known;
    if !opening.derived.is_empty() {
        found.sources = sources(writing, &opening.derived).await?;
    }
    let (whole, event) = match &opening.content.particulars {
        Particulars::Consultation { proposal, .. } => (*proposal, None),
        Particulars::Finding {
            campaign, round, ..
        } => (Some(*campaign), *round),
        Particulars::Voice { event, .. } => (None, *event),
        Particulars::None | Particulars::Proposal { .. } | Particulars::Oversight { .. } => {
            (None, None)
        }
    };
    if let Some(whole) = whole {
        let row = standing(conn, district, whole).await?;
        found.whole = row.map(|row| (row.kind, row.state));
        if matches!(opening.content.particulars, Particulars::Finding { .. }) {
            found.campaign = campaign_of(conn, district, whole, event).await?;
        }
    }
    if let Some(event) = event {
        found.take_in(counted(conn, district, number, event).await?);
    }
    Ok(found)
}

/// Kinds and states of cases that the caller sees, in their order; what he does not see is not there. A voice is taken up
/// by whoever was handed its number: of it a product tells nothing.
async fn sources(
    writing: &Writing,
    ids: &[CaseId],
) -> Result<Vec<Option<(CaseKind, CaseState)>>, DbErr> {
    let district = writing.ledger.district();
    let number = writing.ledger.head().number;
    let asked: BTreeSet<CaseId> = ids.iter().copied().collect();
    let found = cases(&writing.tx, district, number, &asked).await?;
    let seen = |id: &CaseId| {
        let case = found.get(id)?;
        let (kind, state) = (case.version.kind, case.version.state);
        let sight = sight(Some(&writing.actor), district, kind.is_restricted());
        let seen = kind == CaseKind::PublicVoice || sight.sees(case);
        seen.then_some((kind, state))
    };
    Ok(ids.iter().map(seen).collect())
}

/// Whether cases that stand are merged into one.
async fn has_merged(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
) -> Result<bool, DbErr> {
    let merged = tied_to(conn, district, case.0, LinkKind::MergedInto).await?;
    let standing = case_version::Entity::find()
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Id.is_in(merged))
        .filter(case_version::Column::State.eq(CaseState::Merged))
        .filter(case_version::Column::UntilNumber.is_null())
        .one(conn)
        .await?;
    Ok(standing.is_some())
}

/// The cases that are tied to something in a way.
async fn tied_to(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    other: Uuid,
    relation: LinkKind,
) -> Result<Vec<CaseId>, DbErr> {
    let links = case_link::Entity::find()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::OtherId.eq(other))
        .filter(case_link::Column::Relation.eq(relation))
        .all(conn)
        .await?;
    Ok(links.into_iter().map(|link| link.case_id).collect())
}

/// Whether an event is a session of a consultation other than this one.
async fn held_elsewhere(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
    event: Uuid,
) -> Result<bool, DbErr> {
    let tied = tied_to(conn, district, event, LinkKind::Related).await?;
    let steps = case_step::Entity::find()
        .filter(case_step::Column::DistrictId.eq(district.clone()))
        .filter(case_step::Column::CaseId.is_in(tied))
        .filter(case_step::Column::CaseId.ne(case))
        .filter(case_step::Column::Act.eq(CaseAct::Hold))
        .all(conn)
        .await?;
    Ok(steps.iter().any(|step| {
        let deed = serde_json::from_str::<Deed>(&step.deed);
        matches!(deed, Ok(Deed::Hold { event: held, .. }) if held == event)
    }))
}

/// What a finding must know of its campaign.
async fn campaign_of(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    campaign: CaseId,
    event: Option<Uuid>,
) -> Result<CampaignOf, DbErr> {
    let facts = case_fact::Entity::find()
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::CaseId.eq(campaign))
        .filter(case_fact::Column::Fact.is_in([Fact::Party, Fact::Launched]))
        .filter(case_fact::Column::UntilNumber.is_null())
        .all(conn)
        .await?;
    let launched = facts.iter().find(|row| row.fact == Fact::Launched);
    let rounds = case_step::Entity::find()
        .filter(case_step::Column::DistrictId.eq(district.clone()))
        .filter(case_step::Column::CaseId.eq(campaign))
        .filter(case_step::Column::Act.eq(CaseAct::RecordRound))
        .all(conn)
        .await?;
    Ok(CampaignOf {
        launched_on: launched.map(|row| row.on_day),
        groups: facts.iter().filter_map(|row| row.node_id).collect(),
        has_round: rounds.iter().any(|step| {
            let deed = serde_json::from_str::<Deed>(&step.deed);
            matches!(deed, Ok(Deed::RecordRound { event: held, .. }) if Some(held) == event)
        }),
    })
}

/// Whether a number is another case's of the kind.
async fn is_taken(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    kind: CaseKind,
    case: CaseId,
    reference: &str,
) -> Result<bool, DbErr> {
    let other = case_version::Entity::find()
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Kind.eq(kind))
        .filter(case_version::Column::Reference.eq(reference))
        .filter(case_version::Column::UntilNumber.is_null())
        .filter(case_version::Column::Id.ne(case))
        .one(conn)
        .await?;
    Ok(other.is_some())
}

/// The points of adoptions.
async fn points(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<Points, DbErr> {
    let rows = load_at::<adoption_point::Entity>(conn, district, number).await?;
    Ok(Points::new(rows))
}

/// An event that counts.
async fn counted(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    event: Uuid,
) -> Result<Option<event_version::Model>, DbErr> {
    let event = EventId(event);
    let version = versions_at(conn, district, number, [event]).await?;
    let version = version.into_values().next();
    Ok(version.filter(|row| matches!(row.status, EventStatus::Posted | EventStatus::Verified)))
}

async fn master_of(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
) -> Result<Option<CaseId>, DbErr> {
    let link = case_link::Entity::find()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::CaseId.eq(case))
        .filter(case_link::Column::Relation.eq(LinkKind::MergedInto))
        .one(conn)
        .await?;
    Ok(link.map(|link| CaseId(link.other_id)))
}

/// Kinds and states of the cases that are parts of one.
async fn parts(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
) -> Result<Vec<(CaseKind, CaseState)>, DbErr> {
    let links = case_link::Entity::find()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::OtherId.eq(case.0))
        .filter(case_link::Column::Relation.eq(LinkKind::PartOf))
        .all(conn)
        .await?;
    let rows = case_version::Entity::find()
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Id.is_in(links.into_iter().map(|link| link.case_id)))
        .filter(case_version::Column::UntilNumber.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.state)).collect())
}

async fn has_reply(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
) -> Result<bool, DbErr> {
    let reply = case_fact::Entity::find()
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::CaseId.eq(case))
        .filter(case_fact::Column::Fact.eq(Fact::Replied))
        .filter(case_fact::Column::UntilNumber.is_null())
        .one(conn)
        .await?;
    Ok(reply.is_some())
}

/// Whether one case came out of another, directly or through others; looks at 1000 cases at most.
async fn came_from(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    from: CaseId,
    to: CaseId,
) -> Result<bool, DbErr> {
    let (mut at, mut seen) = (BTreeSet::from([from]), BTreeSet::new());
    while !at.is_empty() && seen.len() < 1000 {
        if at.contains(&to) {
            return Ok(true);
        }
        seen.extend(at.iter().copied());
        let links = case_link::Entity::find()
            .filter(case_link::Column::DistrictId.eq(district.clone()))
            .filter(case_link::Column::CaseId.is_in(at.iter().copied()))
            .filter(case_link::Column::Relation.eq(LinkKind::DerivedFrom))
            .all(conn)
            .await?;
        let next = links.into_iter().map(|link| CaseId(link.other_id));
        at = next.filter(|id| !seen.contains(id)).collect();
    }
    Ok(false)
}

async fn standing(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: CaseId,
) -> Result<Option<case_version::Model>, DbErr> {
    case_version::Entity::find()
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Id.eq(id))
        .filter(case_version::Column::UntilNumber.is_null())
        .one(conn)
        .await
}

/// The master at the end of a line of mergers; the case itself when it was not merged.
async fn last_master(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    case: CaseId,
) -> Result<CaseId, DbErr> {
    let (mut at, mut seen) = (case, BTreeSet::new());
    while seen.insert(at) {
        match master_of(conn, district, at).await? {
            Some(master) => at = master,
            None => break,
        }
    }
    Ok(at)
}

/// Whether following masters from `from` comes to `to`. A merged case has one master, so this is a line.
async fn leads_to(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    from: CaseId,
    to: CaseId,
) -> Result<bool, DbErr> {
    let (mut at, mut seen) = (from, BTreeSet::new());
    while seen.insert(at) {
        if at == to {
            return Ok(true);
        }
        match master_of(conn, district, at).await? {
            Some(master) => at = master,
            None => break,
        }
    }
    Ok(false)
}
