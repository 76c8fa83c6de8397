//! Every setting with its type and default; the only reader of the environment, through the command line's parser.
//! Deliberately absent: settings of the domain (deadlines, schemes), which are rows.

use clap::Args;

/// The settings of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where to listen.
    #[arg(long, env = "WORKROOMS_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseConfig,
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
}
