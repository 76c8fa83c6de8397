//! One attempt to prove a name: counted before its password is looked at, compared at a cost that is the same for names
//! that nobody has, and written down when it was wrong; taken back when it was right, or never looked at.
//! Deliberately absent: what the proof is for.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::desk::{Desk, Presence};
use super::entity::{credential, recovery_code};
use super::guard::{Counted, Guards};
use super::refusals::{Outcome, Refused, SignInErrorCode as Code, busy, wrong};
use super::{ISSUER, codes, rules};
use crate::access::accesses::{About, Access, AccessKind, Book, Concerned};
use crate::access::queries::accounts_of;
use crate::kernel::clock::Clock;
use crate::kernel::error::Fault;
use crate::kernel::id::DistrictId;
use crate::kernel::reader::Reader;
use crate::kernel::seal::{Guards as Guarding, Sealed, Vault, load_key};
use crate::linkage::Request;

/// One attempt by somebody.
pub struct Attempt<'a> {
    /// What it reads from, and by which it writes.
    pub door: Reader,
    /// The time.
    pub clock: &'a Clock,
    /// The desk.
    pub desk: &'a Desk,
    /// From where it is made.
    pub address: IpAddr,
    vault: &'a Vault,
    kind: AccessKind,
    guards: Guards,
    counted: Counted,
    /// The form in which the name is kept; as it was typed where it can be nobody's.
    name: String,
}

/// Which code was right.
pub enum Right {
    /// None is needed.
    Nothing,
    /// A one-time code, by its step.
    Step(i64),
    /// A recovery code, by its hash.
    Recovery(String),
}

impl std::fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Right").finish_non_exhaustive()
    }
}

impl<'a> Attempt<'a> {
    /// Counts an attempt by a name, or refuses to look at it.
    pub async fn begin(
        request: &'a Request,
        presence: &'a Presence,
        (kind, name, with_code): (AccessKind, &str, bool),
    ) -> Outcome<Self> {
        let (desk, address) = (&*presence.desk, presence.address);
        let name = rules::name(name).unwrap_or_else(|| name.to_owned());
        let guards = Guards::of(&name, address, desk.settings.lock_after);
        // A locked one is turned away without a write, or a flood would keep the database from everybody.
        let now = request.clock.now();
        let door = request.door().await;
        let mut locked = guards.locked(&door, with_code, now).await?;
        let mut counted = Counted::default();
        if locked.is_none() {
            let book = Book::open(&door, &request.clock).await?;
            match guards.count(&book.tx, with_code, book.at).await? {
                Ok(done) => counted = done,
                Err(until) => locked = Some(until),
            }
            book.commit().await?;
        }
        if let Some(until) = locked {
            door.close().await;
            desk.turned.note(address);
            return Err(too_many(until, now).into());
        }
        Ok(Self {
            door,
            clock: &request.clock,
            vault: &request.vault,
            desk,
            address,
            kind,
            guards,
            counted,
            name,
        })
    }

    /// What is known of it.
    pub fn about(&self) -> About {
        About {
            address: Some(self.address.to_string()),
            ..About::default()
        }
    }

    /// It was wrong: writes down the refusal and the locks that it made.
    pub async fn was_wrong(&self) -> Outcome<Refused> {
        let mut book = Book::open(&self.door, self.clock).await?;
        let concerned = concerned(&book.tx, &self.name).await?;
        book.record(Access::refused(self.kind, concerned.clone(), self.about()));
        if self.counted.locked().next().is_some() {
            book.record(Access::done(AccessKind::Lock, concerned, self.about()));
        }
        book.commit().await?;
        Ok(wrong())
    }

    /// It counts no longer. `right`: whoever has this name has proved it.
    pub async fn take_back(&self, book: &Book, right: bool) -> Result<(), DbErr> {
        let counted = &self.counted;
        self.guards
            .take_back(&book.tx, counted, right, book.at)
            .await
    }

    /// It comes to nothing, and counts no longer.
    pub async fn abandon(&self) -> Result<(), DbErr> {
        let book = Book::open(&self.door, self.clock).await?;
        self.take_back(&book, false).await?;
        book.commit().await
    }

    /// The credential of the name, when its password is this one; with a hash at today's cost where its own is at another.
    pub async fn compare(
        &self,
        password: String,
    ) -> Outcome<Option<(credential::Model, Option<String>)>> {
        let found = find(&self.door, &self.name).await?;
        // The comparison takes its time, and holds no connection.
        self.door.close().await;
        let hash = found.as_ref().map(|found| found.password_hash.clone());
        // None that is kept is so long; it is not worth a hash of megabytes.
        let password = if rules::LENGTH.contains(&password.chars().count()) {
            password
        } else {
            String::new()
        };
        let compared = self.desk.hasher.work(move |hashing| {
            let same = hashing.is(&password, hash.as_deref());
            let old = hash.is_some_and(|hash| hashing.is_of_another_cost(&hash));
            let renewed = (same && old).then(|| hashing.hash(&password));
            Ok::<_, Fault>((same, renewed.transpose()?))
        });
        let Some(compared) = compared.await? else {
            self.abandon().await?;
            return Err(busy().into());
        };
        let (same, renewed) = compared?;
        Ok(found.filter(|_| same).map(|found| (found, renewed)))
    }

    /// Which code is right, when a code is needed or one was given.
    pub async fn right_code(
        &self,
        found: &credential::Model,
        code: Option<&str>,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Right>> {
        if found.code_since.is_none() {
            return Ok((!self.counted.needs_code).then_some(Right::Nothing));
        }
        let Some(code) = code else { return Ok(None) };
        if let Some(sealed) = &found.code_secret {
            let secret = open_secret(&self.door, self.vault, found, sealed).await?;
            if let Some(step) = secret.step(code, now.timestamp(), found.code_step) {
                return Ok(Some(Right::Step(step)));
            }
        }
        let hash = codes::recovery_hash(code);
        let unused =
            recovery_code::Entity::find_by_id((DistrictId::installation(), found.id, hash.clone()));
        let unused = unused.one(&self.door).await?;
        Ok(unused
            .filter(|code| code.used_at.is_none())
            .map(|_| Right::Recovery(hash)))
    }
}

/// Takes a code, which is good once; false when it was taken meanwhile.
pub async fn take_code(
    tx: &impl ConnectionTrait,
    found: &credential::Model,
    right: &Right,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    match right {
        Right::Nothing => Ok(true),
        Right::Step(step) => {
            take_step(tx, found.id, *step).await?;
            Ok(true)
        }
        Right::Recovery(hash) => {
            let done = recovery_code::Entity::update_many()
                .set(recovery_code::ActiveModel {
                    used_at: Set(Some(now)),
                    ..Default::default()
                })
                .filter(recovery_code::Column::DistrictId.eq(DistrictId::installation()))
                .filter(recovery_code::Column::CredentialId.eq(found.id))
                .filter(recovery_code::Column::CodeHash.eq(hash))
                .filter(recovery_code::Column::UsedAt.is_null())
                .exec(tx)
                .await?;
            Ok(done.rows_affected == 1)
        }
    }
}

/// From now on only codes of later steps are taken.
pub async fn take_step(
    tx: &impl ConnectionTrait,
    credential: Uuid,
    step: i64,
) -> Result<(), DbErr> {
    let change = credential::ActiveModel {
        code_step: Set(step),
        ..Default::default()
    };
    store(tx, credential, change).await
}

/// Changes a credential.
pub async fn store(
    tx: &impl ConnectionTrait,
    id: Uuid,
    change: credential::ActiveModel,
) -> Result<(), DbErr> {
    credential::Entity::update_many()
        .set(change)
        .filter(credential::Column::DistrictId.eq(DistrictId::installation()))
        .filter(credential::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// The secret of a person's codes.
pub async fn open_secret(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    found: &credential::Model,
    sealed: &Sealed,
) -> Outcome<codes::Secret> {
    let installation = DistrictId::installation();
    let key = load_key(conn, vault, &installation, Guarding::Account, found.id).await?;
    let key = key.ok_or_else(|| Fault::new("the key of a credential is missing"))?;
    Ok(codes::Secret::read(
        &found.name,
        &key.open("one_time_code", sealed)?,
    )?)
}

/// The credential of a name.
pub async fn find(
    conn: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<credential::Model>, DbErr> {
    credential::Entity::find()
        .filter(credential::Column::DistrictId.eq(DistrictId::installation()))
        .filter(credential::Column::Name.eq(name))
        .one(conn)
        .await
}

/// Whom something concerns that a name did: each district in which it has an account.
pub async fn concerned(conn: &impl ConnectionTrait, name: &str) -> Result<Vec<Concerned>, DbErr> {
    let accounts = accounts_of(conn, ISSUER, name).await?;
    let concerned = accounts.into_iter();
    Ok(concerned
        .map(|account| (account.district_id, Some(account.id)))
        .collect())
}

fn too_many(until: DateTime<Utc>, now: DateTime<Utc>) -> Refused {
    let minutes = (until - now).num_seconds().saturating_add(59) / 60;
    Refused::whole(
        Code::Locked,
        format!("失败次数过多，请 {minutes} 分钟后再试。"),
        format!("Too many failures; try again in {minutes} minutes."),
    )
}
