//! Every setting with its type and default; the only reader of the environment, through the command line's parser.
//! Deliberately absent: settings of the domain (deadlines, schemes), which are rows.

mod limits;
mod live;
mod log;
mod standby;
mod webhooks;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use clap::Args;

use crate::access::issuer::{IssuerAddress, Settings};
use crate::access::local;
use crate::kernel::db::Limits;
use crate::kernel::seal::{KeyRing, KeySource, Suite};

pub use limits::{LimitsConfig, OpenQueries};
pub use live::LiveConfig;
pub use log::{LogConfig, LogFormat, start_logging};
pub use standby::StandbyConfig;
pub use webhooks::WebhooksConfig;

/// The settings of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// The doors.
    #[command(flatten)]
    pub http: HttpConfig,
    /// The issuer of persons' tokens.
    #[command(flatten)]
    pub oidc: OidcConfig,
    /// Signing in here.
    #[command(flatten)]
    pub sign_in: SignInConfig,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseConfig,
    /// A standby of it.
    #[command(flatten)]
    pub standby: StandbyConfig,
    /// The keys of personal data.
    #[command(flatten)]
    pub keys: KeysConfig,
    /// Webhooks.
    #[command(flatten)]
    pub webhooks: WebhooksConfig,
    /// Minutes between two looks for legs of cases that are nearly or past due; 0 for never.
    #[arg(long, env = "WORKROOMS_REMIND_MINUTES", default_value_t = 30)]
    pub remind_minutes: u64,
}

/// Which database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseConfig {
    /// The database's URL: sqlite://PATH or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://data/workrooms.db",
        hide_env_values = true
    )]
    pub database_url: String,
    /// Connections at once to PostgreSQL at most.
    #[arg(long, env = "WORKROOMS_DATABASE_CONNECTIONS", default_value_t = 10)]
    pub database_connections: u32,
    /// Seconds a statement may take on PostgreSQL.
    #[arg(long, env = "WORKROOMS_STATEMENT_SECONDS", default_value_t = 10)]
    pub statement_seconds: u64,
    /// Seconds a statement may wait for another's lock: of a row on PostgreSQL, of the file on SQLite.
    #[arg(long, env = "WORKROOMS_LOCK_SECONDS", default_value_t = 10)]
    pub lock_seconds: u64,
    /// Seconds after which PostgreSQL ends a transaction in which nothing happens.
    #[arg(long, env = "WORKROOMS_IDLE_TRANSACTION_SECONDS", default_value_t = 60)]
    pub idle_transaction_seconds: u64,
}

impl DatabaseConfig {
    /// What a pool keeps to.
    pub fn limits(&self) -> Limits {
        Limits {
            connections: self.database_connections.max(1),
            statement: Duration::from_secs(self.statement_seconds),
            lock: Duration::from_secs(self.lock_seconds),
            idle: Duration::from_secs(self.idle_transaction_seconds),
        }
    }

    /// The SQLite file; none for PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        let rest = self.database_url.strip_prefix("sqlite://")?;
        rest.split('?').next().map(Path::new)
    }

    /// Refuses a SQLite file that is not there, which opening it would make.
    pub fn must_exist(&self) -> Result<(), String> {
        match self.file() {
            Some(file) if !file.exists() => Err(format!("there is no database {}", file.display())),
            _ => Ok(()),
        }
    }

    /// Makes the folder of a SQLite file where it is missing.
    pub fn make_folder(&self) -> std::io::Result<()> {
        match self.file().and_then(Path::parent) {
            Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder),
            _ => Ok(()),
        }
    }
}

/// The keys of personal data.
#[derive(Args, Clone, Debug)]
pub struct KeysConfig {
    /// Where the master keys are: file:PATH, env:NAME, or command:PROGRAM ARGUMENTS for a program that prints them. Left
    /// out, they are in the file beside the SQLite database (or data/workrooms.keys), which the first start makes.
    #[arg(long, env = "WORKROOMS_KEYS", hide_env_values = true)]
    pub keys: Option<String>,
    /// The algorithms that seal personal data from now on: aes is AES-256-GCM and SHA-256, sm is SM4-GCM and SM3. What the
    /// other one sealed stays readable.
    #[arg(long, env = "WORKROOMS_SUITE", default_value = "aes")]
    pub suite: Suite,
}

impl KeysConfig {
    /// Where the keys are. The setting is read here and not by the command line's parser, which would repeat it.
    fn source(&self, database: &DatabaseConfig) -> Result<KeySource, String> {
        match &self.keys {
            Some(text) => text
                .parse()
                .map_err(|error| format!("WORKROOMS_KEYS: {error}")),
            None => Ok(KeySource::File(default_file(database))),
        }
    }

    /// The file that the first start makes; none where the setting names another place, or the file is there.
    pub fn missing_default_file(&self, database: &DatabaseConfig) -> Option<PathBuf> {
        let path = default_file(database);
        (self.keys.is_none() && !path.exists()).then_some(path)
    }

    /// Reads the keys where there should be any already.
    pub fn ring_if_any(&self, database: &DatabaseConfig) -> Result<(), String> {
        match self.missing_default_file(database) {
            Some(_) => Ok(()),
            None => self.ring(database).map(|_| ()),
        }
    }

    /// The keys, read from where they are.
    pub fn ring(&self, database: &DatabaseConfig) -> Result<KeyRing, String> {
        self.source(database)?.ring(variable)
    }
}

fn default_file(database: &DatabaseConfig) -> PathBuf {
    let beside = database.file().unwrap_or(Path::new("data/workrooms"));
    beside.with_extension("keys")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the variable's name is itself a setting, which the command line's parser cannot follow"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The doors and their limits.
#[derive(Args, Clone, Debug)]
pub struct HttpConfig {
    /// Where to listen.
    #[arg(long, env = "WORKROOMS_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    /// The file of the certificate and those that vouch for it, in PEM: the program then speaks TLS itself. SIGHUP has it
    /// and its key read anew.
    #[arg(long, env = "WORKROOMS_TLS_CERTIFICATE", requires = "tls_key")]
    pub tls_certificate: Option<std::path::PathBuf>,
    /// The file of the certificate's key, in PEM.
    #[arg(long, env = "WORKROOMS_TLS_KEY", requires = "tls_certificate")]
    pub tls_key: Option<std::path::PathBuf>,
    /// A proxy in front speaks TLS with the callers, so plain HTTP may be served beyond this machine.
    #[arg(long, env = "WORKROOMS_BEHIND_PROXY", default_value_t = false)]
    pub behind_proxy: bool,
    /// Where the metrics are told.
    #[arg(
        long,
        env = "WORKROOMS_METRICS_LISTEN",
        default_value = "127.0.0.1:9090"
    )]
    pub metrics_listen: std::net::SocketAddr,
    /// Connections at once at most; further ones wait to be taken.
    #[arg(long, env = "WORKROOMS_MAX_CONNECTIONS", default_value_t = 2048)]
    pub max_connections: usize,
    /// Connections at once of one address at most, where the program speaks TLS itself; trusted proxies have as many as they
    /// like.
    #[arg(
        long,
        env = "WORKROOMS_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 512
    )]
    pub max_connections_per_address: usize,
    /// Seconds a caller may take to read the next part of an answer.
    #[arg(long, env = "WORKROOMS_ANSWER_SECONDS", default_value_t = 30)]
    pub answer_seconds: u64,
    /// Seconds a caller may take to send a request's head, the first one and each one after it.
    #[arg(long, env = "WORKROOMS_HEAD_SECONDS", default_value_t = 10)]
    pub head_seconds: u64,
    /// Bytes of a request's body at most, after it is decompressed.
    #[arg(long, env = "WORKROOMS_MAX_BODY_BYTES", default_value_t = 16 * 1024 * 1024)]
    pub max_body_bytes: usize,
    /// Bytes of the body of who is not signed in at most: a sign-in is short.
    #[arg(long, env = "WORKROOMS_MAX_UNSIGNED_BODY_BYTES", default_value_t = 64 * 1024)]
    pub max_unsigned_body_bytes: usize,
    /// Bytes of all bodies that are read at once at most; the first 64 KiB of each are not counted.
    #[arg(long, env = "WORKROOMS_MAX_BODIES_BYTES", default_value_t = 128 * 1024 * 1024)]
    pub max_bodies_bytes: usize,
    /// Seconds a request's body may take to arrive.
    #[arg(long, env = "WORKROOMS_BODY_SECONDS", default_value_t = 30)]
    pub body_seconds: u64,
    /// What a document may ask for.
    #[command(flatten)]
    pub limits: LimitsConfig,
    /// Live readers.
    #[command(flatten)]
    pub live: LiveConfig,
    /// Seconds an operation may take.
    #[arg(long, env = "WORKROOMS_OPERATION_SECONDS", default_value_t = 10)]
    pub operation_seconds: u64,
    /// Operations under way at once at most.
    #[arg(
        long,
        env = "WORKROOMS_MAX_CONCURRENT_OPERATIONS",
        default_value_t = 256
    )]
    pub max_concurrent_operations: usize,
    /// Operations of one caller under way at once at most.
    #[arg(
        long,
        env = "WORKROOMS_MAX_CONCURRENT_OPERATIONS_PER_CALLER",
        default_value_t = 128
    )]
    pub max_concurrent_operations_per_caller: usize,
    /// Seconds an operation waits for its turn when as many are under way; then the caller is told to come again.
    #[arg(long, env = "WORKROOMS_WAIT_SECONDS", default_value_t = 1)]
    pub wait_seconds: u64,
    /// Bytes of whole answers that are kept in memory while their district has not moved on, at most; 0 for none.
    #[arg(long, env = "WORKROOMS_KEPT_ANSWER_BYTES", default_value_t = 64 * 1024 * 1024)]
    pub kept_answer_bytes: u64,
    /// Websockets at once at most.
    #[arg(long, env = "WORKROOMS_MAX_SOCKETS", default_value_t = 1024)]
    pub max_sockets: usize,
    /// Websockets at once of one caller at most: of a token, of an account's role, or of an address that shows neither.
    #[arg(long, env = "WORKROOMS_MAX_SOCKETS_PER_CALLER", default_value_t = 256)]
    pub max_sockets_per_caller: usize,
    /// Bytes of a websocket's message at most.
    #[arg(long, env = "WORKROOMS_MAX_SOCKET_MESSAGE_BYTES", default_value_t = 4 * 1024 * 1024)]
    pub max_socket_message_bytes: usize,
    /// Operations under way at once on one websocket at most.
    #[arg(long, env = "WORKROOMS_MAX_SOCKET_OPERATIONS", default_value_t = 20)]
    pub max_socket_operations: usize,
    /// Seconds a websocket has for saying who it is.
    #[arg(long, env = "WORKROOMS_SOCKET_INIT_SECONDS", default_value_t = 3)]
    pub socket_init_seconds: u64,
    /// Seconds between pings of a websocket; one that stays silent for two of them is closed.
    #[arg(long, env = "WORKROOMS_SOCKET_PING_SECONDS", default_value_t = 25)]
    pub socket_ping_seconds: u64,
    /// Seconds between the moment at which `/readyz` says no, because the program was told to end, and the moment from which
    /// no connection is taken: longer than a front that leads callers here takes to see it. 0 where there is none.
    #[arg(long, env = "WORKROOMS_LEAVE_SECONDS", default_value_t = 0)]
    pub leave_seconds: u64,
    /// Seconds that requests under way are given at shutdown.
    #[arg(long, env = "WORKROOMS_DRAIN_SECONDS", default_value_t = 20)]
    pub drain_seconds: u64,
    /// What a caller with a token may spend in a minute, in the cost that each answer tells, and a little for each request
    /// and its bytes; 0 for no limit. The default bears 2000 dashboards of five levels and twelve metrics, and beside them
    /// 2000 batches of 500 posts: a frontend may serve all its users by one token.
    #[arg(
        long,
        env = "WORKROOMS_BUDGET_PER_MINUTE",
        default_value_t = 60_000_000
    )]
    pub budget_per_minute: u32,
    /// The same for all callers without a token who come from one address; 0 for no limit. A bad token costs 5000 of it.
    #[arg(
        long,
        env = "WORKROOMS_UNSIGNED_BUDGET_PER_MINUTE",
        default_value_t = 600_000
    )]
    pub unsigned_budget_per_minute: u32,
    /// Proxies whose X-Forwarded-For is believed, as addresses or networks, separated by commas.
    #[arg(long, env = "WORKROOMS_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Origins, separated by commas, whose scripts may ask and read the answers: https://HOST or https://HOST:PORT.
    #[arg(long, env = "WORKROOMS_CORS_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub cors_origins: Vec<String>,
    /// Who may send documents of his own: everyone, or those alone whose token has the right; whoever else sends the id of
    /// a registered one. Left out, it is everyone with --demo, and else those who have the right.
    #[arg(long, env = "WORKROOMS_OPEN_QUERIES")]
    pub open_queries: Option<OpenQueries>,
    /// Turns off GraphiQL, the schema's page and introspection. Left out, they are on with --demo, and else off.
    #[arg(long, env = "WORKROOMS_CLOSED_SCHEMA", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub closed_schema: Option<bool>,
}

impl HttpConfig {
    /// Opens to whoever tries the program out what the settings do not say.
    pub fn open_unless_said(&mut self) {
        self.open_queries.get_or_insert(OpenQueries::Everyone);
        self.closed_schema.get_or_insert(false);
    }

    /// Whether a document need not be registered, whoever sends it.
    pub fn is_open_to_queries(&self) -> bool {
        self.open_queries == Some(OpenQueries::Everyone)
    }

    /// Whether the schema is not told.
    pub fn is_schema_closed(&self) -> bool {
        self.closed_schema.unwrap_or(true)
    }

    /// Refuses plain HTTP that others than this machine could reach, unless a proxy is said to stand in front: tokens and
    /// residents' words would cross the network as they are.
    pub fn check(&self) -> Result<(), String> {
        if self.tls_certificate.is_some() {
            return Ok(());
        }
        if self.behind_proxy || self.listen.ip().to_canonical().is_loopback() {
            return Ok(());
        }
        Err(format!(
            "{} can be reached from other machines, and plain HTTP would show tokens and data to the network: listen on \
             127.0.0.1, give WORKROOMS_TLS_CERTIFICATE and WORKROOMS_TLS_KEY, or set WORKROOMS_BEHIND_PROXY=true where a \
             proxy in front speaks TLS",
            self.listen
        ))
    }
}

/// A network, or an address alone.
fn network(text: &str) -> Result<ipnet::IpNet, String> {
    let alone = text.parse::<std::net::IpAddr>().map(ipnet::IpNet::from);
    alone
        .or_else(|_| text.parse())
        .map_err(|_| "it is an address, or a network like 10.0.0.0/8".to_owned())
}

/// An origin as browsers write it; another spelling would never match one.
fn origin(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or_default();
    let written = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(written) {
        return Err(
            "an origin is https://HOST or https://HOST:PORT, in small letters, without a path"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

/// The OpenID Connect issuer whose tokens are taken beside our own; none when it is not named.
#[derive(Args, Clone, Debug)]
pub struct OidcConfig {
    /// Its address, to the letter as its tokens name it: https, or http on this machine.
    #[arg(long, env = "WORKROOMS_OIDC_ISSUER", requires = "oidc_audience")]
    pub oidc_issuer: Option<IssuerAddress>,
    /// What it calls this program: the audience that a token must name.
    #[arg(long, env = "WORKROOMS_OIDC_AUDIENCE")]
    pub oidc_audience: Option<String>,
    /// Seconds that its clock may be from ours.
    #[arg(long, env = "WORKROOMS_OIDC_TOLERANCE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(0..=300))]
    pub oidc_tolerance_seconds: u32,
    /// Seconds at least between two readings of its keys.
    #[arg(long, env = "WORKROOMS_OIDC_KEYS_FLOOR_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub oidc_keys_floor_seconds: u32,
    /// Seconds after which its keys are read again; one that it has withdrawn is then no longer good.
    #[arg(
        long,
        env = "WORKROOMS_OIDC_KEYS_MAX_AGE_SECONDS",
        default_value_t = 3600
    )]
    pub oidc_keys_max_age_seconds: u32,
    /// Seconds that it may take for an answer.
    #[arg(long, env = "WORKROOMS_OIDC_PATIENCE_SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub oidc_patience_seconds: u32,
    /// A file of certificates in PEM by which its own is known, in place of those that this machine trusts.
    #[arg(long, env = "WORKROOMS_OIDC_CA_FILE")]
    pub oidc_ca_file: Option<PathBuf>,
}

impl OidcConfig {
    /// The issuer's settings; none when there is no issuer.
    pub fn settings(&self) -> Result<Option<Settings>, String> {
        let Some(address) = self.oidc_issuer.clone() else {
            return Ok(None);
        };
        let audience = self.oidc_audience.clone();
        let audience = audience.filter(|audience| !audience.is_empty());
        Ok(Some(Settings {
            address,
            audience: audience.ok_or("the issuer's audience is missing")?,
            tolerance: TimeDelta::seconds(self.oidc_tolerance_seconds.into()),
            floor: TimeDelta::seconds(self.oidc_keys_floor_seconds.into()),
            max_age: TimeDelta::seconds(self.oidc_keys_max_age_seconds.into()),
            patience: Duration::from_secs(self.oidc_patience_seconds.into()),
            ca_file: self.oidc_ca_file.clone(),
        }))
    }
}

/// Signing in here, by name, password and one-time code.
#[derive(Args, Clone, Debug)]
pub struct SignInConfig {
    /// Whether people sign in here; `false` where an issuer is to be the only way.
    #[arg(long, env = "WORKROOMS_LOCAL_SIGN_IN", default_value_t = true, action = clap::ArgAction::Set)]
    pub local_sign_in: bool,
    /// Memory of one password's hash by Argon2id, in KiB; the default, with its passes and lanes, is OWASP's.
    #[arg(long, env = "WORKROOMS_PASSWORD_MEMORY_KIB", default_value_t = 19_456, value_parser = clap::value_parser!(u32).range(7_168..=1_048_576))]
    pub password_memory_kib: u32,
    /// Passes over it.
    #[arg(long, env = "WORKROOMS_PASSWORD_PASSES", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub password_passes: u32,
    /// Lanes of it.
    #[arg(long, env = "WORKROOMS_PASSWORD_LANES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=16))]
    pub password_lanes: u32,
    /// Passwords that are hashed at once; each takes the memory above and one processor.
    #[arg(long, env = "WORKROOMS_PASSWORDS_AT_ONCE", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub passwords_at_once: u16,
    /// Further sign-ins that wait for their turn; those beyond are told to come again.
    #[arg(long, env = "WORKROOMS_PASSWORDS_WAITING", default_value_t = 32)]
    pub passwords_waiting: u16,
    /// Days after which a password must be changed; 0 for never.
    #[arg(long, env = "WORKROOMS_PASSWORD_DAYS", default_value_t = 0)]
    pub password_days: u32,
    /// Minutes after which an unused session is over.
    #[arg(long, env = "WORKROOMS_SESSION_IDLE_MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u32).range(5..=1_440))]
    pub session_idle_minutes: u32,
    /// Hours after which a session is over however much it is used.
    #[arg(long, env = "WORKROOMS_SESSION_HOURS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=72))]
    pub session_hours: u32,
    /// Failed sign-ins in a row that lock a name, an address, and the two together.
    #[arg(long, env = "WORKROOMS_LOCK_AFTER", default_value_t = 5, value_parser = clap::value_parser!(i32).range(3..=20))]
    pub lock_after: i32,
    /// Everybody needs one-time codes, and not the system, security and audit administrators alone.
    #[arg(
        long,
        env = "WORKROOMS_ONE_TIME_CODES_FOR_ALL",
        default_value_t = false
    )]
    pub one_time_codes_for_all: bool,
}

impl SignInConfig {
    /// As the desk takes them.
    pub fn settings(&self) -> local::Settings {
        local::Settings {
            offered: self.local_sign_in,
            memory_kib: self.password_memory_kib,
            passes: self.password_passes,
            lanes: self.password_lanes,
            at_once: self.passwords_at_once.into(),
            waiting: self.passwords_waiting.into(),
            password_days: (self.password_days > 0).then_some(self.password_days),
            idle: TimeDelta::minutes(self.session_idle_minutes.into()),
            longest: TimeDelta::hours(self.session_hours.into()),
            lock_after: self.lock_after,
            codes_for_all: self.one_time_codes_for_all,
        }
    }
}
