//! `workrooms backup` and `workrooms restore`: a consistent copy while the program runs, and a database that is taken into
//! use only when it was seen to be what was copied. Beside the copy lies a manifest with the digest of the file, the head
//! of every journal and the names of the master keys without which the copy cannot be read.
//! Deliberately absent: the master keys, which must not lie where the data does; schedules and old copies, which are the
//! operator's; a log archive of PostgreSQL, which its own tools keep (deploy/README.md).

#[path = "backup/postgres.rs"]
mod postgres;

use std::io::Read;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use workrooms::config::DatabaseConfig;
use workrooms::kernel::clock::Clock;
use workrooms::kernel::db::{Limits, connect, migrate};
use workrooms::kernel::journal::{JournalHead, heads};
use workrooms::kernel::reader::Reader;
use workrooms::kernel::seal::wrapping_keys;
use workrooms::kernel::viewpoint::Errand;

use super::{Stop, checking, say};

const MANIFEST: &str = "manifest.json";

/// What is copied, and whereto.
#[derive(Args, Debug)]
pub struct Backup {
    #[command(flatten)]
    database: DatabaseConfig,
    /// A folder that is not there yet.
    folder: PathBuf,
}

/// What is restored, and whereto: a SQLite file that is not there, or an empty PostgreSQL database.
#[derive(Args, Debug)]
pub struct Restore {
    #[command(flatten)]
    database: DatabaseConfig,
    /// The folder that a backup made.
    folder: PathBuf,
}

/// What a copy is.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    made_at: DateTime<Utc>,
    version: String,
    file: String,
    sha256: String,
    master_keys: Vec<String>,
    journals: Vec<JournalHead>,
}

/// What a copy must still be true of when it is read back.
struct Copied {
    file: &'static str,
    master_keys: Vec<String>,
    journals: Vec<JournalHead>,
}

/// Copies the database.
pub async fn make(command: Backup) -> Result<ExitCode, Stop> {
    let Backup { database, folder } = command;
    let url = &database.database_url;
    database.must_exist()?;
    let db = connect(url, &database.limits()).await?;
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
    let copied = match db.get_database_backend() {
        DbBackend::Sqlite => copy_file(&db, &folder).await?,
        _ => postgres::dump(&db, url, &folder).await?,
    };
    let path = folder.join(copied.file);
    std::fs::File::open(&path)?.sync_all()?;
    let manifest = Manifest {
        made_at: Clock::System.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        file: copied.file.to_owned(),
        sha256: digest(&path)?,
        master_keys: copied.master_keys,
        journals: copied.journals,
    };
    // A folder without a manifest is no backup; it comes last, and whole.
    let written = folder.join(format!("{MANIFEST}.part"));
    std::fs::write(&written, serde_json::to_vec_pretty(&manifest)?)?;
    std::fs::File::open(&written)?.sync_all()?;
    std::fs::rename(&written, folder.join(MANIFEST))?;
    std::fs::File::open(&folder)?.sync_all()?;
    for head in &manifest.journals {
        say(&format!("backup {}: up to {}", head.district, head.number))?;
    }
    say(&format!("backup: {} {}", manifest.file, manifest.sha256))?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a database of a copy, and sees that it is what was copied.
pub async fn restore(command: Restore) -> Result<ExitCode, Stop> {
    let Restore { database, folder } = command;
    let url = &database.database_url;
    let manifest = std::fs::read(folder.join(MANIFEST)).map_err(|_| {
        Stop(format!(
            "{} holds no {MANIFEST}: it is no backup, or one that was broken off",
            folder.display()
        ))
    })?;
    let manifest: Manifest = serde_json::from_slice(&manifest)?;
    let copy = folder.join(&manifest.file);
    if digest(&copy)? != manifest.sha256 {
        return Err(Stop(format!(
            "{} is not the file that was copied: its digest is another",
            copy.display()
        )));
    }
    match (database.file(), manifest.file.as_str()) {
        (Some(target), FILE) => restore_file(target, &copy, &manifest).await?,
        (None, postgres::FILE) => {
            postgres::restore(url, &copy).await?;
            see(url, &manifest).await?;
        }
        _ => {
            return Err(Stop(format!(
                "{} is a copy of another kind of database than DATABASE_URL names",
                copy.display()
            )));
        }
    }
    say(&format!(
        "restored; its personal data opens with the master keys {}",
        manifest.master_keys.join(", ")
    ))?;
    Ok(ExitCode::SUCCESS)
}

const FILE: &str = "workrooms.db";

/// SQLite's own copy of one moment, which waits for no writer and holds up none.
async fn copy_file(db: &DatabaseConnection, folder: &Path) -> Result<Copied, Stop> {
    let path = folder.join(FILE);
    let text = path.to_str().ok_or("the folder's name is no UTF-8")?;
    let copy =
        Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [Value::from(text)]);
    db.execute_raw(copy).await?;
    let copy = connect(&format!("sqlite://{text}"), &Limits::default()).await?;
    let copied = Copied {
        file: FILE,
        master_keys: wrapping_keys(&copy).await?,
        journals: heads(&copy).await?,
    };
    copy.close().await?;
    Ok(copied)
}

/// Brings a file to its place once it was seen to be whole beside it; nothing stays there where it is not.
async fn restore_file(target: &Path, copy: &Path, manifest: &Manifest) -> Result<(), Stop> {
    let taken = || {
        Stop(format!(
            "{} is there already; nothing is overwritten",
            target.display()
        ))
    };
    if target.exists() {
        return Err(taken());
    }
    let parent = target.parent().filter(|parent| *parent != Path::new(""));
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let place = tempfile::Builder::new()
        .prefix("restoring")
        .tempdir_in(parent)?;
    let beside = place.path().join(FILE);
    std::fs::copy(copy, &beside)?;
    see(&format!("sqlite://{}", beside.display()), manifest).await?;
    std::fs::File::open(&beside)?.sync_all()?;
    if target.exists() {
        return Err(taken());
    }
    std::fs::rename(&beside, target)?;
    std::fs::File::open(parent)?.sync_all()?;
    Ok(())
}

/// Fails unless a database is what the manifest says, and whole.
async fn see(url: &str, manifest: &Manifest) -> Result<(), Stop> {
    let db = connect(url, &Limits::default()).await?;
    if heads(&Reader::on_errand(&db, Errand::CheckJournal)).await? != manifest.journals {
        return Err(Stop(
            "the journals do not end where those that were copied did".to_owned(),
        ));
    }
    migrate(&db).await?;
    let journal = checking::journal(&db, None).await?;
    let figures = checking::figures(&db, None).await?;
    db.close().await?;
    match journal && figures {
        true => Ok(()),
        false => Err(Stop(
            "the copy is not whole and must not be taken into use".to_owned(),
        )),
    }
}

fn digest(path: &Path) -> Result<String, Stop> {
    let mut file = std::fs::File::open(path)?;
    let (mut sha, mut part) = (Sha256::new(), vec![0; 1024 * 1024]);
    loop {
        let length = file.read(&mut part)?;
        match part.get(..length) {
            None | Some([]) => return Ok(hex::encode(sha.finalize())),
            Some(part) => sha.update(part),
        }
    }
}
