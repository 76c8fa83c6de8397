//! Compares schemes, leave, deductions and contests with the journal: every row says what the journal holds the digest of,
//! none is missing and none was added behind the program's back. The digests cover sealed texts, so no key is needed and
//! erasing changes nothing. Deliberately absent: repair, and scores, which are kept nowhere.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::commands::{said_of_absence, said_of_contest, said_of_deduction, said_of_scheme};
use super::entity::{assessment_scheme, duty_absence, duty_contest, duty_deduction};
use super::queries::Version;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::{digest, entry};

/// What the journal calls them.
const SUBJECTS: [&str; 4] = [
    "assessment_scheme",
    "duty_absence",
    "duty_deduction",
    "duty_contest",
];

/// What one row says: by what the journal calls it, its id and the number that opened it.
type Told = BTreeMap<(&'static str, Uuid, i64), String>;

/// The first place where a district's assessment is not what the journal tells; `None` when all is whole. A district records
/// some hundreds of these in a year, so they are compared in one go.
pub async fn verify_district(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let entries = entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::SubjectKind.is_in(SUBJECTS))
        .all(conn)
        .await?;
    let mut stored = stored(conn, district).await?;
    let (mut closed, mut withdrawn) = (stored.1, Vec::new());
    for entry in &entries {
        let place = |wrong: &str| {
            let (kind, id) = (&entry.subject_kind, entry.subject_id);
            Some(format!("{kind} {id} of {district}: {wrong}"))
        };
        let Some(kind) = SUBJECTS
            .into_iter()
            .find(|kind| *kind == entry.subject_kind)
        else {
            continue;
        };
        if entry.kind.ends_with(".withdrawn") {
            withdrawn.push((kind, entry.subject_id, entry.number));
            continue;
        }
        let content = serde_json::from_str::<Value>(&entry.content).ok();
        let holds = content
            .as_ref()
            .and_then(|content| content.get("digest")?.as_str());
        match stored.0.remove(&(kind, entry.subject_id, entry.number)) {
            Some(said) if holds == Some(said.as_str()) => {}
            Some(_) => return Ok(place("what was recorded was changed")),
            None => return Ok(place("it is not there")),
        }
        if entry.kind == "duty_contest.decided" {
            withdrawn.push((kind, entry.subject_id, entry.number));
        }
    }
    if let Some((kind, id, _)) = stored.0.into_keys().next() {
        return Ok(Some(format!(
            "{kind} {id} of {district}: the journal does not tell it"
        )));
    }
    closed.sort_unstable();
    withdrawn.sort_unstable();
    match closed == withdrawn {
        true => Ok(None),
        false => Ok(Some(format!(
            "assessment of {district}: what ended is not what the journal tells"
        ))),
    }
}

/// What every row says, and which rows ended at which number.
async fn stored(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<(Told, Vec<(&'static str, Uuid, i64)>), DbErr> {
    let (mut told, mut closed) = (Told::new(), Vec::new());
    macro_rules! rows {
        ($entity:ident, $name:literal, $said:expr) => {
            let rows = $entity::Entity::find()
                .filter($entity::Column::DistrictId.eq(district.clone()))
                .all(conn)
                .await?;
            for row in rows {
                if let Some(number) = row.until_number {
                    closed.push(($name, row.id.0, number));
                }
                told.insert(($name, row.id.0, row.since_number), digest(&$said(&row)));
            }
        };
    }
    rows!(duty_absence, "duty_absence", said_of_absence);
    rows!(duty_deduction, "duty_deduction", said_of_deduction);
    rows!(duty_contest, "duty_contest", said_of_contest);
    let schemes = assessment_scheme::Entity::find()
        .filter(assessment_scheme::Column::DistrictId.eq(district.clone()))
        .all(conn)
        .await?;
    for row in schemes {
        // The digest of the content as it lies there, whatever the row says of it.
        let said = Version::of(row.clone()).ok();
        let content = said.and_then(|one| serde_json::to_value(one.scheme).ok());
        let row = assessment_scheme::Model {
            digest: content.map(|content| digest(&content)).unwrap_or_default(),
            ..row
        };
        let place = ("assessment_scheme", row.id.0, row.since_number);
        told.insert(place, digest(&said_of_scheme(&row)));
    }
    Ok((told, closed))
}
