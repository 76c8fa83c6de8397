//! How the log is written, and its start. Deliberately absent: what is logged where.

use clap::{Args, ValueEnum};

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For a person at a terminal.
    Text,
}

/// The log's settings.
#[derive(Args, Clone, Debug)]
pub struct LogConfig {
    /// How the log is written, to the error stream.
    #[arg(
        long,
        env = "WORKROOMS_LOG_FORMAT",
        default_value = "json",
        global = true
    )]
    pub log_format: LogFormat,
    /// What is logged: a level, or levels by module.
    #[arg(
        long,
        env = "WORKROOMS_LOG",
        default_value = "info,sqlx=warn,sea_orm_migration=warn",
        global = true
    )]
    pub log: String,
}

/// Starts the log; a second start in one process changes nothing.
pub fn start_logging(config: &LogConfig) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // What cannot be logged is no reason to break off what is done; it would be told to the stream that fails.
        .log_internal_errors(false);
    let _ = match config.log_format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => log.compact().try_init(),
    };
}
