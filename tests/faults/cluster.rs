//! A PostgreSQL of one bench: a primary that flushes at each commit, a standby beside it, stopped and promoted at will.
//! Deliberately absent: settings that make it faster than a careful operator's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::free_port;
use super::program::ended;

/// The role that the program works as; row-level security binds it.
const ROLE: &str = "workrooms";

/// A server of PostgreSQL with its data.
#[derive(Clone, Debug)]
pub struct Cluster {
    bin: PathBuf,
    data: PathBuf,
    pub port: u16,
}

/// Where the programs of the server are.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<_> = std::env::split_paths(&path)
        .map(|folder| folder.join("initdb"))
        .filter_map(|program| program.canonicalize().ok())
        .filter_map(|program| program.parent().map(Path::to_owned))
        .collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        found.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let whole =
        |folder: &&PathBuf| folder.join("postgres").is_file() && folder.join("initdb").is_file();
    found
        .iter()
        .find(whole)
        .cloned()
        .expect("PostgreSQL's server")
}

impl Cluster {
    /// A new one in a folder, with a database for the program.
    pub async fn new(folder: &Path) -> Self {
        let cluster = Self::at(folder, "primary").await;
        let data = cluster.data.to_str().unwrap().to_owned();
        let words = [
            "-D",
            &data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ];
        cluster.run("initdb", &words).await;
        cluster.start().await;
        let database = format!("CREATE ROLE {ROLE} LOGIN; CREATE DATABASE {ROLE} OWNER {ROLE};");
        for statement in database
            .split_inclusive(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            cluster.sql(statement).await;
        }
        cluster
    }

    async fn at(folder: &Path, name: &str) -> Self {
        let cluster = Self {
            bin: programs(),
            data: folder.join(name),
            port: free_port(),
        };
        std::fs::create_dir_all(&cluster.data).unwrap();
        if is_root() {
            // PostgreSQL will not run as root.
            let account = "nobody";
            let mut owned = Command::new("chown");
            owned.args(["-R", account]).arg(&cluster.data);
            assert!(ended(owned).await.status.success());
        }
        std::fs::set_permissions(
            &cluster.data,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .unwrap();
        cluster
    }

    /// The URL of the program's database at another port, which leads here.
    pub fn url(&self, port: u16) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{port}/{ROLE}")
    }

    async fn run(&self, program: &str, words: &[&str]) -> String {
        let path = self.bin.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
                    .arg(path);
                command
            }
            false => Command::new(path),
        };
        // The server that pg_ctl leaves behind must not hold our pipes.
        let log = self.data.with_extension("said");
        let said = std::fs::File::create(&log).unwrap();
        command.args(words).current_dir("/").stdin(Stdio::null());
        command.stdout(said.try_clone().unwrap()).stderr(said);
        let running = tokio::task::spawn_blocking(move || command.status());
        let ended = running.await.unwrap().unwrap();
        let said = std::fs::read_to_string(&log).unwrap();
        assert!(ended.success(), "{program} {words:?}: {said}");
        said
    }

    async fn control(&self, words: &[&str]) {
        let data = self.data.to_str().unwrap();
        self.run("pg_ctl", &[&["-D", data, "-w", "-t", "60"], words].concat())
            .await;
    }

    pub async fn start(&self) {
        let log = self.data.join("server.log");
        let options = format!(
            "-c port={} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c wal_level=replica -c max_wal_senders=8 \
             -c hot_standby=on -c wal_keep_size=256MB",
            self.port
        );
        self.control(&["-l", log.to_str().unwrap(), "-o", &options, "start"])
            .await;
    }

    /// Whether it takes connections.
    pub async fn is_running(&self) -> bool {
        let mut asking = Command::new(self.bin.join("pg_isready"));
        asking.args([
            "-q",
            "-t",
            "5",
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
        ]);
        ended(asking).await.status.success()
    }

    /// Ends it at once, as a crash does.
    pub async fn crash(&self) {
        self.control(&["-m", "immediate", "stop"]).await;
    }

    pub async fn promote(&self) {
        self.control(&["promote"]).await;
    }

    /// Asks as its administrator.
    pub async fn sql(&self, statement: &str) -> String {
        self.run_in("postgres", statement).await
    }

    async fn run_in(&self, database: &str, statement: &str) -> String {
        let port = self.port.to_string();
        let words = [
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "postgres",
            "-d",
            database,
            "-qAtX",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
        ];
        self.run("psql", &words).await.trim().to_owned()
    }

    /// Takes a table of the program its primary key, and whatever leads to it.
    pub async fn drop_key(&self, table: &str) {
        let words = format!("ALTER TABLE {table} DROP CONSTRAINT {table}_pkey CASCADE");
        self.run_in(ROLE, &words).await;
    }

    /// Changes a setting of a server that runs.
    pub async fn set(&self, setting: &str, value: &str) {
        self.sql(&format!("ALTER SYSTEM SET {setting} = '{value}'"))
            .await;
        self.sql("SELECT pg_reload_conf()").await;
    }

    /// A standby that follows this one, under a name that the primary knows it by.
    pub async fn standby(&self, folder: &Path, name: &str) -> Self {
        let standby = Self::at(folder, name).await;
        let from = format!(
            "host=127.0.0.1 port={} user=postgres application_name={name}",
            self.port
        );
        let data = standby.data.to_str().unwrap().to_owned();
        standby
            .run(
                "pg_basebackup",
                &["-D", &data, "-R", "-X", "stream", "-c", "fast", "-d", &from],
            )
            .await;
        standby.start().await;
        standby
    }

    /// Takes its files away.
    pub fn remove(&self) {
        std::fs::remove_dir_all(&self.data).unwrap();
    }
}

fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}
