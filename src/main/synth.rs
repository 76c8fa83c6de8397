//! `workrooms synth`: fills an empty installation with data without meaning, for benchmarks. Deliberately absent: the data.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use workrooms::app::{App, open_vault};
use workrooms::config::Config;
use workrooms::kernel::clock::Clock;
use workrooms::synth::{Shape, load};

use super::{Stop, checking, open, say, walled};

/// How much of everything.
#[derive(Args, Debug)]
pub struct Synth {
    #[command(flatten)]
    config: Box<Config>,
    /// Districts.
    #[arg(long, default_value_t = 4)]
    districts: u32,
    /// Workrooms of each district.
    #[arg(long, default_value_t = 16)]
    workrooms: u32,
    /// Members of each workroom.
    #[arg(long, default_value_t = 250)]
    members: u32,
    /// Events of each district.
    #[arg(long, default_value_t = 10_000)]
    events: u32,
    /// Micro-suggestions of each district.
    #[arg(long, default_value_t = 100)]
    cases: u32,
    /// The year in which everything was done; it must be over.
    #[arg(long, default_value_t = 2025)]
    year: i32,
    /// What chance begins with: the same arguments give the same data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Districts that are filled at once.
    #[arg(long, default_value_t = 2)]
    at_once: u32,
}

/// Does it.
pub async fn run(command: Synth) -> Result<ExitCode, Stop> {
    let config = *command.config;
    let db = open(&config.database).await?;
    walled(&db).await?;
    if !checking::districts(&db, None).await?.is_empty() {
        return Err(Stop(
            "this database holds districts already; data without meaning goes into an empty one"
                .to_owned(),
        ));
    }
    let vault = open_vault(&db, &config.database, &config.keys).await?;
    let app = Arc::new(App::new(db, Clock::System, vault, config));
    let shape = Shape {
        districts: command.districts,
        workrooms: command.workrooms,
        members: command.members,
        events: command.events,
        cases: command.cases,
        year: command.year,
        seed: command.seed,
        at_once: command.at_once,
    };
    let filled = load(&app, shape, |filled| {
        let _ = writeln!(std::io::stderr(), "{filled}");
    });
    let filled = Box::pin(filled).await.map_err(Stop)?;
    for one in &filled {
        say(one.district.as_str())?;
    }
    Ok(ExitCode::SUCCESS)
}
