//! When tokens were last used, to the hour. Uses are written behind the answers, one after the other over one connection,
//! so that no reader waits for a writer; a token is written at most once an hour, however often it is used.
//! Deliberately absent: every single use; the log and the journal tell what was done.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::entity::token;
use crate::kernel::db::begin_installation_write;
use crate::kernel::id::DistrictId;
use crate::kernel::viewpoint::{Errand, Viewpoint};

/// Uses that wait at most; further ones are left out, and noted when the token is used again.
const MOST: usize = 10_000;

type Key = (DistrictId, Uuid);

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
    pub fn note(&self, db: &DatabaseConnection, token: &token::Model, now: DateTime<Utc>) {
        let Ok(hour) = now.duration_trunc(TimeDelta::hours(1)) else {
            return;
        };
        if token.last_used_at.is_some_and(|at| at >= hour) {
            return;
        }
        let mut waiting = self.lock();
        if waiting.uses.len() >= MOST {
            return;
        }
        waiting
            .uses
            .insert((token.district_id.clone(), token.id), hour);
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
                tracing::warn!(%error, "a token's last use was not written");
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

/// Writes an hour where an earlier one stands: of several programs over one database, the first one does.
async fn write(db: &DatabaseConnection, key: &Key, hour: DateTime<Utc>) -> Result<(), DbErr> {
    let (district, id) = key.clone();
    let tx = begin_installation_write(db, &Viewpoint::program(Errand::NoteLastUse)).await?;
    let earlier = Condition::any()
        .add(token::Column::LastUsedAt.is_null())
        .add(token::Column::LastUsedAt.lt(hour));
    token::Entity::update_many()
        .set(token::ActiveModel {
            last_used_at: Set(Some(hour)),
            ..Default::default()
        })
        .filter(token::Column::DistrictId.eq(district))
        .filter(token::Column::Id.eq(id))
        .filter(earlier)
        .exec(&tx)
        .await?;
    tx.commit().await
}
