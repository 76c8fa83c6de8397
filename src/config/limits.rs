//! What a document may ask for, and who may send one that is not registered. Deliberately absent: what a caller may spend.

use clap::{Args, ValueEnum};

/// Who may send documents of his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OpenQueries {
    /// Whoever comes.
    Everyone,
    /// Those whose token has the right.
    Allowed,
}

/// What a document may ask for.
#[derive(Args, Clone, Debug)]
pub struct LimitsConfig {
    /// Bytes of a document at most, variables not counted.
    #[arg(long, env = "WORKROOMS_MAX_DOCUMENT_BYTES", default_value_t = 1024 * 1024)]
    pub max_document_bytes: usize,
    /// Tokens of a document at most, blanks and commas among them: a batch of 500 posts written out fits.
    #[arg(long, env = "WORKROOMS_MAX_TOKENS", default_value_t = 60_000)]
    pub max_tokens: usize,
    /// Fields inside fields at most.
    #[arg(long, env = "WORKROOMS_MAX_DEPTH", default_value_t = 20)]
    pub max_depth: u64,
    /// Fields of an operation at most, fragments put in place.
    #[arg(long, env = "WORKROOMS_MAX_FIELDS", default_value_t = 5_000)]
    pub max_fields: u64,
    /// Aliases of an operation at most.
    #[arg(long, env = "WORKROOMS_MAX_ALIASES", default_value_t = 100)]
    pub max_aliases: u64,
    /// Root fields of an operation at most.
    #[arg(long, env = "WORKROOMS_MAX_ROOT_FIELDS", default_value_t = 30)]
    pub max_root_fields: u64,
    /// Directives of an operation at most.
    #[arg(long, env = "WORKROOMS_MAX_DIRECTIVES", default_value_t = 50)]
    pub max_directives: u64,
    /// Cost of an operation at most: objects that an answer may hold.
    #[arg(long, env = "WORKROOMS_MAX_COST", default_value_t = 100_000)]
    pub max_cost: u64,
}
