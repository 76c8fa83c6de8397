//! What breaks, and how often. Each scenario sets up a database and a program of its own and ends with a verdict.
//! Deliberately absent: what is counted (reading).

mod clocks;
mod failovers;
mod following;
mod full;
mod kills;
mod links;
mod power;
mod races;
mod rolling;
mod standby;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::api::Api;
use super::book::Book;
use super::cluster::Cluster;
use super::free_port;
use super::program::{Place, Program};
use super::reading::{Verdict, compare};
use super::writers::Clerks;

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Base {
    Sqlite,
    Postgres,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Short,
    Long,
}

impl Length {
    /// One number or the other.
    pub fn of(self, short: usize, long: usize) -> usize {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// What breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// The program is killed again and again.
    Kills,
    /// The program is killed while many follow the district live.
    Followers,
    /// PostgreSQL ends at once and starts again.
    DatabaseCrashes,
    /// The program stands still and goes on.
    Stops,
    /// Answers are dropped after the commit.
    AnswersDropped,
    /// Answers end after a few bytes.
    AnswersCut,
    /// A slow link that loses, and is dead for a minute.
    BadLink,
    /// Answers come before anything is stored: the checker must see it.
    Lies,
    /// The power goes: a disk's image is taken while pages are dirty.
    PowerCuts,
    /// Two programs over one PostgreSQL, told to end and started again in turn: nobody may notice.
    RollingRestarts,
    /// The primary ends, and a synchronous standby is promoted.
    Failovers,
    /// The same with a standby that the primary does not wait for: the checker must see what it loses.
    FailoversWithoutWaiting,
    /// Callers who allow a lag are answered by a standby that lags, stands still and ends.
    StandbyReads,
    /// Two programs are sent the same ids at the same moment.
    Races,
    /// The same with a database that has no keys by which it would refuse a second event of an id.
    RacesWithoutKeys,
    /// The disk is full, and has space again.
    FullDisk,
    /// The clock jumps.
    Clocks,
}

impl Scenario {
    pub fn is_short(self) -> bool {
        // These take root, a loop device, or minutes.
        !matches!(
            self,
            Self::PowerCuts
                | Self::BadLink
                | Self::FailoversWithoutWaiting
                | Self::RacesWithoutKeys
                | Self::Clocks
        )
    }

    pub fn runs_on(self, base: Base, length: Length) -> bool {
        match self {
            // A limit of the program is none of PostgreSQL's.
            Self::FullDisk => base == Base::Sqlite || length == Length::Long,
            Self::DatabaseCrashes
            | Self::RollingRestarts
            | Self::Failovers
            | Self::FailoversWithoutWaiting
            | Self::StandbyReads
            | Self::Races
            | Self::RacesWithoutKeys => base == Base::Postgres,
            Self::PowerCuts => base == Base::Sqlite,
            _ => true,
        }
    }

    pub fn is_tooth(self) -> bool {
        matches!(self, Self::Lies | Self::FailoversWithoutWaiting)
    }

    /// Whether nothing was amiss.
    pub async fn run(self, base: Base, length: Length) -> bool {
        match self {
            Self::Kills => kills::of_the_program(base, length).await,
            Self::Followers => following::run(base, length).await,
            Self::DatabaseCrashes => kills::of_the_database(length).await,
            Self::Stops => kills::stops(base, length).await,
            Self::AnswersDropped => {
                links::answers(base, length, super::link::Fault::AnswerDropped).await
            }
            Self::AnswersCut => links::answers(base, length, super::link::Fault::AnswerCut).await,
            Self::Lies => links::answers(base, length, super::link::Fault::Lies).await,
            Self::BadLink => links::bad(base, length).await,
            Self::PowerCuts => power::cuts(length).await,
            Self::RollingRestarts => rolling::run(length).await,
            Self::Failovers => failovers::run(length, true).await,
            Self::FailoversWithoutWaiting => failovers::run(length, false).await,
            Self::StandbyReads => standby::run(length).await,
            Self::FullDisk => full::run_on(base, length).await,
            Self::Clocks => clocks::run(base, length).await,
            Self::Races => races::run(length, true).await,
            Self::RacesWithoutKeys => races::run(length, false).await,
        }
    }
}

/// A program with its database, and a book.
pub struct Scene {
    pub folder: TempDir,
    pub cluster: Option<Cluster>,
    pub program: Program,
    pub token: String,
    pub hosts: Vec<String>,
    pub book: Arc<Book>,
}

/// The program that is tried: another build, where the environment names one.
fn program() -> PathBuf {
    let built = PathBuf::from(env!("CARGO_BIN_EXE_workrooms"));
    let named = std::env::var_os("WORKROOMS_PROGRAM").map(PathBuf::from);
    named.map_or(built, |path| path.canonicalize().unwrap())
}

/// A folder that PostgreSQL may work in under another account.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    folder
}

/// A database in a folder, and its server where it has one.
async fn database(base: Base, at: &Path) -> (String, Option<Cluster>) {
    match base {
        Base::Sqlite => (format!("sqlite://{}/workrooms.db", at.display()), None),
        Base::Postgres => {
            let cluster = Cluster::new(at).await;
            (cluster.url(cluster.port), Some(cluster))
        }
    }
}

impl Scene {
    pub async fn new(base: Base) -> Self {
        let folder = folder();
        let (url, cluster) = database(base, folder.path()).await;
        Self::over(folder, url, cluster).await
    }

    /// Over a database that is there already.
    pub async fn over(folder: TempDir, url: String, cluster: Option<Cluster>) -> Self {
        Self::told(folder, url, cluster, Vec::new()).await
    }

    /// The same, for a program that is told more.
    pub async fn told(
        folder: TempDir,
        url: String,
        cluster: Option<Cluster>,
        settings: Vec<(&'static str, String)>,
    ) -> Self {
        let place = Place {
            program: program(),
            folder: folder.path().to_owned(),
            url,
            settings,
        };
        let token = place.found().await;
        let program = place.serve(free_port()).await;
        let hosts = program.api(&token).make_workrooms().await;
        let book = Arc::new(Book::new(&folder.path().join("book")));
        Self {
            folder,
            cluster,
            program,
            token,
            hosts,
            book,
        }
    }

    pub fn api(&self) -> Api {
        self.program.api(&self.token)
    }

    /// Clerks who begin to write, by way of an address.
    pub fn clerks(
        &self,
        address: String,
        writers: usize,
        portion: usize,
    ) -> (JoinSet<()>, CancellationToken) {
        let stop = CancellationToken::new();
        let clerks = Clerks {
            api: Api::new(address, self.token.clone()),
            hosts: self.hosts.clone(),
            book: Arc::clone(&self.book),
            portion,
            stop: stop.clone(),
        };
        (clerks.start(writers), stop)
    }

    /// Reads everything back and says what came of it.
    pub async fn verdict(&mut self) -> Verdict {
        let promised = self.book.promised();
        let verdict = compare(&self.api(), &self.program, &self.book, &promised).await;
        println!("{}", verdict.line());
        verdict
    }

    /// Ends what runs.
    pub async fn close(mut self) {
        if self.program.is_running() {
            self.program.end().await;
        }
        if let Some(cluster) = &self.cluster {
            cluster.crash().await;
        }
    }
}

/// The middle of some times, and the longest, in milliseconds.
pub fn times(times: &mut [std::time::Duration]) -> String {
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    let longest = times.last().copied().unwrap_or_default();
    format!(
        "median {} ms, longest {} ms",
        middle.as_millis(),
        longest.as_millis()
    )
}
