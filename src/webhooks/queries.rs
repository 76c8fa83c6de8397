//! Reads of webhooks: endpoints and how far they are, secrets that hold, what must be known of cases, and the log page by
//! page. Deliberately absent: permission; the caller asks first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::{Signs, attempt, endpoint, position, secret, waiting};
use super::rules::telling::{KnownCase, KnownCases, is_of_case};
use super::signing::Secret;
use crate::casework::entity::{case_fact, casefile};
use crate::casework::kinds::Fact;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::journal::entry;
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::seal::{Guards, Vault, load_key};

/// Endpoints of a district that are told of at once: those that are open, and the newest that were closed.
const MOST: u64 = 50;

/// The field that a secret is sealed as.
pub const SECRET: &str = "webhook secret";

/// An endpoint of a district.
pub async fn find_endpoint(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
) -> std::result::Result<Option<endpoint::Model>, DbErr> {
    endpoint::Entity::find_by_id((district.clone(), id))
        .one(conn)
        .await
}

/// The endpoints of a district, those that are open first, the oldest first.
pub async fn list_endpoints(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> std::result::Result<Vec<endpoint::Model>, DbErr> {
    let all = endpoint::Entity::find().filter(endpoint::Column::DistrictId.eq(district.clone()));
    let mut open = all
        .clone()
        .filter(endpoint::Column::ClosedAt.is_null())
        .order_by_asc(endpoint::Column::OpenedAt)
        .order_by_asc(endpoint::Column::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    let closed = all
        .filter(endpoint::Column::ClosedAt.is_not_null())
        .order_by_desc(endpoint::Column::ClosedAt)
        .order_by_asc(endpoint::Column::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    let room = usize::try_from(MOST)
        .unwrap_or(0)
        .saturating_sub(open.len());
    open.extend(closed.into_iter().take(room));
    Ok(open)
}

/// What waits at one endpoint.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Waiting {
    /// The endpoint.
    pub endpoint_id: Uuid,
    /// How many deliveries.
    pub count: i64,
    /// Since when the first of those has been tried that failed.
    pub first_at: Option<DateTime<Utc>>,
}

/// How far the endpoints of a district are, and what waits at each.
pub async fn progress(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    endpoints: &[Uuid],
) -> std::result::Result<BTreeMap<Uuid, (position::Model, Option<Waiting>)>, DbErr> {
    let positions = position::Entity::find()
        .filter(position::Column::DistrictId.eq(district.clone()))
        .filter(position::Column::EndpointId.is_in(endpoints.iter().copied()))
        .all(conn)
        .await?;
    let counted = waiting::Entity::find()
        .select_only()
        .column(waiting::Column::EndpointId)
        .column_as(waiting::Column::Number.count(), "count")
        .column_as(waiting::Column::FirstAt.min(), "first_at")
        .filter(waiting::Column::DistrictId.eq(district.clone()))
        .filter(waiting::Column::EndpointId.is_in(endpoints.iter().copied()))
        .group_by(waiting::Column::EndpointId)
        .into_model::<Waiting>()
        .all(conn)
        .await?;
    let mut counted: BTreeMap<_, _> = counted
        .into_iter()
        .map(|waiting| (waiting.endpoint_id, waiting))
        .collect();
    Ok(positions
        .into_iter()
        .map(|row| {
            (
                row.endpoint_id,
                (row.clone(), counted.remove(&row.endpoint_id)),
            )
        })
        .collect())
}

/// The secrets of an endpoint that hold at an instant, the newest first.
pub async fn secrets(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    (district, id): (&DistrictId, Uuid),
    signs: Signs,
    now: DateTime<Utc>,
) -> std::result::Result<Vec<Secret>, Fault> {
    let holds = Condition::any()
        .add(secret::Column::Until.is_null())
        .add(secret::Column::Until.gt(now));
    let rows = secret::Entity::find()
        .filter(secret::Column::DistrictId.eq(district.clone()))
        .filter(secret::Column::EndpointId.eq(id))
        .filter(secret::Column::Signs.eq(signs))
        .filter(holds)
        .order_by_desc(secret::Column::Since)
        .limit(MOST)
        .all(conn)
        .await?;
    let Some(key) = load_key(conn, vault, district, Guards::Webhook, id).await? else {
        return Ok(Vec::new());
    };
    let read = |row: &secret::Model| {
        let text = key.open(&field_of(row.id), &row.secret)?;
        Secret::read(&text).ok_or_else(|| Fault::new("a secret cannot be read"))
    };
    rows.iter().map(read).collect()
}

/// As what a secret is sealed: one cannot stand in the place of another.
pub fn field_of(secret: Uuid) -> String {
    format!("{SECRET} {}", secret.simple())
}

/// What must be known of the cases that some entries are about.
pub async fn known_cases(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    entries: &[entry::Model],
) -> std::result::Result<KnownCases, DbErr> {
    let ids: BTreeSet<CaseId> = entries
        .iter()
        .filter(|entry| is_of_case(&entry.subject_kind))
        .map(|entry| CaseId(entry.subject_id))
        .collect();
    if ids.is_empty() {
        return Ok(KnownCases::new());
    }
    let files = casefile::Entity::find()
        .filter(casefile::Column::DistrictId.eq(district.clone()))
        .filter(casefile::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let facts = case_fact::Entity::find()
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::CaseId.is_in(ids.iter().copied()))
        .filter(case_fact::Column::Fact.is_in([Fact::Forwarded, Fact::Submitted]))
        .all(conn)
        .await?;
    let mut known: KnownCases = files
        .into_iter()
        .map(|file| {
            let case = KnownCase {
                kind: file.kind,
                forwarded: Vec::new(),
                submitted: None,
            };
            (file.id.0, case)
        })
        .collect();
    for row in facts {
        let Some(case) = known.get_mut(&row.case_id.0) else {
            continue;
        };
        if row.fact == Fact::Forwarded {
            case.forwarded.push((row.since_number, row.until_number));
        } else {
            let first = case.submitted.unwrap_or(i64::MAX).min(row.since_number);
            case.submitted = Some(first);
        }
    }
    Ok(known)
}

/// How many attempts the log of an endpoint holds.
pub async fn count_attempts(
    conn: &impl ConnectionTrait,
    (district, id): (&DistrictId, Uuid),
) -> std::result::Result<u64, DbErr> {
    sea_orm::PaginatorTrait::count(
        attempt::Entity::find()
            .filter(attempt::Column::DistrictId.eq(district.clone()))
            .filter(attempt::Column::EndpointId.eq(id)),
        conn,
    )
    .await
}

/// A page of the log of an endpoint, the oldest attempt first.
pub async fn list_attempts(
    conn: &impl ConnectionTrait,
    (district, id): (&DistrictId, Uuid),
    args: &PageArgs,
) -> Result<Page<attempt::Model>> {
    let mut query = attempt::Entity::find()
        .filter(attempt::Column::DistrictId.eq(district.clone()))
        .filter(attempt::Column::EndpointId.eq(id))
        .limit(args.limit.saturating_add(1));
    if let Some(after) = ordinal("after", args.after.as_deref())? {
        query = query.filter(attempt::Column::Ordinal.gt(after));
    }
    if let Some(before) = ordinal("before", args.before.as_deref())? {
        query = query.filter(attempt::Column::Ordinal.lt(before));
    }
    query = match args.backward {
        true => query.order_by_desc(attempt::Column::Ordinal),
        false => query.order_by_asc(attempt::Column::Ordinal),
    };
    let mut rows = query.all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let items = rows.into_iter().map(|row| (row.ordinal.to_string(), row));
    Ok(Page::new(items.collect(), args, more))
}

fn ordinal(field: &str, cursor: Option<&str>) -> Result<Option<i64>> {
    let read = |text: &str| {
        text.parse().map_err(|_| {
            Problem::bad_input(
                field,
                format!("{field} 不是有效的游标。"),
                format!("{field} is not a cursor."),
            )
        })
    };
    cursor.map(read).transpose()
}
