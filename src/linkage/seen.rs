//! Which links a caller may know of who may not know who is in the Party. Deliberately absent: what they tie.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter,
    QuerySelect,
};

use super::entity::{LinkKind, link};
use crate::kernel::id::{DistrictId, NodeId};

/// Those of these links, standing or not, that do not tell who is in the Party.
pub async fn plain(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: &BTreeSet<NodeId>,
) -> Result<BTreeSet<NodeId>, DbErr> {
    use link::Column;
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let kinds = LinkKind::iter().filter(|kind| !kind.tells_party());
    let rows: Vec<NodeId> = link::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::Kind.is_in(kinds.map(|kind| kind.to_value())))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
