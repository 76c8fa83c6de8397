//! Compares members' sealed fields with the journal: every version still is what the journal holds the digest of, none is
//! missing and none was added. The digest covers the sealed texts, so no key is needed and erasing changes nothing.
//! Deliberately absent: the other tables of the organisation, and repair.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::member_personal;
use super::personal::digest_of;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::entry;

/// Journal entries that are compared at once.
const ENTRIES: u64 = 500;

/// The first place where a district's sealed fields are not what was written; `None` when all is whole.
pub async fn verify_district(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let (mut after, mut told) = (0, 0_u64);
    loop {
        let entries = entry::Entity::find()
            .filter(entry::Column::DistrictId.eq(district.clone()))
            .filter(entry::Column::Kind.is_in(["member.admitted", "member.revised"]))
            .filter(entry::Column::Number.gt(after))
            .order_by_asc(entry::Column::Number)
            .limit(ENTRIES)
            .all(conn)
            .await?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        let digests: BTreeMap<_, _> = entries.iter().filter_map(digest_in).collect();
        told = told.saturating_add(u64::try_from(digests.len()).unwrap_or(0));
        let stored = stored(conn, district, &digests).await?;
        if let Some((id, number)) = digests
            .iter()
            .find(|(place, digest)| stored.get(place) != Some(digest))
            .map(|(place, _)| place)
        {
            return Ok(Some(format!(
                "journal {district}: the sealed fields of member {id} are not those of entry {number}"
            )));
        }
    }
    let all = member_personal::Entity::find()
        .filter(member_personal::Column::DistrictId.eq(district.clone()))
        .count(conn)
        .await?;
    if all != told {
        return Ok(Some(format!(
            "journal {district}: it tells of {told} versions of sealed fields of members, the table holds {all}"
        )));
    }
    Ok(None)
}

/// The digest that an entry holds of a member's sealed fields; none where they did not change.
fn digest_in(entry: &entry::Model) -> Option<((Uuid, i64), String)> {
    let content: serde_json::Value = serde_json::from_str(&entry.content).ok()?;
    let digest = content.get("personal")?.as_str()?.to_owned();
    Some(((entry.subject_id, entry.number), digest))
}

async fn stored(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    told: &BTreeMap<(Uuid, i64), String>,
) -> Result<BTreeMap<(Uuid, i64), String>, DbErr> {
    let rows = member_personal::Entity::find()
        .filter(member_personal::Column::DistrictId.eq(district.clone()))
        .filter(member_personal::Column::SinceNumber.is_in(told.keys().map(|(_, number)| *number)))
        .all(conn)
        .await?;
    Ok(rows
        .iter()
        .map(|row| ((row.id.0, row.since_number), digest_of(row)))
        .collect())
}
