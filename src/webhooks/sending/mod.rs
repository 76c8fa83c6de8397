//! Sending: looks which endpoints have something due, and goes round after round at each of them until nothing is. Each
//! endpoint is one sender's at a time, however many programs share the database, and has few attempts under way, so that
//! one that hangs slows nobody; those at which nobody answers have places of their own besides.
//! Deliberately absent: locks that last over the network.

mod names;
mod post;
mod round;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{join_all, select_all};
use ipnet::IpNet;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, Statement, Value,
};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::commands::close_gone;
use super::entity::{AttemptOutcome, attempt, received};
use super::signing::signatures;
use crate::access::accesses::installation;
use crate::kernel::bus::Bus;
use crate::kernel::clock::Clock;
use crate::kernel::db::{begin_installation_write, begin_write, list_districts};
use crate::kernel::error::Fault;
use crate::kernel::id::DistrictId;
use crate::kernel::reader::Reader;
use crate::kernel::seal::Vault;
use crate::kernel::viewpoint::{Errand, Viewpoint};
pub use names::{Found, Names, of_this_machine};
use post::{Answer, Message, Poster};
pub use round::LEASE;
use round::{Claim, Due, Round};

/// Attempts stay in the log for so long.
const LOGGED: TimeDelta = TimeDelta::days(30);

/// Ids of call-backs are remembered for so long: whoever repeats one is not at it for longer.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Between two looks for what is past its time.
const TENDED: TimeDelta = TimeDelta::hours(1);

/// Between two looks how far behind endpoints are.
const MEASURED: TimeDelta = TimeDelta::seconds(15);

/// The settings of sending.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Networks inside that may be delivered to, by plain HTTP too.
    pub allowed: Vec<IpNet>,
    /// Certificates by which endpoints are known, in place of those that this machine trusts.
    pub ca_file: Option<PathBuf>,
    /// Attempts under way at once, at endpoints that answer; those at which nobody did have half as many besides.
    pub at_once: usize,
    /// How long an attempt may take.
    pub patience: Duration,
}

impl Settings {
    /// Refuses a file of certificates that cannot be read.
    pub fn check(&self) -> Result<(), String> {
        Poster::new(self, &of_this_machine()).map(|_| ())
    }
}

/// The endpoints at work, and whether something was found due there meanwhile.
type UnderWay = BTreeMap<(DistrictId, Uuid), bool>;

/// Sends what is due.
#[derive(Clone, Debug)]
pub struct Sender {
    db: DatabaseConnection,
    clock: Clock,
    vault: Vault,
    poster: Poster,
    id: Uuid,
    places: Arc<Semaphore>,
    slow_places: Arc<Semaphore>,
    under_way: Arc<Mutex<UnderWay>>,
    end: CancellationToken,
}

impl Sender {
    /// A sender by the settings. Refuses a file of certificates that cannot be read.
    pub fn new(
        db: DatabaseConnection,
        clock: Clock,
        vault: Vault,
        settings: &Settings,
    ) -> Result<Self, String> {
        Self::by_names(db, clock, vault, settings, &of_this_machine())
    }

    /// The same, with other names than this machine knows.
    pub fn by_names(
        db: DatabaseConnection,
        clock: Clock,
        vault: Vault,
        settings: &Settings,
        names: &Names,
    ) -> Result<Self, String> {
        let places = settings.at_once.clamp(1, Semaphore::MAX_PERMITS);
        Ok(Self {
            poster: Poster::new(settings, names)?,
            id: clock.new_uuid(),
            db,
            clock,
            vault,
            places: Arc::new(Semaphore::new(places)),
            slow_places: Arc::new(Semaphore::new(places.div_ceil(2))),
            under_way: Arc::default(),
            end: CancellationToken::new(),
        })
    }

    /// Looks at every write that the bus tells of, and again and again besides, until the end; then it finishes the attempts
    /// under way. Never when `every` is zero.
    pub async fn run(mut self, bus: Bus, every: Duration, end: CancellationToken) {
        if every.is_zero() {
            return;
        }
        self.end = end.clone();
        let mut ticks = tokio::time::interval(every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (work, mut tended, mut measured) = (TaskTracker::new(), None, None);
        let mut watched: Vec<watch::Receiver<i64>> = Vec::new();
        loop {
            tokio::select! {
                () = end.cancelled() => break,
                _ = ticks.tick() => {}
                () = written(&mut watched) => {}
            }
            let now = self.clock.now();
            if measured.is_none_or(|at| now - at >= MEASURED) {
                measured = Some(now);
                self.measure().await;
                let districts = self.districts().await;
                watched = districts.iter().map(|one| bus.watch(one)).collect();
            }
            self.start(&work).await;
            if tended.is_none_or(|at| now - at >= TENDED) {
                tended = Some(now);
                self.tend(now).await;
            }
        }
        work.close();
        work.wait().await;
    }

    /// Starts at every endpoint that has something due and is not at work yet.
    async fn start(&self, work: &TaskTracker) {
        let due = match self.look().await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(fault = %error, "endpoints of webhooks cannot be listed");
                return;
            }
        };
        for of in due {
            let before = self.lock().insert(of.clone(), true);
            if before.is_none() {
                let sender = self.clone();
                work.spawn(async move {
                    while sender.goes_on(&of) {
                        sender.work(&of).await;
                    }
                });
            }
        }
    }

    /// Whether something was found due at an endpoint since its work last began; whoever hears no is done with it.
    fn goes_on(&self, of: &(DistrictId, Uuid)) -> bool {
        let mut under_way = self.lock();
        let due = under_way.insert(of.clone(), false) == Some(true);
        if !due || self.end.is_cancelled() {
            under_way.remove(of);
            return false;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what is due at any endpoint, and waits for it.
    pub async fn pass(&self) {
        let due = self.look().await.unwrap_or_default();
        join_all(due.iter().map(|of| self.work(of))).await;
    }

    /// The open endpoints of all districts at which something is due now, or that were not told all of the journal.
    async fn look(&self) -> Result<Vec<(DistrictId, Uuid)>, DbErr> {
        let reader = Reader::on_errand(&self.db, Errand::DeliverWebhooks);
        let statement = Statement::from_sql_and_values(
            reader.get_database_backend(),
            "SELECT e.district_id, e.id FROM webhook_endpoint e \
             JOIN webhook_position p ON p.district_id = e.district_id AND p.endpoint_id = e.id \
             JOIN journal_head h ON h.district_id = e.district_id \
             WHERE e.closed_at IS NULL AND (p.rests_until IS NULL OR p.rests_until <= $1) \
             AND (p.leased_until IS NULL OR p.leased_until <= $1 OR p.leased_to = $2) \
             AND (h.number > p.number OR EXISTS (SELECT 1 FROM webhook_waiting w WHERE w.district_id = e.district_id \
             AND w.endpoint_id = e.id AND w.next_at <= $1)) ORDER BY e.district_id, e.id",
            [Value::from(self.clock.now()), self.id.into()],
        );
        let rows = reader.query_all_raw(statement).await;
        reader.close().await;
        rows?
            .iter()
            .map(|row| Ok((row.try_get("", "district_id")?, row.try_get("", "id")?)))
            .collect()
    }

    /// Round after round at one endpoint, until nothing is due there or the end has come.
    async fn work(&self, (district, endpoint): &(DistrictId, Uuid)) {
        let claim = Claim {
            district: district.clone(),
            endpoint: *endpoint,
            sender: self.id,
        };
        loop {
            match self.round(&claim).await {
                Ok(true) if !self.end.is_cancelled() => {}
                Ok(true) => return self.leave(&claim).await,
                Ok(false) => return,
                Err(fault) => {
                    tracing::error!(%district, %endpoint, fault = fault.for_log(), "deliveries failed");
                    return;
                }
            }
        }
    }

    /// Lets an endpoint go before its time, so that another program need not wait.
    async fn leave(&self, claim: &Claim) {
        let left = async {
            let tx = self.begin().await?;
            claim.release(&tx).await?;
            tx.commit().await
        };
        if let Err(error) = left.await {
            tracing::warn!(%error, "an endpoint was not let go");
        }
    }

    /// One round; tells whether another may find more.
    async fn round(&self, claim: &Claim) -> Result<bool, Fault> {
        let tx = self.begin().await?;
        let round = claim.begin(&tx, &self.vault, self.clock.now()).await?;
        let Some(round) = round else {
            tx.rollback().await?;
            return Ok(false);
        };
        tx.commit().await?;
        if round.due.is_empty() {
            return Ok(round.goes_on);
        }
        let tried = join_all(round.due.iter().map(|due| self.attempt(&round, due))).await;
        let gone =
            |(_, _, answer): &(Due, DateTime<Utc>, Answer)| answer.outcome == AttemptOutcome::Gone;
        let gone = tried.iter().any(gone);
        if gone {
            self.close(claim).await?;
        }
        let tx = self.begin().await?;
        let noted = claim.note(&tx, &tried, self.clock.now()).await?;
        match noted {
            true => tx.commit().await?,
            false => tx.rollback().await?,
        }
        Ok(noted && !gone)
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_installation_write(&self.db, &Viewpoint::program(Errand::DeliverWebhooks)).await
    }

    /// Sends one delivery, when a place is free.
    async fn attempt(&self, round: &Round, due: &Due) -> (Due, DateTime<Utc>, Answer) {
        let places = match round.unanswered > 0 {
            true => &self.slow_places,
            false => &self.places,
        };
        let _place = places.acquire().await;
        let at = self.clock.now();
        let message = Message {
            id: due.message_id.clone(),
            at,
            signatures: signatures(&round.secrets, &due.message_id, at, due.body.as_bytes()),
            body: due.body.clone(),
        };
        let answer = self.poster.post(&round.url, message).await;
        metrics::counter!("workrooms_webhook_attempts_total", "outcome" => answer.outcome.name())
            .increment(1);
        (due.clone(), at, answer)
    }

    /// Closes an endpoint that is gone, and tells the journal.
    async fn close(&self, claim: &Claim) -> Result<(), Fault> {
        let view = Viewpoint::program(Errand::DeliverWebhooks);
        let Some((tx, mut ledger)) = begin_write(&self.db, &claim.district, &view).await? else {
            return Ok(());
        };
        let by = (&installation(), self.clock.now());
        close_gone(&tx, &mut ledger, by, claim.endpoint).await?;
        ledger.commit(tx).await?;
        tracing::warn!(district = %claim.district, endpoint = %claim.endpoint, "an endpoint is gone and was closed");
        Ok(())
    }

    /// Tells how far behind endpoints are: entries of the journal that the last of them was not told, and deliveries that
    /// wait at all of them.
    async fn measure(&self) {
        let reader = Reader::on_errand(&self.db, Errand::DeliverWebhooks);
        let statement = Statement::from_string(
            reader.get_database_backend(),
            "SELECT COALESCE(MAX(h.number - p.number), 0) AS lag, COUNT(w.number) AS waiting FROM webhook_endpoint e \
             JOIN webhook_position p ON p.district_id = e.district_id AND p.endpoint_id = e.id \
             JOIN journal_head h ON h.district_id = e.district_id \
             LEFT JOIN webhook_waiting w ON w.district_id = e.district_id AND w.endpoint_id = e.id \
             WHERE e.closed_at IS NULL",
        );
        let row = reader.query_one_raw(statement).await;
        reader.close().await;
        let read = |name| row.as_ref().ok()?.as_ref()?.try_get::<i64>("", name).ok();
        for (gauge, name) in [
            ("workrooms_webhook_lag_entries", "lag"),
            ("workrooms_webhook_waiting", "waiting"),
        ] {
            let told = read(name).and_then(|value| u32::try_from(value).ok());
            metrics::gauge!(gauge).set(told.map_or(0.0, f64::from));
        }
    }

    async fn districts(&self) -> Vec<DistrictId> {
        let reader = Reader::on_errand(&self.db, Errand::DeliverWebhooks);
        let districts = list_districts(&reader).await;
        reader.close().await;
        districts.unwrap_or_default()
    }

    /// Forgets what is past its time.
    async fn tend(&self, now: DateTime<Utc>) {
        for district in self.districts().await {
            if let Err(error) = self.forget(&district, now).await {
                tracing::warn!(%error, %district, "the log of deliveries was not shortened");
            }
        }
    }

    /// Forgets attempts and ids of call-backs of a district that are past their time.
    pub async fn forget(&self, district: &DistrictId, now: DateTime<Utc>) -> Result<(), DbErr> {
        let tx = self.begin().await?;
        attempt::Entity::delete_many()
            .filter(attempt::Column::DistrictId.eq(district.clone()))
            .filter(attempt::Column::At.lt(now - LOGGED))
            .exec(&tx)
            .await?;
        received::Entity::delete_many()
            .filter(received::Column::DistrictId.eq(district.clone()))
            .filter(received::Column::At.lt(now - REMEMBERED))
            .exec(&tx)
            .await?;
        tx.commit().await
    }
}

/// Waits for a write in one of the districts; for ever where there is none.
async fn written(watched: &mut [watch::Receiver<i64>]) {
    if watched.is_empty() {
        return std::future::pending().await;
    }
    let changes = watched.iter_mut().map(|newest| Box::pin(newest.changed()));
    let _ = select_all(changes).await;
}
