//! `workrooms keys`: making master keys, seeing whether they are right, and rotating them while the program runs.
//! Deliberately absent: what the keys are for (`kernel::seal`).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use workrooms::app::open_vault;
use workrooms::config::{DatabaseConfig, KeysConfig};
use workrooms::kernel::seal::{
    KeySource, Suite, add_to_file, check, make_file, new_key_line, new_key_text, rotate,
};

use super::{Stop, open, say};

/// What is done with keys.
#[derive(Subcommand, Debug)]
pub enum KeysCommand {
    /// Make a new master key, which becomes the current one as the last line of the keys.
    New {
        /// Add it to this file, or make the file with an index key where there is none; printed otherwise.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Print an index key too: the whole text for a database that has never been given keys.
        #[arg(long, conflicts_with = "file")]
        with_index: bool,
    },
    /// Wrap all data keys anew under the current master key and the chosen suite, while the program runs.
    Rotate {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
    },
    /// See that the keys open what is in the database, and how many data keys stand under each.
    Check {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
    },
}

/// Does it.
pub async fn run(command: KeysCommand) -> Result<ExitCode, Stop> {
    match command {
        KeysCommand::New {
            file: Some(path), ..
        } => make(&path)?,
        KeysCommand::New {
            with_index: true, ..
        } => say(new_key_text()?.trim_end())?,
        KeysCommand::New { .. } => say(&new_key_line()?)?,
        KeysCommand::Rotate { database, keys } => {
            let db = open(&database).await?;
            let vault = open_vault(&db, &database, &keys).await?;
            let current = vault.current_key().unwrap_or_default();
            let told = |district: &_, wrapped| {
                tracing::info!(%district, wrapped, "data keys were wrapped anew");
            };
            let rotated = rotate(&db, &vault, told).await;
            let rotated = rotated.map_err(|fault| Stop(fault.for_log().to_owned()))?;
            say(&format!(
                "{} data keys were wrapped anew; all are under {current} ({})",
                rotated.wrapped,
                vault.suite().as_str()
            ))?;
        }
        KeysCommand::Check { database, keys } => {
            let db = open(&database).await?;
            let vault = open_vault(&db, &database, &keys).await?;
            let current = vault.current_key().unwrap_or_default();
            for ((id, suite), count) in check(&db, &vault).await? {
                say(&line(&id, suite, count, id == current))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn make(path: &Path) -> Result<(), Stop> {
    if path.exists() {
        // Read first, so that a file that is none is not made worse.
        KeySource::File(path.to_owned()).ring(|_| None)?;
        add_to_file(path)?;
        return say("a new key stands last in the file; SIGHUP has a running program read it");
    }
    make_file(path)?;
    say("the file is made, its owner's alone; back it up apart from the database")
}

fn line(id: &str, suite: Suite, count: u64, current: bool) -> String {
    let current = if current { ", the current key" } else { "" };
    format!("{id} ({}): {count} data keys{current}", suite.as_str())
}
