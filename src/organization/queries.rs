//! Reads of the organisation that the value in memory cannot answer: what happened to a thing, from the journal; and what
//! things are, for who does not see the organisation. Deliberately absent: who may ask; the resolver knows.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::node;
use super::kinds::NodeKind;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::entry;

/// Most changes in one answer.
pub const MOST_CHANGES: u64 = 100;

/// The journal's entries about a thing, newest first, at most `limit` and never more than 100.
pub async fn history(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
    limit: u64,
) -> Result<Vec<entry::Model>, DbErr> {
    entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::SubjectId.eq(id))
        .order_by_desc(entry::Column::Number)
        .limit(limit.min(MOST_CHANGES))
        .all(conn)
        .await
}

/// What some nodes of a district are.
pub async fn kinds_of(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: &[NodeId],
) -> Result<BTreeMap<NodeId, NodeKind>, DbErr> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = node::Entity::find()
        .filter(node::Column::DistrictId.eq(district.clone()))
        .filter(node::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind)).collect())
}
