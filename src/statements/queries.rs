//! Reads statements as they stood at a journal number: all that were frozen up to it. Deliberately absent: permission; the
//! caller asks first.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Condition, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::entity::statement::{Column, Entity, Model};
use super::entity::statement_line;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::page::{Page, PageArgs};

/// The statements up to a number; with `changed_after`, those frozen or replaced after it.
fn select(district: &DistrictId, number: i64, changed_after: Option<i64>) -> Select<Entity> {
    let query = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::SinceNumber.lte(number));
    let Some(since) = changed_after else {
        return query;
    };
    let replaced = Query::select()
        .column(Column::ReplacesId)
        .from(Entity)
        .and_where(Column::DistrictId.eq(district.clone()))
        .and_where(Column::SinceNumber.gt(since))
        .and_where(Column::SinceNumber.lte(number))
        .and_where(Column::ReplacesId.is_not_null())
        .to_owned();
    query.filter(
        Condition::any()
            .add(Column::SinceNumber.gt(since))
            .add(Column::Id.in_subquery(replaced)),
    )
}

/// One page, in the order in which they were frozen.
pub async fn page(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    changed_after: Option<i64>,
    args: &PageArgs,
) -> Result<Page<Model>> {
    let mut query = select(district, number, changed_after);
    if let Some(key) = &args.after {
        query = query.filter(Column::SinceNumber.gt(read_key("after", key)?));
    }
    if let Some(key) = &args.before {
        query = query.filter(Column::SinceNumber.lt(read_key("before", key)?));
    }
    query = match args.backward {
        true => query.order_by_desc(Column::SinceNumber),
        false => query.order_by_asc(Column::SinceNumber),
    };
    let mut rows = query.limit(args.limit.saturating_add(1)).all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let items = rows
        .into_iter()
        .map(|row| (row.since_number.to_string(), row));
    Ok(Page::new(items.collect(), args, more))
}

/// How many there are.
pub async fn count(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    changed_after: Option<i64>,
) -> std::result::Result<u64, DbErr> {
    select(district, number, changed_after).count(conn).await
}

/// One statement; none when there was none.
pub async fn find(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    id: NodeId,
) -> std::result::Result<Option<Model>, DbErr> {
    select(district, number, None)
        .filter(Column::Id.eq(id))
        .one(conn)
        .await
}

/// The lines of statements, in their order.
pub async fn lines(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: &[NodeId],
) -> std::result::Result<BTreeMap<NodeId, Vec<statement_line::Model>>, DbErr> {
    use statement_line::Column as Line;
    let rows = statement_line::Entity::find()
        .filter(Line::DistrictId.eq(district.clone()))
        .filter(Line::StatementId.is_in(ids.iter().copied()))
        .order_by_asc(Line::StatementId)
        .order_by_asc(Line::Position)
        .all(conn)
        .await?;
    let mut lines = BTreeMap::<NodeId, Vec<statement_line::Model>>::new();
    for row in rows {
        lines.entry(row.statement_id).or_default().push(row);
    }
    Ok(lines)
}

/// The newest statements that nothing replaces up to a number, so many at most.
pub async fn unreplaced(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    most: u64,
) -> std::result::Result<Vec<Model>, DbErr> {
    let replaced = Query::select()
        .column(Column::ReplacesId)
        .from(Entity)
        .and_where(Column::DistrictId.eq(district.clone()))
        .and_where(Column::SinceNumber.lte(number))
        .and_where(Column::ReplacesId.is_not_null())
        .to_owned();
    select(district, number, None)
        .filter(Column::Id.not_in_subquery(replaced))
        .order_by_desc(Column::SinceNumber)
        .limit(most)
        .all(conn)
        .await
}

/// By which statements others were replaced up to a number.
pub async fn replacements(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: &[NodeId],
) -> std::result::Result<BTreeMap<NodeId, NodeId>, DbErr> {
    let rows = select(district, number, None)
        .filter(Column::ReplacesId.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let pairs = rows.into_iter();
    Ok(pairs
        .filter_map(|row| Some((row.replaces_id?, row.id)))
        .collect())
}

fn read_key(field: &str, key: &str) -> Result<i64> {
    key.parse().map_err(|_| {
        Problem::bad_input(
            field,
            format!("{field} 不是该列表的游标。"),
            format!("{field} is not a cursor of this list."),
        )
    })
}
