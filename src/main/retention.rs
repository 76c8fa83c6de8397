//! `workrooms retention`: erasing words that are past their time, as the program does by itself while it serves.
//! Deliberately absent: setting the times; the office does it through the API.

use std::process::ExitCode;

use clap::Subcommand;
use workrooms::app::open_vault;
use workrooms::config::{DatabaseConfig, KeysConfig};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::{Lang, Problem};
use workrooms::kernel::id::DistrictId;
use workrooms::linkage::{KeptChains, Request};
use workrooms::personal::keeping::apply;

use super::checking::districts;
use super::{Stop, open, say};

/// What is done with words that are past their time.
#[derive(Subcommand, Debug)]
pub enum RetentionCommand {
    /// Erase the words that are past their time, in batches, and tell the journal of each.
    Apply {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        /// One district; all when left out.
        #[arg(long)]
        district: Option<DistrictId>,
        /// Only count them.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Does it.
pub async fn run(command: RetentionCommand) -> Result<ExitCode, Stop> {
    let RetentionCommand::Apply {
        database,
        keys,
        district,
        dry_run,
    } = command;
    let db = open(&database).await?;
    let vault = open_vault(&db, &database, &keys).await?;
    let chains = KeptChains::default();
    let view = Request::new(db.clone(), Clock::System, chains, vault, None, Lang::Zh);
    for district in districts(&db, district).await? {
        let done = apply(&view, &district, dry_run).await;
        let done = done.map_err(|problem| match problem {
            Problem::Fault(fault) => Stop(fault.for_log().to_owned()),
            _ => Stop(format!("district {district} cannot be written")),
        })?;
        let did = if dry_run {
            "would be erased"
        } else {
            "were erased"
        };
        if done.is_empty() {
            say(&format!("{district}: everything is kept without end"))?;
        }
        for (kind, count) in done {
            say(&format!("{district} {kind:?}: words of {count} {did}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
