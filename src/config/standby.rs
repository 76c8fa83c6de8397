//! A standby of PostgreSQL that callers are answered from who allow a lag. Deliberately absent: how far behind it may be,
//! which each caller says.

use clap::Args;

use super::DatabaseConfig;
use crate::kernel::standby::Standby;

/// Reading from a standby.
#[derive(Args, Clone, Debug)]
pub struct StandbyConfig {
    /// The URL of a streaming standby of the PostgreSQL of DATABASE_URL, under the same role and database. Queries whose
    /// caller allows a lag (Workrooms-Max-Lag) are answered from it, and everything else, or while it is gone or too far
    /// behind, from the primary. It has as many connections as the primary.
    #[arg(long, env = "WORKROOMS_STANDBY_URL", hide_env_values = true)]
    pub standby_url: Option<String>,
}

impl StandbyConfig {
    /// Refuses a standby of what has none.
    pub fn check(&self, database: &DatabaseConfig) -> Result<(), String> {
        let Some(url) = &self.standby_url else {
            return Ok(());
        };
        if database.file().is_some() || database.database_url.starts_with("sqlite:") {
            return Err(
                "WORKROOMS_STANDBY_URL is set and DATABASE_URL is SQLite, which has no standby: take the setting away, or \
                 move to PostgreSQL"
                    .to_owned(),
            );
        }
        if !["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            return Err(
                "WORKROOMS_STANDBY_URL is postgres://…, a standby of DATABASE_URL's server"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The standby, which need not be there yet; none where none is set.
    pub async fn standby(&self, database: &DatabaseConfig) -> Result<Option<Standby>, String> {
        self.check(database)?;
        let Some(url) = &self.standby_url else {
            return Ok(None);
        };
        let standby = Standby::new(url, &database.limits()).await;
        // The URL holds a password, and what is wrong with it might repeat it.
        standby
            .map(Some)
            .map_err(|_| "WORKROOMS_STANDBY_URL cannot be read as a URL of PostgreSQL".to_owned())
    }
}
