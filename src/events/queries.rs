//! Reads of events as they stood at a journal number: by id, page by page, one event's history.
//! Deliberately absent: what hangs on a version (loaders), permission (graphql asks the policy).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::content::{Content, Version};
use super::entity::{campaign, event, event_version};
use super::filter::EventFilter;
use super::kinds::{FundKind, Measure};
use super::loaders;
use super::sets::{CampaignSet, HostSet};
use super::words::narratives;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::seal::Vault;
use crate::kernel::since;
use crate::kernel::versions::{standing_at, standing_within};

/// The versions of these events that stood at a number.
pub async fn versions_at(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: impl IntoIterator<Item = EventId>,
) -> std::result::Result<BTreeMap<EventId, event_version::Model>, DbErr> {
    Ok(event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::Id.is_in(ids))
        .filter(standing_at::<event_version::Entity>(number))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect())
}

/// The identities of these events.
pub async fn identities(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: impl IntoIterator<Item = EventId>,
) -> std::result::Result<BTreeMap<EventId, event::Model>, DbErr> {
    Ok(event::Entity::find()
        .filter(event::Column::DistrictId.eq(district.clone()))
        .filter(event::Column::Id.is_in(ids))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect())
}

/// All versions of these events up to a number, by event, newest first.
pub async fn histories(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: impl IntoIterator<Item = EventId>,
) -> std::result::Result<BTreeMap<EventId, Vec<event_version::Model>>, DbErr> {
    let rows = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::Id.is_in(ids))
        .filter(event_version::Column::SinceNumber.lte(number))
        .order_by_desc(event_version::Column::SinceNumber)
        .all(conn)
        .await?;
    let mut histories = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        histories.entry(row.id).or_default().push(row);
    }
    Ok(histories)
}

/// The parts of these events that stood at a number, by parent, each in the order of days and ids.
pub async fn parts(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    parents: BTreeSet<EventId>,
) -> std::result::Result<BTreeMap<EventId, Vec<event_version::Model>>, DbErr> {
    let rows = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::ParentId.is_in(parents))
        .filter(standing_at::<event_version::Entity>(number))
        .order_by_asc(event_version::Column::BeganOn)
        .order_by_asc(event_version::Column::Id)
        .all(conn)
        .await?;
    let mut parts = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        if let Some(parent) = row.parent_id {
            parts.entry(parent).or_default().push(row);
        }
    }
    Ok(parts)
}

/// The campaigns of a district as they stood at a number, by first day and name.
pub async fn campaigns(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> std::result::Result<Vec<campaign::Model>, DbErr> {
    campaign::Entity::find()
        .filter(campaign::Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<campaign::Entity>(number))
        .order_by_asc(campaign::Column::StartsOn)
        .order_by_asc(campaign::Column::Id)
        .all(conn)
        .await
}

/// One page of the events of a district that a filter means, the latest day first. Refuses a cursor of another list.
pub async fn page(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    filter: &EventFilter,
    args: &PageArgs,
) -> Result<Page<event_version::Model>> {
    use event_version::Column;
    let mut query = select(district, number, filter);
    if let Some(key) = &args.after {
        let (day, id) = read_key("after", key)?;
        query = query.filter(
            Condition::any()
                .add(Column::BeganOn.lt(day))
                .add(Column::BeganOn.eq(day).and(Column::Id.lt(id))),
        );
    }
    if let Some(key) = &args.before {
        let (day, id) = read_key("before", key)?;
        query = query.filter(
            Condition::any()
                .add(Column::BeganOn.gt(day))
                .add(Column::BeganOn.eq(day).and(Column::Id.gt(id))),
        );
    }
    let query = if args.backward {
        query.order_by_asc(Column::BeganOn).order_by_asc(Column::Id)
    } else {
        query
            .order_by_desc(Column::BeganOn)
            .order_by_desc(Column::Id)
    };
    let mut rows = query.limit(args.limit.saturating_add(1)).all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let items = rows.into_iter().map(|row| (key_of(&row), row)).collect();
    Ok(Page::new(items, args, more))
}

/// How many events of a district a filter means.
pub async fn count(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    filter: &EventFilter,
) -> std::result::Result<u64, DbErr> {
    select(district, number, filter).count(conn).await
}

/// The events that a filter meant at some number from `since` on and does not mean now, by id.
pub async fn left(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    (since, number): (i64, i64),
    filter: &EventFilter,
    args: &PageArgs,
) -> Result<Page<(Uuid, i64)>> {
    let lists = (
        event_version::Entity::find()
            .filter(filter.conditions(district))
            .filter(standing_within::<event_version::Entity>((since, number))),
        select(district, number, filter),
    );
    let of = (district, event_version::Column::Id);
    since::left::<event_version::Entity>(conn, of, (since, number), lists, args).await
}

fn select(
    district: &DistrictId,
    number: i64,
    filter: &EventFilter,
) -> sea_orm::Select<event_version::Entity> {
    event_version::Entity::find()
        .filter(filter.conditions(district))
        .filter(standing_at::<event_version::Entity>(number))
}

/// The key of a version in the order of pages.
fn key_of(row: &event_version::Model) -> String {
    format!("{}/{}", row.began_on, row.id)
}

fn read_key(field: &str, key: &str) -> Result<(NaiveDate, EventId)> {
    key.split_once('/')
        .and_then(|(day, id)| Some((day.parse().ok()?, EventId(Uuid::try_parse(id).ok()?))))
        .ok_or_else(|| {
            Problem::bad_input(
                field,
                format!("{field} 不是此列表的游标。"),
                format!("{field} is no cursor of this list."),
            )
        })
}

/// Versions with what hangs on them, three statements.
pub async fn whole_versions(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    rows: Vec<event_version::Model>,
) -> std::result::Result<Vec<Version>, DbErr> {
    let keys = rows.iter().map(|row| (row.id, row.since_number)).collect();
    let mut quantities = loaders::quantities(conn, district, &keys).await?;
    let mut participants = loaders::participants(conn, district, &keys).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let key = (row.id, row.since_number);
            Version {
                row,
                quantities: quantities.remove(&key).unwrap_or_default(),
                participants: participants.remove(&key).unwrap_or_default(),
            }
        })
        .collect())
}

/// The version of an event that stands now, with what hangs on it.
pub async fn standing(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: EventId,
) -> std::result::Result<Option<Version>, DbErr> {
    let row = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::Id.eq(id))
        .filter(event_version::Column::UntilNumber.is_null())
        .all(conn)
        .await?;
    Ok(whole_versions(conn, district, row).await?.pop())
}

/// The contents of versions: their sets taken apart again and their accounts opened, three statements.
pub async fn contents(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    versions: Vec<Version>,
) -> std::result::Result<BTreeMap<EventId, Content>, Fault> {
    let rows = versions.iter().map(|version| &version.row);
    let mut narratives = narratives(conn, vault, district, rows).await?;
    let host_sets = versions.iter().map(|version| version.row.host_set_id);
    let mut hosts = loaders::hosts(conn, district, host_sets.collect()).await?;
    let campaign_sets = versions.iter().map(|version| version.row.campaign_set_id);
    let campaigns = loaders::campaigns(conn, district, campaign_sets.collect()).await?;
    let mut contents = BTreeMap::new();
    for version in versions {
        let hosts: Vec<NodeId> = hosts
            .entry(version.row.host_set_id)
            .or_default()
            .iter()
            .map(|(host, _)| *host)
            .collect();
        let Some(lead) = hosts.first() else { continue };
        let of_set = campaigns.get(&version.row.campaign_set_id).cloned();
        let narrative = narratives.remove(&version.row.id);
        contents.insert(
            version.row.id,
            content_of(
                (version, narrative),
                HostSet::new(*lead, hosts.iter().copied()),
                CampaignSet(of_set.unwrap_or_default()),
            ),
        );
    }
    Ok(contents)
}

/// The contents that events were first posted with.
pub async fn first_contents(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    ids: Vec<EventId>,
) -> std::result::Result<BTreeMap<EventId, Content>, Fault> {
    let identities = identities(conn, district, ids).await?;
    let rows = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::Id.is_in(identities.keys().copied()))
        .filter(
            event_version::Column::SinceNumber
                .is_in(identities.values().map(|row| row.since_number)),
        )
        .all(conn)
        .await?
        .into_iter()
        .filter(|row| {
            identities
                .get(&row.id)
                .is_some_and(|identity| identity.since_number == row.since_number)
        })
        .collect();
    let versions = whole_versions(conn, district, rows).await?;
    contents(conn, vault, district, versions).await
}

fn content_of(
    (version, narrative): (Version, Option<String>),
    hosts: HostSet,
    campaigns: CampaignSet,
) -> Content {
    let row = version.row;
    let quantities = version
        .quantities
        .iter()
        .filter(|quantity| quantity.measure != Measure::Events)
        .map(|quantity| {
            let fund_kind = FundKind::read(&quantity.fund_kind);
            (
                (quantity.measure, fund_kind),
                (quantity.amount, quantity.qualifier),
            )
        })
        .collect();
    Content {
        hosts,
        kind: row.kind,
        title: row.title,
        began_on: row.began_on,
        ended_on: row.ended_on,
        place_code: row.place_code,
        campaigns,
        parent: row.parent_id,
        participants: version.participants,
        quantities,
        narrative,
        subject: row.subject_id,
        client_recorded_at: row.client_recorded_at,
    }
}
