//! Whether the rows of accesses are those that the journal of the installation covers: none changed, added or taken away.
//! Deliberately absent: the journal's own chain; the kernel verifies it.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use super::book::digest_of;
use super::entity;
use crate::kernel::db::list_districts;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::tail;

/// The first place where a row is not what was written; none when all are.
pub async fn verify(conn: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let mut after = 0;
    let mut covered = BTreeMap::<DistrictId, u64>::new();
    loop {
        let page = tail(conn, &DistrictId::installation(), after, 500).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        let mut wanted = BTreeMap::<DistrictId, HashMap<i64, String>>::new();
        for entry in page.iter().filter(|entry| entry.subject_kind == "access") {
            for (district, digest) in digests(&entry.content) {
                wanted
                    .entry(district)
                    .or_default()
                    .insert(entry.number, digest);
            }
        }
        for (district, digests) in wanted {
            let count = u64::try_from(digests.len()).unwrap_or(u64::MAX);
            if let Some(place) = differing(conn, &district, &digests).await? {
                return Ok(Some(place));
            }
            let so_far = covered.entry(district).or_default();
            *so_far = so_far.saturating_add(count);
        }
    }
    let mut districts = list_districts(conn).await?;
    districts.push(DistrictId::installation());
    for district in districts {
        let all = entity::Entity::find().filter(entity::Column::DistrictId.eq(district.clone()));
        let due = covered.get(&district).copied().unwrap_or_default();
        if all.count(conn).await? != due {
            return Ok(Some(format!(
                "accesses {district}: there are rows that no entry covers"
            )));
        }
    }
    Ok(None)
}

fn digests(content: &str) -> Vec<(DistrictId, String)> {
    let read: Value = serde_json::from_str(content).unwrap_or_default();
    let rows = read.get("rows").and_then(Value::as_object);
    let rows = rows.into_iter().flatten();
    rows.filter_map(|(district, digest)| {
        Some((DistrictId::parse(district)?, digest.as_str()?.to_owned()))
    })
    .collect()
}

async fn differing(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    digests: &HashMap<i64, String>,
) -> Result<Option<String>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::DistrictId.eq(district.clone()))
        .filter(entity::Column::Number.is_in(digests.keys().copied()))
        .all(conn)
        .await?;
    let found: HashMap<i64, String> = rows
        .iter()
        .map(|row| (row.number, digest_of(row)))
        .collect();
    let mut numbers: Vec<_> = digests.keys().copied().collect();
    numbers.sort_unstable();
    let wrong = numbers
        .into_iter()
        .find(|number| found.get(number) != digests.get(number));
    Ok(wrong.map(|number| {
        format!("accesses {district}: the row of entry {number} is missing or was changed")
    }))
}
