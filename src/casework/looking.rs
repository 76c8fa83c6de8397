//! What a deed names besides its case, looked up before the rules decide: a master, an event, a work order's number,
//! campaigns. Deliberately absent: deciding.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::deed::Deed;
use super::entity::{case_link, case_version};
use super::kinds::{CaseKind, CaseState, LinkKind};
use crate::events::entity::campaign;
use crate::events::kinds::{Category, EventStatus};
use crate::events::queries::versions_at;
use crate::kernel::id::{CaseId, DistrictId, EventId};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The state of the master, when it is of the same kind.
    pub master: Option<CaseState>,
    /// Whether the master is itself merged into the case, directly or through others.
    pub circle: bool,
    /// The category of the event, when it counts.
    pub event: Option<Category>,
    /// Whether the number of the work order is another case's.
    pub work_order_taken: bool,
    /// Whether every campaign stands.
    pub campaigns_known: bool,
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
        Deed::Relate { event } => {
            let event = EventId(*event);
            found.event = versions_at(conn, district, number, [event])
                .await?
                .remove(&event)
                .filter(|row| matches!(row.status, EventStatus::Posted | EventStatus::Verified))
                .map(|row| row.kind.category());
        }
        Deed::Dispatch { work_order, .. } => {
            found.work_order_taken = case_version::Entity::find()
                .filter(case_version::Column::DistrictId.eq(district.clone()))
                .filter(case_version::Column::WorkOrder.eq(work_order.as_str()))
                .filter(case_version::Column::UntilNumber.is_null())
                .filter(case_version::Column::Id.ne(case))
                .one(conn)
                .await?
                .is_some();
        }
        Deed::Propose { campaigns, .. } => {
            let asked: BTreeSet<_> = campaigns.iter().copied().collect();
            let known: BTreeSet<_> = campaign::Entity::find()
                .filter(campaign::Column::DistrictId.eq(district.clone()))
                .filter(campaign::Column::Id.is_in(asked.iter().copied()))
                .filter(campaign::Column::UntilNumber.is_null())
                .all(conn)
                .await?
                .into_iter()
                .map(|row| row.id)
                .collect();
            found.campaigns_known = asked == known;
        }
        _ => {}
    }
    Ok(found)
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
        let link = case_link::Entity::find()
            .filter(case_link::Column::DistrictId.eq(district.clone()))
            .filter(case_link::Column::CaseId.eq(at))
            .filter(case_link::Column::Relation.eq(LinkKind::MergedInto))
            .one(conn)
            .await?;
        match link {
            Some(link) => at = CaseId(link.other_id),
            None => break,
        }
    }
    Ok(false)
}
