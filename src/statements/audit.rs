//! Compares statements with the journal and with the records: every one says what the journal holds the digest of, none is
//! missing and none was added behind the program's back, and every line, counted anew at its own number, comes to what was
//! frozen. Deliberately absent: repair.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::commands::SUBJECT;
use super::comparing::recount;
use super::entity::{statement, statement_line};
use super::queries;
use super::reading::said;
use crate::kernel::clock::day_in_china;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{digest, entry};
use crate::linkage::{Chain, Pin};
use crate::statistics::cells::load_sets;

/// The first place where a district's statements are not what the journal tells or what the records come to; `None` when
/// all are whole. A district freezes some dozens, so they are compared one by one.
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
    let rows = statement::Entity::find()
        .filter(statement::Column::DistrictId.eq(district.clone()))
        .order_by_asc(statement::Column::SinceNumber)
        .all(conn)
        .await?;
    let told = entries
        .iter()
        .map(|entry| (entry.number, NodeId(entry.subject_id)));
    let stored = rows.iter().map(|row| (row.since_number, row.id));
    if !told.eq(stored) {
        let place = format!("statements of {district}: they are not those of the journal");
        return Ok(Some(place));
    }
    let ids: Vec<NodeId> = rows.iter().map(|row| row.id).collect();
    let mut lines = queries::lines(conn, district, &ids).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let sets = Arc::new(load_sets(conn, district).await?);
    let mut chains = BTreeMap::<i64, Option<Arc<Chain>>>::new();
    for (row, entry) in rows.iter().zip(&entries) {
        let lines = lines.remove(&row.id).unwrap_or_default();
        let place = |wrong: &str| Some(format!("statement {} of {district}: {wrong}", row.id));
        if !is_told(row, &lines, entry) {
            return Ok(place("what was frozen was changed"));
        }
        let number = row.frozen_number;
        if let std::collections::btree_map::Entry::Vacant(chain) = chains.entry(number) {
            chain.insert(Chain::load(conn, district, number).await?.map(Arc::new));
        }
        let Some(chain) = chains.get(&number).cloned().flatten() else {
            return Ok(place("the district was not there"));
        };
        let pin = Pin {
            number,
            chain,
            today: day_in_china(entry.at),
        };
        let intact = recount(conn, &sets, &lines, &pin).await?;
        let wrong = lines
            .iter()
            .zip(intact)
            .find(|(_, intact)| *intact == Some(false));
        if let Some((line, _)) = wrong {
            let position = line.position;
            return Ok(place(&format!(
                "line {position} does not come to what was frozen at number {number}"
            )));
        }
    }
    Ok(None)
}

/// Whether a statement is what its entry of the journal holds the digest of.
pub fn is_told(
    row: &statement::Model,
    lines: &[statement_line::Model],
    entry: &entry::Model,
) -> bool {
    let content = serde_json::from_str::<Value>(&entry.content).ok();
    let content = content.as_ref();
    let holds = content.and_then(|content| content.get("digest")?.as_str());
    let said = digest(&said(row, lines));
    let in_place = row.since_number == entry.number
        && row.id.0 == entry.subject_id
        && row.frozen_at == entry.at;
    in_place
        && row.frozen_number == entry.number.saturating_sub(1)
        && row.digest == said
        && holds == Some(said.as_str())
}
