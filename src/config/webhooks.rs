//! Webhooks: where deliveries may go, and how many at once. Deliberately absent: endpoints, which are rows.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::webhooks::Settings;

/// Webhooks.
#[derive(Args, Clone, Debug)]
pub struct WebhooksConfig {
    /// Networks inside that webhooks may be delivered to, by plain HTTP too, as addresses or networks, separated by commas.
    /// Without a word deliveries go to public addresses alone, by HTTPS.
    #[arg(long, env = "WORKROOMS_WEBHOOK_ALLOW", value_delimiter = ',', value_parser = super::network)]
    pub webhook_allow: Vec<ipnet::IpNet>,
    /// Seconds between two looks for webhooks that are due; 0 where this program is to deliver none.
    #[arg(long, env = "WORKROOMS_WEBHOOK_SECONDS", default_value_t = 2)]
    pub webhook_seconds: u64,
    /// Seconds that an endpoint may take to answer.
    #[arg(long, env = "WORKROOMS_WEBHOOK_PATIENCE_SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub webhook_patience_seconds: u32,
    /// Webhooks under way at once at most, four of them at one endpoint; endpoints at which nobody answers have half as many
    /// besides.
    #[arg(long, env = "WORKROOMS_WEBHOOKS_AT_ONCE", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub webhooks_at_once: u16,
    /// A file of certificates in PEM by which endpoints are known, in place of those that this machine trusts.
    #[arg(long, env = "WORKROOMS_WEBHOOK_CA_FILE")]
    pub webhook_ca_file: Option<PathBuf>,
}

impl WebhooksConfig {
    /// As the sender takes them.
    pub fn settings(&self) -> Settings {
        Settings {
            allowed: self.webhook_allow.clone(),
            ca_file: self.webhook_ca_file.clone(),
            at_once: self.webhooks_at_once.into(),
            patience: Duration::from_secs(self.webhook_patience_seconds.into()),
        }
    }

    /// Between two looks for what is due.
    pub fn every(&self) -> Duration {
        Duration::from_secs(self.webhook_seconds)
    }
}
