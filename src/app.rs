//! What the program is made of once it runs: built once, handed down, no globals.
//! Deliberately absent: anything of one request.

use sea_orm::DatabaseConnection;

use crate::config::Config;
use crate::kernel::actor::Actor;
use crate::kernel::clock::Clock;
use crate::kernel::error::Lang;
use crate::linkage::{KeptChains, Request};

/// The program.
#[derive(Debug)]
pub struct App {
    /// The pool.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Clock,
    /// Chains kept between requests.
    pub chains: KeptChains,
    /// The settings.
    pub config: Config,
}

impl App {
    /// The program over an open and migrated database.
    pub fn new(db: DatabaseConnection, clock: Clock, config: Config) -> Self {
        Self {
            db,
            clock,
            chains: KeptChains::default(),
            config,
        }
    }

    /// A view for one request of a caller.
    pub fn request(&self, actor: Option<Actor>, lang: Lang) -> Request {
        Request::new(
            self.db.clone(),
            self.clock.clone(),
            self.chains.clone(),
            actor,
            lang,
        )
    }
}
