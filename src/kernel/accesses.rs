//! Full readings of what is masked by default, collected while an answer is made and told to the journal in one
//! transaction before the answer leaves: who read which fields of whom, and for what.
//! Deliberately absent: what was read, and what is masked; the slices know that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::actor::Actor;
use super::error::{Message, Problem, Result};
use super::id::DistrictId;
use super::journal::Change;
use super::masking::masked;
use super::reader::Reader;

/// Subjects that one entry of the journal names at most.
const SUBJECTS: usize = 500;

/// Letters of a purpose, at least and at most.
const PURPOSE: std::ops::RangeInclusive<usize> = 4..=200;

/// Why somebody reads in full, in his own words, blanks at the ends left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purpose(String);

impl Purpose {
    /// The purpose of a full reading, numbers of persons masked, as it stands in the journal for good. Refuses one that is
    /// missing or says nothing.
    pub fn of(text: Option<&str>) -> Result<Self> {
        let text = text.unwrap_or_default().trim();
        let fits = PURPOSE.contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits {
            return Ok(Self(masked(text).into_owned()));
        }
        Err(Problem::BadInput {
            field: "purpose".to_owned(),
            message: Message::new(
                "查看完整信息须写明用途（4 至 200 个字），查看会被记录。",
                "Say in 4 to 200 letters what a full reading is for; it is recorded.",
            ),
        })
    }
}

/// What entries are made of: readings of one kind of subject for one purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Heading {
    district: DistrictId,
    subject_kind: &'static str,
    kind: &'static str,
    purpose: Option<Purpose>,
}

type Readings = BTreeMap<Heading, BTreeMap<Uuid, BTreeSet<&'static str>>>;

/// The full readings of one request; clones are one collection.
#[derive(Clone, Debug, Default)]
pub struct Accesses(Arc<Mutex<Readings>>);

impl Accesses {
    /// Notes that a field of a subject is read in full.
    pub fn read(
        &self,
        district: &DistrictId,
        subject_kind: &'static str,
        (subject, field): (Uuid, &'static str),
        purpose: Purpose,
    ) {
        let heading = Heading {
            district: district.clone(),
            subject_kind,
            kind: "personal.read",
            purpose: Some(purpose),
        };
        self.note(heading, subject, field);
    }

    /// Notes that a subject was looked for by a field's value, and who was found; the nil id where nobody was.
    pub fn searched(
        &self,
        district: &DistrictId,
        subject_kind: &'static str,
        (found, field): (Uuid, &'static str),
    ) {
        let heading = Heading {
            district: district.clone(),
            subject_kind,
            kind: "personal.searched",
            purpose: None,
        };
        self.note(heading, found, field);
    }

    fn note(&self, heading: Heading, subject: Uuid, field: &'static str) {
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects = readings.entry(heading).or_default();
        subjects.entry(subject).or_default().insert(field);
    }

    /// Tells the journals, and forgets what it told. Whoever cannot wait for it must not show the answer.
    pub async fn tell(
        &self,
        reader: &Reader,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> std::result::Result<(), DbErr> {
        let readings = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_district = BTreeMap::<DistrictId, Vec<Change>>::new();
        for (heading, subjects) in readings {
            let changes = by_district.entry(heading.district.clone()).or_default();
            changes.extend(changes_of(&heading, subjects));
        }
        for (district, changes) in by_district {
            let Some((tx, mut ledger)) = reader.begin_write(&district).await? else {
                return Err(DbErr::RecordNotFound("a district's journal".to_owned()));
            };
            for change in changes {
                ledger.record(actor, at, change);
            }
            ledger.commit(tx).await?;
        }
        Ok(())
    }

    /// Whether nothing was read in full.
    pub fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }
}

/// One entry for the subjects of whom the same fields were read, of which each names a bounded number.
fn changes_of(heading: &Heading, subjects: BTreeMap<Uuid, BTreeSet<&'static str>>) -> Vec<Change> {
    let mut alike = BTreeMap::<BTreeSet<&'static str>, Vec<Uuid>>::new();
    for (subject, fields) in subjects {
        alike.entry(fields).or_default().push(subject);
    }
    let mut changes = Vec::new();
    for (fields, subjects) in alike {
        for part in subjects.chunks(SUBJECTS) {
            let mut content = json!({ "fields": fields, "subjects": part });
            if let (Some(Purpose(purpose)), Some(content)) =
                (&heading.purpose, content.as_object_mut())
            {
                content.insert("purpose".to_owned(), purpose.as_str().into());
            }
            changes.push(Change {
                kind: heading.kind,
                subject_kind: heading.subject_kind,
                subject_id: part.first().copied().unwrap_or_default(),
                content,
                organization: false,
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_says_something() {
        let rows = [
            (None, false),
            (Some(""), false),
            (Some("   看看   "), false),
            (Some("节日慰问"), true),
            (Some(" 节日慰问 "), true),
            (Some("节日\u{0}慰问"), false),
        ];
        for (text, good) in rows {
            assert_eq!(Purpose::of(text).is_ok(), good, "{text:?}");
        }
        assert!(Purpose::of(Some(&"问".repeat(200))).is_ok());
        assert!(Purpose::of(Some(&"问".repeat(201))).is_err());
        let said = Purpose::of(Some("回访13812345678")).unwrap();
        assert_eq!(said, Purpose("回访138****5678".to_owned()));
    }

    #[test]
    fn entries_are_bounded_and_name_everyone_once() {
        let accesses = Accesses::default();
        let district = DistrictId::parse("430503").unwrap();
        for n in 0..1001 {
            for field in ["phone", "phone"] {
                let purpose = Purpose::of(Some("节日慰问")).unwrap();
                accesses.read(&district, "member", (Uuid::from_u128(n), field), purpose);
            }
        }
        let purpose = Purpose::of(Some("节日慰问")).unwrap();
        accesses.read(
            &district,
            "member",
            (Uuid::from_u128(7), "religion"),
            purpose,
        );
        let readings = accesses.0.lock().unwrap().clone();
        let changes: Vec<_> = readings
            .iter()
            .flat_map(|(heading, subjects)| changes_of(heading, subjects.clone()))
            .collect();
        let sizes: Vec<_> = changes
            .iter()
            .map(|change| change.content["subjects"].as_array().unwrap().len())
            .collect();
        assert_eq!(sizes, [500, 500, 1]);
        assert_eq!(changes[2].content["fields"], json!(["phone", "religion"]));
        assert_eq!(changes[2].subject_id, Uuid::from_u128(7));
        assert_eq!(changes[0].content["purpose"], "节日慰问");
    }
}
