//! What the desk does by itself while it serves: once a minute it tells of attempts that a lock turned away, and forgets
//! guards and sessions that no longer say anything. Deliberately absent: ending sessions; they are over by their times.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::{guard, sessions};
use crate::kernel::clock::Clock;
use crate::kernel::db::begin_installation_write;
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::{Errand, Viewpoint};

const EVERY: Duration = Duration::from_secs(60);

/// Tends the desk until the end, and once more then.
pub async fn tend(desk: Arc<Desk>, db: DatabaseConnection, clock: Clock, end: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !end.is_cancelled() {
        tokio::select! {
            () = end.cancelled() => {}
            _ = ticks.tick() => {}
        }
        if let Err(error) = once(&desk, &db, &clock).await {
            tracing::error!(fault = %error, "the desk is not tended");
        }
    }
}

/// Does what is due now.
pub async fn once(desk: &Desk, db: &DatabaseConnection, clock: &Clock) -> Result<(), DbErr> {
    desk.turned
        .tell(&Reader::on_errand(db, Errand::SignIn), clock)
        .await?;
    let now = clock.now();
    let tx = begin_installation_write(db, &Viewpoint::program(Errand::SignIn)).await?;
    guard::forget(&tx, now).await?;
    sessions::forget(&tx, now).await?;
    tx.commit().await
}
