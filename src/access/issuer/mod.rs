//! Persons who sign in elsewhere: the JWT of one OpenID Connect issuer, whose keys are read from it and kept for a while,
//! becomes the identity that the issuer vouches for. Deliberately absent: signing in itself, which is the issuer's, and
//! what the identity may do, which its account says.

mod address;
mod keys;
mod proof;
mod reading;

pub use address::IssuerAddress;

use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;

use crate::kernel::clock::Clock;
use keys::Keys;
use proof::{Claims, Header};
use reading::Reader;

/// What the operator says of an issuer.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its address, to the letter as its tokens name it.
    pub address: IssuerAddress,
    /// The audience that a token must name: this program, as the issuer calls it.
    pub audience: String,
    /// How far the issuer's clock may be from ours.
    pub tolerance: TimeDelta,
    /// The least time between two readings of the keys.
    pub floor: TimeDelta,
    /// The time after which the keys are read again.
    pub max_age: TimeDelta,
    /// How long one answer of the issuer may take.
    pub patience: Duration,
    /// A file of the certificates that are trusted instead of the machine's.
    pub ca_file: Option<PathBuf>,
}

/// Whom an issuer vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
}

/// The token proves nobody; why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unproved;

/// An issuer with the keys that are known of it.
#[derive(Debug)]
pub struct Issuer {
    issuer: String,
    audience: String,
    tolerance: TimeDelta,
    keys: Keys,
}

impl Issuer {
    /// An issuer of which nothing is read yet. Refuses settings under which it could not be read.
    pub fn new(settings: Settings) -> Result<Self, String> {
        if settings.max_age < settings.floor {
            return Err(
                "an issuer's keys cannot be read more often than the floor allows".to_owned(),
            );
        }
        let reader = Reader::new(&settings)?;
        Ok(Self {
            issuer: settings.address.to_string(),
            audience: settings.audience,
            tolerance: settings.tolerance,
            keys: Keys::new(reader, settings.floor, settings.max_age),
        })
    }

    /// Whom a token proves. The signature is looked at before anything that it covers.
    pub async fn prove(&self, clock: &Clock, token: &str) -> Result<Identity, Unproved> {
        let parts = proof::Parts::of(token)?;
        let header = Header::read(&parts)?;
        let key = self.keys.find(clock, &header).await.ok_or(Unproved)?;
        let claims = Claims::read(&parts, &header, &key)?;
        claims.hold(&self.issuer, &self.audience, self.tolerance, clock.now())?;
        Ok(Identity {
            issuer: self.issuer.clone(),
            subject: claims.subject,
        })
    }
}
