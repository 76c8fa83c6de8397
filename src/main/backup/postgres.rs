//! Copies of PostgreSQL, by its own programs `pg_dump` and `pg_restore`. The copy and the heads in the manifest are of one
//! snapshot. Deliberately absent: a way past row-level security: whoever copies needs a role that may see everything, and
//! the program's own may not.

use std::path::Path;
use std::process::Command;

use percent_encoding::percent_decode_str;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DbBackend, IsolationLevel, Statement,
    TransactionTrait,
};
use url::Url;
use workrooms::kernel::db::{Limits, connect};
use workrooms::kernel::journal::heads;
use workrooms::kernel::seal::wrapping_keys;

use super::{Copied, Stop};

pub const FILE: &str = "workrooms.dump";

/// Copies the database into a folder.
#[expect(
    clippy::disallowed_methods,
    reason = "a snapshot that another program reads too"
)]
pub async fn dump(db: &DatabaseConnection, url: &str, folder: &Path) -> Result<Copied, Stop> {
    let isolation = Some(IsolationLevel::RepeatableRead);
    let tx = db
        .begin_with_config(isolation, Some(AccessMode::ReadOnly))
        .await?;
    tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
        .await?;
    let snapshot = tx
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT pg_export_snapshot() AS id",
        ))
        .await?
        .ok_or("PostgreSQL exports no snapshot")?;
    let snapshot: String = snapshot.try_get("", "id")?;
    let file = folder.join(FILE);
    run(url, "pg_dump", |command| {
        command
            .args(["--format=custom", "--no-owner", "--no-privileges"])
            .arg(format!("--snapshot={snapshot}"))
            .arg("--file")
            .arg(&file)
    })
    .await?;
    let copied = Copied {
        file: FILE,
        master_keys: wrapping_keys(&tx).await?,
        journals: heads(&tx).await?,
    };
    tx.rollback().await?;
    Ok(copied)
}

/// Fills an empty database from a copy, all of it or nothing.
pub async fn restore(url: &str, copy: &Path) -> Result<(), Stop> {
    let db = connect(url, &Limits::default()).await?;
    let tables = db
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT to_regclass('journal_head') IS NOT NULL AS there",
        ))
        .await?;
    let there = tables.map_or(Ok(true), |row| row.try_get("", "there"))?;
    db.close().await?;
    if there {
        return Err(Stop(
            "the database is not empty; nothing is overwritten".to_owned(),
        ));
    }
    run(url, "pg_restore", |command| {
        command
            .args([
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-privileges",
            ])
            .arg(copy)
    })
    .await
}

/// Runs one of PostgreSQL's programs over a database. The password goes by the environment, which other accounts of the
/// machine cannot list.
async fn run(
    url: &str,
    program: &'static str,
    with: impl FnOnce(&mut Command) -> &mut Command,
) -> Result<(), Stop> {
    let (url, password) = apart(url)?;
    let mut command = Command::new(program);
    command.envs(password.map(|password| ("PGPASSWORD", password)));
    with(&mut command).arg("--dbname").arg(url);
    let ended = tokio::task::spawn_blocking(move || command.output()).await?;
    let ended = ended.map_err(|error| {
        Stop(format!(
            "{program} cannot be run ({error}): install PostgreSQL's client programs of the server's version or newer"
        ))
    })?;
    match ended.status.success() {
        true => Ok(()),
        false => Err(Stop(format!(
            "{program} failed: {}",
            String::from_utf8_lossy(&ended.stderr).trim()
        ))),
    }
}

/// A database's URL without its password, the rest to the letter; and the password as it is typed.
fn apart(url: &str) -> Result<(String, Option<String>), Stop> {
    let mut url = Url::parse(url)?;
    let mut password = url.password().map(str::to_owned);
    if password.is_some() {
        url.set_password(None)
            .map_err(|()| "the URL takes no password")?;
    }
    let mut kept = Vec::new();
    for pair in url.query().unwrap_or_default().split('&') {
        match pair.strip_prefix("password=") {
            Some(told) => password = Some(told.to_owned()),
            None => kept.push(pair),
        }
    }
    let query = kept.join("&");
    url.set_query((!query.is_empty()).then_some(&query));
    let password = password
        .map(|password| Ok::<_, Stop>(percent_decode_str(&password).decode_utf8()?.into_owned()));
    Ok((url.into(), password.transpose()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_and_read_as_it_is_typed() {
        for (url, rest, password) in [
            ("postgres://a@h/x", "postgres://a@h/x", None),
            (
                "postgres://a:p%40s%2Bs@h:1/x",
                "postgres://a@h:1/x",
                Some("p@s+s"),
            ),
            (
                "postgres://h/x?host=/run/p&password=%E5%AF%86&options=-c%20a%3D1",
                "postgres://h/x?host=/run/p&options=-c%20a%3D1",
                Some("密"),
            ),
        ] {
            let found = apart(url).ok();
            assert_eq!(found, Some((rest.to_owned(), password.map(str::to_owned))));
        }
    }
}
