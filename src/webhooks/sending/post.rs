//! One attempt: a POST within a time, no redirect followed, no proxy asked, the answer's body thrown away.
//! Deliberately absent: what follows from its outcome.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::redirect::Policy;
use reqwest::tls::Certificate;
use reqwest::{Client, ClientBuilder, Url, header};
use url::Host;

use super::Settings;
use super::names::{Guarded, Inside, Names};
use crate::webhooks::entity::AttemptOutcome;
use crate::webhooks::rules::retrying::wish_of;
use crate::webhooks::signing::{ID, SIGNATURE, TIMESTAMP};

/// Bytes of an answer that are read, and thrown away, so that its connection can be used again.
const READ: usize = 16 * 1024;

/// As what we are known to endpoints.
const AGENT: &str = concat!("workrooms/", env!("CARGO_PKG_VERSION"));

/// A message that is signed.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// When it is sent.
    pub at: DateTime<Utc>,
    /// Its signatures.
    pub signatures: String,
    /// Its body.
    pub body: String,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How.
    pub outcome: AttemptOutcome,
    /// The answer's status.
    pub status: Option<u16>,
    /// How long the endpoint wishes to be left alone.
    pub wish: Option<TimeDelta>,
}

impl Answer {
    fn none(outcome: AttemptOutcome) -> Self {
        Self {
            outcome,
            status: None,
            wish: None,
        }
    }
}

/// Posts by HTTPS, and by plain HTTP where the settings let it.
#[derive(Clone, Debug)]
pub struct Poster {
    safe: (Option<Client>, Guarded),
    plain: (Option<Client>, Guarded),
}

impl Poster {
    /// By the settings. Refuses a file of certificates that cannot be read.
    pub fn new(settings: &Settings, names: &Names) -> Result<Self, String> {
        // Of the whole program: whoever chose first has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed: Arc<[ipnet::IpNet]> = settings.allowed.clone().into();
        let guarded = |plain| Guarded::new(Arc::clone(names), plain, Arc::clone(&allowed));
        let client = |guarded: &Guarded| {
            Client::builder()
                .redirect(Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .user_agent(AGENT)
                .timeout(settings.patience)
                .dns_resolver(Arc::new(guarded.clone()))
        };
        let mut trusting: ClientBuilder = client(&guarded(false)).https_only(true);
        if let Some(file) = &settings.ca_file {
            let bundle =
                std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let trusted = Certificate::from_pem_bundle(&bundle)
                .ok()
                .filter(|trusted| !trusted.is_empty())
                .ok_or_else(|| format!("{}: no certificates in PEM", file.display()))?;
            trusting = trusting.tls_certs_only(trusted);
        }
        // A machine that trusts no certificates can still deliver by plain HTTP, where that is allowed.
        let safe = trusting.build().ok();
        let plain = client(&guarded(true)).tls_certs_only([]).build().ok();
        Ok(Self {
            safe: (safe, guarded(false)),
            plain: (plain, guarded(true)),
        })
    }

    /// Sends a message once.
    pub async fn post(&self, url: &str, message: Message) -> Answer {
        let Ok(url) = Url::parse(url) else {
            return Answer::none(AttemptOutcome::AddressRefused);
        };
        let (client, guarded) = match url.scheme() {
            "https" => &self.safe,
            _ => &self.plain,
        };
        // No name, so nobody resolves it.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        if literal.is_some_and(|address| !guarded.lets(address)) {
            return Answer::none(AttemptOutcome::AddressRefused);
        }
        let Some(client) = client else {
            return Answer::none(AttemptOutcome::Unreachable);
        };
        let now = message.at;
        let sent = client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(ID, message.id)
            .header(TIMESTAMP, now.timestamp())
            .header(SIGNATURE, message.signatures)
            .body(message.body)
            .send()
            .await;
        match sent {
            Ok(answer) => read(answer, now).await,
            Err(error) => Answer::none(failure_of(&error)),
        }
    }
}

async fn read(mut answer: reqwest::Response, now: DateTime<Utc>) -> Answer {
    let status = answer.status();
    let wish = answer.headers().get(header::RETRY_AFTER);
    let wish = wish.and_then(|wish| wish_of(wish.to_str().ok()?, now));
    let mut length = 0_usize;
    while let Ok(Some(part)) = answer.chunk().await {
        length = length.saturating_add(part.len());
        if length > READ {
            break;
        }
    }
    let outcome = match status.as_u16() {
        200..300 => AttemptOutcome::Delivered,
        410 => AttemptOutcome::Gone,
        _ => AttemptOutcome::Answered,
    };
    Answer {
        outcome,
        status: Some(status.as_u16()),
        wish: wish.filter(|_| matches!(status.as_u16(), 429 | 503)),
    }
}

/// What kept an answer away. The error's text is not told: it names addresses.
fn failure_of(error: &reqwest::Error) -> AttemptOutcome {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<Inside>() {
            return AttemptOutcome::AddressRefused;
        }
        cause = one.source();
    }
    match error.is_timeout() {
        true => AttemptOutcome::Timeout,
        false => AttemptOutcome::Unreachable,
    }
}
