//! When tokens were last used, to the hour, and sessions, to the minute. Uses are written behind the answers, one after
//! the other over one connection, so that no reader waits for a writer; a token is written at most once an hour and a
//! session once a minute, however often they are used.
//! Deliberately absent: every single use; the log and the journal tell what was done.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter,
};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::entity::token;
use super::local::Session;
use super::local::entity::session;
use super::local::sessions::STEP;
use crate::kernel::db::begin_installation_write;
use crate::kernel::id::DistrictId;
use crate::kernel::viewpoint::{Errand, Viewpoint};

/// Uses that wait at most; further ones are left out, and noted when the token is used again.
const MOST: usize = 10_000;

/// What was used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Token(DistrictId, Uuid),
    Session(Uuid),
}

/// The uses that are still to be written.
#[derive(Clone, Debug, Default)]
pub struct LastUses {
    waiting: Arc<Mutex<Waiting>>,
    writer: TaskTracker,
}

#[derive(Debug, Default)]
struct Waiting {
    uses: BTreeMap<Key, DateTime<Utc>>,
    written: bool,
}

impl LastUses {
    /// Notes that a token was used; its hour is written soon, unless it stands there already.
    pub fn note_token(&self, db: &DatabaseConnection, token: &token::Model, now: DateTime<Utc>) {
        let Ok(hour) = now.duration_trunc(TimeDelta::hours(1)) else {
            return;
        };
        if token.last_used_at.is_none_or(|at| at < hour) {
            self.note(db, Key::Token(token.district_id.clone(), token.id), hour);
        }
    }

    /// Notes that a session was used; it is written soon, unless a use of the last minute stands there already.
    pub fn note_session(&self, db: &DatabaseConnection, session: &Session, now: DateTime<Utc>) {
        if now - session.used_at >= STEP {
            self.note(db, Key::Session(session.id), now);
        }
    }

    fn note(&self, db: &DatabaseConnection, key: Key, at: DateTime<Utc>) {
        let mut waiting = self.lock();
        let noted = waiting.uses.get(&key);
        if waiting.uses.len() >= MOST || noted.is_some_and(|noted| at - *noted < STEP) {
            return;
        }
        waiting.uses.insert(key, at);
        if !waiting.written {
            waiting.written = true;
            self.writer.spawn(self.clone().write(db.clone()));
        }
    }

    /// Waits until every use that was noted is written.
    pub async fn settled(&self) {
        self.writer.close();
        self.writer.wait().await;
        self.writer.reopen();
    }

    async fn write(self, db: DatabaseConnection) {
        while let Some((key, hour)) = self.next() {
            if let Err(error) = write(&db, &key, hour).await {
                tracing::warn!(%error, "a last use was not written");
            }
            // A use of a later hour that came meanwhile is written in its turn.
            let mut waiting = self.lock();
            if waiting.uses.get(&key) == Some(&hour) {
                waiting.uses.remove(&key);
            }
        }
    }

    /// The next use to write, which stays noted until it is; none when the writer may go.
    fn next(&self) -> Option<(Key, DateTime<Utc>)> {
        let mut waiting = self.lock();
        let next = waiting.uses.first_key_value();
        let next = next.map(|(key, hour)| (key.clone(), *hour));
        waiting.written = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a use where an earlier one stands: of several programs over one database, the first one does.
async fn write(db: &DatabaseConnection, key: &Key, at: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = begin_installation_write(db, &Viewpoint::program(Errand::NoteLastUse)).await?;
    match key {
        Key::Token(district, id) => write_token(&tx, district, *id, at).await?,
        Key::Session(id) => {
            session::Entity::update_many()
                .set(session::ActiveModel {
                    used_at: Set(at),
                    ..Default::default()
                })
                .filter(session::Column::DistrictId.eq(DistrictId::installation()))
                .filter(session::Column::Id.eq(*id))
                .filter(session::Column::UsedAt.lt(at))
                .exec(&tx)
                .await?;
        }
    }
    tx.commit().await
}

async fn write_token(
    tx: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
    hour: DateTime<Utc>,
) -> Result<(), DbErr> {
    let earlier = Condition::any()
        .add(token::Column::LastUsedAt.is_null())
        .add(token::Column::LastUsedAt.lt(hour));
    token::Entity::update_many()
        .set(token::ActiveModel {
            last_used_at: Set(Some(hour)),
            ..Default::default()
        })
        .filter(token::Column::DistrictId.eq(district.clone()))
        .filter(token::Column::Id.eq(id))
        .filter(earlier)
        .exec(tx)
        .await
        .map(|_| ())
}
