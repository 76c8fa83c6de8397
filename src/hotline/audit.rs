//! Compares the hotline's figures with the journal: the rows of every import still digest to what the journal holds, none
//! was added behind the program's back, and what was closed was closed by an import. Deliberately absent: repair.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::entity::hotline_figure::{Column, Entity, Model};
use super::importing::{SUBJECT, digest_of};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::entry;

/// The first place where a district's hotline figures are not what the journal tells; `None` when all are whole. A year
/// of a district has some hundreds of them, so they are compared at once.
pub async fn verify_district(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let entries = entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::SubjectKind.eq(SUBJECT))
        .order_by_asc(entry::Column::Number)
        .all(conn)
        .await?;
    let rows = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .order_by_asc(Column::SinceNumber)
        .all(conn)
        .await?;
    Ok(wrong(&entries, &rows).map(|wrong| format!("hotline figures of {district}: {wrong}")))
}

fn wrong(entries: &[entry::Model], rows: &[Model]) -> Option<String> {
    let mut imports = BTreeMap::<i64, Vec<&Model>>::new();
    let mut versions = BTreeMap::<NodeId, Vec<&Model>>::new();
    for row in rows {
        imports.entry(row.since_number).or_default().push(row);
        versions.entry(row.id).or_default().push(row);
    }
    let told: BTreeSet<i64> = entries.iter().map(|entry| entry.number).collect();
    if let Some(number) = imports.keys().find(|number| !told.contains(number)) {
        return Some(format!(
            "rows of number {number}, of which the journal tells no import"
        ));
    }
    for entry in entries {
        let rows = imports.remove(&entry.number).unwrap_or_default();
        let content = serde_json::from_str::<Value>(&entry.content).ok();
        let content = content.as_ref();
        let holds = content.and_then(|content| content.get("digest")?.as_str());
        if holds != Some(digest_of(rows).as_str()) {
            return Some(format!(
                "the rows imported at number {} were changed",
                entry.number
            ));
        }
    }
    versions.into_iter().find_map(|(id, versions)| {
        let next = versions.iter().skip(1).map(|row| Some(row.since_number));
        let due = next.chain([None]);
        let is = versions.iter().map(|row| row.until_number);
        (!due.eq(is)).then(|| format!("the numbers that closed {id} were changed"))
    })
}
