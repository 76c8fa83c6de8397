//! Reads published figures as they stood at a journal number. Deliberately absent: permission; the caller asks first.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::entity::published_figure::{Column, Entity, Model};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::since;
use crate::kernel::versions::standing_within;

/// Which figures a list means; empty means all.
#[derive(Clone, Debug, Default)]
pub struct FigureFilter {
    /// Of this document.
    pub document: Option<String>,
    /// Changed after this journal number.
    pub changed_after: Option<i64>,
}

/// The figures that were listed at any number of a window; of one number, the list.
fn select(district: &DistrictId, window: (i64, i64), filter: &FigureFilter) -> Select<Entity> {
    let mut query = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(standing_within::<Entity>(window));
    if let Some(document) = &filter.document {
        query = query.filter(Column::Document.eq(document.as_str()));
    }
    if let Some(since) = filter.changed_after {
        query = query.filter(Column::SinceNumber.gt(since));
    }
    query
}

/// The figures that were in a list at some number from `since` on and are not now, by id.
pub async fn left(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    (since, number): (i64, i64),
    filter: &FigureFilter,
    args: &PageArgs,
) -> Result<Page<(Uuid, i64)>> {
    let lists = (
        select(district, (since, number), filter),
        select(district, (number, number), filter),
    );
    since::left::<Entity>(conn, (district, Column::Id), (since, number), lists, args).await
}

/// Those of these figures that stand.
pub async fn standing(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: impl IntoIterator<Item = NodeId>,
) -> std::result::Result<BTreeSet<NodeId>, DbErr> {
    let rows: Vec<NodeId> = select(district, (number, number), &FigureFilter::default())
        .filter(Column::Id.is_in(ids))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// One page, in the order in which the figures were recorded.
pub async fn page(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    filter: &FigureFilter,
    args: &PageArgs,
) -> Result<Page<Model>> {
    let mut query = select(district, (number, number), filter);
    if let Some(key) = &args.after {
        query = query.filter(Column::Id.gt(read_key("after", key)?));
    }
    if let Some(key) = &args.before {
        query = query.filter(Column::Id.lt(read_key("before", key)?));
    }
    query = match args.backward {
        true => query.order_by_desc(Column::Id),
        false => query.order_by_asc(Column::Id),
    };
    let mut rows = query.limit(args.limit.saturating_add(1)).all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let items = rows.into_iter().map(|row| (row.id.to_string(), row));
    Ok(Page::new(items.collect(), args, more))
}

/// Those with a metric whose period holds any of these days, so many at most, by the numbers from which on they stand.
pub async fn computable_over(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    days: (NaiveDate, NaiveDate),
    most: u64,
) -> std::result::Result<Vec<Model>, DbErr> {
    let query = select_over(district, number, days).filter(Column::Metric.is_not_null());
    query.limit(most).all(conn).await
}

/// The same, with a metric or without.
pub async fn over(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    days: (NaiveDate, NaiveDate),
    most: u64,
) -> std::result::Result<Vec<Model>, DbErr> {
    let query = select_over(district, number, days);
    query.limit(most).all(conn).await
}

fn select_over(
    district: &DistrictId,
    number: i64,
    (first, last): (NaiveDate, NaiveDate),
) -> Select<Entity> {
    let open_or_after = Condition::any()
        .add(Column::ToDay.is_null())
        .add(Column::ToDay.gt(first));
    select(district, (number, number), &FigureFilter::default())
        .filter(Column::FromDay.lte(last))
        .filter(open_or_after)
        .order_by_asc(Column::SinceNumber)
        .order_by_asc(Column::Id)
}

/// How many there are.
pub async fn count(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    filter: &FigureFilter,
) -> std::result::Result<u64, DbErr> {
    select(district, (number, number), filter).count(conn).await
}

/// One figure; none when none stood.
pub async fn find(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    id: NodeId,
) -> std::result::Result<Option<Model>, DbErr> {
    select(district, (number, number), &FigureFilter::default())
        .filter(Column::Id.eq(id))
        .one(conn)
        .await
}

fn read_key(field: &str, key: &str) -> Result<NodeId> {
    Uuid::try_parse(key).map(NodeId).map_err(|_| {
        Problem::bad_input(
            field,
            format!("{field} 不是该列表的游标。"),
            format!("{field} is not a cursor of this list."),
        )
    })
}
