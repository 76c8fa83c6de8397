//! Settings of live readers. Deliberately absent: what a document may ask for.

use clap::Args;

/// Live readers of the journal.
#[derive(Args, Clone, Copy, Debug)]
pub struct LiveConfig {
    /// Seconds between two looks at the heads of the journals that somebody reads live. What is written by this program is
    /// known at once, and so is what another writes over one PostgreSQL; a look finds what was written by a command line,
    /// over SQLite, or while nobody could listen.
    #[arg(long, env = "WORKROOMS_LOOK_SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub look_seconds: u64,
}
