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
    /// Subscriptions at once at most, over websockets and as server-sent events.
    #[arg(long, env = "WORKROOMS_MAX_SUBSCRIPTIONS", default_value_t = 4096)]
    pub max_subscriptions: usize,
    /// Subscriptions at once of one caller at most.
    #[arg(
        long,
        env = "WORKROOMS_MAX_SUBSCRIPTIONS_PER_CALLER",
        default_value_t = 1024
    )]
    pub max_subscriptions_per_caller: usize,
    /// Seconds after which it is looked whether the token, the session or the role of a subscriber is still good; that is
    /// looked at before whatever he is told, too.
    #[arg(long, env = "WORKROOMS_LIVE_CHECK_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub live_check_seconds: u64,
    /// Seconds between two signs of life in a stream of server-sent events that has nothing to tell.
    #[arg(long, env = "WORKROOMS_EVENTS_ALIVE_SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub events_alive_seconds: u64,
}
