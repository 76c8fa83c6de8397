//! Writes accesses: an open transaction on the installation's journal, in which whatever else belongs to the access is
//! written too. Deliberately absent: reading.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::entity::{self, AccessKind, AccessOutcome};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::clock::Clock;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::{Change, Ledger, digest};
use crate::kernel::reader::Reader;

/// Whom an access concerns in one district: the account there, if it is one's.
pub type Concerned = (DistrictId, Option<Uuid>);

/// What an access is about, where it is known.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The session.
    pub session: Option<Uuid>,
    /// The token.
    pub token: Option<Uuid>,
    /// The role that they act in.
    pub role: Option<Role>,
    /// From where.
    pub address: Option<String>,
}

/// An access to write.
#[derive(Clone, Debug)]
pub struct Access {
    /// What was done.
    pub kind: AccessKind,
    /// How it ended.
    pub outcome: AccessOutcome,
    /// Whom it concerns; nobody known concerns the installation.
    pub concerned: Vec<Concerned>,
    /// What it is about.
    pub about: About,
    /// How many like it this stands for.
    pub count: i64,
    /// Who did it; none for the program and its operator.
    pub by: Option<Actor>,
}

impl Access {
    /// Something that was done once, by nobody who is known yet.
    pub fn done(kind: AccessKind, concerned: Vec<Concerned>, about: About) -> Self {
        Self {
            kind,
            outcome: AccessOutcome::Done,
            concerned,
            about,
            count: 1,
            by: None,
        }
    }

    /// The same, refused.
    pub fn refused(kind: AccessKind, concerned: Vec<Concerned>, about: About) -> Self {
        Self {
            outcome: AccessOutcome::Refused,
            ..Self::done(kind, concerned, about)
        }
    }

    /// The same, done by somebody.
    pub fn by(self, actor: &Actor) -> Self {
        Self {
            by: Some(actor.clone()),
            ..self
        }
    }
}

/// In whose name the program itself writes.
pub fn installation() -> Actor {
    Actor {
        id: Uuid::nil(),
        role: Role::SystemAdmin,
        district: DistrictId::installation(),
        scope: None,
    }
}

/// An open write on the installation's journal.
#[derive(Debug)]
pub struct Book {
    /// The transaction.
    pub tx: DatabaseTransaction,
    /// The instant of the write.
    pub at: DateTime<Utc>,
    ledger: Ledger,
    rows: Vec<entity::Model>,
}

impl Book {
    /// Waits for its turn. The reader is at the door, or on the errand that the access belongs to.
    pub async fn open(reader: &Reader, clock: &Clock) -> Result<Self, DbErr> {
        let head = reader.begin_write(&DistrictId::installation()).await?;
        let (tx, ledger) = head.ok_or_else(|| {
            DbErr::RecordNotFound("the journal of the installation has no head".to_owned())
        })?;
        Ok(Self {
            tx,
            at: clock.now(),
            ledger,
            rows: Vec::new(),
        })
    }

    /// Writes an access down.
    pub fn record(&mut self, access: Access) {
        let mut concerned = access.concerned;
        concerned.sort();
        concerned.dedup_by(|one, other| one.0 == other.0);
        if concerned.is_empty() {
            concerned.push((DistrictId::installation(), None));
        }
        let known = access.by.as_ref().filter(|by| !by.id.is_nil());
        let mut rows: Vec<entity::Model> = concerned
            .into_iter()
            .map(|(district_id, account_id)| entity::Model {
                district_id,
                number: 0,
                at: self.at,
                kind: access.kind,
                outcome: access.outcome,
                account_id,
                session_id: access.about.session,
                token_id: access.about.token,
                role: access.about.role,
                address: access.about.address.clone(),
                count: access.count,
                by_id: known.map(|by| by.id),
                by_role: known.map(|by| by.role),
            })
            .collect();
        let digests: Map<String, Value> = rows
            .iter()
            .map(|row| (row.district_id.to_string(), digest_of(row).into()))
            .collect();
        let about = access.about;
        let change = Change {
            kind: access.kind.entry_kind(),
            subject_kind: "access",
            subject_id: about.session.or(about.token).unwrap_or_default(),
            content: json!({ "rows": digests }),
            organization: false,
        };
        let by = access.by.unwrap_or_else(installation);
        let number = self.ledger.record(&by, self.at, change);
        for row in &mut rows {
            row.number = number;
        }
        self.rows.append(&mut rows);
    }

    /// Leaves everything as it was.
    pub async fn abandon(self) -> Result<(), DbErr> {
        self.tx.rollback().await
    }

    /// Commits what was written in it.
    pub async fn commit(self) -> Result<(), DbErr> {
        for part in self.rows.chunks(100) {
            let rows = part.iter().cloned();
            entity::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
                .exec_without_returning(&self.tx)
                .await?;
        }
        if self.ledger.is_empty() {
            return self.tx.commit().await;
        }
        self.ledger.commit(self.tx).await.map(|_| ())
    }
}

/// SHA-256 of a row, its number left out.
pub fn digest_of(row: &entity::Model) -> String {
    digest(&json!([
        row.district_id.as_str(),
        row.at.timestamp_micros(),
        row.kind.entry_kind(),
        row.outcome == AccessOutcome::Done,
        row.account_id,
        row.session_id,
        row.token_id,
        row.role.map(Role::name),
        row.address,
        row.count,
        row.by_id,
        row.by_role.map(Role::name),
    ]))
}
