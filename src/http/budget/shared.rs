//! Budgets that several programs over one database grant together. The database keeps one instant for each caller: when his
//! budget is whole again. A program moves it on by a slice, a second's worth, in one statement that refuses what would be
//! more than a minute ahead, and serves the caller from its slice without asking again. So all programs together never
//! grant more than the budget, but for what their clocks differ by; what is left of a slice after five seconds is lost to
//! the caller, which is at most a sixtieth of his budget for each program. Deliberately absent: who pays.

use std::sync::Arc;

use moka::sync::Cache;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, Value};
use tokio::sync::Mutex;

use super::{ADDRESSES, FORGOTTEN, Payer, Spent};
use crate::config::HttpConfig;
use crate::kernel::clock::Clock;

/// Microseconds in which a budget becomes whole.
const MINUTE: i64 = 60_000_000;

/// Slices of a budget.
const SLICES: u64 = 60;

/// Microseconds for which a slice may be spent.
const GOOD_FOR: i64 = 5_000_000;

/// The budgets.
pub struct Shared {
    db: DatabaseConnection,
    clock: Clock,
    token: u64,
    unsigned: u64,
    slices: Cache<Payer, Arc<Mutex<Slice>>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses never reach a log.
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

/// What this program may still grant to a caller by itself.
#[derive(Default)]
struct Slice {
    left: u64,
    /// Until when, in microseconds since 1970.
    until: i64,
    /// The least cost that the database refused, and until when it would: asking again before is of no use.
    refused: Option<(u64, i64)>,
}

impl Shared {
    /// Budgets as the settings say.
    pub fn new(config: &HttpConfig, db: DatabaseConnection, clock: Clock) -> Self {
        let slices = Cache::builder()
            .max_capacity(ADDRESSES)
            .time_to_idle(FORGOTTEN)
            .build();
        Self {
            db,
            clock,
            token: config.budget_per_minute.into(),
            unsigned: config.unsigned_budget_per_minute.into(),
            slices,
        }
    }

    /// Takes a cost from a budget, all of it or nothing.
    pub async fn charge(
        &self,
        payer: Payer,
        cost: u64,
        before: u64,
    ) -> Result<Result<(), Spent>, DbErr> {
        let budget = match payer {
            Payer::Token(_) => self.token,
            Payer::Address(_) | Payer::BadTokens(_) => self.unsigned,
        };
        // What is allowed at all may be spent, even where it is more than a minute's budget.
        let cost = cost.min(budget.saturating_sub(before));
        if cost == 0 {
            return Ok(Ok(()));
        }
        let slice = self.slices.get_with(payer, Arc::default);
        let mut slice = slice.lock().await;
        let now = self.clock.now().timestamp_micros();
        if slice.until <= now {
            slice.left = 0;
        }
        if let Some(left) = slice.left.checked_sub(cost) {
            slice.left = left;
            return Ok(Ok(()));
        }
        let lasts = |units: u64| micros(units, budget);
        let wait = |until: i64| spent(until.saturating_sub(now).saturating_add(lasts(before)));
        if let Some((_, until)) = slice
            .refused
            .filter(|(least, until)| cost >= *least && *until > now)
        {
            return Ok(Err(wait(until)));
        }
        let need = cost.saturating_sub(slice.left);
        let whole = need.max(budget / SLICES);
        // A slice where there is one left, else what is needed and no more.
        for units in [whole, need] {
            if self.take(payer, lasts(units), now).await? {
                slice.left = slice.left.saturating_add(units).saturating_sub(cost);
                slice.until = now.saturating_add(GOOD_FOR);
                slice.refused = None;
                return Ok(Ok(()));
            }
        }
        let whole_at = self.whole_at(payer).await?.unwrap_or(now);
        // What is left here may be lost by then, so the time told is enough without it.
        let until = whole_at.saturating_add(lasts(cost)).saturating_sub(MINUTE);
        slice.refused = Some((cost, until));
        Ok(Err(wait(until)))
    }

    /// Moves on the instant at which a budget is whole again; false where it would be more than a minute ahead.
    async fn take(&self, payer: Payer, lasts: i64, now: i64) -> Result<bool, DbErr> {
        let statement = Statement::from_sql_and_values(
            self.db.get_database_backend(),
            "INSERT INTO caller_budget AS held (district_id, payer, whole_at) VALUES ('0', $1, $2) \
             ON CONFLICT (district_id, payer) DO UPDATE SET whole_at = \
             CASE WHEN held.whole_at > $3 THEN held.whole_at + $4 ELSE $2 END \
             WHERE held.whole_at + $4 <= $5",
            [
                Value::from(payer.to_string()),
                now.saturating_add(lasts).into(),
                now.into(),
                lasts.into(),
                now.saturating_add(MINUTE).into(),
            ],
        );
        let done = self.db.execute_raw(statement).await?;
        Ok(done.rows_affected() == 1)
    }

    async fn whole_at(&self, payer: Payer) -> Result<Option<i64>, DbErr> {
        let statement = Statement::from_sql_and_values(
            self.db.get_database_backend(),
            "SELECT whole_at FROM caller_budget WHERE district_id = '0' AND payer = $1",
            [Value::from(payer.to_string())],
        );
        let row = self.db.query_one_raw(statement).await?;
        row.map(|row| row.try_get("", "whole_at")).transpose()
    }

    /// Forgets budgets that are whole again.
    pub async fn forget(&self) -> Result<(), DbErr> {
        let now = self.clock.now().timestamp_micros();
        let statement = Statement::from_sql_and_values(
            self.db.get_database_backend(),
            "DELETE FROM caller_budget WHERE district_id = '0' AND whole_at <= $1",
            [Value::from(now)],
        );
        self.db.execute_raw(statement).await.map(|_| ())
    }
}

/// In how many microseconds so much comes back.
fn micros(units: u64, budget: u64) -> i64 {
    let minute = u64::try_from(MINUTE).unwrap_or(u64::MAX);
    let micros = u128::from(units).saturating_mul(minute.into());
    i64::try_from(micros.div_ceil(u128::from(budget.max(1)))).unwrap_or(MINUTE)
}

fn spent(micros: i64) -> Spent {
    let micros = u64::try_from(micros).unwrap_or_default();
    Spent {
        wait: micros.div_ceil(1_000_000).clamp(1, 60),
    }
}
