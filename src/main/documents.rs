//! `workrooms documents`: the documents that frontends ask by their id. Deliberately absent: serving them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use workrooms::config::{DatabaseConfig, LimitsConfig};
use workrooms::http::documents::Documents;
use workrooms::http::registering::{self, File, NotRegistered, Refused};
use workrooms::http::trusted::id_of;
use workrooms::kernel::clock::Clock;

use super::{Stop, open, say};

/// What is done with documents.
#[derive(Subcommand, Debug)]
pub enum DocumentsCommand {
    /// Register documents, each the whole of a file; none of them where one is not good.
    Register {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        limits: Box<LimitsConfig>,
        /// Files, and folders whose `.graphql` and `.gql` files are meant, those of the folders in them too.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the documents that stand, and those of them that this version and its settings refuse.
    List {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        limits: Box<LimitsConfig>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Retire a document: from now on nobody is answered by its id.
    Retire {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The id, `sha256:…`.
        id: String,
    },
}

/// Does it.
pub async fn run(command: DocumentsCommand) -> Result<ExitCode, Stop> {
    match command {
        DocumentsCommand::Register {
            database,
            limits,
            paths,
            json,
        } => {
            let documents = Documents::new(&workrooms::schema::sdl(), &limits)?;
            let files = read(&paths)?;
            let db = open(&database).await?;
            let done = registering::register(&db, &Clock::System, &documents, &files).await;
            let done = match done {
                Ok(done) => done,
                Err(NotRegistered::Refused(refused)) => return tell(&refused),
                Err(NotRegistered::Fault(fault)) => return Err(Stop(fault.for_log().to_owned())),
            };
            for one in done {
                let (id, name, before) = (one.id, one.name, one.before);
                say(&if json {
                    serde_json::json!({ "id": id, "name": name, "before": before }).to_string()
                } else {
                    format!("{id}  {name}")
                })?;
            }
        }
        DocumentsCommand::List {
            database,
            limits,
            json,
        } => {
            let documents = Documents::new(&workrooms::schema::sdl(), &limits)?;
            let db = open(&database).await?;
            let rows = registering::list(&db).await;
            for row in rows.map_err(|fault| Stop(fault.for_log().to_owned()))? {
                let wrong = registering::check(&documents, &row.body).err();
                let wrong = wrong.and_then(|wrongs| Some(wrongs.first()?.told().en));
                let id = id_of(&row.body);
                say(&if json {
                    let (name, at) = (row.name, row.registered_at);
                    serde_json::json!({ "id": id, "name": name, "registeredAt": at, "wrong": wrong })
                        .to_string()
                } else {
                    let wrong =
                        wrong.map_or(String::new(), |wrong| format!("  no longer good: {wrong}"));
                    format!("{id}  {}{wrong}", row.name)
                })?;
            }
        }
        DocumentsCommand::Retire { database, id } => {
            let db = open(&database).await?;
            let retired = registering::retire(&db, &Clock::System, &id).await;
            if !retired.map_err(|fault| Stop(fault.for_log().to_owned()))? {
                return Err(Stop("no document of this id stands".to_owned()));
            }
            say("retired")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells what is wrong with each file, in both languages.
fn tell(refused: &[Refused]) -> Result<ExitCode, Stop> {
    for file in refused {
        for wrong in &file.wrongs {
            let (name, code, told) = (&file.name, wrong.code.as_str(), wrong.told());
            say(&format!("{name}: {code}: {} {}", told.zh, told.en))?;
        }
    }
    say("nothing was registered")?;
    Ok(ExitCode::FAILURE)
}

/// The documents of files and folders, in the order of their names.
fn read(paths: &[PathBuf]) -> Result<Vec<File>, Stop> {
    let mut found = Vec::new();
    for path in paths {
        find(path, &mut found)?;
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        return Err(Stop("there is no .graphql or .gql file".to_owned()));
    }
    let file = |path: PathBuf| {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|error| Stop(format!("{name}: {error}")))?;
        Ok(File { name, text })
    };
    found.into_iter().map(file).collect()
}

fn find(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), Stop> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let inside = entry?.path();
        let ending = inside.extension().and_then(|ending| ending.to_str());
        if inside.is_dir() || matches!(ending, Some("graphql" | "gql")) {
            find(&inside, found)?;
        }
    }
    Ok(())
}
