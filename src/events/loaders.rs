//! Loads what hangs on many versions of events, one statement a question however many versions ask.
//! Deliberately absent: which versions (queries).

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{campaign_set_campaign, event_participant, event_quantity, host_set_host};
use crate::kernel::id::{DistrictId, EventId, NodeId, SetId};

/// One version of an event: the event and the journal number that opened the version.
pub type VersionKey = (EventId, i64);

/// The hosts of sets with their shares in millionths, the lead first.
pub async fn hosts(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    sets: BTreeSet<SetId>,
) -> Result<BTreeMap<SetId, Vec<(NodeId, i64)>>, DbErr> {
    let rows = host_set_host::Entity::find()
        .filter(host_set_host::Column::DistrictId.eq(district.clone()))
        .filter(host_set_host::Column::HostSetId.is_in(sets))
        .order_by_asc(host_set_host::Column::HostSetId)
        .order_by_asc(host_set_host::Column::Position)
        .all(conn)
        .await?;
    let mut hosts = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        hosts
            .entry(row.host_set_id)
            .or_default()
            .push((row.host_id, row.share));
    }
    Ok(hosts)
}

/// The campaigns of sets.
pub async fn campaigns(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    sets: BTreeSet<SetId>,
) -> Result<BTreeMap<SetId, BTreeSet<NodeId>>, DbErr> {
    let rows = campaign_set_campaign::Entity::find()
        .filter(campaign_set_campaign::Column::DistrictId.eq(district.clone()))
        .filter(campaign_set_campaign::Column::CampaignSetId.is_in(sets))
        .all(conn)
        .await?;
    let mut campaigns = BTreeMap::<_, BTreeSet<_>>::new();
    for row in rows {
        campaigns
            .entry(row.campaign_set_id)
            .or_default()
            .insert(row.campaign_id);
    }
    Ok(campaigns)
}

/// The quantities of versions, by measure and fund kind, `EVENTS` among them.
pub async fn quantities(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    of: &BTreeSet<VersionKey>,
) -> Result<BTreeMap<VersionKey, Vec<event_quantity::Model>>, DbErr> {
    let rows = event_quantity::Entity::find()
        .filter(event_quantity::Column::DistrictId.eq(district.clone()))
        .filter(event_quantity::Column::EventId.is_in(of.iter().map(|(id, _)| *id)))
        .filter(event_quantity::Column::SinceNumber.is_in(of.iter().map(|(_, since)| *since)))
        .all(conn)
        .await?;
    let mut quantities = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        let key = (row.event_id, row.since_number);
        if of.contains(&key) {
            quantities.entry(key).or_default().push(row);
        }
    }
    for rows in quantities.values_mut() {
        rows.sort_by(|a, b| (a.measure, &a.fund_kind).cmp(&(b.measure, &b.fund_kind)));
    }
    Ok(quantities)
}

/// The members who took part, by version.
pub async fn participants(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    of: &BTreeSet<VersionKey>,
) -> Result<BTreeMap<VersionKey, BTreeSet<NodeId>>, DbErr> {
    let rows = event_participant::Entity::find()
        .filter(event_participant::Column::DistrictId.eq(district.clone()))
        .filter(event_participant::Column::EventId.is_in(of.iter().map(|(id, _)| *id)))
        .filter(event_participant::Column::SinceNumber.is_in(of.iter().map(|(_, since)| *since)))
        .all(conn)
        .await?;
    let mut participants = BTreeMap::<_, BTreeSet<_>>::new();
    for row in rows {
        let key = (row.event_id, row.since_number);
        if of.contains(&key) {
            participants.entry(key).or_default().insert(row.member_id);
        }
    }
    Ok(participants)
}
