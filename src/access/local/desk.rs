//! What all sign-ins of a program share, and what a resolver is told of who stands before it.
//! Deliberately absent: the database.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::TimeDelta;

use super::hashing::Hasher;
use super::sessions::Session;
use crate::access::accesses::Turned;

/// What the operator says of local sign-in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether people sign in here at all.
    pub offered: bool,
    /// Memory of one hash.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes of it.
    pub lanes: u32,
    /// Hashes made at once.
    pub at_once: usize,
    /// Further ones that wait.
    pub waiting: usize,
    /// Days after which a password must be changed; none for never.
    pub password_days: Option<u32>,
    /// How long a session may be unused.
    pub idle: TimeDelta,
    /// How long a session lasts at most.
    pub longest: TimeDelta,
    /// Failures that lock.
    pub lock_after: i32,
    /// Whether everybody needs one-time codes, and not the three administrators alone.
    pub codes_for_all: bool,
}

/// What all sign-ins share.
#[derive(Debug)]
pub struct Desk {
    /// The settings.
    pub settings: Settings,
    /// The line before the hashes.
    pub hasher: Hasher,
    /// Attempts that were turned away by a lock, and are to be told of.
    pub turned: Turned,
}

impl Desk {
    /// Refuses settings that cannot be.
    pub fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self {
            hasher: Hasher::new(&settings)?,
            turned: Turned::default(),
            settings,
        })
    }
}

/// Who stands before the desk: from where, and by which session.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The desk.
    pub desk: Arc<Desk>,
    /// The address, as budgets are charged by it.
    pub address: IpAddr,
    /// The session; none for who has none, or shows a token.
    pub session: Option<Session>,
    /// The role that is named beside, by its opaque id.
    pub grant: Option<String>,
}
