//! Row-level security of a table, from two sentences: who reads its rows, and who writes them. The sentences name what a
//! transaction was told with `SET LOCAL`: `workrooms.district`, `.role`, `.scope`, and `.sight`, which says what it is for.
//! PostgreSQL only; a transaction that was told nothing sees nothing, the owner of the tables among all others.
//! Deliberately absent: functions and triggers, which Citus would not take.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// A wall: `reads` and `writes` are conditions in which `{here}`, `{role}`, `{sight}` and `{scope}` stand for what the
/// transaction was told. Writes are let through in transactions that write and at the door, before anybody is known; the
/// program's own work passes always.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    /// Who reads a row, and finds it for a change.
    pub reads: &'static str,
    /// Who may leave a row so.
    pub writes: &'static str,
}

/// Raises the wall of a table that has none.
pub async fn raise(manager: &SchemaManager<'_>, table: &str, wall: Wall) -> Result<(), DbErr> {
    let reads = told(&format!("{{sight}} = 'program' OR ({})", wall.reads));
    let writes = told(&format!(
        "{{sight}} = 'program' OR ({{sight}} IN ('writing', 'door') AND ({}))",
        wall.writes
    ));
    hold(manager, table, &reads, &writes).await
}

/// Forces row-level security on a table, with one policy for all that is done to it.
pub async fn hold(
    manager: &SchemaManager<'_>,
    table: &str,
    using: &str,
    check: &str,
) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    if conn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for statement in [
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY sight ON {table} USING ({using}) WITH CHECK ({check})"),
    ] {
        conn.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Each setting as a scalar subquery, so that it is looked up once in a statement and not once in a row.
fn told(condition: &str) -> String {
    condition
        .replace(
            "{here}",
            "district_id = (SELECT current_setting('workrooms.district', true))",
        )
        .replace("{role}", "(SELECT current_setting('workrooms.role', true))")
        .replace(
            "{sight}",
            "(SELECT current_setting('workrooms.sight', true))",
        )
        .replace(
            "{scope}",
            "(SELECT NULLIF(current_setting('workrooms.scope', true), '')::uuid)",
        )
}
