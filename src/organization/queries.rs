//! Reads of the organisation that the value in memory cannot answer: what happened to a thing, from the journal.
//! Deliberately absent: who may ask; the resolver knows.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::kernel::id::DistrictId;
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
