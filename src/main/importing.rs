//! `workrooms import`: a spreadsheet into a district, by the operator in the name of its office, as who holds the database
//! could anyway. Deliberately absent: the rules, and deciding whom a name means, which is the office's.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use uuid::Uuid;
use workrooms::app::open_vault;
use workrooms::config::{DatabaseConfig, KeysConfig};
use workrooms::demo::told as said;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::DistrictId;
use workrooms::linkage::{KeptChains, Request};
use workrooms::spreadsheets::importing::{Run, Upload, import};
use workrooms::spreadsheets::marking::marked as book_of;
use workrooms::spreadsheets::report::State;
use workrooms::spreadsheets::rules::columns::kind_of;
use workrooms::spreadsheets::template::template;
use workrooms::spreadsheets::undoing::undo;

use super::{Stop, open, say};

/// What is done with spreadsheets.
#[derive(Subcommand, Debug)]
pub enum ImportCommand {
    /// Import a file; with --dry-run nothing is stored.
    File {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        /// The xlsx, ods or csv.
        file: PathBuf,
        /// The district, six digits.
        #[arg(long)]
        district: DistrictId,
        /// What its rows are.
        #[arg(long, default_value = "posts")]
        kind: String,
        /// The year of days that have none.
        #[arg(long)]
        year: Option<i32>,
        /// Store nothing, and say what would be.
        #[arg(long)]
        dry_run: bool,
        /// Where a dry run's workbook goes, with the verdict of each row.
        #[arg(long, requires = "dry_run")]
        marked: Option<PathBuf>,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take back what one file brought.
    Undo {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        /// The batch, as its import told it.
        batch: Uuid,
        /// The district, six digits.
        #[arg(long)]
        district: DistrictId,
    },
    /// Write the template of a kind of records, with the district's workrooms to choose from.
    Template {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        /// What its rows are.
        kind: String,
        /// The district, six digits.
        #[arg(long)]
        district: DistrictId,
        /// Where to.
        #[arg(long, short)]
        output: PathBuf,
    },
}

/// Does it.
pub async fn run(command: ImportCommand) -> Result<ExitCode, Stop> {
    match command {
        ImportCommand::File {
            database,
            keys,
            file,
            district,
            kind,
            year,
            dry_run,
            marked,
            json,
        } => {
            let kind = kind_of(&kind).ok_or_else(|| no_kind(&kind))?;
            let request = office(&database, &keys, &district).await?;
            let upload = Upload {
                file: tokio::fs::read(&file).await?.into(),
                kind,
                year,
                run: if dry_run { Run::Dry } else { Run::Commit },
            };
            let progress = |rows: i64| {
                let _ = write!(std::io::stderr(), "\r{rows} rows");
            };
            let report = match &marked {
                None => Box::pin(import(&request, &district, &upload, &progress))
                    .await
                    .map(Arc::new),
                Some(output) => {
                    let done = Box::pin(book_of(&request, &district, &upload, &progress)).await;
                    match done {
                        Ok((report, book)) => {
                            tokio::fs::write(output, book).await?;
                            Ok(report)
                        }
                        Err(failure) => Err(failure),
                    }
                }
            };
            let _ = writeln!(std::io::stderr());
            let report = report.map_err(|failure| Stop(said("import", &failure)))?;
            if json {
                let told = workrooms::http::imports::told(&report, &district, Lang::Zh);
                say(&told.to_string())?;
            } else {
                for told in &report.troubles {
                    say(&told.message().zh)?;
                }
                for taken in report.taken.values() {
                    let (workroom, member) = (&taken.workroom, &taken.member);
                    let (rows, first) = (taken.rows, taken.first);
                    say(&format!(
                        "按姓名认定：{workroom}的“{member}”，{rows}行，首见第{first}行"
                    ))?;
                }
                let states = State::ALL.into_iter();
                let states: Vec<_> = states
                    .map(|state| format!("{}{}", state.name().zh, report.counts.of(state)))
                    .collect();
                say(&format!(
                    "共{}行：{}",
                    report.counts.rows,
                    states.join("，")
                ))?;
                if let Some(batch) = report.batch {
                    say(&format!("批次 {batch}"))?;
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        ImportCommand::Undo {
            database,
            keys,
            batch,
            district,
        } => {
            let request = office(&database, &keys, &district).await?;
            let done = Box::pin(undo(&request, &district, batch)).await;
            let withdrawn = done.map_err(|failure| Stop(said("undo", &failure)))?;
            say(&format!("已作废{withdrawn}条活动"))?;
            Ok(ExitCode::SUCCESS)
        }
        ImportCommand::Template {
            database,
            keys,
            kind,
            district,
            output,
        } => {
            let kind = kind_of(&kind).ok_or_else(|| no_kind(&kind))?;
            let request = office(&database, &keys, &district).await?;
            let pin = request.pin(&district).await;
            let pin = pin.map_err(|_| Stop("the district cannot be read".to_owned()))?;
            let pin = pin.ok_or_else(|| Stop("there is no such district".to_owned()))?;
            let rows = pin.chain.organization.workrooms.values();
            let mut names: Vec<String> = rows.map(|row| row.name.clone()).collect();
            names.sort();
            let book = template(kind, &names).map_err(|fault| Stop(fault.for_log().to_owned()))?;
            tokio::fs::write(&output, book).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn no_kind(kind: &str) -> Stop {
    Stop(format!(
        "there is no kind of records called {kind}; posts is one"
    ))
}

/// The operator's view, in the name of the district's office.
pub async fn office(
    database: &DatabaseConfig,
    keys: &KeysConfig,
    district: &DistrictId,
) -> Result<Request, Stop> {
    let db = open(database).await?;
    let vault = open_vault(&db, database, keys).await?;
    let actor = Actor {
        id: Uuid::nil(),
        role: Role::Office,
        district: district.clone(),
        scope: None,
    };
    Ok(Request::new(
        db,
        Clock::System,
        KeptChains::default(),
        vault,
        Some(actor),
        Lang::Zh,
    ))
}
