//! What the program is made of once it runs: built once, handed down, no globals. The keys of personal data are opened
//! and compared with the database before anything is served. Deliberately absent: anything of one request.

use sea_orm::DatabaseConnection;

use crate::config::{Config, DatabaseConfig, KeysConfig};
use crate::events::commands::sharing::Sharing;
use crate::kernel::actor::Actor;
use crate::kernel::bus::Bus;
use crate::kernel::clock::Clock;
use crate::kernel::error::Lang;
use crate::kernel::heads::Heads;
use crate::kernel::seal::{Vault, check, is_keyed, make_file};
use crate::kernel::standby::Standby;
use crate::kernel::tails::Tails;
use crate::linkage::{KeptChains, Request};
use crate::webhooks::Sender;

/// The program.
#[derive(Debug)]
pub struct App {
    /// The pool.
    pub db: DatabaseConnection,
    /// A standby that queries may be answered from.
    pub standby: Option<Standby>,
    /// The time.
    pub clock: Clock,
    /// Wakes readers of the journal.
    pub bus: Bus,
    /// The ends of journals, for who reads them live.
    pub tails: Tails,
    /// Where journals stand, asked together.
    pub heads: Heads,
    /// Posts that wait for the same district.
    pub sharing: Sharing,
    /// Chains kept between requests.
    pub chains: KeptChains,
    /// The keys of personal data.
    pub vault: Vault,
    /// The settings.
    pub config: Config,
}

impl App {
    /// The program over an open and migrated database.
    pub fn new(db: DatabaseConnection, clock: Clock, vault: Vault, config: Config) -> Self {
        let bus = Bus::default();
        Self {
            tails: Tails::new(db.clone(), bus.clone()),
            heads: Heads::new(db.clone()),
            db,
            standby: None,
            clock,
            bus,
            sharing: Sharing::default(),
            chains: KeptChains::default(),
            vault,
            config,
        }
    }

    /// The same, which may answer queries from a standby.
    pub fn beside(self, standby: Option<Standby>) -> Self {
        Self { standby, ..self }
    }

    /// Reads the keys of personal data again from where they are; where they are not good, those before stay.
    pub fn reread_keys(&self) -> Result<(), String> {
        let ring = self.config.keys.ring(&self.config.database)?;
        self.vault.renew(ring)
    }

    /// Who delivers webhooks, by the settings.
    pub fn webhook_sender(&self) -> Result<Sender, String> {
        let settings = self.config.webhooks.settings();
        let (clock, vault) = (self.clock.clone(), self.vault.clone());
        Sender::new(self.db.clone(), clock, vault, &settings)
    }

    /// A view for one request of a caller.
    pub fn request(&self, actor: Option<Actor>, lang: Lang) -> Request {
        Request::new(
            self.db.clone(),
            self.clock.clone(),
            self.chains.clone(),
            self.vault.clone(),
            actor,
            lang,
        )
        .waking(self.bus.clone())
    }
}

/// Opens the keys over a migrated database. Where no setting says where they are and the database has never been given any,
/// a file with new ones is made. Refuses, in a sentence for the operator, keys that do not open what is there.
pub async fn open_vault(
    db: &DatabaseConnection,
    database: &DatabaseConfig,
    keys: &KeysConfig,
) -> Result<Vault, String> {
    if let Some(path) = keys.missing_default_file(database) {
        if is_keyed(db)
            .await
            .map_err(|fault| fault.for_log().to_owned())?
        {
            return Err(format!(
                "this database was begun with keys of personal data, and none are given: WORKROOMS_KEYS is not set and \
                 {} is missing; bring it back from where it was backed up",
                path.display()
            ));
        }
        make_file(&path)?;
        tracing::warn!(file = %path.display(), "new keys of personal data were made; back up their file apart from the database");
    }
    let vault = Vault::new(keys.ring(database)?, keys.suite);
    check(db, &vault).await?;
    Ok(vault)
}
