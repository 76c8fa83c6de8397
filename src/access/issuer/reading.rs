//! Reads an issuer: its description of itself, then its keys, over HTTPS, each answer within a time and a size, no
//! redirect followed and no proxy asked. Deliberately absent: when to read.

use reqwest::redirect::Policy;
use reqwest::tls::Certificate;
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Settings;
use super::address::{IssuerAddress, may_be_read};
use super::proof::Key;

/// Bytes of an answer at most.
const LONGEST: usize = 256 * 1024;

/// Keys at most.
const MOST_KEYS: usize = 100;

/// The client for one issuer.
#[derive(Clone, Debug)]
pub struct Reader {
    client: Client,
    address: IssuerAddress,
}

/// What an issuer says of itself, as far as it is of use here.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl Reader {
    /// A client. Refuses a file of certificates that cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        // Of the whole program: whoever chose first has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let discovery = settings.address.discovery()?;
        let mut client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(settings.patience)
            .https_only(discovery.scheme() == "https");
        if let Some(file) = &settings.ca_file {
            let bundle =
                std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let trusted = Certificate::from_pem_bundle(&bundle)
                .ok()
                .filter(|trusted| !trusted.is_empty())
                .ok_or_else(|| format!("{}: no certificates in PEM", file.display()))?;
            client = client.tls_certs_only(trusted);
        } else if discovery.scheme() != "https" {
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|_| {
            "the issuer cannot be read: this machine trusts no certificates".to_owned()
        })?;
        Ok(Self {
            client,
            address: settings.address.clone(),
        })
    }

    /// The issuer's keys that tokens can be signed with here. Says why when it cannot be read.
    pub async fn read(&self) -> Result<Vec<Key>, String> {
        let discovery = self.address.discovery()?;
        let said: Discovery = self.get(discovery.clone()).await?;
        if said.issuer != self.address.to_string() {
            return Err("it calls itself by another name".to_owned());
        }
        let keys = Url::parse(&said.jwks_uri).ok();
        let keys = keys.filter(|keys| may_be_read(keys, Some(&discovery)));
        let keys = keys.ok_or("its keys are where they may not be read")?;
        let published: Published = self.get(keys).await?;
        if published.keys.len() > MOST_KEYS {
            return Err("it has too many keys".to_owned());
        }
        Ok(published.keys.iter().filter_map(Key::of).collect())
    }

    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, String> {
        let path = url.path().to_owned();
        let failed = |error: reqwest::Error| format!("{path}: {}", error.without_url());
        let mut answer = self.client.get(url).send().await.map_err(failed)?;
        if answer.status() != StatusCode::OK {
            return Err(format!("{path}: status {}", answer.status()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LONGEST {
                return Err(format!("{path}: more than {LONGEST} bytes"));
            }
        }
        serde_json::from_slice(&bytes).map_err(|_| format!("{path}: not the JSON that is due"))
    }
}
