//! What each caller may spend in a minute, in the cost that the guard tells. A caller is his token; one without is his
//! address, and so is one whose token is not good, on an account of its own, so that a neighbour's wrong token shuts
//! nobody out. What is unspent is not saved up beyond one minute. On SQLite there is one program, which keeps the budgets
//! in memory; programs over one PostgreSQL share them. Deliberately absent: waiting; who has spent all is told when to
//! come again, and costs nothing meanwhile.

mod own;
mod shared;

use std::net::IpAddr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::config::HttpConfig;
use crate::kernel::clock::Clock;
use own::Own;
pub use shared::Shared;

/// What any request costs before it is looked at.
const REQUEST: u64 = 20;

/// So many bytes sent cost one more.
const BYTES: u64 = 100;

/// What an answer about the schema costs: it is larger than its guard's count of objects says.
pub const SCHEMA: u64 = 1_000;

/// What a token costs that is not good: no honest program tries a hundred.
pub const BAD_TOKEN: u64 = 5_000;

/// Tokens remembered at most.
const TOKENS: u64 = 16_384;

/// Addresses remembered at most, however many come: those that ask most are kept.
const ADDRESSES: u64 = 65_536;

/// Who has been silent for so long has his whole budget again, and need not be remembered.
const FORGOTTEN: Duration = Duration::from_secs(90);

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// The token's id.
    Token(Uuid),
    /// Nobody who is known, from this address.
    Address(IpAddr),
    /// Whoever sends tokens that are not good, from this address.
    BadTokens(IpAddr),
}

impl Payer {
    /// The kind alone: who it is never reaches a count.
    fn kind(self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::Address(_) => "address",
            Self::BadTokens(_) => "bad_tokens",
        }
    }
}

impl std::fmt::Display for Payer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind();
        match self {
            Self::Token(id) => write!(f, "{kind} {id}"),
            Self::Address(address) | Self::BadTokens(address) => write!(f, "{kind} {address}"),
        }
    }
}

/// The caller has spent his budget; after so many seconds he may ask the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Seconds, at least one.
    pub wait: u64,
}

/// The budgets of all callers.
#[derive(Debug)]
pub struct Budgets {
    own: Own,
    shared: Option<Shared>,
}

impl Budgets {
    /// Budgets as the settings say, all of them whole, and this program's alone.
    pub fn new(config: &HttpConfig) -> Self {
        Self {
            own: Own::new(config),
            shared: None,
        }
    }

    /// Budgets that every program over this database grants together, where there can be several.
    pub fn over(config: &HttpConfig, db: &DatabaseConnection, clock: &Clock) -> Self {
        let several = db.get_database_backend() == DbBackend::Postgres;
        Self {
            shared: several.then(|| Shared::new(config, db.clone(), clock.clone())),
            ..Self::new(config)
        }
    }

    /// Takes a cost from a budget, all of it or nothing. `before` is what this request has paid already and would have to
    /// pay again, so that the time told is enough for both. While the database does not answer, each program grants by
    /// itself.
    pub async fn charge(&self, payer: Payer, cost: u64, before: u64) -> Result<(), Spent> {
        let spent = match &self.shared {
            None => self.own.charge(payer, cost, before),
            Some(shared) => match shared.charge(payer, cost, before).await {
                Ok(spent) => spent,
                Err(error) => {
                    tracing::warn!(%error, "budgets are not shared");
                    self.own.charge(payer, cost, before)
                }
            },
        };
        if spent.is_err() {
            metrics::counter!("workrooms_over_budget_total", "payer" => payer.kind()).increment(1);
        }
        spent
    }

    /// Forgets budgets that are whole again, now and then until the end.
    pub async fn tend(&self, end: CancellationToken) {
        let Some(shared) = &self.shared else { return };
        let mut ticks = tokio::time::interval(FORGOTTEN);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !end.is_cancelled() {
            tokio::select! {
                () = end.cancelled() => {}
                _ = ticks.tick() => {
                    if let Err(error) = shared.forget().await {
                        tracing::warn!(%error, "budgets that are whole are not forgotten");
                    }
                }
            }
        }
    }
}

/// What a request of so many bytes costs before it is read.
pub fn entrance(bytes: usize) -> u64 {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    REQUEST.saturating_add(bytes / BYTES)
}
