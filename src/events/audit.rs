//! Compares the events with the journal: every version still says what the journal holds the digest of, none is missing
//! and none was added behind the program's back; no table knows of a change that the journal does not tell of, so that
//! cutting the journal short shows even where its head was cut with it. Deliberately absent: repair; a person must look.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityName, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::content::Version;
use super::entity::{campaign, event, event_version, host_set_host, nil_return};
use super::queries::{identities, whole_versions};
use super::sets::HostSet;
use super::{loaders, queries};
use crate::kernel::db::load_head;
use crate::kernel::id::{DistrictId, EventId};
use crate::kernel::journal::{self, entry};
use crate::kernel::versions::newest_stamp;
use crate::linkage::entity::link;
use crate::organization::entity as body;

/// Journal entries that are compared at once.
const ENTRIES: u64 = 500;

/// The first place where a district's journal or its events are not what was written; `None` when all is whole.
pub async fn verify_district(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    if let Some(place) = journal::verify(conn, district).await? {
        return Ok(Some(place));
    }
    if let Some(place) = cut_short(conn, district).await? {
        return Ok(Some(place));
    }
    let (mut after, mut told) = (0, 0_u64);
    loop {
        let entries = entry::Entity::find()
            .filter(entry::Column::DistrictId.eq(district.clone()))
            .filter(entry::Column::SubjectKind.eq("event"))
            .filter(entry::Column::Number.gt(after))
            .order_by_asc(entry::Column::Number)
            .limit(ENTRIES)
            .all(conn)
            .await?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        told = told.saturating_add(u64::try_from(entries.len()).unwrap_or(0));
        if let Some(place) = compare(conn, district, &entries).await? {
            return Ok(Some(place));
        }
    }
    let stored = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .count(conn)
        .await?;
    if stored != told {
        return Ok(Some(format!(
            "events {district}: the journal tells of {told} versions, {stored} are stored"
        )));
    }
    Ok(None)
}

/// A table with a row of a later number than the journal's last.
async fn cut_short(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let head = load_head(conn, district)
        .await?
        .map_or(0, |head| head.number);
    macro_rules! look {
        ($($entity:path),+ $(,)?) => {
            $(let newest = newest_stamp::<$entity>(conn, district).await?;
            if let Some(number) = newest.filter(|number| *number > head) {
                let table = <$entity>::default().table_name().to_owned();
                return Ok(Some(format!(
                    "journal {district}: it ends at {head}, a row of {table} is of {number}"
                )));
            })+
        };
    }
    look!(
        event_version::Entity,
        campaign::Entity,
        nil_return::Entity,
        link::Entity,
        body::district::Entity,
        body::township::Entity,
        body::division::Entity,
        body::special_committee::Entity,
        body::handling_unit::Entity,
        body::calendar_year::Entity,
        body::sector::Entity,
        body::sector_group::Entity,
        body::workroom::Entity,
        body::honour::Entity,
        body::member::Entity,
        body::member_personal::Entity,
        body::membership::Entity,
        body::office_held::Entity,
        body::term::Entity,
        body::session::Entity,
    );
    Ok(None)
}

async fn compare(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    entries: &[entry::Model],
) -> Result<Option<String>, DbErr> {
    let ids: BTreeSet<EventId> = entries
        .iter()
        .map(|entry| EventId(entry.subject_id))
        .collect();
    let histories = queries::histories(conn, district, i64::MAX, ids.iter().copied()).await?;
    let next: BTreeMap<(EventId, i64), Option<i64>> = successors(&histories);
    let numbers: BTreeSet<i64> = entries.iter().map(|entry| entry.number).collect();
    let rows = histories
        .into_values()
        .flatten()
        .filter(|row| numbers.contains(&row.since_number))
        .collect();
    let versions: BTreeMap<(EventId, i64), Version> = whole_versions(conn, district, rows)
        .await?
        .into_iter()
        .map(|version| ((version.row.id, version.row.since_number), version))
        .collect();
    let identities = identities(conn, district, ids).await?;
    for entry in entries {
        let id = EventId(entry.subject_id);
        let place = format!("event {id} of {district} at number {}", entry.number);
        let Some(version) = versions.get(&(id, entry.number)) else {
            return Ok(Some(format!("{place}: the version is missing")));
        };
        if version.digest() != version.row.digest || !tells(entry, "digest", &version.row.digest) {
            return Ok(Some(format!("{place}: the version was changed")));
        }
        if next.get(&(id, entry.number)) != Some(&version.row.until_number) {
            return Ok(Some(format!(
                "{place}: the number that closed the version was changed"
            )));
        }
        let posted = identities
            .get(&id)
            .filter(|identity| identity.since_number == entry.number);
        if posted.is_some_and(|identity| !is_posted(entry, identity)) {
            return Ok(Some(format!(
                "{place}: what it was posted with was changed"
            )));
        }
    }
    sets(conn, district, versions.values()).await
}

/// The number that closes each version: that of the next one.
fn successors(
    histories: &BTreeMap<EventId, Vec<event_version::Model>>,
) -> BTreeMap<(EventId, i64), Option<i64>> {
    let mut next = BTreeMap::new();
    for (id, newest_first) in histories {
        let mut later = None;
        for row in newest_first {
            next.insert((*id, row.since_number), later);
            later = Some(row.since_number);
        }
    }
    next
}

fn is_posted(entry: &entry::Model, identity: &event::Model) -> bool {
    tells(entry, "content", &identity.content_hash)
        && entry.at == identity.posted_at
        && entry.actor_id == identity.posted_by
}

fn tells(entry: &entry::Model, field: &str, value: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(&entry.content)
        .ok()
        .and_then(|content| Some(content.get(field)?.as_str()? == value))
        .unwrap_or(false)
}

/// A set's id is made of its members, so that a changed member shows.
async fn sets(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    versions: impl Iterator<Item = &Version> + Clone,
) -> Result<Option<String>, DbErr> {
    let host_sets = versions.clone().map(|version| version.row.host_set_id);
    let hosts = loaders::hosts(conn, district, host_sets.clone().collect()).await?;
    for id in host_sets {
        let shares = hosts.get(&id).map(Vec::as_slice).unwrap_or_default();
        let whole = shares.first().is_some_and(|(lead, _)| {
            let set = HostSet::new(*lead, shares.iter().map(|(host, _)| *host));
            set.id() == id && set.shares() == shares
        });
        if !whole {
            let table = sea_orm::EntityName::table_name(&host_set_host::Entity).to_owned();
            return Ok(Some(format!("{table} of {district}: set {id} was changed")));
        }
    }
    let campaign_sets = versions.map(|version| version.row.campaign_set_id);
    let campaigns = loaders::campaigns(conn, district, campaign_sets.clone().collect()).await?;
    for id in campaign_sets {
        let set = super::sets::CampaignSet(campaigns.get(&id).cloned().unwrap_or_default());
        if set.id() != id {
            return Ok(Some(format!(
                "campaign_set_campaign of {district}: set {id} was changed"
            )));
        }
    }
    Ok(None)
}
