//! What every story stands on: `on_both!`, which runs one story on SQLite and on PostgreSQL, and `Store`, a database of
//! its own for each run, migrated, empty or with the data of 2022, and gone afterwards whether the story holds or not.
//! Deliberately absent: a way to leave a database out. A missing PostgreSQL fails the story.

pub mod demo;
pub mod log;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use workrooms::kernel::db;
use workrooms::kernel::seal::{Suite, Vault};

/// Names the server that PostgreSQL stories run on: the URL of a database whose user may create others.
const POSTGRES: &str = "WORKROOMS_TEST_POSTGRES";

/// Makes the tests `name::sqlite` and `name::postgres` of `async fn name(store: support::Store)` beside it. With `demo`
/// the database has the data of 2022.
macro_rules! on_both {
    ($name:ident) => {
        on_both!($name, $crate::support::Start::Empty);
    };
    (demo $name:ident) => {
        on_both!($name, $crate::support::Start::Demo);
    };
    ($name:ident, $start:expr) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::support::run_on_sqlite($start, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::support::run_on_postgres($start, super::$name).await;
            }
        }
    };
}

/// The role that the program has in stories: no superuser, and the owner of its databases.
const PROGRAM: &str = "workrooms_story";

/// Master keys that every story has.
pub const KEYS: &str = "index AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    key story AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

/// The keys of personal data in stories.
pub fn vault() -> Vault {
    Vault::of_text(KEYS, Suite::Aes).expect("keys")
}

/// What a story finds in its database.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// This version's tables and no row.
    Empty,
    /// The data of 2022 as well.
    Demo,
}

/// A database of one story's own.
#[derive(Clone, Debug)]
pub struct Store {
    /// The pool that the program itself would open.
    pub db: DatabaseConnection,
    /// A pool that no row-level security binds: for looks at what is stored, and for hands on it.
    pub raw: DatabaseConnection,
    /// The URL, for a second pool or for the program as a process.
    pub url: String,
}

impl Store {
    /// The URL of a second database, empty, which goes away with this one.
    pub async fn beside(&self) -> String {
        if self.url.starts_with("sqlite:") {
            return format!("{}.beside", self.url);
        }
        let beside = format!("{}{BESIDE}", self.name());
        administer(&[format!(
            "CREATE DATABASE {beside} TEMPLATE template0 ENCODING 'UTF8' OWNER {PROGRAM}"
        )])
        .await;
        as_program(&at_database(&administrator(), &beside))
    }

    /// The URL by which no row-level security binds.
    pub fn raw_url(&self) -> String {
        match self.url.starts_with("sqlite:") {
            true => self.url.clone(),
            false => at_database(&administrator(), self.name()),
        }
    }

    /// The name of a story's database on PostgreSQL.
    fn name(&self) -> &str {
        let (place, _) = self.url.split_once('?').expect("a role");
        let (_, name) = place.rsplit_once('/').expect("a database");
        name
    }
}

/// What the name of a second database ends in.
const BESIDE: &str = "_beside";

/// Runs a story on a SQLite file.
pub async fn run_on_sqlite<S: Future<Output = ()>>(start: Start, story: impl FnOnce(Store) -> S) {
    static EMPTY: OnceCell<Vec<u8>> = OnceCell::const_new();
    static DEMO: OnceCell<Vec<u8>> = OnceCell::const_new();
    let once = match start {
        Start::Empty => &EMPTY,
        Start::Demo => &DEMO,
    };
    let file = once.get_or_init(|| sqlite_file(start)).await;
    let (_folder, path, url) = sqlite_place();
    std::fs::write(path, file).expect("the folder of temporary files can be written");
    let ended = tell(&url, None, story).await;
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// Runs a story on a PostgreSQL database, and drops it.
pub async fn run_on_postgres<S: Future<Output = ()>>(start: Start, story: impl FnOnce(Store) -> S) {
    static EMPTY: OnceCell<String> = OnceCell::const_new();
    static DEMO: OnceCell<String> = OnceCell::const_new();
    static STORIES: AtomicU32 = AtomicU32::new(0);
    let once = match start {
        Start::Empty => &EMPTY,
        Start::Demo => &DEMO,
    };
    let template = once.get_or_init(|| postgres_template(start)).await;
    let number = STORIES.fetch_add(1, Ordering::Relaxed);
    let name = format!("workrooms_story_{}_{number}", std::process::id());
    administer(&[
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {PROGRAM}"),
    ])
    .await;
    let raw = at_database(&administrator(), &name);
    let ended = tell(&as_program(&raw), Some(&raw), story).await;
    administer(&[
        format!("DROP DATABASE {name} WITH (FORCE)"),
        format!("DROP DATABASE IF EXISTS {name}{BESIDE} WITH (FORCE)"),
    ])
    .await;
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// Runs the story and holds back its panic, so that the database can go away first.
async fn tell<S: Future<Output = ()>>(
    url: &str,
    raw: Option<&str>,
    story: impl FnOnce(Store) -> S,
) -> std::thread::Result<()> {
    let pool = open(url).await;
    let raw = match raw {
        Some(raw) => open(raw).await,
        None => pool.clone(),
    };
    let store = Store {
        db: pool.clone(),
        raw: raw.clone(),
        url: url.to_owned(),
    };
    let ended = AssertUnwindSafe(async { story(store).await })
        .catch_unwind()
        .await;
    // A connection that never comes back fails its own story and holds up no other.
    for pool in [pool, raw] {
        let closing = tokio::time::timeout(std::time::Duration::from_secs(20), pool.close());
        let closed = closing.await.expect("every connection comes back");
        closed.expect("the pool closes");
    }
    ended
}

async fn open(url: &str) -> DatabaseConnection {
    db::connect(url, &db::Limits::default())
        .await
        .unwrap_or_else(|error| panic!("no database at {url}: {error}"))
}

fn sqlite_place() -> (TempDir, std::path::PathBuf, String) {
    let folder = tempfile::tempdir().expect("there is a folder of temporary files");
    let path = folder.path().join("workrooms.db");
    let url = format!("sqlite://{}", path.display());
    (folder, path, url)
}

/// The bytes of a file that stories begin with: made once for all of them, and leaving no file behind.
async fn sqlite_file(start: Start) -> Vec<u8> {
    let (_folder, path, url) = sqlite_place();
    furnish(&url, start).await;
    std::fs::read(path).expect("the file can be read")
}

/// A database that stories' own are copied from. It stays until the server of the tests is taken away.
async fn postgres_template(start: Start) -> String {
    let name = format!("workrooms_template_{start:?}_{}", std::process::id()).to_lowercase();
    administer(&[
        format!(
            "DO $$ BEGIN CREATE ROLE {PROGRAM} LOGIN PASSWORD '{PROGRAM}'; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        ),
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        format!("CREATE DATABASE {name} OWNER {PROGRAM} TEMPLATE template0 ENCODING 'UTF8'"),
    ])
    .await;
    furnish(&as_program(&at_database(&administrator(), &name)), start).await;
    name
}

async fn furnish(url: &str, start: Start) {
    let pool = open(url).await;
    <migrations::Migrator as sea_orm_migration::MigratorTrait>::up(&pool, None)
        .await
        .unwrap_or_else(|error| panic!("the migrations fail at {url}: {error}"));
    if let Start::Demo = start {
        demo::load(&pool).await;
    }
    pool.close().await.expect("the pool closes");
}

/// Runs statements outside any transaction on the server's own database.
async fn administer(statements: &[String]) {
    // Copying a database takes as long as the disk does.
    let limits = db::Limits {
        statement: std::time::Duration::from_secs(120),
        ..db::Limits::default()
    };
    let server = administrator();
    let pool = db::connect(&server, &limits).await;
    let pool = pool.unwrap_or_else(|error| panic!("no database at {server}: {error}"));
    for statement in statements {
        pool.execute_unprepared(statement)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    pool.close().await.expect("the pool closes");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' only setting: where PostgreSQL is"
)]
fn administrator() -> String {
    let url = std::env::var(POSTGRES).ok().filter(|url| !url.is_empty());
    url.unwrap_or_else(|| {
        panic!(
            "{POSTGRES} is not set: these stories need a PostgreSQL server, given as the URL of a database whose user \
             may create databases; tests/run starts one"
        )
    })
}

/// The same server's URL with another database.
fn at_database(url: &str, name: &str) -> String {
    let (place, options) = match url.split_once('?') {
        Some((place, options)) => (place, format!("?{options}")),
        None => (url, String::new()),
    };
    let (server, _) = place
        .rsplit_once('/')
        .expect("a PostgreSQL URL names a database");
    format!("{server}/{name}{options}")
}

/// The same database for the program's role.
fn as_program(url: &str) -> String {
    let more = if url.contains('?') { '&' } else { '?' };
    format!("{url}{more}user={PROGRAM}&password={PROGRAM}")
}

#[test]
fn a_database_is_named_in_a_url() {
    for (url, there) in [
        ("postgres://a@h:1/postgres", "postgres://a@h:1/x"),
        (
            "postgres:///postgres?host=/run/p",
            "postgres:///x?host=/run/p",
        ),
    ] {
        assert_eq!(at_database(url, "x"), there);
    }
}

on_both!(a_store_is_migrated_empty_and_its_own);
async fn a_store_is_migrated_empty_and_its_own(store: Store) {
    assert_eq!(
        db::list_districts(&store.raw).await.expect("a table"),
        [],
        "the template holds no row"
    );
    let second = open(&store.url).await;
    second
        .execute_unprepared("CREATE TABLE only_here (n INTEGER)")
        .await
        .expect("a table of the story's own");
    store
        .db
        .execute_unprepared("INSERT INTO only_here VALUES (1)")
        .await
        .expect("both pools reach one database");
    second.close().await.expect("the pool closes");
}
