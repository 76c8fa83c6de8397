//! Reads published figures as they stood at a journal number. Deliberately absent: permission; the caller asks first.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::entity::published_figure::{Column, Entity, Model};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::versions::standing_at;

fn select(district: &DistrictId, number: i64, document: Option<&str>) -> Select<Entity> {
    let query = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<Entity>(number));
    match document {
        Some(document) => query.filter(Column::Document.eq(document)),
        None => query,
    }
}

/// One page, in the order in which the figures were recorded.
pub async fn page(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    document: Option<&str>,
    args: &PageArgs,
) -> Result<Page<Model>> {
    let mut query = select(district, number, document);
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

/// How many there are.
pub async fn count(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    document: Option<&str>,
) -> std::result::Result<u64, DbErr> {
    select(district, number, document).count(conn).await
}

/// One figure; none when none stood.
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

fn read_key(field: &str, key: &str) -> Result<NodeId> {
    Uuid::try_parse(key).map(NodeId).map_err(|_| {
        Problem::bad_input(
            field,
            format!("{field} 不是该列表的游标。"),
            format!("{field} is not a cursor of this list."),
        )
    })
}
