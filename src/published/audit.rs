//! Compares published figures with the journal: every version says what the journal holds the digest of, none is missing
//! and none was added behind the program's back. Deliberately absent: repair, and agreement with what is computed.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::entity::published_figure::{Column, Entity, Model};
use super::reading::said;
use super::recording::SUBJECT;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{digest, entry};

/// The first place where a district's published figures are not what the journal tells; `None` when all are whole. A
/// document has some dozens of them, so they are compared at once.
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
    let mut told = BTreeMap::<NodeId, Vec<entry::Model>>::new();
    for entry in entries {
        told.entry(NodeId(entry.subject_id))
            .or_default()
            .push(entry);
    }
    let mut stored = BTreeMap::<NodeId, Vec<Model>>::new();
    for row in rows {
        stored.entry(row.id).or_default().push(row);
    }
    let ids = told.keys().chain(stored.keys());
    Ok(ids.into_iter().find_map(|id| {
        let wrong = wrong(
            told.get(id).map(Vec::as_slice).unwrap_or_default(),
            stored.get(id).map(Vec::as_slice).unwrap_or_default(),
        )?;
        Some(format!("published figure {id} of {district}: {wrong}"))
    }))
}

fn wrong(entries: &[entry::Model], rows: &[Model]) -> Option<String> {
    let numbers: Vec<i64> = entries.iter().map(|entry| entry.number).collect();
    let withdrawn = entries
        .last()
        .is_some_and(|entry| entry.kind == "published_figure.withdrawn");
    let opening = numbers.len().saturating_sub(usize::from(withdrawn));
    let due = numbers
        .iter()
        .enumerate()
        .take(opening)
        .map(|(place, number)| {
            let until = numbers.get(place.saturating_add(1)).copied();
            (*number, until)
        });
    let stand = rows.iter().map(|row| (row.since_number, row.until_number));
    if !due.eq(stand) {
        return Some("its versions are not those of the journal".to_owned());
    }
    entries.iter().zip(rows).find_map(|(entry, row)| {
        let content = serde_json::from_str::<Value>(&entry.content).ok();
        let content = content.as_ref();
        let holds = content.and_then(|content| content.get("digest")?.as_str());
        let number = entry.number;
        (holds != Some(digest(&said(row)).as_str()))
            .then(|| format!("what stood at number {number} was changed"))
    })
}
