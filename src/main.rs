//! The command line: one program with subcommands. It reads the settings, opens the database and hands over.
//! Deliberately absent: rules of any kind.

#[path = "main/account.rs"]
mod account;
#[path = "main/backup.rs"]
mod backup;
#[path = "main/checking.rs"]
mod checking;
#[path = "main/documents.rs"]
mod documents;
#[path = "main/exporting.rs"]
mod exporting;
#[path = "main/importing.rs"]
mod importing;
#[path = "main/keys.rs"]
mod keys;
#[path = "main/reporting.rs"]
mod reporting;
#[path = "main/retention.rs"]
mod retention;
#[path = "main/synth.rs"]
mod synth;
#[path = "main/token.rs"]
mod token;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use workrooms::app::{App, open_vault};
use workrooms::config::{Config, DatabaseConfig, KeysConfig, LogConfig};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::id::DistrictId;
use workrooms::reminding::remind;
use workrooms::{access, demo, kernel, schema};

/// The backend of a district committee's workrooms.
#[derive(Parser, Debug)]
#[command(version, about)]
struct CommandLine {
    #[command(flatten)]
    log: LogConfig,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the API.
    Serve {
        #[command(flatten)]
        config: Box<Config>,
        /// Load the 2022 data of Daxiang District when the database is empty, and print tokens and queries to try.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database to this version's tables.
    Migrate {
        #[command(flatten)]
        database: DatabaseConfig,
    },
    /// Print the schema in its own language.
    Schema,
    /// Found a district.
    District {
        #[command(subcommand)]
        command: DistrictCommand,
    },
    /// Issue, list and revoke API tokens.
    Token {
        #[command(subcommand)]
        command: token::TokenCommand,
    },
    /// Register, list and retire the documents that frontends ask by their id.
    Documents {
        #[command(subcommand)]
        command: documents::DocumentsCommand,
    },
    /// Open the account of the first security administrator, and help one who has lost his password.
    Account {
        #[command(subcommand)]
        command: account::AccountCommand,
    },
    /// Check the tallies against the events, or make them anew.
    Figures {
        #[command(subcommand)]
        command: checking::FiguresCommand,
    },
    /// Check the journal.
    Journal {
        #[command(subcommand)]
        command: checking::JournalCommand,
    },
    /// Import spreadsheets, and write the templates that they are filled into.
    Import {
        #[command(subcommand)]
        command: importing::ImportCommand,
    },
    /// Export lists and figures into a workbook or a csv.
    Export {
        #[command(subcommand)]
        command: exporting::ExportCommand,
    },
    /// Make, check and rotate the master keys of personal data.
    Keys {
        #[command(subcommand)]
        command: keys::KeysCommand,
    },
    /// Erase words that are past their time.
    Retention {
        #[command(subcommand)]
        command: retention::RetentionCommand,
    },
    /// Write the annual report of a district.
    Report(Box<reporting::Report>),
    /// Copy the database while the program runs, with what a restored one is held against.
    Backup(backup::Backup),
    /// Make a database of a copy, and check it before it is taken into use.
    Restore(backup::Restore),
    /// Fill an empty installation with data without meaning, for benchmarks.
    Synth(Box<synth::Synth>),
    /// Check the settings without serving.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

#[derive(Subcommand, Debug)]
enum DistrictCommand {
    /// Found a district with its committee.
    Found {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        keys: KeysConfig,
        /// Six digits.
        #[arg(long)]
        code: DistrictId,
        /// Its Chinese name.
        #[arg(long)]
        name: String,
        /// Its English name.
        #[arg(long)]
        name_en: String,
        /// The city above.
        #[arg(long)]
        city: String,
        /// The province above.
        #[arg(long)]
        province: String,
    },
}

#[derive(Subcommand, Debug)]
enum ConfigCommand {
    /// Read the settings and reach the database.
    Check {
        #[command(flatten)]
        config: Box<Config>,
    },
}

/// Why the program ends with 1: a sentence for the operator.
struct Stop(String);

impl<E: std::fmt::Display> From<E> for Stop {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Bytes of a worker's stack.
const STACK: usize = 8 * 1024 * 1024;

/// Answers are many small objects that are made and dropped at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    workrooms::config::start_logging(&line.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // What resolvers await is deep, above all in builds without optimisation.
        .thread_stack_size(STACK)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    match runtime.block_on(run(line.command)) {
        Ok(code) => code,
        Err(Stop(why)) => fail(&why),
    }
}

fn fail(why: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "workrooms: {why}");
    ExitCode::FAILURE
}

fn say(text: &str) -> Result<(), Stop> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

async fn run(command: Command) -> Result<ExitCode, Stop> {
    match command {
        Command::Serve { config, demo } => serve(*config, demo).await,
        Command::Migrate { database } => {
            open(&database).await?;
            say("the tables are those of this version")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema => {
            write!(std::io::stdout(), "{}", schema::sdl())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::District { command } => found(command).await,
        Command::Token { command } => token::run(command).await,
        Command::Documents { command } => documents::run(command).await,
        Command::Account { command } => account::run(command).await,
        Command::Figures { command } => checking::run_figures(command).await,
        Command::Journal { command } => checking::run_journal(command).await,
        Command::Report(report) => reporting::run(*report).await,
        Command::Backup(command) => backup::make(command).await,
        Command::Restore(command) => backup::restore(command).await,
        Command::Import { command } => importing::run(command).await,
        Command::Export { command } => Box::pin(exporting::run(command)).await,
        Command::Keys { command } => keys::run(command).await,
        Command::Retention { command } => retention::run(command).await,
        Command::Synth(command) => synth::run(*command).await,
        Command::Config {
            command: ConfigCommand::Check { config },
        } => {
            config.http.check()?;
            config.standby.check(&config.database)?;
            workrooms::http::tls::Certificate::of(&config.http)?;
            let desk = access::Desk::new(config.sign_in.settings())?;
            access::Gate::new(config.oidc.settings()?, desk)?;
            let database = &config.database;
            let db = kernel::db::connect(&database.database_url, &database.limits()).await?;
            db.ping().await?;
            walled(&db).await?;
            if let Some(standby) = config.standby.standby(&config.database).await? {
                standby.check(&db).await?;
            }
            config.keys.ring_if_any(&config.database)?;
            config.webhooks.settings().check()?;
            say("the settings are complete and the database answers")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Opens the database and brings it to this version's tables.
async fn open(database: &DatabaseConfig) -> Result<DatabaseConnection, Stop> {
    database.make_folder()?;
    let db = kernel::db::connect(&database.database_url, &database.limits()).await?;
    kernel::db::migrate(&db).await?;
    Ok(db)
}

/// Refuses a PostgreSQL role that row-level security does not bind: the second wall would be none, and nobody would notice.
async fn walled(db: &DatabaseConnection) -> Result<(), Stop> {
    match kernel::db::is_past_walls(db).await? {
        false => Ok(()),
        true => Err(Stop(
            "the role of DATABASE_URL is a superuser or may bypass row security; give the program a role of its own that \
             owns its database and is neither (deploy/README.md)"
                .to_owned(),
        )),
    }
}

async fn serve(mut config: Config, with_demo: bool) -> Result<ExitCode, Stop> {
    config.http.check()?;
    config.standby.check(&config.database)?;
    if with_demo {
        config.http.open_unless_said();
    }
    let db = open(&config.database).await?;
    walled(&db).await?;
    let listen = config.http.listen;
    let vault = open_vault(&db, &config.database, &config.keys).await?;
    let standby = config.standby.standby(&config.database).await?;
    let app = App::new(db, Clock::System, vault, config).beside(standby);
    let app = Arc::new(app);
    if with_demo {
        if checking::districts(&app.db, None).await?.is_empty() {
            demo::load(&app).await.map_err(Stop)?;
        }
        say(&demo::greeting(&app, listen).await.map_err(Stop)?)?;
    }
    let end = CancellationToken::new();
    let every = Duration::from_secs(app.config.remind_minutes.saturating_mul(60));
    let reminding = tokio::spawn(remind(Arc::clone(&app), every, end.clone()));
    let sender = app.webhook_sender()?;
    let sending = sender.run(app.bus.clone(), app.config.webhooks.every(), end.clone());
    let sending = tokio::spawn(sending);
    let served = workrooms::http::serve(app).await;
    end.cancel();
    // A reminder under way is finished, not cut, and so are deliveries.
    reminding.await?;
    sending.await?;
    served?;
    Ok(ExitCode::SUCCESS)
}

async fn found(command: DistrictCommand) -> Result<ExitCode, Stop> {
    let DistrictCommand::Found {
        database,
        keys,
        code,
        name,
        name_en,
        city,
        province,
    } = command;
    let db = open(&database).await?;
    let vault = open_vault(&db, &database, &keys).await?;
    let names = [name, name_en, city, province];
    let founded = demo::found(&db, &Clock::System, &vault, &code, names).await;
    let founded = founded.map_err(Stop)?;
    say(&founded)?;
    Ok(ExitCode::SUCCESS)
}
