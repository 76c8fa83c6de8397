//! The guards of a sign-in as the database keeps them, so that a restart forgets none and replicas agree: an attempt is
//! counted in one transaction before its password is looked at, and taken back in another one when it was right.
//! Deliberately absent: how long a lock is (`locks`).

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    ExprTrait, IntoActiveModel, QueryFilter,
};
use sha2::{Digest, Sha256};

use super::entity::guard;
use super::locks::{Count, FAMILIAR, Longest};
use crate::kernel::id::DistrictId;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name from an address.
    Pair,
    /// A name.
    Name,
    /// An address.
    Address,
}

const KINDS: [Kind; 3] = [Kind::Pair, Kind::Name, Kind::Address];

impl Kind {
    fn longest(self) -> Longest {
        match self {
            Self::Pair => Longest::HalfADay,
            Self::Name | Self::Address => Longest::AnHour,
        }
    }
}

/// What an attempt is guarded by.
#[derive(Clone, Debug)]
pub struct Guards {
    name_key: String,
    address: String,
    most: i32,
}

/// How a counted attempt left the guards.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Locks that this attempt made.
    locks: Vec<(Kind, DateTime<Utc>)>,
    /// Whether the name alone is locked, which a right one-time code opens.
    pub needs_code: bool,
}

impl Counted {
    /// The guards that it locked.
    pub fn locked(&self) -> impl Iterator<Item = Kind> + '_ {
        self.locks.iter().map(|(kind, _)| *kind)
    }

    fn lock_of(&self, kind: Kind) -> Option<DateTime<Utc>> {
        let mut locks = self.locks.iter();
        locks.find(|(of, _)| *of == kind).map(|(_, until)| *until)
    }
}

impl Guards {
    /// The guards of a name from an address.
    pub fn of(name: &str, address: IpAddr, most: i32) -> Self {
        Self {
            name_key: name_key(name),
            address: address.to_string(),
            most,
        }
    }

    fn key(&self, kind: Kind) -> (&str, &str) {
        match kind {
            Kind::Pair => (&self.name_key, &self.address),
            Kind::Name => (&self.name_key, ""),
            Kind::Address => ("", &self.address),
        }
    }

    async fn load(&self, conn: &impl ConnectionTrait) -> Result<[Guard; 3], DbErr> {
        let rows = guard::Entity::find()
            .filter(guard::Column::DistrictId.eq(DistrictId::installation()))
            .filter(guard::Column::NameKey.is_in([self.name_key.as_str(), ""]))
            .filter(guard::Column::Address.is_in([self.address.as_str(), ""]))
            .all(conn)
            .await?;
        Ok(KINDS.map(|kind| {
            let (name, address) = self.key(kind);
            let row = rows
                .iter()
                .find(|row| row.name_key == name && row.address == address);
            Guard {
                kind,
                count: row.map(count_of).unwrap_or_default(),
                succeeded_at: row.and_then(|row| row.succeeded_at),
            }
        }))
    }

    /// Until when an attempt is not looked at; none when it is. Writes nothing.
    pub async fn locked(
        &self,
        conn: &impl ConnectionTrait,
        with_code: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, DbErr> {
        Ok(verdict(&self.load(conn).await?, with_code, now).err())
    }

    /// Counts an attempt, or says until when none is looked at.
    pub async fn count(
        &self,
        tx: &impl ConnectionTrait,
        with_code: bool,
        now: DateTime<Utc>,
    ) -> Result<Result<Counted, DateTime<Utc>>, DbErr> {
        let guards = self.load(tx).await?;
        let mut counted = match verdict(&guards, with_code, now) {
            Ok(needs_code) => Counted {
                locks: Vec::new(),
                needs_code,
            },
            Err(until) => return Ok(Err(until)),
        };
        for guard in guards {
            let next = guard.count.counted(self.most, guard.kind.longest(), now);
            if next.locked_until.is_some() && next.locked_until != guard.count.locked_until {
                counted
                    .locks
                    .extend(next.locked_until.map(|until| (guard.kind, until)));
            }
            self.store(tx, guard.kind, next, guard.succeeded_at, now)
                .await?;
        }
        Ok(Ok(counted))
    }

    /// Takes a counted attempt back. `right`: the person has signed in, so nothing stands against him here any more.
    pub async fn take_back(
        &self,
        tx: &impl ConnectionTrait,
        counted: &Counted,
        right: bool,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        for guard in self.load(tx).await? {
            let clean = right && guard.kind == Kind::Pair;
            let (count, succeeded_at) = if clean {
                (Count::default(), Some(now))
            } else {
                let lock = counted.lock_of(guard.kind);
                (guard.count.taken_back(self.most, lock), guard.succeeded_at)
            };
            self.store(tx, guard.kind, count, succeeded_at, now).await?;
        }
        Ok(())
    }

    async fn store(
        &self,
        tx: &impl ConnectionTrait,
        kind: Kind,
        count: Count,
        succeeded_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let (name_key, address) = self.key(kind);
        let row = guard::Model {
            district_id: DistrictId::installation(),
            name_key: name_key.to_owned(),
            address: address.to_owned(),
            failures: count.failures,
            level: count.level,
            failed_at: count.failed_at.unwrap_or(now),
            locked_until: count.locked_until,
            succeeded_at,
        };
        let key = [
            guard::Column::DistrictId,
            guard::Column::NameKey,
            guard::Column::Address,
        ];
        let rest = [
            guard::Column::Failures,
            guard::Column::Level,
            guard::Column::FailedAt,
            guard::Column::LockedUntil,
            guard::Column::SucceededAt,
        ];
        guard::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(OnConflict::columns(key).update_columns(rest).to_owned())
            .exec_without_returning(tx)
            .await
            .map(|_| ())
    }
}

struct Guard {
    kind: Kind,
    count: Count,
    succeeded_at: Option<DateTime<Utc>>,
}

fn count_of(row: &guard::Model) -> Count {
    Count {
        failures: row.failures,
        level: row.level,
        failed_at: Some(row.failed_at),
        locked_until: row.locked_until,
    }
}

/// Until when an attempt is not looked at; else whether it is looked at for its one-time code's sake only.
fn verdict(
    guards: &[Guard; 3],
    with_code: bool,
    now: DateTime<Utc>,
) -> Result<bool, DateTime<Utc>> {
    let familiar = guards.iter().any(|guard| {
        guard.kind == Kind::Pair && guard.succeeded_at.is_some_and(|at| now - at < FAMILIAR)
    });
    let mut needs_code = false;
    for guard in guards {
        let Some(until) = guard.count.locked(now) else {
            continue;
        };
        match guard.kind {
            Kind::Name | Kind::Address if familiar => {}
            Kind::Name if with_code => needs_code = true,
            Kind::Pair | Kind::Name | Kind::Address => return Err(until),
        }
    }
    Ok(needs_code)
}

/// A name as the guards keep it.
pub fn name_key(name: &str) -> String {
    hex::encode(Sha256::digest(name.as_bytes()))
}

/// Opens every lock of a name. Addresses stay locked.
pub async fn unlock(tx: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    guard::Entity::update_many()
        .set(guard::ActiveModel {
            failures: Set(0),
            level: Set(0),
            locked_until: Set(None),
            ..Default::default()
        })
        .filter(guard::Column::DistrictId.eq(DistrictId::installation()))
        .filter(guard::Column::NameKey.eq(name_key(name)))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Opens the lock of an address, whatever the name.
pub async fn unlock_address(tx: &impl ConnectionTrait, address: IpAddr) -> Result<(), DbErr> {
    guard::Entity::delete_many()
        .filter(guard::Column::DistrictId.eq(DistrictId::installation()))
        .filter(guard::Column::NameKey.eq(""))
        .filter(guard::Column::Address.eq(address.to_string()))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Forgets guards that no longer say anything.
pub async fn forget(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let unfamiliar = guard::Column::SucceededAt
        .is_null()
        .and(guard::Column::FailedAt.lt(now - TimeDelta::days(1)));
    guard::Entity::delete_many()
        .filter(guard::Column::DistrictId.eq(DistrictId::installation()))
        .filter(unfamiliar.or(guard::Column::FailedAt.lt(now - FAMILIAR)))
        .exec(conn)
        .await
        .map(|_| ())
}
