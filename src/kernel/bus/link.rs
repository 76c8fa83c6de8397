//! How the bus hears of what other programs write over the same database. On PostgreSQL they tell each other by NOTIFY, with
//! a district and its newest number; everywhere a slow look at the heads of the journals finds what was not told: by a
//! program that ended before it could, by a command line that tells nobody, over SQLite, or on a standby, where nobody can
//! listen. A connection that was lost, and with it whatever was told meanwhile, leads to a look too.
//!
//! NOTIFY takes a lock of the whole server until its transaction is on disk. So it is not sent in the transactions that
//! write, but just after them in one of its own, which waits for no disk, and which tells in one go whatever came together.
//! Deliberately absent: anything that a reader may trust instead of the journal.

use std::collections::BTreeMap;
use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, Value};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::Bus;
use crate::kernel::id::DistrictId;
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::Errand;

/// The channel of PostgreSQL.
const CHANNEL: &str = "workrooms_journal";

/// How long before a connection that could not be had is tried for again.
const AGAIN: Duration = Duration::from_secs(1);

/// Districts of one statement at most.
const AT_ONCE: usize = 500;

impl Bus {
    /// Tells other programs of what is written here, hears what they tell, and looks at the heads of watched journals each
    /// `every`; without end.
    pub async fn tend(&self, db: &DatabaseConnection, every: Duration) {
        let looking = self.look_each(db, every);
        if db.get_database_backend() == DbBackend::Postgres {
            tokio::join!(looking, self.listen(db), self.tell(db));
        } else {
            looking.await;
        }
    }

    async fn look_each(&self, db: &DatabaseConnection, every: Duration) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look(db).await;
        }
    }

    /// Looks where the watched journals end.
    async fn look(&self, db: &DatabaseConnection) {
        for some in self.watched().chunks(AT_ONCE) {
            let reader = Reader::on_errand(db, Errand::Follow);
            let ends = ends_of(&reader, some).await;
            reader.close().await;
            match ends {
                Ok(ends) => ends
                    .iter()
                    .for_each(|(district, number)| self.heard(district, *number)),
                Err(error) => tracing::warn!(%error, "it was not seen where the journals end"),
            }
        }
    }

    async fn tell(&self, db: &DatabaseConnection) {
        loop {
            let untold = self.untold().await;
            if let Err(error) = db.execute_unprepared(&telling(&untold)).await {
                tracing::warn!(%error, "other programs were not told of a write");
            }
        }
    }

    async fn listen(&self, db: &DatabaseConnection) {
        let known = db.get_postgres_connection_pool().connect_options();
        // A connection beside the pool: it is held for ever, and nobody should have to wait for it.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_lazy_with((*known).clone());
        loop {
            if let Err(error) = self.hear(db, &pool).await {
                tracing::warn!(%error, "other programs are not heard");
            }
            sleep(AGAIN).await;
        }
    }

    async fn hear(&self, db: &DatabaseConnection, pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // Heard from now on; what was told before is looked for.
            self.look(db).await;
            while let Some(told) = listener.try_recv().await? {
                if let Some((district, number)) = read(told.payload()) {
                    self.heard(&district, number);
                }
            }
        }
    }
}

/// Where journals end.
async fn ends_of(
    conn: &impl ConnectionTrait,
    districts: &[DistrictId],
) -> Result<Vec<(DistrictId, i64)>, DbErr> {
    let places: Vec<String> = (1..=districts.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT district_id, number FROM journal_head WHERE district_id IN ({})",
        places.join(", ")
    );
    let codes = districts
        .iter()
        .map(|district| Value::from(district.as_str()));
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, codes);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "district_id")?, row.try_get("", "number")?)))
        .collect()
}

/// The statements that tell: one transaction, which does not wait for the disk. Codes and numbers are digits.
fn telling(untold: &BTreeMap<DistrictId, i64>) -> String {
    let told = untold
        .iter()
        .map(|(district, number)| format!("SELECT pg_notify('{CHANNEL}', '{district} {number}')"));
    let told: Vec<String> = told.collect();
    format!("SET LOCAL synchronous_commit = off; {}", told.join("; "))
}

/// What was told; none when it is none of ours.
fn read(payload: &str) -> Option<(DistrictId, i64)> {
    let (district, number) = payload.split_once(' ')?;
    Some((DistrictId::parse(district)?, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_a_district_and_a_number() {
        let here = DistrictId::parse("430503").unwrap();
        let untold = BTreeMap::from([(DistrictId::installation(), 2), (here.clone(), 17)]);
        assert_eq!(
            telling(&untold),
            "SET LOCAL synchronous_commit = off; SELECT pg_notify('workrooms_journal', '0 2'); \
             SELECT pg_notify('workrooms_journal', '430503 17')"
        );
        assert_eq!(read("430503 17"), Some((here, 17)));
        for strange in ["", "430503", "430503 x", "43 17", "430503 17 18"] {
            assert_eq!(read(strange), None, "{strange}");
        }
    }
}
