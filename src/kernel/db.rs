//! The only doors to a database: `connect` with the settings that were measured to be safe, and `begin_write`, which
//! lets one writer at a time into a district. A write tells PostgreSQL for whom it is, as reads do.
//! Deliberately absent: reads, which `kernel::reader` opens.

use std::collections::HashSet;
use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    Value,
};

use super::id::DistrictId;
use super::journal::{Head, Ledger};
use super::viewpoint::{Lens, Viewpoint};

/// How much of a database one program takes, and how long anything in it may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once to PostgreSQL.
    pub connections: u32,
    /// How long a statement may take on PostgreSQL.
    pub statement: Duration,
    /// How long a statement may wait for a lock: of a row on PostgreSQL, of the file on SQLite.
    pub lock: Duration,
    /// How long a transaction of PostgreSQL may do nothing before it is ended.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10,
            statement: Duration::from_secs(10),
            lock: Duration::from_secs(10),
            idle: Duration::from_secs(60),
        }
    }
}

/// Opens a pool. SQLite: WAL, a flush to disk at every commit, foreign keys on.
pub async fn connect(url: &str, limits: &Limits) -> Result<DatabaseConnection, DbErr> {
    let limits = *limits;
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10));
    if url.starts_with("sqlite:") {
        options
            .max_connections(8)
            // Where the disk is full SQLite may end a transaction by itself, and the driver, which does not know, would open the
            // next one inside of what is not there, never commit it, and say that it had.
            .map_sqlx_sqlite_pool_opts(|pool| {
                pool.before_acquire(|connection, _| {
                    let is_free = !connection.is_in_transaction();
                    Box::pin(async move { Ok(is_free) })
                })
            })
            .map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(limits.lock)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
            });
    } else {
        as_postgres(&mut options, limits);
    }
    Database::connect(options).await
}

/// Opens a pool of a standby as of its primary, but waits for nobody: it need not be there, and a connection is looked at
/// before it is used, because a standby may come and go.
pub async fn connect_standby(url: &str, limits: &Limits) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false);
    as_postgres(&mut options, *limits);
    options
        .acquire_timeout(Duration::from_secs(1))
        .test_before_acquire(true)
        .connect_lazy(true);
    Database::connect(options).await
}

fn as_postgres(options: &mut ConnectOptions, limits: Limits) {
    let milliseconds = |time: Duration| time.as_millis().to_string();
    options
        .max_connections(limits.connections)
        .statement_timeout(limits.statement)
        .map_sqlx_postgres_opts(move |postgres| {
            postgres.options([
                ("lock_timeout", milliseconds(limits.lock)),
                (
                    "idle_in_transaction_session_timeout",
                    milliseconds(limits.idle),
                ),
            ])
        })
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
}

/// Whether PostgreSQL lets this role past row-level security, as it does superusers: the second wall is then none.
pub async fn is_past_walls(db: &DatabaseConnection) -> Result<bool, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(false);
    }
    // Before the first migration there is no table to ask about.
    let sql = "SELECT CASE WHEN to_regclass('journal_head') IS NULL THEN current_setting('is_superuser') = 'on' \
               ELSE NOT row_security_active(to_regclass('journal_head')::oid) END AS past";
    let role = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    role.map_or(Ok(true), |role| role.try_get("", "past"))
}

/// Opens the one write transaction of a district and locks its head: until it ends, nobody else writes there.
/// `None` when the district does not exist. Nothing inside may touch the pool or the network.
pub async fn begin_write(
    db: &DatabaseConnection,
    district: &DistrictId,
    view: &Viewpoint,
) -> Result<Option<(DatabaseTransaction, Ledger)>, DbErr> {
    let tx = begin_installation_write(db, view).await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE",
        _ => "",
    };
    let found = tx
        .query_one_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            format!("SELECT number, organization_number, hash FROM journal_head WHERE district_id = $1{lock}"),
            [Value::from(district.as_str())],
        ))
        .await?;
    let Some(row) = found else {
        tx.rollback().await?;
        return Ok(None);
    };
    let head = head_of(&row)?;
    Ok(Some((tx, Ledger::new(district.clone(), head))))
}

/// Opens a transaction, to its end whoever goes away meanwhile: the driver forgets a `BEGIN` that is broken off half-way, and
/// whoever was given its connection next would find himself inside of a transaction that nobody ends.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens transactions"
)]
pub async fn begin_unbroken(
    db: &DatabaseConnection,
    mode: SqliteTransactionMode,
) -> Result<DatabaseTransaction, DbErr> {
    let db = db.clone();
    let begun = tokio::spawn(async move {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(mode),
            ..Default::default()
        };
        db.begin_with_options(options).await
    });
    begun
        .await
        .map_err(|error| DbErr::Custom(format!("a transaction was not opened: {error}")))?
}

/// Opens a transaction that is of no district's journal: tokens, and the founding of a district.
pub async fn begin_installation_write(
    db: &DatabaseConnection,
    view: &Viewpoint,
) -> Result<DatabaseTransaction, DbErr> {
    let tx = begin_unbroken(db, SqliteTransactionMode::Immediate).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let view = view.through(Lens::Writing);
        tx.execute_unprepared(&view.settings()).await?;
    }
    Ok(tx)
}

/// The head of a district's journal as it stands; `None` when the district does not exist.
pub async fn load_head(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<Head>, DbErr> {
    let found = conn
        .query_one_raw(Statement::from_sql_and_values(
            conn.get_database_backend(),
            "SELECT number, organization_number, hash FROM journal_head WHERE district_id = $1",
            [Value::from(district.as_str())],
        ))
        .await?;
    found.as_ref().map(head_of).transpose()
}

/// The head that a row tells.
pub fn head_of(row: &QueryResult) -> Result<Head, DbErr> {
    Ok(Head {
        number: row.try_get("", "number")?,
        organization_number: row.try_get("", "organization_number")?,
        hash: row.try_get("", "hash")?,
    })
}

/// Brings the database to this version's tables, all of it or nothing. Of several programs that begin at once one does it, and
/// the others wait and find it done. A database that a newer version has been at is left as it is: each version's tables
/// serve the version before too, so that programs can be replaced one after the other.
#[expect(
    clippy::disallowed_methods,
    reason = "the one door for changes of tables"
)]
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    use migrations::{Migrator, MigratorTrait};
    // Two that begin at once may both make the table of what was done; whoever is second then finds it.
    if Migrator::install(db).await.is_err() {
        Migrator::install(db).await?;
    }
    let tx = db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        // A lock of a table, which every kind of PostgreSQL knows; and tables that are large take their time.
        let lock = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
                    LOCK TABLE seaql_migrations IN SHARE ROW EXCLUSIVE MODE";
        tx.execute_unprepared(lock).await?;
    }
    let done = Migrator::get_migration_models(&tx).await?;
    let done: HashSet<String> = done.into_iter().map(|done| done.version).collect();
    let ours = Migrator::migrations();
    let missing = ours.iter().any(|ours| !done.contains(ours.name()));
    if missing {
        Migrator::up(&tx, None).await?;
    } else if done.len() > ours.len() {
        tracing::warn!("a newer version has been at this database");
    }
    tx.commit().await
}

/// The districts that the installation holds, by code; the installation, which has a journal of its own, is none.
pub async fn list_districts(conn: &impl ConnectionTrait) -> Result<Vec<DistrictId>, DbErr> {
    let rows = conn
        .query_all_raw(Statement::from_string(
            conn.get_database_backend(),
            "SELECT district_id FROM journal_head WHERE district_id <> '0' ORDER BY district_id",
        ))
        .await?;
    rows.iter()
        .map(|row| row.try_get("", "district_id"))
        .collect()
}
