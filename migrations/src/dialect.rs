//! Statements written once for both databases. Deliberately absent: everything but the three types whose names differ.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs the statements of a text, parted by semicolons, in the database's dialect.
pub async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let postgres = conn.get_database_backend() == DbBackend::Postgres;
    for statement in text.split(';').map(str::trim) {
        if !statement.is_empty() {
            conn.execute_unprepared(&in_dialect(statement, postgres))
                .await?;
        }
    }
    Ok(())
}

fn in_dialect(statement: &str, postgres: bool) -> String {
    let (uuid, day, instant) = if postgres {
        ("uuid", "date", "timestamp with time zone")
    } else {
        ("uuid_text", "date_text", "timestamp_with_timezone_text")
    };
    statement
        .replace("{uuid}", uuid)
        .replace("{day}", day)
        .replace("{instant}", instant)
}
