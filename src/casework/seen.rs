//! Which of some cases a caller may see as the district stands now, by the same rule as their lists and in one statement.
//! Deliberately absent: what they say.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::case_version;
use super::kinds::CaseKind;
use super::sight::sight;
use crate::kernel::actor::Actor;
use crate::kernel::id::{CaseId, DistrictId};

/// Whatever stands now was opened below this number.
const NEWEST: i64 = i64::MAX;

/// The cases of these that the caller may see, with their kinds.
pub async fn seen(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    district: &DistrictId,
    ids: &BTreeSet<CaseId>,
) -> Result<BTreeMap<CaseId, CaseKind>, DbErr> {
    use case_version::Column;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let of = |restricted: bool| {
        let kinds = CaseKind::ALL.iter().copied();
        let kinds = kinds.filter(|kind| kind.is_restricted() == restricted);
        let sight = sight(Some(actor), district, restricted);
        Condition::all()
            .add(Column::Kind.is_in(kinds))
            .add(sight.condition(district, (NEWEST, NEWEST)))
    };
    let rows: Vec<(CaseId, CaseKind)> = case_version::Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Kind)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::UntilNumber.is_null())
        .filter(Condition::any().add(of(false)).add(of(true)))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
