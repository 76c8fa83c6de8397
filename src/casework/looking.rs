//! What a deed names besides its case, looked up before the rules decide: a master, an event, a work order's number,
//! campaigns. Deliberately absent: deciding.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::content::Particulars;
use super::deed::Deed;
use super::entity::{adoption_point, case_fact, case_link, case_version};
use super::kinds::{CaseKind, CaseState, Fact, LinkKind};
use super::opening::Opening;
use super::points::Points;
use crate::events::entity::{campaign, event_version};
use crate::events::kinds::{EventKind, EventStatus};
use crate::events::queries::versions_at;
use crate::kernel::id::{CaseId, DistrictId, EventId};
use crate::kernel::versions::load_at;

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
    /// Whether the master that it was merged into has been replied to.
    pub master_replied: bool,
    /// Whether every campaign stands.
    pub campaigns_known: bool,
    /// The points of adoptions.
    pub points: Points,
}

impl Found {
    fn take_in(&mut self, event: Option<event_version::Model>) {
        self.event = event.as_ref().map(|row| row.kind);
        self.event_on = event.as_ref().map(|row| row.began_on);
        self.event_place = event.and_then(|row| row.place_code);
    }
}

/// Looks up what a deed names. `number` is the journal number that is newest now.
pub async fn look_up(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    kind: CaseKind,
    case: CaseId,
    deed: &Deed,
) -> Result<Found, DbErr> {
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
        }
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
            let source = standing(conn, district, *from).await?;
            found.sources = vec![source.map(|row| (row.kind, row.state))];
            found.circle = *from == case || came_from(conn, district, *from, case).await?;
        }
        Deed::Close { .. } => found.parts = parts(conn, district, case).await?,
        Deed::Evaluate { .. } => {
            let master = master_of(conn, district, case).await?;
            found.master_replied = match master {
                Some(master) => has_reply(conn, district, master).await?,
                None => false,
            };
        }
        _ => {}
    }
    Ok(found)
}

/// Looks up what an opening names. `number` is the journal number that is newest now.
pub async fn look_up_opening(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    opening: &Opening,
) -> Result<Found, DbErr> {
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
        let rows = case_version::Entity::find()
            .filter(case_version::Column::DistrictId.eq(district.clone()))
            .filter(case_version::Column::Id.is_in(opening.derived.iter().copied()))
            .filter(case_version::Column::UntilNumber.is_null())
            .all(conn)
            .await?;
        let of = |id: &CaseId| rows.iter().find(|row| row.id == *id);
        let sources = opening.derived.iter().map(of);
        found.sources = sources
            .map(|row| row.map(|row| (row.kind, row.state)))
            .collect();
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
    }
    if let Some(event) = event {
        found.take_in(counted(conn, district, number, event).await?);
    }
    Ok(found)
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
