//! The journal: per district a gap-free sequence of changes in which each entry's hash covers the one before it.
//! Its number versions everything in the district. Deliberately absent: a database sequence (it would leave gaps and
//! commit out of order) and personal data (an entry names ids and a digest of the rows, never a person's words).

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::bus::Bus;
use super::id::DistrictId;

/// The table.
pub mod entry {
    use sea_orm::entity::prelude::*;

    use crate::kernel::actor::Role;
    use crate::kernel::id::DistrictId;

    /// One change of one thing.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// 1, 2, 3 … without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// When, to the microsecond.
        pub at: DateTimeUtc,
        /// The token, or the granted role, that did it.
        pub actor_id: Uuid,
        /// The role it acted in.
        pub actor_role: Role,
        /// What happened, in the domain's verb: `event.posted`.
        pub kind: String,
        /// What it happened to: `event`, `link`, `workroom` …
        pub subject_kind: String,
        /// Which one.
        pub subject_id: Uuid,
        /// JSON: what changed, without personal data.
        pub content: String,
        /// The hash of the entry before; 64 zeros for the first.
        pub previous_hash: String,
        /// SHA-256 over `previous_hash` and everything above.
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where a district's journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest entry's number; 0 before the first.
    pub number: i64,
    /// The newest number at which the organisation or a dated link changed.
    pub organization_number: i64,
    /// The newest entry's hash.
    pub hash: String,
}

impl Head {
    /// The hash before the first entry.
    pub fn genesis_hash() -> String {
        "0".repeat(64)
    }
}

/// A change about to be journalled.
#[derive(Clone, Debug)]
pub struct Change {
    /// `event.posted`, `link.ended` …
    pub kind: &'static str,
    /// `event`, `link` …
    pub subject_kind: &'static str,
    /// Which one.
    pub subject_id: Uuid,
    /// What changed, without personal data.
    pub content: serde_json::Value,
    /// Whether it changes the organisation or a dated link, so that kept organisations are stale.
    pub organization: bool,
}

/// The numbers of one write transaction: hands them out in order and writes the entries at its commit.
#[derive(Debug)]
pub struct Ledger {
    district: DistrictId,
    head: Head,
    entries: Vec<entry::ActiveModel>,
    bus: Bus,
}

impl Ledger {
    /// Continues from the head that the transaction holds locked.
    pub fn new(district: DistrictId, head: Head) -> Self {
        Self {
            district,
            head,
            entries: Vec::new(),
            bus: Bus::default(),
        }
    }

    /// The same, whose commit wakes readers.
    pub fn waking(self, bus: Bus) -> Self {
        Self { bus, ..self }
    }

    /// The district being written.
    pub fn district(&self) -> &DistrictId {
        &self.district
    }

    /// The head as this transaction has moved it so far.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Whether anything was recorded.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the next number for a change; the rows it writes are stamped with it.
    pub fn record(&mut self, actor: &Actor, at: DateTime<Utc>, change: Change) -> i64 {
        let number = self.head.number.saturating_add(1);
        let content = change.content.to_string();
        let mut model = entry::Model {
            district_id: self.district.clone(),
            number,
            at,
            actor_id: actor.id,
            actor_role: actor.role,
            kind: change.kind.to_owned(),
            subject_kind: change.subject_kind.to_owned(),
            subject_id: change.subject_id,
            content,
            previous_hash: std::mem::take(&mut self.head.hash),
            hash: String::new(),
        };
        model.hash = hash_of(&model);
        self.head.number = number;
        self.head.hash.clone_from(&model.hash);
        if change.organization {
            self.head.organization_number = number;
        }
        self.entries.push(entry::ActiveModel {
            district_id: Set(model.district_id),
            number: Set(model.number),
            at: Set(model.at),
            actor_id: Set(model.actor_id),
            actor_role: Set(model.actor_role),
            kind: Set(model.kind),
            subject_kind: Set(model.subject_kind),
            subject_id: Set(model.subject_id),
            content: Set(model.content),
            previous_hash: Set(model.previous_hash),
            hash: Set(model.hash),
        });
        number
    }

    /// Writes the entries, moves the head and commits; the newest number is now everybody's.
    pub async fn commit(self, tx: DatabaseTransaction) -> Result<i64, DbErr> {
        for part in self.entries.chunks(200) {
            entry::Entity::insert_many(part.to_vec())
                .exec_without_returning(&tx)
                .await?;
        }
        tx.execute_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE journal_head SET number = $1, organization_number = $2, hash = $3 WHERE district_id = $4",
            [
                Value::from(self.head.number),
                self.head.organization_number.into(),
                self.head.hash.clone().into(),
                self.district.as_str().into(),
            ],
        ))
        .await?;
        tx.commit().await?;
        if !self.entries.is_empty() {
            self.bus.wake(&self.district, self.head.number);
        }
        Ok(self.head.number)
    }
}

/// SHA-256 of an entry over the hash before it; every field but `hash` is covered.
pub fn hash_of(entry: &entry::Model) -> String {
    let covered = json!([
        entry.previous_hash,
        entry.district_id.as_str(),
        entry.number,
        entry.at.timestamp_micros(),
        entry.actor_id,
        role_text(entry.actor_role),
        entry.kind,
        entry.subject_kind,
        entry.subject_id,
        entry.content,
    ]);
    digest(&covered)
}

fn role_text(role: Role) -> &'static str {
    role.name()
}

/// SHA-256 of a JSON value, in hex.
pub fn digest(value: &serde_json::Value) -> String {
    hex::encode(Sha256::digest(value.to_string().as_bytes()))
}

/// Entries after a number, oldest first.
pub async fn tail(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    after: i64,
    limit: u64,
) -> Result<Vec<entry::Model>, DbErr> {
    entry::Entity::find()
        .filter(entry::Column::DistrictId.eq(district.clone()))
        .filter(entry::Column::Number.gt(after))
        .order_by_asc(entry::Column::Number)
        .limit(limit)
        .all(conn)
        .await
}

/// Where a journal ends: whatever has the same heads holds the same facts.
#[derive(Clone, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct JournalHead {
    /// The district; `0` for the installation.
    pub district: DistrictId,
    /// The newest entry's number.
    pub number: i64,
    /// Its hash.
    pub hash: String,
}

/// The heads of all journals, by district.
pub async fn heads(conn: &impl ConnectionTrait) -> Result<Vec<JournalHead>, DbErr> {
    let rows = conn
        .query_all_raw(Statement::from_string(
            conn.get_database_backend(),
            "SELECT district_id, number, hash FROM journal_head ORDER BY district_id",
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(JournalHead {
                district: row.try_get("", "district_id")?,
                number: row.try_get("", "number")?,
                hash: row.try_get("", "hash")?,
            })
        })
        .collect()
}

/// The first place where a district's journal is not what was written; `None` when it is whole.
pub async fn verify(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<String>, DbErr> {
    let Some(head) = super::db::load_head(conn, district).await? else {
        return Ok(Some(format!("district {district}: no head")));
    };
    let (mut number, mut hash) = (0_i64, Head::genesis_hash());
    loop {
        let page = tail(conn, district, number, 1000).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            let expected = number.saturating_add(1);
            if entry.number != expected {
                return Ok(Some(format!(
                    "journal {district}: entry {expected} is missing"
                )));
            }
            if entry.previous_hash != hash {
                return Ok(Some(format!(
                    "journal {district}: entry {expected} does not follow the one before it"
                )));
            }
            if hash_of(&entry) != entry.hash {
                return Ok(Some(format!(
                    "journal {district}: entry {expected} was changed"
                )));
            }
            number = entry.number;
            hash = entry.hash;
        }
    }
    if head.number != number || head.hash != hash {
        return Ok(Some(format!(
            "journal {district}: the head says {} entries, the journal ends at {number}",
            head.number
        )));
    }
    Ok(None)
}
