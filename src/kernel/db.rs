//! The only doors to a database: `connect` with the settings that were measured to be safe, and `begin_write`, which
//! lets one writer at a time into a district. Deliberately absent: reads that span several statements in one
//! transaction; answers are pinned to a journal number instead.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};

use super::id::DistrictId;
use super::journal::{Head, Ledger};

/// Opens a pool. SQLite: WAL, a flush to disk at every commit, foreign keys on, waits of 10 s for the writer.
/// PostgreSQL: 10 connections, 10 s a statement.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(std::time::Duration::from_secs(10));
    if url.starts_with("sqlite:") {
        options.max_connections(8).map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(std::time::Duration::from_secs(10))
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
    } else {
        options
            .max_connections(10)
            .statement_timeout(std::time::Duration::from_secs(10))
            .test_before_acquire(false)
            .test_before_acquire_if_idle_for(std::time::Duration::from_secs(30));
    }
    Database::connect(options).await
}

/// Opens the one write transaction of a district and locks its head: until it ends, nobody else writes there.
/// `None` when the district does not exist. Nothing inside may touch the pool or the network.
#[expect(clippy::disallowed_methods, reason = "the one door for writers")]
pub async fn begin_write(
    db: &DatabaseConnection,
    district: &DistrictId,
) -> Result<Option<(DatabaseTransaction, Ledger)>, DbErr> {
    let tx = db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?;
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
    let head = Head {
        number: row.try_get("", "number")?,
        organization_number: row.try_get("", "organization_number")?,
        hash: row.try_get("", "hash")?,
    };
    Ok(Some((tx, Ledger::new(district.clone(), head))))
}

/// Opens a transaction that is of no district's journal: tokens, and the founding of a district.
#[expect(clippy::disallowed_methods, reason = "the one door for writers")]
pub async fn begin_installation_write(
    db: &DatabaseConnection,
) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
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
    found
        .map(|row| {
            Ok(Head {
                number: row.try_get("", "number")?,
                organization_number: row.try_get("", "organization_number")?,
                hash: row.try_get("", "hash")?,
            })
        })
        .transpose()
}

/// Brings the database to this version's tables.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    use migrations::MigratorTrait;
    migrations::Migrator::up(db, None).await
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
